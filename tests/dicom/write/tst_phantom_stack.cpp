// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Simulated CT, MR and ultrasound as DICOM: contiguous slices with a regular geometry, Hounsfield units where they
// must be, calibrated regions, equal bytes for equal arguments.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <stop_token>

#include "core/base/file_io.h"
#include "dicom/write/phantom_dicom.h"

using namespace hilum;
namespace fs = std::filesystem;

namespace {

constexpr int kSize = 256;

std::vector<double> numbers(DcmItem& item, const DcmTagKey& tag) {
    std::vector<double> out;
    for (unsigned long i = 0;; ++i) {
        OFString text;
        if (item.findAndGetOFString(tag, text, i).bad() || text.empty()) return out;
        out.push_back(std::atof(text.c_str()));
    }
}

phantom::StackStudy make(const std::string& modality, int index) {
    const phantom::PhantomOptions options{11, index, kSize};
    auto made = modality == "CT"   ? phantom::makeCtStudy(options, {})
                : modality == "MR" ? phantom::makeMrStudy(options, {})
                                   : phantom::makeUsStudy(options, {});
    return made.ok() ? std::move(*made) : phantom::StackStudy{};
}

double meanHu(const image::Image& image, int x0, int y0, int x1, int y1) {
    double sum = 0;
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) sum += image.modalityValue(x, y);
    return sum / ((x1 - x0) * (y1 - y0));
}

void addModalities() {
    QTest::addColumn<QString>("modality");
    for (const char* modality : {"CT", "MR", "US"}) QTest::newRow(modality) << modality;
}

}  // namespace

