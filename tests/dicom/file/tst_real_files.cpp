// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The shared DICOM collection: every file visited, stored values equal to pydicom's (hashes made by
// tests/tools/stored_values_golden.py), lossless syntaxes equal to their uncompressed original.
#include <QFile>
#include <QTest>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "dicom/open/stored_values.h"
#include "dicom/open/study_source.h"

using namespace hilum;
namespace fs = std::filesystem;

namespace {

fs::path collection() {
    const char* own = std::getenv("HILUM_SHARED_DATA");
    return own != nullptr ? fs::path(own) / "dicom" : fs::path(HILUM_SOURCE_DIR) / ".." / "shared" / "data" / "dicom";
}

std::string digest(const dicom::StoredValues& values) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(values.pixels.data());
    return base::sha256Hex(std::span(bytes, values.pixels.size()));
}

}  // namespace

class TestRealFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!fs::exists(collection())) QSKIP("all tests skipped: the shared DICOM collection is not on this machine");
    }
    void everyFileOnceWithAnAnswer() {
        std::map<fs::path, int> seen;
        std::map<dicom::InstanceStatus, int> counts;
        const auto sink = [&](const dicom::Instance& instance) {
            ++seen[instance.locator.path];
            ++counts[instance.status];
            QVERIFY2(instance.status == dicom::InstanceStatus::Ok || instance.reason.size() > 10,
                     instance.locator.display().c_str());
        };
        QVERIFY(dicom::scan({collection()}, sink).ok());
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(collection()))
            if (entry.is_regular_file()) {
                ++files;
                QCOMPARE(seen[entry.path()], 1);
            }
        QCOMPARE(seen.size(), files);
        QVERIFY2(counts[dicom::InstanceStatus::Ok] >= 342, std::to_string(counts[dicom::InstanceStatus::Ok]).c_str());
    }
    void storedValuesEqualPydicoms() {
        const auto text = base::readTextFile(fs::path(HILUM_SOURCE_DIR) / "tests" / "data" / "stored_values.json");
        QVERIFY2(text.ok(), text.ok() ? "" : text.error().message.c_str());
        const auto golden = nlohmann::json::parse(*text);
        int compared = 0;
        for (const auto& [path, expected] : golden.items()) {
            const auto file = collection() / path;
            if (!fs::exists(file)) continue;
            const auto values = dicom::readStoredValues(file, -1);
            QVERIFY2(values.ok(), values.ok() ? "" : (path + ": " + values.error().message).c_str());
            std::vector<int> shape = {values->frames, values->rows, values->columns};
            if (values->channels == 3) shape.push_back(3);
            QVERIFY2(expected["shape"].get<std::vector<int>>() == shape, path.c_str());
            QVERIFY2(expected["sha256"] == digest(*values), path.c_str());
            ++compared;
        }
        QVERIFY(compared > 100);
    }
    void losslessSyntaxesGiveTheOriginal() {
        const auto folder = collection() / "cornerstone3D";
        const auto original = dicom::readStoredValues(
            folder / "testImages" / "CTImage.dcm_LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm", -1);
        if (!original.ok()) QSKIP("the set of one CT slice in many syntaxes is not in this collection");
        int compared = 0;
        for (const char* name : {"JPEGLSLossless", "JPEGProcess14SV1", "JPEGProcess14Transfer", "RLELossless",
                                 "Deflated", "BigEndian", "LittleEndianImplicit"})
            for (const auto& entry : fs::recursive_directory_iterator(folder)) {
                const auto file = entry.path().filename().string();
                if (file.find(name) == std::string::npos || entry.path().extension() != ".dcm") continue;
                const auto values = dicom::readStoredValues(entry.path(), -1);
                QVERIFY2(values.ok(), (file + (values.ok() ? "" : ": " + values.error().message)).c_str());
                QVERIFY2(digest(*values) == digest(*original), file.c_str());
                ++compared;
            }
        QVERIFY(compared >= 7);
    }
    void everyImageDecodesOrSaysWhy() {
        int decoded = 0, refused = 0;
        const auto sink = [&](const dicom::Instance& instance) {
            if (instance.status != dicom::InstanceStatus::Ok || !instance.hasPixels) return;
            const auto image = dicom::readFrame(instance.locator, 0);
            if (image.ok())
                ++decoded;
            else
                ++refused;
            if (!image.ok())
                QVERIFY2(image.error().message.size() > 20 && image.error().code != base::ErrorCode::Internal,
                         image.error().message.c_str());
        };
        QVERIFY(dicom::scan({collection()}, sink).ok());
        QVERIFY2(decoded >= 205, std::to_string(decoded).c_str());
        qInfo("%d images decoded, %d refused with a reason", decoded, refused);
    }
};

QTEST_APPLESS_MAIN(TestRealFiles)
#include "tst_real_files.moc"
