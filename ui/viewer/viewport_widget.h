// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ViewportWidget: one image of one series with window, zoom, pan, turn, flip, corner texts, letters,
// scale bar, measurements and saliency overlay. It paints what the FrameStore has and asks for what it
// lacks; painting and scrolling never wait. Mouse as MouseMap says; keys are the window's actions.
#pragma once

#include <QImage>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

#include "ui/models/frame_store.h"
#include "ui/models/input_map.h"
#include "ui/models/slice_geometry.h"
#include "ui/models/stack.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/measure_layer.h"
#include "ui/viewer/overlay_paint.h"
#include "ui/viewer/view_transform.h"
#include "ui/viewer/wheel_steps.h"

class QNativeGestureEvent;

namespace hilum::dicom {
struct PresentationState;
}

namespace hilum::ui {

using PresentationPtr = std::shared_ptr<const dicom::PresentationState>;

enum class Tool { WindowLevel, Pan, Zoom, Scroll, Cursor3d, Distance, Angle, Cobb, Ellipse, Polygon };
std::optional<MeasureKind> measureKindOf(Tool tool);

// How an image is shown, as one value: what undo brings back.
struct ViewState {
    image::WindowLevel window;
    bool windowIsDefault = true;
    bool inverted = false;
    ViewTransform view;
    PresentationPtr presentation;  // a presentation state that is shown; its windows are then the default ones
};
bool sameState(const ViewState& a, const ViewState& b);

// A line of another viewport's plane over this image, in image coordinates.
struct ReferenceMark {
    QPointF from, to;
    QColor colour;
    bool dashed = true;
};

class ViewportWidget : public QWidget {
    Q_OBJECT
public:
    ViewportWidget(FrameStore& frames, int number, QWidget* parent = nullptr);
    ~ViewportWidget() override;

    // Another series resets the view; a longer snapshot of the same series keeps image and view.
    void setStack(const StackPtr& stack);
    // The same place seen another way (another slab): keeps index, window and zoom.
    void replaceStack(const StackPtr& stack);
    const StackPtr& stack() const { return m_stack; }
    void setIndex(int index);
    int index() const { return m_index; }
    int shownIndex() const { return m_shownIndex; }
    int frameCount() const { return m_stack ? static_cast<int>(m_stack->frames.size()) : 0; }
    void scrollBy(int steps) { setIndex(m_index + steps); }
    FramePtr shownFrame() const { return m_frame; }
    const StackFrame* shownStackFrame() const;
    // Place of the shown image in the patient; nullopt for projections and pictures.
    std::optional<SliceGeometry> shownGeometry() const;

    void setWindow(const image::WindowLevel& window);
    image::WindowLevel window() const { return m_window; }
    void useDefaultWindow();
    void useFullRange();
    void setInverted(bool inverted);
    bool isInverted() const { return m_inverted; }
    const ViewTransform& view() const { return m_view; }
    void setView(const ViewTransform& view);
    void fit();
    void oneToOne();
    void turn(int quarters);
    void flipHorizontally();
    void flipVertically();
    void zoomBy(double factor);
    void reset();  // window, inversion, zoom, turn, flip
    ViewState viewState() const { return {m_window, m_windowIsDefault, m_inverted, m_view, m_presentation}; }
    void setViewState(const ViewState& state);
    const PresentationPtr& presentation() const { return m_presentation; }
    // As a presentation state shows the frame on screen; null goes back to the plain view. The frame must be there.
    void applyPresentation(const PresentationPtr& presentation);
    // Runs an edit of the view as one step that can be undone.
    void act(const QString& words, const std::function<void()>& edit);

    void setTool(Tool tool);
    Tool tool() const { return m_tool; }
    void setMouseMap(const MouseMap& map) { m_mouse = map; }
    void setActive(bool active);
    bool isActive() const { return m_active; }
    void setTextVisible(bool visible);
    void setHideIdentity(bool hide);
    void setHiddenCorners(const HiddenCorners& hidden);
    void setEmptyText(const QString& text);
    // Words on a band above the image, for what must not be overlooked; "" removes it. neutral: no warning.
    void setBand(const QString& text, bool neutral = false);
    const QString& band() const { return m_band; }
    void setReferenceMarks(std::vector<ReferenceMark> marks);
    const std::vector<ReferenceMark>& referenceMarks() const { return m_marks; }
    // The 3-D cursor's foot on this image; nullopt removes it.
    void setCursorMark(const std::optional<QPointF>& point);
    const std::optional<QPointF>& cursorMark() const { return m_cursorMark; }

    void setNotes(NotesStore* store);
    MeasureLayer& measuring() { return m_measure; }
    std::optional<NoteKey> noteKey() const;

    void setSaliency(const FrameKey& key, const SaliencyOverlay& overlay);
    void clearSaliency();
    bool hasSaliency() const;
    void setSaliencyVisible(bool visible);
    bool isSaliencyVisible() const { return m_saliencyVisible; }
    void setSaliencyOpacity(double opacity);

