// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Choosing a model in the window, with the real engine and seeded packs of the MedPix captioner, MedCLIP, BiomedCLIP
// and CLIP: import, background embedding while the old pack answers, cancel and going on, then suggestions, similar
// cases, findings and saliency from the chosen one. Pictures: screens/models_*.png.
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "core/library/library.h"
#include "tests/ui/seeded_clip.h"
#include "tests/ui/window_fixture.h"
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/packs/models_page.h"
#include "ui/search/case_gallery.h"
#include "ui/search/findings_panel.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/pack_switch.h"
#include "ui/window/reading_controller.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

namespace {

constexpr int kLongMs = 60000;

QString firstStudy() { return WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm"); }

std::unique_ptr<engine::Engine> realEngine(const std::filesystem::path& library) {
    engine::EngineOptions options;
    options.libraryFolder = library;
    options.load.threads = 1;
    return std::make_unique<engine::Engine>(options);
}

std::int64_t embeddingsOf(const std::filesystem::path& folder, const std::string& sha) {
    const auto library = library::Library::open(folder);
    if (!library.ok()) return -1;
    const auto status = (*library)->status();
    if (!status.ok()) return -1;
    for (const auto& pack : status->packs)
        if (pack.sha256 == sha) return pack.embeddings;
    return 0;
}

void shoot(QWidget& widget, const QString& name) {
    QTest::qWait(80);
    const QString folder = QStringLiteral(HILUM_BINARY_DIR "/screens");
    QDir().mkpath(folder);
    QVERIFY(widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, name)));
}

}  // namespace

class TestWindowModels : public QObject {
    Q_OBJECT
    std::unique_ptr<WindowFixture> m_fixture;
    MainWindow* m_window = nullptr;

    // The seeded files of tests/data/published with a small vocabulary beside them.
    QString download(const QString& name) {
        const QString folder = m_fixture->folder(QStringLiteral("download/") + name);
        const QDir from(QStringLiteral(HILUM_SOURCE_DIR "/tests/data/published/") + name);
        for (const auto& file : from.entryList(QDir::Files))
            QFile::copy(from.filePath(file), folder + QLatin1Char('/') + file);
        QFile words(folder + QStringLiteral("/vocab.txt"));
        if (words.open(QIODevice::WriteOnly))
            words.write("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nleft\nright\npleural\neffusion\nno\npneumothorax\n,\n.\n");
        QFile config(folder + QStringLiteral("/tokenizer_config.json"));
        if (config.open(QIODevice::WriteOnly)) config.write(R"({"do_lower_case": true})");
        return folder;
    }

    void import(ModelsPage& page, const QString& path, const QString& id) {
        QSignalSpy imported(&m_window->packs(), &PackService::imported);
        page.importFrom(path, id);
        QVERIFY2(imported.wait(kLongMs), qPrintable(page.message()));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->packs().find(toUtf8(id)) != nullptr, kLongMs);
        QTRY_COMPARE_WITH_TIMEOUT(page.selected(), id, kLongMs);
    }

    void use(ModelsPage& page, const QString& id) {
        QSignalSpy finished(&m_window->packSwitch(), &PackSwitch::finished);
        QSignalSpy shown(&m_window->reading(), &ReadingController::suggestionsShown);
        page.select(id);
        page.useSelected();
        QVERIFY2(finished.wait(kLongMs), qPrintable(page.message()));
        QCOMPARE(fromUtf8(m_window->service().usedPack()), id);
        QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kLongMs);
    }

