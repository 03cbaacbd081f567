#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <set>

#include "analyze/query.h"
#include "api/cursor.h"
#include "api/dashboards.h"
#include "api/document_version.h"
#include "api/times.h"
#include "workspace/dashboards.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Dashboard;
using workspace::Dashboards;

constexpr std::size_t kTilesMax = 40;
constexpr std::int64_t kColumns = 12;  // of the grid
constexpr std::int64_t kRowsMax = 1000;
constexpr std::int64_t kTileRowsMax = 20;
constexpr int kJsonDepthMax = 256;  // what was stored was checked before

Dashboards dashboards(Call& call) {
  return {call.services.workspace.documents(), call.services.clock};
}

json::value parse(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return json::parse(text, {}, options);
}

json::object dashboard_json(const Dashboard& dashboard, const model::TimeZone& zone) {
  json::object body{{"id", dashboard.id},
                    {"name", dashboard.name},
                    {"description", dashboard.description},
                    {"tiles", parse(dashboard.tiles)},
                    {"version", dashboard.version},
                    {"created_at", time_json(dashboard.created_at, zone)},
                    {"updated_at", time_json(dashboard.updated_at, zone)},
                    {"created_by", nullptr}};
  if (dashboard.created_by) body["created_by"] = *dashboard.created_by;
  return body;
}

base::Result<Answer> answer_with(Call& call, const Dashboard& dashboard, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = status;
  answer.body = dashboard_json(dashboard, zone);
  answer.headers.set("ETag", etag_of(dashboard.version));
  answer.object = dashboard.id;
  return answer;
}

base::Result<Dashboard> existing(Call& call) {
  WEND_ASSIGN(auto dashboard, dashboards(call).find(call.id()));
  if (!dashboard) return base::fail(base::ErrorCode::kNotFound, "There is no such dashboard.");
  return std::move(*dashboard);
}

Dashboard draft_of(const Call& call) {
  const json::object& body = call.body.as_object();
  Dashboard draft;
  draft.name = body.at("name").as_string();
  if (const auto* description = body.if_contains("description"))
    draft.description = description->as_string();
  if (const auto* tiles = body.if_contains("tiles")) draft.tiles = json::serialize(*tiles);
  return draft;
}

// A tile is a saved question or one of its own, and stands in the grid.
base::Status check_tile(const json::object& tile, const std::string& place,
                        std::set<std::string_view>& ids) {
  using base::ErrorCode;
  if (!ids.insert(tile.at("id").as_string()).second)
    return base::fail(ErrorCode::kInvalidInput, "Another tile has this id.", place + ".id",
                      "Give every tile an id of its own.");
  if (tile.at("x").as_int64() + tile.at("width").as_int64() > kColumns)
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("The tile reaches beyond the {} columns.", kColumns),
                      place + ".width", "Make it narrower or begin it further left.");
  const bool saved = tile.contains("question"), own = tile.contains("query");
  if (saved == own)
    return base::fail(ErrorCode::kInvalidInput,
                      "A tile has either a saved question or a query of its own.", place,
                      "Give it question or query.");
  if (saved) return {};
  auto checked = analyze::check_query(tile.at("query"));
  if (checked) return {};
  base::Error error = checked.error();
  error.place = error.place.empty() ? place + ".query" : place + ".query." + error.place;
  return base::fail(std::move(error));
}

base::Status check_draft(const Call& call) {
  const json::object& body = call.body.as_object();
  if (body.at("name").as_string().empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The dashboard needs a name.", "name");
  const auto* tiles = body.if_contains("tiles");
  if (tiles == nullptr) return {};
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < tiles->as_array().size(); ++i)
    WEND_TRY(check_tile(tiles->as_array()[i].as_object(), fmt::format("tiles[{}]", i), ids));
  return {};
}

base::Result<Answer> clash_with(Call& call, const Dashboard& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  return clash("this dashboard", call.body, dashboard_json(theirs, zone), theirs.version);
}

base::Result<Answer> list_dashboards(Call& call) {
  WEND_ASSIGN(const auto all, dashboards(call).all());
  auto begin = all.begin();
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    begin = std::ranges::find(all, parts[0], &Dashboard::id);
    if (begin != all.end()) ++begin;
  }
  const auto end = begin + std::min<std::ptrdiff_t>(all.end() - begin,
                                                    static_cast<std::ptrdiff_t>(call.limit()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (auto at = begin; at != end; ++at) items.push_back(dashboard_json(*at, zone));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (end != all.end() && end != begin) body["next_cursor"] = make_cursor({std::prev(end)->id});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> create_dashboard(Call& call) {
  WEND_TRY(check_draft(call));
  Dashboard draft = draft_of(call);
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const Dashboard dashboard, dashboards(call).create(std::move(draft)));
  return answer_with(call, dashboard, 201);
}

base::Result<Answer> show_dashboard(Call& call) {
  WEND_ASSIGN(const Dashboard dashboard, existing(call));
  return answer_with(call, dashboard, 200);
}

base::Result<Answer> change_dashboard(Call& call) {
  WEND_TRY(check_draft(call));
  WEND_ASSIGN(const Dashboard current, existing(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed = dashboards(call).replace(current.id, current.version, draft_of(call));
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Dashboard theirs, existing(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_dashboard(Call& call) {
  WEND_ASSIGN(const Dashboard current, existing(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(dashboards(call).remove(current.id, current.version));
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

schema::Schema tile() {
  using namespace schema;
  return object({{"id", text(100)},
                 {"title", text(200)},
                 optional("question", text(100)),
                 optional("query", open_object()),
                 optional("view", open_object()),
                 {"x", integer(0, kColumns - 1)},
                 {"y", integer(0, kRowsMax)},
                 {"width", integer(1, kColumns)},
                 {"height", integer(1, kTileRowsMax)}});
}

schema::Schema shown() {
  using namespace schema;
  return object({{"id", text(100)},
                 {"name", text()},
                 {"description", text()},
                 {"tiles", list(tile())},
                 {"version", count()},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(text(100))}});
}

schema::Schema draft() {
  using namespace schema;
  return object({{"name", text(200)},
                 optional("description", text(2000)),
                 optional("tiles", list(tile(), kTilesMax))});
}

}  // namespace

void add_dashboard_endpoints(std::vector<Endpoint>& endpoints) {
  endpoints.push_back({.path = "/api/v1/dashboards",
                       .summary = "The dashboards, newest first.",
                       .parameters = paged(),
                       .response = page_of(shown()),
                       .handle = list_dashboards});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/dashboards",
                       .summary = "Make a dashboard.",
                       .permission = Permission::kWrite,
                       .request = draft(),
                       .status = 201,
                       .response = shown(),
                       .audit = "dashboard.create",
                       .creates = true,
                       .handle = create_dashboard});
  endpoints.push_back({.path = "/api/v1/dashboards/{id}",
                       .summary = "One dashboard.",
                       .response = shown(),
                       .handle = show_dashboard});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/dashboards/{id}",
                       .summary = "Change a dashboard.",
                       .permission = Permission::kWrite,
                       .request = draft(),
                       .response = shown(),
                       .audit = "dashboard.change",
                       .needs_match = true,
                       .handle = change_dashboard});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/dashboards/{id}",
                       .summary = "Remove a dashboard.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "dashboard.remove",
                       .needs_match = true,
                       .handle = remove_dashboard});
}

}  // namespace wend::api
