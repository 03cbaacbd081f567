#include "api/dispatcher.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <charconv>
#include <chrono>
#include <spdlog/spdlog.h>

#include "api/caller.h"
#include "api/shapes.h"
#include "fmt/format.h"
#include "http/problem.h"
#include "workspace/secret.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kJsonDepthMax =
    128;  // predicates nest 32 levels of an object and a list each
constexpr std::size_t kIdempotencyKeyBytesMax = 200;

// A failure that ends a call before its endpoint is reached.
using Refused = std::optional<http::Response>;

http::Response refusal(ErrorCode code, std::string message, std::string place = {},
                       std::string hint = {}, int status = 0) {
  return http::problem({code, std::move(message), std::move(place), std::move(hint)}, status);
}

http::Response failure(const base::Error& error, const Endpoint& endpoint) {
  if (error.code == ErrorCode::kInternal || error.code == ErrorCode::kIo)
    spdlog::error("{} {}: {}", http::to_string(endpoint.method), endpoint.path,
                  error.to_sentence());
  return http::problem(error);
}

base::Result<Caller> caller_of(const Endpoint& endpoint, const http::Request& request,
                               Services& services) {
  return endpoint.permission == Permission::kGuest ? identify_guest(request, services)
                                                   : identify(request, services);
}

Refused check_rate(const Caller& caller, Services& services) {
  const Rate& rate = caller.known() ? services.config.signed_in : services.config.stranger;
  const int wait_s = services.limiter.take(caller.known() ? caller.id : caller.address, rate);
  if (wait_s == 0) return std::nullopt;
  return http::problem({ErrorCode::kTooMany, "You are asking faster than Wend answers.", "",
                        fmt::format("Try again in {} seconds.", wait_s)},
                       0, wait_s);
}

Refused check_permission(const Endpoint& endpoint, const Caller& caller) {
  if (caller.may(endpoint.permission)) return std::nullopt;
  if (endpoint.permission == Permission::kGuest)
    return refusal(ErrorCode::kNotSignedIn, "Join a workshop first.", "",
                   "Open the link or type the code that you were given.");
  if (!caller.known()) {
    auto response =
        refusal(ErrorCode::kNotSignedIn, "Sign in first.", "",
                "Programs send Authorization: Bearer TOKEN; wend user token makes one.");
    response.headers.set("WWW-Authenticate", "Bearer");
    return response;
  }
  if (endpoint.permission == Permission::kSignedIn)
    return refusal(ErrorCode::kNotAllowed,
                   "Only a person who is signed in can do this, not a program.");
  return refusal(
      ErrorCode::kNotAllowed,
      fmt::format("This needs the right to {}.", endpoint.permission == Permission::kAdmin
                                                     ? "administer"
                                                     : to_string(endpoint.permission)),
      "", "Ask an administrator.");
}

// A browser sends cookies with any site's requests, but only our own pages know the token.
Refused check_origin(const Endpoint& endpoint, const Caller& caller, const http::Request& request) {
  if (endpoint.method == http::Method::kGet) return std::nullopt;
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (site == "cross-site" || site == "same-site")
    return refusal(ErrorCode::kNotAllowed, "Another site sent this request.");
  // Signing in again is no change of the session that is there; its page may not know the token.
  if (caller.session.empty() || endpoint.permission == Permission::kNothing) return std::nullopt;
  if (workspace::equal_in_constant_time(request.headers.get("X-CSRF-Token"),
                                        workspace::csrf_token_of(caller.session)))
    return std::nullopt;
  return refusal(ErrorCode::kNotAllowed, "The X-CSRF-Token does not belong to this session.",
                 "X-CSRF-Token", "Take csrf_token from GET /api/v1/session.");
}

