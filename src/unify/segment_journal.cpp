#include "unify/segment_journal.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "base/failpoint.h"

namespace wend::unify {
namespace {

using workspace::Bytes;
using workspace::Sqlite;
using workspace::Statement;
using workspace::Transaction;

constexpr std::int64_t kFormat = 3;
constexpr std::int64_t kFoldShare = 4;

// Segments have numbers here, because their ids would stand in every row. Times of moves are
// counted where they happen, because no list of segments could wait until they are counted.
constexpr const char* kCreate = R"(
  CREATE TABLE segments (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL, begun_at INTEGER,
    folded INTEGER NOT NULL DEFAULT 0, stays INTEGER NOT NULL DEFAULT 0,
    unfolded INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE blocks (
    number INTEGER PRIMARY KEY, segment INTEGER NOT NULL, first INTEGER NOT NULL, stays BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX blocks_by_first ON blocks (segment, first);
  CREATE TABLE counts (
    segment INTEGER NOT NULL, bucket INTEGER NOT NULL, entered INTEGER NOT NULL, left INTEGER NOT NULL,
    entered_by_rule INTEGER NOT NULL, left_by_rule INTEGER NOT NULL,
    PRIMARY KEY (segment, bucket)) STRICT, WITHOUT ROWID;
  CREATE TABLE erasures (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
)";

base::Status prepare_format(Sqlite& database, const std::string& path) {
  WEND_ASSIGN(auto transaction, Transaction::begin(database));
  std::int64_t format = 0;
  {
    WEND_ASSIGN(auto select, database.prepare("PRAGMA user_version"));
    WEND_TRY(select.step());
    format = select.integer(0);
  }
  if (format != 0 && format != kFormat) {
    return base::fail(base::ErrorCode::kConflict,
                      fmt::format("Another version of Wend wrote this file (format {}, this one "
                                  "knows {}).",
                                  format, kFormat),
                      path, "Use that version, or a copy of the data folder from before.");
  }
  if (format == kFormat) return {};
  WEND_TRY(database.run(kCreate));
  WEND_TRY(MoveLog::create(database));
  WEND_TRY(database.run(fmt::format("PRAGMA user_version={}", kFormat).c_str()));
  return transaction.commit();
}

std::int64_t bucket_of(TimeUs at) {
  const std::int64_t bucket = at / SegmentJournal::kBucketUs;
  return at % SegmentJournal::kBucketUs < 0 ? bucket - 1 : bucket;
}

Stay stay_of(const SegmentMove& move) {
  return {move.profile_id, move.at, move.cause, move.sequence};
}

base::Result<std::vector<Stay>> read_block(const Statement& row, int column) {
  auto stays = unpack_stays(row.bytes(column));
  if (!stays)
    return base::fail(base::ErrorCode::kIo, "The journal of segments is damaged.", "segments.db",
                      "Delete it while Wend is stopped: members are counted anew.");
  return *std::move(stays);
}

}  // namespace

base::Result<std::unique_ptr<SegmentJournal>> SegmentJournal::open(const std::string& path,
                                                                   const Sizes& sizes) {
  WEND_ASSIGN(auto writer, Sqlite::open(path));
  WEND_TRY(prepare_format(writer, path));
  WEND_ASSIGN(auto reader, Sqlite::open(path));
  std::unique_ptr<SegmentJournal> journal(
      new SegmentJournal(std::move(writer), std::move(reader), sizes));
  WEND_TRY(journal->moves_.load(journal->writer_));
  return journal;
}

base::Result<std::optional<SegmentJournal::Known>> SegmentJournal::known(Sqlite& database,
                                                                         std::string_view segment) {
  WEND_ASSIGN(auto select, database.prepare("SELECT number, folded FROM segments WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(segment).step());
  if (!found) return std::nullopt;
  return Known{select.integer(0), select.integer(1)};
}

base::Result<std::map<std::int64_t, std::string>> SegmentJournal::names(Sqlite& database) {
  WEND_ASSIGN(auto select, database.prepare("SELECT number, id FROM segments"));
  std::map<std::int64_t, std::string> names;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return names;
    names.emplace(select.integer(0), select.text(1));
  }
}

base::Result<std::optional<std::string>> SegmentJournal::rule_of(std::string_view segment) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT rule FROM segments WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(segment).step());
  return found ? std::optional(select.text(0)) : std::nullopt;
}

base::Result<std::vector<std::string>> SegmentJournal::segment_ids() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(const auto all, names(reader_));
  std::vector<std::string> ids;
  for (const auto& [number, id] : all) ids.push_back(id);
  std::ranges::sort(ids);
  return ids;
}

// Blocks and the moves after them are read at different moments: a move that is in both says the
// same in both.
base::Status SegmentJournal::each_stay(Sqlite& database, const Known& segment,
                                       std::optional<std::int64_t> after, bool sealed,
                                       const std::function<bool(const Stay&)>& take) {
  WEND_ASSIGN(const auto moves,
              moves_.last_moves(database, segment.number, segment.folded, sealed));
  auto move =
      after ? std::ranges::upper_bound(moves, *after, {}, &SegmentMove::profile_id) : moves.begin();
  WEND_ASSIGN(
      auto select,
      database.prepare("SELECT stays FROM blocks WHERE segment = ?1 AND (?2 IS NULL OR first >= "
                       "coalesce((SELECT max(first) FROM blocks WHERE segment = ?1 AND first <= "
                       "?2), ?2)) ORDER BY first"));
  select.bind(segment.number, after);
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    WEND_ASSIGN(const auto stays, read_block(select, 0));
    for (const Stay& stay : stays) {
      if (after && stay.profile_id <= *after) continue;
      for (; move != moves.end() && move->profile_id < stay.profile_id; ++move)
        if (move->entered && !take(stay_of(*move))) return {};
      if (move != moves.end() && move->profile_id == stay.profile_id) {
        if (move->entered && !take(stay_of(*move))) return {};
        ++move;
      } else if (!take(stay)) {
        return {};
      }
    }
  }
  for (; move != moves.end(); ++move)
    if (move->entered && !take(stay_of(*move))) return {};
  return {};
}

