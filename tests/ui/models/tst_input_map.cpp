// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Profiles of keys and mouse: the saved form there and back, the shipped ones, conflicts, broken files.
#include <QDir>
#include <QFile>
#include <QKeySequence>
#include <QTest>

#include "ui/models/input_map.h"

using namespace hilum;
using namespace hilum::ui;

class TestInputMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesThereAndBack() {
        InputProfile profile;
        profile.name = "Own";
        profile.mouse.of(MouseSlot::Middle) = {MouseAct::Window, {}};
        profile.mouse.of(MouseSlot::Extra1) = {MouseAct::Action, "invert"};
        profile.mouse.dragUpDarkens = true;
        profile.keys = {{"invert", {"Ctrl+I", "F7"}}, {"fit", {}}};
        const auto back = profileFromJson(profileToJson(profile));
        QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
        QVERIFY(*back == profile);
    }

    void conflictsNameTheActions() {
        const KeyTable builtIn = {{"invert", {"I"}}, {"fit", {"F"}}, {"pan", {"P", "Shift+P"}}};
        QVERIFY(keyConflicts(builtIn).empty());
        const auto changed = withChanges(builtIn, {{"fit", {"Shift+P"}}, {"of another version", {"I"}}});
        const auto conflicts = keyConflicts(changed);
        QCOMPARE(conflicts.size(), std::size_t{1});
        QCOMPARE(conflicts.front().key, std::string("Shift+P"));
        QCOMPARE(conflicts.front().actions, (std::vector<std::string>{"fit", "pan"}));
        QVERIFY(keyConflicts(withChanges(builtIn, {{"fit", {""}}, {"pan", {""}}})).empty());  // no key is no conflict
    }

    void aKeyThatBeginsASequenceIsAConflict() {
        const auto conflicts =
            keyConflicts({{"a", {"Ctrl+K"}}, {"b", {"Ctrl+K, A"}}, {"c", {"Ctrl+,"}}, {"d", {"Ctrl+K1"}}});
        QCOMPARE(conflicts.size(), std::size_t{1});
        QCOMPARE(conflicts.front().key, std::string("Ctrl+K"));
        QCOMPARE(conflicts.front().actions, (std::vector<std::string>{"a", "b"}));
    }

    void keysAreWrittenInOneWay() {
        QCOMPARE(portableKey("ctrl+shift+z"), std::string("Ctrl+Shift+Z"));
        QCOMPARE(portableKey("shift+ctrl+Z"), std::string("Ctrl+Shift+Z"));
        QCOMPARE(portableKey("F7"), std::string("F7"));
        QCOMPARE(portableKey("Ctrl+,"), std::string("Ctrl+,"));
        const auto profile = profileFromJson(R"({"format":1,"name":"a","keys":{"fit":["shift+ctrl+f"]}})");
        QVERIFY(profile.ok());
        QCOMPARE(profile->keys.at("fit").front(), std::string("Ctrl+Shift+F"));  // so that conflicts are seen
    }

    void everySlotHasItsDefault() {
        const auto map = MouseMap::defaults();
        for (std::size_t i = 0; i < kMouseSlots; ++i) {
            const auto allowed = allowedActs(static_cast<MouseSlot>(i));
            QVERIFY(std::find(allowed.begin(), allowed.end(), map.slots[i].act) != allowed.end());
        }
        QCOMPARE(map.of(MouseSlot::Left).act, MouseAct::Tool);
        QCOMPARE(map.of(MouseSlot::Back).action, std::string("previousSeries"));
    }

    void shippedProfilesAreSound() {
        QDir folder(QStringLiteral(HILUM_SOURCE_DIR "/resources/input"));
        const auto files = folder.entryList({QStringLiteral("*.json")}, QDir::Files);
        QVERIFY(files.size() >= 3);
        for (const auto& name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto profile = profileFromJson(file.readAll().toStdString());
            QVERIFY2(profile.ok(), profile.ok() ? "" : profile.error().message.c_str());
            for (const auto& [action, keys] : profile->keys)
                for (const auto& key : keys)
                    QVERIFY2(!QKeySequence(QString::fromStdString(key)).isEmpty(), key.c_str());
        }
    }

    void brokenProfilesAreRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[1]");
        QTest::newRow("newer") << QByteArray(R"({"format":2,"name":"a"})");
        QTest::newRow("no name") << QByteArray(R"({"format":1})");
        QTest::newRow("slot") << QByteArray(R"({"format":1,"name":"a","mouse":{"thumb":"pan"}})");
        QTest::newRow("wheel pans") << QByteArray(R"({"format":1,"name":"a","mouse":{"wheel":"pan"}})");
        QTest::newRow("left runs an action") << QByteArray(R"({"format":1,"name":"a","mouse":{"left":"invert"}})");
        QTest::newRow("number") << QByteArray(R"({"format":1,"name":"a","mouse":{"left":1}})");
        QTest::newRow("keys") << QByteArray(R"({"format":1,"name":"a","keys":{"fit":"F"}})");
        QTest::newRow("key") << QByteArray(R"({"format":1,"name":"a","keys":{"fit":[3]}})");
        QTest::newRow("no key") << QByteArray(R"({"format":1,"name":"a","keys":{"fit":["Hyperspace"]}})");
        QTest::newRow("darkens") << QByteArray(R"({"format":1,"name":"a","dragUpDarkens":"yes"})");
    }
    void brokenProfilesAreRefused() {
        QFETCH(QByteArray, text);
        const auto profile = profileFromJson(text.toStdString());
        QVERIFY(!profile.ok());
        QCOMPARE(profile.error().code, base::ErrorCode::Corrupt);
    }
};

QTEST_APPLESS_MAIN(TestInputMap)
#include "tst_input_map.moc"
