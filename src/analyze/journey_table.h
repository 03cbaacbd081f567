#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/column_source.h"
#include "analyze/dictionary.h"
#include "analyze/event_columns.h"
#include "analyze/event_plan.h"
#include "analyze/property_columns.h"
#include "analyze/value_column.h"
#include "base/result.h"
#include "model/event.h"
#include "model/value.h"

namespace wend::analyze {

using model::TimeUs;

class NamedTouchpoints;

// Where each event stands in the table, by its sequence number.
class PositionBySequence {
 public:
  // sequence_by_position[i] + base is the number of the event at i.
  PositionBySequence(std::span<const std::uint32_t> sequence_by_position, std::int64_t base);
  std::optional<std::size_t> of(std::int64_t sequence) const;

 private:
  // Sequence numbers are given one after another, so nearly all of a range are in use: the position
  // of first_ + i is dense_[i]. Where most are gone, pairs in the order of the number.
  std::int64_t first_ = 0;
  std::vector<std::uint32_t> dense_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> sparse_;
};

// The customers of a table and where their events stand. Immutable.
struct ProfileDirectory {
  std::vector<std::int64_t> ids;          // ascending
  std::vector<std::uint32_t> begin, end;  // positions
  std::size_t events = 0;
  TimeUs first_us = 0, last_us = -1;
};

// All events of a workspace as columns, by customer and in order of (time, sequence): what every
// journey operator reads. Immutable once built and safe to share between threads; what changes is
// told by another table, which shares with this one what stayed the same. Properties are fetched
// when first asked for.
class JourneyTable {
 public:
  std::size_t profile_count() const { return directory_->ids.size(); }
  std::size_t event_count() const { return directory_->events; }

  // Profile p owns the events at the positions [begin(p), end(p)). Profiles are in ascending order
  // of their id. Not every position below position_count() belongs to somebody.
  std::size_t begin(std::size_t profile) const { return begin_[profile]; }
  std::size_t end(std::size_t profile) const { return end_[profile]; }
  std::int64_t profile_id(std::size_t profile) const { return directory_->ids[profile]; }
  std::optional<std::size_t> profile_of_id(std::int64_t profile_id) const;
  std::size_t position_count() const { return position_count_; }
  // The greatest number of an event; 0 when there is none.
  std::int64_t last_sequence() const { return std::max<std::int64_t>(last_sequence_, 0); }

  // By position.
  std::span<const TimeUs> time_us() const { return time_us_; }
  const SignatureCodes& signatures() const { return columns_->signatures; }
  SignaturePart<std::uint32_t> name() const {
    return {columns_->signatures, shown_->name, position_count_};
  }
  SignaturePart<std::uint32_t> channel() const {
    return {columns_->signatures, shown_->channel, position_count_};
  }
  SignaturePart<std::uint32_t> source() const {
    return {columns_->signatures, shown_->source, position_count_};
  }
  SignaturePart<std::uint8_t> type() const {
    return {columns_->signatures, shown_->type, position_count_};
  }
  class SequenceNumbers {
   public:
    explicit SequenceNumbers(const EventColumns& columns) : columns_(&columns) {
      columns.need_sequences();
    }
    std::int64_t operator[](std::size_t position) const { return columns_->sequence_at(position); }

   private:
    const EventColumns* columns_;
  };
  SequenceNumbers sequence() const { return SequenceNumbers(*columns_); }

  // What each signature stands for, and the texts, in byte order.
  const ShownSignatures& shown() const { return *shown_; }
  const Dictionary& names() const { return shown_->names; }
  const Dictionary& channels() const { return shown_->channels; }  // "" is an unknown channel
  const Dictionary& sources() const { return shown_->sources; }

  // Calls visit(position) for every event, customer by customer.
  template <typename Visit>
  void each_event(Visit&& visit) const {
    for (std::size_t profile = 0; profile < profile_count(); ++profile)
      for (std::size_t i = begin(profile); i < end(profile); ++i) visit(i);
  }

  // First and last time; 0 and -1 when there are no events.
  TimeUs first_us() const { return directory_->first_us; }
  TimeUs last_us() const { return directory_->last_us; }

  // Answers computed from equal versions are equal. Without shown names and named touchpoints it is
  // the store's version, which grows with every change; with them their fingerprint stands above
  // its lower 32 bits.
  std::int64_t data_version() const { return data_version_; }

  // The same events under the names that `names` shows for those that were sent: everything but the
  // names is shared with this table, which must have the names as sent.
  std::shared_ptr<const JourneyTable> with_names(std::shared_ptr<const EventNames> names) const;
  // How an event of this name, as sent, is called in this table.
  std::string_view shown_name(std::string_view sent) const {
    return event_names_ == nullptr ? sent : event_names_->shown(sent);
  }

  // The same events, with the touchpoints that people named: everything is shared but what is drawn
  // from the table. `unnamed` has none.
  static std::shared_ptr<const JourneyTable> with_touchpoints(
      std::shared_ptr<const JourneyTable> unnamed, std::shared_ptr<const NamedTouchpoints> named);
  // Null: people named none.
  const NamedTouchpoints* named_touchpoints() const { return named_touchpoints_.get(); }
  // This table without them; null when it has none.
  const std::shared_ptr<const JourneyTable>& unnamed() const { return unnamed_; }

  // The property of every event; missing everywhere when no event has it. Text longer than 1 KiB is
  // cut.
  base::Result<std::shared_ptr<const ValueColumn>> property(std::string_view path) const;
  // The trait of every profile: its latest value in an identify event.
  base::Result<std::shared_ptr<const ValueColumn>> trait(std::string_view path) const;
  // Names of all properties of track, page and screen events, and of all traits, in byte order,
  // with how many events have each and how many different values those have (counted up to
  // kDistinctMax; one more stands for many).
  static constexpr std::size_t kDistinctMax = 1000;
  using PropertyName = analyze::PropertyName;
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
  friend class JourneyIndexFile;
  JourneyTable(std::shared_ptr<EventColumns> columns,
               std::shared_ptr<const ProfileDirectory> directory,
               std::shared_ptr<const ShownSignatures> shown, std::shared_ptr<ColumnSource> source,
               std::int64_t data_version);
  PropertyReading reading() const { return {columns_, shown_, position_count_, source_.get()}; }

  std::shared_ptr<EventColumns> columns_;
  std::shared_ptr<const ProfileDirectory> directory_;
  std::shared_ptr<const ShownSignatures> shown_;
  std::shared_ptr<ColumnSource> source_;
  std::size_t position_count_ = 0;
  std::span<const TimeUs> time_us_;
  const std::uint32_t* begin_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  std::int64_t data_version_ = 0;
  std::int64_t last_sequence_ = 0;
  std::shared_ptr<const EventNames> event_names_;  // none: as sent

  // Columns do not depend on names.
  struct Cache {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const ValueColumn>, std::less<>> traits;
    std::shared_ptr<const std::vector<PropertyName>> names;
  };
  struct Derived {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const void>, std::less<>> by_key;
  };
  std::shared_ptr<Cache> cache_ = std::make_shared<Cache>();
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  std::shared_ptr<const NamedTouchpoints> named_touchpoints_;
  std::shared_ptr<const JourneyTable> unnamed_;
};

}  // namespace wend::analyze
