#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/event_plan.h"
#include "base/result.h"
#include "model/event.h"
#include "model/value.h"

namespace wend::analyze {

using model::TimeUs;

// Texts and their numbers, in order of first appearance when built, sorted when a JourneyTable is
// finished.
class Dictionary {
 public:
  std::uint32_t code_of(std::string_view text);  // adds the text when it is new
  std::optional<std::uint32_t> find(std::string_view text) const;
  std::string_view text(std::uint32_t code) const { return texts_[code]; }
  std::size_t size() const { return texts_.size(); }
  // Puts the texts in byte order and answers new code for each old one.
  std::vector<std::uint32_t> sort();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> codes_;
};

// One property of every event (or one trait of every profile): codes[i] names values[codes[i]];
// values[0] is missing.
struct ValueColumn {
  std::vector<std::uint32_t> codes;
  std::vector<model::Value> values;
};

// Where each event stands in the table, by its sequence number.
class PositionBySequence {
 public:
  PositionBySequence() = default;
  explicit PositionBySequence(std::span<const std::int64_t> sequence_by_position);
  std::optional<std::size_t> of(std::int64_t sequence) const;

 private:
  // Sequence numbers are given one after another, so nearly all of a range are in use: the position
  // of first_ + i is dense_[i]. Where most are gone, pairs in the order of the number.
  std::int64_t first_ = 0;
  std::vector<std::uint32_t> dense_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> sparse_;
};

// Fetches columns that are not kept in the table. Implemented over the event store, and in memory
// for tests.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  // The property `path` ("platform", "address.city") of every event, by the event's sequence
  // number: calls `take(sequence, value)` for each event that has it.
  virtual base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) = 0;
  // Calls `take(sequence, properties as JSON text)` for every event, in any order.
  virtual base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) = 0;
  // The same for these events alone, whose sequence numbers ascend.
  virtual base::Status each_text_of(
      std::span<const std::int64_t> sequences,
      const std::function<void(std::int64_t, std::string_view)>& take);
  // How each profile is called where no name is known, by its main identity: "user_id 48102". As
  // many as were asked for, in the same order; without an identity the customer's id.
  virtual base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids);
};

// All events of a workspace as columns, sorted by (profile, time, sequence): what every journey
// operator reads. Immutable once built and safe to share between threads; properties are fetched
// once, when first asked for.
class JourneyTable {
 public:
  std::size_t profile_count() const { return profile_ids_.size(); }
  std::size_t event_count() const { return time_us_.size(); }

  // Profile p owns the events [begin(p), end(p)). Profiles are in ascending order of their id.
  std::size_t begin(std::size_t profile) const { return profile_begin_[profile]; }
  std::size_t end(std::size_t profile) const { return profile_begin_[profile + 1]; }
  std::int64_t profile_id(std::size_t profile) const { return profile_ids_[profile]; }
  std::optional<std::size_t> profile_of_id(std::int64_t profile_id) const;
  // The profile that owns an event, by binary search.
  std::size_t profile_of_event(std::size_t event) const;

  // One entry per event.
  std::span<const TimeUs> time_us() const { return time_us_; }
  std::span<const std::uint32_t> name() const { return name_; }
  std::span<const std::uint32_t> channel() const { return channel_; }
  std::span<const std::uint32_t> source() const { return source_; }
  std::span<const std::uint8_t> type() const { return type_; }
  std::span<const std::int64_t> sequence() const { return sequence_; }

  const Dictionary& names() const { return names_; }
  const Dictionary& channels() const { return rows_->channels; }  // "" is an unknown channel
  const Dictionary& sources() const { return rows_->sources; }

  // First and last time; 0 and -1 when there are no events.
  TimeUs first_us() const { return first_us_; }
  TimeUs last_us() const { return last_us_; }

  // Answers computed from equal versions are equal. Without shown names it is the store's version,
  // which grows with every change; with them their fingerprint stands above its lower 32 bits.
  std::int64_t data_version() const { return data_version_; }

  // The same events under the names that `names` shows for those that were sent: everything but the
  // names is shared with this table, which must have the names as sent.
  std::shared_ptr<const JourneyTable> with_names(std::shared_ptr<const EventNames> names) const;
  // How an event of this name, as sent, is called in this table.
  std::string_view shown_name(std::string_view sent) const {
    return event_names_ == nullptr ? sent : event_names_->shown(sent);
  }

