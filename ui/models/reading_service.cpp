// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/reading_service.h"

#include "core/base/log.h"
#include "ui/common/text.h"

namespace hilum::ui {

namespace {
constexpr int kPollMs = 100;  // the engine has no signals; only its loading state is asked for
constexpr const char* kReadKey = "read";
constexpr const char* kSimilarKey = "similar";
constexpr const char* kSearchKey = "search";
constexpr const char* kSaliencyKey = "saliency";
constexpr const char* kFindingsKey = "findings";
constexpr const char* kLoadKey = "load";
constexpr const char* kWarmKey = "warm-up";

// A window without models still views; every question to a model is answered with why there is none.
std::unique_ptr<engine::Engine> engineWithoutPack() {
    return std::make_unique<engine::Engine>(
        engine::EngineOptions{},
        [](const engine::EngineOptions&,
           const base::JobContext&) -> base::Result<std::unique_ptr<engine::EncoderSession>> {
            return base::makeError(base::ErrorCode::ModelMismatch,
                                   "There are no suggestions because this window was started without a model pack; "
                                   "start it again without that option.");
        });
}
}  // namespace

ReadingService::ReadingService(EngineFactory factory, std::filesystem::path libraryFolder, QObject* parent)
    : QObject(parent), m_factory(std::move(factory)), m_work(std::make_shared<ReadingWork>(std::move(libraryFolder))) {
    if (!m_factory) m_factory = [] { return engineWithoutPack(); };
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &ReadingService::pollState);
}

// Joins the inference thread while this object still exists; what it queued here dies with it.
ReadingService::~ReadingService() { m_engine.reset(); }

void ReadingService::start() {
    ensureStarted();
    postLoad();
}

void ReadingService::ensureStarted() {
    if (!m_engine) {
        m_engine = m_factory();
        m_work->setCache(&m_engine->cache());
    }
    if (!m_poll.isActive()) m_poll.start();
}

// A job that only wants the pack to be there, and tells its name.
void ReadingService::postLoad() {
    m_engine->post(
        engine::Priority::Visible, kLoadKey,
        [this](engine::EncoderSession& session, const base::JobContext&) {
            deliver([this, id = session.manifest().id, sha = session.manifest().sha256] {
                m_packId = id;
                m_packSha = sha;
                pollState();
            });
        },
        [this](const base::Error&) { deliver([this] { pollState(); }); });
    m_engine->post(engine::Priority::Background, kWarmKey,
                   [work = m_work](engine::EncoderSession& session, const base::JobContext& job) {
                       if (const auto done = work->warmUp(session, job); !done.ok())
                           base::logWarning("warm-up: " + done.error().detail);
                   },
                   {});
}

void ReadingService::cancelLoading() {
    if (!m_engine) return;
    for (const char* key : {kLoadKey, kReadKey, kSimilarKey, kSearchKey, kSaliencyKey, kFindingsKey})
        m_engine->cancelKey(key);
}

void ReadingService::pollState() {
    const auto state = m_engine ? m_engine->state() : engine::Engine::State::Idle;
    const QString description = m_engine ? fromUtf8(m_engine->description()) : QString();
    if (state == engine::Engine::State::Ready || state == engine::Engine::State::Failed) m_poll.stop();
    if (state == m_state && description == m_description) return;
    m_state = state;
    m_description = description;
    Q_EMIT stateChanged();
}

void ReadingService::read(const ReadingTarget& target) {
    ensureStarted();
    m_engine->post(
        engine::Priority::Visible, kReadKey,
        [this, work = m_work, target](engine::EncoderSession& session, const base::JobContext& job) {
            const FrameKey key = target.key;
            deliver([this, id = session.manifest().id, sha = session.manifest().sha256] {
                m_packId = id;
                m_packSha = sha;
            });
            // Suggestions go to the screen before the similar cases are looked for.
            auto suggestions = work->suggest(target, session, job);
            if (suggestions.ok()) {
                auto shared = std::make_shared<const Suggestions>(std::move(suggestions).value());
                deliver([this, key, shared] { Q_EMIT suggestionsReady(key, shared); });
            } else {
                deliver([this, key, error = suggestions.error()] { Q_EMIT suggestionsFailed(key, error); });
            }
            if (const auto outside = work->outside(target, session, job); outside.ok())
                deliver([this, key, value = *outside] { Q_EMIT outsideKnown(key, value); });
            auto hits = work->similar(target, session, job);
            if (hits.ok()) {
                auto shared = std::make_shared<const CaseHits>(std::move(hits).value());
                deliver([this, key, shared] { Q_EMIT similarReady(key, shared); });
            } else {
                deliver([this, key, error = hits.error()] { Q_EMIT similarFailed(key, error); });
            }
        },
        [this, key = target.key](const base::Error& error) {
            deliver([this, key, error] {
                pollState();
                Q_EMIT suggestionsFailed(key, error);
                Q_EMIT similarFailed(key, error);
            });
        });
}

