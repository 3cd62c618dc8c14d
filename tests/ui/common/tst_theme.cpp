// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Both themes: every pair of colours that stands as letters on a ground somewhere in the window has the contrast
// that WCAG 2 asks for text, 4.5:1 (3:1 for signs and frames); text size follows system and person at run time.
#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QTest>

#include "ui/common/icon_label.h"
#include "ui/common/theme.h"

using namespace hilum::ui;

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() {
        theme::apply(*qApp, theme::Mode::Dark);
        theme::setTextScale(*qApp, 1.0);
    }

    void lettersCanBeRead_data() {
        QTest::addColumn<bool>("light");
        QTest::newRow("dark") << false;
        QTest::newRow("light") << true;
    }
    void lettersCanBeRead() {
        QFETCH(bool, light);
        theme::apply(*qApp, light ? theme::Mode::Light : theme::Mode::Dark);
        const auto& t = theme::tokens();
        const QColor tinted = theme::tinted(t.panel);
        const std::pair<const char*, QColor> grounds[] = {
            {"background", t.background}, {"panel", t.panel}, {"raised", t.raised}};
        const std::pair<const char*, QColor> letters[] = {{"text", t.text},
                                                          {"secondary", t.secondary},
                                                          {"warning", t.warning},
                                                          {"errorText", t.errorText},
                                                          {"successText", t.successText}};
        for (const auto& [groundName, ground] : grounds)
            for (const auto& [name, colour] : letters) {
                const double ratio = theme::contrast(colour, ground);
                QVERIFY2(
                    ratio >= 4.5,
                    qPrintable(
                        QStringLiteral("%1 on %2: %3").arg(QLatin1String(name), QLatin1String(groundName)).arg(ratio)));
            }
        for (const QColor& colour : {t.text, t.secondary}) QVERIFY(theme::contrast(colour, tinted) >= 4.5);
        QVERIFY(theme::contrast(t.text, t.border) >= 4.5);  // the selected entry of a menu
        // The primary button's and a selection's letters.
        const QPalette palette = QApplication::palette();
        QVERIFY(theme::contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        // Signs, frames and the focus ring.
        for (const QColor& colour : {t.accent, t.warning, t.error, t.success, t.aiTint})
            for (const auto& [name, ground] : grounds)
                QVERIFY2(theme::contrast(colour, ground) >= 3.0,
                         qPrintable(colour.name() + QStringLiteral(" on ") + QLatin1String(name)));
        // Over the image: letters and warnings on their outline, in either theme.
        for (const QColor& colour : {t.overlayText, t.overlayWarning})
            QVERIFY(theme::contrast(colour, t.overlayOutline) >= 4.5 && theme::contrast(colour, t.viewport) >= 4.5);
        QVERIFY(theme::contrast(QColor(0x0B, 0x0C, 0x0D), t.overlayWarning) >= 4.5);  // the past case's banner
    }

    void theSystemsTextSizeCounts() {
        QCOMPARE(theme::systemTextScale(12), 1.0);
        QCOMPARE(theme::systemTextScale(14.67), 1.0);
        QCOMPARE(theme::systemTextScale(26), 2.0);
        QCOMPARE(theme::systemTextScale(130), 3.0);  // no further: the window must stay usable
    }

    void textGrowsAtRunTime() {
        QLabel plain(QStringLiteral("words")), small(QStringLiteral("words"));
        theme::setFont(small, theme::kSmallPx);
        theme::setTextScale(*qApp, 1.0);
        plain.ensurePolished();
        QCOMPARE(plain.font().pixelSize(), 13);
        QCOMPARE(small.font().pixelSize(), 11);
        theme::setTextScale(*qApp, 2.0);
        QCOMPARE(plain.font().pixelSize(), 26);
        QCOMPARE(small.font().pixelSize(), 22);
        QCOMPARE(theme::px(10), 20);
        QCOMPARE(theme::font(theme::kBasePx).pixelSize(), 26);
        theme::setTextScale(*qApp, 100);
        QCOMPARE(theme::textScale(), 3.0);
    }

    void signsFollowTheTheme() {
        IconLabel sign(QStringLiteral("warning"), theme::Tone::Warning, 16);
        sign.resize(sign.sizeHint());
        const auto strongest = [&sign] {
            QImage picture(sign.size(), QImage::Format_ARGB32_Premultiplied);
            picture.fill(Qt::transparent);
            sign.render(&picture, {}, {}, {});
            QRgb best = 0;
            for (int y = 0; y < picture.height(); ++y)
                for (int x = 0; x < picture.width(); ++x)
                    if (qAlpha(picture.pixel(x, y)) > qAlpha(best)) best = picture.pixel(x, y);
            return QColor::fromRgb(best);
        };
        const auto near = [](const QColor& a, const QColor& b) {
            return std::abs(a.red() - b.red()) < 24 && std::abs(a.green() - b.green()) < 24 &&
                   std::abs(a.blue() - b.blue()) < 24;
        };
        QVERIFY2(near(strongest(), theme::tokens().warning), qPrintable(strongest().name()));
        theme::apply(*qApp, theme::Mode::Light);
        QVERIFY2(near(strongest(), theme::tokens().warning), qPrintable(strongest().name()));
        sign.setSign(QStringLiteral("success"), theme::Tone::Success);
        QVERIFY2(near(strongest(), theme::tokens().success), qPrintable(strongest().name()));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
