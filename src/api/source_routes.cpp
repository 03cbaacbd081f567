#include <algorithm>
#include <charconv>

#include "api/cursor.h"
#include "api/routes.h"
#include "api/source_of_path.h"
#include "api/times.h"
#include "collect/intake_watch.h"
#include "collect/receiver.h"

namespace wend::api {
namespace {

namespace json = boost::json;

using Refused = std::map<std::int64_t, workspace::Refusals::Counts>;

// What was refused in the last seven days, up to now.
base::Result<Refused> refused_lately(Call& call) {
  WEND_TRY(call.services.receiver->watch()->flush());
  return call.services.workspace.refusals().of_last_week();
}

json::object source_json(const events::Source& source, const Refused& refused,
                         const model::TimeZone& zone) {
  const auto found = refused.find(source.id);
  const auto counts = found == refused.end() ? workspace::Refusals::Counts{} : found->second;
  return {{"id", std::to_string(source.id)},
          {"name", source.name},
          {"kind", source.kind},
          {"events", source.events},
          {"first_event", time_json(source.first_event, zone)},
          {"last_event", time_json(source.last_event, zone)},
          {"created_at", time_json(source.created_at, zone)},
          {"refused", counts.refused},
          {"warned", counts.warned}};
}

base::Result<Answer> list_sources(Call& call) {
  WEND_TRY(call.services.receiver->senders().make_sources_of_keys());
  WEND_ASSIGN(const auto refused, refused_lately(call));
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
  for (auto source = first; source != last; ++source)
    items.push_back(source_json(*source, refused, zone));
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
  WEND_ASSIGN(const auto refused, refused_lately(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 201;
  answer.body = source_json(source, refused, zone);
  answer.object = std::to_string(source.id);
  return answer;
}

base::Result<Answer> show_source(Call& call) {
  WEND_ASSIGN(const auto source, source_of_path(call));
  WEND_ASSIGN(const auto refused, refused_lately(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.body = source_json(source, refused, zone);
  return answer;
}

}  // namespace

std::optional<std::int64_t> source_id_from(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(id)
                                                                  : std::nullopt;
}

base::Result<events::Source> source_of_path(Call& call) {
  if (const auto id = source_id_from(call.id())) {
    WEND_ASSIGN(auto source, call.services.data.events().source(*id));
    if (source) return *std::move(source);
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such source.");
}

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
       .request = object(
           {{"name", text(200)}, {"kind", one_of_texts({"file", "sdk", "browser", "webhook"})}}),
       .status = 201,
       .response = reference("Source"),
       .audit = "source.create",
       .creates = true,
       .handle = create_source});
  endpoints.push_back({.path = "/api/v1/sources/{id}",
                       .summary = "One source.",
                       .response = reference("Source"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_source});
}

}  // namespace wend::api
