// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/jobs/task_runner.h"

#include <QThread>
#include <QTimer>
#include <algorithm>

#include "ui/common/error_text.h"
#include "ui/common/text.h"

namespace hilum::ui {

struct TaskRunner::Task {
    std::stop_source stop;
    Finish finish;
    std::function<void()> cancelExternal;
    bool visible = false;
    bool timedOut = false;
    bool finishOnExit = false;
};

TaskRunner::TaskRunner(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount(), 2, 4));
    m_pool.setExpiryTimeout(-1);
}

TaskRunner::~TaskRunner() {
    // Waiting work sees the stop request as soon as it is its turn; saving is not asked to stop.
    for (const auto& task : std::as_const(m_tasks))
        if (!task->finishOnExit) task->stop.request_stop();
    m_pool.waitForDone();
}

TaskId TaskRunner::start(const TaskOptions& options, std::function<void(const base::JobContext&)> work, Finish finish) {
    const TaskId id = m_next++;
    auto task = std::make_shared<Task>();
    task->finish = std::move(finish);
    task->visible = options.visible;
    task->finishOnExit = options.finishOnExit;
    m_tasks.insert(id, task);
    if (task->visible && options.retry) m_retries.insert(id, options.retry);
    if (task->visible) Q_EMIT started(id, options.title);
    if (options.deadline.count() > 0) {
        QTimer::singleShot(options.deadline, this, [this, id] {
            if (const auto found = m_tasks.value(id)) {
                found->timedOut = true;
                found->stop.request_stop();
            }
        });
    }
    base::ProgressSink sink;
    if (task->visible) sink = [this, id](const base::Progress& progress) { postProgress(id, progress); };
    // The pool is emptied before this object ends, so `this` outlives the runnable.
    m_pool.start(
        [this, id, task, work = std::move(work), sink] {
            if (!task->stop.stop_requested()) work(base::JobContext(task->stop.get_token(), sink));
            QMetaObject::invokeMethod(
                this, [this, id] { complete(id); }, Qt::QueuedConnection);
        },
        options.priority);
    return id;
}

void TaskRunner::complete(TaskId id) {
    const auto task = m_tasks.take(id);
    if (!task) return;
    base::Error replaced;
    std::optional<std::string> failed;
    if (task->timedOut) {
        replaced = base::makeError(base::ErrorCode::Timeout,
                                   toUtf8(tr("This took longer than it may and was stopped; try again when the "
                                             "machine is less busy.")));
        failed = task->finish(&replaced);
    } else {
        failed = task->finish(nullptr);
    }
    if (!failed) forget(id);
    if (task->visible)
        Q_EMIT finished(id, failed && (task->timedOut || !task->stop.stop_requested()),
                        failed ? fromUtf8(*failed) : QString());
}

TaskId TaskRunner::beginExternal(const QString& title, std::function<void()> cancel) {
    const TaskId id = m_next++;
    auto task = std::make_shared<Task>();
    task->cancelExternal = std::move(cancel);
    task->visible = true;
    m_tasks.insert(id, task);
    Q_EMIT started(id, title);
    return id;
}

void TaskRunner::reportExternal(TaskId id, const base::Progress& progress) { postProgress(id, progress); }

void TaskRunner::postProgress(TaskId id, const base::Progress& progress) {
    const QString stage = stageText(progress.stage);
    QMetaObject::invokeMethod(
        this,
        [this, id, stage, done = progress.done, total = progress.total] { Q_EMIT progressed(id, done, total, stage); },
        Qt::QueuedConnection);
}

void TaskRunner::endExternal(TaskId id, const base::Error* error) {
    if (!m_tasks.take(id)) return;
    const bool failed = error != nullptr && error->code != base::ErrorCode::Cancelled;
    Q_EMIT finished(id, failed, failed ? fromUtf8(error->message) : QString());
}

void TaskRunner::cancel(TaskId id) {
    const auto task = m_tasks.value(id);
    if (!task) return;
    task->stop.request_stop();
    if (task->cancelExternal) task->cancelExternal();
}

void TaskRunner::cancelAll() {
    const auto ids = m_tasks.keys();
    for (const TaskId id : ids) cancel(id);
}

}  // namespace hilum::ui
