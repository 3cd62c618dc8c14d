// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum index add | status | verify | rebuild | remove: the case library (product.md).
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/index_sources.h"
#include "app/cli/lazy_session.h"
#include "core/library/library.h"
#include "core/library/library_care.h"

namespace hilum::app {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

struct AddOptions {
    std::vector<fs::path> paths;
    fs::path csv;
    std::string columns;
};

json asJson(const std::vector<reading::ItemFailure>& failures) {
    auto list = json::array();
    for (const auto& failure : failures) list.push_back({{"path", failure.path}, {"reason", failure.reason}});
    return list;
}

// A run over an index that is up to date needs neither model nor writer.
base::Result<bool> allKnown(const std::vector<reading::IndexItem>& items, const library::Library& known,
                            const std::string& pack) {
    for (const auto& item : items) {
        HILUM_TRY(const auto state, known.known(item.record.path, item.record.zipEntry, item.record.frame, pack));
        if (!state.indexed || !state.embedded) return false;
    }
    return true;
}

base::Result<reading::IndexSummary> addSources(const Context& context, const AddOptions& options,
                                               const base::JobContext& job) {
    HILUM_TRY(const auto session, LazySession::find(context, job));
    HILUM_TRY(auto sources, collectSources(options.paths, options.csv, options.columns, job));
    HILUM_TRY(const auto known, library::Library::open(context.library));
    HILUM_TRY(const bool upToDate, allKnown(sources.items, *known, session->manifest().sha256));
    reading::IndexSummary summary;
    if (upToDate) {
        summary.skipped = static_cast<std::int64_t>(sources.items.size());
    } else {
        HILUM_TRY(const auto writer, library::LibraryWriter::open(context.library));
        HILUM_TRY_STATUS(session->load());
        HILUM_TRY(summary,
                  reading::indexItems(std::move(sources.items), frameReader(), *session, *known, *writer, job));
    }
    summary.failed.insert(summary.failed.begin(), sources.failed.begin(), sources.failed.end());
    // Warnings of CSV rows stand in the items already; the folder's own are added here.
    for (const auto& warning : sources.warnings) {
        const bool known_ = std::any_of(summary.warnings.begin(), summary.warnings.end(), [&](const auto& w) {
            return w.path == warning.path && w.reason == warning.reason;
        });
        if (!known_) summary.warnings.push_back(warning);
    }
    return summary;
}

library::Source sourceOf(const AddOptions& options) {
    library::Source source;
    std::error_code ignored;
    for (const auto& path : options.paths)
        source.paths.push_back(fs::absolute(path, ignored).lexically_normal().string());
    if (!options.csv.empty()) source.csv = fs::absolute(options.csv, ignored).lexically_normal().string();
    source.columns = options.columns;
    return source;
}

int answerSummary(const Context& context, const reading::IndexSummary& summary, json document = json::object()) {
    document["added"] = summary.added;
    document["skipped"] = summary.skipped;
    document["failed"] = asJson(summary.failed);
    document["warnings"] = asJson(summary.warnings);
    document["seconds"] = summary.seconds;
    std::string text = std::to_string(summary.added) + " added, " + std::to_string(summary.skipped) + " skipped, " +
                       std::to_string(summary.failed.size()) + " failed";
    for (const auto& failure : summary.failed) Context::failItem(failure.path, failure.reason);
    if (!context.quiet)
        for (const auto& warning : summary.warnings) text += "\nwarning: " + warning.path + ": " + warning.reason;
    return context.answer(document, text, summary.failed.empty() ? kDone : kSomeFailed);
}

int runAdd(const Context& context, const AddOptions& options) {
    if (options.paths.empty() && options.csv.empty())
        return context.failUsage("Name a file, a folder, a ZIP or --csv to index.");
    if (!options.columns.empty() && options.csv.empty())
        return context.failUsage("--columns needs --csv; it names that file's columns.");
    const auto job = context.job();
    auto summary = addSources(context, options, job);
    if (!summary.ok() && summary.error().code == base::ErrorCode::Cancelled)
        return context.fail(
            base::makeError(base::ErrorCode::Cancelled,
                            "Indexing was stopped; what was added stays, and the same command adds the rest."));
    if (!summary.ok()) return context.fail(summary.error());
    // Where the library came from outlives its database; a missing note costs only the rebuild.
    if (summary->added + summary->skipped > 0) (void)library::rememberSource(context.library, sourceOf(options));
    return answerSummary(context, *summary);
}

int runStatus(const Context& context) {
    const auto library = library::Library::open(context.library);
    if (!library.ok()) return context.fail(library.error());
    const auto status = (*library)->status();
    if (!status.ok()) return context.fail(status.error());
    auto packs = json::array();
    std::string text = std::to_string(status->cases) + " cases, " + std::to_string(status->images) + " images, " +
                       std::to_string(status->bytes / 1024) + " KiB";
    for (const auto& pack : status->packs) {
        packs.push_back({{"id", pack.id}, {"sha256", pack.sha256}, {"embeddings", pack.embeddings}});
        text += "\npack " + pack.id + " (" + pack.sha256.substr(0, 12) + "): " + std::to_string(pack.embeddings) +
                " embeddings";
    }
    return context.answer(
        {{"images", status->images}, {"cases", status->cases}, {"packs", packs}, {"bytes", status->bytes}}, text);
}

int runVerify(const Context& context) {
    const auto report = library::verifyLibrary(context.library, context.job());
    if (!report.ok()) return context.fail(report.error());
    std::string text = std::to_string(report->cases) + " cases and " + std::to_string(report->embeddings) +
                       " embeddings checked: " +
                       (report->faults.empty() ? "sound" : "damaged, `hilum index rebuild` makes the library again");
    for (const auto& fault : report->faults) text += "\nfault: " + fault;
    for (const auto& path : report->missing) text += "\nmissing: " + path;
    const json document = {{"ok", report->faults.empty()},
                           {"faults", report->faults},
                           {"missing", report->missing},
                           {"cases", report->cases},
                           {"embeddings", report->embeddings}};
    return context.answer(document, text,
                          !report->faults.empty()   ? kInput
                          : report->missing.empty() ? kDone
                                                    : kSomeFailed);
}

base::Result<reading::IndexSummary> addAll(const Context& context, const std::vector<library::Source>& sources,
                                           const base::JobContext& job) {
    reading::IndexSummary all;
    for (const auto& source : sources) {
        AddOptions options{{source.paths.begin(), source.paths.end()}, source.csv, source.columns};
        auto summary = addSources(context, options, job);
        if (!summary.ok()) {
            // A source that is gone is one failure; what the machine cannot do ends the rebuild.
            const auto code = summary.error().code;
            if (code != base::ErrorCode::NotFound && code != base::ErrorCode::InvalidInput)
                return std::move(summary).error();
            all.failed.push_back({source.csv.empty() && !source.paths.empty() ? source.paths.front() : source.csv,
                                  summary.error().message});
            continue;
        }
        all.added += summary->added;
        all.skipped += summary->skipped;
        all.seconds += summary->seconds;
        all.failed.insert(all.failed.end(), summary->failed.begin(), summary->failed.end());
        all.warnings.insert(all.warnings.end(), summary->warnings.begin(), summary->warnings.end());
    }
    return all;
}

int runRebuild(const Context& context) {
    const auto job = context.job();
    const auto sources = library::readSources(context.library);
    if (!sources.ok()) return context.fail(sources.error());
    if (const auto session = LazySession::find(context, job); !session.ok()) return context.fail(session.error());
    if (const auto writer = library::LibraryWriter::open(context.library);
        !writer.ok() && writer.error().code != base::ErrorCode::Corrupt &&
        writer.error().code != base::ErrorCode::Unsupported)
        return context.fail(writer.error());  // another window holds it, or nothing can be written
    const auto aside = library::setAside(context.library);
    if (!aside.ok()) return context.fail(aside.error());
    auto carried = library::carryOver(context.library, *aside);
    auto summary = carried.ok() ? addAll(context, *sources, job) : base::Result<reading::IndexSummary>(carried.error());
    if (!summary.ok()) {
        if (!aside->empty()) (void)library::putBack(context.library, *aside);
        return context.fail(summary.error());
    }
    return answerSummary(context, *summary,
                         {{"aside", aside->string()},
                          {"drafts", carried->drafts},
                          {"feedback", carried->feedback},
                          {"sources", sources->size()}});
}

int runRemove(const Context& context, std::int64_t id) {
    const auto writer = library::LibraryWriter::open(context.library);
    if (!writer.ok()) return context.fail(writer.error());
    const auto removed = (*writer)->removeCase(id).get();
    if (!removed.ok()) return context.fail(removed.error());
    return context.answer({{"removed", id}},
                          "Case " + std::to_string(id) + " was removed; its image file is untouched.");
}

}  // namespace