base::Result<std::vector<std::int64_t>> SegmentJournal::member_ids(std::string_view segment) {
  std::lock_guard lock(reader_.mutex());
  std::vector<std::int64_t> ids;
  WEND_ASSIGN(const auto found, known(reader_, segment));
  if (!found) return ids;
  WEND_TRY(each_stay(reader_, *found, std::nullopt, false, [&](const Stay& stay) {
    ids.push_back(stay.profile_id);
    return true;
  }));
  return ids;
}

base::Result<std::int64_t> SegmentJournal::number_of(std::string_view segment) {
  WEND_ASSIGN(auto insert, writer_.prepare("INSERT INTO segments (id, rule) VALUES (?, '') ON "
                                           "CONFLICT (id) DO UPDATE SET rule = rule "
                                           "RETURNING number"));
  WEND_TRY(insert.bind(segment).step());
  const std::int64_t number = insert.integer(0);
  WEND_TRY(insert.step());
  return number;
}

// Adds them to the counts, or takes them away.
base::Status SegmentJournal::count(std::span<const SegmentMove> moves, int sign) {
  struct Counts {
    std::int64_t of[2][2] = {};  // by the rule, entered
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Counts> sums;
  for (const SegmentMove& move : moves)
    sums[{move.segment, bucket_of(move.at)}].of[move.cause == Cause::kRule][move.entered] += sign;
  WEND_ASSIGN(auto add,
              writer_.prepare("INSERT INTO counts VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO "
                              "UPDATE SET entered = entered + ?3, left = left + ?4, "
                              "entered_by_rule = entered_by_rule + ?5, left_by_rule = left_by_rule "
                              "+ ?6"));
  for (const auto& [place, counts] : sums)
    WEND_TRY(add.reset()
                 .bind(place.first, place.second, counts.of[0][1], counts.of[0][0], counts.of[1][1],
                       counts.of[1][0])
                 .run());
  return {};
}

base::Status SegmentJournal::write(std::span<const Entry> entries, std::span<const Rule> rules,
                                   std::span<const std::string> gone) {
  if (entries.empty() && rules.empty() && gone.empty()) return {};
  std::lock_guard lock(writer_.mutex());
  std::vector<SegmentMove> moves;
  std::vector<std::int64_t> removed;
  {
    WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
    for (const Rule& rule : rules) {
      WEND_ASSIGN(auto put,
                  writer_.prepare("INSERT INTO segments (id, rule) VALUES (?1, ?2) ON CONFLICT "
                                  "(id) DO UPDATE SET rule = ?2"));
      WEND_TRY(put.bind(rule.segment, rule.rule).run());
    }
    std::unordered_map<std::string_view, std::int64_t> numbers;
    moves.reserve(entries.size());
    for (const Entry& entry : entries) {
      auto found = numbers.find(entry.segment);
      if (found == numbers.end()) {
        WEND_ASSIGN(const std::int64_t number, number_of(entry.segment));
        found = numbers.emplace(entry.segment, number).first;
      }
      moves.push_back({.segment = found->second,
                       .profile_id = entry.profile_id,
                       .at = entry.at,
                       .sequence = entry.sequence,
                       .cause = entry.cause,
                       .entered = entry.entered});
    }
    WEND_TRY(moves_.append(writer_, moves));
    WEND_TRY(count(moves, 1));
    for (const std::string& segment : gone) {
      WEND_ASSIGN(const auto found, known(writer_, segment));
      if (!found) continue;
      for (const char* sql :
           {"DELETE FROM blocks WHERE segment = ?", "DELETE FROM counts WHERE segment = ?",
            "DELETE FROM segments WHERE number = ?"}) {
        WEND_ASSIGN(auto remove, writer_.prepare(sql));
        WEND_TRY(remove.bind(found->number).run());
      }
      WEND_TRY(moves_.remove_segment(writer_, found->number));
      removed.push_back(found->number);
    }
    base::failpoint("segments.before_commit");
    WEND_TRY(transaction.commit());
    base::failpoint("segments.committed");
  }
  moves_.publish(std::move(moves));
  if (!removed.empty())
    moves_.publish_removed([&](const SegmentMove& move) {
      return std::ranges::find(removed, move.segment) != removed.end();
    });
  return moves_.full() ? put_in_order() : base::Status();
}

base::Status SegmentJournal::put_blocks(std::int64_t segment, std::span<const Stay> stays) {
  WEND_ASSIGN(auto insert,
              writer_.prepare("INSERT INTO blocks (segment, first, stays) VALUES (?, ?, ?)"));
  for (std::size_t at = 0; at < stays.size(); at += sizes_.block) {
    const auto block = stays.subspan(at, std::min(sizes_.block, stays.size() - at));
    const std::string bytes = pack_stays(block);
    WEND_TRY(insert.reset().bind(segment, block.front().profile_id, Bytes{bytes}).run());
  }
  WEND_ASSIGN(auto note, writer_.prepare("UPDATE segments SET stays = ?2 WHERE number = ?1"));
  return note.bind(segment, static_cast<std::int64_t>(stays.size())).run();
}

base::Status SegmentJournal::begin_segment(const Rule& rule, std::span<const std::int64_t> profiles,
                                           TimeUs since) {
  std::vector<Stay> stays;
  stays.reserve(profiles.size());
  for (const std::int64_t profile : profiles) stays.push_back({profile, since, Cause::kRule, 0});
  std::lock_guard lock(writer_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
  WEND_ASSIGN(auto insert,
              writer_.prepare("INSERT INTO segments (id, rule, begun_at, folded) VALUES (?, ?, ?, "
                              "?) RETURNING number"));
  WEND_TRY(insert.bind(rule.segment, rule.rule, since, moves_.last_sealed_id()).step());
  const std::int64_t number = insert.integer(0);
  WEND_TRY(insert.step());
  WEND_TRY(put_blocks(number, stays));
  WEND_ASSIGN(auto count, writer_.prepare("INSERT INTO counts VALUES (?, ?, 0, 0, ?, 0)"));
  WEND_TRY(count.bind(number, bucket_of(since), static_cast<std::int64_t>(stays.size())).run());
  base::failpoint("segments.before_commit");
  WEND_TRY(transaction.commit());
  base::failpoint("segments.committed");
  return {};
}

// Sorts what is new into a generation, and writes the blocks of those segments anew that had many
// moves. A segment whose blocks are old has more to look through, and is otherwise the same.
base::Status SegmentJournal::put_in_order() {
  {
    WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
    WEND_ASSIGN(const auto counts, moves_.seal(writer_));
    WEND_ASSIGN(auto note,
                writer_.prepare("UPDATE segments SET unfolded = unfolded + ? WHERE number = ?"));
    for (const auto& [segment, moves] : counts) WEND_TRY(note.reset().bind(moves, segment).run());
    base::failpoint("segments.before_sealed");
    WEND_TRY(transaction.commit());
    base::failpoint("segments.sealed");
    moves_.publish_sealed();
  }
  std::vector<std::int64_t> many;
  WEND_ASSIGN(auto select, writer_.prepare("SELECT number FROM segments WHERE unfolded > ? AND "
                                           "unfolded * ? > stays"));
  select.bind(static_cast<std::int64_t>(sizes_.folded_least), kFoldShare);
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    many.push_back(select.integer(0));
  }
  for (const std::int64_t segment : many) WEND_TRY(fold(segment));
  return {};
}

base::Status SegmentJournal::fold(std::int64_t segment) {
  WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
  Known found{.number = segment};
  {
    WEND_ASSIGN(auto select, writer_.prepare("SELECT folded FROM segments WHERE number = ?"));
    WEND_TRY(select.bind(segment).step());
    found.folded = select.integer(0);
  }
  std::vector<Stay> stays;
  WEND_TRY(each_stay(writer_, found, std::nullopt, true, [&](const Stay& stay) {
    stays.push_back(stay);
    return true;
  }));
  WEND_ASSIGN(auto remove, writer_.prepare("DELETE FROM blocks WHERE segment = ?"));
  WEND_TRY(remove.bind(segment).run());
  WEND_TRY(put_blocks(segment, stays));
  WEND_ASSIGN(auto note,
              writer_.prepare("UPDATE segments SET folded = ?, unfolded = 0 WHERE number = ?"));
  WEND_TRY(note.bind(moves_.last_sealed_id(), segment).run());
  base::failpoint("segments.before_folded");
  WEND_TRY(transaction.commit());
  base::failpoint("segments.folded");
  return {};
}

base::Status SegmentJournal::remove_stay(std::int64_t segment, std::int64_t profile) {
  WEND_ASSIGN(auto select,
              writer_.prepare("SELECT number, stays FROM blocks WHERE segment = ? AND first <= ? "
                              "ORDER BY first DESC LIMIT 1"));
  WEND_ASSIGN(const bool found, select.bind(segment, profile).step());
  if (!found) return {};
  const std::int64_t block = select.integer(0);
  WEND_ASSIGN(auto stays, read_block(select, 1));
  if (std::erase_if(stays, [&](const Stay& stay) { return stay.profile_id == profile; }) == 0)
    return {};
  select.reset();
  if (stays.empty()) {
    WEND_ASSIGN(auto remove, writer_.prepare("DELETE FROM blocks WHERE number = ?"));
    WEND_TRY(remove.bind(block).run());
  } else {
    const std::string bytes = pack_stays(stays);
    WEND_ASSIGN(auto update,
                writer_.prepare("UPDATE blocks SET first = ?, stays = ? WHERE number = ?"));
    WEND_TRY(update.bind(stays.front().profile_id, Bytes{bytes}, block).run());
  }
  WEND_ASSIGN(auto note, writer_.prepare("UPDATE segments SET stays = stays - 1 WHERE number = ?"));
  return note.bind(segment).run();
}

base::Status SegmentJournal::forget(std::span<const std::int64_t> profiles) {
  if (profiles.empty()) return {};
  std::lock_guard lock(writer_.mutex());
  {
    WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
    WEND_ASSIGN(const auto segments, names(writer_));
    for (const std::int64_t profile : profiles) {
      WEND_ASSIGN(auto moves, moves_.of_profile(writer_, profile));
      WEND_ASSIGN(const auto first, first_entries(writer_, profile, moves));
      moves.insert(moves.end(), first.begin(), first.end());
      WEND_TRY(count(moves, -1));
      for (const auto& [number, id] : segments) WEND_TRY(remove_stay(number, profile));
      WEND_TRY(moves_.remove_profile(writer_, profile));
    }
    WEND_TRY(transaction.commit());
  }
  const std::unordered_set<std::int64_t> gone(profiles.begin(), profiles.end());
  moves_.publish_removed([&](const SegmentMove& move) { return gone.contains(move.profile_id); });
  return {};
}

base::Result<std::vector<std::int64_t>> SegmentJournal::profiles() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto all, moves_.profiles(reader_));
  WEND_ASSIGN(const auto segments, names(reader_));
  std::vector<std::int64_t> members, both;
  for (const auto& [number, id] : segments) {
    members.clear();
    WEND_ASSIGN(auto select,
                reader_.prepare("SELECT stays FROM blocks WHERE segment = ? ORDER BY first"));
    select.bind(number);
    for (;;) {
      WEND_ASSIGN(const bool found, select.step());
      if (!found) break;
      WEND_ASSIGN(const auto stays, read_block(select, 0));
      for (const Stay& stay : stays) members.push_back(stay.profile_id);
    }
    both.clear();
    std::ranges::set_union(all, members, std::back_inserter(both));
    all.swap(both);
  }
  return all;
}

