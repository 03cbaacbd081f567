#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/mapping_dialogue.h"
#include "cli/progress_line.h"
#include "collect/import_job.h"
#include "collect/inspect.h"
#include "server/running_server.h"
#include "unify/consent.h"
#include "unify/retention.h"
#include "workspace/workspace.h"

namespace wend::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string map, source, channel;
  bool dry_run = false;
  bool replace = false;
  bool yes = false;
};

std::atomic<bool> interrupted = false;

// Asks the import to stop when the user presses Ctrl-C; a second time ends the process as usual.
class InterruptWatch {
 public:
  InterruptWatch() : before_(std::signal(SIGINT, on_signal)) {
    interrupted = false;
    thread_ = std::jthread([this](std::stop_token done) {
      while (!done.stop_requested() && !interrupted)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      if (interrupted) source_.request_stop();
    });
  }
  ~InterruptWatch() { std::signal(SIGINT, before_); }
  std::stop_token token() const { return source_.get_token(); }

 private:
  static void on_signal(int) {
    interrupted = true;
    std::signal(SIGINT, SIG_DFL);
  }
  using Handler = void (*)(int);
  Handler before_;
  std::stop_source source_;
  std::jthread thread_;
};

base::Result<collect::Mapping> read_mapping(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return base::fail(base::ErrorCode::kNotFound, "The mapping cannot be read.", path,
                      "Check its name.");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto mapping = collect::mapping_from_text(text);
  if (!mapping)
    mapping.error().place =
        path + (mapping.error().place.empty() ? "" : ": " + mapping.error().place);
  return mapping;
}

// The mapping to import with: given, guessed, or guessed and talked over on a terminal.
base::Result<std::optional<collect::Mapping>> choose_mapping(const Options& options,
                                                             const std::string& path,
                                                             const std::string& name) {
  std::optional<collect::Mapping> given;
  if (!options.map.empty()) {
    WEND_ASSIGN(given, read_mapping(options.map));
    if (!options.channel.empty()) given->channel = {.constant = options.channel};
  }
  const auto scratch = std::filesystem::temp_directory_path();
  WEND_ASSIGN(auto inspection,
              collect::inspect_file(path, name, given ? &*given : nullptr, scratch));
  if (!given && !options.channel.empty())
    inspection.mapping.channel = {.constant = options.channel};
  if (options.dry_run) {
    fmt::print("{}\n", boost::json::serialize(to_json(inspection)));
    print_guess(inspection, name);
    return std::nullopt;
  }
  if (given) return given;
  print_guess(inspection, name);
  const bool ask = !options.yes && ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
  if (ask) return ask_about(inspection, std::cin);
  if (!inspection.complete) {
    std::string why;
    if (inspection.mapping.customer.empty()) why += "No column looks like a customer. ";
    if (inspection.mapping.time.empty()) why += "No column looks like a time. ";
    why.pop_back();
    return base::fail(
        base::ErrorCode::kInvalidInput, why, name,
        "Say which columns to use with --map FILE; wend import --dry-run prints a mapping to start "
        "from.");
  }
  return inspection.mapping;
}

boost::json::object to_json(const std::string& file, const collect::ImportOutcome& outcome) {
  boost::json::array reasons;
  for (const auto& reason : outcome.record.reject_reasons) {
    reasons.push_back(boost::json::object{{"reason", reason.reason}, {"count", reason.count}});
  }
  return {{"file", file},
          {"id", outcome.record.id},
          {"source", outcome.record.source},
          {"state", events::to_string(outcome.record.state)},
          {"known_already", outcome.known_already},
          {"rows", outcome.record.rows},
          {"added", outcome.record.added},
          {"duplicates", outcome.record.duplicates},
          {"rejected", outcome.record.rejected},
          {"reject_reasons", std::move(reasons)},
          {"rejects_file", outcome.rejects_file.empty() ? boost::json::value(nullptr)
                                                        : boost::json::value(outcome.rejects_file)},
          {"mapping", collect::to_json(outcome.mapping)}};
}

