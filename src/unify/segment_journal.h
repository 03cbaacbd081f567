#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "unify/segment_engine.h"
#include "workspace/sqlite.h"

namespace wend::unify {

// Who is in which segment since when, and who entered and left, in a file of its own
// (docs/decisions/0009). What is journalled and who is a member change in one transaction, so that
// a crash leaves the two in agreement: what it kept from being written is found by the next start.
// Safe to use from several threads; reading never waits for a writer.
class SegmentJournal {
 public:
  // Creates the file when it is missing. Errors: kConflict when a newer version of Wend wrote it,
  // kIo.
  static base::Result<std::unique_ptr<SegmentJournal>> open(const std::string& path);

  struct Entry {
    std::string segment;  // id
    std::int64_t profile_id = 0;
    bool entered = false;
    TimeUs at = 0;
    Cause cause = Cause::kEvent;
    std::int64_t sequence = 0;
  };
  struct Stay {
    std::int64_t profile_id = 0;
    TimeUs since = 0;
    Cause cause = Cause::kEvent;
    std::int64_t sequence = 0;
  };

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
  // Everybody it knows anything of, ascending.
  base::Result<std::vector<std::int64_t>> profiles();
  // Forgets everything about a profile.
  base::Status forget_profile(std::int64_t profile_id);
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
  struct MovePlace {
    TimeUs at = 0;
    std::int64_t id = 0;
  };
  struct Move {
    Entry entry;
    MovePlace place;
  };
  // Who entered and who left, or only one of these; the latest first, from behind `after`.
  base::Result<std::vector<Move>> moves_page(std::string_view segment, std::optional<bool> entered,
                                             std::optional<MovePlace> after, std::size_t limit);

  struct Moves {
    std::int64_t entered = 0, left = 0;
  };
  // Since then, but for what a change of the rule brought.
  base::Result<Moves> moves_since(std::string_view segment, TimeUs since);
  struct Bucket {
    std::int64_t number = 0;  // of the bucket, counted from `from`
    std::int64_t entered = 0, left = 0;
  };
  // All moves from a moment on, by buckets of this length.
  base::Result<std::vector<Bucket>> moves_by(std::string_view segment, TimeUs from,
                                             std::int64_t bucket_us);

 private:
  SegmentJournal(workspace::Sqlite writer, workspace::Sqlite reader)
      : writer_(std::move(writer)), reader_(std::move(reader)) {}
  base::Result<std::int64_t> number_of(std::string_view segment);

  workspace::Sqlite writer_;
  workspace::Sqlite reader_;
};

}  // namespace wend::unify
