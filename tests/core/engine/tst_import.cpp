// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Published weights become packs of the library and answer like any other pack; what cannot become one leaves
// nothing behind. The weights are those of tests/data/published (small, made by the reference implementations).
#include <unistd.h>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/engine/model_api.h"
#include "core/text/tokenizer.h"

namespace fs = std::filesystem;
using namespace hilum;
using base::ErrorCode;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";

image::Raster picture(int width, int height) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) pixels->push_back(static_cast<std::uint8_t>((5 * x + 3 * y + x * y / 9) % 256));
    return {width, height, 1, pixels};
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

bool isEmptyFolder(const fs::path& folder) {
    std::error_code error;
    return !fs::exists(folder, error) || fs::is_empty(folder, error);
}

}  // namespace

class TestImport : public QObject {
    Q_OBJECT
    engine::EngineModule* m_module = nullptr;
    QTemporaryDir m_root;
    fs::path root() const { return m_root.path().toStdString(); }

    // A copy of a case with a tokenizer beside the weights.
    fs::path withTokenizer(const std::string& name) {
        const auto folder = root() / ("download-" + name);
        fs::copy(kCases / name, folder, fs::copy_options::recursive);
        std::string words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
        for (const char* word : {"left", "right", "pleural", "effusion", "no", "pneumothorax", ",", "."})
            words += std::string(word) + "\n";
        write(folder / "vocab.txt", words);
        write(folder / "tokenizer_config.json", R"({"do_lower_case": true})");
        return folder;
    }

private Q_SLOTS:
    void initTestCase() {
        auto opened = engine::openModule();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        m_module = *opened;
    }