Refused check_parameters(const Endpoint& endpoint, const http::Request& request) {
  for (const auto& [name, value] : request.query) {
    const auto known = std::ranges::find(endpoint.parameters, name, &Parameter::name);
    if (known == endpoint.parameters.end())
      return refusal(ErrorCode::kInvalidInput,
                     fmt::format("There is no parameter \"{}\" here.", name), name);
    if (value.empty()) continue;
    json::value typed(value);
    const auto* type = known->schema.if_contains("type");
    if (type != nullptr && type->as_string() == "integer") {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error == std::errc{} && end == value.data() + value.size()) typed = number;
    }
    if (const auto checked = schema::check(known->schema, typed, shapes(), name); !checked)
      return http::problem(checked.error());
  }
  for (const Parameter& parameter : endpoint.parameters)
    if (parameter.required && request.query_value(parameter.name).value_or("").empty())
      return refusal(ErrorCode::kInvalidInput,
                     fmt::format("The parameter \"{}\" is missing.", parameter.name),
                     parameter.name);
  return std::nullopt;
}

Refused read_body(const Endpoint& endpoint, const http::Request& request, json::value& body) {
  if (!endpoint.request) return std::nullopt;
  std::string_view type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  // Other sites' forms cannot send this type without asking first, which nobody answers.
  if (!http::equal_ignoring_case(type, "application/json"))
    return refusal(ErrorCode::kInvalidInput, "The body must be JSON.", "Content-Type",
                   "Send the header Content-Type: application/json.", 415);
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(request.body.data(), request.body.size(), error);
  if (!error && read < request.body.size()) error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (error)
    return refusal(ErrorCode::kInvalidInput,
                   fmt::format("The body is not JSON: {}.", error.message()),
                   fmt::format("character {}", read + 1), "", 400);
  body = parser.release();
  if (const auto checked = schema::check(*endpoint.request, body, shapes()); !checked)
    return http::problem(checked.error());
  return std::nullopt;
}

http::Response to_response(Answer& answer) {
  if (answer.response) {
    for (const auto& [name, value] : answer.headers) answer.response->headers.add(name, value);
    return std::move(*answer.response);
  }
  http::Response response;
  response.status = answer.status;
  response.headers = std::move(answer.headers);
  if (answer.status != 204 && answer.status != 304) {
    response.headers.set("Content-Type", "application/json");
    response.body = json::serialize(answer.body);
  }
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  return response;
}

// Runs a creating call once however often it is sent with the same key.
class Once {
 public:
  Once(const Endpoint& endpoint, const Call& call)
      : keys_(call.services.workspace.idempotency_keys()) {
    if (!endpoint.creates) return;
    key_ = call.request.headers.get("Idempotency-Key");
    caller_ = call.caller.id;
    hash_ = workspace::hash_of_secret(fmt::format("{} {}\n{}", http::to_string(call.request.method),
                                                  call.request.path, call.request.body));
  }
  ~Once() {
    if (claimed_) (void)keys_.release(caller_, key_);
  }
  // The answer of the first time, or a refusal; nothing when this is the first time.
  Refused earlier() {
    if (key_.empty()) return std::nullopt;
    if (key_.size() > kIdempotencyKeyBytesMax)
      return refusal(ErrorCode::kInvalidInput, "The Idempotency-Key is too long.",
                     "Idempotency-Key");
    auto claim = keys_.claim(caller_, key_, hash_);
    if (!claim) return http::problem(claim.error());
    if (!*claim) {
      claimed_ = true;
      return std::nullopt;
    }
    http::Response response =
        http::Response::text((*claim)->status, "application/json", (*claim)->body);
    const json::value headers = json::parse((*claim)->headers);
    for (const auto& [name, value] : headers.as_object())
      response.headers.set(std::string_view(name), std::string_view(value.as_string()));
    response.headers.set("Idempotency-Replayed", "true");
    return response;
  }
  void keep(const http::Response& response) {
    if (!claimed_ || response.status >= 300) return;
    json::object headers;
    for (const auto& [name, value] : response.headers) headers[name] = value;
    if (keys_.finish(caller_, key_, {response.status, json::serialize(headers), response.body}))
      claimed_ = false;
  }

