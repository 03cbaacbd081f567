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

DimensionReader::DimensionReader(const JourneyTable& table, const StepReader& steps,
                                 const std::vector<Dimension>& dimensions, std::size_t touchpoints,
                                 Tally& tally)
    : table_(table),
      steps_(steps),
      dimensions_(dimensions),
      touchpoints_(touchpoints),
      tally_(tally) {
  tally_.with.resize(dimensions.size() * touchpoints, 0);
  tally_.events.resize(touchpoints, 0);
  tally_.pairs.resize(dimensions.size(), 0);
  tally_.same.resize(dimensions.size(), 0);
}

void DimensionReader::read(std::size_t profile) {
  begin_ = table_.begin(profile), end_ = table_.end(profile);
  const std::size_t size = end_ - begin_;
  if (size > stride_) {
    stride_ = size + size / 2;
    codes_.resize(stride_ * dimensions_.size());
    touchpoint_.resize(stride_);
    follows_.resize(stride_);
  }
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t event = begin_ + i;
    touchpoint_[i] = steps_.touchpoint_at(event);
    if (touchpoint_[i] != StepReader::kNowhere) ++tally_.events[touchpoint_[i]];
    follows_[i] = 0;
    if (i == 0 || table_.time_us()[event] - table_.time_us()[event - 1] > kCarryUs) continue;
    follows_[i] = table_.channel()[event] == table_.channel()[event - 1] ? 2 : 1;
  }
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const Dimension& dimension = dimensions_[d];
    std::uint8_t* const codes = codes_.data() + d * stride_;
    if (dimension.trait) {
      std::fill(codes, codes + size, dimension.by_value[dimension.column->codes[profile]]);
    } else if (dimension.column == nullptr) {
      for (std::size_t i = 0; i < size; ++i)
        codes[i] = dimension.by_value[table_.channel()[begin_ + i]];
    } else {
      read_property(d, size);
    }
  }
}

void DimensionReader::read_property(std::size_t d, std::size_t size) {
  const Dimension& dimension = dimensions_[d];
  const std::uint32_t* const values = dimension.column->codes.data() + begin_;
  std::uint8_t* const codes = codes_.data() + d * stride_;
  std::uint64_t* const with = tally_.with.data() + d * touchpoints_;
  std::uint64_t pairs = 0, same = 0;
  std::uint8_t own_before = 0, carried = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint8_t own = dimension.by_value[values[i]];
    if (own != 0 && touchpoint_[i] != StepReader::kNowhere) ++with[touchpoint_[i]];
    if (own != 0 && own_before != 0 && follows_[i] != 0) {
      ++pairs;
      same += own == own_before ? 1 : 0;
    }
    carried = own != 0 || follows_[i] != 2 ? own : carried;
    codes[i] = carried;
    own_before = own;
  }
  tally_.pairs[d] += pairs;
  tally_.same[d] += same;
}

void DimensionReader::Tally::join(const Tally& other) {
  const auto add = [](std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
    to.resize(std::max(to.size(), from.size()), 0);
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  };
  add(with, other.with);
  add(events, other.events);
  add(pairs, other.pairs);
  add(same, other.same);
}

void tell_circumstances(const DimensionReader::Tally& tally, std::vector<Dimension>& dimensions) {
  const std::size_t touchpoints = tally.events.size();
  for (std::size_t d = 0; d < dimensions.size() && !tally.pairs.empty(); ++d) {
    if (dimensions[d].trait || dimensions[d].column == nullptr) continue;
    std::size_t spread = 0;
    for (std::size_t t = 0; t < touchpoints; ++t) {
      if (2 * tally.with[d * touchpoints + t] > tally.events[t]) ++spread;
    }
    dimensions[d].circumstance =
        static_cast<double>(tally.same[d]) >= kConstant * static_cast<double>(tally.pairs[d]) &&
        static_cast<double>(spread) >= kSpread * static_cast<double>(touchpoints);
  }
}

}  // namespace wend::analyze
