#include "api/caller.h"
#include "api/workshops.h"
#include "fmt/format.h"
#include "http/problem.h"
#include "workspace/secret.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kNameBytesMax = 60;
constexpr std::size_t kTokenBytesMax = 200;
constexpr std::string_view kThrottled = "workshop code";

std::string text_in(const Call& call, std::string_view field) {
  const json::value* value = call.body.as_object().if_contains(field);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

Answer wait_before_trying(env::TimeUs wait_us) {
  const auto seconds = static_cast<int>((wait_us + env::kSecondUs - 1) / env::kSecondUs);
  Answer answer;
  answer.response = http::problem({ErrorCode::kTooMany, "Too many codes that open nothing.", "code",
                                   fmt::format("Try again in {} seconds.", seconds)},
                                  0, seconds);
  answer.status = answer.response->status;
  return answer;
}

base::Result<Answer> guest_state(Call& call, const std::string& id, const std::string& secret,
                                 const std::string& name) {
  WEND_ASSIGN(const auto state, call.services.workshops->open(id));
  Answer answer;
  json::object body = workshop::state_json(
      state.workshop, {.facilitator = false, .author = workspace::Workshops::author_of(secret)},
      call.services.clock.now_us());
  body["id"] = id;
  body["revision"] = state.revision;
  body["name"] = name;
  body["csrf_token"] = workspace::csrf_token_of(secret);
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> let_in(Call& call, const workspace::WorkshopEntry& entry) {
  auto& workshops = call.services.workspace.workshops();
  std::string secret(call.request.cookie(kGuestCookie));
  WEND_ASSIGN(const auto known, workshops.guest_of(secret));
  // Who is in already comes back as the same.
  if (known && known->workshop == entry.id) return guest_state(call, entry.id, secret, known->name);
  WEND_ASSIGN(const auto state, call.services.workshops->open(entry.id));
  // Where nobody is to have a name, none is kept.
  const std::string name = state.workshop.plan.ask_names
                               ? workshop::without_controls(text_in(call, "name"), false)
                               : std::string();
  WEND_ASSIGN(secret, workshops.admit(entry.id, name));
  WEND_ASSIGN(Answer answer, guest_state(call, entry.id, secret, name));
  answer.headers.add("Set-Cookie", guest_cookie(secret, call.services.config));
  return answer;
}

base::Result<Answer> join(Call& call) {
  auto& workshops = call.services.workspace.workshops();
  const std::string token = text_in(call, "token");
  if (!token.empty()) {
    WEND_ASSIGN(const auto entry, workshops.find_by_token(token));
    if (entry) return let_in(call, *entry);
    return base::fail(ErrorCode::kNotFound, "This link opens no workshop any more.", "token",
                      "Ask whoever invited you for a new one.");
  }
  // A code is short enough to be guessed at.
  auto& throttle = call.services.throttle;
  if (const auto wait = throttle.begin(kThrottled, call.caller.address); wait > 0)
    return wait_before_trying(wait);
  WEND_ASSIGN(const auto entry, workshops.find_by_code(text_in(call, "code")));
  if (!entry)
    return base::fail(ErrorCode::kNotFound, "No workshop has this code now.", "code",
                      "Look again at the screen in front; a code ends after some hours.");
  throttle.succeeded(kThrottled, call.caller.address);
  return let_in(call, *entry);
}

base::Result<Answer> show_state(Call& call) {
  return guest_state(call, call.caller.guest->workshop, call.caller.session,
                     call.caller.guest->name);
}

base::Result<Answer> command(Call& call) {
  WEND_ASSIGN(
      const std::int64_t revision,
      call.services.workshops->command(call.caller.guest->workshop,
                                       {.facilitator = false, .author = call.caller.guest->author},
                                       command_request(call)));
  Answer answer;
  answer.body = json::object{{"revision", revision}};
  return answer;
}

base::Result<Answer> watch(Call& call) {
  return watch_workshop(call, call.caller.guest->workshop,
                        {.facilitator = false, .author = call.caller.guest->author},
                        call.caller.guest->name);
}

}  // namespace

void add_workshop_guest_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  // None of these is in the audit log, which says when and from where: notes are nobody's.
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/workshops/join",
       .summary = "Join a workshop by the token of its link or by its code.",
       .permission = Permission::kNothing,
       .request = object({optional("token", text(kTokenBytesMax)), optional("code", text(20)),
                          optional("name", text(kNameBytesMax))}),
       .response = reference("WorkshopGuestState"),
       .handle = join});
  endpoints.push_back({.path = "/api/v1/workshops/join/state",
                       .summary = "The workshop that a guest joined, as the guest sees it.",
                       .permission = Permission::kGuest,
                       .response = reference("WorkshopGuestState"),
                       .handle = show_state});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/workshops/join/commands",
                       .summary = "Take part: notes of one's own, votes, values on the line.",
                       .permission = Permission::kGuest,
                       .request = reference("WorkshopCommand"),
                       .response = object({{"revision", count()}}),
                       .body_limit = 64 * 1024,
                       .handle = command});
  endpoints.push_back({.path = "/api/v1/workshops/join/live",
                       .summary = "What happens in the workshop that a guest joined, as "
                                  "server-sent events.",
                       .permission = Permission::kGuest,
                       .response_type = "text/event-stream",
                       .handle = watch});
}

}  // namespace wend::api
