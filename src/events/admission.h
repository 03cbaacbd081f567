#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "events/consent_book.h"
#include "events/erased_identities.h"
#include "events/identity_book.h"
#include "events/incoming.h"
#include "model/event.h"
#include "model/identity_finder.h"

namespace wend::events {

// A set of 128-bit hashes in one block of memory (open addressing, at most three quarters full: 16
// bytes a slot).
class MessageIdSet {
 public:
  explicit MessageIdSet(std::size_t expected = 0);
  bool insert(const model::MessageId& id);  // false: was there already
  bool contains(const model::MessageId& id) const;
  void prefetch(const model::MessageId& id) const;
  std::size_t size() const { return size_; }
  std::vector<model::MessageId> sorted() const;

 private:
  std::size_t slot_of(const model::MessageId& id) const;
  void grow();
  std::vector<model::MessageId> slots_;  // all zero: free
  std::size_t size_ = 0;
};

// How often each hash was seen. Hashes are 64 bits: two contents that share one merely get
// different occurrence numbers, and the message id still contains the whole content hash.
class OccurrenceCounter {
 public:
  OccurrenceCounter();
  std::uint32_t next(std::uint64_t hash);  // 0 at the first call, then 1, 2, …
  void prefetch(std::uint64_t hash) const;

 private:
  void grow();
  std::vector<std::uint64_t> seen_;  // zero: free
  std::size_t size_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> repeats_;
};

// Decides, in the order of the file, which incoming rows are new; gives them their final message
// ids and sequence numbers; and notes identities never seen before. Threads hand in their batches
// in any order and wait their turn.
class Admission {
 public:
  // Who is not to be stored, and what is not to be known of whom.
  struct Privacy {
    const ErasedIdentities* erased = nullptr;
    ConsentBook& consent;
    const ConsentRules& rules;
    std::int64_t import_id = 0;
    env::TimeUs now = 0;
  };
  Admission(IdKind kind, std::int64_t source_id, std::int64_t next_sequence,
            IdentityBook& identities, IncomingCounts& counts, Privacy privacy)
      : kind_(kind),
        source_id_(source_id),
        next_sequence_(next_sequence),
        identities_(identities),
        counts_(counts),
        privacy_(privacy) {}

  // Before the first batch: what the store already has.
  void add_known_message(const model::MessageId& id) { known_.insert(id); }

  // Waits until all batches before this one are through. `finder` is the thread's own. `admitted`
  // gets the positions of the new rows in batch.rows, `first_sequence` the number of the first of
  // them. Errors: kConflict when two identities share a number, kCancelled after abort().
  struct Admitted {
    std::vector<std::uint32_t> rows;
    std::vector<std::int64_t> identity_ids;  // one for each of `rows`
    std::int64_t first_sequence = 0;
    std::deque<std::string> texts;  // that rows of the batch point to now
  };
  base::Status admit(IncomingBatch& batch, model::IdentityFinder& finder, Admitted& admitted);
  // Wakes and fails every thread that waits.
  void abort();

  std::int64_t next_sequence() const { return next_sequence_; }
  // Rows that were left out for want of consent, by reason; when all are through.
  const std::map<std::string, std::uint64_t>& without_consent() const { return without_consent_; }

 private:
  const IdKind kind_;
  const std::int64_t source_id_;
  std::int64_t next_sequence_;
  IdentityBook& identities_;
  IncomingCounts& counts_;
  const Privacy privacy_;
  std::map<std::string, std::uint64_t> without_consent_;
  MessageIdSet known_;
  OccurrenceCounter occurrences_;

  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_batch_ = 0;
  bool aborted_ = false;
};

}  // namespace wend::events
