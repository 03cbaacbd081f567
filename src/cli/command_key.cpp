#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "fmt/format.h"
#include "workspace/workspace.h"

namespace wend::cli {
namespace {

base::Result<std::string> make_key(const std::string& data, const std::string& source) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto secret, space->keys().create_write_key(source));
  WEND_TRY(space->audit().record("command line", "key.create", source));
  return boost::json::serialize(boost::json::object{{"write_key", secret}});
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("key", "Make keys for sources of events.");
  group->require_subcommand(1);
  auto source = std::make_shared<std::string>();
  CLI::App* create = group->add_subcommand("create", "Print a write key for a source.");
  add_data_option(*create, context);
  create->add_option("--source", *source, "The source's name.")->required();
  create->callback([source, &context] {
    const auto line = make_key(context.data, *source);
    if (line)
      fmt::print("{}\n", *line);
    else
      context.fail(line.error());
  });
}

}  // namespace wend::cli
