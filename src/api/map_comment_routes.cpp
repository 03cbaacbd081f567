#include <algorithm>

#include "api/map_drift.h"
#include "api/maps.h"
#include "api/personas.h"
#include "api/times.h"
#include "map/map_fields.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::MapComment;

constexpr std::size_t kMentionsShown = 100;

json::object comment_json(const MapComment& comment, const model::TimeZone& zone) {
  json::object body{{"id", comment.id},
                    {"parent", nullptr},
                    {"in", comment.part},
                    {"thing", comment.thing},
                    {"text", comment.body},
                    {"mentions", json::array(comment.mentions.begin(), comment.mentions.end())},
                    {"by", {{"id", comment.author}, {"name", comment.author_name}}},
                    {"created_at", time_json(comment.created_at, zone)},
                    {"updated_at", time_json(comment.updated_at, zone)},
                    {"resolved_at", time_json(comment.resolved_at, zone)},
                    {"resolved_by", nullptr}};
  if (comment.parent) body["parent"] = *comment.parent;
  if (comment.resolved_by) body["resolved_by"] = *comment.resolved_by;
  return body;
}

base::Status check_map(Call& call) {
  WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(call.id()));
  if (!entry || entry->removed_at) return base::fail(ErrorCode::kNotFound, "There is no such map.");
  return {};
}

// Answers it, and tells everybody who looks at the map.
base::Result<Answer> answer_with(Call& call, const MapComment& comment, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = status;
  answer.object = comment.id;
  answer.body = comment_json(comment, zone);
  call.services.maps->tell_comment(call.id(), answer.body);
  return answer;
}

std::vector<std::string> mentions_in(const json::object& body) {
  std::vector<std::string> mentions;
  const json::value* list = body.if_contains("mentions");
  if (list == nullptr) return mentions;
  for (const json::value& one : list->as_array()) {
    std::string id(one.as_string());
    if (std::ranges::find(mentions, id) == mentions.end()) mentions.push_back(std::move(id));
  }
  return mentions;
}

base::Status check_mentions(Call& call, const std::vector<std::string>& mentions) {
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    WEND_ASSIGN(const auto user, call.services.workspace.users().find(mentions[i]));
    if (!user)
      return base::fail(ErrorCode::kInvalidInput, "There is no such person.",
                        "mentions[" + std::to_string(i) + "]");
  }
  return {};
}

base::Status check_text(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return base::fail(ErrorCode::kInvalidInput, "The comment says nothing.", "text");
  return {};
}

