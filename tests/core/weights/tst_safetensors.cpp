// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every rule of the container broken once, the two wrap vectors known from other readers, random
// damage against a second and slow validator, and the reference package's own file.
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/weights/safetensors.h"

namespace fs = std::filesystem;
using namespace hilum;
using namespace hilum::weights;
using base::ErrorCode;

namespace {

std::vector<std::uint8_t> fileOf(const std::string& header, std::size_t dataBytes) {
    std::vector<std::uint8_t> bytes(8 + header.size() + dataBytes, 7);
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(header.size() >> (8 * i));
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    return bytes;
}

// Re-checks what the reader accepted, by other means: a byte may belong to one tensor only.
bool holds(const SafetensorsLayout& layout, std::uint64_t fileSize) {
    std::vector<int> owners(static_cast<std::size_t>(fileSize - layout.dataStart), 0);
    for (const auto& tensor : layout.tensors) {
        long double bytes = static_cast<long double>(sizeBytes(tensor.type));
        for (const auto extent : tensor.shape) bytes *= static_cast<long double>(extent);
        if (bytes != static_cast<long double>(tensor.end - tensor.begin) || tensor.end > owners.size()) return false;
        for (auto at = tensor.begin; at < tensor.end; ++at) ++owners[static_cast<std::size_t>(at)];
    }
    return std::all_of(owners.begin(), owners.end(), [](int count) { return count == 1; });
}

const std::string kGood =
    R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}})";

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    fs::path path(const char* name) const { return fs::path(m_dir.path().toStdString()) / name; }
private Q_SLOTS:
    void aGoodFileIsRead() {
        const auto bytes = fileOf(kGood, 11);
        const auto layout = parseSafetensors(bytes, bytes.size());
        QVERIFY(layout.ok());
        QCOMPARE(layout->tensors.size(), std::size_t(2));
        QCOMPARE(layout->tensors[1].name, std::string("b"));
        QVERIFY(holds(*layout, bytes.size()));
    }
    void everyBrokenRuleIsNamed_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("dataBytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* header, int bytes, const char* words) {
            QTest::newRow(name) << QByteArray(header) << bytes << QString(words);
        };
        row("not an object", R"([1])", 0, "does not begin with {");
        row("space first", R"( {})", 0, "does not begin with {");
        row("empty header", "", 0, "does not begin with {");
        row("not JSON", R"({"a":)", 0, "not valid JSON");
        row("trailing words", R"({} x)", 0, "not valid JSON");
        row("invalid UTF-8", "{\"\xff\":1}", 0, "not valid JSON");
        row("key twice",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
            1, "names a twice");
        row("inner key twice", R"({"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1,
            "names dtype twice");
        row("metadata number", R"({"__metadata__":{"a":1}})", 0, "other than text");
        row("metadata list", R"({"__metadata__":[]})", 0, "not an object");
        row("tensor is a number", R"({"a":1})", 0, "has not exactly");
        row("no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "has not exactly");
        row("extra key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})", 1, "has not exactly");
        row("unknown type", R"({"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}})", 1, "unknown type");
        row("type is a number", R"({"a":{"dtype":4,"shape":[1],"data_offsets":[0,1]}})", 1, "unknown type");
        row("shape is text", R"({"a":{"dtype":"U8","shape":"1","data_offsets":[0,1]}})", 1, "not a list");
        row("negative extent", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "not a size");
        row("fractional extent", R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1, "not a size");
        row("extent past int64", R"({"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,0]}})", 0,
            "not a size");
        row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1, "not a pair");
        row("negative offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}})", 1, "not a range");
        row("wrap: inverted offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[9,1]}})", 1, "not a range");
        row("wrap: product", R"({"a":{"dtype":"U8","shape":[4194305,4194305,211106198978564],"data_offsets":[0,4]}})",
            4, "passes 64 bits");
        row("wrap: product of the largest extent",
            R"({"a":{"dtype":"F64","shape":[9223372036854775807,2],"data_offsets":[0,0]}})", 0, "passes 64 bits");
        row("shape and bytes differ", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4,
            "does not match its bytes");
        row("hole at the start", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2, "hole or an overlap");
        row("hole",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
            3, "hole or an overlap");
        row("overlap",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
            3, "hole or an overlap");
        row("bytes after the last", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 2, "end at 1 of 2");
        row("bytes missing", R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 4, "end at 9 of 4");
        row("nested deeply", R"({"a":{"dtype":"U8","shape":[[[[1]]]],"data_offsets":[0,1]}})", 1, "nested too deeply");
        row("no tensors but data", R"({})", 1, "end at 0 of 1");
    }
    void everyBrokenRuleIsNamed() {
        QFETCH(QByteArray, header);
        QFETCH(int, dataBytes);
        QFETCH(QString, words);
        const auto bytes = fileOf(header.toStdString(), static_cast<std::size_t>(dataBytes));
        const auto layout = parseSafetensors(bytes, bytes.size());
        QVERIFY(!layout.ok());
        QCOMPARE(layout.error().code, ErrorCode::ModelMismatch);
        QVERIFY2(QString::fromStdString(layout.error().message).contains(words), layout.error().message.c_str());
    }
    void lyingHeaderLengths() {
        auto bytes = fileOf(kGood, 11);
        for (const std::uint64_t length : {std::uint64_t(0), std::uint64_t(bytes.size() - 7),
                                           std::uint64_t(100'000'001), UINT64_MAX, UINT64_MAX - 7}) {
            for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(length >> (8 * i));
            QVERIFY(!parseSafetensors(bytes, bytes.size()).ok());
        }
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto whole = fileOf(kGood, 11);
            QVERIFY(!parseSafetensors(std::span(whole).first(size), size).ok());
        }
    }
    void emptyTensorsScalarsAndPaddingAreLegal() {
        const auto bytes = fileOf(
            R"({"e":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}      )",
            4);
        QVERIFY(parseSafetensors(bytes, bytes.size()).ok());
        const auto none = fileOf("{}", 0);
        QVERIFY(parseSafetensors(none, none.size()).ok());
    }
    void randomDamageNeverPassesTheSlowValidator() {
        std::mt19937 random(11);
        const auto good = fileOf(kGood, 11);
        int accepted = 0;
        for (int round = 0; round < 30000; ++round) {
            auto bytes = good;
            for (unsigned i = 0; i <= random() % 3; ++i) {
                const std::size_t at = random() % (8 + kGood.size());
                const char digits[] = "0123456789[]{},:\"-";
                bytes[at] = random() % 2 == 0 ? static_cast<std::uint8_t>(random())
                                              : static_cast<std::uint8_t>(digits[random() % 18]);
            }
            const auto layout = parseSafetensors(bytes, bytes.size());
            if (!layout) continue;
            ++accepted;
            QVERIFY(holds(*layout, bytes.size()));
        }
        QVERIFY(accepted > 0);
    }
    void theReferenceFileIsReadAndAligned() {
        const fs::path golden = fs::path(HILUM_SOURCE_DIR) / "tests/data/weights/reference.safetensors";
        const auto store = TensorStore::open(golden);
        QVERIFY(store.ok());
        QCOMPARE((*store)->layout().metadata.at("note"), std::string("golden"));
        QCOMPARE((*store)->sha256(), base::sha256OfFile(golden).value());
        const auto* first = &(*store)->layout().tensors.front();
        QCOMPARE(reinterpret_cast<std::uintptr_t>((*store)->bytes(*first).data()) % 64, std::uintptr_t(0));
        const auto* f32 = (*store)->find("f32");
        QVERIFY(f32 != nullptr);
        QCOMPARE(f32->shape, (std::vector<std::int64_t>{2, 3}));
        float values[6];
        std::memcpy(values, (*store)->bytes(*f32).data(), sizeof values);
        QCOMPARE(values[5], 0.75F);
        QCOMPARE((*store)->find("empty")->shape, (std::vector<std::int64_t>{0, 4}));
        QVERIFY((*store)->find("scalar")->shape.empty());
        QVERIFY((*store)->find("absent") == nullptr);
        QCOMPARE((*store)->find("bool")->type, DType::Bool);
    }
    void writtenFilesAreReadBack() {
        const std::vector<std::uint8_t> bytes(24, 3);
        const std::span<const std::uint8_t> view = bytes;
        QVERIFY(writeSafetensors(path("w"),
                                 {{"small", DType::U8, {3}, view.first(3)},
                                  {"wide", DType::F64, {3}, view},
                                  {"half", DType::F16, {}, view.first(2)}},
                                 {{"note", "\xc3\xa4"}})
                    .ok());
        const auto store = TensorStore::open(path("w"));
        QVERIFY(store.ok());
        QCOMPARE((*store)->layout().tensors.front().name, std::string("wide"));
        QCOMPARE((*store)->layout().dataStart % 8, std::uint64_t(0));
        QCOMPARE((*store)->layout().metadata.at("note"), std::string("\xc3\xa4"));
        QCOMPARE((*store)->bytes(*(*store)->find("small"))[2], std::uint8_t(3));
        QCOMPARE(writeSafetensors(path("x"), {{"a", DType::F32, {2}, view.first(4)}}).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(
            writeSafetensors(path("x"), {{"a", DType::U8, {1}, view.first(1)}, {"a", DType::U8, {1}, view.first(1)}})
                .error()
                .code,
            ErrorCode::InvalidInput);
        QVERIFY(!fs::exists(path("x")));
    }
    void filesThatCannotBeOpened() {
        for (const auto& bad : {path("absent"), path("."), fs::path("/proc/self/mem")})
            QCOMPARE(TensorStore::open(bad).error().code, ErrorCode::ModelMismatch);
        for (const std::size_t size : {0UL, 7UL, 8UL, 60UL}) {
            const auto good = fileOf(kGood, 11);
            QVERIFY(base::writeFileAtomically(path("cut"), std::span(good).first(size)).ok());
            QCOMPARE(TensorStore::open(path("cut")).error().code, ErrorCode::ModelMismatch);
        }
    }
    void openingCanBeCancelled() {
        QVERIFY(base::writeFileAtomically(path("c"), fileOf(kGood, 11)).ok());
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(TensorStore::open(path("c"), base::JobContext(stop.get_token())).error().code, ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
