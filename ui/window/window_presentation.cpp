// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Actions of presentation states, which texts stand in the corners, printing of the view, the docks of
// documents and of system resources.
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPrinter>

#include "ui/browser/document_panel.h"
#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/models/mpr_volumes.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/presentation_view.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/resources_panel.h"
#include "ui/window/study_objects.h"

namespace hilum::ui {

void MainWindow::makePresentationActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    m_presentationMenu = a.menu(view, {})->addMenu(tr("Presentation states"));
    m_presentationMenu->setObjectName(QStringLiteral("presentationMenu"));
    m_presentationMenu->setAccessibleName(tr("Presentation states of the study"));
    m_presentationMenu->setAccessibleDescription(tr("How others have shown this series, by name"));
    connect(m_presentationMenu, &QMenu::aboutToShow, this, &MainWindow::fillPresentationMenu);
    a.add(view, QStringLiteral("nextPresentation"), tr("Next presentation state"), {}, {QKeySequence(Qt::Key_Y)},
          [this] { m_objects->showNext(); });
    connect(m_objects, &StudyObjects::said, this, &MainWindow::setNote);
    makeCornerMenu();
    a.addSeparator(view);
}

// By name, those for the image on screen first; in words of the state, so texts are never taken for markup.
void MainWindow::fillPresentationMenu() {
    m_presentationMenu->clear();
    const auto& now = m_parts.grid->active().presentation();
    const auto states = m_objects->offered();
    for (const auto& state : states) {
        QString name = presentationName(*state);
        auto* action = m_presentationMenu->addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&")), this,
                                                     [this, state] { m_objects->show(state); });
        action->setCheckable(true);
        action->setChecked(state == now);
    }
    if (states.empty()) {
        m_presentationMenu->addAction(tr("There is none for this series"))->setEnabled(false);
        return;
    }
    m_presentationMenu->addSeparator();
    m_presentationMenu->addAction(tr("None"), this, [this] { m_objects->show(nullptr); })->setEnabled(now != nullptr);
}

void MainWindow::makeCornerMenu() {
    auto* menu = m_actions->menu(QStringLiteral("view"), {})->addMenu(tr("Texts in the corners"));
    menu->setObjectName(QStringLiteral("cornerMenu"));
    menu->setAccessibleName(tr("Texts in the corners"));
    menu->setAccessibleDescription(tr("Which texts stand over the image; warnings always do"));
    const QStringList hidden = m_settings.value(Key::CornersHidden).toStringList();
    for (const auto& item : cornerItems()) {
        auto* action = menu->addAction(item.words);
        action->setCheckable(true);
        action->setData(QLatin1String(item.id));
        action->setChecked(!hidden.contains(QLatin1String(item.id)));
    }
    const auto apply = [this, menu] {
        QStringList off;
        HiddenCorners items;
        const auto actions = menu->actions();
        for (qsizetype i = 0; i < actions.size(); ++i) {
            if (actions[i]->isChecked()) continue;
            off << actions[i]->data().toString();
            items.insert(cornerItems()[static_cast<std::size_t>(i)].item);
        }
        m_settings.set(Key::CornersHidden, off);
        // Only for those there now; what is added later asks the setting again.
        for (auto* viewport : m_parts.grid->viewports()) viewport->setHiddenCorners(items);
    };
    for (auto* action : menu->actions()) connect(action, &QAction::toggled, this, apply);
    m_parts.grid->setForAll([this](ViewportWidget& viewport) {
        const QStringList off = m_settings.value(Key::CornersHidden).toStringList();
        HiddenCorners items;
        for (const auto& item : cornerItems())
            if (off.contains(QLatin1String(item.id))) items.insert(item.item);
        viewport.setHiddenCorners(items);
    });
}

void MainWindow::makePaperActions() {
    auto& a = *m_actions;
    const QString file = QStringLiteral("file");
    a.add(file, QStringLiteral("exportPresentation"), tr("Export the view as a presentation state..."), {},
          {QKeySequence(tr("Ctrl+Shift+S"))}, [this] {
              const QString path = PickFile::saveFile(this, tr("Export the presentation state"),
                                                      QStringLiteral("presentation.dcm"), tr("DICOM (*.dcm)"));
              if (!path.isEmpty()) m_objects->exportView(path);
          });
    a.add(file, QStringLiteral("exportKeyImages"), tr("Export the key images as key objects..."), {},
          {QKeySequence(tr("Ctrl+Alt+K"))}, [this] {
              const QString path = PickFile::saveFile(this, tr("Export the key images"),
                                                      QStringLiteral("key-images.dcm"), tr("DICOM (*.dcm)"));
              if (!path.isEmpty()) m_objects->exportKeyImages(path);
          });
    a.add(file, QStringLiteral("printView"), tr("Print the view..."), {}, {QKeySequence(tr("Ctrl+Alt+P"))}, [this] {
        if (!m_parts.grid->active().shownFrame()) return setNote(tr("There is no image to print."));
        PickPrinter::choose(this, [this](QPrinter& printer) { printView(printer); });
    });
}

