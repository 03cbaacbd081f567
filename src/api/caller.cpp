#include "api/caller.h"

#include "fmt/format.h"
#include "workspace/secret.h"
#include "workspace/sessions.h"

namespace wend::api {
namespace {

std::string address_of(const http::Request& request, const ApiConfig& config) {
  if (!config.behind_proxy) return request.peer_address;
  // Only the last entry was written by our own proxy; the others are whatever the client claims.
  std::string_view line = request.headers.get("X-Forwarded-For");
  const std::size_t comma = line.rfind(',');
  if (comma != std::string_view::npos) line = line.substr(comma + 1);
  while (line.starts_with(' ')) line.remove_prefix(1);
  return line.empty() ? request.peer_address : std::string(line);
}

}  // namespace

base::Result<Caller> identify(const http::Request& request, Services& services) {
  Caller caller;
  caller.address = address_of(request, services.config);
  const std::string_view authorization = request.headers.get("Authorization");
  if (authorization.starts_with("Bearer ")) {
    WEND_ASSIGN(const auto token, services.workspace.keys().token_of(authorization.substr(7)));
    if (!token) return caller;
    caller.id = token->id;
    caller.may_read = token->scopes.read;
    caller.may_write = token->scopes.write;
    caller.may_admin = token->scopes.admin;
    return caller;
  }
  const std::string_view secret = request.cookie(kSessionCookie);
  if (secret.empty()) return caller;
  WEND_ASSIGN(const auto user_id, services.workspace.sessions().user_of(secret));
  if (!user_id) return caller;
  WEND_ASSIGN(caller.user, services.workspace.users().find(*user_id));
  if (!caller.user) return caller;
  caller.id = caller.user->id;
  caller.session = secret;
  caller.may_read = true;
  caller.may_write = caller.user->role != workspace::Role::kViewer;
  caller.may_admin = caller.user->role == workspace::Role::kAdmin;
  return caller;
}

base::Result<Caller> identify_guest(const http::Request& request, Services& services) {
  Caller caller;
  caller.address = address_of(request, services.config);
  const std::string_view secret = request.cookie(kGuestCookie);
  if (secret.empty()) return caller;
  WEND_ASSIGN(const auto guest, services.workspace.workshops().guest_of(secret));
  if (!guest) return caller;
  const std::string hash = workspace::hash_of_secret(secret);
  caller.id = "gst_" + hash.substr(0, 16);
  caller.session = secret;
  caller.guest = WorkshopGuest{.workshop = guest->workshop,
                               .author = workspace::Workshops::author_of(secret),
                               .name = guest->name};
  return caller;
}

std::string guest_cookie(std::string_view secret, const ApiConfig& config) {
  return fmt::format("{}={}; Path=/api/v1/workshops/join; Max-Age={}; HttpOnly; SameSite=Lax{}",
                     kGuestCookie, secret, workspace::kGuestUs / env::kSecondUs,
                     config.secure_cookies ? "; Secure" : "");
}

std::string session_cookie(std::string_view secret, const ApiConfig& config) {
  const auto age_s = secret.empty() ? 0 : workspace::kSessionAbsoluteUs / env::kSecondUs;
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", kSessionCookie, secret,
                     age_s, config.secure_cookies ? "; Secure" : "");
}

}  // namespace wend::api
