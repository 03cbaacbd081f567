#include <algorithm>

#include "api/routes.h"
#include "api/source_of_path.h"
#include "api/times.h"
#include "collect/receiver.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::WriteKey;

json::object key_json(const WriteKey& key, const model::TimeZone& zone) {
  json::object body{{"id", key.id},
                    {"key", nullptr},
                    {"created_at", time_json(key.created_at, zone)},
                    {"revoked_at", time_json(key.revoked_at, zone)}};
  if (key.key) body["key"] = *key.key;
  return body;
}

base::Result<Answer> list_keys(Call& call) {
  WEND_ASSIGN(const auto source, source_of_path(call));
  WEND_ASSIGN(const auto keys, call.services.workspace.keys().write_keys(source.name));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const WriteKey& key : keys) items.push_back(key_json(key, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> create_key(Call& call) {
  WEND_ASSIGN(const auto source, source_of_path(call));
  auto& keys = call.services.workspace.keys();
  WEND_ASSIGN(const auto text, keys.create_write_key(source.name));
  WEND_ASSIGN(const auto key, keys.find_write_key(text));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 201;
  answer.body = key_json(*key, zone);
  answer.object = key->id;
  return answer;
}

base::Result<Answer> revoke_key(Call& call) {
  WEND_ASSIGN(const auto source, source_of_path(call));
  auto& keys = call.services.workspace.keys();
  const std::string id(call.request.path_value("key_id"));
  WEND_ASSIGN(const auto of_source, keys.write_keys(source.name));
  if (std::ranges::find(of_source, id, &WriteKey::id) == of_source.end())
    return base::fail(base::ErrorCode::kNotFound, "The source has no such key.");
  WEND_TRY(keys.revoke_write_key(id));
  call.services.receiver->senders().forget_keys();
  Answer answer;
  answer.status = 204;
  answer.object = id;
  return answer;
}

}  // namespace

void add_key_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/sources/{id}/keys",
                       .summary = "The write keys of a source, newest first, revoked ones too.",
                       .response = page_of(reference("WriteKey")),
                       .lane = http::Lane::kHeavy,
                       .handle = list_keys});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/sources/{id}/keys",
                       .summary = "Make a write key for a source.",
                       .permission = Permission::kWrite,
                       .status = 201,
                       .response = reference("WriteKey"),
                       .audit = "key.create",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = create_key});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/sources/{id}/keys/{key_id}",
                       .summary = "Revoke a write key: from the answer on it is refused.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "key.revoke",
                       .lane = http::Lane::kHeavy,
                       .handle = revoke_key});
}

}  // namespace wend::api
