#include "analyze/friction_dimensions.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <optional>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"

namespace wend::analyze {
namespace {

// A property with more distinct values tells products or people apart, not circumstances.
constexpr std::size_t kDistinctMax = 200;
constexpr std::size_t kDistinctNumbersMax = 12;
// Looked at, of which kDimensionsMax are taken: bounds the memory, 4 bytes an event each.
constexpr std::size_t kCandidatesMax = 2 * kDimensionsMax;
// Rarer properties cannot carry a finding.
constexpr std::size_t kEventsMin = 50;
constexpr TimeUs kCarryUs = 60 * env::kMinuteUs;
constexpr double kConstant = 0.9;
constexpr double kSpread = 0.3;  // of the touchpoints have the property on most of their events

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
  dimension.codes.assign(values.size(), 0);  // by value for now
  for (const std::size_t v : order) {
    dimension.codes[v] = static_cast<std::uint8_t>(dimension.values.size());
    dimension.values.push_back(text_of(values[v]));
  }
  return dimension;
}

// Where an event does not say, it has what the session said last on the same channel.
void carry(const JourneyTable& table, std::vector<std::uint8_t>& codes) {
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    std::size_t last = table.begin(profile);
    for (std::size_t i = last + 1; i < table.end(profile); ++i) {
      const bool same_session = table.time_us()[i] - table.time_us()[i - 1] <= kCarryUs &&
                                table.channel()[i] == table.channel()[i - 1];
      if (codes[i] == 0 && same_session) codes[i] = codes[i - 1];
    }
  }
}

bool is_circumstance(const JourneyTable& table, const JourneyModel& model,
                     const std::vector<std::uint8_t>& own) {
  std::size_t pairs = 0, same = 0;
  std::vector<std::size_t> events(model.touchpoints.size(), 0), with(model.touchpoints.size(), 0);
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      if (const auto t = model.touchpoint_of_name[table.name()[i]]; t != kNoTouchpoint) {
        ++events[t];
        if (own[i] != 0) ++with[t];
      }
      if (i == table.begin(profile) || own[i] == 0 || own[i - 1] == 0) continue;
      if (table.time_us()[i] - table.time_us()[i - 1] > kCarryUs) continue;
      ++pairs;
      if (own[i] == own[i - 1]) ++same;
    }
  }
  std::size_t spread = 0;
  for (std::size_t t = 0; t < events.size(); ++t) {
    if (2 * with[t] > events[t]) ++spread;
  }
  return static_cast<double>(same) >= kConstant * static_cast<double>(pairs) &&
         static_cast<double>(spread) >= kSpread * static_cast<double>(events.size());
}

std::optional<Dimension> channel_dimension(const JourneyTable& table) {
  std::vector<model::Value> values(1);
  for (std::uint32_t c = 0; c < table.channels().size(); ++c) {
    values.emplace_back(std::string(table.channels().text(c)));
  }
  std::vector<std::size_t> counts(values.size(), 0);
  table.each_event([&](std::size_t i) { ++counts[table.channel()[i] + 1]; });
  auto dimension = coded(values, counts);
  if (!dimension) return std::nullopt;
  const std::vector<std::uint8_t> by_value = std::move(dimension->codes);
  dimension->codes.assign(table.position_count(), 0);
  table.each_event([&](std::size_t i) { dimension->codes[i] = by_value[table.channel()[i] + 1]; });
  dimension->name = "channel";
  dimension->circumstance = true;
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
                                                     const JourneyModel& model) {
  WEND_ASSIGN(const auto names, candidates(table));
  WEND_TRY(table.fetch(names));
  std::vector<Dimension> dimensions;
  if (auto channel = channel_dimension(table)) dimensions.push_back(*std::move(channel));
  for (const auto& name : names) {
    if (dimensions.size() >= kDimensionsMax) break;
    const bool known = std::ranges::any_of(
        dimensions, [&](const Dimension& other) { return other.name == name.name; });
    if (known) continue;  // the property says it nearer to the moment than the trait
    WEND_ASSIGN(const auto column, name.trait ? table.trait(name.name) : table.property(name.name));
    std::vector<std::size_t> counts(column->values.size(), 0);
    if (name.trait)
      for (const std::uint32_t code : column->codes) ++counts[code];
    else
      table.each_event([&](std::size_t i) { ++counts[column->codes[i]]; });
    auto dimension = coded(column->values, counts);
    if (!dimension) continue;
    const std::vector<std::uint8_t> by_value = std::move(dimension->codes);
    dimension->codes.assign(table.position_count(), 0);
    if (name.trait) {
      for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
        std::fill(dimension->codes.begin() + static_cast<std::ptrdiff_t>(table.begin(profile)),
                  dimension->codes.begin() + static_cast<std::ptrdiff_t>(table.end(profile)),
                  by_value[column->codes[profile]]);
      }
    } else {
      table.each_event([&](std::size_t i) { dimension->codes[i] = by_value[column->codes[i]]; });
    }
    dimension->name = name.name;
    dimension->trait = name.trait;
    dimension->version = names_a_version(name.name);
    dimension->circumstance = name.trait || is_circumstance(table, model, dimension->codes);
    if (!name.trait) carry(table, dimension->codes);
    dimensions.push_back(*std::move(dimension));
  }
  return dimensions;
}

}  // namespace wend::analyze
