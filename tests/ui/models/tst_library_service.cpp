// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Saving as the window does it: however many saves of one draft are under way when the window ends, there is one row,
// and it holds what was saved last.
#include <QTemporaryDir>
#include <QTest>

#include "core/library/library.h"
#include "ui/jobs/task_runner.h"
#include "ui/models/library_service.h"

using namespace hilum;

class TestLibraryService : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLastSaveWins() {
        for (int round = 0; round < 12; ++round) {
            const QTemporaryDir folder;
            const std::filesystem::path path = folder.path().toStdString();
            {
                ui::TaskRunner runner;
                ui::LibraryService service(path, runner);
                const auto row = std::make_shared<std::atomic<std::int64_t>>(0);
                for (int i = 0; i < 8; ++i) {
                    // The first is on its way to the disk when the rest are handed over at the end.
                    service.saveDraft({0, "study", "{\"step\":" + std::to_string(i) + "}", ""}, row, &service, {});
                    if (i == 0 && round % 2 == 1) QTest::qWait(round);
                }
                service.finishWrites();
            }  // the runner waits for what has to be finished
            const auto library = library::Library::open(path);
            QVERIFY(library.ok());
            const auto drafts = (*library)->drafts("study");
            QVERIFY(drafts.ok());
            QCOMPARE(drafts->size(), std::size_t{1});
            QCOMPARE(drafts->front().json, std::string("{\"step\":7}"));
        }
    }
};

QTEST_MAIN(TestLibraryService)
#include "tst_library_service.moc"
