// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where windows and panels may stand: frames of monitors that are gone, smaller or moved come back whole and in reach.
#include <QTest>

#include "ui/window/screen_fit.h"

using namespace hilum::ui;

namespace {
const QRect kLeft(0, 0, 1920, 1080), kRight(1920, 0, 1600, 1200), kLaptop(0, 0, 1366, 728),
    kAbove(0, -1080, 1920, 1080);
}

class TestScreenFit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void frames_data() {
        QTest::addColumn<QRect>("frame");
        QTest::addColumn<QList<QRect>>("screens");
        QTest::addColumn<QRect>("expected");
        const QRect usual(100, 80, 1440, 900);
        QTest::newRow("stays") << usual << QList<QRect>{kLeft} << usual;
        QTest::newRow("second monitor stays")
            << QRect(2000, 100, 1440, 900) << QList<QRect>{kLeft, kRight} << QRect(2000, 100, 1440, 900);
        QTest::newRow("second monitor gone")
            << QRect(2000, 100, 1440, 900) << QList<QRect>{kLeft} << QRect(480, 100, 1440, 900);
        QTest::newRow("across two monitors stays")
            << QRect(1200, 50, 1440, 900) << QList<QRect>{kLeft, kRight} << QRect(1200, 50, 1440, 900);
        QTest::newRow("across, one gone")
            << QRect(1200, 50, 1440, 900) << QList<QRect>{kLeft} << QRect(480, 50, 1440, 900);
        QTest::newRow("larger than what is there") << QRect(0, 0, 3840, 2160) << QList<QRect>{kLaptop} << kLaptop;
        QTest::newRow("title above the edge")
            << QRect(100, -40, 1440, 900) << QList<QRect>{kLeft} << QRect(100, 0, 1440, 900);
        QTest::newRow("monitor above stays")
            << QRect(100, -900, 1440, 800) << QList<QRect>{kLeft, kAbove} << QRect(100, -900, 1440, 800);
        QTest::newRow("monitor above gone")
            << QRect(100, -900, 1440, 800) << QList<QRect>{kLeft} << QRect(100, 0, 1440, 800);
        QTest::newRow("most on the second")
            << QRect(1700, 700, 1440, 900) << QList<QRect>{kLeft, kRight} << QRect(1920, 300, 1440, 900);
        QTest::newRow("taskbar in the way")
            << QRect(-40, 700, 800, 400) << QList<QRect>{QRect(60, 0, 1860, 1040)} << QRect(60, 640, 800, 400);
        QTest::newRow("a little over the edge stays")
            << QRect(560, 100, 1440, 900) << QList<QRect>{kLeft} << QRect(560, 100, 1440, 900);
        QTest::newRow("no screen at all") << usual << QList<QRect>{} << usual;
    }
    void frames() {
        QFETCH(QRect, frame);
        QFETCH(QList<QRect>, screens);
        QFETCH(QRect, expected);
        QCOMPARE(fitToScreens(frame, screens), expected);
        QCOMPARE(fitToScreens(expected, screens), expected);  // settled
    }

    void panels_data() {
        QTest::addColumn<QList<QRect>>("screens");
        QTest::addColumn<int>("on");
        QTest::newRow("one monitor") << QList<QRect>{kLeft} << 0;
        QTest::newRow("window on the first") << QList<QRect>{kLeft, kRight} << 1;
        QTest::newRow("small second") << QList<QRect>{kLeft, QRect(1920, 0, 400, 300)} << 1;
    }
    void panels() {
        QFETCH(QList<QRect>, screens);
        QFETCH(int, on);
        const QRect docked(1100, 500, 340, 300);
        const QRect place = placeForPanel(docked, QRect(0, 0, 1440, 900), screens);
        QVERIFY(screens[on].contains(place));
        QVERIFY(place != docked);
        if (screens.size() == 1) QCOMPARE(place.size(), docked.size());
        if (screens.value(1) == kRight) QVERIFY(place.width() >= docked.width() && place.height() > docked.height());
    }
    void aPanelOfAWindowOnTheSecondMonitorGoesToTheFirst() {
        const QRect place = placeForPanel(QRect(3000, 500, 340, 300), QRect(2000, 0, 1440, 900), {kLeft, kRight});
        QVERIFY(kLeft.contains(place));
    }
};

QTEST_APPLESS_MAIN(TestScreenFit)
#include "tst_screen_fit.moc"
