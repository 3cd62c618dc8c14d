// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The audit log: a chain that shows every kind of tampering but a cut-off end, survives a torn line, and takes
// records of several threads; its messages are well-formed.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <sys/stat.h>

#include <thread>

#include "core/library/audit_log.h"

using namespace hilum;
using namespace hilum::library;

namespace {

std::vector<QByteArray> linesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const auto list = file.readAll().split('\n');
    return {list.begin(), list.end() - 1};
}

void writeLines(const QString& path, const std::vector<QByteArray>& lines) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    for (const auto& line : lines) file.write(line + '\n');
}

}  // namespace

class TestAuditLog : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path library() const { return m_folder->path().toStdString(); }
    QString log() const { return m_folder->filePath("audit.log"); }
    void append(int count) const {
        for (int i = 0; i < count; ++i)
            QVERIFY(appendAudit(library(),
                                {AuditKind::Exported, "1.2.3." + std::to_string(i), "ok", {{"command", "report"}}})
                        .ok());
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void anEmptyLogIsWhole() {
        const auto check = verifyAudit(library());
        QVERIFY(check.ok() && check->ok);
        QCOMPARE(check->records, std::int64_t(0));
        QVERIFY(readAudit(library(), 10)->empty());
    }
    void recordsFollowEachOther() {
        append(5);
        const auto check = verifyAudit(library());
        QVERIFY(check.ok() && check->ok);
        QCOMPARE(check->records, std::int64_t(5));
        const auto last = readAudit(library(), 2);
        QVERIFY(last.ok());
        QCOMPARE(last->size(), std::size_t(2));
        QCOMPARE(last->at(0).number, std::int64_t(4));
        QCOMPARE(last->at(1).study, std::string("1.2.3.4"));
        QCOMPARE(last->at(1).previous, last->at(0).hash);
        QCOMPARE(last->at(1).event, std::string("exported"));
        struct stat info {};
        QCOMPARE(::stat(log().toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
    }
    void tamperingIsFound_data() {
        QTest::addColumn<int>("how");
        QTest::addColumn<QString>("word");
        QTest::newRow("changed") << 0 << "changed";
        QTest::newRow("removed") << 1 << "missing";
        QTest::newRow("swapped") << 2 << "out of place";
        QTest::newRow("copied in") << 3 << "out of place";
        QTest::newRow("first removed") << 4 << "missing";
        QTest::newRow("garbage") << 5 << "no record";
        QTest::newRow("rewritten, hash and all") << 6 << "hash of the one before";
    }
    void tamperingIsFound() {
        QFETCH(int, how);
        QFETCH(QString, word);
        append(6);
        auto lines = linesOf(log());
        QCOMPARE(lines.size(), std::size_t(6));
        if (how == 0) lines[2].replace("1.2.3.2", "1.2.3.9");
        if (how == 1) lines.erase(lines.begin() + 2);
        if (how == 2) std::swap(lines[1], lines[3]);
        if (how == 3) lines.insert(lines.begin() + 3, lines[1]);
        if (how == 4) lines.erase(lines.begin());
        if (how == 5) lines[4] = "not a record";
        if (how == 6) {  // another log's third record is sound in itself
            QTemporaryDir other;
            for (int i = 0; i < 3; ++i)
                QVERIFY(appendAudit(other.path().toStdString(), {AuditKind::Opened, "9", "ok", {}}).ok());
            lines[2] = linesOf(other.filePath("audit.log"))[2];
        }
        writeLines(log(), lines);
        const auto check = verifyAudit(library());
        QVERIFY(check.ok());
        QVERIFY(!check->ok);
        QVERIFY2(QString::fromStdString(check->reason).contains(word), check->reason.c_str());
    }
    void aTornLineIsCutOff() {
        append(3);
        QFile file(log());
        QVERIFY(file.open(QIODevice::Append) && file.write("{\"number\":4,\"tim") > 0);
        file.close();
        QVERIFY(verifyAudit(library())->ok);
        append(1);
        const auto check = verifyAudit(library());
        QVERIFY(check->ok);
        QCOMPARE(check->records, std::int64_t(4));
    }
    void severalThreadsMakeOneChain() {
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([this] {
                    for (int i = 0; i < 10; ++i) (void)appendAudit(library(), {AuditKind::Searched, "", "ok", {}});
                });
        }
        const auto check = verifyAudit(library());
        QVERIFY(check->ok);
        QCOMPARE(check->records, std::int64_t(40));
    }
    void aFolderThatIsNotThereIsNamed() {
        const auto failed = appendAudit(library() / "none", {});
        QVERIFY(!failed.ok());
        QVERIFY(failed.error().message.ends_with('.'));
    }
    void hostileValuesStayInsideARecordAndAMessage() {
        const std::string odd = "a\n\"}<b>&\x01\xff" + std::string(5000, 'x');
        QVERIFY(appendAudit(library(), {AuditKind::ModelRun, odd, odd, {{odd, odd}, {"k", "v"}}}).ok());
        append(1);
        QVERIFY(verifyAudit(library())->ok);
        QCOMPARE(linesOf(log()).size(), std::size_t(2));
        const auto records = readAudit(library(), 5);
        QCOMPARE(records->size(), std::size_t(2));
        for (const auto& record : *records) {
            QXmlStreamReader xml(QString::fromStdString(auditMessage(record)));
            int elements = 0;
            while (!xml.atEnd())
                if (xml.readNext() == QXmlStreamReader::StartElement) ++elements;
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
            QVERIFY(elements > 5);
        }
        QVERIFY(auditMessage(records->back()).find("110106") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestAuditLog)
#include "tst_audit_log.moc"
