// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a path holds: patients, studies, series and instances of a file, a folder or a ZIP, DICOM and
// PNG/JPEG alike. scan() reads headers only and reports each instance as it is known, so the first
// image can be decoded before the rest is read. Damaged files are instances with status Refused and a
// sentence; they never end the scan. Any thread; no Qt, no DCMTK types.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::dicom {

// Where bytes lie: a file, or one entry of a ZIP.
struct Locator {
    std::filesystem::path path;
    std::string zipEntry;  // "" = the file itself
    std::string display() const;
    // As the bytes stand: a path's own comparison takes it apart each time.
    bool operator==(const Locator& other) const {
        return path.native() == other.path.native() && zipEntry == other.zipEntry;
    }
    std::strong_ordering operator<=>(const Locator& other) const {
        const int order = path.native().compare(other.path.native());
        return order != 0 ? order <=> 0 : zipEntry <=> other.zipEntry;
    }
};

enum class InstanceStatus { Ok, Refused, NotDicom };  // NotDicom: PNG/JPEG are Ok with isDicom=false

struct Instance {
    Locator locator;
    InstanceStatus status = InstanceStatus::Ok;
    std::string reason;  // one sentence when refused
    bool isDicom = false;
    // identity ("" when the file has none; PNG/JPEG get UIDs derived from path)
    std::string patientId, patientName, birthDate, sex;
    std::optional<int> ageYears;
    std::string studyUid, seriesUid, sopUid, sopClass, frameOfReferenceUid;
    std::string studyDate, studyTime, studyDescription, accession, institution;  // date YYYY-MM-DD
    std::string seriesDescription, modality, bodyPart, view, laterality, transferSyntax, manufacturer;
    int seriesNumber = 0;
    int instanceNumber = 0;
    int frames = 1;
    int rows = 0;
    int columns = 0;
    std::string photometric;
    double sliceThicknessMm = 0;
    std::string technique;  // "120 kVp 200 mAs", "TR 500 TE 12", or ""
    image::Spacing spacing;
    std::optional<image::Plane> plane;
    std::vector<image::WindowLevel> windows;
    std::vector<std::string> patientOrientation;  // (0020,0020) for projection images: {"L","F"}
    bool hasPixels = true;
    // What is in it besides or instead of an image; every kind opens to something (document.h).
    enum class Content { Image, Report, KeyObjects, Presentation, Pdf, Waveform, Directory, Other };
    Content content = Content::Image;
    // What splits a series into parts that can be scrolled and measured as one.
    bool localizer = false;  // (0008,0008) value 3
    std::string phase;       // temporal position, echo, b-value, trigger: "" = the series has one
    std::vector<image::Region> regions;
    std::string spacingNote() const;  // "calibrated", "at detector", "pixels": always to be said
};

// How a series' images lie in space: parallel slices in order along their normal.
struct SliceStack {
    std::array<double, 3> normal{};
    double distanceMm = 0.0;  // the usual one between slices; 0 for a single slice
    bool regular = false;     // every distance within 1 % (or 0.05 mm) of it and no shear: fit for MPR
    int gaps = 0;
    bool sheared = false;  // first pixels do not lie above each other along the normal (gantry tilt)
};

// What a series' warnings are about, in the order of Series::warnings.
enum class SeriesWarning { Split, Gaps, Sheared, SharedPositions, MixedOrientations, Copies };

// A DICOM series, or a part of one: localizers, other orientations and further phases at the same
// positions are split off, each with a warning that says so.
struct Series {
    std::string uid;        // unique in the study: the DICOM UID, with "/2", "/3" ... for split-off parts
    std::string seriesUid;  // (0020,000E)
    std::string description, modality;
    int number = 0;
    std::vector<Instance> instances;    // sorted by position along the normal, else by instance number
    std::vector<std::string> warnings;  // gaps, mixed orientation, duplicates, what was split off
    std::vector<SeriesWarning> warningKinds;
    void warn(SeriesWarning kind, std::string sentence) {
        warningKinds.push_back(kind);
        warnings.push_back(std::move(sentence));
    }
    std::optional<SliceStack> stack;  // nothing when the images are no stack of planes
    int imageCount() const;           // frames over all instances
};

// The place and meaning of one frame, without its pixels: for multi-frame objects whose frames differ
// (enhanced CT and MR, PS3.3 C.7.6.16).
struct FrameGeometry {
    image::Spacing spacing;
    std::optional<image::Plane> plane;
    double sliceThicknessMm = 0.0;
    std::string stackId;       // (0020,9056)
    int inStack = 0;           // (0020,9057), 0 = not stated
    int temporalPosition = 0;  // (0020,9128), 0 = not stated
};

struct Study {
    std::string uid, description, date, patientId, patientName, sex, birthDate;
    std::optional<int> ageYears;
    std::string accession, institution;
    std::vector<Series> series;  // by number, then uid
};

struct OpenedStudies {
    std::vector<Study> studies;  // newest first
    std::vector<Instance> refused;
    std::vector<Instance> objects;  // without an image: reports, key objects, presentation states, PDFs
    std::vector<std::string> warnings;
};

struct ScanLimits {
    std::uint64_t maxFiles = 1'000'000;
    std::uint64_t maxEntryBytes = 4ULL << 30;     // one ZIP entry, expanded
    std::uint64_t maxArchiveBytes = 32ULL << 30;  // all entries, expanded
    double maxExpansion = 200.0;                  // expanded : packed, per entry above 1 MiB
};

using InstanceSink = std::function<void(const Instance&)>;

// One Instance for each regular file (and each ZIP entry); sink is called from the calling thread.
base::Status scan(const std::vector<std::filesystem::path>& paths, const InstanceSink& sink,
                  const base::JobContext& context = {}, const ScanLimits& limits = {});

// Groups and sorts (PS3.3 C.7.6.2.1.1); cheap enough to be called again as instances arrive.
OpenedStudies buildStudies(const std::vector<Instance>& instances);

// scan + buildStudies.
base::Result<OpenedStudies> openPaths(const std::vector<std::filesystem::path>& paths,
                                      const base::JobContext& context = {});

// Decodes one frame (0-based) with the meaning of its values. Guards: the pre-scan of
// dicom/file/prescan.h runs before DCMTK sees a byte.
base::Result<image::Image> readFrame(const Locator& locator, int frame = 0, const base::JobContext& context = {});
// One entry for each frame, read in one pass over the header (no pixels).
base::Result<std::vector<FrameGeometry>> readFrameGeometry(const Locator& locator,
                                                           const base::JobContext& context = {});
// How parallel planes lie (one entry a slice, in their order); nothing when they are not parallel.
std::optional<SliceStack> stackOf(const std::vector<image::Plane>& planes);
// Header only.
base::Result<Instance> readHeader(const Locator& locator);

}  // namespace hilum::dicom
