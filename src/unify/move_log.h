#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "unify/segment_engine.h"
#include "workspace/sqlite.h"

namespace wend::unify {

// Somebody entered or left a segment.
struct SegmentMove {
  std::int64_t id = 0;       // ascending, in the order in which they were written
  std::int64_t segment = 0;  // its number in the journal
  std::int64_t profile_id = 0;
  TimeUs at = 0;
  std::int64_t sequence = 0;
  Cause cause = Cause::kEvent;
  bool entered = false;
};

// Who entered and left, in the order in which it was written, in tables of the journal's file. What
// is new is appended to a table in no other order, and is in memory too; when that is full it is
// sorted once into a table of its own, a generation, by segment and time and by customer. So no
// move ever takes its place among all that there were before (docs/decisions/0009).
//
// Methods that change rows belong into a transaction of the writer; what they changed is seen here
// after publish(). Reading is safe beside one writer.
class MoveLog {
 public:
  // `full_at`: moves that make a generation.
  explicit MoveLog(std::size_t full_at) : full_at_(full_at) {}

  static base::Status create(workspace::Sqlite& writer);
  base::Status load(workspace::Sqlite& writer);

  // Gives them ids.
  base::Status append(workspace::Sqlite& writer, std::vector<SegmentMove>& moves);
  base::Status remove_segment(workspace::Sqlite& writer, std::int64_t segment);
  base::Status remove_profile(workspace::Sqlite& writer, std::int64_t profile);
  // After the transaction: takes part in what is read from now on.
  void publish(std::vector<SegmentMove> moves);
  void publish_removed(const std::function<bool(const SegmentMove&)>& removed);

  bool full() const;
  // Makes a generation of what is new. Answers how many moves of each segment are in it; they are
  // read from there after publish_sealed().
  base::Result<std::map<std::int64_t, std::int64_t>> seal(workspace::Sqlite& writer);
  void publish_sealed();

  std::int64_t last_id() const;
  // Up to where moves are in generations.
  std::int64_t last_sealed_id() const;

  // In the order of their ids.
  base::Result<std::vector<SegmentMove>> of_profile(workspace::Sqlite& reader,
                                                    std::int64_t profile) const;
  // Of each profile the last move after this id, by profile. `sealed`: of generations alone.
  base::Result<std::vector<SegmentMove>> last_moves(workspace::Sqlite& reader, std::int64_t segment,
                                                    std::int64_t after_id, bool sealed) const;
  // The latest first, from behind this time and id.
  struct Place {
    TimeUs at = 0;
    std::int64_t id = 0;
  };
  base::Result<std::vector<SegmentMove>> page(workspace::Sqlite& reader, std::int64_t segment,
                                              std::optional<bool> entered,
                                              std::optional<Place> after, std::size_t limit) const;
  // Each once, ascending.
  base::Result<std::vector<std::int64_t>> profiles(workspace::Sqlite& reader) const;

 private:
  struct Generation {
    std::int64_t number = 0, first_id = 0, last_id = 0;
    TimeUs last_at = 0;
  };

  const std::size_t full_at_;
  mutable std::shared_mutex mutex_;
  std::vector<Generation> generations_;  // in the order of their ids
  std::vector<SegmentMove> recent_;
  std::int64_t last_id_ = 0;
  std::optional<Generation> sealing_;  // of the writer: not yet published
};

}  // namespace wend::unify
