#include "api/map_sharing.h"
#include "api/maps.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::MapShare;

std::string_view state_of(const MapShare& share, Services& services) {
  if (share.revoked_at) return "revoked";
  return services.workspace.map_shares().works(share) ? "works" : "expired";
}

json::object share_json(const MapShare& share, Services& services, const model::TimeZone& zone) {
  return {{"id", share.id},
          {"label", share.label},
          {"rights", share.may_comment ? "comment" : "read"},
          {"embed", share.may_embed},
          {"password", share.has_password},
          {"state", state_of(share, services)},
          {"created_at", time_json(share.created_at, zone)},
          {"created_by", share.created_by},
          {"expires_at", time_json(share.expires_at, zone)},
          {"used_at", time_json(share.used_at, zone)},
          {"revoked_at", time_json(share.revoked_at, zone)}};
}

base::Status check_map(Call& call) {
  WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(call.id()));
  if (!entry || entry->removed_at)
    return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  return {};
}

base::Result<Answer> list_shares(Call& call) {
  WEND_TRY(check_map(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto shares, call.services.workspace.map_shares().all(call.id()));
  json::array items;
  for (const MapShare& share : shares) items.push_back(share_json(share, call.services, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

const json::value* given(const json::object& body, std::string_view field) {
  const json::value* value = body.if_contains(field);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

base::Result<Answer> create_share(Call& call) {
  const json::object& body = call.body.as_object();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  MapShare share;
  share.map = call.id();
  share.created_by = call.caller.id;
  share.may_comment = body.at("rights") == "comment";
  if (const json::value* label = given(body, "label")) share.label = label->as_string();
  if (const json::value* embed = given(body, "embed")) share.may_embed = embed->as_bool();
  if (const json::value* time = given(body, "expires_at")) {
    const auto read = model::parse_time(time->as_string(), zone);
    if (!read)
      return base::fail(base::ErrorCode::kInvalidInput, "This is no time.", "expires_at",
                        "Write it as \"2026-11-30T18:00:00Z\".");
    share.expires_at = *read;
  }
  std::optional<std::string_view> password;
  if (const json::value* text = given(body, "password")) password = text->as_string();
  WEND_ASSIGN(const auto made,
              call.services.workspace.map_shares().create(std::move(share), password));
  Answer answer;
  answer.status = 201;
  answer.object = made.share.id;
  answer.body =
      json::object{{"share", share_json(made.share, call.services, zone)},
                   {"token", made.token},
                   {"path", "/share/" + made.token},
                   {"embed_path", made.share.may_embed ? json::value("/embed/" + made.token)
                                                       : json::value(nullptr)}};
  return answer;
}

base::Result<Answer> revoke_share(Call& call) {
  WEND_TRY(check_map(call));
  WEND_ASSIGN(const auto share, call.services.workspace.map_shares().revoke(
                                    call.id(), call.request.path_value("share_id")));
  Answer answer;
  answer.status = 204;
  answer.object = share.id;
  return answer;
}

}  // namespace

void add_map_share_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/maps/{id}/shares",
                       .summary = "The links that show a map without an account.",
                       .permission = Permission::kWrite,
                       .response = page_of(reference("MapShare")),
                       .handle = list_shares});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/{id}/shares",
                       .summary = "Make a link that shows a map; its token is told once.",
                       .permission = Permission::kWrite,
                       .request = reference("MapShareDraft"),
                       .status = 201,
                       .response = object({{"share", reference("MapShare")},
                                           {"token", text(200)},
                                           {"path", text(300)},
                                           {"embed_path", nullable(text(300))}}),
                       .audit = "share.create",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = create_share});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/maps/{id}/shares/{share_id}",
                       .summary = "Revoke a link: from now on it shows nothing.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "share.revoke",
                       .handle = revoke_share});
}

}  // namespace wend::api
