#include "analyze/journey_table.h"

#include <algorithm>
#include <limits>

#include "analyze/named_touchpoints.h"
#include "base/assert.h"

namespace wend::analyze {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
// A range with fewer events than one in so many numbers is kept as pairs, which are four times as
// large.
constexpr std::size_t kSparseFrom = 4;
// Of a data version: the store's stands in so many bits, a fingerprint above them.
constexpr int kVersionBits = 32;

std::vector<std::string> customer_id_texts(std::span<const std::int64_t> profile_ids) {
  std::vector<std::string> texts;
  for (const std::int64_t id : profile_ids) texts.push_back(model::customer_id_text(id));
  return texts;
}

}  // namespace

PositionBySequence::PositionBySequence(std::span<const std::uint32_t> sequence_by_position,
                                       std::int64_t base) {
  if (sequence_by_position.empty()) return;
  const auto [first, last] = std::ranges::minmax(sequence_by_position);
  first_ = base + first;
  const std::size_t range = std::size_t{last} - first + 1;
  const std::size_t count = sequence_by_position.size();
  if (range / kSparseFrom <= count) {
    dense_.assign(range, kNowhere);
    for (std::uint32_t i = 0; i < count; ++i) dense_[sequence_by_position[i] - first] = i;
    return;
  }
  sparse_.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) sparse_.emplace_back(base + sequence_by_position[i], i);
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

base::Result<std::vector<std::string>> ColumnSource::identity_labels(
    std::span<const std::int64_t> profile_ids) {
  return customer_id_texts(profile_ids);
}

JourneyTable::JourneyTable(std::shared_ptr<EventColumns> columns,
                           std::shared_ptr<const ProfileDirectory> directory,
                           std::shared_ptr<const ShownSignatures> shown,
                           std::shared_ptr<ColumnSource> source, std::int64_t data_version)
    : columns_(std::move(columns)),
      directory_(std::move(directory)),
      shown_(std::move(shown)),
      source_(std::move(source)),
      position_count_(columns_->size()),
      time_us_(columns_->time_us.first(position_count_)),
      begin_(directory_->begin.data()),
      end_(directory_->end.data()),
      data_version_(data_version),
      last_sequence_(columns_->last_sequence) {}

std::shared_ptr<const JourneyTable> JourneyTable::with_names(
    std::shared_ptr<const EventNames> names) const {
  WEND_ASSERT(event_names_ == nullptr, "names are shown in place of those that were sent");
  std::shared_ptr<JourneyTable> table(new JourneyTable(*this));
  table->derived_ = std::make_shared<Derived>();
  table->data_version_ += static_cast<std::int64_t>(names->fingerprint()) << kVersionBits;
  table->event_names_ = std::move(names);
  table->shown_ = shown_->renamed(*table->event_names_);
  return table;
}

std::shared_ptr<const JourneyTable> JourneyTable::with_touchpoints(
    std::shared_ptr<const JourneyTable> unnamed, std::shared_ptr<const NamedTouchpoints> named) {
  WEND_ASSERT(unnamed->named_touchpoints_ == nullptr, "touchpoints are named once");
  std::shared_ptr<JourneyTable> table(new JourneyTable(*unnamed));
  table->derived_ = std::make_shared<Derived>();
  const auto store_version = table->data_version_ & ((std::int64_t{1} << kVersionBits) - 1);
  const std::string both[] = {std::to_string(table->data_version_ >> kVersionBits),
                              std::to_string(named->fingerprint())};
  const std::int64_t fingerprint = fingerprint_of({both[0], both[1]});
  table->data_version_ = store_version + (fingerprint << kVersionBits);
  table->named_touchpoints_ = std::move(named);
  table->unnamed_ = std::move(unnamed);
  return table;
}

std::optional<std::size_t> JourneyTable::profile_of_id(std::int64_t profile_id) const {
  const auto& ids = directory_->ids;
  auto found = std::ranges::lower_bound(ids, profile_id);
  if (found == ids.end() || *found != profile_id) return std::nullopt;
  return static_cast<std::size_t>(found - ids.begin());
}

base::Status JourneyTable::each_text_of(
    std::span<const std::int64_t> sequences,
    const std::function<void(std::int64_t, std::string_view)>& take) const {
  return source_ ? source_->each_text_of(sequences, take) : base::Status();
}

base::Result<std::vector<std::string>> JourneyTable::identity_labels(
    std::span<const std::int64_t> profile_ids) const {
  if (source_) return source_->identity_labels(profile_ids);
  return customer_id_texts(profile_ids);
}

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::property(
    std::string_view path) const {
  return columns_->properties.property(reading(), path);
}

base::Result<std::shared_ptr<const ValueColumn>> JourneyTable::trait(std::string_view path) const {
  std::lock_guard lock(cache_->mutex);
  if (auto found = cache_->traits.find(path); found != cache_->traits.end()) return found->second;
  WEND_ASSIGN(const auto column, columns_->properties.trait(reading(), path));
  // The last that was told among a customer's events. Most customers stand in the order of their
  // positions, so the search goes on where the one before ended.
  std::vector<std::uint32_t> codes(profile_count());
  const auto by_position = &PropertyColumns::Told::position;
  auto from = column.told.begin();
  std::size_t last_end = 0;
  for (std::size_t profile = 0; profile < codes.size(); ++profile) {
    if (begin(profile) < last_end) from = column.told.begin();
    from =
        std::lower_bound(from, column.told.end(), begin(profile),
                         [&](const auto& told, std::size_t at) { return told.*by_position < at; });
    last_end = end(profile);
    for (; from != column.told.end() && from->position < last_end; ++from)
      codes[profile] = from->code;
  }
  const auto made = std::make_shared<const ValueColumn>(
      ValueColumn::of(std::move(codes), {column.values.begin(), column.values.end()}));
  cache_->traits.emplace(path, made);
  return made;
}

base::Status JourneyTable::fetch(std::span<const PropertyName> columns) const {
  return columns_->properties.fetch(reading(), columns);
}

base::Result<std::vector<JourneyTable::PropertyName>> JourneyTable::property_names() const {
  std::lock_guard lock(cache_->mutex);
  if (!cache_->names) {
    WEND_ASSIGN(auto names, columns_->properties.names(reading()));
    cache_->names = std::make_shared<const std::vector<PropertyName>>(std::move(names));
  }
  return *cache_->names;
}

}  // namespace wend::analyze
