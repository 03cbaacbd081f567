#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/event_signatures.h"
#include "analyze/property_columns.h"
#include "base/result.h"
#include "base/stable_array.h"
#include "model/value.h"

namespace wend::analyze {

using model::TimeUs;

// The columns of events that journey tables look at, by position. The events of one customer stand
// side by side in the order of (time, sequence). Columns only grow: when a customer gains events,
// all of theirs are written anew at the end and the places where they stood before belong to nobody
// any more, so that tables made before go on reading what they read. One writer at a time; any
// number of tables read what was there when they were made.
struct EventColumns {
  // Positions are kept in 32 bits.
  static constexpr std::size_t kPositionsMax = 0xffff'fff0;
  // What stands in `origin` of an event that was not there before.
  static constexpr std::uint32_t kFresh = 0xffff'ffff;
  // The same of one that was, but it is not known where.
  static constexpr std::uint32_t kReread = 0xffff'fffe;

  EventColumns(std::size_t capacity, bool wide_signatures, std::int64_t first_sequence)
      : time_us(capacity),
        signatures(wide_signatures, capacity),
        sequence(capacity),
        origin(capacity),
        sequence_base(first_sequence),
        properties(capacity) {}

  std::size_t size() const { return time_us.size(); }
  std::size_t room() const { return time_us.capacity() - time_us.size(); }
  // Sequence numbers that stand in a file are fetched when they are first needed; whoever reads
  // `sequence` calls this before.
  void need_sequences() const {
    if (!have_sequences.load(std::memory_order_acquire)) fetch_sequences();
  }
  void fetch_sequences() const {
    std::call_once(sequences_once, [this] {
      if (load_sequences) load_sequences();
      have_sequences.store(true, std::memory_order_release);
    });
  }
  std::int64_t sequence_at(std::size_t position) const {
    return sequence_base + sequence[position];
  }
  // Whether a sequence number can be kept.
  bool holds(std::int64_t number) const {
    return number >= sequence_base && number - sequence_base <= UINT32_MAX;
  }

  base::StableArray<TimeUs> time_us;
  SignatureCodes signatures;
  base::StableArray<std::uint32_t> sequence;  // from sequence_base
  // Of the positions from `built` on: where the same event stands before, or one of the two above.
  base::StableArray<std::uint32_t> origin;
  std::size_t built = 0;  // so many positions were there from the beginning, without garbage
  std::int64_t sequence_base = 0;
  // Changed by the writer only.
  SignatureBook book;
  std::int64_t last_sequence = INT64_MIN;  // of any event that was ever here

  std::function<void()> load_sequences;  // none: they are here
  mutable std::once_flag sequences_once;
  mutable std::atomic<bool> have_sequences = false;

  // Properties are fetched when they are first asked for, by whoever reads.
  PropertyColumns properties;
};

}  // namespace wend::analyze