    QTransform imageToWidget() const;
    QStringList cornerLines() const;  // all corner texts as they would be painted, for tests and speech
    // The image with its overlays as on screen, without frame and focus; for export. No identity when hidden.
    QImage picture(QSize size, bool overlays);

Q_SIGNALS:
    void activated();
    void indexChanged(int index, int delta);
    void windowEdited();
    void viewEdited();
    // One finished step of a person's: a drag, a wheel, a key.
    void stateEdited(const hilum::ui::ViewState& before, const QString& words);
    void frameShown();  // another frame came on screen
    void maximiseRequested();
    void actionRequested(const QString& id);  // of a side button
    void menuRequested(const QPoint& globalPos);
    void seriesDropped(const QString& seriesUid);
    void measured(const QString& text);
    void pointPicked(const hilum::ui::PointPx& point);  // 3-D cursor

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class Drag { None, Window, Pan, Zoom, Scroll, Cursor3d, Measure };
    void showNewest();  // best frame that is there for the wanted index
    void requestFrames();
    void adoptFrame(int index, const FramePtr& frame);
    void followFrame();  // measurements belong to the frame on screen
    void describe();
    CornerInput cornerInput(double zoom) const;
    const image::Image& levelFor(double zoom) const;
    const QImage& rendered(double zoom);
    bool paintPatch(QPainter& painter);
    void paintImage(QPainter& painter);
    void paintMarks(QPainter& painter);
    void paintPresentation(QPainter& painter);
    image::WindowLevel windowByDefault() const;  // of the frame on screen
    void paintPlanes(QPainter& painter, const QTransform& map);
    void paintOverlay(QPainter& painter);
    void paintCorners(QPainter& painter, const QRectF& area, double zoom, const QRectF& bar);
    QRectF paintIdentity(QPainter& painter, const QRectF& area, double zoom);
    void paintMessage(QPainter& painter, const QString& title, const QString& text, bool failed);
    void paintFrameLine(QPainter& painter);
    Band bandNow() const;  // of a past case, or what setBand() was given; empty text: none
    Drag dragOf(MouseAct act) const;
    Drag dragFor(Qt::MouseButtons buttons) const;
    bool runSideButton(Qt::MouseButton button);
    bool pressMeasure(QMouseEvent* event);
    void moveMeasure(QMouseEvent* event);
    void noteMeasure();
    void followCursor(QPointF position);
    void dragWindow(QPointF delta, double speed);
    void dragPan(QPointF delta, double speed);
    void dragScroll(double dy, double speed);
    void endDrag();
    void pick(QPointF position);
    void pinch(const QNativeGestureEvent& event);
    MeasureLayer::Touch touch(QPointF position) const { return {position, imageToWidget()}; }

    FrameStore& m_frames;
    int m_number;
    StackPtr m_stack;
    int m_index = 0;
    int m_shownIndex = -1;
    FramePtr m_frame;
    image::WindowLevel m_window;
    bool m_windowIsDefault = true;
    bool m_inverted = false;
    ViewTransform m_view;
    PresentationPtr m_presentation;
    Tool m_tool = Tool::WindowLevel;
    MouseMap m_mouse = MouseMap::defaults();
    bool m_active = false;
    bool m_textVisible = true;
    bool m_hideIdentity = false;
    HiddenCorners m_hiddenCorners;
    QString m_emptyText;
    QString m_band;
    bool m_bandIsNeutral = false;
    std::vector<ReferenceMark> m_marks;
    std::optional<QPointF> m_cursorMark;
    MeasureLayer m_measure;

    std::optional<FrameKey> m_saliencyKey;
    SaliencyOverlay m_saliency;
    bool m_saliencyVisible = false;
    double m_saliencyOpacity = 0.5;

    // rendered 8-bit picture, kept until frame, level, window or inversion change
    QImage m_rendered;
    const image::Image* m_renderedOf = nullptr;
    image::WindowLevel m_renderedWindow;
    bool m_renderedInverted = false;
    // The part on screen: stored values at screen resolution, and their 8-bit picture under the window.
    image::Image m_patch;
    const image::Image* m_patchOf = nullptr;
    FramePtr m_patchFrame;
    QTransform m_patchPlace;
    QRect m_patchScreen;
    QImage m_patchShown;
    bool m_patchIsShown = false;
    image::WindowLevel m_patchWindow;
    bool m_patchInverted = false;
    QList<QPair<QImage, QPointF>> m_planes;  // overlay graphics of the frame on screen
    const Frame* m_planesOf = nullptr;

    Drag m_drag = Drag::None;
    QPointF m_pressed, m_last;
    bool m_moved = false;
    std::optional<ViewState> m_before;  // of the drag that is under way
    WheelSteps m_wheel;
    double m_scrollRest = 0;
    int m_direction = 1;    // of the last scroll, for prefetch
    bool m_hidden = false;  // by another layout or page; a minimised window keeps what it shows
    std::optional<QPoint> m_cursor;
};

}  // namespace hilum::ui
