// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Pictures and videos of what is on screen. Both carry the research-use line; who the patient is never
// leaves the window this way.
#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QImageWriter>
#include <QPainter>

#include "core/image/image_file.h"
#include "core/image/window_level.h"
#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/models/motion_jpeg.h"
#include "ui/viewer/overlay_paint.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"

namespace hilum::ui {

namespace {

constexpr int kLinePx = 24;
constexpr int kJpegQuality = 92;
constexpr int kMostVideoSide = 1024;

// Below the picture, so that it covers nothing of it.
QImage withResearchLine(const QImage& image) {
    QImage picture(image.width(), image.height() + kLinePx, QImage::Format_RGB32);
    picture.fill(theme::tokens().viewport);
    QPainter painter(&picture);
    painter.drawImage(0, 0, image);
    painter.setFont(theme::font(theme::kSmallPx + 1, true));
    drawOutlinedText(painter, QRectF(8, picture.height() - kLinePx, picture.width() - 16, kLinePx),
                     Qt::AlignHCenter | Qt::AlignVCenter,
                     QCoreApplication::translate("window", "Research use only - not for diagnostic use"),
                     theme::tokens().overlayText);
    painter.end();
    return picture;
}

base::Result<bool> writePicture(const QImage& picture, const QString& path) {
    QImageWriter writer(path);
    writer.setQuality(kJpegQuality);
    if (writer.write(picture)) return true;
    return base::makeError(base::ErrorCode::Io,
                           "The picture " + toUtf8(path) + " cannot be written; check the folder and the free space.");
}

struct VideoJob {
    std::vector<FrameKey> frames;
    FrameStore::Reader read;
    image::WindowLevel window;
    bool inverted = false;
    double rate = 10;
};

QImage videoPicture(const image::Image& image, const VideoJob& job) {
    const image::Raster raster = image::render(image, job.window, job.inverted);
    const QImage::Format format = raster.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    const QImage plain(raster.pixels->data(), raster.width, raster.height, raster.width * raster.channels, format);
    const double stretch = ViewTransform::rowStretch(image);
    QSizeF size(image.width, image.height * stretch);
    if (std::max(size.width(), size.height()) > kMostVideoSide)
        size.scale(kMostVideoSide, kMostVideoSide, Qt::KeepAspectRatio);
    if (std::max(size.width(), size.height()) < kMostVideoSide / 2.0)
        size.scale(kMostVideoSide / 2.0, kMostVideoSide / 2.0, Qt::KeepAspectRatio);
    // Even sides: some players want them.
    const QSize even(std::max(2, static_cast<int>(size.width()) / 2 * 2),
                     std::max(2, static_cast<int>(size.height()) / 2 * 2));
    const QImage picture =
        plain.scaled(even, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
    return withResearchLine(picture);
}

base::Result<bool> writeVideo(const VideoJob& job, const QString& path, const base::JobContext& context) {
    std::unique_ptr<MotionJpegWriter> writer;
    const auto total = static_cast<std::int64_t>(job.frames.size());
    for (std::size_t i = 0; i < job.frames.size(); ++i) {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto image, job.read(job.frames[i], context));
        const QImage picture = videoPicture(image, job);
        if (!writer) {
            HILUM_TRY(auto opened, MotionJpegWriter::open(toUtf8(path), picture.width(), picture.height(), job.rate));
            writer = std::make_unique<MotionJpegWriter>(std::move(opened));
        }
        QByteArray jpeg;
        QBuffer buffer(&jpeg);
        buffer.open(QIODevice::WriteOnly);
        picture.save(&buffer, "JPEG", kJpegQuality);
        HILUM_TRY_STATUS(writer->add(std::vector<std::uint8_t>(jpeg.begin(), jpeg.end())));
        context.progress(static_cast<std::int64_t>(i) + 1, total, base::Stage::Writing);
    }
    if (writer) {
        HILUM_TRY_STATUS(writer->finish());
    }
    return true;
}

}  // namespace

void MainWindow::makeExportActions() {
    auto& a = *m_actions;
    const QString file = QStringLiteral("file");
    a.add(file, QStringLiteral("exportPicture"), tr("Export the view as a picture..."), QStringLiteral("picture"),
          {QKeySequence(tr("Ctrl+Shift+E"))}, [this] {
              const QString path = PickFile::saveFile(this, tr("Export the view"), QStringLiteral("view.png"),
                                                      tr("PNG (*.png);;JPEG (*.jpg)"));
              if (!path.isEmpty()) exportPicture(path);
          });
    a.add(file, QStringLiteral("exportVideo"), tr("Export the series as a video..."), {},
          {QKeySequence(tr("Ctrl+Alt+E"))}, [this] {
              const QString path =
                  PickFile::saveFile(this, tr("Export the series"), QStringLiteral("series.avi"), tr("Video (*.avi)"));
              if (!path.isEmpty()) exportVideo(path);
          });
    makePaperActions();
    a.add(file, QStringLiteral("copyPicture"), tr("Copy the view"), {}, {QKeySequence::Copy},
          [this] { QApplication::clipboard()->setImage(exportedPicture()); });
    a.addSeparator(file);
}

QImage MainWindow::exportedPicture() {
    ViewportWidget& viewport = m_parts.grid->active();
    return withResearchLine(viewport.picture(viewport.size() * viewport.devicePixelRatioF(), true));
}

void MainWindow::exportPicture(const QString& path) {
    if (!m_parts.grid->active().shownFrame()) return setNote(tr("There is no image to export."));
    TaskOptions options;
    options.title = tr("Exporting the view");
    options.finishOnExit = true;
    options.retry = [this, path] { exportPicture(path); };
    m_runner->run<bool>(
        options, [picture = exportedPicture(), path](const base::JobContext&) { return writePicture(picture, path); },
        this,
        [this, path](const base::Result<bool>& result) {
            if (result.ok()) setNote(tr("Exported to %1, without the patient's name").arg(path));
        });
}

void MainWindow::exportVideo(const QString& path) {
    const ViewportWidget& viewport = m_parts.grid->active();
    if (viewport.frameCount() < 2) return setNote(tr("A video needs a series of at least two images."));
    VideoJob job;
    for (const auto& frame : viewport.stack()->frames) job.frames.push_back(frame.key);
    job.read = m_frames->reader();
    job.window = viewport.window();
    job.inverted = viewport.isInverted();
    job.rate = m_parts.grid->cineRate();
    TaskOptions options;
    options.title = tr("Exporting the video");
    options.retry = [this, path] { exportVideo(path); };
    m_runner->run<bool>(
        options,
        [job = std::move(job), path](const base::JobContext& context) { return writeVideo(job, path, context); }, this,
        [this, path](const base::Result<bool>& result) {
            if (result.ok()) setNote(tr("Exported to %1, without the patient's name").arg(path));
        });
}

}  // namespace hilum::ui
