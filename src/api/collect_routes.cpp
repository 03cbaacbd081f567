#include "api/collect_routes.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <sodium.h>

#include "collect/receiver.h"
#include "fmt/format.h"
#include "http/gzip.h"
#include "http/problem.h"
#include "http/target.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using collect::Dialect;
using http::Method;

constexpr const char* kRetryAfterSeconds = "1";
// GIF89a, one transparent pixel.
constexpr unsigned char kPixelBytes[] = {
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
    0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b};
const std::string_view kPixel(reinterpret_cast<const char*>(kPixelBytes), sizeof kPixelBytes);

// Pages of any origin may send and read the answer: it tells nothing.
void open_to_all(const http::Request& request, http::Response& response) {
  const std::string_view origin = request.headers.get("Origin");
  response.headers.set("Access-Control-Allow-Origin", origin.empty() ? "*" : origin);
  response.headers.set("Vary", "Origin");
  response.headers.set("Access-Control-Expose-Headers", "Retry-After");
  response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  response.headers.set("Cache-Control", "no-store");
}

http::Response preflight(const http::Request& request) {
  http::Response response;
  response.status = 204;
  open_to_all(request, response);
  response.headers.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  const std::string_view wanted = request.headers.get("Access-Control-Request-Headers");
  if (!wanted.empty()) response.headers.set("Access-Control-Allow-Headers", wanted);
  response.headers.set("Access-Control-Max-Age", "86400");
  return response;
}

// Base64 of either alphabet, with or without its padding.
std::optional<std::string> from_base64(std::string_view text) {
  for (const int variant :
       {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
        sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, variant) == 0) {
      bytes.resize(size);
      return bytes;
    }
  }
  return std::nullopt;
}

// The user name of basic sign-in, or the bearer token; empty without either.
std::string key_in_headers(const http::Request& request) {
  std::string_view line = request.headers.get("Authorization");
  if (line.starts_with("Bearer ")) return std::string(line.substr(7));
  if (!line.starts_with("Basic ")) return {};
  line.remove_prefix(6);
  const std::string text = from_base64(line).value_or("");
  return text.substr(0, text.find(':'));
}

std::string key_in_address(const http::Request& request) {
  for (const char* name : {"writeKey", "write_key", "api_key", "token"}) {
    if (const auto value = request.query_value(name)) return std::string(*value);
  }
  return {};
}

std::string key_beside_body(const http::Request& request) {
  std::string key = key_in_headers(request);
  return key.empty() ? key_in_address(request) : key;
}

base::Result<std::string> data_of(std::string_view base64) {
  if (auto bytes = from_base64(base64)) return *std::move(bytes);
  return base::fail(base::ErrorCode::kInvalidInput, "The field data is not base64.", "data");
}

// The body as JSON: unpacked, and out of the form that browsers without fetch() sent.
base::Result<std::string> plain_body(http::Request& request) {
  constexpr std::string_view kField = "data=";
  if (request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded") &&
      request.body.starts_with(kField)) {
    const std::string_view field = std::string_view(request.body).substr(kField.size());
    // A plus is one of base64's own characters here.
    return data_of(http::percent_decode(field.substr(0, field.find('&'))).value_or(""));
  }
  const bool zipped = request.headers.get("Content-Encoding") == "gzip" ||
                      request.query_value("compression") == "gzip-js" ||
                      request.body.starts_with("\x1f\x8b");
  if (!zipped) return std::move(request.body);
  return http::gunzip(request.body, kEventsBodyMax);
}

http::Response refusal(const base::Error& error, Dialect dialect = Dialect::kSegment) {
  // What is wrong with a body is final for every SDK; some of them know 400 alone.
  int status = error.code == base::ErrorCode::kInvalidInput ? 400 : 0;
  // PostHog's browser SDK comes back after 5xx and drops its events after every 4xx.
  if (error.code == base::ErrorCode::kTooMany && dialect == Dialect::kPosthog) status = 503;
  http::Response response = http::problem(error, status);
  if (response.status == 503 || response.status == 429)
    response.headers.set("Retry-After", kRetryAfterSeconds);
  return response;
}

json::array to_json(const std::vector<collect::RefusedMessage>& refused) {
  json::array list;
  for (const auto& one : refused)
    list.push_back(json::object{{"index", one.index}, {"reason", one.reason}});
  return list;
}

