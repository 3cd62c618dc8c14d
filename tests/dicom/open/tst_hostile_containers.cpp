// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every bad DICOMDIR, ZIP and picture of the corpus (reliability.md 1.7, 3 and 4) through the open path: nothing
// outside is opened, every refusal has its sentence, and none costs more than the limits.
#include <QTemporaryDir>
#include <QTest>

#include <deque>
#include <fstream>

#include "dicom/open/study_source.h"
#include "tests/core/image/hostile_pictures.h"
#include "tests/dicom/open/hostile_containers.h"
#include "tests/support/resource_use.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using dicom::Instance;
using dicom::InstanceStatus;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

bool isSentence(const std::string& text) {
    return text.size() > 20 && text.find('\n') == std::string::npos && text.back() == '.';
}

template <class T>
void rowsOf(const std::vector<T>& table) {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < table.size(); ++i) QTest::newRow(table[i].name) << static_cast<int>(i);
}

}  // namespace

class TestHostileContainers : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::vector<HostileDirectory> m_directories = hostileDirectories();
    std::vector<HostileArchive> m_archives = hostileArchives();
    std::vector<HostilePicture> m_pictures = hostilePictures();

    fs::path root() const { return fs::path(m_folder.path().toStdString()); }

private Q_SLOTS:
    // disc/ is what a DICOMDIR may name; SECRET beside it must never be opened.
    void initTestCase() {
        fs::create_directories(root() / "disc");
        fs::create_directories(root() / "outside");
        put(root() / "outside" / "SECRET", nativeFile({}, Bytes(6, 9)));
        put(root() / "disc" / "GOOD", nativeFile({}, Bytes(6, 5)));
        fs::create_symlink(root() / "outside" / "SECRET", root() / "disc" / "LINK");
        fs::create_directory_symlink(root() / "outside", root() / "disc" / "OUT");
    }
    void noDirectoryLeadsOut_data() { rowsOf(m_directories); }
    void noDirectoryLeadsOut() {
        QFETCH(int, index);
        const auto& directory = m_directories[static_cast<std::size_t>(index)];
        const fs::path path = root() / "disc" / "DICOMDIR";
        put(path, directory.bytes);
        const ResourceUse use(directory.bytes.size());
        std::deque<Instance> found;
        QVERIFY(dicom::scan({path}, [&](const Instance& one) { found.push_back(one); }).ok());
        QCOMPARE(QString::fromStdString(use.excess()), QString());
        int opened = 0;
        for (const auto& one : found) {
            if (one.status != InstanceStatus::Ok) {
                QVERIFY2(isSentence(one.reason), one.reason.c_str());
                QVERIFY(!one.hasPixels);
            } else if (one.locator.path != path) {
                QCOMPARE(fs::canonical(one.locator.path), fs::canonical(root() / "disc" / "GOOD"));
                ++opened;
            }
        }
        QCOMPARE(opened, directory.readable ? 1 : 0);
        QVERIFY(directory.readable || found.back().status == InstanceStatus::Refused);
    }
    void noArchiveDoesHarm_data() { rowsOf(m_archives); }
    void noArchiveDoesHarm() {
        QFETCH(int, index);
        const auto& archive = m_archives[static_cast<std::size_t>(index)];
        const fs::path path = root() / "archive.zip";
        put(path, archive.bytes);
        const ResourceUse use(archive.bytes.size());
        std::deque<Instance> found;
        QVERIFY(dicom::scan({path}, [&](const Instance& one) { found.push_back(one); }).ok());
        QVERIFY(!found.empty());
        int opened = 0;
        for (const auto& one : found) {
            const bool reads = one.status == InstanceStatus::Ok && dicom::readFrame(one.locator).ok();
            QVERIFY2(reads || one.status == InstanceStatus::Ok || isSentence(one.reason), one.reason.c_str());
            opened += reads ? 1 : 0;
        }
        QCOMPARE(opened, archive.opened);
        QCOMPARE(QString::fromStdString(use.excess()), QString());
        // Nothing is unpacked to disk: beside the archive lies what lay there before.
        QCOMPARE(std::distance(fs::directory_iterator(root()), fs::directory_iterator()), std::ptrdiff_t{3});
        fs::remove(path);
    }
    void everyPictureAnswers_data() { rowsOf(m_pictures); }
    void everyPictureAnswers() {
        QFETCH(int, index);
        const auto& picture = m_pictures[static_cast<std::size_t>(index)];
        const fs::path path = root() / "disc" / "picture.png";
        put(path, picture.bytes);
        const ResourceUse use(picture.bytes.size());
        const auto image = dicom::readFrame({path, {}});
        QCOMPARE(QString::fromStdString(use.excess()), QString());
        QVERIFY2(image.ok() == picture.opens, image.ok() ? "it opened" : image.error().message.c_str());
        if (image.ok()) return;
        QVERIFY(image.error().code == ErrorCode::Corrupt || image.error().code == ErrorCode::Unsupported);
        QVERIFY2(isSentence(image.error().message), image.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestHostileContainers)
#include "tst_hostile_containers.moc"
