#include "api/cross_origin.h"

namespace wend::api {
namespace {

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

}  // namespace

void open_to_all(const http::Request& request, http::Response& response) {
  const std::string_view origin = request.headers.get("Origin");
  response.headers.set("Access-Control-Allow-Origin", origin.empty() ? "*" : origin);
  if (!origin.empty()) response.headers.set("Access-Control-Allow-Credentials", "true");
  response.headers.set("Vary", "Origin");
  response.headers.set("Access-Control-Expose-Headers", "Retry-After");
  response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  response.headers.set("Cache-Control", "no-store");
}

void add_preflight(http::Router& router, const std::string& path) {
  router.add({http::Method::kOptions,
              path,
              [](http::Request& request) { return preflight(request); },
              {}});
}

}  // namespace wend::api
