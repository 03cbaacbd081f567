#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>

#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "cli/commands.h"
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

base::Result<boost::json::object> answer(const std::string& data, const std::string& spec,
                                         const std::string& time_zone) {
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
  return analyze::run_query({.table = std::move(table), .time_zone = time_zone}, document);
}

}  // namespace

void add_query(CLI::App& app, Context& context) {
  struct Options {
    std::string spec;
    std::string time_zone = "UTC";
    bool schema = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("query", "answer a question about journeys");
  command->add_option("SPEC", options->spec, "a file with a query document, or - for the input");
  command->add_flag("--schema", options->schema, "print the JSON Schema of all query documents");
  command->add_option("--zone", options->time_zone, "the time zone of times in the answer")
      ->capture_default_str();
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
