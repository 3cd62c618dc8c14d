// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Files of torch.save as data: both forms are read, and whatever else a pickle or a ZIP can hold is refused by
// name, without running, crashing or asking for more memory than the file gives.
#include <QTest>
#include <fstream>
#include <iterator>
#include <random>

#include "core/weights/pickle/torch_archive.h"

using namespace hilum;
using weights::TorchArchive;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes fileOf(const char* name) {
    std::ifstream in(std::string(HILUM_SOURCE_DIR "/tests/data/published/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Bytes bytesOf(const QByteArray& text) { return {text.begin(), text.end()}; }

const weights::ArchiveTensor* find(const TorchArchive& archive, const std::string& name) {
    for (const auto& tensor : archive.tensors())
        if (tensor.name == name) return &tensor;
    return nullptr;
}

}  // namespace

class TestTorchArchive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothFormsAreRead_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("tensor");
        QTest::newRow("zip") << QByteArray("medpix/weights.pt") << QByteArray("image_encoder.model.conv1.weight");
        QTest::newRow("legacy") << QByteArray("medclip-resnet/pytorch_model.bin")
                                << QByteArray("vision_model.model.conv1.weight");
    }
    void bothFormsAreRead() {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, tensor);
        const auto archive = TorchArchive::read(fileOf(file));
        QVERIFY2(archive.ok(), archive.ok() ? "" : archive.error().message.c_str());
        QVERIFY((*archive)->tensors().size() > 50);
        const auto* found = find(**archive, tensor.toStdString());
        QVERIFY(found != nullptr);
        QCOMPARE(found->shape, (std::vector<std::int64_t>{8, 3, 7, 7}));
        QCOMPARE(found->strides, (std::vector<std::int64_t>{147, 49, 7, 1}));
        QVERIFY(found->storage.size() >= 8 * 147 * sizeof(float));
    }

    void picklesThatDoMoreAreRefused_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char* name, const QByteArray& pickle, const char* word) {
            QTest::newRow(name) << pickle << QByteArray(word);
        };
        row("os.system",
            QByteArray("\x80\x02"
                       "cposix\nsystem\nX\x02\0\0\0ls\x85R.",
                       30),
            "posix system");
        row("builtins.eval by stack",
            QByteArray("\x80\x04\x8c\x08"
                       "builtins\x8c\x04"
                       "eval\x93.",
                       20),
            "builtins eval");
        row("INST", QByteArray("\x80\x02(ios\nsystem\n.", 14), "opcode 105");
        row("OBJ", QByteArray("\x80\x02(o.", 5), "opcode 111");
        row("NEWOBJ", QByteArray("\x80\x02)\x81.", 5), "opcode 129");
        row("EXT1", QByteArray("\x80\x02\x82\x01.", 5), "opcode 130");
        row("newline in a name",
            QByteArray("\x80\x02"
                       "cevil\x1b[31m\nx\n.",
                       17),
            "evil?[31m x");
        row("allowed name called with nothing",
            QByteArray("\x80\x02"
                       "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                       37),
            "other than tensors");
        row("a list is called", QByteArray("\x80\x02])R.", 6), "calls something");
        row("attributes of a list", QByteArray("\x80\x02]}b.", 6), "attributes");
        row("empty stack", QByteArray("\x80\x02.", 3), "holds nothing");
        row("pop below the floor", QByteArray("\x80\x02\x87.", 4), "out of order");
        row("mark missing", QByteArray("\x80\x02t.", 4), "out of order");
        row("memo missing", QByteArray("\x80\x02h\x07.", 5), "does not hold");
        row("endless text", QByteArray("\x80\x02X\xff\xff\xff\x7f.", 8), "megabyte");
        row("cut", QByteArray("\x80\x02K", 3), "middle");
    }
    void picklesThatDoMoreAreRefused() {
        QFETCH(QByteArray, pickle);
        QFETCH(QByteArray, word);
        const auto bytes = bytesOf(pickle);
        const auto read = weights::readPickle(bytes);
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, base::ErrorCode::ModelMismatch);
        QVERIFY2(read.error().message.find(word.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void deepNestingCostsNoStack() {
        QByteArray deep("\x80\x02)", 3);
        deep.append(QByteArray(2'000'000, '\x85'));  // a tuple in a tuple in a tuple
        deep.append('.');
        QVERIFY(weights::readPickle(bytesOf(deep)).ok());
        QByteArray deeper("\x80\x02)", 3);
        deeper.append(QByteArray(5'000'000, '\x85'));
        QVERIFY(!weights::readPickle(bytesOf(deeper)).ok());
    }

    void archivesCutAnywhereAreRefused_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("zip") << QByteArray("medclip-swin/pytorch_model.bin");
        QTest::newRow("legacy") << QByteArray("biomedclip/open_clip_pytorch_model.bin");
    }
    void archivesCutAnywhereAreRefused() {
        QFETCH(QByteArray, file);
        const auto whole = fileOf(file);
        QVERIFY(whole.size() > 1000);
        for (std::size_t i = 0; i < 40; ++i) {
            const auto length = static_cast<std::ptrdiff_t>(whole.size() * i / 40);
            const auto read = TorchArchive::read({whole.begin(), whole.begin() + length});
            QVERIFY2(!read.ok(), qPrintable(QString::number(length)));
            QCOMPARE(read.error().code, base::ErrorCode::ModelMismatch);
        }
    }

    void flippedBytesNeverCrash_data() { archivesCutAnywhereAreRefused_data(); }
    void flippedBytesNeverCrash() {
        QFETCH(QByteArray, file);
        const auto whole = fileOf(file);
        std::mt19937 random(7);
        int refused = 0;
        for (int i = 0; i < 300; ++i) {
            auto broken = whole;
            // Where the structure is: the pickle at the start and the table of contents at the end.
            const std::size_t span = std::min<std::size_t>(broken.size(), 6000);
            const std::size_t at = random() % span;
            broken[i % 2 == 0 ? at : broken.size() - 1 - at] ^= static_cast<std::uint8_t>(1U << (random() % 8));
            const auto read = TorchArchive::read(std::move(broken));
            refused += read.ok() ? 0 : 1;
            if (!read.ok()) QCOMPARE(read.error().code, base::ErrorCode::ModelMismatch);
            if (read.ok())
                for (const auto& tensor : (*read)->tensors()) {  // what is answered lies inside the file
                    std::uint64_t last = 0;
                    bool empty = false;
                    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
                        empty = empty || tensor.shape[d] == 0;
                        last += static_cast<std::uint64_t>((tensor.shape[d] - 1) * tensor.strides[d]);
                    }
                    QVERIFY(empty || (last + 1) * weights::sizeBytes(tensor.type) <= tensor.storage.size());
                }
        }
        QVERIFY(refused > 30);
    }

    void otherFilesAreRefused() {
        for (const auto& bytes :
             {Bytes{}, Bytes{0x80}, Bytes(1000, 0), bytesOf("PK\x03\x04 not a zip"), bytesOf("{\"a\":1}")})
            QVERIFY(!TorchArchive::read(bytes).ok());
    }
};

QTEST_APPLESS_MAIN(TestTorchArchive)
#include "tst_torch_archive.moc"
