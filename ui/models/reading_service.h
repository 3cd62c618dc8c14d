// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReadingService: the window's side of the inference thread. Requests go out as jobs whose newest
// wins; answers come back as signals on the UI thread, named by the image they are about, so that a
// late answer is never shown over another image.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

#include "core/engine/engine.h"
#include "ui/models/reading_work.h"

namespace hilum::ui {

class ReadingService : public QObject {
    Q_OBJECT
public:
    using EngineFactory = std::function<std::unique_ptr<engine::Engine>()>;
    // The engine's thread is made by start(), after the window is on screen.
    ReadingService(EngineFactory factory, std::filesystem::path libraryFolder, QObject* parent = nullptr);
    ~ReadingService() override;

    void start();  // also begins loading the pack
    bool isStarted() const { return m_engine != nullptr; }
    void cancelLoading();
    engine::Engine::State state() const { return m_state; }
    QString description() const { return m_description; }
    std::string packId() const { return m_packId; }
    std::string packSha256() const { return m_packSha; }

    void read(const ReadingTarget& target);  // suggestions, similar cases, outside-known
    void similarOnly(const ReadingTarget& target);
    void search(const QString& typed, const std::string& excludePatientId);
    void saliency(const ReadingTarget& target, const QString& phrase);
    void findings(const ReadingTarget& target);  // costs text embeddings: asked when the section is unfolded
    void libraryChanged();
    // For indexing in the background; the work must be short, the caller posts again for the rest. pack "" = in use.
    void postBackground(engine::Engine::Work work, engine::Engine::Failed failed, const std::string& pack = {});

    // Another pack for everything that is asked from now on; loads it.
    void usePack(const std::string& id);
    std::string usedPack();
    void unloadPack(const std::string& id);
    engine::LoadOptions loadOptions();
    void setLoadOptions(const engine::LoadOptions& options);  // loads the pack in use anew
    std::vector<engine::LoadedPack> loadedPacks();
    // An image that may be asked about next: its vector is made when nothing else waits, and kept. window as in
    // EmbeddingKey.
    void prefetch(image::Raster rendition, const std::string& content, const std::string& window);

Q_SIGNALS:
    void stateChanged();
    void packChanged();  // usePack() was called
    void suggestionsReady(const hilum::ui::FrameKey& key, const std::shared_ptr<const Suggestions>& suggestions);
    void suggestionsFailed(const hilum::ui::FrameKey& key, const hilum::base::Error& error);
    void similarReady(const hilum::ui::FrameKey& key, const std::shared_ptr<const CaseHits>& hits);
    void similarFailed(const hilum::ui::FrameKey& key, const hilum::base::Error& error);
    void outsideKnown(const hilum::ui::FrameKey& key, bool outside);
    void searchReady(const QString& typed, const std::shared_ptr<const SearchOutcome>& outcome);
    void searchFailed(const QString& typed, const hilum::base::Error& error);
    void findingsReady(const hilum::ui::FrameKey& key, const std::shared_ptr<const FindingScores>& scores);
    void findingsFailed(const hilum::ui::FrameKey& key, const hilum::base::Error& error);
    void saliencyReady(const hilum::ui::FrameKey& key, const SaliencyOverlay& overlay);
    void saliencyFailed(const hilum::ui::FrameKey& key, const QString& phrase, const hilum::base::Error& error);

private:
    void ensureStarted();
    void postLoad();
    void pollState();
    // Runs f on the UI thread while this object lives.
    template <class F>
    void deliver(F&& f) {
        QMetaObject::invokeMethod(this, std::forward<F>(f), Qt::QueuedConnection);
    }

    EngineFactory m_factory;
    std::shared_ptr<ReadingWork> m_work;
    std::unique_ptr<engine::Engine> m_engine;
    engine::Engine::State m_state = engine::Engine::State::Idle;
    QString m_description;
    std::string m_packId, m_packSha;
    QTimer m_poll;
};

}  // namespace hilum::ui
