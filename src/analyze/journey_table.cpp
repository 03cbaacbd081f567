#include "analyze/journey_table.h"

#include <algorithm>
#include <numeric>

#include "analyze/property_text.h"
#include "base/assert.h"

namespace wend::analyze {

std::uint32_t Dictionary::code_of(std::string_view text) {
  if (auto found = codes_.find(text); found != codes_.end()) return found->second;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(texts_.back(), code);
  return code;
}

std::optional<std::uint32_t> Dictionary::find(std::string_view text) const {
  if (auto found = codes_.find(text); found != codes_.end()) return found->second;
  return std::nullopt;
}

std::vector<std::uint32_t> Dictionary::sort() {
  std::vector<std::uint32_t> order(texts_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {},
                    [this](std::uint32_t code) -> const std::string& { return texts_[code]; });
  std::vector<std::uint32_t> new_code(texts_.size());
  std::vector<std::string> sorted;
  sorted.reserve(texts_.size());
  for (std::uint32_t position = 0; position < order.size(); ++position) {
    new_code[order[position]] = position;
    sorted.push_back(std::move(texts_[order[position]]));
  }
  texts_ = std::move(sorted);
  for (auto& [text, code] : codes_) code = new_code[code];
  return new_code;
}

std::optional<std::size_t> JourneyTable::profile_of_id(std::int64_t profile_id) const {
  auto found = std::ranges::lower_bound(profile_ids_, profile_id);
  if (found == profile_ids_.end() || *found != profile_id) return std::nullopt;
  return static_cast<std::size_t>(found - profile_ids_.begin());
}

std::size_t JourneyTable::profile_of_event(std::size_t event) const {
  WEND_ASSERT(event < event_count(), "the event must be in the table");
  return static_cast<std::size_t>(std::ranges::upper_bound(profile_begin_, event) -
                                  profile_begin_.begin()) -
         1;
}

std::optional<std::size_t> JourneyTable::position(std::int64_t sequence) const {
  auto found = std::ranges::lower_bound(position_by_sequence_, sequence, {},
                                        &std::pair<std::int64_t, std::uint32_t>::first);
  if (found == position_by_sequence_.end() || found->first != sequence) return std::nullopt;
  return found->second;
}

namespace {

// Gives each distinct value a code, in order of first appearance; codes[0] is "missing".
class ValueColumnBuilder {
 public:
  explicit ValueColumnBuilder(std::size_t size) {
    column_.codes.assign(size, 0);
    column_.values.emplace_back();
  }
  void set(std::size_t row, model::Value value) {
    auto [found, is_new] =
        codes_.try_emplace(value, static_cast<std::uint32_t>(column_.values.size()));
    if (is_new) column_.values.push_back(std::move(value));
    column_.codes[row] = found->second;
  }
  ValueColumn finish() { return std::move(column_); }