// One page: what is on screen, every viewport with its texts, and the research-use line; no identity when hidden.
void MainWindow::printView(QPrinter& printer) {
    QPainter painter;
    if (!painter.begin(&printer))
        return setNote(tr("The printer does not take the page; check that it is switched on, or print to a file."));
    constexpr double kLinePoints = 9;
    QFont paper = font();  // the window's own is in pixels of the screen: dust on paper
    paper.setPointSizeF(kLinePoints);
    painter.setFont(paper);
    const QRect page(0, 0, printer.width(), printer.height());
    auto* grid = m_parts.grid;
    const int line = painter.fontMetrics().height() * 2;
    const QRect room = page.adjusted(0, 0, 0, -line);
    const QSize fitted = grid->size().scaled(room.size(), Qt::KeepAspectRatio);
    const QRect place(QPoint(room.left() + (room.width() - fitted.width()) / 2, room.top()), fitted);
    const double scale = static_cast<double>(fitted.width()) / grid->width();
    for (auto* viewport : grid->viewports()) {
        if (!viewport->isVisible() || !viewport->shownFrame()) continue;  // no ink for what is empty
        // Twice the screen's pixels, so that lines and letters stay sharp on paper.
        const QImage picture = viewport->picture(viewport->size() * 2, true);
        const QPointF at = QPointF(place.topLeft()) + QPointF(viewport->pos()) * scale;
        painter.drawImage(QRectF(at, QSizeF(viewport->size()) * scale), picture);
    }
    painter.drawText(QRect(page.left(), place.bottom(), page.width(), line), Qt::AlignCenter,
                     tr("Research use only - not for diagnostic use"));
    painter.end();
    setNote(tr("Printed, without the patient's name"));
}

void MainWindow::makeResourcesDock() {
    m_resources = new ResourcesPanel(
        *m_frames, *m_runner, [this] { return m_parts.pack->text(); },
        [volumes = m_volumes] { return static_cast<qint64>(volumes->usedBytes()); });
    m_resourcesDock = new QDockWidget(tr("System resources"), this);
    m_resourcesDock->setObjectName(QStringLiteral("resourcesDock"));
    m_resourcesDock->setAccessibleName(tr("System resources"));
    m_resourcesDock->setAccessibleDescription(m_resources->accessibleDescription());
    m_resourcesDock->setWidget(m_resources);
    addDockWidget(Qt::BottomDockWidgetArea, m_resourcesDock);
    m_resourcesDock->hide();
    m_actions->add(QStringLiteral("help"), QStringLiteral("resources"), tr("System resources"), {},
                   {QKeySequence(tr("Ctrl+F1"))}, [this] { m_resourcesDock->setVisible(m_resourcesDock->isHidden()); });
}

// Reports and PDFs of what is open; they follow the studies, not the image.
void MainWindow::makeDocumentDock() {
    m_documents = new DocumentPanel(*m_runner);
    m_documentDock = new QDockWidget(tr("Reports and documents"), this);
    m_documentDock->setObjectName(QStringLiteral("documentDock"));
    m_documentDock->setAccessibleName(tr("Reports and documents"));
    m_documentDock->setAccessibleDescription(m_documents->accessibleDescription());
    m_documentDock->setWidget(m_documents);
    addDockWidget(Qt::BottomDockWidgetArea, m_documentDock);
    m_documentDock->hide();
    m_documents->setHideIdentity(m_settings.value(Key::HideIdentity).toBool());
    m_actions->add(QStringLiteral("study"), QStringLiteral("documents"), tr("Reports and documents"), {},
                   {QKeySequence(tr("Ctrl+Shift+T"))},
                   [this] { m_documentDock->setVisible(m_documentDock->isHidden()); });
    connect(m_studies.get(), &StudySet::opening, this, [this] { m_documents->setObjects({}); });
    // After the window's own words about what was read.
    connect(
        m_studies.get(), &StudySet::finished, this,
        [this] {
            if (!m_studies->snapshot()) return;
            m_documents->setObjects(m_studies->snapshot()->objects);
            const int count = m_documents->count();
            if (count == 1)
                setNote(tr("The study holds a report or document; Ctrl+Shift+T shows it"));
            else if (count > 1 && m_studies->snapshot()->studies.size() > 1)
                setNote(tr("The open studies hold %1 reports or documents; Ctrl+Shift+T shows them").arg(count));
            else if (count > 1)
                setNote(tr("The study holds %1 reports or documents; Ctrl+Shift+T shows them").arg(count));
        },
        Qt::QueuedConnection);
}

}  // namespace hilum::ui
