#include <algorithm>
#include <set>

#include "api/map_sharing.h"
#include "api/maps.h"
#include "api/times.h"
#include "fmt/format.h"
#include "http/problem.h"
#include "map/public_document.h"

// What a link to a map gives to whoever has it: that map's reading, and no more.
namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::MapComment;
using workspace::MapShare;

constexpr std::size_t kGuestNameBytesMax = 80;
constexpr std::size_t kCommentBytesMax = workspace::kCommentBytesMax;
constexpr std::string_view kPassHeader = "X-Share-Pass";

std::string token_of(const Call& call) {
  return std::string(call.request.path_value("token"));
}

// The link that the path names, when it works. Errors: kNotFound with the reason in words.
base::Result<MapShare> working_share(Call& call) {
  auto& shares = call.services.workspace.map_shares();
  WEND_ASSIGN(auto share, shares.find_by_token(token_of(call)));
  if (!share)
    return base::fail(ErrorCode::kNotFound, "There is no such link.", {},
                      "Check that you have the whole address.");
  if (share->revoked_at)
    return base::fail(ErrorCode::kNotFound, "This link was revoked.", {},
                      "Ask whoever sent it for a new one.");
  if (!shares.works(*share))
    return base::fail(ErrorCode::kNotFound, "This link has expired.", {},
                      "Ask whoever sent it for a new one.");
  return *std::move(share);
}

base::Result<bool> is_open(Call& call, const MapShare& share) {
  if (!share.has_password) return true;
  return call.services.workspace.map_shares().accepts(token_of(call),
                                                      call.request.headers.get(kPassHeader));
}

// The same when its password, where it has one, was given.
base::Result<MapShare> open_share(Call& call) {
  WEND_ASSIGN(MapShare share, working_share(call));
  WEND_ASSIGN(const bool open, is_open(call, share));
  if (!open)
    return base::fail(ErrorCode::kNotFound, "This link needs its password first.", "password");
  return share;
}

base::Result<json::array> personas_on(Call& call, const json::object& document) {
  WEND_ASSIGN(const auto names, persona_names(call.services));
  json::array personas;
  for (const auto& thing : document.at("personas").as_object()) {
    const std::string id(map::text_of(thing.value().as_object(), "persona"));
    if (const auto name = names.find(id); name != names.end())
      personas.push_back(json::object{{"id", id}, {"name", name->second}});
  }
  return personas;
}

base::Result<Answer> show_shared(Call& call) {
  WEND_ASSIGN(const MapShare share, working_share(call));
  WEND_ASSIGN(const bool open, is_open(call, share));
  Answer answer;
  json::object body{{"locked", !open},     {"rights", share.may_comment ? "comment" : "read"},
                    {"revision", nullptr}, {"document", nullptr},
                    {"personas", nullptr}, {"updated_at", nullptr}};
  if (open) {
    WEND_ASSIGN(const auto state, call.services.maps->open(share.map));
    WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(share.map));
    WEND_ASSIGN(const auto zone, zone_of(call.services));
    WEND_TRY(call.services.workspace.map_shares().used(share));
    const std::string tag = fmt::format("\"{}\"", state.revision);
    answer.headers.set("ETag", tag);
    if (call.request.headers.get("If-None-Match") == tag) {
      answer.status = 304;
      return answer;
    }
    json::object document = map::public_document(state.document);
    WEND_ASSIGN(body["personas"], personas_on(call, document));
    body["revision"] = state.revision;
    body["updated_at"] = time_json(entry->updated_at, zone);
    body["document"] = std::move(document);
  }
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> give_pass(Call& call) {
  WEND_ASSIGN(const MapShare share, working_share(call));
  auto& throttle = call.services.throttle;
  if (const auto wait = throttle.begin(share.id, call.caller.address); wait > 0) {
    const auto seconds = static_cast<int>((wait + env::kSecondUs - 1) / env::kSecondUs);
    Answer answer;
    answer.response = http::problem({ErrorCode::kTooMany, "Too many wrong passwords.", "",
                                     fmt::format("Try again in {} seconds.", seconds)},
                                    0, seconds);
    answer.status = answer.response->status;
    return answer;
  }
  const std::string password(call.body.as_object().at("password").as_string());
  WEND_ASSIGN(const auto pass,
              call.services.workspace.map_shares().pass_for(token_of(call), password));
  if (!pass) {
    if (!share.has_password) throttle.succeeded(share.id, call.caller.address);
    return base::fail(ErrorCode::kInvalidInput,
                      share.has_password ? "The password is wrong." : "This link has no password.",
                      "password");
  }
  throttle.succeeded(share.id, call.caller.address);
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.body = json::object{{"pass", pass->text}, {"until", time_json(pass->until, zone)}};
  return answer;
}

base::Result<Answer> show_image(Call& call) {
  WEND_ASSIGN(const MapShare share, open_share(call));
  WEND_ASSIGN(const auto state, call.services.maps->open(share.map));
  const std::string_view id = call.request.path_value("image_id");
  if (!map::shows_image(map::public_document(state.document), id))
    return base::fail(ErrorCode::kNotFound, "The map shows no such picture.");
  WEND_ASSIGN(auto image, call.services.workspace.images().find(id));
  if (!image) return base::fail(ErrorCode::kNotFound, "There is no such picture.");
  Answer answer;
  answer.response = http::Response::text(200, image->type, std::move(image->bytes));
  answer.response->headers.set("Cache-Control", "private, no-store");
  answer.response->headers.set("X-Content-Type-Options", "nosniff");
  return answer;
}

