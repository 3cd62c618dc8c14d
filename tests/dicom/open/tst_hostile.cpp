// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every bad file of the corpus through the whole open path: it opens, or is refused in one sentence with a
// type, and costs no more than 2 s of the processor and 64 MiB plus ten times its size.
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "core/image/window_level.h"
#include "dicom/file/decoder_process.h"
#include "dicom/open/stored_values.h"
#include "dicom/open/study_source.h"
#include "tests/dicom/open/hostile_files.h"
#include "tests/support/resource_use.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
namespace fs = std::filesystem;

namespace {

void typed(const base::Error& error) {
    QVERIFY2(error.code != ErrorCode::Internal && error.code != ErrorCode::OutOfMemory, error.message.c_str());
    QVERIFY(error.message.size() > 20 && error.message.find('\n') == std::string::npos && error.message.back() == '.');
}

}  // namespace

class TestHostile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::vector<HostileFile> m_files = hostileFiles();

private Q_SLOTS:
    void everyFileAnswers_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_files.size(); ++i) QTest::newRow(m_files[i].name) << static_cast<int>(i);
    }
    void everyFileAnswers() {
        QFETCH(int, index);
        const auto& file = m_files[static_cast<std::size_t>(index)];
        const fs::path path = fs::path(m_folder.path().toStdString()) / ("file" + std::to_string(index) + ".dcm");
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(file.bytes.data()), static_cast<std::streamsize>(file.bytes.size()));
        const ResourceUse use(file.bytes.size());

        std::vector<dicom::Instance> instances;
        QVERIFY(dicom::scan({path}, [&](const dicom::Instance& i) { instances.push_back(i); }).ok());
        QCOMPARE(instances.size(), std::size_t{1});
        const auto image = dicom::readFrame({path, {}});
        const auto values = dicom::readStoredValues(path, -1);

        QCOMPARE(QString::fromStdString(use.excess()), QString());
        if (file.expected == Expected::NotDicom) {
            QVERIFY(instances[0].status != dicom::InstanceStatus::Ok);
            QVERIFY(instances[0].reason.size() > 10);
        }
        if (file.expected == Expected::Opens && instances[0].hasPixels) {
            QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
            QVERIFY(!image::render(*image, image::defaultWindow(*image)).empty());
        }
        if (file.expected != Expected::Opens) QVERIFY(!image.ok() || !values.ok());
        if (!image.ok()) typed(image.error());
        if (!values.ok()) typed(values.error());
    }
    // The program that opened all of them still opens a good one.
    void aGoodFileAfterwards() {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "good.dcm";
        const auto bytes = nativeFile({}, {1, 2, 3, 4, 5, 6});
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        QCOMPARE(dicom::readFrame({path, {}})->stored(2, 1), 6.0);
    }
    void cleanupTestCase() { dicom::endIdleDecoders(); }
};

QTEST_APPLESS_MAIN(TestHostile)
#include "tst_hostile.moc"