base::Status SegmentJournal::note_erasure(std::string_view id) {
  std::lock_guard lock(writer_.mutex());
  WEND_ASSIGN(auto insert, writer_.prepare("INSERT OR IGNORE INTO erasures VALUES (?)"));
  return insert.bind(id).run();
}

base::Result<bool> SegmentJournal::has_erased(std::string_view id) {
  std::lock_guard lock(writer_.mutex());
  WEND_ASSIGN(auto select, writer_.prepare("SELECT 1 FROM erasures WHERE id = ?"));
  return select.bind(id).step();
}

base::Status SegmentJournal::scrub() {
  std::scoped_lock lock(writer_.mutex(), reader_.mutex());
  WEND_ASSIGN(auto checkpoint, writer_.prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
  WEND_TRY(checkpoint.step());
  if (checkpoint.integer(0) != 0)
    return base::fail(base::ErrorCode::kUnavailable, "The journal of segments is busy.",
                      "segments.db", "Try again in a moment.");
  return {};
}

base::Result<std::vector<Stay>> SegmentJournal::members_page(std::string_view segment,
                                                             std::optional<std::int64_t> after,
                                                             std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  std::vector<Stay> stays;
  WEND_ASSIGN(const auto found, known(reader_, segment));
  if (!found || limit == 0) return stays;
  WEND_TRY(each_stay(reader_, *found, after, false, [&](const Stay& stay) {
    stays.push_back(stay);
    return stays.size() < limit;
  }));
  return stays;
}

base::Result<std::optional<Stay>> SegmentJournal::stay_in_blocks(Sqlite& database,
                                                                 std::int64_t segment,
                                                                 std::int64_t profile) {
  WEND_ASSIGN(auto select, database.prepare("SELECT stays FROM blocks WHERE segment = ? AND first "
                                            "<= ? ORDER BY first DESC LIMIT 1"));
  WEND_ASSIGN(const bool found, select.bind(segment, profile).step());
  if (!found) return std::nullopt;
  WEND_ASSIGN(const auto stays, read_block(select, 0));
  const auto at = std::ranges::lower_bound(stays, profile, {}, &Stay::profile_id);
  if (at == stays.end() || at->profile_id != profile) return std::nullopt;
  return *at;
}

// Of the segments whose first members the profile was among, that it entered them.
base::Result<std::vector<SegmentMove>> SegmentJournal::first_entries(
    Sqlite& database, std::int64_t profile, std::span<const SegmentMove> moves) {
  std::vector<SegmentMove> entries;
  WEND_ASSIGN(auto select, database.prepare("SELECT number, begun_at FROM segments WHERE begun_at "
                                            "IS NOT NULL"));
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return entries;
    const SegmentMove entry{.segment = select.integer(0),
                            .profile_id = profile,
                            .at = select.integer(1),
                            .cause = Cause::kRule,
                            .entered = true};
    const auto first = std::ranges::find(moves, entry.segment, &SegmentMove::segment);
    if (first != moves.end()) {
      if (!first->entered) entries.push_back(entry);
      continue;
    }
    WEND_ASSIGN(const auto stay, stay_in_blocks(database, entry.segment, profile));
    if (stay) entries.push_back(entry);
  }
}

