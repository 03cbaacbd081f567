#include "api/personas.h"
#include "api/schema.h"
#include "workspace/images.h"

namespace wend::api {
namespace {

namespace json = boost::json;

json::object image_json(const workspace::Image& image) {
  return {{"id", image.id},
          {"type", image.type},
          {"width", image.width},
          {"height", image.height},
          {"url", "/api/v1/images/" + image.id}};
}

// The bytes decide what it is, not the name or the type that it was sent with.
base::Result<Answer> keep_image(Call& call) {
  WEND_ASSIGN(const auto image,
              call.services.workspace.images().keep(call.request.body, call.caller.id));
  Answer answer;
  answer.status = 201;
  answer.object = image.id;
  answer.body = image_json(image);
  return answer;
}

base::Result<Answer> show_image(Call& call) {
  WEND_ASSIGN(auto image, call.services.workspace.images().find(call.id()));
  if (!image) return base::fail(base::ErrorCode::kNotFound, "There is no such image.");
  Answer answer;
  answer.response = http::Response::text(200, image->type, std::move(image->bytes));
  // Its id is made of its bytes, so it never changes.
  answer.response->headers.set("Cache-Control", "private, max-age=31536000, immutable");
  answer.response->headers.set("X-Content-Type-Options", "nosniff");
  return answer;
}

}  // namespace

void add_image_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/images",
       .summary = "Keep a picture for maps and personas: PNG, JPEG, GIF or WebP, at most 5 MiB.",
       .permission = Permission::kWrite,
       .status = 201,
       .response = object({{"id", text(100)},
                           {"type", text(100)},
                           {"width", count()},
                           {"height", count()},
                           {"url", text(200)}}),
       .audit = "image.create",
       .lane = http::Lane::kHeavy,
       .body_limit = workspace::kImageBytesMax,
       .handle = keep_image});
  endpoints.push_back({.path = "/api/v1/images/{id}",
                       .summary = "A picture.",
                       .response_type = "image/*",
                       .lane = http::Lane::kHeavy,
                       .handle = show_image});
}

}  // namespace wend::api
