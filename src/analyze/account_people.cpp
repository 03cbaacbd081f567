#include "analyze/account_people.h"

#include <string>
#include <utility>

namespace wend::analyze {
namespace {

namespace json = boost::json;

void put(json::value& value, const UnitsOfRef& units_of, const AccountUnits& accounts) {
  if (value.is_array())
    for (auto& entry : value.get_array()) put(entry, units_of, accounts);
  if (value.is_object()) put_account_people(value.get_object(), units_of, accounts);
}

}  // namespace

void put_account_people(json::object& result, const UnitsOfRef& units_of,
                        const AccountUnits& accounts) {
  std::vector<std::pair<std::string, std::size_t>> people;
  constexpr std::string_view kRef = "ref";
  for (auto& [name, value] : result) {
    const std::string_view field(name);
    if (field != kRef && !field.ends_with("_ref")) {
      put(value, units_of, accounts);
      continue;
    }
    const auto units = units_of(value.as_string());
    if (!units) continue;
    people.emplace_back(std::string(field.substr(0, field.size() - kRef.size())) + "people",
                        accounts.people_of(*units).size());
  }
  for (auto& [field, count] : people) {
    if (field == "people" && result.contains(field)) result["accounts"] = result.at(field);
    result[field] = count;
  }
}

}  // namespace wend::analyze
