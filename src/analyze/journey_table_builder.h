#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"

namespace wend::analyze {

// Collects events in any order and makes a table of them, or another table of one that is there.
class JourneyTableBuilder {
 public:
  JourneyTableBuilder() = default;
  // A table with the events of `before` and those that are added. All events of the profiles
  // `reread` (ascending), and of those alone, are added anew. `before` must show the names as sent.
  // One builder at a time may go on from tables that came from one another.
  JourneyTableBuilder(std::shared_ptr<const JourneyTable> before, std::vector<std::int64_t> reread);

  void reserve(std::size_t events);
  // `sequence` must be unique; it breaks ties between equal times of one profile.
  void add(std::int64_t profile_id, TimeUs time_us, std::int64_t sequence, model::EventType type,
           std::string_view name, std::string_view channel, std::string_view source);
  // `columns` answers for properties; without one a table has none. A table that is to grow has
  // room for so many events. Errors: kTooLarge beyond four billion events.
  base::Result<std::shared_ptr<const JourneyTable>> finish(std::shared_ptr<ColumnSource> columns,
                                                           std::int64_t data_version,
                                                           std::size_t room = 0);

 private:
  static constexpr std::size_t kNoProfile = SIZE_MAX;
  using Table = base::Result<std::shared_ptr<const JourneyTable>>;
  struct Event {
    TimeUs time_us;
    std::int64_t sequence;
    std::uint32_t signature;
    std::uint32_t origin;
    auto order() const { return std::pair(time_us, sequence); }
  };

  Table build(std::shared_ptr<ColumnSource> source, std::int64_t data_version, std::size_t room);
  Table grow(std::shared_ptr<ColumnSource> source, std::int64_t data_version, std::size_t room);
  // The same events side by side, in columns of their own.
  static Table compact(const JourneyTable& table, std::size_t signatures, std::size_t room);
  std::uint32_t number_of(std::int64_t profile_id);
  // The rows of each profile, in the order of their ids; rows in the order of (time, sequence).
  struct Grouped {
    std::vector<std::int64_t> ids;
    std::vector<std::size_t> begin;  // in rows, one more than ids
    std::vector<std::uint32_t> rows;
  };
  Grouped group() const;
  // These rows and what `profile` of the table before has, in order. kNoProfile: these rows alone.
  void gather(std::size_t profile, std::span<const std::uint32_t> rows,
              std::vector<Event>& events) const;

  std::shared_ptr<const JourneyTable> before_;
  std::vector<std::int64_t> reread_;
  // One entry an event.
  std::vector<std::uint32_t> profile_, signature_;
  std::vector<TimeUs> time_us_;
  std::vector<std::int64_t> sequence_;
  boost::unordered_flat_map<std::int64_t, std::uint32_t> profiles_;  // their numbers here
  std::vector<std::int64_t> profile_ids_;
  SignatureBook book_;
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
// The table that comes of all of them.
std::shared_ptr<const JourneyTable> make_journey_table(std::vector<MemoryEvent> events,
                                                       std::int64_t data_version = 1);
// The same, of a part of them that grew so many times; each table on the way is looked at.
std::shared_ptr<const JourneyTable> grow_journey_table(
    std::vector<MemoryEvent> events, std::size_t growths,
    const std::function<void(const JourneyTable&)>& look, std::int64_t data_version = 1);

}  // namespace wend::analyze