void print_summary(const std::string& file, const collect::ImportOutcome& outcome) {
  const auto& record = outcome.record;
  if (outcome.known_already) {
    fmt::print(stderr, "{}: this file is in the store already, as import {}; nothing was added.\n",
               file, record.id);
    return;
  }
  fmt::print(stderr, "{}: {} rows, {} {} added, {} known already, {} rejected.\n", file,
             with_thousands(record.rows), with_thousands(record.added),
             to_string(outcome.mapping.rows), with_thousands(record.duplicates),
             with_thousands(record.rejected));
  for (const auto& reason : record.reject_reasons) {
    fmt::print(stderr, "  {} × {}\n", with_thousands(reason.count), reason.reason);
  }
  if (!outcome.rejects_file.empty())
    fmt::print(stderr, "  The rejected rows are in {}\n", outcome.rejects_file);
}

// Who was erased is not brought back by a file, and who did not agree is not collected by one.
base::Status obey_privacy(events::DataFolder& folder) {
  static const env::SystemClock clock;
  WEND_ASSIGN(const auto workspace,
              workspace::Workspace::open(folder.workspace_file().string(), clock));
  WEND_ASSIGN(const auto erasure,
              server::open_erasure(folder, *workspace, clock, {}, [](std::string_view sentence) {
                fmt::print(stderr, "{}\n", sentence);
              }));
  WEND_TRY(unify::Consent(folder.events(), workspace->documents(), erasure->hasher()).apply());
  return unify::Retention({folder.events(), workspace->documents(), clock, {}}).apply();
}

void import_files(const Options& options, Context& context) {
  std::unique_ptr<events::DataFolder> folder;
  boost::json::array results;
  for (const std::string& path : options.files) {
    const std::string name = std::filesystem::path(path).filename();
    const auto mapping = choose_mapping(options, path, name);
    if (!mapping) {
      context.fail(mapping.error());
      continue;
    }
    if (!*mapping) continue;  // a dry run, or the user said no
    if (folder == nullptr) {
      auto opened = events::DataFolder::open(context.data, {});
      if (!opened) return context.fail(opened.error());
      folder = std::move(*opened);
      const auto obeyed = obey_privacy(*folder);
      if (!obeyed) return context.fail(obeyed.error());
    }
    collect::ImportProgress progress;
    InterruptWatch watch;
    auto outcome = [&] {
      const ProgressLine line(name, progress);
      return collect::run_import(*folder,
                                 {.path = path,
                                  .file = name,
                                  .source = options.source,
                                  .mapping = **mapping,
                                  .replace = options.replace},
                                 progress, watch.token());
    }();
    if (!outcome) {
      if (outcome.error().hint == collect::kReplaceHint)
        outcome.error().hint =
            "Repeat it with --replace to take the earlier events out first, or give another "
            "--source.";
      context.fail(outcome.error());
      if (outcome.error().code == base::ErrorCode::kCancelled) break;
      continue;
    }
    print_summary(name, *outcome);
    results.push_back(to_json(name, *outcome));
    // A file of which nothing could be used is wrong data, though every row has its reason.
    if (outcome->record.rejected > 0 && outcome->record.rejected == outcome->record.rows) {
      context.exit_code = kWrongData;
    }
  }
  if (!results.empty())
    fmt::print("{}\n",
               boost::json::serialize(boost::json::object{{"imports", std::move(results)}}));
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "import", "Take in event files: CSV, JSON lines, Parquet, XES, also .gz and .zst.");
  command->add_option("FILE", options->files, "The files to import.")->required();
  command->add_option("--map", options->map, "A JSON file that says which columns to use.");
  command->add_option("--source", options->source, "The source's name (default: the file's name).");
  command->add_option("--channel", options->channel, "The channel of all events, such as web.");
  command->add_flag("--dry-run", options->dry_run,
                    "Show what would be imported, and import nothing.");
  command->add_flag("--replace", options->replace,
                    "Take out what earlier imports of this file added.");
  command->add_flag("--yes,-y", options->yes, "Do not ask.");
  command->add_option("--format", context.format, "The form of the summary on stdout.")
      ->check(CLI::IsMember({"json"}));
  add_data_option(*command, context);
  command->callback([options, &context] { import_files(*options, context); });
}

}  // namespace wend::cli
