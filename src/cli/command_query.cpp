#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>

#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "events/data_folder.h"

namespace wend::cli {
namespace {

base::Result<std::string> read_document(const std::string& name) {
  if (name == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(name, std::ios::binary);
  if (!file) {
    return base::fail(base::ErrorCode::kNotFound, "The question cannot be read.", name,
                      "Name a file that holds a query document, or - to read it from the input.");
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The time zone that people chose for the workspace; UTC while there is no workspace.
base::Result<std::string> workspace_zone(const std::string& data) {
  if (!std::filesystem::exists(std::filesystem::path(data) / "workspace.db")) return "UTC";
  const env::SystemClock clock;
  WEND_ASSIGN(auto workspace, open_workspace(data, clock));
  WEND_ASSIGN(auto zone, workspace->settings().get("time_zone"));
  return std::move(zone).value_or("UTC");
}

base::Result<boost::json::object> answer(const std::string& data, const std::string& spec,
                                         const std::optional<std::string>& time_zone) {
  WEND_ASSIGN(const std::string text, read_document(spec));
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(text, error);
  if (error) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("The question is not JSON: {}.", error.message()), spec,
                      "docs/query-language.md describes questions.");
  }
  WEND_ASSIGN(auto folder, events::DataFolder::open(data, {.create = false}));
  analyze::JourneyTableStore tables(folder->events());
  WEND_ASSIGN(auto table, tables.current());
  WEND_ASSIGN(auto zone, time_zone ? base::Result<std::string>(*time_zone) : workspace_zone(data));
  return analyze::run_query({.table = std::move(table), .time_zone = std::move(zone)}, document);
}

}  // namespace

void add_query(CLI::App& app, Context& context) {
  struct Options {
    std::string spec;
    std::optional<std::string> time_zone;
    bool schema = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("query", "Answer a question about journeys.");
  command->add_option("SPEC", options->spec, "A file with a query document, or - for the input.");
  command->add_flag("--schema", options->schema, "Print the JSON Schema of all query documents.");
  command->add_option("--zone", options->time_zone,
                      "The time zone of times in the answer (default: the workspace's).");
  add_data_option(*command, context);
  command->callback([options, &context] {
    if (options->schema) {
      fmt::print("{}\n", boost::json::serialize(analyze::query_schema()));
      return;
    }
    if (options->spec.empty()) {
      throw CLI::RequiredError("SPEC");
    }
    const auto result = answer(context.data, options->spec, options->time_zone);
    if (!result) return context.fail(result.error());
    fmt::print("{}\n", boost::json::serialize(*result));
  });
}

}  // namespace wend::cli
