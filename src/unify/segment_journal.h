#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "unify/move_log.h"
#include "unify/stay_block.h"
#include "workspace/sqlite.h"

namespace wend::unify {

// Who is in which segment since when, and who entered and left, in a file of its own
// (docs/decisions/0009). What is journalled and who is a member change in one transaction, so that
// a crash leaves the two in agreement: what it kept from being written is found by the next start.
// Safe to use from several threads; reading never waits for a writer's disk.
//
// Members stand in packed blocks as of some move, and the moves after that say what came of them;
// now and then the blocks are written anew, so that nothing is sought on the disk for a move.
class SegmentJournal {
 public:
  // When what is written is put in order: moves that are sorted at once, and stays in a block.
  struct Sizes {
    std::size_t generation = std::size_t{1} << 17;
    std::size_t block = 1024;
    // A segment's blocks are written anew when it had so many moves since, and a quarter as many as
    // it has members.
    std::size_t folded_least = 1024;
  };
  // Creates the file when it is missing. Errors: kConflict when a newer version of Wend wrote it,
  // kIo.
  static base::Result<std::unique_ptr<SegmentJournal>> open(const std::string& path,
                                                            const Sizes& sizes = {1 << 17, 1024,
                                                                                  1024});

  struct Entry {
    std::string segment;  // id
    std::int64_t profile_id = 0;
    bool entered = false;
    TimeUs at = 0;
    Cause cause = Cause::kEvent;
    std::int64_t sequence = 0;
  };
  using Stay = unify::Stay;

  // What the members of a segment were found by; nothing when it is not known here. Changes of it
  // are changes of the rule.
  base::Result<std::optional<std::string>> rule_of(std::string_view segment);
  base::Result<std::vector<std::string>> segment_ids();
  base::Result<std::vector<std::int64_t>> member_ids(std::string_view segment);  // ascending

  struct Rule {
    std::string segment, rule;
  };
  // Entries in their order, the rules that hold from now on, and segments that are gone: all or
  // nothing.
  base::Status write(std::span<const Entry> entries, std::span<const Rule> rules = {},
                     std::span<const std::string> gone = {});
  // The first members of a segment that is not known here, ascending: they are in since then, by
  // the rule, and are not journalled one by one.
  base::Status begin_segment(const Rule& rule, std::span<const std::int64_t> profiles,
                             TimeUs since);
  // Everybody it knows anything of, ascending.
  base::Result<std::vector<std::int64_t>> profiles();
  // Forgets everything about these profiles, and that they were counted.
  base::Status forget(std::span<const std::int64_t> profiles);
  // Which erasures were done here: one that came back from a copy of before does not have them.
  base::Status note_erasure(std::string_view id);
  base::Result<bool> has_erased(std::string_view id);
  // Empties the write-ahead log into the file, so that it holds nothing of before. Errors:
  // kUnavailable when a reader is in the way.
  base::Status scrub();

  // Members after `after` in the order of their id.
  base::Result<std::vector<Stay>> members_page(std::string_view segment,
                                               std::optional<std::int64_t> after,
                                               std::size_t limit);
  struct StayIn {
    std::string segment;
    Stay stay;
  };
  base::Result<std::vector<StayIn>> segments_of(std::int64_t profile_id);
  // The latest first.
  base::Result<std::vector<Entry>> entries_of(std::int64_t profile_id, std::size_t limit);

  // Where a page of moves goes on.
  using MovePlace = MoveLog::Place;
  struct Move {
    Entry entry;
    MovePlace place;
  };
  // Who entered and who left, or only one of these; the latest first, from behind `after`. The
  // first members of a segment are not among them.
  base::Result<std::vector<Move>> moves_page(std::string_view segment, std::optional<bool> entered,
                                             std::optional<MovePlace> after, std::size_t limit);

  struct Moves {
    std::int64_t entered = 0, left = 0;
  };
  // What moves are counted by.
  static constexpr std::int64_t kBucketUs = 15 * env::kMinuteUs;
  // Since the beginning of the bucket of `since`, but for what a change of the rule brought.
  base::Result<Moves> moves_since(std::string_view segment, TimeUs since);
  struct Bucket {
    TimeUs begin = 0;
    std::int64_t entered = 0, left = 0;
  };
  // All moves and first members from the bucket of `from` on, by buckets in which there were any.
  base::Result<std::vector<Bucket>> moves_by(std::string_view segment, TimeUs from);

 private:
  SegmentJournal(workspace::Sqlite writer, workspace::Sqlite reader, const Sizes& sizes)
      : sizes_(sizes),
        writer_(std::move(writer)),
        reader_(std::move(reader)),
        moves_(sizes.generation) {}
  struct Known {  // of a segment
    std::int64_t number = 0;
    std::int64_t folded = 0;  // moves up to this one are in its blocks
  };
  static base::Result<std::optional<Known>> known(workspace::Sqlite& database,
                                                  std::string_view segment);
  static base::Result<std::map<std::int64_t, std::string>> names(workspace::Sqlite& database);
  base::Result<std::int64_t> number_of(std::string_view segment);
  // Calls take(stay) for each after `after`, in the order of profiles, while it is true.
  base::Status each_stay(workspace::Sqlite& database, const Known& segment,
                         std::optional<std::int64_t> after, bool sealed,
                         const std::function<bool(const Stay&)>& take);
  static base::Result<std::optional<Stay>> stay_in_blocks(workspace::Sqlite& database,
                                                          std::int64_t segment,
                                                          std::int64_t profile);
  static base::Result<std::vector<SegmentMove>> first_entries(workspace::Sqlite& database,
                                                              std::int64_t profile,
                                                              std::span<const SegmentMove> moves);
  base::Status put_blocks(std::int64_t segment, std::span<const Stay> stays);
  base::Status count(std::span<const SegmentMove> moves, int sign);
  base::Status remove_stay(std::int64_t segment, std::int64_t profile);
  base::Status put_in_order();
  base::Status fold(std::int64_t segment);

  const Sizes sizes_;
  workspace::Sqlite writer_;
  workspace::Sqlite reader_;
  MoveLog moves_;
};

}  // namespace wend::unify