// A whole body of which nothing could be taken is the sender's mistake; beside others a refused
// message is told, and the rest is taken.
http::Response receipt_response(const collect::Receipt& receipt, json::object answer) {
  if (receipt.taken == 0 && !receipt.refused.empty()) {
    return refusal({base::ErrorCode::kInvalidInput, receipt.refused[0].reason,
                    fmt::format("[{}]", receipt.refused[0].index), ""});
  }
  if (!receipt.refused.empty()) answer["refused"] = to_json(receipt.refused);
  return http::Response::text(200, "application/json", json::serialize(answer));
}

struct Address {
  std::string path;
  Dialect dialect = Dialect::kSegment;
  std::string call;
  json::object success;
};

using Reply = std::function<http::Response(const base::Result<collect::Receipt>&)>;

// Sends what came on its way; the answer follows when it is on the disk.
void deliver(collect::Receiver& receiver, http::Request& request, base::Result<std::string> body,
             collect::Delivery delivery, const http::Done& done, const Reply& reply) {
  const auto answer = [&request, done](http::Response response) {
    open_to_all(request, response);
    done(std::move(response));
  };
  delivery.write_key = key_beside_body(request);
  if (!body) {
    delivery.body = std::move(request.body);
    receiver.count_refused(delivery, body.error());
    return answer(reply(base::fail(body.error())));
  }
  delivery.body = *std::move(body);
  receiver.receive(
      std::move(delivery),
      [answer, reply](const base::Result<collect::Receipt>& receipt) { answer(reply(receipt)); });
}

Reply reply_with(const json::object& success, Dialect dialect) {
  return [success, dialect](const base::Result<collect::Receipt>& receipt) {
    return receipt ? receipt_response(*receipt, success) : refusal(receipt.error(), dialect);
  };
}

// A route for events: small bodies of known keys are taken on the thread that read them.
http::Route events_route(collect::Receiver& receiver, Method method, std::string pattern) {
  constexpr std::size_t kSoonDoneBytes = 256 * 1024;
  http::Route route{
      .method = method, .pattern = std::move(pattern), .body_limit = kEventsBodyMax, .quiet = true};
  route.never_waits = [&receiver](const http::Request& request) {
    return request.body.size() <= kSoonDoneBytes && receiver.remembers(key_beside_body(request));
  };
  return route;
}

void add(http::Router& router, collect::Receiver& receiver, const Address& address) {
  http::Route route = events_route(receiver, Method::kPost, address.path);
  route.handle_later = [dialect = address.dialect, call = address.call, &receiver,
                        reply = reply_with(address.success, address.dialect)](
                           http::Request& request, const http::Done& done) {
    auto body = plain_body(request);
    collect::Delivery delivery{.dialect = dialect, .call = call};
    // posthog-js says in the address when it sent.
    if (const auto sent_at = request.query_value("_"); sent_at && dialect == Dialect::kPosthog)
      delivery.headers = json::serialize(json::object{{"sent_at", *sent_at}});
    deliver(receiver, request, std::move(body), std::move(delivery), done, reply);
  };
  router.add(std::move(route));
}

// A picture of one clear pixel, for mails and for pages without a script. It comes whatever became
// of the event, because nobody could mend it there; the status tells.
void add_pixel(http::Router& router, collect::Receiver& receiver, const char* call) {
  http::Route route = events_route(receiver, Method::kGet, fmt::format("/v1/pixel/{}", call));
  route.handle_later = [call, &receiver](http::Request& request, const http::Done& done) {
    const auto data = request.query_value("data");
    auto body = data_of(data.value_or(""));
    deliver(receiver, request, std::move(body), {.call = call}, done,
            [](const base::Result<collect::Receipt>& receipt) {
              auto response = http::Response::text(200, "image/gif", std::string(kPixel));
              if (!receipt) response.status = refusal(receipt.error()).status;
              return response;
            });
  };
  router.add(std::move(route));
}

// The fields of a CloudEvent in binary mode: the headers that begin with "ce-", without that.
std::string cloud_event_headers(const http::Request& request) {
  json::object fields;
  for (const auto& [name, value] : request.headers) {
    if (name.size() > 3 && http::equal_ignoring_case(std::string_view(name).substr(0, 3), "ce-")) {
      std::string field = name.substr(3);
      std::ranges::transform(field, field.begin(), [](unsigned char c) { return std::tolower(c); });
      fields[field] = value;
    }
  }
  if (const auto type = request.headers.get("Content-Type"); !type.empty())
    fields["content-type"] = type;
  return json::serialize(fields);
}

