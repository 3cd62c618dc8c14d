// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ViewportWidget: one image of one series with window, zoom, pan, turn, flip, corner texts, letters,
// scale bar and saliency overlay. It paints what the FrameStore has and asks for what it lacks;
// painting and scrolling never wait. Mouse as in viewer.md 3.1; keys are the window's actions.
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QWidget>
#include <optional>

#include "ui/models/frame_store.h"
#include "ui/models/stack.h"
#include "ui/viewer/overlay_paint.h"
#include "ui/viewer/view_transform.h"

namespace hilum::ui {

enum class Tool { WindowLevel, Pan, Zoom };

class ViewportWidget : public QWidget {
    Q_OBJECT
public:
    ViewportWidget(FrameStore& frames, int number, QWidget* parent = nullptr);
    ~ViewportWidget() override;

    // Another series resets the view; a longer snapshot of the same series keeps image and view.
    void setStack(const StackPtr& stack);
    const StackPtr& stack() const { return m_stack; }
    void setIndex(int index);
    int index() const { return m_index; }
    int shownIndex() const { return m_shownIndex; }
    int frameCount() const { return m_stack ? static_cast<int>(m_stack->frames.size()) : 0; }
    void scrollBy(int steps) { setIndex(m_index + steps); }
    FramePtr shownFrame() const { return m_frame; }
    const StackFrame* shownStackFrame() const;

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

    void setTool(Tool tool) { m_tool = tool; }
    void setActive(bool active);
    bool isActive() const { return m_active; }
    void setTextVisible(bool visible);
    void setHideIdentity(bool hide);
    void setInvertVerticalDrag(bool invert) { m_invertVertical = invert; }
    void setEmptyText(const QString& text);

    void setSaliency(const FrameKey& key, const SaliencyOverlay& overlay);
    void clearSaliency();
    bool hasSaliency() const;
    void setSaliencyVisible(bool visible);
    bool isSaliencyVisible() const { return m_saliencyVisible; }
    void setSaliencyOpacity(double opacity);

    QTransform imageToWidget() const;
    QStringList cornerLines() const;  // all corner texts as they would be painted, for tests and speech

Q_SIGNALS:
    void activated();
    void indexChanged(int index, int delta);
    void windowEdited();
    void viewEdited();
    void frameShown();  // another frame came on screen
    void maximiseRequested();
    void seriesStepRequested(int step);
    void menuRequested(const QPoint& globalPos);
    void seriesDropped(const QString& seriesUid);

protected:
    bool event(QEvent* event) override;
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
    enum class Drag { None, Window, Pan, Zoom, Scroll };
    void showNewest();  // best frame that is there for the wanted index
    void requestFrames();
    void adoptFrame(int index, const FramePtr& frame);
    void describe();
    const QImage& rendered(double zoom);
    void paintImage(QPainter& painter);
    void paintOverlay(QPainter& painter);
    void paintMessage(QPainter& painter, const QString& title, const QString& text, bool failed);
    void paintFrameLine(QPainter& painter);
    Drag dragFor(Qt::MouseButtons buttons) const;
    void dragWindow(QPointF delta, Qt::KeyboardModifiers modifiers);
    void dragScroll(double dy);

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
    Tool m_tool = Tool::WindowLevel;
    bool m_active = false;
    bool m_textVisible = true;
    bool m_hideIdentity = false;
    bool m_invertVertical = false;
    QString m_emptyText;

    std::optional<FrameKey> m_saliencyKey;
    SaliencyOverlay m_saliency;
    bool m_saliencyVisible = false;
    double m_saliencyOpacity = 0.5;

    // rendered 8-bit picture, kept until frame, level, window or inversion change
    QImage m_rendered;
    const image::Image* m_renderedOf = nullptr;
    image::WindowLevel m_renderedWindow;
    bool m_renderedInverted = false;

    Drag m_drag = Drag::None;
    QPointF m_pressed, m_last;
    bool m_moved = false;
    double m_wheelRest = 0;  // angle units not yet worth a step
    double m_scrollRest = 0;
    int m_direction = 1;  // of the last scroll, for prefetch
    std::optional<QPoint> m_cursor;
};

}  // namespace hilum::ui
