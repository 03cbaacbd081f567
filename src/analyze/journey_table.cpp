#include "analyze/journey_table.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"
#include "model/property_text.h"

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

JourneyTable::JourneyTable(std::shared_ptr<const Rows> rows)
    : rows_(std::move(rows)),
      profile_ids_(rows_->profile_ids),
      profile_begin_(rows_->profile_begin),
      time_us_(rows_->time_us),
      name_(rows_->name),
      channel_(rows_->channel),
      source_(rows_->source),
      type_(rows_->type),
      sequence_(rows_->sequence) {
  if (time_us_.empty()) return;
  const auto [first, last] = std::ranges::minmax(time_us_);
  first_us_ = first;
  last_us_ = last;
}

std::shared_ptr<const JourneyTable> JourneyTable::with_names(
    std::shared_ptr<const EventNames> names) const {
  WEND_ASSERT(event_names_ == nullptr, "names are shown in place of those that were sent");
  constexpr int kVersionBits = 32;
  std::shared_ptr<JourneyTable> table(new JourneyTable(*this));
  table->derived_ = std::make_shared<Derived>();
  table->data_version_ += static_cast<std::int64_t>(names->fingerprint()) << kVersionBits;
  table->event_names_ = std::move(names);
  table->names_ = Dictionary();
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 0; code < names_.size(); ++code)
    codes.push_back(table->names_.code_of(table->event_names_->shown(names_.text(code))));
  const auto sorted = table->names_.sort();
  for (std::uint32_t& code : codes) code = sorted[code];
  auto shown = std::make_shared<std::vector<std::uint32_t>>(name_.size());
  for (std::size_t i = 0; i < name_.size(); ++i) (*shown)[i] = codes[name_[i]];
  table->name_ = *shown;
  table->shown_codes_ = std::move(shown);
  return table;
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
  if (rows_->columns) return rows_->columns->identity_labels(profile_ids);
  return customer_id_texts(profile_ids);
}

void JourneyTableBuilder::reserve(std::size_t events) {
  rows_.reserve(events);
}

void JourneyTableBuilder::add_all(const JourneyTable& table,
                                  std::span<const std::int64_t> without) {
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
    if (std::ranges::binary_search(without, table.profile_id(profile))) continue;
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

  auto shared = std::make_shared<JourneyTable::Rows>();
  const auto name_codes = names_.sort();
  const auto channel_codes = channels_.sort();
  const auto source_codes = sources_.sort();
  shared->time_us.reserve(rows_.size());
  for (const Row& row : rows_) {
    if (shared->profile_ids.empty() || shared->profile_ids.back() != row.profile_id) {
      shared->profile_ids.push_back(row.profile_id);
      shared->profile_begin.push_back(shared->time_us.size());
    }
    shared->time_us.push_back(row.time_us);
    shared->name.push_back(name_codes[row.name]);
    shared->channel.push_back(channel_codes[row.channel]);
    shared->source.push_back(source_codes[row.source]);
    shared->type.push_back(row.type);
    shared->sequence.push_back(row.sequence);
  }
  shared->profile_begin.push_back(rows_.size());
  shared->positions = PositionBySequence(shared->sequence);
  shared->channels = std::move(channels_);
  shared->sources = std::move(sources_);
  shared->columns = std::move(columns);
  std::shared_ptr<JourneyTable> table(new JourneyTable(std::move(shared)));
  table->names_ = std::move(names_);
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
    model::PropertyText parser;
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