json::object guest_comment_json(const MapComment& comment, const model::TimeZone& zone) {
  json::object body{{"id", comment.id},
                    {"parent", nullptr},
                    {"in", comment.part},
                    {"thing", comment.thing},
                    {"text", comment.body},
                    {"by", comment.author_name},
                    {"created_at", time_json(comment.created_at, zone)},
                    {"resolved", comment.resolved_at.has_value()}};
  if (comment.parent) body["parent"] = *comment.parent;
  return body;
}

// What was said by this link, and the replies to it; what the team says to each other stays there.
base::Result<Answer> list_comments(Call& call) {
  WEND_ASSIGN(const MapShare share, open_share(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  if (share.may_comment) {
    WEND_ASSIGN(const auto comments, call.services.workspace.map_comments().all(share.map));
    std::set<std::string> own;
    for (const MapComment& comment : comments)
      if (comment.author == share.id && !comment.parent) own.insert(comment.id);
    for (const MapComment& comment : comments)
      if (own.contains(comment.parent.value_or(comment.id)))
        items.push_back(guest_comment_json(comment, zone));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Status check_words(std::string_view text, std::string_view place, std::size_t most) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return base::fail(ErrorCode::kInvalidInput, "This says nothing.", std::string(place));
  if (text.size() > most)
    return base::fail(ErrorCode::kTooLarge, "This is too long.", std::string(place));
  if (std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
      }))
    return base::fail(ErrorCode::kInvalidInput, "This holds a control character.",
                      std::string(place));
  return {};
}

base::Result<Answer> say(Call& call) {
  WEND_ASSIGN(const MapShare share, open_share(call));
  const json::object& body = call.body.as_object();
  if (!share.may_comment)
    return base::fail(ErrorCode::kInvalidInput, "This link is for reading alone.");
  MapComment comment;
  comment.map = share.map;
  comment.author = share.id;
  comment.body = body.at("text").as_string();
  comment.author_name = body.at("name").as_string();
  WEND_TRY(check_words(comment.author_name, "name", kGuestNameBytesMax));
  WEND_TRY(check_words(comment.body, "text", kCommentBytesMax));
  // Nobody can pass for somebody of the team.
  comment.author_name += " (by link)";
  comment.part = comment.thing = std::string(map::kAbout);
  if (const json::value* part = body.if_contains("in")) comment.part = part->as_string();
  if (const json::value* thing = body.if_contains("thing")) comment.thing = thing->as_string();
  WEND_ASSIGN(const auto state, call.services.maps->open(share.map));
  const json::object document = map::public_document(state.document);
  const json::value* things =
      comment.part == "format" ? nullptr : document.if_contains(comment.part);
  if (things == nullptr ||
      (comment.part != map::kAbout ? !things->as_object().contains(comment.thing)
                                   : comment.thing != map::kAbout))
    return base::fail(ErrorCode::kInvalidInput, "The map shows no such thing.", "thing");
  WEND_ASSIGN(const MapComment made,
              call.services.workspace.map_comments().create(std::move(comment)));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  call.services.maps->tell_comment(share.map, json::object{{"id", made.id}});
  Answer answer;
  answer.status = 201;
  answer.object = made.id;
  answer.body = guest_comment_json(made, zone);
  return answer;
}

}  // namespace

bool may_be_framed(Services& services, std::string_view path) {
  constexpr std::string_view kEmbed = "/embed/";
  if (!path.starts_with(kEmbed)) return false;
  auto& shares = services.workspace.map_shares();
  const auto share = shares.find_by_token(path.substr(kEmbed.size()));
  return share && *share && (*share)->may_embed && shares.works(**share);
}

void add_shared_map_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/shared/{token}",
                       .summary = "The map that a link shows; locked until its password is given "
                                  "(X-Share-Pass).",
                       .permission = Permission::kNothing,
                       .response = reference("SharedMap"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_shared});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/shared/{token}/pass",
                       .summary = "Give a link's password; the answer is what shows it.",
                       .permission = Permission::kNothing,
                       .request = object({{"password", text(1024)}}),
                       .response = object({{"pass", text(200)}, {"until", time()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = give_pass});
  endpoints.push_back({.path = "/api/v1/shared/{token}/images/{image_id}",
                       .summary = "A picture that the map of a link shows.",
                       .permission = Permission::kNothing,
                       .response_type = "image/*",
                       .lane = http::Lane::kHeavy,
                       .handle = show_image});
  endpoints.push_back({.path = "/api/v1/shared/{token}/comments",
                       .summary = "What was said by a link, and what was replied.",
                       .permission = Permission::kNothing,
                       .response = page_of(reference("GuestComment")),
                       .handle = list_comments});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/shared/{token}/comments",
                       .summary = "Say something about a map by a link that allows it.",
                       .permission = Permission::kNothing,
                       .request = reference("GuestCommentDraft"),
                       .status = 201,
                       .response = reference("GuestComment"),
                       .audit = "comment.create",
                       .creates = true,
                       .handle = say});
}

}  // namespace wend::api
