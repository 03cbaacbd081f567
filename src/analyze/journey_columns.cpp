// The part of JourneyTable that fetches properties and traits.
#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "analyze/journey_table.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
// A range with fewer events than one in so many numbers is kept as pairs, which are four times as
// large.
constexpr std::size_t kSparseFrom = 4;

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
template <typename T>
using ByName = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

bool is_identify(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(model::EventType::kIdentify);
}

// Gives each distinct value a code, in order of first appearance; values[0] is "missing". For a
// trait, `later` says where in the table the value of each profile came from: the later one wins.
class ValueColumnBuilder {
 public:
  ValueColumnBuilder(const JourneyTable& table, bool trait) : table_(table), trait_(trait) {
    column_.codes.assign(trait ? table.profile_count() : table.event_count(), 0);
    column_.values.emplace_back();
    if (trait) from_.assign(table.profile_count(), 0);
  }

  // `position` is the event's in the table. Events of the other kind are left alone.
  void take(std::size_t position, const model::Value& value) {
    if (is_identify(table_.type()[position]) != trait_) return;
    std::size_t row = position;
    if (trait_) {
      row = table_.profile_of_event(position);
      if (position + 1 <= from_[row]) return;
      from_[row] = position + 1;
    }
    const auto [found, is_new] =
        codes_.try_emplace(value, static_cast<std::uint32_t>(column_.values.size()));
    if (is_new) column_.values.push_back(value);
    column_.codes[row] = found->second;
  }

  std::shared_ptr<const ValueColumn> finish() {
    return std::make_shared<const ValueColumn>(std::move(column_));
  }

 private:
  const JourneyTable& table_;
  const bool trait_;
  ValueColumn column_;
  std::vector<std::size_t> from_;
  std::unordered_map<model::Value, std::uint32_t> codes_;
};

// How many events have a property, and how many values it has.
struct Tally {
  std::uint64_t events = 0;
  std::unordered_set<std::size_t> values;  // by their hash
  void take(const model::Value& value) {
    ++events;
    if (values.size() <= JourneyTable::kDistinctMax)
      values.insert(std::hash<model::Value>{}(value));
  }
};

}  // namespace

PositionBySequence::PositionBySequence(std::span<const std::int64_t> sequence_by_position) {
  if (sequence_by_position.empty()) return;
  const auto [first, last] = std::ranges::minmax(sequence_by_position);
  first_ = first;
  const auto range = static_cast<std::size_t>(last - first) + 1;
  const std::size_t count = sequence_by_position.size();
  if (range / kSparseFrom <= count) {
    dense_.assign(range, kNowhere);
    for (std::uint32_t i = 0; i < count; ++i) {
      dense_[static_cast<std::size_t>(sequence_by_position[i] - first)] = i;
    }
    return;
  }
  sparse_.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) sparse_.emplace_back(sequence_by_position[i], i);
  std::ranges::sort(sparse_);
}

std::optional<std::size_t> PositionBySequence::of(std::int64_t sequence) const {
  if (sequence < first_) return std::nullopt;
  if (!dense_.empty()) {
    const auto offset = static_cast<std::size_t>(sequence - first_);
    if (offset >= dense_.size() || dense_[offset] == kNowhere) return std::nullopt;
    return dense_[offset];
  }
  const auto found = std::ranges::lower_bound(sparse_, sequence, {},
                                              &std::pair<std::int64_t, std::uint32_t>::first);
  if (found == sparse_.end() || found->first != sequence) return std::nullopt;
  return found->second;
}

base::Status ColumnSource::each_text_of(
    std::span<const std::int64_t> sequences,
    const std::function<void(std::int64_t, std::string_view)>& take) {
  return each_properties_text([&](std::int64_t sequence, std::string_view text) {
    if (std::ranges::binary_search(sequences, sequence)) take(sequence, text);
  });
}

