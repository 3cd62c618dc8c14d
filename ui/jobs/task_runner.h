// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TaskRunner: the bridge between JobContext and the io pool (2 to 4 threads). Work runs on the pool,
// its Result comes back through a queued call on the UI thread, and only while the context object
// lives. Jobs may be cancelled and may have a deadline; visible ones appear in the TaskStrip.
// Everything public is called on the UI thread. The destructor stops all work and waits for the pool.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::ui {

using TaskId = quint64;

struct TaskOptions {
    QString title;  // what the strip shows
    bool visible = true;
    int priority = 0;                       // higher first
    std::chrono::milliseconds deadline{0};  // 0 = none; passing it ends the job with Timeout
    bool finishOnExit = false;              // saving: the destructor lets it run to its end
    std::function<void()> retry;            // what "Try again" does when the job has failed
};

class TaskRunner : public QObject {
    Q_OBJECT
public:
    explicit TaskRunner(QObject* parent = nullptr);
    ~TaskRunner() override;

    template <class T>
    TaskId run(const TaskOptions& options, std::function<base::Result<T>(const base::JobContext&)> work,
               QObject* context, std::function<void(base::Result<T>)> done) {
        auto result = std::make_shared<std::unique_ptr<base::Result<T>>>();
        const std::string title = options.title.toStdString();
        auto task = [work = std::move(work), result, title](const base::JobContext& job) {
            *result = std::make_unique<base::Result<T>>(base::guarded(title, [&] { return work(job); }));
        };
        QPointer<QObject> guard(context);
        auto finish = [result, guard, done = std::move(done)](const base::Error* replaced) {
            std::optional<std::string> failed;
            if (replaced != nullptr)
                failed = replaced->message;
            else if (*result && !(*result)->ok())
                failed = (*result)->error().message;
            if (!guard || !done) return failed;
            if (replaced != nullptr)
                done(base::Result<T>(*replaced));
            else if (*result)
                done(std::move(**result));
            else
                done(base::Result<T>(base::cancelled()));
            return failed;
        };
        return start(options, std::move(task), std::move(finish));
    }

    // Work that runs elsewhere (the inference thread) but shows in the strip; cancel is called on Cancel.
    TaskId beginExternal(const QString& title, std::function<void()> cancel);
    // Safe from any thread.
    void reportExternal(TaskId id, const base::Progress& progress);
    void endExternal(TaskId id, const base::Error* error = nullptr);

    void cancel(TaskId id);
    void cancelAll();
    // What a failed visible job offers; empty function when nothing. forget() once the person has seen it.
    std::function<void()> retryOf(TaskId id) const { return m_retries.value(id); }
    void forget(TaskId id) { m_retries.remove(id); }
    int runningCount() const { return static_cast<int>(m_tasks.size()); }

Q_SIGNALS:
    void started(quint64 id, const QString& title);  // visible tasks only
    void progressed(quint64 id, qint64 done, qint64 total, const QString& stage);
    void finished(quint64 id, bool failed, const QString& message);

private:
    struct Task;
    // Hands the result over; answers the sentence of a failure.
    using Finish = std::function<std::optional<std::string>(const base::Error* replaced)>;
    TaskId start(const TaskOptions& options, std::function<void(const base::JobContext&)> task, Finish finish);
    void complete(TaskId id);
    void postProgress(TaskId id, const base::Progress& progress);

    QHash<TaskId, std::shared_ptr<Task>> m_tasks;
    QHash<TaskId, std::function<void()>> m_retries;
    TaskId m_next = 1;
    QThreadPool m_pool;
};

}  // namespace hilum::ui