class TestPhantomStack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalArgumentsGiveEqualPixels_data() { addModalities(); }
    void equalArgumentsGiveEqualPixels() {
        QFETCH(QString, modality);
        const auto once = make(modality.toStdString(), 1), again = make(modality.toStdString(), 1);
        const auto other = make(modality.toStdString(), 2);
        QVERIFY(!once.images.empty());
        QCOMPARE(once.images.size(), again.images.size());
        for (std::size_t i = 0; i < once.images.size(); ++i) QVERIFY(*once.images[i].pixels == *again.images[i].pixels);
        QCOMPARE(once.findingsText, again.findingsText);
        QVERIFY(*once.images[0].pixels != *other.images[0].pixels);
        QVERIFY(once.patientId != other.patientId);
    }

    void slicesAreContiguous_data() {
        QTest::addColumn<QString>("modality");
        QTest::newRow("CT") << "CT";
        QTest::newRow("MR") << "MR";
    }
    void slicesAreContiguous() {
        QFETCH(QString, modality);
        const QTemporaryDir out;
        const auto study = make(modality.toStdString(), 0);
        QVERIFY(study.images.size() >= 20);
        const auto identity = dicom::identityOf(study, {11, 0, kSize});
        std::vector<double> last;
        for (std::size_t i = 0; i < study.images.size(); ++i) {
            const fs::path path = fs::path(out.path().toStdString()) / "slice.dcm";
            const auto written = dicom::writeStackImage(study, identity, i, path);
            QVERIFY2(written.ok(), written.ok() ? "" : written.error().detail.c_str());
            DcmFileFormat file;
            QVERIFY(file.loadFile(path.c_str()).good());
            auto& data = *file.getDataset();
            const auto position = numbers(data, DCM_ImagePositionPatient),
                       axes = numbers(data, DCM_ImageOrientationPatient);
            QCOMPARE(position.size(), std::size_t(3));
            QCOMPARE(axes.size(), std::size_t(6));
            double dot = 0, rowLength = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                dot += axes[k] * axes[k + 3];
                rowLength += axes[k] * axes[k];
            }
            QVERIFY(std::abs(dot) < 1e-4 && std::abs(rowLength - 1) < 1e-4);
            const double thickness = numbers(data, DCM_SliceThickness).at(0);
            if (!last.empty()) {
                double step = 0;
                for (std::size_t k = 0; k < 3; ++k) step += (position[k] - last[k]) * (position[k] - last[k]);
                QVERIFY2(std::abs(std::sqrt(step) - thickness) < 5e-3, "neighbours lie one thickness apart");
            }
            last = position;
        }
    }

    void hounsfieldUnitsAreWhereTheyMustBe() {
        for (int index = 0; index < 3; ++index) {
            const auto study = make("CT", index);
            const auto& top = study.images.front();
            QCOMPARE(top.unit, std::string("HU"));
            QVERIFY2(std::abs(meanHu(top, 2, 2, 12, 12) + 1000) < 30, "air beside the patient");
            // In the middle of the stack aerated lung is there, and soft tissue, and bone.
            const auto& middle = study.images[study.images.size() / 2];
            int lung = 0, soft = 0, bone = 0;
            for (int y = 0; y < middle.height; ++y)
                for (int x = 0; x < middle.width; ++x) {
                    const double hu = middle.modalityValue(x, y);
                    lung += hu > -930 && hu < -700;
                    soft += hu > 0 && hu < 110;
                    bone += hu > 250;
                }
            const double all = middle.width * middle.height;
            QVERIFY2(lung / all > 0.05 && soft / all > 0.05 && bone / all > 0.002,
                     qPrintable(QStringLiteral("study %1: lung %2, soft tissue %3, bone %4")
                                    .arg(index)
                                    .arg(lung / all)
                                    .arg(soft / all)
                                    .arg(bone / all)));
        }
    }

    void fluidAndAirHaveTheirDensityInsideTheMask() {
        int fluid = 0, air = 0;
        for (int index = 0; index < 60 && (fluid == 0 || air == 0); ++index) {
            const auto study = make("CT", index);
            for (const auto& finding : study.findings) {
                const bool effusion = finding.label == "Pleural Effusion", gas = finding.label == "Pneumothorax";
                if (!effusion && !gas) continue;
                double sum = 0, count = 0;
                for (std::size_t i = 0; i < study.images.size(); ++i) {
                    const auto& mask = finding.masks[i];
                    for (std::size_t p = 0; p < mask.pixels.size(); ++p)
                        if (mask.pixels[p] != 0) {
                            sum += study.images[i].modalityValue(static_cast<int>(p) % mask.width,
                                                                 static_cast<int>(p) / mask.width);
                            ++count;
                        }
                }
                QVERIFY2(count > 0, "a finding that is named is visible");
                // The border of a mask shares its pixels with lung and wall.
                QVERIFY(effusion ? sum / count > -300 : sum / count < -600);
                ++(effusion ? fluid : air);
            }
        }
        QVERIFY(fluid > 0 && air > 0);
    }

    void theScannedRegionIsCalibrated() {
        const QTemporaryDir out;
        const auto study = make("US", 0);
        const auto identity = dicom::identityOf(study, {11, 0, kSize});
        const fs::path path = fs::path(out.path().toStdString()) / "breast.dcm";
        const auto written = dicom::writeStackImage(study, identity, 0, path);
        QVERIFY2(written.ok(), written.ok() ? "" : written.error().detail.c_str());
        DcmFileFormat file;
        QVERIFY(file.loadFile(path.c_str()).good());
        DcmItem* region = nullptr;
        QVERIFY(file.getDataset()->findAndGetSequenceItem(DCM_SequenceOfUltrasoundRegions, region, 0).good());
        Uint16 units = 0;
        QVERIFY(region->findAndGetUint16(DCM_PhysicalUnitsXDirection, units).good());
        QCOMPARE(units, Uint16(3));
        Float64 delta = 0;
        QVERIFY(region->findAndGetFloat64(DCM_PhysicalDeltaX, delta).good());
        Uint32 left = 0, right = 0;
        QVERIFY(region->findAndGetUint32(DCM_RegionLocationMinX0, left).good());
        QVERIFY(region->findAndGetUint32(DCM_RegionLocationMaxX1, right).good());
        const double widthCm = delta * (right - left + 1);
        QVERIFY2(widthCm > 3.5 && widthCm < 4.7, "a linear probe is about four centimetres wide");
    }

    void aCancelledSimulationGivesNothing() {
        std::stop_source stop;
        stop.request_stop();
        for (const auto& made : {phantom::makeCtStudy({1, 0, kSize}, base::JobContext(stop.get_token())),
                                 phantom::makeMrStudy({1, 0, kSize}, base::JobContext(stop.get_token())),
                                 phantom::makeUsStudy({1, 0, kSize}, base::JobContext(stop.get_token()))}) {
            QVERIFY(!made.ok());
            QCOMPARE(made.error().code, base::ErrorCode::Cancelled);
        }
    }

    void impossibleOptionsAreRefused() {
        QCOMPARE(phantom::makeCtStudy({1, 0, 100}, {}).error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(phantom::makeMrStudy({1, -1, 256}, {}).error().code, base::ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestPhantomStack)
#include "tst_phantom_stack.moc"
