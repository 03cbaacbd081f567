#include "map/map_binding.h"

#include <algorithm>

#include "map/map_document.h"

namespace wend::map {

namespace json = boost::json;
using model::Predicate;
using model::PredicateForm;

const json::value* set_field(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

json::value own_match(const json::object& fields) {
  if (const json::value* binding = set_field(fields, "binding")) return *binding;
  const std::string_view touchpoint = text_of(fields, "touchpoint");
  if (touchpoint.empty()) return nullptr;
  return json::object{{"touchpoint", touchpoint}};
}

json::value either_match(const std::vector<json::value>& matches) {
  json::array names, parts;
  for (const json::value& match : matches) {
    const json::object& form = match.as_object();
    const json::value* name = form.size() == 1 ? form.if_contains("touchpoint") : nullptr;
    json::array& into = name != nullptr && name->is_string() ? names : parts;
    const json::value& one = name != nullptr && name->is_string() ? *name : match;
    if (std::ranges::find(into, one) == into.end()) into.push_back(one);
  }
  if (names.size() == 1) parts.insert(parts.begin(), json::object{{"touchpoint", names[0]}});
  if (names.size() > 1) parts.insert(parts.begin(), json::object{{"touchpoint", std::move(names)}});
  if (parts.empty()) return nullptr;
  if (parts.size() == 1) return parts[0];
  return json::object{{"any", std::move(parts)}};
}

// The touchpoints without which the predicate is true of no event, when they are not there.
std::vector<std::string> missing_touchpoints(const Predicate& predicate,
                                             const HasTouchpoint& has_touchpoint) {
  std::vector<std::string> missing;
  switch (predicate.form) {
    case PredicateForm::kTouchpoint:
      if (std::ranges::none_of(predicate.names, has_touchpoint)) missing = predicate.names;
      return missing;
    case PredicateForm::kAll:
      for (const Predicate& part : predicate.parts) {
        missing = missing_touchpoints(part, has_touchpoint);
        if (!missing.empty()) return missing;
      }
      return missing;
    case PredicateForm::kAny:
      for (const Predicate& part : predicate.parts) {
        const auto of_part = missing_touchpoints(part, has_touchpoint);
        if (of_part.empty()) return {};
        missing.insert(missing.end(), of_part.begin(), of_part.end());
      }
      return missing;
    default:
      return missing;
  }
}

}  // namespace wend::map
