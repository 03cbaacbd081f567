#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "events/admission.h"
#include "events/consent_book.h"
#include "events/duckdb.h"
#include "events/erased_identities.h"
#include "events/identity_book.h"
#include "events/recent_messages.h"
#include "model/event.h"
#include "model/identity_finder.h"

namespace wend::events {

using model::TimeUs;

// One event that came through the log. The texts of the row live elsewhere, as long as the call.
struct LiveRow {
  model::EventRow row;  // its message id is the sender's, and not yet the source's
  std::int64_t source_id = 0;
  TimeUs received_at = 0;
  std::string_view sent_id = {};  // as the sender wrote it, for people; empty without one
  std::string_view warning = {};  // what could not be taken as it was said; not stored
};

struct LiveCounts {
  std::uint64_t added = 0;
  std::uint64_t duplicates = 0;
  std::vector<std::size_t> duplicate_rows;
  // Rows that cannot be stored, with the reason: the others do not wait for them.
  struct Refused {
    std::size_t row = 0;
    std::string reason;
    bool keeps_no_sample = false;  // nothing of it is to be kept, not even for people to look at
  };
  std::vector<Refused> refused_rows;
  std::vector<Refused> stripped_rows;  // that were stored without their identity
  std::uint64_t erased = 0;            // of the refused rows: of people who were erased
  // Profiles whose earlier events are another's now, or that have got another's.
  std::vector<std::int64_t> changed_profiles;
};

// How long a message id is remembered unless the settings say otherwise.
inline constexpr TimeUs kDeduplicationWindowUs = 30 * env::kDayUs;

// Decides which of the rows from the log are new, and writes those. Holds what it needs to know of
// the store in memory; made anew after anything else changed the store, or after a failure.
class LiveEvents {
 public:
  // Reads the ids that the store has, inside the caller's transaction. Errors: kIo.
  static base::Result<LiveEvents> load(duck::Connection& connection, RecentMessages::Options ids,
                                       const model::IdentityRules& rules, TimeUs now);

  // Inside the caller's transaction: writes the new rows with sequence numbers from `next_sequence`
  // on; one whose identity cannot be told apart from another is refused by itself. Errors: kIo.
  // After an error neither this object nor `identities` is to be used again.
  base::Result<LiveCounts> write(duck::Connection& connection, duck::FeedSlot& slot,
                                 IdentityBook& identities, std::span<const LiveRow> rows,
                                 std::int64_t next_sequence, const ErasedIdentities* erased,
                                 ConsentBook& consent, const ConsentRules& rules);

  static std::vector<std::pair<std::string, duck::ColumnType>> columns();

 private:
  LiveEvents(std::unique_ptr<RecentMessages> recent, const model::IdentityRules& rules)
      : recent_(std::move(recent)), finder_(std::make_unique<model::IdentityFinder>(rules)) {}

  std::unique_ptr<RecentMessages> recent_;
  std::unique_ptr<model::IdentityFinder> finder_;
};

}  // namespace wend::events
