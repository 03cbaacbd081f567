#include "api/sdk_settings_routes.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/collect_body.h"
#include "api/cross_origin.h"
#include "collect/receiver.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using http::Method;

http::Response open_answer(const http::Request& request, std::string_view type, std::string body) {
  auto response = http::Response::text(200, type, std::move(body));
  open_to_all(request, response);
  return response;
}

http::Response unknown_key(const http::Request& request, base::ErrorCode code) {
  auto response = http::problem({code, "This write key is not known.", "write_key", ""});
  open_to_all(request, response);
  return response;
}

// Segment: where to send, and that it may.
http::Response segment_settings(const http::Request& request, Services& services) {
  const std::string key(request.path_value("key"));
  if (!services.receiver->knows(key)) return unknown_key(request, base::ErrorCode::kNotFound);
  const json::object target{
      {"apiKey", key},
      {"apiHost", fmt::format("{}/v1", request.headers.get("Host"))},
      {"protocol", services.config.secure_cookies ? "https" : "http"},
      {"versionSettings", {{"version", "4.4.7"}, {"componentTypes", {"browser"}}}}};
  const json::object settings{
      {"integrations", {{"Segment.io", target}}},
      {"plan", {{"track", {{"__default", {{"enabled", true}, {"integrations", json::object()}}}}}}},
      {"edgeFunction", json::object()},
      {"analyticsNextEnabled", true},
      {"middlewareSettings", json::object()}};
  return open_answer(request, "application/json", json::serialize(settings));
}

// RudderStack: a source without destinations, so everything goes to the data plane alone.
http::Response rudder_source(const http::Request& request, Services& services) {
  const std::string key = key_beside_body(request);
  const auto sender = services.receiver->senders().find(key);
  if (!sender) return unknown_key(request, base::ErrorCode::kNotSignedIn);
  const json::object off{{"enabled", false}};
  const json::object source{{"id", fmt::to_string(sender->source_id)},
                            {"name", "wend"},
                            {"writeKey", key},
                            {"enabled", true},
                            {"workspaceId", "wend"},
                            {"config", {{"statsCollection", {{"errors", off}, {"metrics", off}}}}},
                            {"connections", json::array()},
                            {"destinations", json::array()},
                            {"dataplanes", json::object()}};
  return open_answer(request, "application/json",
                     json::serialize(json::object{{"isHosted", true}, {"source", source}}));
}

// PostHog: there are no flags, recordings or surveys.
json::object no_features() {
  return {{"featureFlags", json::object()},
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
}

http::Response posthog_settings(const http::Request& request) {
  return open_answer(request, "application/json", json::serialize(no_features()));
}

// The same as the script that PostHog's browser SDK loads first.
http::Response posthog_script(const http::Request& request) {
  const std::string token = json::serialize(json::value(request.path_value("token")));
  const json::object settings{{"config", no_features()}, {"siteApps", json::array()}};
  return open_answer(request, "text/javascript; charset=utf-8",
                     fmt::format("(window._POSTHOG_REMOTE_CONFIG = window._POSTHOG_REMOTE_CONFIG "
                                 "|| {{}})[{}] = {};\n",
                                 token, json::serialize(settings)));
}

void add_get(http::Router& router, const std::string& path, http::Handler handle) {
  router.add({Method::kGet, path, std::move(handle), {}});
  add_preflight(router, path);
}

}  // namespace

void add_sdk_settings_routes(http::Router& router, Services& services) {
  add_get(router, "/v1/projects/{key}/settings",
          [&services](http::Request& request) { return segment_settings(request, services); });
  for (const char* path : {"/sourceConfig", "/sourceConfig/"}) {
    add_get(router, path,
            [&services](http::Request& request) { return rudder_source(request, services); });
  }
  add_get(router, "/array/{token}/config", posthog_settings);
  add_get(router, "/array/{token}/config.js", posthog_script);
  for (const char* path : {"/decide", "/decide/", "/flags", "/flags/"}) {
    router.add({Method::kPost, path, posthog_settings, {}});
    add_preflight(router, path);
  }
}

}  // namespace wend::api