 private:
  workspace::IdempotencyKeys& keys_;
  std::string caller_, key_, hash_;
  bool claimed_ = false;
};

void write_audit(const Endpoint& endpoint, const Call& call, const std::string& object) {
  if (endpoint.audit.empty()) return;
  // Whoever signs in is known only by what the call answers.
  const std::string& actor = call.caller.known() ? call.caller.id : object;
  const auto done =
      call.services.workspace.audit().record(actor, endpoint.audit, object, call.caller.address);
  if (!done) spdlog::error("The audit log was not written: {}", done.error().to_sentence());
}

Refused check_call(const Endpoint& endpoint, Call& call) {
  if (auto refused = check_rate(call.caller, call.services)) return refused;
  if (auto refused = check_permission(endpoint, call.caller)) return refused;
  if (auto refused = check_origin(endpoint, call.caller, call.request)) return refused;
  if (auto refused = check_parameters(endpoint, call.request)) return refused;
  if (auto refused = read_body(endpoint, call.request, call.body)) return refused;
  if (endpoint.needs_match && call.request.headers.get("If-Match").empty())
    return refusal(ErrorCode::kInvalidInput, "The header If-Match is missing.", "If-Match",
                   "Send the ETag of the version that you saw.", 428);
  return std::nullopt;
}

http::Response serve(const Endpoint& endpoint, Services& services, http::Request& request) {
  const auto started = std::chrono::steady_clock::now();
  auto caller = caller_of(endpoint, request, services);
  if (!caller) return failure(caller.error(), endpoint);
  Call call{services, request, *caller, {}};
  if (auto refused = check_call(endpoint, call)) return std::move(*refused);
  Once once(endpoint, call);
  if (auto earlier = once.earlier()) return std::move(*earlier);
  auto answer = endpoint.handle(call);
  if (!answer) return failure(answer.error(), endpoint);
  http::Response response = to_response(*answer);
  if (response.status < 400) write_audit(endpoint, call, answer->object);
  once.keep(response);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  response.headers.set("Server-Timing", fmt::format("total;dur={:.2f}", took.count()));
  return response;
}

// Writes the audit log when the whole body has arrived.
class AuditedSink : public http::BodySink {
 public:
  AuditedSink(std::unique_ptr<http::BodySink> inner, std::function<void()> done)
      : inner_(std::move(inner)), done_(std::move(done)) {}
  base::Status write(std::string_view bytes) override { return inner_->write(bytes); }
  http::Response finish() override {
    http::Response response = inner_->finish();
    if (response.status < 400) done_();
    return response;
  }

 private:
  std::unique_ptr<http::BodySink> inner_;
  std::function<void()> done_;
};

std::variant<std::unique_ptr<http::BodySink>, http::Response> open(
    const std::shared_ptr<const Endpoint>& endpoint, Services& services, http::Request& request) {
  auto caller = caller_of(*endpoint, request, services);
  if (!caller) return failure(caller.error(), *endpoint);
  Call call{services, request, *caller, {}};
  if (auto refused = check_call(*endpoint, call)) return std::move(*refused);
  auto sink = endpoint->open(call);
  if (!sink) return failure(sink.error(), *endpoint);
  auto done = [endpoint, &services, &request, who = *caller] {
    const Call finished{services, request, who, {}};
    write_audit(*endpoint, finished, "");
  };
  return std::make_unique<AuditedSink>(std::move(*sink), std::move(done));
}

}  // namespace

http::Route make_route(std::shared_ptr<const Endpoint> endpoint, Services& services) {
  http::Route route;
  route.method = endpoint->method;
  route.pattern = endpoint->path;
  route.lane = endpoint->lane;
  route.body_limit = endpoint->body_limit;
  if (endpoint->open)
    route.open_sink = [endpoint, &services](http::Request& request) {
      return open(endpoint, services, request);
    };
  else
    route.handle = [endpoint, &services](http::Request& request) {
      return serve(*endpoint, services, request);
    };
  return route;
}

}  // namespace wend::api
