// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// A pack folder into the library and out again; what fails leaves nothing behind.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/packs/pack_folder.h"

namespace fs = std::filesystem;
using namespace hilum;
using base::ErrorCode;

namespace {

fs::path writePack(const fs::path& folder, const char* id) {
    fs::create_directories(folder / "sub");
    (void)base::writeFileAtomically(folder / "weights.safetensors", std::string_view("weights"));
    (void)base::writeFileAtomically(folder / "sub/vocab.txt", std::string_view("words"));
    (void)base::writeFileAtomically(folder / "private.txt", std::string_view("not listed"));
    const auto hash = [](const char* text) { return base::sha256Hex(std::string_view(text)); };
    const nlohmann::json card = {{"id", id},
                                 {"family", "hilum-dual"},
                                 {"licence", "Apache-2.0"},
                                 {"files",
                                  {{{"name", "weights.safetensors"}, {"sha256", hash("weights")}},
                                   {{"name", "sub/vocab.txt"}, {"sha256", hash("words")}}}}};
    (void)base::writeFileAtomically(folder / "model.json", std::string_view(card.dump()));
    return folder;
}

std::ptrdiff_t entries(const fs::path& folder) {
    std::error_code error;
    return std::distance(fs::directory_iterator(folder, error), {});
}

}  // namespace

class TestPackFolder : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    fs::path m_root, m_library;
private Q_SLOTS:
    void init() {
        m_root = fs::path(m_dir.path().toStdString()) / QTest::currentTestFunction();
        m_library = m_root / "library";
        qputenv("HILUM_RESOURCES", QByteArray::fromStdString((m_root / "resources").string()));
    }
    void importedFoundAndRemoved() {
        const auto source = writePack(m_root / "source", "mine");
        QVERIFY(packs::isPackFolder(source));
        QVERIFY(!packs::isPackFolder(m_root));
        const auto imported = packs::importFolder(source, m_library, {});
        QVERIFY2(imported.ok(), imported.ok() ? "" : imported.error().message.c_str());
        QCOMPARE(imported->folder, m_library / "models" / "mine");
        QVERIFY(!fs::exists(imported->folder / "private.txt"));
        QVERIFY(packs::verify(*imported).ok());
        QCOMPARE(packs::importFolder(source, m_library, {}).error().code, ErrorCode::InvalidInput);
        const auto second = packs::importFolder(source, m_library, "other");
        QCOMPARE(second->id, std::string("other"));
        QCOMPARE(second->sha256, imported->sha256);  // the name does not change what it computes
        QVERIFY(packs::removePack(*imported, m_library).ok());
        QVERIFY(!packs::findPack(m_library, "mine").ok());
        QVERIFY(packs::findPack(m_library, "other").ok());
        QCOMPARE(entries(m_library / "models"), std::ptrdiff_t(1));
    }
    void aDamagedPackLeavesNothing() {
        const auto source = writePack(m_root / "source", "mine");
        QVERIFY(base::writeFileAtomically(source / "weights.safetensors", std::string_view("altered")).ok());
        QCOMPARE(packs::importFolder(source, m_library, {}).error().code, ErrorCode::ModelMismatch);
        QCOMPARE(entries(m_library / "models"), std::ptrdiff_t(0));
        fs::remove(source / "weights.safetensors");
        QVERIFY(!packs::importFolder(source, m_library, {}).ok());
        QCOMPARE(packs::importFolder(m_root / "absent", m_library, {}).error().code, ErrorCode::ModelMismatch);
        QCOMPARE(entries(m_library / "models"), std::ptrdiff_t(0));
    }
    void anIdThatLeavesTheFolderIsRefused() {
        const auto source = writePack(m_root / "source", "mine");
        for (const char* id : {"../escape", "a/b", ".hidden"})
            QVERIFY(!packs::importFolder(source, m_library, id).ok());
        QVERIFY(!fs::exists(m_library / "escape"));
        QCOMPARE(entries(m_library / "models"), std::ptrdiff_t(0));
    }
    void cancelBeforeAndInTheMiddle() {
        const auto source = writePack(m_root / "source", "mine");
        std::stop_source before, middle;
        before.request_stop();
        QCOMPARE(packs::importFolder(source, m_library, {}, base::JobContext(before.get_token())).error().code,
                 ErrorCode::Cancelled);
        const base::JobContext context(middle.get_token(), [&](const base::Progress&) { middle.request_stop(); });
        QCOMPARE(packs::importFolder(source, m_library, {}, context).error().code, ErrorCode::Cancelled);
        QCOMPARE(entries(m_library / "models"), std::ptrdiff_t(0));
    }
    void builtInPacksStay() {
        writePack(m_root / "resources/models/built", "built");
        const auto built = packs::findPack(m_library, "built");
        QVERIFY(built.ok() && built->builtIn);
        QCOMPARE(packs::removePack(*built, m_library).error().code, ErrorCode::InvalidInput);
        QVERIFY(packs::findPack(m_library, "built").ok());
        QCOMPARE(packs::importFolder(writePack(m_root / "source", "built"), m_library, {}).error().code,
                 ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestPackFolder)
#include "tst_pack_folder.moc"
