#include <CLI/CLI.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.h"
#include "events/data_folder.h"
#include "fmt/format.h"
#include "workspace/workspace.h"

namespace wend::cli {
namespace {

struct KeyFlags {
  std::string data = events::default_data_folder().string();
  std::string source;
};

base::Result<std::string> make_key(const KeyFlags& flags) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(flags.data, clock));
  WEND_ASSIGN(const auto secret, space->keys().create_write_key(flags.source));
  WEND_TRY(space->audit().record("command line", "key.create", flags.source));
  return boost::json::serialize(boost::json::object{{"write_key", secret}});
}

}  // namespace

void add_key(CLI::App& app) {
  CLI::App* group = app.add_subcommand("key", "Make keys for sources of events.");
  group->require_subcommand(1);
  auto flags = std::make_shared<KeyFlags>();
  CLI::App* create = group->add_subcommand("create", "Print a write key for a source.");
  create->add_option("--data", flags->data, "The data folder.");
  create->add_option("--source", flags->source, "The source's name.")->required();
  create->callback([flags] {
    const auto line = make_key(*flags);
    if (line) fmt::print("{}\n", *line);
    exit_with(line ? 0 : report(line.error()));
  });
}

}  // namespace wend::cli
