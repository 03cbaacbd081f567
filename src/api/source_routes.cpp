#include <algorithm>

#include "api/cursor.h"
#include "api/routes.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;

json::object source_json(const events::Source& source, const model::TimeZone& zone) {
  return {{"id", std::to_string(source.id)},
          {"name", source.name},
          {"kind", source.kind},
          {"events", source.events},
          {"first_event", time_json(source.first_event, zone)},
          {"last_event", time_json(source.last_event, zone)},
          {"created_at", time_json(source.created_at, zone)}};
}

base::Result<Answer> list_sources(Call& call) {
  WEND_ASSIGN(const auto sources, call.services.data.events().sources());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto first = sources.begin();
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    first = std::ranges::upper_bound(sources, parts[0], {}, &events::Source::name);
  }
  const auto last = first + std::min<std::ptrdiff_t>(sources.end() - first,
                                                     static_cast<std::ptrdiff_t>(call.limit()));
  json::array items;
  for (auto source = first; source != last; ++source) items.push_back(source_json(*source, zone));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (last != sources.end()) body["next_cursor"] = make_cursor({std::prev(last)->name});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> create_source(Call& call) {
  const json::object& body = call.body.as_object();
  const std::string name(body.at("name").as_string());
  if (name.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The source needs a name.", "name");
  WEND_ASSIGN(const auto source, call.services.data.events().create_source(
                                     name, std::string_view(body.at("kind").as_string())));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 201;
  answer.body = source_json(source, zone);
  answer.object = std::to_string(source.id);
  return answer;
}

}  // namespace

void add_source_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/sources",
                       .summary = "Where events come from, by name.",
                       .parameters = paged(),
                       .response = page_of(reference("Source")),
                       .lane = http::Lane::kHeavy,
                       .handle = list_sources});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/sources",
       .summary = "Add a source, or find the one of this name.",
       .permission = Permission::kWrite,
       .request = object({{"name", text(200)}, {"kind", one_of_texts({"file", "webhook"})}}),
       .status = 201,
       .response = reference("Source"),
       .audit = "source.create",
       .creates = true,
       .handle = create_source});
}

}  // namespace wend::api
