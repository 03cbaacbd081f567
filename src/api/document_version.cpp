#include "api/document_version.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "http/problem.h"

namespace wend::api {

std::string etag_of(std::int64_t version) {
  return fmt::format("\"{}\"", version);
}

bool has_seen(const Call& call, std::int64_t version) {
  return call.request.headers.get("If-Match") == etag_of(version);
}

Answer clash(std::string_view what, boost::json::value mine, boost::json::value theirs,
             std::int64_t version) {
  auto body = http::problem_json({base::ErrorCode::kConflict,
                                  fmt::format("Somebody changed {} meanwhile.", what), "",
                                  "Look at both versions and save again."});
  body["mine"] = std::move(mine);
  body["theirs"] = std::move(theirs);
  Answer answer;
  answer.status = 409;
  answer.response =
      http::Response::text(409, "application/problem+json", boost::json::serialize(body));
  answer.response->headers.set("ETag", etag_of(version));
  return answer;
}

}  // namespace wend::api
