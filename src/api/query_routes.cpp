#include "analyze/query.h"
#include "api/ask.h"
#include "api/routes.h"
#include "api/times.h"
#include "fmt/format.h"

namespace wend::api {
namespace {

namespace json = boost::json;

base::Result<Answer> query(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  Answer answer;
  // What depends on the clock has no version.
  if (!analyze::depends_on_now(call.body))
    answer.headers.set("ETag", fmt::format("\"{}\"", table->data_version()));
  answer.headers.set("Cache-Control", "private, no-cache");
  if (!answer.headers.get("ETag").empty() &&
      call.request.headers.get("If-None-Match") == answer.headers.get("ETag")) {
    answer.status = 304;
    return answer;
  }
  WEND_ASSIGN(answer.body, ask(call, table, call.body));
  return answer;
}

base::Result<Answer> query_schema(Call&) {
  Answer answer;
  answer.body = analyze::query_schema();
  return answer;
}

base::Result<Answer> status(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto sample, call.services.workspace.settings().get("sample"));
  std::optional<model::TimeUs> last;
  if (table->event_count() > 0) last = table->last_us();
  Answer answer;
  // Imports are visible when they are done, so an answer is never behind what was accepted.
  answer.body =
      json::object{{"customers", table->profile_count()},     {"events", table->event_count()},
                   {"data_version", table->data_version()},   {"last_event", time_json(last, zone)},
                   {"version", call.services.config.version}, {"behind_s", 0},
                   {"sample", sample.value_or("") == "true"}};
  return answer;
}

}  // namespace

void add_query_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/status",
                       .summary = "How much there is, and how fresh.",
                       .response = reference("Status"),
                       .lane = http::Lane::kHeavy,
                       .handle = status});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/query",
                       .summary = "Answer a question; see the query language.",
                       .request = open_object({{"kind", text(50)}}),
                       .response = open_object({{"kind", text()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = query});
  endpoints.push_back({.path = "/api/v1/query/schema",
                       .summary = "The JSON Schema of all questions.",
                       .response = open_object(),
                       .handle = query_schema});
}

}  // namespace wend::api
