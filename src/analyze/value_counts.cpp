#include "analyze/value_counts.h"

#include <algorithm>
#include <cctype>

#include "analyze/journey_model.h"

namespace wend::analyze {
namespace {

constexpr std::string_view kTraitPrefix = "trait:";

std::string text_of(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return part.empty() || !std::ranges::search(text, part, same).empty();
}

std::vector<ValueCount> of_codes(const JourneyTable& table, SignaturePart<std::uint32_t> codes,
                                 const Dictionary& texts) {
  std::vector<ValueCount> counts(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    counts[i].value = std::string(texts.text(static_cast<std::uint32_t>(i)));
  table.each_event([&](std::size_t i) { ++counts[codes[i]].count; });
  return counts;
}

std::vector<ValueCount> of_values(const ValueColumn& column) {
  std::vector<ValueCount> counts(column.values.size());
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].value = column.values[i];
  return counts;
}

std::vector<ValueCount> of_trait(const ValueColumn& column) {
  auto counts = of_values(column);
  for (const std::uint32_t code : column.codes) ++counts[code].count;
  return counts;
}

std::vector<ValueCount> of_property(const JourneyTable& table, const ValueColumn& column) {
  auto counts = of_values(column);
  table.each_event([&](std::size_t i) { ++counts[column.codes[i]].count; });
  return counts;
}

base::Result<std::vector<ValueCount>> of_journey(const std::shared_ptr<const JourneyTable>& table,
                                                 bool stages) {
  WEND_ASSIGN(const auto model, discover(table));
  std::vector<ValueCount> counts;
  if (stages)
    for (const std::string& stage : model->stages) counts.push_back({stage, 0});
  else
    for (const Touchpoint& touchpoint : model->touchpoints) counts.push_back({touchpoint.name, 0});
  table->each_event([&](std::size_t i) {
    const std::size_t touchpoint = model->touchpoint_of_name[table->name()[i]];
    if (touchpoint >= model->touchpoints.size()) return;
    ++counts[stages ? model->touchpoints[touchpoint].stage : touchpoint].count;
  });
  return counts;
}

base::Result<std::vector<ValueCount>> all_counts(const std::shared_ptr<const JourneyTable>& table,
                                                 std::string_view property) {
  if (property == "event") return of_codes(*table, table->name(), table->names());
  if (property == "channel") return of_codes(*table, table->channel(), table->channels());
  if (property == "source") return of_codes(*table, table->source(), table->sources());
  if (property == "touchpoint" || property == "stage")
    return of_journey(table, property == "stage");
  if (property.starts_with(kTraitPrefix)) {
    WEND_ASSIGN(const auto column, table->trait(property.substr(kTraitPrefix.size())));
    return of_trait(*column);
  }
  WEND_ASSIGN(const auto column, table->property(property));
  return of_property(*table, *column);
}

std::string_view type_of(const ValueColumn& column) {
  bool texts = false, numbers = false, flags = false;
  for (const model::Value& value : column.values) {
    texts |= std::holds_alternative<std::string>(value);
    numbers |= std::holds_alternative<double>(value);
    flags |= std::holds_alternative<bool>(value);
  }
  if (texts + numbers + flags > 1) return "mixed";
  return numbers ? "number" : flags ? "boolean" : "text";
}

}  // namespace

base::Result<std::vector<ValueCount>> value_counts(const std::shared_ptr<const JourneyTable>& table,
                                                   std::string_view property,
                                                   std::string_view search, std::size_t limit) {
  WEND_ASSIGN(auto counts, all_counts(table, property));
  std::erase_if(counts, [&](const ValueCount& one) {
    return one.count == 0 || model::is_missing(one.value) || text_of(one.value).empty() ||
           !contains_ignoring_case(text_of(one.value), search);
  });
  std::ranges::sort(counts, [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : text_of(a.value) < text_of(b.value);
  });
  if (counts.size() > limit) counts.resize(limit);
  return counts;
}

base::Result<std::vector<PropertySummary>> property_summaries(const JourneyTable& table,
                                                              std::size_t limit) {
  WEND_ASSIGN(auto names, table.property_names());
  std::ranges::stable_sort(names, std::ranges::greater{}, &JourneyTable::PropertyName::events);
  if (names.size() > limit) names.resize(limit);
  std::vector<PropertySummary> summaries;
  for (auto& name : names) {
    WEND_ASSIGN(const auto column, name.trait ? table.trait(name.name) : table.property(name.name));
    // values[0] stands for missing.
    summaries.push_back({std::move(name.name), name.trait, type_of(*column),
                         column->values.size() - 1, name.events});
  }
  return summaries;
}

}  // namespace wend::analyze
