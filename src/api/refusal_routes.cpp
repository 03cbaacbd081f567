#include <map>

#include "api/cursor.h"
#include "api/routes.h"
#include "api/source_of_path.h"
#include "api/text_json.h"
#include "api/times.h"
#include "collect/intake_watch.h"
#include "collect/receiver.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Refusal;
using workspace::Refusals;

constexpr std::size_t kSourceIdBytesMax = 20;

json::object refusal_json(const Refusal& refusal, const std::map<std::int64_t, std::string>& names,
                          const model::TimeZone& zone) {
  json::value source = nullptr;
  if (const auto name = names.find(refusal.source_id); name != names.end())
    source = json::object{{"id", std::to_string(name->first)}, {"name", name->second}};
  return {{"source", std::move(source)},
          {"kind", to_string(refusal.kind)},
          {"event", text_or_null(refusal.event)},
          {"reason", refusal.reason},
          {"count", refusal.count},
          {"first_seen", time_json(refusal.first_seen, zone)},
          {"last_seen", time_json(refusal.last_seen, zone)},
          {"sample", text_or_null(refusal.sample.value_or(""))}};
}

base::Result<Answer> list_refusals(Call& call) {
  std::optional<std::int64_t> source;
  if (const auto text = call.parameter("source")) {
    source = source_id_from(*text);
    if (!source)
      return base::fail(base::ErrorCode::kNotFound, "There is no such source.", "source");
  }
  std::optional<Refusals::Cursor> after;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 2));
    after.emplace();
    WEND_ASSIGN(after->last_seen, cursor_number(parts[0]));
    WEND_ASSIGN(after->id, cursor_number(parts[1]));
  }
  WEND_TRY(call.services.receiver->watch()->flush());
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto refusals, call.services.workspace.refusals().page(source, after, limit + 1));
  const bool more = refusals.size() > limit;
  if (more) refusals.pop_back();
  WEND_ASSIGN(const auto sources, call.services.data.events().source_names());
  std::map<std::int64_t, std::string> names;
  for (const events::Source& one : sources) names[one.id] = one.name;
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const Refusal& refusal : refusals) items.push_back(refusal_json(refusal, names, zone));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (more) {
    body["next_cursor"] = make_cursor(
        {std::to_string(refusals.back().last_seen), std::to_string(refusals.back().id)});
  }
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

void add_refusal_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/refusals",
       .summary = "What was not taken as it came in the last 30 days, by reason, latest first.",
       .parameters = paged({{"source", text(kSourceIdBytesMax), "Only of the source of this id."}}),
       .response = page_of(reference("Refusal")),
       .lane = http::Lane::kHeavy,
       .handle = list_refusals});
}

}  // namespace wend::api
