// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/cli.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <map>
#include <thread>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/library/audit_log.h"
#include "core/library/schema.h"

namespace hilum::app {

namespace {

// Ctrl+C: the handler may only set a flag; a watcher thread turns it into a stop request.
volatile std::sig_atomic_t g_interrupted = 0;
std::stop_source g_stop;

void onInterrupt(int) { g_interrupted = 1; }

void watchInterrupts() {
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    std::thread([] {
        while (g_interrupted == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        g_stop.request_stop();
    }).detach();
}

void drawBar(const base::Progress& progress) {
    constexpr int kCells = 30;
    if (progress.total <= 0) {
        std::fprintf(stderr, "\r%-10s %lld  ", std::string(base::name(progress.stage)).c_str(),
                     static_cast<long long>(progress.done));
        return;
    }
    const int filled = static_cast<int>(kCells * progress.done / progress.total);
    std::fprintf(stderr, "\r%-10s [%s%s] %lld/%lld ", std::string(base::name(progress.stage)).c_str(),
                 std::string(static_cast<std::size_t>(filled), '=').c_str(),
                 std::string(static_cast<std::size_t>(kCells - filled), ' ').c_str(),
                 static_cast<long long>(progress.done), static_cast<long long>(progress.total));
    if (progress.done >= progress.total) std::fprintf(stderr, "\n");
}

void addCommonOptions(CLI::App& root, Context& context) {
    root.add_option("--library", context.library, "Case library folder");
    root.add_option("--model", context.model, "Model pack");
    root.add_option("--device", context.load.device, "auto, cpu or cuda[:N]");
    root.add_option("--threads", context.load.threads, "Threads for the models (0 = all cores)")
        ->check(CLI::Range(0, 1024));
    root.add_option("--precision", context.load.precision, "auto, fp32, bf16, fp16 or int8")
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "fp16", "int8"}));
    root.add_flag("--json", context.json, "One JSON document on stdout and nothing else");
    root.add_flag("--quiet", context.quiet, "No progress and no notes");
}

// "dicom deidentify", "report": what was typed, without its arguments.
std::string commandName(const CLI::App& root) {
    std::string name;
    for (const CLI::App* at = &root; !at->get_subcommands().empty();) {
        at = at->get_subcommands().front();
        name += (name.empty() ? "" : " ") + at->get_name();
    }
    return name;
}

// One record for each command that showed, searched, ran a model, gave out or changed; only where there is a
// library. A log that cannot be written never fails the command: the ordinary log says so.
void audit(const std::string& command, const Context& context, int exitCode) {
    using library::AuditKind;
    static const std::map<std::string, AuditKind> kKinds = {
        {"suggest", AuditKind::ModelRun},    {"classify", AuditKind::ModelRun},
        {"embed", AuditKind::ModelRun},      {"saliency", AuditKind::ModelRun},
        {"segment", AuditKind::ModelRun},    {"search", AuditKind::Searched},
        {"report", AuditKind::Exported},     {"dicom deidentify", AuditKind::Exported},
        {"dicom render", AuditKind::Opened}, {"dicom pixels", AuditKind::Opened},
        {"index add", AuditKind::Imported},  {"index remove", AuditKind::Removed}};
    const auto kind = kKinds.find(command);
    std::error_code code;
    if (kind == kKinds.end() || exitCode == kUsage ||
        !std::filesystem::exists(context.library / library::kDatabaseName, code))
        return;
    library::AuditEvent event;
    event.kind = kind->second;
    event.study = context.auditStudy;
    event.outcome = exitCode == kDone ? "ok" : "exit " + std::to_string(exitCode);
    event.detail.emplace_back("command", command);
    if (!context.model.empty()) event.detail.emplace_back("model", context.model);
    if (const auto written = library::appendAudit(context.library, event); !written.ok())
        base::logWarning("audit: " + written.error().message);
}

}  // namespace

base::JobContext Context::job() const {
    base::ProgressSink sink;
    if (!quiet && ::isatty(STDERR_FILENO) != 0) sink = drawBar;
    return base::JobContext(g_stop.get_token(), sink);
}

int Context::answer(const nlohmann::json& document, const std::string& text, int exitCode) const {
    if (json) {
        std::cout << document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else if (!text.empty()) {
        std::cout << text << (text.back() == '\n' ? "" : "\n");
    }
    std::cout.flush();
    return exitCode;
}

int Context::fail(const base::Error& error) const {
    std::cerr << "hilum: " << error.message << '\n';
    base::logWarning(std::string(base::name(error.code)) + ": " + error.detail);
    if (json) {
        const nlohmann::json document = {
            {"error", {{"code", base::name(error.code)}, {"message", error.message}, {"detail", error.detail}}}};
        std::cout << document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
    return base::exitCodeFor(error);
}

void Context::failItem(const std::string& path, const std::string& reason) {
    const bool named = reason.find(path) != std::string::npos;
    std::cerr << "hilum: " << (named ? "" : path + ": ") << reason << '\n';
}

int Context::failUsage(const std::string& sentence) const {
    std::cerr << "hilum: " << sentence << '\n';
    if (json)
        std::cout << nlohmann::json{{"error", {{"code", "usage"}, {"message", sentence}, {"detail", ""}}}}.dump()
                  << '\n';
    return kUsage;
}

base::Result<std::unique_ptr<engine::EncoderSession>> loadSession(const Context& context, const base::JobContext& job) {
    HILUM_TRY(const auto manifest,
              packs::findPack(context.library, context.model.empty() ? packs::kDefaultPack : context.model));
    HILUM_TRY(auto* module, engine::openModule());
    return module->load(manifest, context.load, job);
}

int runCommandLine(int argc, char** argv) {
    CLI::App root{"Hilum: a reading room for radiologists. Research use only - not for diagnostic use.", "hilum"};
    Context context;
    root.set_version_flag("--version", std::string("hilum ") + HILUM_VERSION);
    root.require_subcommand(1);
    root.fallthrough();
    addCommonOptions(root, context);
    addAllCommands(root, context);
    std::function<void(CLI::App*)> fallThrough = [&](CLI::App* app) {
        app->fallthrough();
        for (auto* sub : app->get_subcommands({})) fallThrough(sub);
    };
    fallThrough(&root);
    try {
        root.parse(argc, argv);
    } catch (const CLI::Success& e) {
        return root.exit(e);
    } catch (const CLI::ParseError& e) {
        for (int i = 1; i < argc; ++i) context.json = context.json || std::string(argv[i]) == "--json";
        return context.failUsage(std::string(e.what()) +
                                 "; `hilum --help` and `hilum COMMAND --help` list what is understood.");
    }
    if (context.library.empty()) context.library = base::defaultLibraryFolder();
    base::openLog(base::stateFolder());
    watchInterrupts();
    if (!context.run) return context.failUsage("No command was given; see `hilum --help`.");
    const int exitCode = context.run();
    audit(commandName(root), context, exitCode);
    return exitCode;
}

}  // namespace hilum::app