private Q_SLOTS:
    void initTestCase() {
        m_fixture = std::make_unique<WindowFixture>();
        m_fixture->fillLibrary();  // with the vectors of another pack
        m_window = &m_fixture->show(realEngine, true, {firstStudy()});
        QTRY_VERIFY_WITH_TIMEOUT(m_window->parts().suggestionPanel->count() > 0, kLongMs);
        QCOMPARE(m_window->service().usedPack(), std::string("hilum-base"));
    }
    void cleanupTestCase() {
        m_fixture->closeWindow();
        m_fixture.reset();
    }

    void thePageShowsTheBuiltInPack() {
        auto& page = m_window->showModels();
        QTRY_COMPARE_WITH_TIMEOUT(page.selected(), QStringLiteral("hilum-base"), kLongMs);
        page.checkSelected();
        QSignalSpy verified(&m_window->packs(), &PackService::verified);
        QVERIFY(verified.wait(kLongMs));
        QVERIFY(verified.front().at(1).toBool());
        QSignalSpy measured(&page, &ModelsPage::speedMeasured);
        page.measureSelected();
        QVERIFY(measured.wait(kLongMs));
        QVERIFY2(page.speed(QStringLiteral("hilum-base")).contains(QStringLiteral("cpu")),
                 qPrintable(page.speed(QStringLiteral("hilum-base")) + page.message()));
        shoot(page, QStringLiteral("models_built_in"));
    }

    void anImportedPackTakesOver_data() {
        QTest::addColumn<QString>("id");
        for (const char* id : {"medpix", "medclip-swin", "biomedclip", "clip"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void anImportedPackTakesOver() {
        QFETCH(QString, id);
        auto& page = m_window->showModels();
        if (id == QLatin1String("clip")) {
            const QString folder = m_fixture->folder(QStringLiteral("clip-pack"));
            tests::writeSeededClip(toUtf8(folder), "clip");
            import(page, folder, id);
        } else {
            import(page, download(id), id);
        }
        if (QTest::currentTestFailed()) return;
        const auto before = m_window->service().usedPack();
        const int casesBefore = m_window->parts().gallery->count();
        bool oldAnswered = false;
        const auto watch =
            connect(&m_window->packSwitch(), &PackSwitch::progressed, this, [&](qint64 done, qint64 total) {
                // Until the last image is embedded nothing has changed for the reader.
                if (done < total)
                    oldAnswered =
                        m_window->service().usedPack() == before && m_window->parts().gallery->count() == casesBefore;
            });
        use(page, id);
        disconnect(watch);
        if (QTest::currentTestFailed()) return;
        QVERIFY(oldAnswered);
        const auto sha = m_window->packs().find(toUtf8(id))->sha256;
        QCOMPARE(embeddingsOf(m_fixture->library(), sha), std::int64_t{10});
        QVERIFY(m_window->service().description().startsWith(id));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->parts().gallery->count() > 0, kLongMs);
        QVERIFY(m_window->parts().suggestionPanel->count() > 0);

        m_window->parts().findings->setFolded(false);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->parts().findings->state() == Section::State::Content, kLongMs);
        QVERIFY(m_window->parts().findingsPanel->count() > 5);
        QSignalSpy saliency(&m_window->reading(), &ReadingController::saliencyShown);
        Q_EMIT m_window->parts().findingsPanel->findingChosen(QStringLiteral("pleural effusion"));
        QVERIFY(saliency.wait(kLongMs));
        m_window->reading().toggleSaliency();
        QVERIFY(m_fixture->shoot(QStringLiteral("models_in_use_") + id));
        shoot(page, QStringLiteral("models_") + id);
    }

    void stoppingKeepsTheOldPackAndWhatWasDone() {
        auto& page = m_window->showModels();
        const auto before = m_window->service().usedPack();
        const QString folder = m_fixture->folder(QStringLiteral("another-pack"));
        tests::writeSeededClip(toUtf8(folder), "another");
        // Other weights would be another pack; the same ones under another preprocessing are one as well.
        QFile card(folder + QStringLiteral("/model.json"));
        QVERIFY(card.open(QIODevice::ReadOnly));
        auto text = card.readAll();
        card.close();
        QVERIFY(card.open(QIODevice::WriteOnly));
        card.write(text.replace("\"crop\"", "\"stretch\""));
        card.close();
        import(page, folder, QStringLiteral("another"));
        if (QTest::currentTestFailed()) return;
        const auto sha = m_window->packs().find("another")->sha256;
        QSignalSpy stopped(&m_window->packSwitch(), &PackSwitch::stopped);
        const auto once =
            connect(&m_window->packSwitch(), &PackSwitch::progressed, this, [&] { m_window->packSwitch().cancel(); });
        page.useSelected();
        QVERIFY(stopped.wait(kLongMs));
        disconnect(once);
        QCOMPARE(m_window->service().usedPack(), before);
        const auto kept = embeddingsOf(m_fixture->library(), sha);
        QVERIFY(kept > 0 && kept < 10);
        qint64 toDo = -1;
        const auto begun = connect(&m_window->packSwitch(), &PackSwitch::begun, this,
                                   [&](const QString&, qint64 images) { toDo = images; });
        use(page, QStringLiteral("another"));
        disconnect(begun);
        QCOMPARE(toDo, qint64{10} - kept);  // the rest only
        QCOMPARE(embeddingsOf(m_fixture->library(), sha), std::int64_t{10});
    }

    void whatCannotBeUsedIsSaidInPlace() {
        auto& page = m_window->showModels();
        const auto before = m_window->service().usedPack();
        QSignalSpy failed(&m_window->packs(), &PackService::failed);
        page.importFrom(QStringLiteral(HILUM_SOURCE_DIR "/README.md"), QStringLiteral("nothing"));
        QVERIFY(failed.wait(kLongMs));
        QVERIFY(!page.message().isEmpty());
        shoot(page, QStringLiteral("models_refused"));
        // A pack whose weights were altered after its import must not take over.
        page.select(QStringLiteral("medpix"));
        const auto* pack = m_window->packs().find("medpix");
        QVERIFY(pack != nullptr);
        m_window->service().unloadPack("medpix");
        QFile weights(fromUtf8((pack->folder / "weights.safetensors").string()));
        QVERIFY(weights.open(QIODevice::ReadWrite) && weights.seek(weights.size() - 4));
        weights.write("abcd");
        weights.close();
        QSignalSpy refused(&m_window->packSwitch(), &PackSwitch::failed);
        page.useSelected();
        QVERIFY(refused.wait(kLongMs));
        QCOMPARE(m_window->service().usedPack(), before);
        QVERIFY(page.message().contains(QStringLiteral("altered")));
        QSignalSpy removed(&m_window->packs(), &PackService::removed);
        page.removeSelected();
        QVERIFY(removed.wait(kLongMs));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->packs().find("medpix") == nullptr, kLongMs);
    }

    void theChoiceIsRemembered() {
        QCOMPARE(m_window->settings().value(Key::ModelPack).toString(), QStringLiteral("another"));
        auto& page = m_window->showModels();
        QSignalSpy chosen(&page, &ModelsPage::optionsChosen);
        page.setPrecision(QStringLiteral("fp32"));
        Q_EMIT page.findChildren<QComboBox*>().last()->activated(0);
        QCOMPARE(chosen.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->service().description().contains(QStringLiteral("fp32")), kLongMs);
        QCOMPARE(m_window->settings().value(Key::ModelPrecision).toString(), QStringLiteral("fp32"));
    }
};

QTEST_MAIN(TestWindowModels)
#include "tst_window_models.moc"
