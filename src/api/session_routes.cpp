#include "api/caller.h"
#include "api/routes.h"
#include "fmt/format.h"
#include "http/problem.h"
#include "workspace/secret.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::User;

base::Result<json::value> session_json(Services& services, const User& user,
                                       std::string_view secret) {
  auto& settings = services.workspace.settings();
  WEND_ASSIGN(const auto name, settings.get("name"));
  WEND_ASSIGN(const auto zone, settings.get("time_zone"));
  WEND_ASSIGN(const auto sample, settings.get("sample"));
  json::object person{{"id", user.id},
                      {"name", user.name},
                      {"email", nullptr},
                      {"role", to_string(user.role)},
                      {"has_password", user.has_password}};
  if (user.email) person["email"] = *user.email;
  return json::object{{"user", std::move(person)},
                      {"csrf_token", workspace::csrf_token_of(secret)},
                      {"workspace", json::object{{"name", name.value_or("Wend")},
                                                 {"time_zone", zone.value_or("UTC")},
                                                 {"sample", sample.value_or("") == "true"}}}};
}

// Begins a session for somebody who has just shown who they are.
base::Result<Answer> let_in(Call& call, const User& user) {
  WEND_ASSIGN(const std::string secret, call.services.workspace.sessions().start(user.id));
  Answer answer;
  WEND_ASSIGN(answer.body, session_json(call.services, user, secret));
  answer.headers.add("Set-Cookie", session_cookie(secret, call.services.config));
  answer.object = user.id;
  return answer;
}

Answer wait_before_trying(env::TimeUs wait_us) {
  const auto seconds = static_cast<int>((wait_us + env::kSecondUs - 1) / env::kSecondUs);
  Answer answer;
  answer.response = http::problem({ErrorCode::kTooMany, "Too many attempts to sign in.", "",
                                   fmt::format("Try again in {} seconds.", seconds)},
                                  0, seconds);
  answer.status = answer.response->status;
  return answer;
}

std::string field(const Call& call, std::string_view name) {
  return std::string(call.body.as_object().at(name).as_string());
}

std::optional<std::string> optional_field(const Call& call, std::string_view name) {
  const auto* value = call.body.as_object().if_contains(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value->as_string());
}

base::Result<Answer> sign_in_by_link(Call& call) {
  auto& throttle = call.services.throttle;
  if (const auto wait = throttle.begin("link", call.caller.address); wait > 0)
    return wait_before_trying(wait);
  WEND_ASSIGN(const std::string user_id,
              call.services.workspace.sessions().redeem_link(field(call, "token")));
  throttle.succeeded("link", call.caller.address);
  WEND_ASSIGN(const auto user, call.services.workspace.users().find(user_id));
  if (!user) return base::fail(ErrorCode::kNotSignedIn, "The person of this link is gone.");
  return let_in(call, *user);
}

base::Result<Answer> sign_in(Call& call) {
  const std::string email = field(call, "email");
  auto& throttle = call.services.throttle;
  if (const auto wait = throttle.begin(email, call.caller.address); wait > 0)
    return wait_before_trying(wait);
  WEND_ASSIGN(const auto user,
              call.services.workspace.users().check_password(email, field(call, "password")));
  if (!user)
    return base::fail(ErrorCode::kNotSignedIn, "The e-mail address or the password is wrong.",
                      "password");
  throttle.succeeded(email, call.caller.address);
  return let_in(call, *user);
}

base::Result<Answer> show_session(Call& call) {
  Answer answer;
  WEND_ASSIGN(answer.body, session_json(call.services, *call.caller.user, call.caller.session));
  return answer;
}

base::Result<Answer> sign_out(Call& call) {
  WEND_TRY(call.services.workspace.sessions().end(call.caller.session));
  Answer answer;
  answer.status = 204;
  answer.headers.add("Set-Cookie", session_cookie("", call.services.config));
  answer.object = call.caller.id;
  return answer;
}

base::Result<Answer> change_me(Call& call) {
  const User& me = *call.caller.user;
  workspace::Users::Changes changes{optional_field(call, "name"), optional_field(call, "email"),
                                    optional_field(call, "password")};
  auto& users = call.services.workspace.users();
  // Whoever finds an open browser must not be able to take the account over.
  if (me.has_password && (changes.password || changes.email)) {
    if (const auto wait = call.services.throttle.begin(*me.email, call.caller.address); wait > 0)
      return wait_before_trying(wait);
    const std::string current = optional_field(call, "current_password").value_or("");
    WEND_ASSIGN(const auto checked, users.check_password(*me.email, current));
    if (!checked)
      return base::fail(ErrorCode::kInvalidInput, "The current password is wrong.",
                        "current_password");
    call.services.throttle.succeeded(*me.email, call.caller.address);
  }
  WEND_ASSIGN(const User changed, users.change(me.id, changes));
  if (changes.password)
    WEND_TRY(call.services.workspace.sessions().end_others(me.id, call.caller.session));
  Answer answer;
  WEND_ASSIGN(answer.body, session_json(call.services, changed, call.caller.session));
  answer.object = me.id;
  return answer;
}

}  // namespace

void add_session_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/session/link",
                       .summary = "Sign in with a one-time link.",
                       .permission = Permission::kNothing,
                       .request = object({{"token", text(200)}}),
                       .response = reference("Session"),
                       .audit = "session.start_by_link",
                       .handle = sign_in_by_link});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/session",
                       .summary = "Sign in with e-mail address and password.",
                       .permission = Permission::kNothing,
                       .request = object({{"email", text(254)}, {"password", text(1024)}}),
                       .response = reference("Session"),
                       .audit = "session.start",
                       .handle = sign_in});
  endpoints.push_back({.path = "/api/v1/session",
                       .summary = "Who is signed in.",
                       .permission = Permission::kSignedIn,
                       .response = reference("Session"),
                       .handle = show_session});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/session",
                       .summary = "Sign out.",
                       .permission = Permission::kSignedIn,
                       .status = 204,
                       .audit = "session.end",
                       .handle = sign_out});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/me",
                       .summary = "Change one's own name, e-mail address or password.",
                       .permission = Permission::kSignedIn,
                       .request = object({optional("name", text(200)), optional("email", text(254)),
                                          optional("password", text(1024)),
                                          optional("current_password", text(1024))}),
                       .response = reference("Session"),
                       .audit = "user.change",
                       .handle = change_me});
}

}  // namespace wend::api