 private:
  ValueColumn column_;
  std::map<model::Value, std::uint32_t> codes_;
};

}  // namespace

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::load(std::string_view path,
                                                                    bool trait) const {
  ValueColumnBuilder builder(trait ? profile_count() : event_count());
  if (columns_) {
    constexpr auto kIdentify = static_cast<std::uint8_t>(model::EventType::kIdentify);
    // The position of the identify event each profile's trait came from; the later event in the
    // table wins.
    std::vector<std::size_t> trait_from(trait ? profile_count() : 0, 0);
    WEND_TRY(columns_->each_property(path, [&](std::int64_t sequence, model::Value value) {
      const auto row = position(sequence);
      if (!row) return;  // written after this table was built
      if ((type_[*row] == kIdentify) != trait) return;
      if (!trait) {
        builder.set(*row, std::move(value));
        return;
      }
      const std::size_t profile = profile_of_event(*row);
      if (*row + 1 <= trait_from[profile]) return;
      trait_from[profile] = *row + 1;
      builder.set(profile, std::move(value));
    }));
  }
  return std::make_shared<const ValueColumn>(builder.finish());
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

base::Result<std::vector<JourneyTable::PropertyName>> JourneyTable::property_names() const {
  std::lock_guard lock(cache_->mutex);
  if (cache_->names) return *cache_->names;
  std::map<std::pair<std::string, bool>, std::uint64_t> counts;
  if (columns_) {
    PropertyText parser;
    WEND_TRY(columns_->each_properties_text([&](std::int64_t sequence, std::string_view text) {
      const auto row = position(sequence);
      if (!row) return;
      const bool trait = type_[*row] == static_cast<std::uint8_t>(model::EventType::kIdentify);
      parser.each(text, [&](std::string_view name, const model::Value&) {
        ++counts[{std::string(name), trait}];
      });
    }));
  }
  auto names = std::make_shared<std::vector<PropertyName>>();
  for (const auto& [key, events] : counts) names->push_back({key.first, key.second, events});
  cache_->names = names;
  return *names;
}

namespace {

std::vector<std::string> customer_id_texts(std::span<const std::int64_t> profile_ids) {
  std::vector<std::string> texts;
  for (const std::int64_t id : profile_ids) texts.push_back(model::customer_id_text(id));
  return texts;
}

}  // namespace

base::Result<std::vector<std::string>> ColumnSource::identity_labels(
    std::span<const std::int64_t> profile_ids) {
  return customer_id_texts(profile_ids);
}

base::Result<std::vector<std::string>> JourneyTable::identity_labels(
    std::span<const std::int64_t> profile_ids) const {
  if (columns_) return columns_->identity_labels(profile_ids);
  return customer_id_texts(profile_ids);
}

void JourneyTableBuilder::reserve(std::size_t events) {
  rows_.reserve(events);
}

void JourneyTableBuilder::add(std::int64_t profile_id, TimeUs time_us, std::int64_t sequence,
                              model::EventType type, std::string_view name,
                              std::string_view channel, std::string_view source) {
  rows_.push_back({profile_id, time_us, sequence, names_.code_of(name), channels_.code_of(channel),
                   sources_.code_of(source), static_cast<std::uint8_t>(type)});
}

std::shared_ptr<const JourneyTable> JourneyTableBuilder::finish(
    std::shared_ptr<ColumnSource> columns, std::int64_t data_version) {
  const auto order = [](const Row& a, const Row& b) {
    return std::tie(a.profile_id, a.time_us, a.sequence) <
           std::tie(b.profile_id, b.time_us, b.sequence);
  };
  if (!std::ranges::is_sorted(rows_, order)) std::ranges::sort(rows_, order);

  std::shared_ptr<JourneyTable> table(new JourneyTable);
  const auto name_codes = names_.sort();
  const auto channel_codes = channels_.sort();
  const auto source_codes = sources_.sort();
  table->profile_begin_.clear();
  table->time_us_.reserve(rows_.size());
  for (const Row& row : rows_) {
    if (table->profile_ids_.empty() || table->profile_ids_.back() != row.profile_id) {
      table->profile_ids_.push_back(row.profile_id);
      table->profile_begin_.push_back(table->time_us_.size());
    }
    const auto here = static_cast<std::uint32_t>(table->time_us_.size());
    table->position_by_sequence_.emplace_back(row.sequence, here);
    table->time_us_.push_back(row.time_us);
    table->name_.push_back(name_codes[row.name]);
    table->channel_.push_back(channel_codes[row.channel]);
    table->source_.push_back(source_codes[row.source]);
    table->type_.push_back(row.type);
    table->sequence_.push_back(row.sequence);
  }
  table->profile_begin_.push_back(rows_.size());
  std::ranges::sort(table->position_by_sequence_);
  if (!rows_.empty()) {
    const auto [first, last] = std::ranges::minmax(table->time_us_);
    table->first_us_ = first;
    table->last_us_ = last;
  }
  table->names_ = std::move(names_);
  table->channels_ = std::move(channels_);
  table->sources_ = std::move(sources_);
  table->columns_ = std::move(columns);
  table->data_version_ = data_version;
  rows_.clear();
  return table;
}

namespace {

class MemoryColumns final : public ColumnSource {
 public:
  MemoryColumns(std::vector<std::string> texts, std::map<std::int64_t, std::string> labels)
      : texts_(std::move(texts)), labels_(std::move(labels)) {}

  base::Status each_property(std::string_view path,
                             const std::function<void(std::int64_t, model::Value)>& take) override {
    PropertyText parser;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      model::Value value = parser.get(texts_[i], path);
      if (!model::is_missing(value)) take(static_cast<std::int64_t>(i), std::move(value));
    }
    return {};
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    for (std::size_t i = 0; i < texts_.size(); ++i) take(static_cast<std::int64_t>(i), texts_[i]);
    return {};
  }
  base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids) override {
    std::vector<std::string> labels;
    for (const std::int64_t id : profile_ids) labels.push_back(labels_.at(id));
    return labels;
  }

 private:
  std::vector<std::string> texts_;
  std::map<std::int64_t, std::string> labels_;
};

}  // namespace

std::shared_ptr<const JourneyTable> make_journey_table(std::vector<MemoryEvent> events,
                                                       std::int64_t data_version) {
  JourneyTableBuilder builder;
  std::vector<std::string> texts;
  std::map<std::int64_t, std::string> labels;
  builder.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    MemoryEvent& event = events[i];
    const std::int64_t id = model::identity_id_of("user_id", event.customer);
    labels.try_emplace(id, "user_id " + event.customer);
    builder.add(id, event.time_us, static_cast<std::int64_t>(i), event.type, event.name,
                event.channel, event.source);
    texts.push_back(std::move(event.properties));
  }
  return builder.finish(std::make_shared<MemoryColumns>(std::move(texts), std::move(labels)),
                        data_version);
}

}  // namespace wend::analyze
