// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// A pack is a stranger's folder: what is refused, with which words, and what its hash depends on.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/packs/model_manifest.h"

namespace fs = std::filesystem;
using namespace hilum;
using base::ErrorCode;
using nlohmann::json;

namespace {

json validManifest(const std::string& id = "tiny") {
    const auto hash = [](const char* text) { return base::sha256Hex(std::string_view(text)); };
    return {
        {"format", 1},
        {"id", id},
        {"family", "hilum-dual"},
        {"version", "0.1"},
        {"licence", "Apache-2.0"},
        {"dim", 8},
        {"preprocessing", {{"size", 224}, {"fit", "letterbox"}, {"mean", {0.5, 0.5, 0.5}}, {"std", {0.5, 0.5, 0.5}}}},
        {"tokenizer", "vocab.txt"},
        {"maxTokens", 16},
        {"files",
         {{{"name", "weights.safetensors"}, {"sha256", hash("weights")}},
          {{"name", "vocab.txt"}, {"sha256", hash("words")}}}},
        {"options", {{"width", 8}}}};
}

fs::path writePack(const fs::path& models, const json& manifest, const std::string& folderName = "tiny") {
    const auto folder = models / folderName;
    fs::create_directories(folder);
    (void)base::writeFileAtomically(folder / "model.json", std::string_view(manifest.dump()));
    (void)base::writeFileAtomically(folder / "weights.safetensors", std::string_view("weights"));
    (void)base::writeFileAtomically(folder / "vocab.txt", std::string_view("words"));
    return folder;
}

}  // namespace

