#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "events/admission.h"
#include "events/duckdb.h"
#include "model/event.h"

namespace wend::events {

using model::TimeUs;

// One event that came through the log. The texts of the row live elsewhere, as long as the call.
struct LiveRow {
  model::EventRow row;  // its message id is the sender's, and not yet the source's
  std::int64_t source_id = 0;
  TimeUs received_at = 0;
  std::string_view sent_id = {};  // as the sender wrote it, for people; empty without one
};

struct LiveCounts {
  std::uint64_t added = 0;
  std::uint64_t duplicates = 0;
  std::vector<std::size_t> duplicate_rows;
  // Rows that cannot be stored, with the reason: the others do not wait for them.
  struct Refused {
    std::size_t row = 0;
    std::string reason;
  };
  std::vector<Refused> refused_rows;
};

// The message ids of the last days, so that an event sent twice counts once. Ids are kept for at
// least the window and at most twice as long: by generations, each a window long, of which the
// running one and the one before it are remembered. 16 bytes an id in a table at most three
// quarters full, so 21 to 43 bytes.
class RecentMessages {
 public:
  explicit RecentMessages(TimeUs window_us) : window_us_(window_us) {}

  // False when the id was there already. A time of a later generation starts that one.
  bool insert(const model::MessageId& id, TimeUs received_at);
  // Ids received before this cannot be remembered any more at `now`.
  TimeUs oldest(TimeUs now) const { return (now / window_us_ - 1) * window_us_; }

 private:
  TimeUs window_us_;
  std::int64_t generation_ = 0;
  MessageIdSet current_, previous_;
};

// How long a message id is remembered.
inline constexpr TimeUs kDeduplicationWindowUs = 30 * env::kDayUs;

// Decides which of the rows from the log are new, and writes those. Holds what it needs to know of
// the store in memory; made anew after anything else changed the store, or after a failure.
class LiveEvents {
 public:
  // Reads the ids and identities that the store has.
  static base::Result<LiveEvents> load(duck::Connection& connection, TimeUs now);

  // Inside the caller's transaction: writes the new rows with sequence numbers from `next_sequence`
  // on; one whose identity cannot be told apart from another is refused by itself. Errors: kIo.
  // After an error this object is not to be used again.
  base::Result<LiveCounts> write(duck::Connection& connection, duck::FeedSlot& slot,
                                 std::span<const LiveRow> rows, std::int64_t next_sequence);

  static std::vector<std::pair<std::string, duck::ColumnType>> columns();

 private:
  LiveEvents() : recent_(kDeduplicationWindowUs) {}

  RecentMessages recent_;
  KnownIdentities identities_;
};

}  // namespace wend::events
