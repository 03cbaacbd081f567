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

void JourneyTableBuilder::add_all(const JourneyTable& table) {
  WEND_ASSERT(rows_.empty(), "a table comes before single events");
  const auto codes_of = [](Dictionary& here, const Dictionary& there) {
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < there.size(); ++code)
      codes.push_back(here.code_of(there.text(code)));
    return codes;
  };
  const auto names = codes_of(names_, table.names());
  const auto channels = codes_of(channels_, table.channels());
  const auto sources = codes_of(sources_, table.sources());
  rows_.reserve(table.event_count());
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      rows_.push_back({table.profile_id(profile), table.time_us()[i], table.sequence()[i],
                       names[table.name()[i]], channels[table.channel()[i]],
                       sources[table.source()[i]], table.type()[i]});
    }
  }
  in_order_ = rows_.size();
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
  const auto middle = rows_.begin() + static_cast<std::ptrdiff_t>(in_order_);
  if (!std::is_sorted(middle, rows_.end(), order)) std::sort(middle, rows_.end(), order);
  std::inplace_merge(rows_.begin(), middle, rows_.end(), order);

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
    table->time_us_.push_back(row.time_us);
    table->name_.push_back(name_codes[row.name]);
    table->channel_.push_back(channel_codes[row.channel]);
    table->source_.push_back(source_codes[row.source]);
    table->type_.push_back(row.type);
    table->sequence_.push_back(row.sequence);
  }
  table->profile_begin_.push_back(rows_.size());
  table->positions_ = PositionBySequence(table->sequence_);
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

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    PropertyText parser;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      model::Value value = parser.get(texts_[i], path);
      if (!model::is_missing(value)) take(static_cast<std::int64_t>(i), value);
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
