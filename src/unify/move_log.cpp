#include "unify/move_log.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <ranges>
#include <tuple>

namespace wend::unify {
namespace {

using workspace::Sqlite;
using workspace::Statement;

constexpr const char* kCreate = R"(
  CREATE TABLE recent_moves (
    id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, profile INTEGER NOT NULL, at INTEGER NOT NULL,
    sequence INTEGER NOT NULL, cause INTEGER NOT NULL, entered INTEGER NOT NULL) STRICT;
  CREATE TABLE generations (
    number INTEGER PRIMARY KEY, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
    last_at INTEGER NOT NULL) STRICT;
)";
constexpr const char* kColumns = "id, segment, profile, at, sequence, cause, entered";

SegmentMove read_move(const Statement& row) {
  return {.id = row.integer(0),
          .segment = row.integer(1),
          .profile_id = row.integer(2),
          .at = row.integer(3),
          .sequence = row.integer(4),
          .cause = static_cast<Cause>(row.integer(5)),
          .entered = row.integer(6) != 0};
}

std::string table_of(std::int64_t generation) {
  return fmt::format("moves_{}", generation);
}

template <typename Take, typename... Values>
base::Status each_move(Sqlite& reader, const std::string& sql, Take&& take,
                       const Values&... values) {
  WEND_ASSIGN(auto select, reader.prepare(sql.c_str()));
  select.bind(values...);
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return {};
    take(read_move(select));
  }
}

base::Status remove_where(Sqlite& writer, const std::string& table, const char* column,
                          std::int64_t value) {
  WEND_ASSIGN(auto remove,
              writer.prepare(fmt::format("DELETE FROM {} WHERE {} = ?", table, column).c_str()));
  return remove.bind(value).run();
}

std::tuple<TimeUs, std::int64_t> place_of(const SegmentMove& move) {
  return {move.at, move.id};
}

}  // namespace

base::Status MoveLog::create(Sqlite& writer) {
  return writer.run(kCreate);
}

base::Status MoveLog::load(Sqlite& writer) {
  std::unique_lock lock(mutex_);
  generations_.clear();
  recent_.clear();
  last_id_ = 0;
  WEND_ASSIGN(auto select, writer.prepare("SELECT number, first_id, last_id, last_at FROM "
                                          "generations ORDER BY number"));
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    generations_.push_back(
        {select.integer(0), select.integer(1), select.integer(2), select.integer(3)});
    last_id_ = generations_.back().last_id;
  }
  WEND_TRY(each_move(writer, fmt::format("SELECT {} FROM recent_moves ORDER BY id", kColumns),
                     [&](const SegmentMove& move) { recent_.push_back(move); }));
  if (!recent_.empty()) last_id_ = recent_.back().id;
  return {};
}

base::Status MoveLog::append(Sqlite& writer, std::vector<SegmentMove>& moves) {
  if (moves.empty()) return {};
  WEND_ASSIGN(auto insert,
              writer.prepare("INSERT INTO recent_moves (id, segment, profile, at, sequence, cause, "
                             "entered) VALUES (?, ?, ?, ?, ?, ?, ?)"));
  std::int64_t id = last_id();
  for (SegmentMove& move : moves) {
    move.id = ++id;
    WEND_TRY(insert.reset()
                 .bind(move.id, move.segment, move.profile_id, move.at, move.sequence,
                       static_cast<std::int64_t>(move.cause), move.entered ? 1 : 0)
                 .run());
  }
  return {};
}

base::Status MoveLog::remove_segment(Sqlite& writer, std::int64_t segment) {
  WEND_TRY(remove_where(writer, "recent_moves", "segment", segment));
  for (const Generation& one : generations_)
    WEND_TRY(remove_where(writer, table_of(one.number), "segment", segment));
  return {};
}

base::Status MoveLog::remove_profile(Sqlite& writer, std::int64_t profile) {
  WEND_TRY(remove_where(writer, "recent_moves", "profile", profile));
  for (const Generation& one : generations_)
    WEND_TRY(remove_where(writer, table_of(one.number), "profile", profile));
  return {};
}

void MoveLog::publish(std::vector<SegmentMove> moves) {
  if (moves.empty()) return;
  std::unique_lock lock(mutex_);
  recent_.insert(recent_.end(), moves.begin(), moves.end());
  last_id_ = moves.back().id;
}

void MoveLog::publish_removed(const std::function<bool(const SegmentMove&)>& removed) {
  std::unique_lock lock(mutex_);
  std::erase_if(recent_, removed);
}

bool MoveLog::full() const {
  std::shared_lock lock(mutex_);
  return recent_.size() >= full_at_;
}

base::Result<std::map<std::int64_t, std::int64_t>> MoveLog::seal(Sqlite& writer) {
  // The writer alone changes what is read here.
  Generation made;
  made.number = generations_.empty() ? 1 : generations_.back().number + 1;
  made.first_id = last_sealed_id() + 1;
  made.last_id = last_id_;
  made.last_at = std::numeric_limits<TimeUs>::min();
  std::map<std::int64_t, std::int64_t> counts;
  for (const SegmentMove& move : recent_) {
    ++counts[move.segment];
    made.last_at = std::max(made.last_at, move.at);
  }
  const std::string table = table_of(made.number);
  WEND_TRY(writer.run(
      fmt::format("CREATE TABLE {0} (segment INTEGER NOT NULL, at INTEGER NOT NULL, id INTEGER NOT "
                  "NULL, profile INTEGER NOT NULL, sequence INTEGER NOT NULL, cause INTEGER NOT "
                  "NULL, entered INTEGER NOT NULL, PRIMARY KEY (segment, at, id)) STRICT, WITHOUT "
                  "ROWID; "
                  "INSERT INTO {0} SELECT segment, at, id, profile, sequence, cause, entered FROM "
                  "recent_moves ORDER BY segment, at, id; "
                  "CREATE INDEX {0}_by_profile ON {0} (profile); "
                  "DELETE FROM recent_moves",
                  table)
          .c_str()));
  WEND_ASSIGN(auto insert, writer.prepare("INSERT INTO generations (number, first_id, last_id, "
                                          "last_at) VALUES (?, ?, ?, ?)"));
  WEND_TRY(insert.bind(made.number, made.first_id, made.last_id, made.last_at).run());
  sealing_ = made;
  return counts;
}

