#include "unify/segment_journal.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

#include "base/failpoint.h"

namespace wend::unify {
namespace {

using workspace::Sqlite;
using workspace::Statement;
using workspace::Transaction;

constexpr std::int64_t kFormat = 2;
// A step may bring tens of thousands of moves, all over the tables: what does not fit is written
// twice.
constexpr std::size_t kWriterCacheMib = 64;

// Segments have numbers here, because their ids would stand in every row.
constexpr const char* kCreate = R"(
  CREATE TABLE segments (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL) STRICT;
  CREATE TABLE members (
    segment INTEGER NOT NULL, profile INTEGER NOT NULL, since INTEGER NOT NULL, cause INTEGER NOT NULL,
    sequence INTEGER NOT NULL, PRIMARY KEY (segment, profile)) STRICT, WITHOUT ROWID;
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, profile INTEGER NOT NULL, entered INTEGER NOT NULL,
    at INTEGER NOT NULL, cause INTEGER NOT NULL, sequence INTEGER NOT NULL) STRICT;
  CREATE INDEX journal_by_time ON journal (segment, at, entered, cause);
  CREATE INDEX journal_by_profile ON journal (profile, id);
)";

base::Status prepare_format(Sqlite& database, const std::string& path) {
  WEND_ASSIGN(auto transaction, Transaction::begin(database));
  std::int64_t format = 0;
  {
    WEND_ASSIGN(auto select, database.prepare("PRAGMA user_version"));
    WEND_TRY(select.step());
    format = select.integer(0);
  }
  if (format > kFormat) {
    return base::fail(base::ErrorCode::kConflict,
                      fmt::format("A newer version of Wend wrote this file (format {}, this one "
                                  "knows {}).",
                                  format, kFormat),
                      path, "Use that version, or a copy of the data folder from before.");
  }
  if (format == 0) {
    WEND_TRY(database.run(kCreate));
  }
  // Few segments are asked for one after the other; an index cost as much as the rows.
  if (format == 1) WEND_TRY(database.run("DROP INDEX members_by_profile"));
  if (format < kFormat)
    WEND_TRY(database.run(fmt::format("PRAGMA user_version={}", kFormat).c_str()));
  // Programs that do not know it lose nothing by it.
  WEND_TRY(
      database.run("CREATE TABLE IF NOT EXISTS erasures (id TEXT PRIMARY KEY) STRICT, WITHOUT "
                   "ROWID"));
  return transaction.commit();
}

struct Membership {
  std::int64_t segment = 0;  // number
  const SegmentJournal::Entry* entry = nullptr;
  std::pair<std::int64_t, std::int64_t> key() const { return {segment, entry->profile_id}; }
};

SegmentJournal::Stay read_stay(const Statement& row, int first) {
  return {row.integer(first), row.integer(first + 1), static_cast<Cause>(row.integer(first + 2)),
          row.integer(first + 3)};
}

}  // namespace

base::Result<std::unique_ptr<SegmentJournal>> SegmentJournal::open(const std::string& path) {
  WEND_ASSIGN(auto writer, Sqlite::open(path));
  WEND_TRY(prepare_format(writer, path));
  WEND_TRY(writer.run(fmt::format("PRAGMA cache_size=-{}", kWriterCacheMib * 1024).c_str()));
  WEND_ASSIGN(auto reader, Sqlite::open(path));
  return std::unique_ptr<SegmentJournal>(new SegmentJournal(std::move(writer), std::move(reader)));
}

base::Result<std::optional<std::string>> SegmentJournal::rule_of(std::string_view segment) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT rule FROM segments WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(segment).step());
  return found ? std::optional(select.text(0)) : std::nullopt;
}

base::Result<std::vector<std::string>> SegmentJournal::segment_ids() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT id FROM segments ORDER BY id"));
  std::vector<std::string> ids;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return ids;
    ids.push_back(select.text(0));
  }
}

base::Result<std::vector<std::int64_t>> SegmentJournal::member_ids(std::string_view segment) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT profile FROM members WHERE segment = (SELECT number FROM "
                              "segments WHERE id = ?) ORDER BY profile"));
  select.bind(segment);
  std::vector<std::int64_t> ids;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return ids;
    ids.push_back(select.integer(0));
  }
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

