#include "api/sql_answer.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace wend::api {
namespace {

namespace json = boost::json;
using events::sql::ColumnKind;

constexpr std::size_t kAuditBytesMax = 1000;

struct Example {
  std::string_view title, sql;
};
constexpr std::array kExamples = {
    Example{"How often each event happened",
            "SELECT event, count(*) AS events, count(DISTINCT customer) AS customers\nFROM "
            "events\nGROUP BY event\nORDER BY events DESC"},
    Example{"Customers by day and channel",
            "SELECT time::DATE AS day, channel, count(DISTINCT customer) AS customers\nFROM "
            "events\nGROUP BY ALL\nORDER BY day, channel"},
    Example{"Values of a property",
            "SELECT properties->>'$.plan' AS plan, count(*) AS events\nFROM events\nWHERE "
            "properties->>'$.plan' IS NOT NULL\nGROUP BY plan\nORDER BY events DESC"},
    Example{"What comes next after an event",
            "SELECT event, next_event, count(*) AS times\nFROM (\n  SELECT event, lead(event) OVER "
            "(PARTITION BY customer ORDER BY time, sequence) AS next_event\n  FROM "
            "events\n)\nGROUP BY ALL\nORDER BY times DESC\nLIMIT 50"},
    Example{
        "Customers that were active and went quiet",
        "SELECT customer, events, last_seen\nFROM customers\nWHERE events >= 10 AND last_seen < "
        "now() - INTERVAL 30 DAY\nORDER BY events DESC"}};

std::string_view type_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kInteger:
      return "BIGINT";
    case ColumnKind::kTime:
      return "TIMESTAMP WITH TIME ZONE";
    default:
      return "VARCHAR";
  }
}

}  // namespace

std::string sql_answer_text(const events::sql::Answer& answer) {
  // The rows are JSON already and may be large.
  return fmt::format(R"({{"columns":{},"rows":{},"row_count":{},"cut_by":{},"took_ms":{:.1f}}})",
                     json::serialize(answer.columns), answer.rows, answer.row_count,
                     answer.cut_by.empty() ? "null" : '"' + answer.cut_by + '"',
                     static_cast<double>(answer.took.count()) / 1000);
}

json::object sql_schema(const events::sql::Console& console, const events::sql::Limits& limits) {
  json::array tables;
  for (const auto& relation : console.relations()) {
    json::array columns;
    for (const auto& column : relation.columns)
      columns.push_back(json::object{{"name", column.name},
                                     {"type", type_of(column.kind)},
                                     {"description", column.description}});
    tables.push_back(json::object{{"name", relation.name},
                                  {"description", relation.description},
                                  {"columns", std::move(columns)}});
  }
  json::array examples;
  for (const Example& example : kExamples)
    examples.push_back(json::object{{"title", example.title}, {"sql", example.sql}});
  const auto seconds = [](std::chrono::milliseconds time) { return time.count() / 1000; };
  return {{"tables", std::move(tables)},
          {"examples", std::move(examples)},
          {"limits", json::object{{"rows", limits.rows},
                                  {"rows_max", events::sql::kRowsMax},
                                  {"time_s", seconds(limits.time)},
                                  {"time_s_max", seconds(events::sql::kTimeMax)},
                                  {"memory_mib", limits.memory_mib},
                                  {"statement_bytes_max", events::sql::kStatementBytesMax}}}};
}

std::string sql_for_audit(std::string_view statement) {
  if (statement.size() <= kAuditBytesMax) return std::string(statement);
  std::size_t end = kAuditBytesMax;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(statement[end]) & 0xc0) == 0x80) --end;
  return std::string(statement.substr(0, end)) + " …";
}

}  // namespace wend::api
