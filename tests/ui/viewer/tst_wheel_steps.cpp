// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From wheel and touch-pad events to whole steps.
#include <QTest>

#include "ui/viewer/wheel_steps.h"

using namespace hilum::ui;

class TestWheelSteps : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNotchIsAStep() {
        WheelSteps steps;
        QCOMPARE(steps.add(wheelNotches({{}, {0, 120}}), Qt::NoScrollPhase), 1);
        QCOMPARE(steps.add(wheelNotches({{}, {0, -240}}), Qt::NoScrollPhase), -2);
    }
    void smallTurnsAddUp() {
        WheelSteps steps;
        int sum = 0;
        for (int i = 0; i < 16; ++i) sum += steps.add(wheelNotches({{}, {0, 15}}), Qt::NoScrollPhase);
        QCOMPARE(sum, 2);
        // Turning round: what was collected the other way does not count.
        for (int i = 0; i < 7; ++i) QCOMPARE(steps.add(wheelNotches({{}, {0, 15}}), Qt::NoScrollPhase), 0);
        for (int i = 0; i < 7; ++i) QCOMPARE(steps.add(wheelNotches({{}, {0, -15}}), Qt::NoScrollPhase), 0);
        QCOMPARE(steps.add(wheelNotches({{}, {0, -15}}), Qt::NoScrollPhase), -1);
    }
    void aSwipeBeginsAnew() {
        WheelSteps steps;
        QCOMPARE(steps.add(wheelNotches({{0, 20}, {}}), Qt::ScrollUpdate), 0);
        QCOMPARE(steps.add(wheelNotches({}), Qt::ScrollBegin), 0);
        QCOMPARE(steps.add(wheelNotches({{0, 20}, {}}), Qt::ScrollUpdate), 0);
        QCOMPARE(steps.add(wheelNotches({{0, 4}, {}}), Qt::ScrollUpdate), 1);
    }
    void pixelsGoBeforeAngles() {
        QCOMPARE(wheelNotches({{0, 48}, {0, 120}}), 2.0);
        QCOMPARE(wheelNotches({{0, 48}, {0, 120}, false}), 1.0);  // X11
        QCOMPARE(wheelNotches({{0, 0}, {0, 60}}), 0.5);
    }
    void momentumIsNoScrolling() {
        QCOMPARE(wheelNotches({{0, 96}, {0, 480}, true, false, Qt::ScrollMomentum}), 0.0);
        QCOMPARE(wheelNotches({{0, 96}, {0, 480}, true, false, Qt::ScrollUpdate}), 4.0);
    }
    void sidewaysIsNoScrolling() {
        QCOMPARE(wheelNotches({{96, 10}, {}}), 0.0);
        QCOMPARE(wheelNotches({{20, 48}, {}}), 2.0);              // a little aslant
        QCOMPARE(wheelNotches({{}, {120, 0}}), 0.0);              // a wheel that tilts
        QCOMPARE(wheelNotches({{}, {120, 0}, true, true}), 1.0);  // Shift has turned the axis
    }
};

QTEST_APPLESS_MAIN(TestWheelSteps)
#include "tst_wheel_steps.moc"
