// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Decoders of their own processes: the same values as in this one; what hangs, sleeps, eats memory, crashes or
// lies is ended with a typed error, and the next frame decodes.
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <thread>

#include "dicom/file/decoder_process.h"
#include "dicom/file/stream_decoder.h"
#include "dicom/write/j2k_encode.h"

using namespace hilum;
using base::ErrorCode;
namespace fs = std::filesystem;

namespace {

dicom::PixelLayout layoutOf(int side) {
    dicom::PixelLayout layout;
    layout.rows = layout.columns = side;
    layout.bitsAllocated = 16;
    layout.bitsStored = 12;
    layout.highBit = 11;
    return layout;
}

std::vector<std::uint8_t> streamOf(int side) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(side * side));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int32_t>(i * 37 % 4096);
    dicom::J2kPicture picture;
    picture.width = picture.height = side;
    picture.precision = 12;
    picture.values = values;
    return *dicom::encodeJ2k(picture);
}

const dicom::TransferSyntax& syntax() {
    static const auto j2k = dicom::transferSyntax("1.2.840.10008.1.2.4.90");
    return j2k;
}

const fs::path kDecoder = fs::path(HILUM_BINARY_DIR) / "hilum-decoder";

}  // namespace

class TestDecoderProcess : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    fs::path fake(const char* how) {
        const fs::path link = fs::path(m_folder.path().toStdString()) / how;
        std::error_code code;
        fs::create_symlink(fs::path(HILUM_BINARY_DIR) / "tests" / "bin" / "fake_decoder", link, code);
        return link;
    }

private Q_SLOTS:
    void sameValuesAsHere() {
        QVERIFY(fs::exists(kDecoder));
        const auto stream = streamOf(64);
        const auto here = dicom::decodeStreamHere(stream, syntax(), layoutOf(64));
        QVERIFY(here.ok());
        for (int i = 0; i < 3; ++i) {  // the same process serves again
            const auto there = dicom::decodeInProcess(kDecoder, stream, syntax(), layoutOf(64));
            QVERIFY2(there.ok(), there.ok() ? "" : (there.error().message + there.error().detail).c_str());
            const auto view = there->view();
            QVERIFY(std::equal(view.begin(), view.end(), here->bytes.begin(), here->bytes.end()));
            QCOMPARE(there->storedBits, 12);
        }
    }
    void errorsComeThrough() {
        auto stream = streamOf(64);
        const auto other = dicom::decodeInProcess(kDecoder, stream, syntax(), layoutOf(65));
        QVERIFY(!other.ok());
        QCOMPARE(other.error().code, ErrorCode::Corrupt);
        QVERIFY(other.error().message.find("64 x 64") != std::string::npos);
        stream.resize(stream.size() / 2);
        QCOMPARE(dicom::decodeInProcess(kDecoder, stream, syntax(), layoutOf(64)).error().code, ErrorCode::Corrupt);
        QVERIFY(dicom::decodeInProcess(kDecoder, streamOf(64), syntax(), layoutOf(64)).ok());
    }
    void severalThreadsAtOnce() {
        const auto stream = streamOf(48);
        const auto expected = dicom::decodeStreamHere(stream, syntax(), layoutOf(48))->bytes;
        std::atomic<int> equal = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 6; ++t)
                threads.emplace_back([&] {
                    for (int i = 0; i < 5; ++i) {
                        const auto there = dicom::decodeInProcess(kDecoder, stream, syntax(), layoutOf(48));
                        if (there.ok() &&
                            std::equal(expected.begin(), expected.end(), there->view().begin(), there->view().end()))
                            ++equal;
                    }
                });
        }
        QCOMPARE(equal.load(), 30);
    }
    void whatGoesWrongIsEnded_data() {
        QTest::addColumn<QByteArray>("how");
        QTest::addColumn<int>("code");
        QTest::newRow("hang") << QByteArray("hang") << static_cast<int>(ErrorCode::Timeout);
        QTest::newRow("sleep") << QByteArray("sleep") << static_cast<int>(ErrorCode::Timeout);
        QTest::newRow("crash") << QByteArray("crash") << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("mute") << QByteArray("mute") << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("lie") << QByteArray("lie") << static_cast<int>(ErrorCode::Corrupt);
    }
    void whatGoesWrongIsEnded() {
        QFETCH(QByteArray, how);
        QFETCH(int, code);
        dicom::DecoderLimits limits;
        limits.cpuSeconds = 0.2;
        limits.wallFactor = how == "hang" ? 1000 : 2;  // a busy one by its own time, a sleeping one by the clock
        const auto answer =
            dicom::decodeInProcess(fake(how.constData()), streamOf(32), syntax(), layoutOf(32), {}, limits);
        QVERIFY(!answer.ok());
        QCOMPARE(static_cast<int>(answer.error().code), code);
        QVERIFY(answer.error().message.back() == '.');
        QVERIFY(dicom::decodeInProcess(kDecoder, streamOf(32), syntax(), layoutOf(32)).ok());
    }
    void memoryIsLimited() {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("The sanitizer ends a process that gets no memory before it can say so.");
#endif
        dicom::DecoderLimits limits;
        limits.memoryBytes = 48ULL << 20;
        limits.memoryFactor = 0;
        const auto answer = dicom::decodeInProcess(fake("eat"), streamOf(32), syntax(), layoutOf(32), {}, limits);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, ErrorCode::Unsupported);
        const int megabytes = std::stoi(answer.error().detail);
        QVERIFY2(megabytes > 8 && megabytes <= 48, answer.error().detail.c_str());
    }
    void cancelEndsIt() {
        std::stop_source source;
        const base::JobContext context(source.get_token());
        std::jthread later([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
            source.request_stop();
        });
        const auto answer = dicom::decodeInProcess(fake("sleep"), streamOf(32), syntax(), layoutOf(32), context);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    }
    void aMissingProgramIsSaid() {
        const auto answer = dicom::decodeInProcess("/nowhere/hilum-decoder", streamOf(32), syntax(), layoutOf(32));
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, ErrorCode::Io);
    }
    void cleanupTestCase() { dicom::endIdleDecoders(); }
};

QTEST_APPLESS_MAIN(TestDecoderProcess)
#include "tst_decoder_process.moc"
