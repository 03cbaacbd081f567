#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/cursor.h"
#include "api/map_drift.h"
#include "api/times.h"
#include "http/live_stream.h"
#include "map/notice_board.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Notice;

constexpr std::size_t kWaitingEventsMax = 64;

// The title of the map it is about.
std::string map_title(Services& services, const std::string& id) {
  const auto entry = services.workspace.maps().find(id);
  if (!entry || !*entry) return "";
  boost::system::error_code error;
  const json::value summary = json::parse((*entry)->summary, error);
  if (error || !summary.is_object()) return "";
  const json::value* title = summary.get_object().if_contains("title");
  return title != nullptr && title->is_string() ? std::string(title->get_string()) : "";
}

json::object notice_json(Services& services, const Notice& notice, const model::TimeZone& zone) {
  boost::system::error_code error;
  json::value place = json::parse(notice.place, error);
  if (error || !place.is_object()) place = json::object();
  return {{"id", notice.id},
          {"kind", notice.kind},
          {"map", {{"id", notice.map}, {"title", map_title(services, notice.map)}}},
          {"text", notice.text},
          {"place", std::move(place)},
          {"at", time_json(notice.at, zone)},
          {"read_at", time_json(notice.read_at, zone)}};
}

base::Result<std::optional<workspace::Notices::After>> after_of(const Call& call) {
  const auto cursor = call.parameter("cursor");
  if (!cursor) return std::nullopt;
  WEND_ASSIGN(const auto parts, read_cursor(*cursor, 3));
  WEND_ASSIGN(const auto at, cursor_number(parts[1]));
  return workspace::Notices::After{parts[0] == "read", at, parts[2]};
}

base::Result<Answer> list_notices(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto after, after_of(call));
  auto& notices = call.services.workspace.notices();
  const bool unread_only = call.parameter("unread") == "true";
  WEND_ASSIGN(auto list, notices.list(call.caller.id, unread_only, after, call.limit() + 1));
  WEND_ASSIGN(const auto unread, notices.unread(call.caller.id));
  json::value next = nullptr;
  if (list.size() > call.limit()) {
    list.pop_back();
    const Notice& last = list.back();
    next = make_cursor({last.read_at ? "read" : "unread", std::to_string(last.at), last.id});
  }
  json::array items;
  for (const Notice& notice : list) items.push_back(notice_json(call.services, notice, zone));
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", std::move(next)}, {"unread", unread}};
  return answer;
}

base::Result<Answer> change_notice(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const bool read = call.body.as_object().at("read").as_bool();
  WEND_ASSIGN(const Notice notice,
              call.services.workspace.notices().set_read(call.caller.id, call.id(), read));
  WEND_TRY(call.services.notice_board->changed(call.caller.id));
  Answer answer;
  answer.object = notice.id;
  answer.body = notice_json(call.services, notice, zone);
  return answer;
}

base::Result<Answer> read_all(Call& call) {
  WEND_ASSIGN(const auto count, call.services.workspace.notices().read_all(call.caller.id));
  WEND_TRY(call.services.notice_board->changed(call.caller.id));
  Answer answer;
  answer.body = json::object{{"read", count}};
  return answer;
}

base::Result<Answer> watch_notices(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto live = std::make_shared<http::LiveStream>(kWaitingEventsMax);
  WEND_ASSIGN(const auto unread, call.services.workspace.notices().unread(call.caller.id));
  live->push("hello", json::serialize(json::object{{"unread", unread}}));
  map::NoticeWatcher watcher;
  watcher.user = call.caller.id;
  watcher.told = [live, zone, &services = call.services](const Notice* notice,
                                                         std::int64_t unread_now) {
    json::object data{{"unread", unread_now}, {"notice", nullptr}};
    if (notice != nullptr) data["notice"] = notice_json(services, *notice, zone);
    live->push("notice", json::serialize(data));
  };
  watcher.gone = [live] { return live->closed(); };
  WEND_TRY(call.services.notice_board->watch(std::move(watcher)));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

std::string mention_key(const workspace::MapComment& comment) {
  return "mention:" + comment.id;
}

}  // namespace

base::Status tell_mentions(Call& call, const workspace::MapComment& comment) {
  for (const std::string& user : comment.mentions) {
    if (user == comment.author) continue;
    Notice notice;
    notice.user = user;
    notice.kind = "mention";
    notice.map = comment.map;
    notice.key = mention_key(comment);
    notice.text = comment.author_name + " mentioned you in a comment.";
    notice.place = json::serialize(
        json::object{{"in", comment.part}, {"thing", comment.thing}, {"comment", comment.id}});
    WEND_TRY(call.services.notice_board->put(std::move(notice)));
  }
  return {};
}

base::Status forget_mentions(Call& call, const workspace::MapComment& comment) {
  WEND_TRY(call.services.workspace.notices().forget(mention_key(comment)));
  for (const std::string& user : comment.mentions)
    WEND_TRY(call.services.notice_board->changed(user));
  return {};
}

void add_notice_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/notices",
       .summary = "What the caller was told: the unread first, each the latest first.",
       .permission = Permission::kSignedIn,
       .parameters = paged({{"unread", one_of_texts({"true", "false"}), "Only the unread."}}),
       .response = page_of(reference("Notice"), {{"unread", count()}}),
       .handle = list_notices});
  endpoints.push_back({.path = "/api/v1/notices/live",
                       .summary =
                           "The caller's notices as they come, as server-sent events: hello, "
                           "then notice (of null: some were read).",
                       .permission = Permission::kSignedIn,
                       .response_type = "text/event-stream",
                       .handle = watch_notices});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/notices/{id}",
                       .summary = "Mark one of the caller's notices as read, or as unread.",
                       .permission = Permission::kSignedIn,
                       .request = object({{"read", boolean()}}),
                       .response = reference("Notice"),
                       .handle = change_notice});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/notices/read",
                       .summary = "Mark all of the caller's notices as read.",
                       .permission = Permission::kSignedIn,
                       .response = object({{"read", count()}}),
                       .handle = read_all});
}

}  // namespace wend::api