base::Status JourneyTable::each_text_of(
    std::span<const std::int64_t> sequences,
    const std::function<void(std::int64_t, std::string_view)>& take) const {
  return rows_->columns ? rows_->columns->each_text_of(sequences, take) : base::Status();
}

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::load(std::string_view path,
                                                                    bool trait) const {
  ValueColumnBuilder builder(*this, trait);
  if (rows_->columns) {
    WEND_TRY(
        rows_->columns->each_property(path, [&](std::int64_t sequence, const model::Value& value) {
          // One without a position was written after this table was built.
          if (const auto at = rows_->positions.of(sequence)) builder.take(*at, value);
        }));
  }
  return builder.finish();
}

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::property(
    std::string_view path) const {
  std::lock_guard lock(cache_->mutex);
  if (auto found = cache_->properties.find(path); found != cache_->properties.end())
    return found->second;
  WEND_ASSIGN(auto column, load(path, false));
  cache_->properties.emplace(path, column);
  return column;
}

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::trait(std::string_view path) const {
  std::lock_guard lock(cache_->mutex);
  if (auto found = cache_->traits.find(path); found != cache_->traits.end()) return found->second;
  WEND_ASSIGN(auto column, load(path, true));
  cache_->traits.emplace(path, column);
  return column;
}

base::Status JourneyTable::fetch(std::span<const PropertyName> columns) const {
  std::lock_guard lock(cache_->mutex);
  ByName<ValueColumnBuilder> properties, traits;
  for (const PropertyName& column : columns) {
    // A name with a dot may also be a path into an object: it is fetched alone.
    if (column.name.find('.') != std::string::npos) continue;
    if ((column.trait ? cache_->traits : cache_->properties).contains(column.name)) continue;
    (column.trait ? traits : properties)
        .try_emplace(column.name, ValueColumnBuilder(*this, column.trait));
  }
  if (properties.empty() && traits.empty()) return {};
  if (rows_->columns) {
    model::PropertyText parser;
    WEND_TRY(
        rows_->columns->each_properties_text([&](std::int64_t sequence, std::string_view text) {
          const auto at = rows_->positions.of(sequence);
          if (!at) return;
          auto& wanted = is_identify(type_[*at]) ? traits : properties;
          if (wanted.empty()) return;
          parser.each(text, [&](std::string_view name, const model::Value& value) {
            if (const auto found = wanted.find(name); found != wanted.end())
              found->second.take(*at, value);
          });
        }));
  }
  for (auto& [name, builder] : properties) cache_->properties.emplace(name, builder.finish());
  for (auto& [name, builder] : traits) cache_->traits.emplace(name, builder.finish());
  return {};
}

base::Result<std::vector<JourneyTable::PropertyName>> JourneyTable::property_names() const {
  std::lock_guard lock(cache_->mutex);
  if (cache_->names) return *cache_->names;
  ByName<Tally> properties, traits;
  if (rows_->columns) {
    model::PropertyText parser;
    WEND_TRY(
        rows_->columns->each_properties_text([&](std::int64_t sequence, std::string_view text) {
          const auto at = rows_->positions.of(sequence);
          if (!at) return;
          auto& tallies = is_identify(type_[*at]) ? traits : properties;
          parser.each(text, [&](std::string_view name, const model::Value& value) {
            auto found = tallies.find(name);
            if (found == tallies.end()) found = tallies.try_emplace(std::string(name)).first;
            found->second.take(value);
          });
        }));
  }
  auto names = std::make_shared<std::vector<PropertyName>>();
  for (const auto* tallies : {&properties, &traits}) {
    for (const auto& [name, tally] : *tallies) {
      names->push_back({name, tallies == &traits, tally.events, tally.values.size()});
    }
  }
  std::ranges::sort(*names, {}, [](const PropertyName& name) {
    return std::pair(std::string_view(name.name), name.trait);
  });
  cache_->names = names;
  return *names;
}

}  // namespace wend::analyze
