// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Small CT and MR series as real DICOM files (explicit little-endian, uncompressed), for tests of viewing:
// every voxel's value is known from its place in the patient.
#pragma once

#include <QString>
#include <array>

namespace hilum::tests {

struct SeriesFiles {
    QString modality = QStringLiteral("CT");
    QString patient = QStringLiteral("Test^Volume"), patientId = QStringLiteral("VOL-1");
    QString study = QStringLiteral("1.2.3.1"), series = QStringLiteral("1.2.3.1.1"), frame = QStringLiteral("1.2.3.9");
    QString date = QStringLiteral("20260101"), description = QStringLiteral("Axial");
    int number = 1;
    int slices = 20, size = 64;
    double pixelMm = 2.0, stepMm = 3.0;
    std::array<double, 3> origin{-64, -64, -30};
    std::array<double, 3> row{1, 0, 0}, column{0, 1, 0};  // slices follow along row x column
};

// HU at a point of the patient: a ball of 300 HU with 30 mm radius at (10, -5, 0) in air, soft tissue around.
int valueAt(double x, double y, double z);
// Writes <folder>/<series>-<n>.dcm.
void writeSeries(const QString& folder, const SeriesFiles& files);

}  // namespace hilum::tests