void MoveLog::publish_sealed() {
  std::unique_lock lock(mutex_);
  generations_.push_back(*sealing_);
  sealing_.reset();
  recent_.clear();
}

std::int64_t MoveLog::last_id() const {
  std::shared_lock lock(mutex_);
  return last_id_;
}

std::int64_t MoveLog::last_sealed_id() const {
  std::shared_lock lock(mutex_);
  return generations_.empty() ? 0 : generations_.back().last_id;
}

base::Result<std::vector<SegmentMove>> MoveLog::of_profile(Sqlite& reader,
                                                           std::int64_t profile) const {
  std::shared_lock lock(mutex_);
  std::vector<SegmentMove> moves;
  for (const Generation& one : generations_)
    WEND_TRY(each_move(
        reader, fmt::format("SELECT {} FROM {} WHERE profile = ?", kColumns, table_of(one.number)),
        [&](const SegmentMove& move) { moves.push_back(move); }, profile));
  for (const SegmentMove& move : recent_)
    if (move.profile_id == profile) moves.push_back(move);
  std::ranges::sort(moves, {}, &SegmentMove::id);
  return moves;
}

base::Result<std::vector<SegmentMove>> MoveLog::last_moves(Sqlite& reader, std::int64_t segment,
                                                           std::int64_t after_id,
                                                           bool sealed) const {
  std::shared_lock lock(mutex_);
  std::vector<SegmentMove> moves;
  for (const Generation& one : generations_) {
    if (one.last_id <= after_id) continue;
    WEND_TRY(each_move(
        reader, fmt::format("SELECT {} FROM {} WHERE segment = ?", kColumns, table_of(one.number)),
        [&](const SegmentMove& move) {
          if (move.id > after_id) moves.push_back(move);
        },
        segment));
  }
  if (!sealed)
    for (const SegmentMove& move : recent_)
      if (move.segment == segment && move.id > after_id) moves.push_back(move);
  std::ranges::sort(moves, {}, [](const SegmentMove& move) {
    return std::pair(move.profile_id, -move.id);  // the last one first
  });
  const auto rest = std::ranges::unique(moves, {}, &SegmentMove::profile_id);
  moves.erase(rest.begin(), rest.end());
  return moves;
}

base::Result<std::vector<SegmentMove>> MoveLog::page(Sqlite& reader, std::int64_t segment,
                                                     std::optional<bool> entered,
                                                     std::optional<Place> after,
                                                     std::size_t limit) const {
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  const Place from = after.value_or(Place{kEnd, kEnd});
  const auto later_first = [](const SegmentMove& move) { return place_of(move); };
  std::shared_lock lock(mutex_);
  std::vector<SegmentMove> moves;
  const auto cut = [&] {
    std::ranges::sort(moves, std::ranges::greater{}, later_first);
    if (moves.size() > limit) moves.resize(limit);
  };
  for (const SegmentMove& move : recent_)
    if (move.segment == segment && (!entered || move.entered == *entered) &&
        place_of(move) < std::tuple(from.at, from.id))
      moves.push_back(move);
  cut();
  std::vector<Generation> latest_first = generations_;
  std::ranges::sort(latest_first, std::ranges::greater{}, &Generation::last_at);
  for (const Generation& one : latest_first) {
    // Nothing of it and of those that follow can come before what was found.
    if (moves.size() == limit && (limit == 0 || one.last_at < moves.back().at)) break;
    WEND_TRY(each_move(
        reader,
        fmt::format("SELECT {} FROM {} WHERE segment = ?1 AND (?2 < 0 OR entered = ?2) AND (at, "
                    "id) < (?3, ?4) ORDER BY at DESC, id DESC LIMIT ?5",
                    kColumns, table_of(one.number)),
        [&](const SegmentMove& move) { moves.push_back(move); }, segment,
        entered ? std::int64_t{*entered} : std::int64_t{-1}, from.at, from.id,
        static_cast<std::int64_t>(limit)));
    cut();
  }
  return moves;
}

base::Result<std::vector<std::int64_t>> MoveLog::profiles(Sqlite& reader) const {
  std::shared_lock lock(mutex_);
  std::vector<std::int64_t> all;
  for (const SegmentMove& move : recent_) all.push_back(move.profile_id);
  for (const Generation& one : generations_) {
    WEND_ASSIGN(auto select,
                reader.prepare(
                    fmt::format("SELECT DISTINCT profile FROM {}", table_of(one.number)).c_str()));
    for (;;) {
      WEND_ASSIGN(const bool found, select.step());
      if (!found) break;
      all.push_back(select.integer(0));
    }
    std::ranges::sort(all);
    const auto rest = std::ranges::unique(all);
    all.erase(rest.begin(), rest.end());
  }
  std::ranges::sort(all);
  const auto rest = std::ranges::unique(all);
  all.erase(rest.begin(), rest.end());
  return all;
}

}  // namespace wend::unify
