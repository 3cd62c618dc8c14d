// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The pre-scan: every encoding found, and every input that kills plain parsers answered with a sentence.
#include <QTest>

#include <zlib.h>

#include <malloc.h>

#include "dicom/file/prescan.h"
#include "dicom/file/tags.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using dicom::prescan;
using dicom::Reach;

namespace {

QByteArray toQt(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}
Bytes fromQt(const QByteArray& bytes) { return {bytes.begin(), bytes.end()}; }

base::Result<dicom::Prescan> scanBytes(Bytes bytes, Reach reach = Reach::Fragments) {
    return prescan(dicom::memorySource(std::move(bytes)), reach);
}

Bytes deflated(const Bytes& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes out(deflateBound(&stream, bytes.size()));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

// Counts what is asked of it, to show that a header costs a header.
class CountingSource : public dicom::ByteSource {
public:
    explicit CountingSource(Bytes bytes) : m_inner(dicom::memorySource(std::move(bytes))) {}
    std::uint64_t size() const override { return m_inner->size(); }
    base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        asked += out.size();
        return m_inner->read(offset, out);
    }
    mutable std::uint64_t asked = 0;

private:
    dicom::SourcePtr m_inner;
};

}  // namespace

class TestPrescan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsEveryEncoding_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("explicitVr");
        QTest::addColumn<bool>("big");
        const auto set = [](bool explicitVr, bool big) {
            return pictureHead({}, explicitVr, big).element(0x7FE00010, "OW", {1, 2, 3, 4, 5, 6});
        };
        const auto row = [](const char* name, const Bytes& bytes, bool explicitVr, bool big) {
            QTest::newRow(name) << toQt(bytes) << explicitVr << big;
        };
        row("explicit little", asFile(set(true, false)), true, false);
        row("implicit little", asFile(set(false, false), kImplicitLittle), false, false);
        row("explicit big", asFile(set(true, true), kExplicitBig), true, true);
        row("deflated", asFile(DicomBytes().raw(deflated(set(true, false).bytes())), kDeflated), true, false);
        row("no preamble, explicit", set(true, false).bytes(), true, false);
        row("no preamble, implicit", set(false, false).bytes(), false, false);
        row("no preamble, big", set(true, true).bytes(), true, true);
        row("declares explicit, is implicit", asFile(set(false, false), kExplicitLittle), false, false);
        row("declares implicit, is explicit", asFile(set(true, false), kImplicitLittle), true, false);
        row("no transfer syntax", asFile(set(true, false), ""), true, false);
        Bytes elf = asFile(set(true, false));
        std::copy_n(
            "\x7f"
            "ELF",
            4, elf.begin());
        row("ELF preamble", elf, true, false);
        Bytes padded = asFile(set(true, false));
        padded.resize(padded.size() + 700, 0);
        row("zeros at the end", padded, true, false);
    }
    void findsEveryEncoding() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, explicitVr);
        QFETCH(bool, big);
        const auto file = scanBytes(fromQt(bytes));
        QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
        QCOMPARE(file->encoding.explicitVr, explicitVr);
        QCOMPARE(file->encoding.bigEndian, big);
        QCOMPARE(file->elements.integer(dicom::tags::kRows).value_or(0), std::int64_t{2});
        QCOMPARE(file->elements.text(dicom::tags::kPatientName), std::string("Test^Name"));
        QCOMPARE(static_cast<int>(file->pixels.kind), static_cast<int>(dicom::PixelKind::Native));
        QCOMPARE(file->pixels.length, std::uint64_t{6});
        QCOMPARE(file->preambleIsProgram, bytes.startsWith("\x7f"
                                                           "ELF"));
    }

    void brokenInputs_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const Bytes& bytes, ErrorCode code, const char* says) {
            QTest::newRow(name) << toQt(bytes) << static_cast<int>(code) << QString(says);
        };
        const Bytes pixels = {1, 2, 3, 4, 5, 6};
        row("empty", {}, ErrorCode::InvalidInput, "not DICOM");
        row("131 bytes", Bytes(131, 0), ErrorCode::InvalidInput, "not DICOM");
        row("132 zero bytes", Bytes(132, 0), ErrorCode::InvalidInput, "not DICOM");
        Bytes mark(132, 0);
        std::copy_n("DICM", 4, mark.begin() + 128);
        row("132 bytes, mark alone", mark, ErrorCode::InvalidInput, "not DICOM");
        const std::string text =
            "This is a text that someone called image.dcm, and it is long enough to hold a preamble: " +
            std::string(100, 'x');
        row("text", Bytes(text.begin(), text.end()), ErrorCode::InvalidInput, "not DICOM");
        for (const bool defined : {false, true}) {
            const std::string how = defined ? ", lengths" : ", open";
            for (const int levels : {65, 4'000, 6'000, 200'000})
                row(("nest of " + std::to_string(levels) + how).c_str(), nestedFile(levels, defined),
                    ErrorCode::Unsupported, "64 sequences");
        }
        row("nest of 200,000, implicit", nestedFile(200'000, true, false), ErrorCode::Unsupported, "64 sequences");
        Picture huge;
        huge.rows = huge.columns = 65535;
        row("65535 x 65535", nativeFile(huge, pixels), ErrorCode::Unsupported, "65535 x 65535");
        Picture frames;
        frames.frames = "2147483647";
        row("2^31-1 frames", nativeFile(frames, pixels), ErrorCode::Unsupported, "2147483647 frames");
        frames.frames = "99999999999999999999";
        row("more frames than a number holds", nativeFile(frames, pixels), ErrorCode::Unsupported, "frames");
        huge.frames = "2147483647";
        row("both", nativeFile(huge, pixels), ErrorCode::Unsupported, "65535 x 65535");
        auto wide = pictureHead({}).head(0x00280010, "UL", 4).put(0x7FFFFFFF, 4);
        row("unsigned long rows of a second element", asFile(wide.element(0x7FE00010, "OW", pixels)),
            ErrorCode::Internal, "");
        Picture samples;
        samples.samples = 65535;
        row("65,535 samples", nativeFile(samples, pixels), ErrorCode::Unsupported, "samples");
        Picture bits;
        bits.bits = 65535;
        row("65,535 bits", nativeFile(bits, pixels), ErrorCode::Unsupported, "bits");
        row("private UN of 2 GiB", asFile(pictureHead({}).head(0x00291010, "UN", 0x7FFFFFF0)), ErrorCode::Corrupt,
            "cut off");
        row("sequence without end", asFile(pictureHead({}).head(0x00400275, "SQ", 0xFFFFFFFF)), ErrorCode::Corrupt,
            "ends inside");
        row("no item in sequence", asFile(pictureHead({}).head(0x00400275, "SQ", 16).raw(Bytes(16, 7))),
            ErrorCode::Corrupt, "item was expected");
        row("value longer than its item",
            asFile(pictureHead({})
                       .head(0x00400275, "SQ", 28)
                       .mark(0xFFFEE000, 20)
                       .head(0x00400002, "UT", 40)
                       .raw(Bytes(60, 65))),
            ErrorCode::Corrupt, "longer than its item");
        row("open fragment",
            asFile(pictureHead({}).head(0x7FE00010, "OB", 0xFFFFFFFF).mark(0xFFFEE000, 0).mark(0xFFFEE000, 0xFFFFFFFF),
                   kRle),
            ErrorCode::Corrupt, "fragment");
        row("deflated damage", asFile(DicomBytes().raw({7, 7, 7, 7, 7}), kDeflated), ErrorCode::Corrupt, "compressed");
        row("deflated bomb", asFile(DicomBytes().raw(deflated(Bytes(24 << 20, 0))), kDeflated), ErrorCode::Unsupported,
            "bomb");
        row("deflated, cut", asFile(DicomBytes().raw({0x78, 0x01}), kDeflated), ErrorCode::Corrupt, "compressed");
    }
    void brokenInputs() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        QFETCH(QString, says);
        const auto file = scanBytes(fromQt(bytes));
        if (code == static_cast<int>(ErrorCode::Internal)) {  // readable after all: the first element of a tag holds
            QVERIFY(file.ok());
            QCOMPARE(file->elements.integer(dicom::tags::kRows).value_or(0), std::int64_t{2});
            return;
        }
        QVERIFY(!file.ok());
        QCOMPARE(static_cast<int>(file.error().code), code);
        const auto message = QString::fromStdString(file.error().message);
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(message.endsWith('.') && message.size() < 300);
    }

    void hostileFilesCostLittleMemory() {
        const auto before = mallinfo2().uordblks;
        for (const auto& bytes : {nestedFile(200'000, false), nestedFile(200'000, true)}) {
            const auto source = dicom::memorySource(bytes);
            const auto held = mallinfo2().uordblks;
            QVERIFY(!prescan(source).ok());
            QVERIFY(mallinfo2().uordblks <= held + (1 << 20));
        }
        QVERIFY(mallinfo2().uordblks <= before + (64 << 20));
    }
    void realDepthsOpen() {
        for (const bool defined : {false, true}) QVERIFY(scanBytes(nestedFile(64, defined)).ok());
    }

    void everyTruncationAnswers() {
        DicomBytes set = pictureHead({});
        set.head(0x00400275, "SQ", 0xFFFFFFFF)
            .mark(0xFFFEE000, 0xFFFFFFFF)
            .text(0x00400009, "SH", "AB")
            .mark(0xFFFEE00D, 0)
            .mark(0xFFFEE0DD, 0);
        addFragments(set, {rleFrame({Bytes(6, 9)}), rleFrame({Bytes(6, 8)})}, {0, 80});
        const Bytes whole = asFile(set, kRle);
        for (std::size_t n = 0; n < whole.size(); ++n) {
            const auto file = scanBytes(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)));
            if (file.ok()) continue;
            QVERIFY(file.error().code != ErrorCode::Internal);
            QVERIFY(!file.error().message.empty());
        }
        QCOMPARE(scanBytes(whole)->pixels.fragments.size(), std::size_t{2});
    }
    void privateValueThatOnlyLooksLikeASequence() {
        // Implicit VR: a private value that starts like an item but is not one is passed over whole.
        DicomBytes set = DicomBytes(false);
        set.text(0x00080060, "CS", "OT")
            .element(0x00091010, "UN", {0xFE, 0xFF, 0x00, 0xE0, 8, 0, 0, 0, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0x0F, 9, 9});
        set.text(0x00100010, "PN", "After^It");
        const auto file = scanBytes(asFile(set, kImplicitLittle));
        QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
        QCOMPARE(file->elements.text(dicom::tags::kPatientName), std::string("After^It"));
    }
    void sequencesAnswerTheirItems() {
        DicomBytes set = DicomBytes();
        set.text(0x00080005, "CS", "ISO_IR 100").head(0x00180000 | 0x6011, "SQ", 0xFFFFFFFF);
        for (const char* name : {"one", "two"})
            set.mark(0xFFFEE000, 0xFFFFFFFF).text(0x00080100, "SH", name).mark(0xFFFEE00D, 0);
        set.mark(0xFFFEE0DD, 0).element(0x00100010, "PN", {'M', 0xFC, 'l', 'l', 'e', 'r'});
        const auto file = scanBytes(asFile(set));
        QVERIFY(file.ok());
        const auto items = file->elements.items(0x00186011);
        QCOMPARE(items.size(), std::size_t{2});
        QCOMPARE(items[1].text(0x00080100), std::string("two"));
        QCOMPARE(file->elements.item(0x00186011, 1)->text(0x00080100), std::string("two"));
        QVERIFY(!file->elements.item(0x00186011, 2));
        QCOMPARE(file->elements.text(dicom::tags::kPatientName), std::string("M\xC3\xBCller"));
    }
    void charactersOutsideTheirSetAreMarked() {
        DicomBytes set = DicomBytes()
                             .text(0x00080005, "CS", "ISO_IR 192")
                             .element(0x00100010, "PN", {'A', 0xFF, 0xC3, 0xA4, 0xED, 0xA0, 0x80, 0});
        const auto name = scanBytes(asFile(set))->elements.text(dicom::tags::kPatientName);
        QCOMPARE(name, std::string("A\xEF\xBF\xBD\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
        DicomBytes unknown = DicomBytes().text(0x00080005, "CS", "NO_SUCH_SET").element(0x00100010, "PN", {'A', 0xFC});
        QVERIFY(!scanBytes(asFile(unknown))->elements.text(dicom::tags::kPatientName).empty());
    }
    void aHeaderCostsAHeader() {
        Picture p;
        p.rows = p.columns = 2048;
        p.bits = p.stored = 16;
        p.highBit = 15;
        const auto source = std::make_shared<CountingSource>(nativeFile(p, Bytes(2048 * 2048 * 2)));
        QVERIFY(prescan(source, Reach::Header).ok());
        QVERIFY(source->asked < 300 * 1024);
    }
    void namesWhatItDoesNotDecode_data() {
        QTest::addColumn<QString>("uid");
        QTest::addColumn<QString>("name");
        QTest::newRow("JPEG 2000") << "1.2.840.10008.1.2.4.90"
                                   << "JPEG 2000";
        QTest::newRow("HTJ2K") << "1.2.840.10008.1.2.4.201"
                               << "High-Throughput JPEG 2000";
        QTest::newRow("JPEG XL") << "1.2.840.10008.1.2.4.110"
                                 << "JPEG XL";
        QTest::newRow("video") << "1.2.840.10008.1.2.4.102"
                               << "video";
        QTest::newRow("unknown") << "1.2.3.99"
                                 << "1.2.3.99";
    }
    void namesWhatItDoesNotDecode() {
        QFETCH(QString, uid);
        QFETCH(QString, name);
        const auto syntax = dicom::transferSyntax(uid.toStdString());
        QVERIFY(QString::fromStdString(syntax.name).contains(name));
        // The dataset is read all the same.
        const auto file = scanBytes(encapsulatedFile({}, uid.toStdString(), {{1, 2, 3, 4}}));
        QVERIFY(file.ok());
        QCOMPARE(file->syntax.uid, uid.toStdString());
        QCOMPARE(file->pixels.fragments.size(), std::size_t{1});
    }
    void stopsWhenAsked() {
        DicomBytes set;
        for (int i = 0; i < 200'000; ++i) set.us(0x00091000, {1});
        const auto source = dicom::memorySource(asFile(set));
        std::stop_source before;
        before.request_stop();
        QCOMPARE(prescan(source, Reach::Header, {}, base::JobContext(before.get_token())).error().code,
                 ErrorCode::Cancelled);
        QVERIFY(prescan(source, Reach::Header, {}, base::JobContext(std::stop_source().get_token())).ok());
    }
    void countsElements() {
        DicomBytes set;
        for (int i = 0; i < 2'000; ++i) set.us(0x00091000, {1});
        dicom::PrescanLimits limits;
        limits.walk.maxRootElements = 1'000;
        const auto file = prescan(dicom::memorySource(asFile(set)), Reach::Header, limits);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
    }
};

QTEST_APPLESS_MAIN(TestPrescan)
#include "tst_prescan.moc"