base::Status SegmentJournal::write(std::span<const Entry> entries, std::span<const Rule> rules,
                                   std::span<const std::string> gone) {
  if (entries.empty() && rules.empty() && gone.empty()) return {};
  std::lock_guard lock(writer_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
  for (const Rule& rule : rules) {
    WEND_ASSIGN(auto put,
                writer_.prepare("INSERT INTO segments (id, rule) VALUES (?1, ?2) ON CONFLICT (id) "
                                "DO UPDATE SET rule = ?2"));
    WEND_TRY(put.bind(rule.segment, rule.rule).run());
  }
  WEND_ASSIGN(auto note,
              writer_.prepare("INSERT INTO journal (segment, profile, entered, at, cause, "
                              "sequence) VALUES (?, ?, ?, ?, ?, ?)"));
  WEND_ASSIGN(auto enter,
              writer_.prepare("INSERT OR REPLACE INTO members (segment, profile, since, cause, "
                              "sequence) VALUES (?, ?, ?, ?, ?)"));
  WEND_ASSIGN(auto leave, writer_.prepare("DELETE FROM members WHERE segment = ? AND profile = ?"));
  std::unordered_map<std::string, std::int64_t> numbers;
  std::vector<Membership> memberships;
  memberships.reserve(entries.size());
  for (const Entry& entry : entries) {
    auto found = numbers.find(entry.segment);
    if (found == numbers.end()) {
      WEND_ASSIGN(const std::int64_t number, number_of(entry.segment));
      found = numbers.emplace(entry.segment, number).first;
    }
    const std::int64_t cause = static_cast<std::int64_t>(entry.cause);
    WEND_TRY(note.reset()
                 .bind(found->second, entry.profile_id, entry.entered ? 1 : 0, entry.at, cause,
                       entry.sequence)
                 .run());
    memberships.push_back({found->second, &entry});
  }
  // What came of it for each, in the order in which the members stand on the disk.
  std::ranges::stable_sort(memberships, {}, &Membership::key);
  for (std::size_t i = 0; i < memberships.size(); ++i) {
    if (i + 1 < memberships.size() && memberships[i + 1].key() == memberships[i].key()) continue;
    const auto& [number, last] = memberships[i];
    if (last->entered) {
      WEND_TRY(enter.reset()
                   .bind(number, last->profile_id, last->at, static_cast<std::int64_t>(last->cause),
                         last->sequence)
                   .run());
    } else {
      WEND_TRY(leave.reset().bind(number, last->profile_id).run());
    }
  }
  for (const std::string& segment : gone) {
    for (const char* sql :
         {"DELETE FROM members WHERE segment = (SELECT number FROM segments WHERE id = ?)",
          "DELETE FROM journal WHERE segment = (SELECT number FROM segments WHERE id = ?)",
          "DELETE FROM segments WHERE id = ?"}) {
      WEND_ASSIGN(auto remove, writer_.prepare(sql));
      WEND_TRY(remove.bind(segment).run());
    }
  }
  base::failpoint("segments.before_commit");
  WEND_TRY(transaction.commit());
  base::failpoint("segments.committed");
  return {};
}

base::Status SegmentJournal::forget_profile(std::int64_t profile_id) {
  std::lock_guard lock(writer_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
  for (const char* sql :
       {"DELETE FROM members WHERE (segment, profile) IN (SELECT number, ? FROM segments)",
        "DELETE FROM journal WHERE profile = ?"}) {
    WEND_ASSIGN(auto remove, writer_.prepare(sql));
    WEND_TRY(remove.bind(profile_id).run());
  }
  return transaction.commit();
}

base::Result<std::vector<std::int64_t>> SegmentJournal::profiles() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT profile FROM members UNION SELECT profile FROM "
                                           "journal ORDER BY 1"));
  std::vector<std::int64_t> ids;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return ids;
    ids.push_back(select.integer(0));
  }
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