  // The property of every event; missing everywhere when no event has it. Text longer than 1 KiB is
  // cut.
  base::Result<std::shared_ptr<const ValueColumn>> property(std::string_view path) const;
  // The trait of every profile: its latest value in an identify event.
  base::Result<std::shared_ptr<const ValueColumn>> trait(std::string_view path) const;
  // Names of all properties of track, page and screen events, and of all traits, in byte order,
  // with how many events have each and how many different values those have (counted up to
  // kDistinctMax; one more stands for many).
  static constexpr std::size_t kDistinctMax = 1000;
  struct PropertyName {
    std::string name;
    bool trait = false;
    std::uint64_t events = 0;
    std::size_t distinct = 0;
  };
  base::Result<std::vector<PropertyName>> property_names() const;
  // Fetches these columns in one pass over the events, so that property() and trait() have them;
  // each of them alone would cost such a pass.
  base::Status fetch(std::span<const PropertyName> columns) const;
  // The properties of these events as JSON text, read anew; their sequence numbers ascend.
  base::Status each_text_of(std::span<const std::int64_t> sequences,
                            const std::function<void(std::int64_t, std::string_view)>& take) const;
  // ColumnSource::identity_labels of this table's source.
  base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids) const;

  // What was drawn from this table under `key`, made by `make()` (a Result of shared_ptr<const T>)
  // when it is first asked for. Two callers at once may both make it; one is kept. A key always
  // stands for the same T.
  template <typename T, typename Make>
  base::Result<std::shared_ptr<const T>> remember(const std::string& key, Make&& make) const {
    {
      std::lock_guard lock(derived_->mutex);
      if (auto found = derived_->by_key.find(key); found != derived_->by_key.end()) {
        return std::static_pointer_cast<const T>(found->second);
      }
    }
    WEND_ASSIGN(std::shared_ptr<const T> made, make());
    std::lock_guard lock(derived_->mutex);
    return std::static_pointer_cast<const T>(
        derived_->by_key.try_emplace(key, std::move(made)).first->second);
  }

 private:
  friend class JourneyTableBuilder;
  // What tables of the same events share, whatever names they show.
  struct Rows {
    std::vector<std::int64_t> profile_ids;
    std::vector<std::size_t> profile_begin;
    std::vector<TimeUs> time_us;
    std::vector<std::uint32_t> name, channel, source;
    std::vector<std::uint8_t> type;
    std::vector<std::int64_t> sequence;
    PositionBySequence positions;
    Dictionary channels, sources;
    std::shared_ptr<ColumnSource> columns;
  };
  explicit JourneyTable(std::shared_ptr<const Rows> rows);

  std::shared_ptr<const Rows> rows_;
  std::span<const std::int64_t> profile_ids_;
  std::span<const std::size_t> profile_begin_;
  std::span<const TimeUs> time_us_;
  std::span<const std::uint32_t> name_, channel_, source_;
  std::span<const std::uint8_t> type_;
  std::span<const std::int64_t> sequence_;
  Dictionary names_;
  TimeUs first_us_ = 0;
  TimeUs last_us_ = -1;
  std::int64_t data_version_ = 0;
  std::shared_ptr<const EventNames> event_names_;                  // none: as sent
  std::shared_ptr<const std::vector<std::uint32_t>> shown_codes_;  // what name_ looks at then

  base::Result<std::shared_ptr<const ValueColumn>> load(std::string_view path, bool trait) const;

  // Columns do not depend on names.
  struct Cache {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const ValueColumn>, std::less<>> properties, traits;
    std::shared_ptr<const std::vector<PropertyName>> names;
  };
  struct Derived {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const void>, std::less<>> by_key;
  };
  std::shared_ptr<Cache> cache_ = std::make_shared<Cache>();
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
};

// Collects events in any order and makes a table of them.
class JourneyTableBuilder {
 public:
  void reserve(std::size_t events);
  // All events of a table, before any other, but those of the profiles `without` (sorted). Far
  // cheaper than adding them one by one, and finish() then only has to put what follows in its
  // place.
  void add_all(const JourneyTable& table, std::span<const std::int64_t> without = {});
  // `sequence` must be unique; it breaks ties between equal times of one profile.
  void add(std::int64_t profile_id, TimeUs time_us, std::int64_t sequence, model::EventType type,
           std::string_view name, std::string_view channel, std::string_view source);
  // `columns` answers for properties; without one a table has none.
  std::shared_ptr<const JourneyTable> finish(std::shared_ptr<ColumnSource> columns,
                                             std::int64_t data_version);

 private:
  struct Row {
    std::int64_t profile_id;
    TimeUs time_us;
    std::int64_t sequence;
    std::uint32_t name, channel, source;
    std::uint8_t type;
  };
  std::vector<Row> rows_;
  std::size_t in_order_ = 0;  // so many rows at the beginning are sorted
  Dictionary names_, channels_, sources_;
};

// For tests and generated data: events with their properties as JSON text, kept in memory.
struct MemoryEvent {
  std::string customer;  // becomes identity_id_of("user_id", customer)
  TimeUs time_us = 0;
  std::string name;
  std::string channel = "web";
  std::string properties = "{}";
  model::EventType type = model::EventType::kTrack;
  std::string source = "test";
};
std::shared_ptr<const JourneyTable> make_journey_table(std::vector<MemoryEvent> events,
                                                       std::int64_t data_version = 1);

}  // namespace wend::analyze
