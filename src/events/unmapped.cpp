#include "events/unmapped.h"

#include <limits>

namespace wend::events {
namespace {

base::Result<std::vector<UnmappedBody>> read(duck::Rows rows) {
  std::vector<UnmappedBody> bodies;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return bodies;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      bodies.push_back({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i],
                        rows.values<std::int64_t>(2)[i], std::string(rows.text(3, i))});
    }
  }
}

}  // namespace

base::Status create_unmapped(duck::Connection& connection) {
  // Times in microseconds, so that rows can be appended as they are.
  return connection.run(
      "CREATE TABLE IF NOT EXISTS unmapped (position BIGINT NOT NULL, source_id BIGINT NOT NULL, "
      "received_us BIGINT NOT NULL, reason VARCHAR NOT NULL)");
}

base::Status remove_unmapped(duck::Connection& connection, const UnmappedRange& range) {
  WEND_TRY(connection.query("DELETE FROM unmapped WHERE source_id = ? AND position BETWEEN ? AND ?",
                            {range.source_id, range.first, range.last}));
  return {};
}

base::Status write_unmapped(duck::Connection& connection, std::span<const UnmappedBody> bodies) {
  if (bodies.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to("unmapped"));
  for (const UnmappedBody& body : bodies) {
    const duck::Value row[] = {body.position, body.source_id, body.received_at, body.reason};
    WEND_TRY(appender.row(row));
  }
  return appender.finish();
}

base::Result<std::vector<UnmappedBody>> unmapped_after(duck::Connection& connection,
                                                       std::int64_t source_id,
                                                       std::int64_t position, std::size_t limit) {
  WEND_ASSIGN(auto rows, connection.query(
                             "SELECT position, source_id, received_us, reason FROM unmapped WHERE "
                             "source_id = ? AND position > ? ORDER BY position LIMIT ?",
                             {source_id, position, static_cast<std::int64_t>(limit)}));
  return read(std::move(rows));
}

base::Result<std::vector<UnmappedBody>> unmapped_before(duck::Connection& connection,
                                                        std::int64_t source_id,
                                                        std::optional<std::int64_t> position,
                                                        std::size_t limit) {
  const std::int64_t before = position.value_or(std::numeric_limits<std::int64_t>::max());
  WEND_ASSIGN(auto rows, connection.query(
                             "SELECT position, source_id, received_us, reason FROM unmapped WHERE "
                             "source_id = ? AND position < ? ORDER BY position DESC LIMIT ?",
                             {source_id, before, static_cast<std::int64_t>(limit)}));
  return read(std::move(rows));
}

base::Result<std::int64_t> count_unmapped(duck::Connection& connection, std::int64_t source_id) {
  return connection.number("SELECT count(*) FROM unmapped WHERE source_id = ?", {source_id});
}

}  // namespace wend::events
