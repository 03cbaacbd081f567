#include "analyze/customers.h"

#include <algorithm>
#include <array>

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, 6> kNameTraits = {"name",      "first_name", "firstName",
                                                         "last_name", "lastName",   "email"};
constexpr std::array<std::string_view, 5> kValueProperties = {"revenue", "order_value", "total",
                                                              "amount", "price"};
bool has_identify(const JourneyTable& table) {
  // A signature is known because an event has it.
  return std::ranges::find(table.shown().type,
                           static_cast<std::uint8_t>(model::EventType::kIdentify)) !=
         table.shown().type.end();
}

// The names of traits, the most common first.
base::Result<std::vector<std::string>> trait_names(const JourneyTable& table) {
  std::vector<std::string> names;
  if (!has_identify(table)) return names;
  WEND_ASSIGN(auto all, table.property_names());
  std::erase_if(all, [](const auto& name) { return !name.trait; });
  std::ranges::stable_sort(all, std::ranges::greater{}, &JourneyTable::PropertyName::events);
  for (auto& name : all) names.push_back(std::move(name.name));
  return names;
}

boost::json::value to_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return boost::json::value(*text);
  return nullptr;
}

}  // namespace

base::Result<CustomerNames> CustomerNames::load(const JourneyTable& table) {
  CustomerNames names;
  if (!has_identify(table)) return names;
  for (const std::string_view trait : kNameTraits) {
    WEND_ASSIGN(auto column, table.trait(trait));
    names.columns_.push_back(std::move(column));
  }
  return names;
}

std::string CustomerNames::text(std::size_t column, std::size_t profile) const {
  const auto& values = *columns_[column];
  const auto* text = std::get_if<std::string>(&values.values[values.codes[profile]]);
  return text == nullptr ? "" : *text;
}

std::string CustomerNames::of(std::size_t profile) const {
  if (columns_.empty()) return {};
  if (std::string name = text(0, profile); !name.empty()) return name;
  std::string first = text(1, profile), last = text(3, profile);
  if (first.empty()) first = text(2, profile);
  if (last.empty()) last = text(4, profile);
  if (!first.empty() && !last.empty()) return first + " " + last;
  if (!first.empty() || !last.empty()) return first + last;
  return text(5, profile);
}

base::Result<boost::json::object> traits_of(const JourneyTable& table, std::size_t profile,
                                            std::size_t limit) {
  WEND_ASSIGN(const auto names, trait_names(table));
  boost::json::object traits;
  for (const std::string& name : names) {
    if (traits.size() >= limit) break;
    WEND_ASSIGN(const auto column, table.trait(name));
    const model::Value& value = column->values[column->codes[profile]];
    if (!model::is_missing(value)) traits[name] = to_json(value);
  }
  return traits;
}

std::vector<std::size_t> sessions_of(const JourneyTable& table, std::size_t profile) {
  std::vector<std::size_t> sessions;
  const auto times =
      table.time_us().subspan(table.begin(profile), table.end(profile) - table.begin(profile));
  std::size_t session = 1;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (i > 0 && times[i] - times[i - 1] > kSessionGapUs) ++session;
    sessions.push_back(session);
  }
  return sessions;
}

base::Result<std::shared_ptr<const ValueColumn>> value_column(const JourneyTable& table) {
  WEND_ASSIGN(const auto names, table.property_names());
  for (const std::string_view wanted : kValueProperties) {
    const auto known = std::ranges::find_if(
        names, [&](const auto& name) { return !name.trait && name.name == wanted; });
    if (known == names.end()) continue;
    WEND_ASSIGN(auto column, table.property(wanted));
    if (std::ranges::any_of(column->values, [](const model::Value& value) {
          return std::holds_alternative<double>(value);
        }))
      return column;
  }
  return nullptr;
}

base::Result<std::optional<double>> value_of(const JourneyTable& table, std::size_t profile) {
  WEND_ASSIGN(const auto column, value_column(table));
  if (column == nullptr) return std::nullopt;
  double sum = 0;
  for (std::size_t event = table.begin(profile); event < table.end(profile); ++event)
    if (const auto* number = std::get_if<double>(&column->values[column->codes[event]]))
      sum += *number;
  return sum;
}

}  // namespace wend::analyze