class TestModelManifest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    fs::path m_library;
private Q_SLOTS:
    void init() {
        m_library = fs::path(m_dir.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(m_library / "models");
        qputenv("HILUM_RESOURCES", QByteArray::fromStdString((m_library / "resources").string()));
    }
    void readsEveryField() {
        const auto manifest = packs::readManifest(writePack(m_library / "models", validManifest()));
        QVERIFY(manifest.ok());
        QCOMPARE(manifest->id, std::string("tiny"));
        QCOMPARE(manifest->dim, 8);
        QCOMPARE(manifest->maxTokens, 16);
        QCOMPARE(manifest->preprocessing.size, 224);
        QCOMPARE(manifest->files.size(), std::size_t(2));
        QCOMPARE(manifest->options["width"].get<int>(), 8);
        QCOMPARE(manifest->sha256.size(), std::size_t(64));
        QVERIFY(packs::verify(*manifest).ok());
    }
    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("no id") << "/id"
                               << "null"
                               << "\"id\" is missing";
        QTest::newRow("id is a number") << "/id"
                                        << "5"
                                        << "\"id\" is not a text";
        QTest::newRow("id climbs") << "/id"
                                   << "\"../x\""
                                   << "its id holds";
        QTest::newRow("id hidden") << "/id"
                                   << "\".x\""
                                   << "its id holds";
        QTest::newRow("newer format") << "/format"
                                      << "2"
                                      << "newer version";
        QTest::newRow("negative dim") << "/dim"
                                      << "-1"
                                      << "\"dim\" is not a whole number";
        QTest::newRow("huge dim") << "/dim"
                                  << "18446744073709551615"
                                  << "\"dim\" is not a whole number";
        QTest::newRow("fractional dim") << "/dim"
                                        << "1.5"
                                        << "\"dim\" is not a whole number";
        QTest::newRow("huge input") << "/preprocessing/size"
                                    << "100000"
                                    << "\"size\" is not a whole number";
        QTest::newRow("zero std") << "/preprocessing/std"
                                  << "[0,1,1]"
                                  << "\"std\" must be above zero";
        QTest::newRow("two means") << "/preprocessing/mean"
                                   << "[0,1]"
                                   << "\"mean\" is not three numbers";
        QTest::newRow("fit") << "/preprocessing/fit"
                             << "\"squash\""
                             << "\"fit\" is not";
        QTest::newRow("colour") << "/preprocessing/colour"
                                << "\"cmyk\""
                                << "\"colour\" is not";
        QTest::newRow("preprocessing list") << "/preprocessing"
                                            << "[]"
                                            << "\"preprocessing\" is not an object";
        QTest::newRow("no files") << "/files"
                                  << "[]"
                                  << "\"files\" is not a list";
        QTest::newRow("file climbs") << "/files/0/name"
                                     << "\"../weights.safetensors\""
                                     << "outside its folder";
        QTest::newRow("file climbs inside") << "/files/0/name"
                                            << "\"a/../../x\""
                                            << "outside its folder";
        QTest::newRow("file absolute") << "/files/0/name"
                                       << "\"/etc/passwd\""
                                       << "outside its folder";
        QTest::newRow("file backslash") << "/files/0/name"
                                        << "\"..\\\\x\""
                                        << "outside its folder";
        QTest::newRow("file drive") << "/files/0/name"
                                    << "\"C:x\""
                                    << "outside its folder";
        QTest::newRow("file nul") << "/files/0/name"
                                  << "\"a\\u0000b\""
                                  << "outside its folder";
        QTest::newRow("file empty") << "/files/0/name"
                                    << "\"\""
                                    << "outside its folder";
        QTest::newRow("short hash") << "/files/0/sha256"
                                    << "\"abc\""
                                    << "is not 64 hexadecimal";
        QTest::newRow("twice") << "/files/1/name"
                               << "\"weights.safetensors\""
                               << "listed twice";
        QTest::newRow("tokenizer elsewhere") << "/tokenizer"
                                             << "\"other.txt\""
                                             << "not among its files";
        QTest::newRow("options list") << "/options"
                                      << "[]"
                                      << "\"options\" is not an object";
    }
    void refusesWhatDoesNotFit() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, words);
        auto manifest = validManifest();
        manifest[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const auto read = packs::readManifest(writePack(m_library / "models", manifest));
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::ModelMismatch);
        QVERIFY2(QString::fromStdString(read.error().message).contains(words), read.error().message.c_str());
    }
    void refusesTextThatIsNoManifest_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("PK\x03\x04");
        QTest::newRow("list") << QByteArray("[1]");
        QTest::newRow("truncated") << QByteArray("{\"id\":\"a\"");
        QTest::newRow("invalid UTF-8") << QByteArray("{\"id\":\"\xff\xfe\"}");
        QTest::newRow("deep") << QByteArray(200000, '[');
    }
    void refusesTextThatIsNoManifest() {
        QFETCH(QByteArray, text);
        const auto folder = writePack(m_library / "models", validManifest());
        QVERIFY(base::writeFileAtomically(folder / "model.json",
                                          std::string_view(text.constData(), std::size_t(text.size())))
                    .ok());
        QCOMPARE(packs::readManifest(folder).error().code, ErrorCode::ModelMismatch);
    }
    void verifyNamesTheAlteredAndTheMissingFile() {
        const auto folder = writePack(m_library / "models", validManifest());
        const auto manifest = packs::readManifest(folder);
        QVERIFY(base::writeFileAtomically(folder / "weights.safetensors", std::string_view("weightz")).ok());
        auto status = packs::verify(*manifest);
        QCOMPARE(status.error().code, ErrorCode::ModelMismatch);
        QVERIFY(status.error().message.find("weights.safetensors was altered") != std::string::npos);
        fs::remove(folder / "weights.safetensors");
        status = packs::verify(*manifest);
        QVERIFY(status.error().message.find("weights.safetensors cannot be read") != std::string::npos);
        fs::create_directory(folder / "weights.safetensors");
        QCOMPARE(packs::verify(*manifest).error().code, ErrorCode::ModelMismatch);
    }
    void verifyCanBeCancelled() {
        const auto manifest = packs::readManifest(writePack(m_library / "models", validManifest()));
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(packs::verify(*manifest, base::JobContext(stop.get_token())).error().code, ErrorCode::Cancelled);
    }
    void hashDependsOnFilesAndPreprocessingOnly() {
        auto json1 = validManifest();
        const auto one = packs::readManifest(writePack(m_library / "models", json1))->sha256;
        json1["version"] = "0.2";
        json1["metrics"] = {{"recall", 0.5}};
        std::swap(json1["files"][0], json1["files"][1]);
        QCOMPARE(packs::readManifest(writePack(m_library / "models", json1))->sha256, one);
        auto json2 = json1;
        json2["preprocessing"]["size"] = 256;
        QVERIFY(packs::readManifest(writePack(m_library / "models", json2))->sha256 != one);
        auto json3 = json1;
        json3["files"][0]["sha256"] = std::string(64, 'a');
        QVERIFY(packs::readManifest(writePack(m_library / "models", json3))->sha256 != one);
    }
    void aBrokenPackNeverHidesTheOthers() {
        writePack(m_library / "models", validManifest("good"), "good");
        writePack(m_library / "models", json::array(), "bad");
        fs::create_directories(m_library / "models" / ".import.tmp");
        writePack(m_library / "resources" / "models", validManifest("built"), "built");
        fs::create_directories(m_library / "resources" / "models" / "unfinished");
        const auto list = packs::listPacks(m_library);
        QCOMPARE(list.packs.size(), std::size_t(2));
        QCOMPARE(list.packs[0].id, std::string("good"));
        QVERIFY(!list.packs[0].builtIn);
        QVERIFY(list.packs[1].builtIn);
        QCOMPARE(list.broken.size(), std::size_t(1));
        QVERIFY(packs::findPack(m_library, "good").ok());
        QVERIFY(packs::findPack(m_library, "built").ok());
        QVERIFY(packs::findPack(m_library, "bad").error().message.find("not a JSON object") != std::string::npos);
        const auto missing = packs::findPack(m_library, "absent");
        QCOMPARE(missing.error().code, ErrorCode::ModelMismatch);
        QVERIFY(missing.error().message.find("good, built") != std::string::npos);
        QVERIFY(packs::findPack(m_library, (m_library / "models" / "good").string() + "/").ok());
    }
};

QTEST_APPLESS_MAIN(TestModelManifest)
#include "tst_model_manifest.moc"
