#include "analyze/friction_dimensions.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <optional>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {
namespace {

// A property with more distinct values tells products or people apart, not circumstances.
constexpr std::size_t kDistinctMax = 200;
constexpr std::size_t kDistinctNumbersMax = 12;
// Looked at, of which kDimensionsMax are taken: bounds the memory, 4 bytes an event each.
constexpr std::size_t kCandidatesMax = 2 * kDimensionsMax;
// Rarer properties cannot carry a finding.
constexpr std::size_t kEventsMin = 50;

std::string text_of(const model::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return {};
}

// Gives the commonest values codes; nothing when the column does not divide anything.
std::optional<Dimension> coded(std::span<const model::Value> values,
                               const std::vector<std::size_t>& counts) {
  std::size_t numbers = 0, distinct = 0;
  for (std::size_t v = 1; v < counts.size(); ++v) {
    if (counts[v] == 0) continue;
    ++distinct;
    if (std::holds_alternative<double>(values[v])) ++numbers;
  }
  if (distinct < 2 || distinct > kDistinctMax || numbers > kDistinctNumbersMax) return std::nullopt;
  std::vector<std::size_t> order;
  for (std::size_t v = 1; v < counts.size(); ++v) {
    if (counts[v] > 0) order.push_back(v);
  }
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (counts[a] != counts[b]) return counts[a] > counts[b];
    return text_of(values[a]) < text_of(values[b]);
  });
  if (order.size() > Dimension::kValuesMax) order.resize(Dimension::kValuesMax);
  Dimension dimension;
  dimension.values.emplace_back();
  dimension.by_value.assign(values.size(), 0);
  for (const std::size_t v : order) {
    dimension.by_value[v] = static_cast<std::uint8_t>(dimension.values.size());
    dimension.values.push_back(text_of(values[v]));
  }
  return dimension;
}

using Counts = std::vector<std::size_t>;

// How often number_of(event) is each number below `size`, over all events.
template <typename NumberOf>
base::Result<Counts> count_events(const JourneyTable& table, std::size_t size,
                                  const std::stop_token& stop, NumberOf&& number_of) {
  WEND_ASSIGN(const auto parts,
              in_profile_ranges<Counts>(table, stop, [&](ProfileRange range, Counts& counts) {
                counts.assign(size, 0);
                for (std::size_t profile = range.first; profile < range.last; ++profile)
                  for (std::size_t i = table.begin(profile); i < table.end(profile); ++i)
                    ++counts[number_of(i)];
              }));
  Counts all(size, 0);
  for (const Counts& part : parts)
    for (std::size_t v = 0; v < size; ++v) all[v] += part[v];
  return all;
}

base::Result<std::optional<Dimension>> channel_dimension(const JourneyTable& table,
                                                         const std::stop_token& stop) {
  std::vector<model::Value> values(1);
  for (std::uint32_t c = 0; c < table.channels().size(); ++c) {
    values.emplace_back(std::string(table.channels().text(c)));
  }
  WEND_ASSIGN(const Counts counts, count_events(table, values.size(), stop, [&](std::size_t i) {
                return table.channel()[i] + 1;
              }));
  auto dimension = coded(values, counts);
  if (!dimension) return std::nullopt;
  dimension->name = "channel";
  dimension->circumstance = true;
  dimension->by_value.erase(dimension->by_value.begin());  // by the channel's number
  return dimension;
}

// The names that may divide visits, what is known of most first, so that limits leave out the
// least useful.
base::Result<std::vector<JourneyTable::PropertyName>> candidates(const JourneyTable& table) {
  WEND_ASSIGN(auto names, table.property_names());
  std::erase_if(names, [](const JourneyTable::PropertyName& name) {
    return names_an_outcome(name.name) || names_an_error(name.name) ||
           names_revenue(name.name) > 0 || (!name.trait && name.events < kEventsMin) ||
           name.distinct < 2 || name.distinct > kDistinctMax;
  });
  std::ranges::stable_sort(names, [](const auto& a, const auto& b) {
    return a.trait != b.trait ? !a.trait : a.events > b.events;
  });
  if (names.size() > kCandidatesMax) names.resize(kCandidatesMax);
  return names;
}

}  // namespace

base::Result<std::vector<Dimension>> find_dimensions(const JourneyTable& table,
                                                     const std::stop_token& stop) {
  WEND_ASSIGN(const auto names, candidates(table));
  WEND_TRY(table.fetch(names));
  std::vector<Dimension> dimensions;
  WEND_ASSIGN(auto channel, channel_dimension(table, stop));
  if (channel) dimensions.push_back(*std::move(channel));
  for (const auto& name : names) {
    if (dimensions.size() >= kDimensionsMax) break;
    const bool known = std::ranges::any_of(
        dimensions, [&](const Dimension& other) { return other.name == name.name; });
    if (known) continue;  // the property says it nearer to the moment than the trait
    WEND_ASSIGN(auto column, name.trait ? table.trait(name.name) : table.property(name.name));
    Counts counts(column->values.size(), 0);
    if (name.trait) {
      for (const std::uint32_t code : column->codes) ++counts[code];
    } else {
      WEND_ASSIGN(counts, count_events(table, counts.size(), stop,
                                       [&](std::size_t i) { return column->codes[i]; }));
    }
    auto dimension = coded(column->values, counts);
    if (!dimension) continue;
    dimension->column = std::move(column);
    dimension->name = name.name;
    dimension->trait = name.trait;
    dimension->version = names_a_version(name.name);
    dimension->circumstance = name.trait;
    dimensions.push_back(*std::move(dimension));
  }
  return dimensions;
}

}  // namespace wend::analyze
