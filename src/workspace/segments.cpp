#include "workspace/segments.h"

#include <fmt/format.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

#define WEND_SEGMENT_COLUMNS \
  "id, name, description, kind, rule, version, created_at, updated_at, created_by"

constexpr const char* kList = "list";
constexpr const char* kRule = "rule";

Segment read(const Statement& row) {
  return {row.text(0),    row.text(1),    row.text(2),    row.text(3) == kList, row.text(4),
          row.integer(5), row.integer(6), row.integer(7), row.optional_text(8)};
}

}  // namespace

base::Result<Segment> Segments::create(Segment segment) {
  segment.id = new_id("seg_");
  segment.version = 1;
  segment.created_at = segment.updated_at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(auto count, database_.prepare("SELECT count(*) FROM segments"));
  WEND_TRY(count.step());
  if (count.integer(0) >= static_cast<std::int64_t>(kSegmentsMax)) {
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("There are {} segments already.", kSegmentsMax), "",
                      "Remove some that nobody needs.");
  }
  WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO segments (" WEND_SEGMENT_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(segment.id, segment.name, segment.description, segment.is_list ? kList : kRule,
                     segment.rule, segment.version, segment.created_at, segment.updated_at,
                     segment.created_by)
               .run());
  WEND_TRY(transaction.commit());
  ++changes_;
  return segment;
}

base::Result<std::optional<Segment>> Segments::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_SEGMENT_COLUMNS " FROM segments WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<Segment>> Segments::all() {
  return search("", kSegmentsMax);
}

base::Result<std::vector<Segment>> Segments::search(std::string_view text, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_SEGMENT_COLUMNS
                                             " FROM segments WHERE instr(lower(name), lower(?)) > 0"
                                             " ORDER BY lower(name), id LIMIT ?"));
  select.bind(text, static_cast<std::int64_t>(limit));
  std::vector<Segment> segments;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return segments;
    segments.push_back(read(select));
  }
}

base::Status Segments::check_version(std::string_view id, std::int64_t version) {
  WEND_ASSIGN(auto select, database_.prepare("SELECT version FROM segments WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found) return base::fail(base::ErrorCode::kNotFound, "There is no such segment.");
  if (select.integer(0) != version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this segment meanwhile.");
  return {};
}

base::Result<Segment> Segments::replace(std::string_view id, std::int64_t version,
                                        const Segment& segment) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE segments SET name = ?, description = ?, rule = ?, "
                                "updated_at = ?, version = version + 1 WHERE id = ? "
                                "RETURNING " WEND_SEGMENT_COLUMNS));
  WEND_TRY(
      update.bind(segment.name, segment.description, segment.rule, clock_.now_us(), id).step());
  const Segment changed = read(update);
  WEND_TRY(update.step());
  WEND_TRY(transaction.commit());
  ++changes_;
  return changed;
}

base::Status Segments::remove(std::string_view id, std::int64_t version) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM segments WHERE id = ?"));
  WEND_TRY(remove.bind(id).run());
  WEND_TRY(transaction.commit());
  ++changes_;
  return {};
}

base::Result<std::vector<std::int64_t>> Segments::identities(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT identity FROM segment_identities WHERE "
                                             "segment = ? ORDER BY identity"));
  select.bind(id);
  std::vector<std::int64_t> numbers;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return numbers;
    numbers.push_back(select.integer(0));
  }
}

base::Result<Segment> Segments::set_identities(std::string_view id,
                                               std::span<const std::int64_t> numbers) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM segment_identities WHERE segment = ?"));
    WEND_TRY(remove.bind(id).run());
  }
  for (const std::int64_t number : numbers) {
    WEND_ASSIGN(auto insert, database_.prepare("INSERT OR IGNORE INTO segment_identities (segment, "
                                               "identity) VALUES (?, ?)"));
    WEND_TRY(insert.bind(id, number).run());
  }
  WEND_ASSIGN(auto update, database_.prepare("UPDATE segments SET updated_at = ?, version = "
                                             "version + 1 WHERE id = ? AND kind = 'list' "
                                             "RETURNING " WEND_SEGMENT_COLUMNS));
  WEND_ASSIGN(const bool found, update.bind(clock_.now_us(), id).step());
  if (!found) return base::fail(base::ErrorCode::kNotFound, "There is no such list.");
  const Segment changed = read(update);
  WEND_TRY(update.step());
  WEND_TRY(transaction.commit());
  ++changes_;
  return changed;
}

}  // namespace wend::workspace