    void anImportedPackAnswers_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"biomedclip", "medclip-swin", "medclip-resnet", "medpix"})
            QTest::newRow(name) << QByteArray(name);
    }
    void anImportedPackAnswers() {
        QFETCH(QByteArray, name);
        const auto library = root() / "library";
        const auto id = name.toStdString();
        const auto imported = m_module->importWeights(withTokenizer(id).string(), id, "", library.string(), {});
        QVERIFY2(imported.ok(), imported.ok() ? "" : imported.error().message.c_str());
        const auto manifest = packs::findPack(library, id);
        QVERIFY(manifest.ok());
        QCOMPARE(manifest->dim, 16);
        QVERIFY(!manifest->tokenizer.empty());
        QVERIFY(packs::verify(*manifest).ok());
        auto session = m_module->load(*manifest, {}, {});
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());
        const std::vector<image::Raster> pictures = {picture(70, 50), picture(31, 90)};
        const auto images = (*session)->embedImages(pictures, true, {});
        QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
        QCOMPARE(images->size(), std::size_t{2});
        QCOMPARE(images->front().size(), std::size_t{16});
        QVERIFY(images->front() != images->back());
        // A text is as if alone, whatever else shares its batch (MedCLIP's own average would not be).
        const std::vector<std::string> both = {"effusion", "No left pleural effusion, no right pneumothorax."};
        const auto together = (*session)->embedTexts(both, true, {});
        const auto alone = (*session)->embedTexts(std::span(both).first(1), true, {});
        QVERIFY(together.ok() && alone.ok());
        for (std::size_t i = 0; i < 16; ++i) QVERIFY(std::abs((*together)[0][i] - (*alone)[0][i]) < 1e-5F);
        const auto map = (*session)->saliency(pictures[0], both[0], "", {});
        QVERIFY2(map.ok(), map.ok() ? "" : map.error().message.c_str());
        QCOMPARE(map->map.width, pictures[0].width);  // in the picture's own coordinates, however it was fitted
        QCOMPARE(map->map.height, pictures[0].height);
    }

    void withoutATokenizerItReadsPicturesOnly() {
        const auto library = root() / "pictures";
        const auto imported = m_module->importWeights((kCases / "clip-hf").string(), "clip", "", library.string(), {});
        QVERIFY2(imported.ok(), imported.ok() ? "" : imported.error().message.c_str());
        QVERIFY(imported->tokenizer.empty());
        auto session = m_module->load(*imported, {}, {});
        QVERIFY(session.ok());
        const std::vector<image::Raster> pictures = {picture(64, 64)};
        QVERIFY((*session)->embedImages(pictures, true, {}).ok());
        const std::vector<std::string> texts = {"effusion"};
        QCOMPARE((*session)->embedTexts(texts, true, {}).error().code, ErrorCode::ModelMismatch);
        // The name is taken now.
        QCOMPARE(m_module->importWeights((kCases / "clip-hf").string(), "clip", "", library.string(), {}).error().code,
                 ErrorCode::InvalidInput);
    }

    void whatCannotBecomeAPackLeavesNothing_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::newRow("text") << QByteArray("a.safetensors") << QByteArray("hello") << int(ErrorCode::ModelMismatch);
        QTest::newRow("code") << QByteArray("a.bin")
                              << QByteArray(
                                     "\x80\x02"
                                     "cposix\nsystem\nX\x02\0\0\0ls\x85R.",
                                     30)
                              << int(ErrorCode::ModelMismatch);
        QTest::newRow("zip") << QByteArray("a.pt") << QByteArray("PK\x03\x04zzzz") << int(ErrorCode::ModelMismatch);
        QTest::newRow("empty") << QByteArray("a.pth") << QByteArray() << int(ErrorCode::ModelMismatch);
        QTest::newRow("other tensors")
            << QByteArray("a.safetensors")
            << QByteArray("\x3d\0\0\0\0\0\0\0{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}     ",
                          8 + 61) +
                   QByteArray(4, '\0')
            << int(ErrorCode::ModelMismatch);
    }
    void whatCannotBecomeAPackLeavesNothing() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        write(folder / name.toStdString(), content.toStdString());
        const auto imported =
            m_module->importWeights((folder / name.toStdString()).string(), "x", "", (folder / "library").string(), {});
        QVERIFY(!imported.ok());
        QVERIFY2(int(imported.error().code) == code, imported.error().message.c_str());
        QVERIFY(isEmptyFolder(folder / "library" / "models"));
    }

    void aFolderWithSeveralFilesAsksWhich() {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        QCOMPARE(m_module->importWeights(folder.string(), "x", "", folder.string(), {}).error().code,
                 ErrorCode::InvalidInput);
        write(folder / "a.pt", "");
        write(folder / "b.pt", "");
        const auto imported = m_module->importWeights(folder.string(), "x", "", folder.string(), {});
        QCOMPARE(imported.error().code, ErrorCode::InvalidInput);
        QCOMPARE(m_module->importWeights((folder / "c").string(), "x", "", folder.string(), {}).error().code,
                 ErrorCode::NotFound);
    }

    // kill -9 in the middle of an import: the next one clears away what is left of it, and nothing of a living process.
    void whatAKilledImportLeftIsCleared() {
        const auto library = root() / "killed";
        constexpr int kNobody = 999'999'999;  // above any process number
        const auto stale = library / "models" / (".published." + std::to_string(kNobody));
        const auto living = library / "models" / (".published." + std::to_string(::getppid()));
        const auto unrelated = library / "models" / ".published.notes";
        for (const auto& folder : {stale, living, unrelated}) fs::create_directories(folder);
        write(stale / "weights.safetensors", "half of it");
        const auto imported = m_module->importWeights((kCases / "clip-hf").string(), "x", "", library.string(), {});
        QVERIFY2(imported.ok(), imported.ok() ? "" : imported.error().message.c_str());
        QVERIFY(!fs::exists(stale));
        QVERIFY(fs::exists(living) && fs::exists(unrelated));
    }

    void cancelledAtOnceLeavesNothing() {
        const auto library = root() / "cancelled";
        std::stop_source stop;
        stop.request_stop();
        const auto imported = m_module->importWeights((kCases / "medpix").string(), "x", "", library.string(),
                                                      base::JobContext(stop.get_token()));
        QCOMPARE(imported.error().code, ErrorCode::Cancelled);
        QVERIFY(isEmptyFolder(library / "models"));
    }
};

QTEST_APPLESS_MAIN(TestImport)
#include "tst_import.moc"