base::Result<std::vector<SegmentJournal::StayIn>> SegmentJournal::segments_of(
    std::int64_t profile_id) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(const auto moves, moves_.of_profile(reader_, profile_id));
  std::vector<StayIn> all;
  WEND_ASSIGN(auto select, reader_.prepare("SELECT id, number, folded FROM segments"));
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    const std::int64_t number = select.integer(1);
    const auto last = std::find_if(moves.rbegin(), moves.rend(),
                                   [&](const SegmentMove& move) { return move.segment == number; });
    if (last != moves.rend() && last->id > select.integer(2)) {
      if (last->entered) all.push_back({select.text(0), stay_of(*last)});
      continue;
    }
    WEND_ASSIGN(const auto stay, stay_in_blocks(reader_, number, profile_id));
    if (stay) all.push_back({select.text(0), *stay});
  }
  std::ranges::sort(all, {}, [](const StayIn& one) {
    return std::pair(-one.stay.since, std::string_view(one.segment));
  });
  return all;
}

base::Result<std::vector<SegmentJournal::Entry>> SegmentJournal::entries_of(std::int64_t profile_id,
                                                                            std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(const auto segments, names(reader_));
  WEND_ASSIGN(const auto moves, moves_.of_profile(reader_, profile_id));
  WEND_ASSIGN(const auto first, first_entries(reader_, profile_id, moves));
  std::vector<Entry> entries;
  const auto add = [&](const SegmentMove& move) {
    const auto segment = segments.find(move.segment);
    if (segment == segments.end() || entries.size() >= limit) return;
    entries.push_back(
        {segment->second, profile_id, move.entered, move.at, move.cause, move.sequence});
  };
  // Moves stand as they were written. A first entry stands where its time puts it, and before all
  // of its segment even when the clock went back.
  std::vector<std::pair<std::ptrdiff_t, SegmentMove>> begun;
  for (const SegmentMove& entry : first) {
    const auto of_segment = std::ranges::find(moves, entry.segment, &SegmentMove::segment);
    const auto later = std::find_if(moves.begin(), of_segment,
                                    [&](const SegmentMove& move) { return move.at > entry.at; });
    begun.emplace_back(later - moves.begin(), entry);
  }
  std::ranges::sort(begun, std::ranges::greater{}, [](const auto& one) {
    return std::tuple(one.first, one.second.at, one.second.segment);
  });
  auto next = begun.begin();
  for (auto i = std::ssize(moves); i >= 0; --i) {
    for (; next != begun.end() && next->first == i; ++next) add(next->second);
    if (i > 0) add(moves[static_cast<std::size_t>(i - 1)]);
  }
  return entries;
}

