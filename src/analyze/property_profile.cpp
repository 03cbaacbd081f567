#include "analyze/property_profile.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::size_t kPropertiesMax = 200;
constexpr std::size_t kTopValues = 5;
constexpr auto kNoRow = std::numeric_limits<std::uint32_t>::max();

json::value to_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::value(*text);
  return nullptr;
}

// One property of the events of one name.
struct Filled {
  std::string property;
  std::uint64_t count = 0;
  json::object json;
};

// `codes` are the value codes of the events that have the property, in any order; they are put in
// order here.
Filled describe(const std::string& property, std::vector<std::uint32_t>& codes,
                const ValueColumn& column, std::uint64_t events) {
  std::ranges::sort(codes);
  struct Value {
    std::uint32_t code;
    std::uint64_t count;
  };
  std::vector<Value> values;
  for (const std::uint32_t code : codes) {
    if (values.empty() || values.back().code != code) values.push_back({code, 0});
    ++values.back().count;
  }
  bool text = false;
  bool number = false;
  bool flag = false;
  for (const Value& value : values) {
    text |= std::holds_alternative<std::string>(column.values[value.code]);
    number |= std::holds_alternative<double>(column.values[value.code]);
    flag |= std::holds_alternative<bool>(column.values[value.code]);
  }
  const auto more = [&](const Value& a, const Value& b) {
    if (a.count != b.count) return a.count > b.count;
    return column.values[a.code] < column.values[b.code];
  };
  const std::size_t shown = std::min(values.size(), kTopValues);
  std::ranges::partial_sort(values, values.begin() + static_cast<std::ptrdiff_t>(shown), more);

  Filled filled{property, codes.size(), {}};
  filled.json["property"] = property;
  filled.json["fill"] = share_json(codes.size(), events);
  filled.json["type"] = text + number + flag > 1 ? "mixed"
                        : text                   ? "text"
                        : number                 ? "number"
                                                 : "boolean";
  filled.json["distinct"] = values.size();
  json::array top;
  for (std::size_t i = 0; i < shown; ++i) {
    top.push_back({{"value", to_json(column.values[values[i].code])}, {"count", values[i].count}});
  }
  filled.json["top"] = std::move(top);
  return filled;
}

}  // namespace

base::Result<PropertyProfile> PropertyProfile::make(const QueryRun& run,
                                                    const std::vector<std::uint32_t>& names) {
  const JourneyTable& table = *run.table;
  std::vector<std::uint32_t> row_of(table.names().size(), kNoRow);
  for (std::uint32_t row = 0; row < names.size(); ++row) row_of[names[row]] = row;
  std::vector<std::uint64_t> events(names.size());
  table.each_event([&](std::size_t i) {
    const std::uint32_t row = row_of[table.name()[i]];
    if (run.scope.events[i] != 0 && row != kNoRow) ++events[row];
  });

  WEND_ASSIGN(auto properties, table.property_names());
  std::erase_if(properties, [](const auto& property) { return property.trait; });
  std::ranges::stable_sort(properties, std::greater(), &JourneyTable::PropertyName::events);
  if (properties.size() > kPropertiesMax) {
    run.notes.add(fmt::format("Events have {} properties; the {} most common are shown.",
                              properties.size(), kPropertiesMax));
    properties.resize(kPropertiesMax);
  }

  std::vector<std::vector<Filled>> filled(names.size());
  std::vector<std::vector<std::uint32_t>> codes(names.size());
  for (const auto& property : properties) {
    WEND_TRY(check_stop(run.stop));
    WEND_ASSIGN(const auto column, table.property(property.name));
    for (auto& list : codes) list.clear();
    table.each_event([&](std::size_t i) {
      const std::uint32_t row = row_of[table.name()[i]];
      if (run.scope.events[i] != 0 && row != kNoRow && column->codes[i] != 0)
        codes[row].push_back(column->codes[i]);
    });
    for (std::size_t row = 0; row < names.size(); ++row) {
      if (!codes[row].empty())
        filled[row].push_back(describe(property.name, codes[row], *column, events[row]));
    }
  }
  PropertyProfile profile;
  for (auto& row : filled) {
    std::ranges::sort(row, [](const Filled& a, const Filled& b) {
      return a.count != b.count ? a.count > b.count : a.property < b.property;
    });
    json::array list;
    for (Filled& entry : row) list.push_back(std::move(entry.json));
    profile.rows_.push_back(std::move(list));
  }
  return profile;
}

}  // namespace wend::analyze
