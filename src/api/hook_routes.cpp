#include "api/hook_routes.h"

#include <algorithm>

#include "api/collect_body.h"
#include "api/collect_routes.h"
#include "collect/webhook_receiver.h"
#include "http/problem.h"

namespace wend::api {
namespace {

using http::Method;

constexpr std::size_t kChallengeBytesMax = 1024;

http::Response refusal(const base::Error& error) {
  // What is wrong with a body is final.
  const int status = error.code == base::ErrorCode::kInvalidInput ? 400 : 0;
  return http::problem(error, status, kSenderRetryAfterS);
}

void receive(collect::WebhookReceiver& receiver, http::Request& request, const http::Done& done) {
  const std::string key(request.path_value("key"));
  auto body = unpacked_body(request);
  if (!body) {
    receiver.count_refused(key, request.body, body.error());
    return done(refusal(body.error()));
  }
  collect::WebhookDelivery delivery{.key = key,
                                    .headers = {request.headers.begin(), request.headers.end()},
                                    .body = *std::move(body)};
  receiver.receive(std::move(delivery), [done](const base::Status& status) {
    if (!status) return done(refusal(status.error()));
    auto response = http::Response::text(200, "application/json", R"({"success":true})");
    response.headers.set("Cache-Control", "no-store");
    done(std::move(response));
  });
}

// Some senders ask the address to repeat a text before they use it. Nothing but plain letters is
// repeated.
http::Response answer_challenge(collect::WebhookReceiver& receiver, const http::Request& request) {
  if (!receiver.knows(request.path_value("key"))) {
    return refusal({base::ErrorCode::kNotSignedIn, "This key is not one of a webhook.", "key",
                    "Add a source of the kind webhook and use its key."});
  }
  std::string text = "ok";
  for (const char* name : {"hub.challenge", "challenge", "validationToken"}) {
    const auto given = request.query_value(name);
    if (!given) continue;
    const bool plain = std::ranges::all_of(*given, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_' || c == '.' || c == '~' || c == '=' || c == '+' || c == '/' ||
             c == ':' || c == ' ';
    });
    if (!plain || given->size() > kChallengeBytesMax)
      return refusal({base::ErrorCode::kInvalidInput, "The challenge is no plain text.", name, ""});
    text = *given;
    break;
  }
  auto response = http::Response::text(200, "text/plain; charset=utf-8", std::move(text));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_hook_routes(http::Router& router, Services& services) {
  if (services.webhooks == nullptr) return;
  collect::WebhookReceiver& receiver = *services.webhooks;
  http::Route route{
      .method = Method::kPost, .pattern = "/hooks/{key}", .body_limit = kEventsBodyMax};
  route.handle_later = [&receiver](http::Request& request, const http::Done& done) {
    receive(receiver, request, done);
  };
  router.add(std::move(route));
  router.add({Method::kGet,
              "/hooks/{key}",
              [&receiver](http::Request& request) { return answer_challenge(receiver, request); },
              {}});
}

}  // namespace wend::api