base::Result<std::vector<SegmentJournal::Move>> SegmentJournal::moves_page(
    std::string_view segment, std::optional<bool> entered, std::optional<MovePlace> after,
    std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  std::vector<Move> page;
  WEND_ASSIGN(const auto found, known(reader_, segment));
  if (!found) return page;
  WEND_ASSIGN(const auto moves, moves_.page(reader_, found->number, entered, after, limit));
  for (const SegmentMove& move : moves)
    page.push_back(
        {{std::string(segment), move.profile_id, move.entered, move.at, move.cause, move.sequence},
         {move.at, move.id}});
  return page;
}

base::Result<SegmentJournal::Moves> SegmentJournal::moves_since(std::string_view segment,
                                                                TimeUs since) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT coalesce(sum(entered), 0), coalesce(sum(left), 0) FROM "
                              "counts WHERE segment = (SELECT number FROM segments WHERE id = ?) "
                              "AND bucket >= ?"));
  WEND_TRY(select.bind(segment, bucket_of(since)).step());
  return Moves{select.integer(0), select.integer(1)};
}

base::Result<std::vector<SegmentJournal::Bucket>> SegmentJournal::moves_by(std::string_view segment,
                                                                           TimeUs from) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT bucket, entered + entered_by_rule, left + left_by_rule FROM "
                              "counts WHERE segment = (SELECT number FROM segments WHERE id = ?) "
                              "AND bucket >= ? ORDER BY bucket"));
  select.bind(segment, bucket_of(from));
  std::vector<Bucket> buckets;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return buckets;
    buckets.push_back({select.integer(0) * kBucketUs, select.integer(1), select.integer(2)});
  }
}

}  // namespace wend::unify
