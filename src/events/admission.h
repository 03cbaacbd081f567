#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "events/incoming.h"
#include "events/known_identities.h"
#include "model/event.h"

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
  Admission(IdKind kind, std::int64_t source_id, std::int64_t next_sequence, IncomingCounts& counts)
      : kind_(kind), source_id_(source_id), next_sequence_(next_sequence), counts_(counts) {}

  // Before the first batch: what the store already has.
  void add_known_message(const model::MessageId& id) { known_.insert(id); }
  KnownIdentities& identities() { return identities_; }

  // Waits until all batches before this one are through. `admitted` gets the positions of the new
  // rows in batch.rows, `first_sequence` the number of the first of them. Errors: kConflict when
  // two identities share a number, kCancelled after abort().
  struct Admitted {
    std::vector<std::uint32_t> rows;
    std::vector<std::int64_t> identity_ids;  // one for each of `rows`
    std::int64_t first_sequence = 0;
  };
  base::Status admit(IncomingBatch& batch, Admitted& admitted);
  // Wakes and fails every thread that waits.
  void abort();

  std::int64_t next_sequence() const { return next_sequence_; }

 private:
  const IdKind kind_;
  const std::int64_t source_id_;
  std::int64_t next_sequence_;
  IncomingCounts& counts_;
  MessageIdSet known_;
  OccurrenceCounter occurrences_;
  KnownIdentities identities_;

  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_batch_ = 0;
  bool aborted_ = false;
};

}  // namespace wend::events