base::Result<Answer> list_comments(Call& call) {
  WEND_TRY(check_map(call));
  WEND_ASSIGN(const auto comments, call.services.workspace.map_comments().all(call.id()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const MapComment& comment : comments) items.push_back(comment_json(comment, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> create_comment(Call& call) {
  const json::object& body = call.body.as_object();
  MapComment comment;
  comment.map = call.id();
  const json::value* parent = body.if_contains("parent");
  if (parent != nullptr && !parent->is_null()) comment.parent = parent->as_string();
  comment.part = map::kAbout;
  comment.thing = map::kAbout;
  if (const json::value* part = body.if_contains("in")) comment.part = part->as_string();
  if (const json::value* thing = body.if_contains("thing")) comment.thing = thing->as_string();
  const map::Part* part = map::find_part(comment.part);
  if (part == nullptr) return base::fail(ErrorCode::kInvalidInput, "A map has no such part.", "in");
  if (!map::is_id_of(*part, comment.thing))
    return base::fail(ErrorCode::kInvalidInput, "This is no id of a thing of this part.", "thing");
  comment.body = body.at("text").as_string();
  WEND_TRY(check_text(comment.body));
  comment.mentions = mentions_in(body);
  WEND_TRY(check_mentions(call, comment.mentions));
  comment.author = call.caller.id;
  comment.author_name = call.caller.user ? call.caller.user->name : "A program";
  WEND_ASSIGN(const MapComment made,
              call.services.workspace.map_comments().create(std::move(comment)));
  WEND_TRY(tell_mentions(call, made));
  return answer_with(call, made, 201);
}

base::Result<MapComment> comment_of_path(Call& call) {
  WEND_TRY(check_map(call));
  WEND_ASSIGN(auto comment, call.services.workspace.map_comments().find(
                                call.id(), call.request.path_value("comment_id")));
  if (!comment) return base::fail(ErrorCode::kNotFound, "There is no such comment.");
  return *std::move(comment);
}

base::Result<Answer> change_comment(Call& call) {
  WEND_ASSIGN(MapComment comment, comment_of_path(call));
  const json::object& body = call.body.as_object();
  auto& comments = call.services.workspace.map_comments();
  if (const json::value* text = body.if_contains("text")) {
    if (comment.author != call.caller.id)
      return base::fail(ErrorCode::kNotAllowed, "Only who wrote a comment may change its words.");
    WEND_TRY(check_text(text->as_string()));
    const auto mentions = mentions_in(body);
    WEND_TRY(check_mentions(call, mentions));
    WEND_ASSIGN(comment, comments.change(call.id(), comment.id, text->as_string(), mentions));
    WEND_TRY(tell_mentions(call, comment));
  }
  if (const json::value* resolved = body.if_contains("resolved")) {
    if (comment.parent)
      return base::fail(ErrorCode::kInvalidInput, "A reply is not resolved by itself.", "resolved",
                        "Resolve the comment that it replies to.");
    WEND_ASSIGN(comment,
                comments.set_resolved(call.id(), comment.id,
                                      resolved->as_bool() ? call.caller.id : std::string()));
  }
  return answer_with(call, comment, 200);
}

base::Result<Answer> remove_comment(Call& call) {
  WEND_ASSIGN(const MapComment comment, comment_of_path(call));
  if (comment.author != call.caller.id && !call.caller.may(Permission::kAdmin))
    return base::fail(ErrorCode::kNotAllowed,
                      "Only who wrote a comment, or an administrator, may remove it.");
  WEND_TRY(call.services.workspace.map_comments().remove(call.id(), comment.id));
  WEND_TRY(forget_mentions(call, comment));
  call.services.maps->tell_comment(call.id(), json::object{{"id", comment.id}, {"removed", true}});
  Answer answer;
  answer.status = 204;
  answer.object = comment.id;
  return answer;
}

base::Result<Answer> list_mentions(Call& call) {
  WEND_ASSIGN(const auto comments,
              call.services.workspace.map_comments().mentioning(call.caller.id, kMentionsShown));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const MapComment& comment : comments) {
    json::object item = comment_json(comment, zone);
    item["map"] = comment.map;
    items.push_back(std::move(item));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

}  // namespace

void add_map_comment_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/maps/{id}/comments",
                       .summary = "What was said about a map, in order.",
                       .response = page_of(reference("MapComment")),
                       .handle = list_comments});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/{id}/comments",
                       .summary = "Say something about a thing of a map, or reply.",
                       .request = reference("MapCommentDraft"),
                       .status = 201,
                       .response = reference("MapComment"),
                       .audit = "comment.create",
                       .creates = true,
                       .handle = create_comment});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/maps/{id}/comments/{comment_id}",
                       .summary = "Change one's comment, or resolve one.",
                       .request = reference("MapCommentChange"),
                       .response = reference("MapComment"),
                       .audit = "comment.change",
                       .handle = change_comment});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/maps/{id}/comments/{comment_id}",
                       .summary = "Remove one's comment, with the replies to it.",
                       .status = 204,
                       .audit = "comment.remove",
                       .handle = remove_comment});
  endpoints.push_back(
      {.path = "/api/v1/me/mentions",
       .summary = "Comments that mention the caller and are not resolved, the latest first.",
       .permission = Permission::kSignedIn,
       .response = page_of(open_object({{"id", text(100)}, {"map", text(100)}})),
       .handle = list_mentions});
}

}  // namespace wend::api
