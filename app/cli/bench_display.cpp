// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench display: what a reader's hand waits for: a window change on a 3000 x 3000 radiograph (beside DCMTK's
// DicomImage), scrolling through slices that are in memory and that are not, and scrolling through the planes
// of a 512 x 512 x 500 volume. The viewport is the real one, painted off-screen at 1200 x 900.
#include <QApplication>
#include <QImage>
#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <thread>

#include "app/cli/bench_files.h"
#include "app/cli/bench_registry.h"
#include "core/image/reslice.h"
#include "core/image/window_level.h"
#include "dicom/bench/bench_files.h"
#include "dicom/open/display_peer.h"
#include "ui/models/mpr_volumes.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSide = 3000;
constexpr int kSliceSide = 512, kSlices = 500;
constexpr int kWindowRuns = 21, kScrollRuns = 300, kColdSlices = 60, kColdRuns = 120, kPlaneRuns = 120;
constexpr QSize kViewport(1200, 900);

double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double quantile(std::vector<double> samples, double share) {
    if (samples.empty()) return 0;
    std::sort(samples.begin(), samples.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1) + 0.5);
    return samples[std::min(at, samples.size() - 1)];
}

// A radiograph's grey values: a broad smooth field with noise over 12 bits.
image::Image picture(int side, image::PixelType type, unsigned seed) {
    image::Image image;
    image.width = image.height = side;
    image.type = type;
    image.spacing.xMm = image.spacing.yMm = 0.7;
    image.spacing.kind = image::SpacingKind::Calibrated;
    auto bytes = std::make_shared<std::vector<std::byte>>(image.pixelCount() * 2);
    std::minstd_rand random(seed);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const int smooth = (x * 1500 / side) + (y * 1500 / side);
            const auto value = static_cast<std::uint16_t>(smooth + static_cast<int>(random() % 600));
            std::memcpy(bytes->data() + 2 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                             static_cast<std::size_t>(x)),
                        &value, 2);
        }
    image.pixels = bytes;
    image.windows = {{1800, 2400, image::VoiFunction::Linear, {}}};
    return image;
}

ui::StackPtr stackOf(int frames, int side) {
    dicom::Instance instance;
    instance.locator.path = "bench:";
    instance.isDicom = true;
    instance.studyUid = "1";
    instance.seriesUid = "1.1";
    instance.sopUid = "1.1.1";
    instance.modality = "CT";
    instance.frames = frames;
    instance.rows = instance.columns = side;
    auto snapshot = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies({instance}));
    return ui::makeStack(snapshot, snapshot->studies.front(), snapshot->studies.front().series.front());
}

