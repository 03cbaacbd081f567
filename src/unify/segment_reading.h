#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "unify/segment_plan.h"

namespace wend::unify {

// An event and whose it is.
struct ProfileEvent {
  std::int64_t profile_id = 0;
  SegmentEvent event;
};

// Reads the events of the store as segments look at them, as of one moment.
class SegmentReading {
 public:
  // `naming` outlives the reading. Errors: kIo.
  static base::Result<SegmentReading> begin(const events::EventStore& store,
                                            const EventNaming& naming);

  std::int64_t version() const { return version_; }
  std::int64_t last_sequence() const { return last_sequence_; }
  // How many events have a sequence up to this one.
  base::Result<std::int64_t> count_up_to(std::int64_t sequence);

  using Visit = std::function<base::Status(std::span<const ProfileEvent>)>;
  // Events with sequences in (after, up_to], some at a time, nearly in their order. Answers how
  // many.
  base::Result<std::int64_t> each(std::int64_t after, std::int64_t up_to, const Visit& visit);
  // All events of each of these profiles up to a sequence, a profile at a time: with none for one
  // that has none.
  base::Status each_profile(
      std::vector<std::int64_t> profiles, std::int64_t up_to,
      const std::function<base::Status(std::int64_t, std::span<const SegmentEvent>)>& visit);
  // Which of these identities the store knows, and whose each is.
  base::Result<std::unordered_map<std::int64_t, std::int64_t>> owners_of(
      std::span<const std::int64_t> identities);
  // What events were called and when they happened, by their sequence.
  struct EventName {
    std::string name;  // as it is shown
    TimeUs time_us = 0;
  };
  base::Result<std::unordered_map<std::int64_t, EventName>> events_of(
      std::span<const std::int64_t> sequences);
  // The profiles of identities, each once.
  base::Result<std::vector<std::int64_t>> profiles_of(std::span<const std::int64_t> identities);

 private:
  SegmentReading(events::duck::Connection connection, const EventNaming& naming)
      : connection_(std::move(connection)), naming_(&naming) {}
  base::Status fill(const char* table, std::span<const std::int64_t> numbers);
  void read_chunk(const events::duck::Rows& rows, std::vector<ProfileEvent>& events) const;

  events::duck::Connection connection_;
  const EventNaming* naming_;
  std::unordered_map<std::int64_t, std::string> sources_;
  std::int64_t version_ = 0, last_sequence_ = 0;
};

}  // namespace wend::unify
