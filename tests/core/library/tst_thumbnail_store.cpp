// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The file of thumbnails: found again by what it was made from and by nothing else, made anew when it is lost,
// damaged or of another version, bounded, without any identifier in it, and never in the way of anything.
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "core/base/file_io.h"
#include "core/library/sqlite.h"
#include "core/library/thumbnail_store.h"

using namespace hilum;
using library::ThumbnailKey;
using library::ThumbnailStore;
namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

namespace {

const Bytes kPicture = {1, 2, 3, 4, 5};
const Bytes kOther = {9, 9, 9};

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

// Gives `to` the times of `from`, to the nanosecond.
void copyTimes(const fs::path& from, const fs::path& to) {
    struct stat info {};
    QCOMPARE(::stat(from.c_str(), &info), 0);
    const timespec times[2] = {info.st_atim, info.st_mtim};
    QCOMPARE(::utimensat(AT_FDCWD, to.c_str(), times, 0), 0);
}

}  // namespace

class TestThumbnailStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_image = root() / "Patient^Name" / "image.dcm";
        write(m_image, "pixels");
    }

    void findsWhatWasPut() {
        ThumbnailStore store(library());
        QVERIFY(!store.find(key()).value().has_value());
        QVERIFY(!fs::exists(store.file()));  // looking makes no file
        QVERIFY(store.put(key(), kPicture).ok());
        QCOMPARE(store.find(key()).value().value(), kPicture);
        QVERIFY(store.put(key(), kOther).ok());
        QCOMPARE(store.find(key()).value().value(), kOther);
        ThumbnailStore again(library());
        QCOMPARE(again.find(key()).value().value(), kOther);
        QCOMPARE(again.count().value(), std::int64_t{1});
        struct stat info {};
        QCOMPARE(::stat(store.file().c_str(), &info), 0);
        QCOMPARE(static_cast<int>(info.st_mode & 0777), 0600);  // pictures of patients are nobody else's
    }

    // A copy from which something was taken out may keep UID, size and time: it gets a picture of its own.
    void anotherFileNeverGetsThePicture() {
        ThumbnailStore store(library());
        QVERIFY(store.put(key(), kPicture).ok());
        const fs::path copy = root() / "export" / "image.dcm";
        write(copy, "pixelX");
        copyTimes(m_image, copy);
        ThumbnailKey exported = key();
        exported.path = copy;
        QVERIFY(!store.find(exported).value().has_value());
        for (auto change : {+[](ThumbnailKey& k) { k.frame = 1; }, +[](ThumbnailKey& k) { k.instanceUid = "1.2.4"; },
                            +[](ThumbnailKey& k) { k.zipEntry = "a.dcm"; }}) {
            ThumbnailKey other = key();
            change(other);
            QVERIFY(!store.find(other).value().has_value());
        }
        QVERIFY(store.find(key()).value().has_value());
    }

    void aChangedFileNeverGetsThePicture() {
        ThumbnailStore store(library());
        QVERIFY(store.put(key(), kPicture).ok());
        const fs::path kept = root() / "kept";
        fs::copy_file(m_image, kept);
        copyTimes(m_image, kept);
        write(m_image, "longer pixels");  // another size, the old time
        copyTimes(kept, m_image);
        QVERIFY(!store.find(key()).value().has_value());
        write(m_image, "pixels");  // the old size, another time
        const timespec times[2] = {{1000, 0}, {1000, 7}};
        QCOMPARE(::utimensat(AT_FDCWD, m_image.c_str(), times, 0), 0);
        QVERIFY(!store.find(key()).value().has_value());
        copyTimes(kept, m_image);
        QVERIFY(store.find(key()).value().has_value());
    }

    void withoutUidOrFileNothingIsKept() {
        ThumbnailStore store(library());
        ThumbnailKey unnamed = key();
        unnamed.instanceUid.clear();
        QVERIFY(store.put(unnamed, kPicture).ok());
        ThumbnailKey gone = key();
        gone.path = root() / "gone";
        QVERIFY(store.put(gone, kPicture).ok());
        QVERIFY(!store.find(unnamed).value().has_value());
        QVERIFY(!store.find(gone).value().has_value());
        QVERIFY(!fs::exists(store.file()));
    }

    void survivesTheLossOfItsFile() {
        ThumbnailStore store(library());
        QVERIFY(store.put(key(), kPicture).ok());
        fs::remove_all(library());  // the whole folder, while it is open
        QVERIFY(!store.find(key()).value().has_value());
        QVERIFY(store.put(key(), kOther).ok());
        QVERIFY(fs::exists(store.file()));
        QCOMPARE(ThumbnailStore(library()).find(key()).value().value(), kOther);
    }

    void isMadeAnewWhenItCannotBeRead_data() {
        QTest::addColumn<int>("damage");
        QTest::newRow("no database") << 0;
        QTest::newRow("empty") << 1;
        QTest::newRow("cut off") << 2;
        QTest::newRow("overwritten in the middle") << 3;
        QTest::newRow("of another version") << 4;
        QTest::newRow("another table of that name") << 5;
    }
    void isMadeAnewWhenItCannotBeRead() {
        QFETCH(int, damage);
        const fs::path file = ThumbnailStore(library()).file();
        {
            ThumbnailStore store(library());
            for (int i = 0; i < 12; ++i) {
                ThumbnailKey many = key();
                many.frame = i;
                QVERIFY(store.put(many, Bytes(3000, static_cast<std::uint8_t>(i))).ok());
            }
        }
        const auto size = fs::file_size(file);
        if (damage == 0) write(file, "this is no database, and long enough to be looked at twice");
        if (damage == 1) write(file, "");
        if (damage == 2) fs::resize_file(file, size / 2);
        if (damage == 3) {
            std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
            out.seekp(4096);
            const std::string rubbish(size - 4096, '\x5A');
            out.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
        }
        if (damage >= 4) {
            auto database = library::Database::open(file, library::Database::Mode::ReadWrite);
            QVERIFY(database.ok());
            const char* sql =
                damage == 4 ? "PRAGMA user_version=99" : "DROP TABLE thumbnail; CREATE TABLE thumbnail(x)";
            QVERIFY((*database)->execute(sql).ok());
        }
        ThumbnailStore store(library());
        for (int i = 0; i < 12; ++i) {  // answers what is right, or nothing; never something else
            ThumbnailKey many = key();
            many.frame = i;
            const auto found = store.find(many);
            if (found.ok() && found->has_value()) QCOMPARE(**found, Bytes(3000, static_cast<std::uint8_t>(i)));
        }
        QVERIFY(store.put(key(), kPicture).ok());
        QCOMPARE(store.find(key()).value().value(), kPicture);
    }

    void isDoneWithoutWhereNothingCanBeWritten() {
        write(root() / "file", "not a folder");
        ThumbnailStore store(root() / "file" / "library");
        QVERIFY(!store.put(key(), kPicture).ok());
        QVERIFY(!store.find(key()).value().has_value());
        QCOMPARE(store.count().value(), std::int64_t{0});
    }

    void staysBounded() {
        ThumbnailStore store(library(), 20);
        for (int i = 0; i < 130; ++i) {
            ThumbnailKey many = key();
            many.frame = i;
            QVERIFY(store.put(many, kPicture).ok());
        }
        QVERIFY(store.count().value() <= 84);  // trimmed every 64 pictures
        QVERIFY(ThumbnailStore(library(), 20).put(key(), kPicture).ok());
        QVERIFY(ThumbnailStore(library(), 20).count().value() <= 21);
    }

    void holdsNoIdentifier() {
        ThumbnailStore store(library());
        QVERIFY(store.put(key(), kPicture).ok());
        const auto bytes = base::readFile(store.file());
        QVERIFY(bytes.ok());
        const std::string text(bytes->begin(), bytes->end());
        const QByteArray folder = m_folder->path().toUtf8();
        for (const char* word : {"1.2.840.99", "Patient", "Name", "image.dcm", folder.constData()})
            QVERIFY(text.find(word) == std::string::npos);
    }

    void severalThreadsAndWindowsAtOnce() {
        ThumbnailStore one(library()), two(library());
        std::atomic<int> failures{0};
        const auto work = [&](ThumbnailStore& store, int from) {
            for (int i = from; i < from + 8; ++i) {
                ThumbnailKey many = key();
                many.frame = i;
                const auto put = store.put(many, Bytes(100, static_cast<std::uint8_t>(i)));
                const auto found = store.find(many);
                if (!put.ok() || !found.ok() || !found->has_value()) ++failures;
            }
        };
        { const std::jthread a(work, std::ref(one), 0), b(work, std::ref(one), 8), c(work, std::ref(two), 16); }
        QCOMPARE(failures.load(), 0);
        QCOMPARE(two.count().value(), std::int64_t{24});
    }

private:
    fs::path root() const { return m_folder->path().toStdString(); }
    fs::path library() const { return root() / "library"; }
    ThumbnailKey key() const { return {"1.2.840.99.1", 0, m_image, {}}; }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_image;
};

QTEST_MAIN(TestThumbnailStore)
#include "tst_thumbnail_store.moc"
