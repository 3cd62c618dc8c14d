// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReadingController: from the image on screen to suggestions, similar cases, search results, saliency
// and the comparison with a past case. It decides what is asked of the ReadingService and shows the
// answers, each in its section and only for the image it is about.
#pragma once

#include <QObject>
#include <QTimer>
#include <optional>
#include <set>

#include "ui/models/library_service.h"
#include "ui/models/reading_service.h"
#include "ui/models/stack.h"
#include "ui/window/window_parts.h"

namespace hilum::ui {

class ViewportWidget;

class ReadingController : public QObject {
    Q_OBJECT
public:
    ReadingController(WindowParts& parts, ReadingService& service, LibraryService& library, TaskRunner& runner,
                      QObject* parent = nullptr);

    // The image that suggestions are for; empty before the first one.
    const std::optional<ReadingTarget>& target() const { return m_target; }
    const dicom::Instance* targetInstance() const;
    StackPtr targetStack() const { return m_targetStack; }
    void studyChanged();    // another study: everything starts anew
    void imageShown();      // another image came on screen
    void updateForImage();  // U: suggestions for the image now on screen
    void readAgain();       // the same image, after the library was made anew
    void search(const QString& typed);
    // As if the phrase had been typed into the search box.
    void searchPhrase(const QString& phrase);
    void endSearch();
    bool isSearching() const { return !m_typed.isEmpty(); }
    void toggleSaliency();
    bool isSaliencyVisible() const { return m_saliencyVisible; }
    void setOpacity(double opacity);
    double opacity() const { return m_opacity; }
    void openCase(const reading::CaseHit& hit);
    void endCompare();
    void setSamePatientShown(bool shown);
    void showFilling(qint64 done, qint64 total);  // how far the demonstration library has come
    // What the button of SIMILAR CASES does now.
    enum class Way { Demonstration, Rebuild, Models };
    Way offered() const { return m_offered; }
    void refreshLibraryState();  // words of SIMILAR CASES when the library changes
    bool outside() const { return m_outside; }

Q_SIGNALS:
    void targetChanged();
    void suggestionsShown();
    void saliencyShown();
    void noteChanged(const QString& text);

private:
    void connectService();
    void connectOverlays();
    void begin(const ReadingTarget& target, const StackPtr& stack);
    void showWorking();
    void showSuggestions(const Suggestions& suggestions);
    void showHits(const CaseHits& hits);
    void showEmptyCases();
    void showCasesFailed(const base::Error& error);
    bool showsFilling() const;
    void showStaleNotice();
    void prefetchOthers();
    void requestFindings();
    void requestSaliency();
    void requestSaliencyFor(const QString& phrase);
    void applySaliencyVisibility();
    std::optional<ReadingTarget> targetOf(const ViewportWidget& viewport) const;
    std::string ownPatientId() const { return m_target ? m_target->patientId : std::string(); }

    WindowParts& m_parts;
    ReadingService& m_service;
    LibraryService& m_library;
    TaskRunner& m_runner;
    std::optional<ReadingTarget> m_target;
    StackPtr m_targetStack;
    CaseHits m_hits;  // similar cases of the target, kept while a search is shown
    bool m_hitsKnown = false;
    QString m_typed;
    bool m_samePatientShown = false;
    bool m_findingsAsked = false;
    bool m_saliencyVisible = false;
    double m_opacity = 0.5;
    std::set<FrameKey> m_prefetched;
    QString m_saliencyPhrase;  // shown or asked for
    bool m_outside = false;
    Way m_offered = Way::Demonstration;
};

}  // namespace hilum::ui