base::Result<std::vector<SegmentJournal::Stay>> SegmentJournal::members_page(
    std::string_view segment, std::optional<std::int64_t> after, std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT profile, since, cause, sequence FROM members WHERE segment = "
                              "(SELECT number FROM segments WHERE id = ?1) AND (?2 IS NULL OR "
                              "profile > ?2) ORDER BY profile LIMIT ?3"));
  select.bind(segment, after, static_cast<std::int64_t>(limit));
  std::vector<Stay> stays;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return stays;
    stays.push_back(read_stay(select, 0));
  }
}

base::Result<std::vector<SegmentJournal::StayIn>> SegmentJournal::segments_of(
    std::int64_t profile_id) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(
      auto select,
      reader_.prepare("SELECT s.id, m.profile, m.since, m.cause, m.sequence FROM segments s "
                      "CROSS JOIN members m ON m.segment = s.number AND m.profile = ? "
                      "ORDER BY m.since DESC, s.id"));
  select.bind(profile_id);
  std::vector<StayIn> stays;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return stays;
    stays.push_back({select.text(0), read_stay(select, 1)});
  }
}

base::Result<std::vector<SegmentJournal::Entry>> SegmentJournal::entries_of(std::int64_t profile_id,
                                                                            std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT s.id, j.profile, j.entered, j.at, j.cause, j.sequence FROM "
                              "journal j JOIN segments s ON s.number = j.segment WHERE j.profile = "
                              "? ORDER BY j.id DESC LIMIT ?"));
  select.bind(profile_id, static_cast<std::int64_t>(limit));
  std::vector<Entry> entries;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return entries;
    entries.push_back({select.text(0), select.integer(1), select.integer(2) != 0, select.integer(3),
                       static_cast<Cause>(select.integer(4)), select.integer(5)});
  }
}

base::Result<std::vector<SegmentJournal::Move>> SegmentJournal::moves_page(
    std::string_view segment, std::optional<bool> entered, std::optional<MovePlace> after,
    std::size_t limit) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT s.id, j.profile, j.entered, j.at, j.cause, j.sequence, j.id "
                              "FROM journal j JOIN segments s ON s.number = j.segment WHERE s.id = "
                              "?1 AND (?2 < 0 OR j.entered = ?2) AND (j.at, j.id) < (?3, ?4) ORDER "
                              "BY j.at DESC, j.id DESC LIMIT ?5"));
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  const MovePlace place = after.value_or(MovePlace{kEnd, kEnd});
  select.bind(segment, entered ? std::int64_t{*entered} : std::int64_t{-1}, place.at, place.id,
              static_cast<std::int64_t>(limit));
  std::vector<Move> moves;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return moves;
    moves.push_back({{select.text(0), select.integer(1), select.integer(2) != 0, select.integer(3),
                      static_cast<Cause>(select.integer(4)), select.integer(5)},
                     {select.integer(3), select.integer(6)}});
  }
}

base::Result<SegmentJournal::Moves> SegmentJournal::moves_since(std::string_view segment,
                                                                TimeUs since) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT coalesce(sum(entered), 0), coalesce(sum(1 - entered), 0) "
                              "FROM journal WHERE segment = (SELECT number FROM segments WHERE id "
                              "= ?) AND at >= ? AND cause <> ?"));
  WEND_TRY(select.bind(segment, since, static_cast<std::int64_t>(Cause::kRule)).step());
  return Moves{select.integer(0), select.integer(1)};
}

base::Result<std::vector<SegmentJournal::Bucket>> SegmentJournal::moves_by(std::string_view segment,
                                                                           TimeUs from,
                                                                           std::int64_t bucket_us) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT (at - ?2) / ?3, sum(entered), sum(1 - entered) FROM journal "
                              "WHERE segment = (SELECT number FROM segments WHERE id = ?1) AND at "
                              ">= ?2 GROUP BY 1 ORDER BY 1"));
  select.bind(segment, from, bucket_us);
  std::vector<Bucket> buckets;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return buckets;
    buckets.push_back({select.integer(0), select.integer(1), select.integer(2)});
  }
}

}  // namespace wend::unify
