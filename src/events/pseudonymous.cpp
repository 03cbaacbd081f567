#include "events/pseudonymous.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace wend::events {
namespace {

constexpr std::array<std::string_view, 6> kNaming = {"device_id", "session_id",   "previous_id",
                                                     "user_id",   "anonymous_id", "email"};

}  // namespace

bool is_about_identity(model::EventType type) {
  using enum model::EventType;
  return type == kIdentify || type == kAlias || type == kGroup;
}

std::string without_person(std::string_view properties, const model::PersonTexts& texts) {
  const std::string text = texts.taken_out_of_json(properties).value_or(std::string(properties));
  boost::system::error_code error;
  auto document = boost::json::parse(text, error);
  if (error || !document.is_object()) return "{}";
  auto& object = document.get_object();
  for (const std::string_view name : kNaming)
    if (const auto found = object.find(name); found != object.end()) object.stable_erase(found);
  for (auto member = object.begin(); member != object.end();) {
    const bool is_person = member->value().is_string() &&
                           texts.is_value(std::string_view(member->value().get_string()));
    member = is_person ? object.stable_erase(member) : member + 1;
  }
  return boost::json::serialize(object);
}

}  // namespace wend::events