// A viewport with its own store; show() waits for the wanted frame and paints it into a picture.
class Screen {
public:
    Screen() : m_frames(m_runner), m_viewport(m_frames, 0), m_picture(kViewport, QImage::Format_RGB32) {
        m_viewport.resize(kViewport);
        m_viewport.setAttribute(Qt::WA_DontShowOnScreen);
        m_viewport.show();
    }
    ui::FrameStore& frames() { return m_frames; }
    ui::ViewportWidget& viewport() { return m_viewport; }
    bool waitForFrame(const base::JobContext& job) {
        const auto start = Clock::now();
        while (m_viewport.shownIndex() != m_viewport.index()) {
            QCoreApplication::sendPostedEvents();
            std::this_thread::sleep_for(std::chrono::microseconds(50));  // the decoders need the core
            if (job.stopRequested() || since(start) > 20'000) return false;
        }
        return true;
    }
    void paint() { m_viewport.render(&m_picture); }

private:
    ui::TaskRunner m_runner;
    ui::FrameStore m_frames;
    ui::ViewportWidget m_viewport;
    QImage m_picture;
};

base::Error tooSlow() {
    return base::makeError(base::ErrorCode::Timeout,
                           "A frame never came, so display was not measured; try again when "
                           "the machine is less busy.");
}

// What DCMTK needs to make one slice's 8-bit picture: the least that any viewer on it waits for.
base::Result<double> dcmtkSlice(const base::JobContext& job) {
    const image::Image slice = picture(kSliceSide, image::PixelType::UInt16, 4);
    std::vector<double> samples;
    for (int i = 0; i < kWindowRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        const auto start = Clock::now();
        HILUM_TRY(auto peer, dicom::DisplayPeer::make(slice));
        if (peer.render(1800, 2400) == nullptr)
            return base::makeError(base::ErrorCode::Internal, "DCMTK's DicomImage gave no picture.");
        samples.push_back(since(start));
    }
    return median(samples);
}

base::Status windowRows(std::vector<BenchRow>& rows, const base::JobContext& job) {
    const image::Image big = picture(kSide, image::PixelType::UInt16, 5);
    HILUM_TRY(auto peer, dicom::DisplayPeer::make(big));
    Screen screen;
    screen.frames().setReader(
        [&big](const ui::FrameKey&, const base::JobContext&) -> base::Result<image::Image> { return big; });
    screen.viewport().setStack(stackOf(1, kSide));
    if (!screen.waitForFrame(job)) return tooSlow();
    std::vector<double> ours, theirs, fitted, full;
    for (int i = 0; i < kWindowRuns; ++i) {
        if (job.stopRequested()) return base::cancelled();
        const image::WindowLevel window{1500.0 + 7 * i, 2000.0 + 11 * i, image::VoiFunction::Linear, {}};
        auto start = Clock::now();
        if (image::render(big, window).empty()) return tooSlow();
        ours.push_back(since(start));
        start = Clock::now();
        if (peer.render(window.centre, window.width) == nullptr)
            return base::makeError(base::ErrorCode::Internal, "DCMTK's DicomImage gave no picture.");
        theirs.push_back(since(start));
        screen.viewport().fit();
        screen.paint();
        start = Clock::now();
        screen.viewport().setWindow(window);
        screen.paint();
        fitted.push_back(since(start));
        screen.viewport().oneToOne();
        screen.paint();
        start = Clock::now();
        screen.viewport().setWindow({window.centre + 3, window.width, window.function, {}});
        screen.paint();
        full.push_back(since(start));
    }
    const double peerMs = median(theirs);
    rows.push_back({"display_window_full", median(ours), "ms", kWindowRuns, "window change, all 3000 x 3000 pixels"});
    rows.push_back({"display_window_dcmtk", peerMs, "ms", kWindowRuns, "the same through DCMTK's DicomImage"});
    rows.push_back(
        {"display_window_full_ratio", peerMs / median(ours), "1", kWindowRuns, "DicomImage : ours, all pixels"});
    rows.push_back({"display_window_fitted", median(fitted), "ms", kWindowRuns,
                    "window change on the fitted radiograph, painted; goal 16.7"});
    rows.push_back({"display_window_fitted_ratio", peerMs / median(fitted), "1", kWindowRuns,
                    "DicomImage : ours as painted; goal 4"});
    rows.push_back(
        {"display_window_one_to_one", median(full), "ms", kWindowRuns, "the same at 1:1, painted; goal 16.7"});
    return base::okStatus();
}

base::Status scrollRows(std::vector<BenchRow>& rows, const base::JobContext& job) {
    std::vector<image::Image> slices;
    for (unsigned i = 0; i < 8; ++i) slices.push_back(picture(kSliceSide, image::PixelType::Int16, i));
    Screen screen;
    screen.frames().setBudgetBytes(std::size_t{2} << 30U);
    screen.frames().setReader(
        [&slices](const ui::FrameKey& key, const base::JobContext&) -> base::Result<image::Image> {
            return slices[static_cast<std::size_t>(key.frame) % slices.size()];
        });
    const auto stack = stackOf(kScrollRuns, kSliceSide);
    screen.viewport().setStack(stack);
    for (int i = 0; i < kScrollRuns; ++i) {  // everything into memory first
        screen.viewport().setIndex(i);
        if (!screen.waitForFrame(job)) return tooSlow();
    }
    std::vector<double> cached;
    for (int i = 0; i < kScrollRuns; ++i) {
        const auto start = Clock::now();
        screen.viewport().setIndex(kScrollRuns - 1 - i);
        screen.paint();
        if (i > 0) cached.push_back(since(start));
    }
    rows.push_back({"display_scroll_cached", median(cached), "ms", kScrollRuns, "512 x 512 slice in memory, painted"});
    rows.push_back({"display_scroll_cached_p99", quantile(cached, 0.99), "ms", kScrollRuns, "goal 16"});
    HILUM_TRY(const double peer, dcmtkSlice(job));
    rows.push_back({"display_slice_dcmtk", peer, "ms", kWindowRuns, "DicomImage and its picture alone, 512 x 512"});
    rows.push_back(
        {"display_scroll_cached_ratio", peer / median(cached), "1", kScrollRuns, "DicomImage : ours painted"});
    return base::okStatus();
}

// DICOM slices on disk under a budget of a few of them, far apart, so that no prefetch can have them ready.
base::Status coldRows(std::vector<BenchRow>& rows, const std::string& name, dicom::BenchSyntax syntax,
                      const std::filesystem::path& folder, const base::JobContext& job) {
    HILUM_TRY_STATUS(dicom::writeBenchFiles(folder, syntax, kColdSlices, kSliceSide, job));
    HILUM_TRY(auto opened, dicom::openPaths({folder}, job));
    const auto snapshot = std::make_shared<const dicom::OpenedStudies>(std::move(opened));
    const auto& study = snapshot->studies.front();
    Screen screen;
    screen.frames().setBudgetBytes(std::size_t{8} * kSliceSide * kSliceSide * 2);
    screen.viewport().setStack(ui::makeStack(snapshot, study, study.series.front()));
    std::vector<double> cold;
    for (int i = 0; i < kColdRuns; ++i) {
        const auto start = Clock::now();
        screen.viewport().setIndex((i * 37 + 20) % kColdSlices);
        if (!screen.waitForFrame(job)) return tooSlow();
        screen.paint();
        cold.push_back(since(start));
    }
    rows.push_back({name, median(cold), "ms", kColdRuns, "512 x 512 DICOM slice read from disk, painted"});
    rows.push_back({name + "_p99", quantile(cold, 0.99), "ms", kColdRuns, "goal 60"});
    return base::okStatus();
}

base::Result<image::Volume> bigVolume() {
    std::vector<image::Plane> planes;
    std::vector<image::Image> slices;
    for (unsigned i = 0; i < 6; ++i) slices.push_back(picture(kSliceSide, image::PixelType::Int16, i));
    for (int z = 0; z < kSlices; ++z) planes.push_back({{-180, -180, -250.0 + z * 1.0}, {1, 0, 0}, {0, 1, 0}});
    HILUM_TRY(auto builder, image::VolumeBuilder::begin(planes, slices.front(), std::size_t{1} << 30U));
    for (int z = 0; z < kSlices; ++z)
        HILUM_TRY_STATUS(builder.set(z, slices[static_cast<std::size_t>(z) % slices.size()]));
    return builder.finish();
}

base::Status planeRows(std::vector<BenchRow>& rows, const base::JobContext& job) {
    auto volumes = std::make_shared<ui::MprVolumes>();
    HILUM_TRY(auto volume, bigVolume());
    const std::string id = volumes->add(std::move(volume));
    HILUM_TRY(const double peer, dcmtkSlice(job));
    const auto source = stackOf(1, kSliceSide);
    struct Case {
        const char* name;
        image::Orientation orientation;
        ui::MprOptions options;
        const char* note;
    };
    const Case cases[] = {
        {"display_mpr_axial",
         image::Orientation::Axial,
         {},
         "next plane of 512 x 512 x 500, cut and painted; goal 16.7"},
        {"display_mpr_coronal", image::Orientation::Coronal, {}, "goal 16.7"},
        {"display_mpr_sagittal", image::Orientation::Sagittal, {}, "goal 16.7"},
        {"display_mpr_coronal_cubic",
         image::Orientation::Coronal,
         {image::Interpolation::Cubic, image::SlabMode::Mean, 0},
         "cubic; goal 16.7"},
        {"display_mpr_coronal_mip",
         image::Orientation::Coronal,
         {image::Interpolation::Linear, image::SlabMode::Maximum, 10},
         "MIP of 10 mm (14 planes)"},
    };
    for (const auto& one : cases) {
        Screen screen;
        screen.frames().setBudgetBytes(std::size_t{4} << 20U);  // nothing is ready beforehand
        screen.frames().setReader(
            [volumes](const ui::FrameKey& key, const base::JobContext&) { return volumes->read(key); });
        screen.viewport().setStack(volumes->stack(id, one.orientation, one.options, *source));
        const int count = screen.viewport().frameCount();
        std::vector<double> planes;
        for (int i = 0; i < kPlaneRuns; ++i) {
            if (job.stopRequested()) return base::cancelled();
            const auto start = Clock::now();
            screen.viewport().setIndex((i * 29 + 11) % count);
            if (!screen.waitForFrame(job)) return tooSlow();
            screen.paint();
            if (i > 2) planes.push_back(since(start));
        }
        rows.push_back({one.name, median(planes), "ms", kPlaneRuns, one.note});
        rows.push_back({std::string(one.name) + "_p99", quantile(planes, 0.99), "ms", kPlaneRuns, ""});
        rows.push_back({std::string(one.name) + "_ratio", peer / median(planes), "1", kPlaneRuns,
                        "DicomImage of one ready 512 x 512 slice : ours cut and painted"});
    }
    return base::okStatus();
}

base::Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!display && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    char name[] = "hilum";
    char* argv[] = {name, nullptr};
    std::unique_ptr<QApplication> application;
    if (QCoreApplication::instance() == nullptr) application = std::make_unique<QApplication>(argc, argv);
    const BenchFolder folder;
    HILUM_TRY_STATUS(folder.status());
    std::vector<BenchRow> rows;
    HILUM_TRY_STATUS(windowRows(rows, job));
    HILUM_TRY_STATUS(scrollRows(rows, job));
    using Syntax = dicom::BenchSyntax;
    HILUM_TRY_STATUS(coldRows(rows, "display_scroll_uncached", Syntax::Uncompressed, folder.path() / "plain", job));
    HILUM_TRY_STATUS(coldRows(rows, "display_scroll_uncached_jpeg", Syntax::JpegLossless, folder.path() / "jpeg", job));
    HILUM_TRY_STATUS(coldRows(rows, "display_scroll_uncached_j2k", Syntax::Jpeg2000, folder.path() / "j2k", job));
    HILUM_TRY_STATUS(planeRows(rows, job));
    return rows;
}

}  // namespace

BenchGroup bench_display() { return {"display", "window changes, scrolling, reformatted planes", run}; }

}  // namespace hilum::app
