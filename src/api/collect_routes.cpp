#include "api/collect_routes.h"

#include <boost/json/serialize.hpp>
#include <sodium.h>

#include "collect/receiver.h"
#include "fmt/format.h"
#include "http/gzip.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using collect::Dialect;
using http::Method;

constexpr const char* kRetryAfterSeconds = "1";

// Pages of any origin may send and read the answer: it tells nothing.
void open_to_all(const http::Request& request, http::Response& response) {
  const std::string_view origin = request.headers.get("Origin");
  response.headers.set("Access-Control-Allow-Origin", origin.empty() ? "*" : origin);
  response.headers.set("Vary", "Origin");
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

// The user name of basic sign-in, or the bearer token; empty without either.
std::string key_in_headers(const http::Request& request) {
  std::string_view line = request.headers.get("Authorization");
  if (line.starts_with("Bearer ")) return std::string(line.substr(7));
  if (!line.starts_with("Basic ")) return {};
  line.remove_prefix(6);
  std::string text(line.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(text.data()), text.size(), line.data(),
                        line.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return {};
  }
  text.resize(size);
  return text.substr(0, text.find(':'));
}

std::string key_in_address(const http::Request& request) {
  for (const char* name : {"writeKey", "write_key", "api_key", "token"}) {
    if (const auto value = request.query_value(name)) return std::string(*value);
  }
  return {};
}

base::Result<std::string> plain_body(http::Request& request) {
  const bool zipped = request.headers.get("Content-Encoding") == "gzip" ||
                      request.query_value("compression") == "gzip-js" ||
                      request.body.starts_with("\x1f\x8b");
  if (!zipped) return std::move(request.body);
  return http::gunzip(request.body, kEventsBodyMax);
}

http::Response refusal(const base::Error& error) {
  http::Response response = http::problem(error);
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
    return http::problem({base::ErrorCode::kInvalidInput, receipt.refused[0].reason,
                          fmt::format("[{}]", receipt.refused[0].index), ""});
  }
  if (!receipt.refused.empty()) answer["refused"] = to_json(receipt.refused);
  return http::Response::text(200, "application/json", json::serialize(answer));
}

struct Address {
  Method method = Method::kPost;
  std::string path;
  Dialect dialect = Dialect::kSegment;
  std::string call;
  json::object success;
};

void add(http::Router& router, collect::Receiver& receiver, const Address& address) {
  http::Route route{
      .method = address.method, .pattern = address.path, .body_limit = kEventsBodyMax};
  route.handle_later = [address, &receiver](http::Request& request, const http::Done& done) {
    const auto answer = [&request, done](http::Response response) {
      open_to_all(request, response);
      done(std::move(response));
    };
    auto body = plain_body(request);
    if (!body) return answer(refusal(body.error()));
    collect::Delivery delivery{.dialect = address.dialect,
                               .call = address.call,
                               .write_key = key_in_headers(request),
                               .body = std::move(*body)};
    if (delivery.write_key.empty()) delivery.write_key = key_in_address(request);
    receiver.receive(
        std::move(delivery), [answer, address](const base::Result<collect::Receipt>& receipt) {
          answer(receipt ? receipt_response(*receipt, address.success) : refusal(receipt.error()));
        });
  };
  router.add(std::move(route));
}

void add_preflight(http::Router& router, const std::string& path) {
  router.add(
      {Method::kOptions, path, [](http::Request& request) { return preflight(request); }, {}});
}

// What the browser SDK asks for before it starts: that it may send, and nothing else.
http::Response segment_settings(const http::Request& request) {
  const std::string key(request.path_value("key"));
  const json::object settings{
      {"integrations", {{"Segment.io", {{"apiKey", key}, {"versionSettings", json::object()}}}}},
      {"plan", {{"track", {{"__default", {{"enabled", true}, {"integrations", json::object()}}}}}}},
      {"edgeFunction", json::object()},
      {"analyticsNextEnabled", true},
      {"middlewareSettings", json::object()}};
  auto response = http::Response::text(200, "application/json", json::serialize(settings));
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
                            {"autocapture_opt_out", true},
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
              [](http::Request& request) { return segment_settings(request); },
              {}});
  for (const char* path : {"/decide", "/decide/", "/flags", "/flags/"}) {
    router.add(
        {Method::kPost, path, [](http::Request& request) { return no_features(request); }, {}});
    add_preflight(router, path);
  }
}

}  // namespace wend::api