void add_cloud_events(http::Router& router, collect::Receiver& receiver) {
  http::Route route = events_route(receiver, Method::kPost, "/v1/cloudevents");
  route.handle_later = [&receiver, reply = reply_with({{"success", true}}, Dialect::kCloudEvents)](
                           http::Request& request, const http::Done& done) {
    const std::string_view type = request.headers.get("Content-Type");
    collect::Delivery delivery{.dialect = Dialect::kCloudEvents, .call = "binary"};
    if (type.starts_with("application/cloudevents-batch")) {
      delivery.call = "batch";
    } else if (type.starts_with("application/cloudevents")) {
      delivery.call = "structured";
    } else {
      delivery.headers = cloud_event_headers(request);
    }
    auto body = plain_body(request);
    deliver(receiver, request, std::move(body), std::move(delivery), done, reply);
  };
  router.add(std::move(route));
}

void add_preflight(http::Router& router, const std::string& path) {
  router.add(
      {Method::kOptions, path, [](http::Request& request) { return preflight(request); }, {}});
}

// What the browser SDK asks for before it starts: where to send, and that it may.
http::Response segment_settings(const http::Request& request, Services& services) {
  const std::string key(request.path_value("key"));
  http::Response response;
  if (services.receiver->knows(key)) {
    const json::object target{
        {"apiKey", key},
        {"apiHost", fmt::format("{}/v1", request.headers.get("Host"))},
        {"protocol", services.config.secure_cookies ? "https" : "http"},
        {"versionSettings", {{"version", "4.4.7"}, {"componentTypes", {"browser"}}}}};
    const json::object settings{
        {"integrations", {{"Segment.io", target}}},
        {"plan",
         {{"track", {{"__default", {{"enabled", true}, {"integrations", json::object()}}}}}}},
        {"edgeFunction", json::object()},
        {"analyticsNextEnabled", true},
        {"middlewareSettings", json::object()}};
    response = http::Response::text(200, "application/json", json::serialize(settings));
  } else {
    response = http::problem(
        {base::ErrorCode::kNotFound, "This write key is not known.", "write_key", ""});
  }
  open_to_all(request, response);
  return response;
}

http::Response no_features(const http::Request& request) {
  const json::object answer{{"featureFlags", json::object()},
                            {"featureFlagPayloads", json::object()},
                            {"flags", json::object()},
                            {"errorsWhileComputingFlags", false},
                            {"sessionRecording", false},
                            {"supportedCompression", {"gzip", "gzip-js"}},
                            {"surveys", false},
                            {"heatmaps", false},
                            {"capturePerformance", false},
                            {"autocapture_opt_out", false},
                            {"isAuthenticated", false},
                            {"config", {{"enable_collect_everything", true}}},
                            {"toolbarParams", json::object()}};
  auto response = http::Response::text(200, "application/json", json::serialize(answer));
  open_to_all(request, response);
  return response;
}

}  // namespace

void add_collect_routes(http::Router& router, Services& services) {
  collect::Receiver& receiver = *services.receiver;
  const std::pair<const char*, const char*> calls[] = {
      {"track", "t"}, {"identify", "i"}, {"page", "p"}, {"screen", "s"},
      {"group", "g"}, {"alias", "a"},    {"batch", "b"}};
  for (const auto& [call, letter] : calls) {
    for (const char* name : {call, letter}) {
      const std::string path = fmt::format("/v1/{}", name);
      add(router, receiver, {.path = path, .call = call, .success = {{"success", true}}});
      add_preflight(router, path);
    }
  }
  for (const char* path :
       {"/batch", "/batch/", "/capture", "/capture/", "/e", "/e/", "/i/v0/e", "/i/v0/e/"}) {
    add(router, receiver, {.path = path, .dialect = Dialect::kPosthog, .success = {{"status", 1}}});
    add_preflight(router, path);
  }
  add(router, receiver,
      {.path = "/com.snowplowanalytics.snowplow/tp2",
       .dialect = Dialect::kSnowplow,
       .success = {{"success", true}}});
  add_preflight(router, "/com.snowplowanalytics.snowplow/tp2");

  router.add({Method::kGet,
              "/v1/projects/{key}/settings",
              [&services](http::Request& request) { return segment_settings(request, services); },
              {}});
  for (const auto& [call, letter] : calls) add_pixel(router, receiver, call);
  add_cloud_events(router, receiver);
  add_preflight(router, "/v1/cloudevents");
  router.add({Method::kGet,
              "/array/{token}/config",
              [](http::Request& request) { return no_features(request); },
              {}});
  for (const char* path : {"/decide", "/decide/", "/flags", "/flags/"}) {
    router.add(
        {Method::kPost, path, [](http::Request& request) { return no_features(request); }, {}});
    add_preflight(router, path);
  }
}

}  // namespace wend::api
