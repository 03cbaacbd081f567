#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <iterator>

#include "api/event_plan.h"
#include "api/sql_answer.h"
#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "cli/server_call.h"
#include "cli/sheet.h"
#include "collect/csv_cell.h"
#include "events/data_folder.h"
#include "events/sql/store_relations.h"
#include "server/config.h"
#include "unify/accounts.h"
#include "unify/sql_accounts.h"

namespace wend::cli {
namespace {

namespace json = boost::json;
namespace sql = events::sql;

struct Asked {
  std::string statement;
  std::size_t rows = sql::Limits{}.rows;
  std::uint32_t time_s = 30;
  bool schema = false;
};

// A server has the folder open: it answers instead.
base::Result<json::value> ask_server(const std::string& data, const Asked& asked) {
  if (asked.schema) return call_server(data, "GET", "/api/v1/sql/schema", "");
  return call_server(
      data, "POST", "/api/v1/sql",
      json::serialize(
          json::object{{"sql", asked.statement}, {"rows", asked.rows}, {"time_s", asked.time_s}}));
}

base::Result<json::value> answer(const std::string& data, const Asked& asked) {
  auto folder = events::DataFolder::open(data, {.create = false});
  if (!folder && folder.error().code == base::ErrorCode::kUnavailable)
    return ask_server(data, asked);
  if (!folder) return base::fail(folder.error());
  const env::SystemClock clock;
  WEND_ASSIGN(const auto workspace, open_workspace(data, clock));
  WEND_ASSIGN(const auto config, server::read_config(data));
  WEND_ASSIGN(const auto zone, workspace->settings().get("time_zone"));
  unify::Accounts accounts((*folder)->events(), workspace->documents(),
                           workspace->account_decisions());
  WEND_ASSIGN(const auto planned, api::planned_events(*workspace));
  const analyze::EventNames names(planned);
  auto relations = sql::store_relations([&names]() -> base::Result<sql::ShowName> {
    return [&names](std::string_view sent) { return names.shown(sent); };
  });
  for (auto& relation : unify::sql_account_relations([&accounts] { return &accounts; }))
    relations.push_back(std::move(relation));
  const sql::Console console((*folder)->events(), std::move(relations),
                             {.spill_folder = (*folder)->path() / "index" / "sql"});
  sql::Limits limits{.time = std::chrono::seconds(asked.time_s),
                     .memory_mib = config.sql_memory_limit_mib,
                     .spill_mib = config.sql_spill_limit_mib,
                     .threads = config.threads,
                     .rows = asked.rows};
  if (asked.schema) return json::value(api::sql_schema(console, limits));
  WEND_TRY(
      workspace->audit().record("command line", "sql.run", api::sql_for_audit(asked.statement)));
  WEND_ASSIGN(const auto answered, console.run(asked.statement, zone.value_or("UTC"), limits, {}));
  return json::parse(api::sql_answer_text(answered));
}

bool is_number(std::string_view type) {
  return type.ends_with("INT") || type.ends_with("INTEGER") || type == "DOUBLE" ||
         type == "FLOAT" || type.starts_with("DECIMAL");
}

// What is neither a text nor a number is shown as its JSON.
json::value cell_of(const json::value& value) {
  if (value.is_object() || value.is_array()) return json::value(json::serialize(value));
  return value;
}

Sheet sheet_of(const json::object& answer) {
  Sheet sheet{.name = "rows", .main = true, .columns = {}, .rows = {}};
  for (const auto& column : answer.at("columns").as_array())
    sheet.columns.push_back(
        {std::string(column.at("name").as_string()),
         is_number(column.at("type").as_string()) ? CellKind::kNumber : CellKind::kText});
  for (const auto& row : answer.at("rows").as_array()) {
    auto& cells = sheet.rows.emplace_back();
    for (const auto& cell : row.as_array()) cells.push_back(cell_of(cell));
  }
  return sheet;
}

Sheet schema_sheet(const json::object& schema) {
  Sheet sheet{.name = "tables",
              .main = true,
              .columns = {{"table"}, {"column"}, {"type"}, {"description"}},
              .rows = {}};
  for (const auto& table : schema.at("tables").as_array())
    for (const auto& column : table.at("columns").as_array())
      sheet.rows.push_back(
          {table.at("name"), column.at("name"), column.at("type"), column.at("description")});
  return sheet;
}

void print(const json::object& answer, const Asked& asked, const std::string& format) {
  if (format == "json") {
    fmt::print("{}\n", json::serialize(answer));
    return;
  }
  Sheet sheet = asked.schema ? schema_sheet(answer) : sheet_of(answer);
  if (format == "csv")
    for (Column& column : sheet.columns) column.name = collect::to_csv_cell(column.name);
  fmt::print("{}", format == "table" ? to_table(sheet) : to_csv(sheet));
  std::fflush(stdout);
  if (asked.schema) return;
  const auto& cut_by = answer.at("cut_by");
  if (cut_by.is_string())
    fmt::print(stderr, "There are more rows than the {} that are shown: {}.\n", sheet.rows.size(),
               cut_by == "rows" ? "ask for more with --rows" : "they are too long to answer all");
}

std::string check_format(const std::string& format) {
  if (format == "json" || format == "csv" || format == "table") return "";
  return fmt::format("There is no format \"{}\"; it is json, csv or table.", format);
}

}  // namespace

void add_sql(CLI::App& app, Context& context) {
  auto asked = std::make_shared<Asked>();
  auto* command = app.add_subcommand("sql", "Run a SQL statement that selects.");
  command->add_option("STATEMENT", asked->statement,
                      "The statement, or - to read it from the input.");
  command->add_flag("--schema", asked->schema, "List the tables and columns, with examples.");
  command->add_option("--rows", asked->rows, "As many rows are answered at most.")
      ->check(CLI::Range(std::size_t{1}, sql::kRowsMax))
      ->capture_default_str();
  command->add_option("--time", asked->time_s, "After so many seconds the statement is stopped.")
      ->check(CLI::Range(1, static_cast<int>(sql::kTimeMax.count() / 1000)))
      ->capture_default_str();
  command->add_option("--format", context.format, "json, csv or table (for people).")
      ->check(check_format)
      ->capture_default_str();
  add_data_option(*command, context);
  command->callback([asked, &context] {
    if (!asked->schema && asked->statement.empty()) throw CLI::RequiredError("STATEMENT");
    if (asked->statement == "-")
      asked->statement = std::string(std::istreambuf_iterator<char>(std::cin), {});
    const auto result = answer(context.data, *asked);
    if (!result) return context.fail(result.error());
    print(result->as_object(), *asked, context.format);
  });
}

}  // namespace wend::cli
