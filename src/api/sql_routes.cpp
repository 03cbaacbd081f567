#include "api/routes.h"
#include "api/sql_answer.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;
namespace sql = events::sql;

base::Result<Answer> run_sql(Call& call) {
  const json::object& body = call.body.as_object();
  const std::string statement(body.at("sql").as_string());
  sql::Limits limits = call.services.sql_limits;
  if (const auto* rows = body.if_contains("rows")) limits.rows = rows->to_number<std::size_t>();
  if (const auto* time = body.if_contains("time_s"))
    limits.time = std::chrono::seconds(time->to_number<std::int64_t>());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const auto answered = call.services.sql->run(statement, zone.name(), limits, call.request.stop);
  if (!answered) {
    // Who tries what is not allowed is worth knowing too.
    WEND_TRY(call.services.workspace.audit().record(call.caller.id, "sql.fail",
                                                    sql_for_audit(statement), call.caller.address));
    return base::fail(answered.error());
  }
  Answer answer;
  answer.object = sql_for_audit(statement);
  answer.response = http::Response::text(200, "application/json", sql_answer_text(*answered));
  answer.response->headers.set("Cache-Control", "no-store");
  return answer;
}

base::Result<Answer> show_schema(Call& call) {
  Answer answer;
  answer.body = sql_schema(*call.services.sql, call.services.sql_limits);
  return answer;
}

schema::Schema answer_schema() {
  using namespace schema;
  return object({{"columns", list(object({{"name", text()}, {"type", text()}}))},
                 {"rows", list(list(anything()))},
                 {"row_count", count()},
                 {"cut_by", nullable(one_of_texts({"rows", "bytes"}))},
                 {"took_ms", number()}});
}

schema::Schema schema_schema() {
  using namespace schema;
  const auto column = object({{"name", text()}, {"type", text()}, {"description", text()}});
  return object(
      {{"tables",
        list(object({{"name", text()}, {"description", text()}, {"columns", list(column)}}))},
       {"examples", list(object({{"title", text()}, {"sql", text()}}))},
       {"limits", object({{"rows", count()},
                          {"rows_max", count()},
                          {"time_s", count()},
                          {"time_s_max", count()},
                          {"memory_mib", count()},
                          {"statement_bytes_max", count()}})}});
}

}  // namespace

void add_sql_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/sql",
       .summary = "Run a SQL statement that selects.",
       .request = object({{"sql", text(sql::kStatementBytesMax)},
                          optional("rows", integer(1, sql::kRowsMax)),
                          optional("time_s", integer(1, sql::kTimeMax.count() / 1000))}),
       .response = answer_schema(),
       .audit = "sql.run",
       .lane = http::Lane::kHeavy,
       .handle = run_sql});
  endpoints.push_back({.path = "/api/v1/sql/schema",
                       .summary = "The tables that SQL can select from, with examples and limits.",
                       .response = schema_schema(),
                       .handle = show_schema});
}

}  // namespace wend::api