void ReadingService::similarOnly(const ReadingTarget& target) {
    ensureStarted();
    m_engine->post(
        engine::Priority::Visible, kSimilarKey,
        [this, work = m_work, target](engine::EncoderSession& session, const base::JobContext& job) {
            auto hits = work->similar(target, session, job);
            const FrameKey key = target.key;
            if (hits.ok()) {
                auto shared = std::make_shared<const CaseHits>(std::move(hits).value());
                deliver([this, key, shared] { Q_EMIT similarReady(key, shared); });
            } else {
                deliver([this, key, error = hits.error()] { Q_EMIT similarFailed(key, error); });
            }
        },
        [this, key = target.key](const base::Error& error) {
            deliver([this, key, error] { Q_EMIT similarFailed(key, error); });
        });
}

void ReadingService::search(const QString& typed, const std::string& excludePatientId) {
    ensureStarted();
    m_engine->post(
        engine::Priority::Visible, kSearchKey,
        [this, work = m_work, typed, excludePatientId](engine::EncoderSession& session, const base::JobContext& job) {
            auto outcome = work->search(toUtf8(typed), excludePatientId, session, job);
            if (outcome.ok()) {
                auto shared = std::make_shared<const SearchOutcome>(std::move(outcome).value());
                deliver([this, typed, shared] { Q_EMIT searchReady(typed, shared); });
            } else {
                deliver([this, typed, error = outcome.error()] { Q_EMIT searchFailed(typed, error); });
            }
        },
        [this, typed](const base::Error& error) {
            deliver([this, typed, error] { Q_EMIT searchFailed(typed, error); });
        });
}

void ReadingService::saliency(const ReadingTarget& target, const QString& phrase) {
    ensureStarted();
    m_engine->post(
        engine::Priority::Interactive, kSaliencyKey,
        [this, work = m_work, target, phrase](engine::EncoderSession& session, const base::JobContext& job) {
            auto overlay = work->saliency(target, toUtf8(phrase), session, job);
            const FrameKey key = target.key;
            if (overlay.ok())
                deliver([this, key, value = std::move(overlay).value()] { Q_EMIT saliencyReady(key, value); });
            else
                deliver([this, key, phrase, error = overlay.error()] { Q_EMIT saliencyFailed(key, phrase, error); });
        },
        [this, key = target.key, phrase](const base::Error& error) {
            deliver([this, key, phrase, error] { Q_EMIT saliencyFailed(key, phrase, error); });
        });
}

void ReadingService::findings(const ReadingTarget& target) {
    ensureStarted();
    m_engine->post(
        engine::Priority::Visible, kFindingsKey,
        [this, work = m_work, target](engine::EncoderSession& session, const base::JobContext& job) {
            auto scores = work->findings(target, session, job);
            const FrameKey key = target.key;
            if (scores.ok()) {
                auto shared = std::make_shared<const FindingScores>(std::move(scores).value());
                deliver([this, key, shared] { Q_EMIT findingsReady(key, shared); });
            } else {
                deliver([this, key, error = scores.error()] { Q_EMIT findingsFailed(key, error); });
            }
        },
        [this, key = target.key](const base::Error& error) {
            deliver([this, key, error] { Q_EMIT findingsFailed(key, error); });
        });
}

void ReadingService::libraryChanged() {
    if (!m_engine) return;
    m_engine->post(engine::Priority::Visible, "library-changed",
                   [work = m_work](engine::EncoderSession&, const base::JobContext&) { work->libraryChanged(); }, {});
}

void ReadingService::postBackground(engine::Engine::Work work, engine::Engine::Failed failed, const std::string& pack) {
    ensureStarted();
    m_engine->post(engine::Priority::Background, {}, std::move(work), std::move(failed), pack);
}

void ReadingService::usePack(const std::string& id) {
    ensureStarted();
    m_engine->use(id);
    pollState();
    postLoad();
    m_poll.start();
    Q_EMIT packChanged();
}

std::string ReadingService::usedPack() {
    ensureStarted();
    return m_engine->pack();
}

void ReadingService::unloadPack(const std::string& id) {
    if (m_engine) m_engine->unload(id);
}

engine::LoadOptions ReadingService::loadOptions() {
    ensureStarted();
    return m_engine->loadOptions();
}

void ReadingService::setLoadOptions(const engine::LoadOptions& options) {
    ensureStarted();
    m_engine->setLoadOptions(options);
    m_engine->cache().clear();  // made in another precision
    postLoad();
    m_poll.start();
}

std::vector<engine::LoadedPack> ReadingService::loadedPacks() {
    return m_engine ? m_engine->loaded() : std::vector<engine::LoadedPack>();
}

void ReadingService::prefetch(image::Raster rendition, const std::string& content, const std::string& window) {
    if (!m_engine || rendition.empty()) return;
    m_engine->embed(engine::Priority::Background, {std::move(rendition), {}, content, window},
                    [](const base::Result<engine::Embedding>&) {});  // it is in the cache now, or asked for again
}

}  // namespace hilum::ui