void add_index(CLI::App& root, Context& context) {
    auto* index = root.add_subcommand("index", "The case library");
    index->require_subcommand(1);
    auto* add = index->add_subcommand("add", "Add files, folders, ZIPs or the rows of a cases CSV");
    auto options = std::make_shared<AddOptions>();
    add->add_option("paths", options->paths, "Files, folders, ZIPs");
    add->add_option("--csv", options->csv, "Cases CSV: only its rows are added");
    add->add_option("--columns", options->columns, "image=A,text=B,... when the CSV's names are others");
    add->callback([&context, options] { context.run = [&context, options] { return runAdd(context, *options); }; });
    index->add_subcommand("status", "How much is in it")->callback([&context] {
        context.run = [&context] { return runStatus(context); };
    });
    index->add_subcommand("verify", "Check every part of it")->callback([&context] {
        context.run = [&context] { return runVerify(context); };
    });
    index->add_subcommand("rebuild", "Make it again from its sources, keeping drafts and the old file")
        ->callback([&context] { context.run = [&context] { return runRebuild(context); }; });
    auto* remove = index->add_subcommand("remove", "Remove one case");
    auto id = std::make_shared<std::int64_t>(0);
    remove->add_option("id", *id, "Case id, as `hilum search` shows it")->required();
    remove->callback([&context, id] { context.run = [&context, id] { return runRemove(context, *id); }; });
}

}  // namespace hilum::app
