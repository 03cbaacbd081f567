#include "workspace/refusals.h"

#include <array>

namespace wend::workspace {
namespace {

constexpr std::array<std::string_view, 5> kKinds = {"message", "body", "plan", "warning", "key"};

RefusalKind kind_from(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i] == text) return static_cast<RefusalKind>(i);
  return RefusalKind::kMessage;
}

}  // namespace

std::string_view to_string(RefusalKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

base::Status Refusals::add(std::span<const Refusal> refusals) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  for (const Refusal& one : refusals) {
    WEND_ASSIGN(
        auto upsert,
        database_.prepare(
            "INSERT INTO refusals (source_id, kind, event, reason, count, first_seen, last_seen, "
            "sample) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (source_id, kind, event, reason) DO UPDATE SET "
            "count = count + excluded.count, last_seen = max(last_seen, excluded.last_seen), "
            "sample = coalesce(excluded.sample, sample)"));
    WEND_TRY(upsert
                 .bind(one.source_id, to_string(one.kind), one.event, one.reason, one.count,
                       one.first_seen, one.last_seen, one.sample)
                 .run());
    if (one.source_id == 0 || one.kind == RefusalKind::kKey) continue;
    const bool warned = one.kind == RefusalKind::kWarning;
    WEND_ASSIGN(
        auto day,
        database_.prepare(
            "INSERT INTO refusal_days (source_id, day, refused, warned) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (source_id, day) DO UPDATE SET refused = refused + excluded.refused, "
            "warned = warned + excluded.warned"));
    WEND_TRY(day.bind(one.source_id, one.last_seen / env::kDayUs, warned ? 0 : one.count,
                      warned ? one.count : 0)
                 .run());
  }
  const env::TimeUs oldest = clock_.now_us() - kRefusalsKeptUs;
  WEND_ASSIGN(auto forget,
              database_.prepare("DELETE FROM refusals WHERE last_seen < ?1 OR id IN (SELECT id "
                                "FROM refusals ORDER BY last_seen DESC, id DESC LIMIT -1 OFFSET "
                                "?2)"));
  WEND_TRY(forget.bind(oldest, static_cast<std::int64_t>(kRefusalsMax)).run());
  WEND_ASSIGN(auto forget_days, database_.prepare("DELETE FROM refusal_days WHERE day < ?"));
  WEND_TRY(forget_days.bind(oldest / env::kDayUs).run());
  return transaction.commit();
}

base::Result<std::vector<Refusal>> Refusals::page(std::optional<std::int64_t> source_id,
                                                  std::optional<Cursor> after, std::size_t limit) {
  std::optional<env::TimeUs> seen;
  std::optional<std::int64_t> id;
  if (after) {
    seen = after->last_seen;
    id = after->id;
  }
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT id, source_id, kind, event, reason, count, first_seen, "
                                "last_seen, sample FROM refusals WHERE last_seen >= ?1 "
                                "AND (?2 IS NULL OR source_id = ?2) "
                                "AND (?3 IS NULL OR (last_seen, id) < (?3, ?4)) "
                                "ORDER BY last_seen DESC, id DESC LIMIT ?5"));
  select.bind(clock_.now_us() - kRefusalsKeptUs, source_id, seen, id,
              static_cast<std::int64_t>(limit));
  std::vector<Refusal> refusals;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return refusals;
    refusals.push_back({select.integer(0), select.integer(1), kind_from(select.text(2)),
                        select.text(3), select.text(4), select.integer(5), select.integer(6),
                        select.integer(7), select.optional_text(8)});
  }
}

base::Result<std::map<std::int64_t, Refusals::Counts>> Refusals::of_last_week() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT source_id, sum(refused), sum(warned) FROM refusal_days "
                                "WHERE day > ? GROUP BY source_id"));
  select.bind(clock_.now_us() / env::kDayUs - 7);
  std::map<std::int64_t, Counts> counts;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return counts;
    counts[select.integer(0)] = {select.integer(1), select.integer(2)};
  }
}

}  // namespace wend::workspace
