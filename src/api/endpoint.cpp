#include "api/endpoint.h"

#include <charconv>

namespace wend::api {
namespace {

constexpr std::size_t kPageDefault = 50;
constexpr std::int64_t kPageMax = 500;
constexpr std::size_t kCursorBytesMax = 2000;

}  // namespace

std::string_view to_string(Permission permission) {
  switch (permission) {
    case Permission::kNothing:
      return "nothing";
    case Permission::kGuest:
      return "guest of a workshop";
    case Permission::kSignedIn:
      return "signed in";
    case Permission::kRead:
      return "read";
    case Permission::kWrite:
      return "write";
    case Permission::kAdmin:
      return "admin";
  }
  return "admin";
}

bool Caller::may(Permission permission) const {
  switch (permission) {
    case Permission::kNothing:
      return true;
    case Permission::kGuest:
      return guest.has_value();
    case Permission::kSignedIn:
      return user.has_value();
    case Permission::kRead:
      return may_read;
    case Permission::kWrite:
      return may_write;
    case Permission::kAdmin:
      return may_admin;
  }
  return false;
}

std::optional<std::string> Call::parameter(std::string_view name) const {
  const auto value = request.query_value(name);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

std::size_t Call::limit() const {
  const auto text = parameter("limit");
  std::size_t limit = kPageDefault;
  if (text) std::from_chars(text->data(), text->data() + text->size(), limit);
  return limit;
}

schema::Schema page_of(schema::Schema item, std::vector<schema::Field> more) {
  std::vector<schema::Field> fields{{"items", schema::list(std::move(item))},
                                    {"next_cursor", schema::nullable(schema::text())}};
  for (auto& field : more) fields.push_back(std::move(field));
  return schema::object(std::move(fields));
}

std::vector<Parameter> paged(std::vector<Parameter> more) {
  more.push_back({"limit", schema::integer(1, kPageMax), "How many items, 50 when not given."});
  more.push_back({"cursor", schema::text(kCursorBytesMax), "next_cursor of the page before."});
  return more;
}

}  // namespace wend::api
