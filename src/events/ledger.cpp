#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "events/event_store.h"

namespace wend::events {
namespace {

constexpr std::string_view kStateNames[] = {"done", "failed", "cancelled", "removed"};

ImportState state_from(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kStateNames); ++i) {
    if (kStateNames[i] == text) return static_cast<ImportState>(i);
  }
  return ImportState::kFailed;
}

std::string reasons_to_json(const std::vector<ReasonCount>& reasons) {
  boost::json::array list;
  for (const ReasonCount& reason : reasons) {
    list.push_back(boost::json::object{{"reason", reason.reason}, {"count", reason.count}});
  }
  return boost::json::serialize(list);
}

std::vector<ReasonCount> reasons_from_json(std::string_view text) {
  std::vector<ReasonCount> reasons;
  boost::system::error_code error;
  const boost::json::value list = boost::json::parse(text, error);
  if (error || !list.is_array()) return reasons;
  for (const boost::json::value& item : list.get_array()) {
    reasons.push_back(
        {std::string(item.at("reason").as_string()), item.at("count").to_number<std::uint64_t>()});
  }
  return reasons;
}

std::int64_t as_signed(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::string_view to_string(ImportState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

base::Status EventStore::record_import(duck::Connection& connection, const ImportRecord& record) {
  const std::string reasons = reasons_to_json(record.reject_reasons);
  WEND_TRY(connection.query(
      // 0 for an attempt that failed before its source was made.
      "INSERT INTO imports SELECT ?, coalesce((SELECT id FROM sources WHERE name = ?), 0), ?, ?, "
      "?, ?, ?, ?, ?, "
      "?, ?, ?, ?, "
      "make_timestamp(?), make_timestamp(?), ?, ?",
      {record.id, record.source, record.source, record.file, record.file_hash, record.mapping,
       to_string(record.state), as_signed(record.bytes), as_signed(record.rows),
       as_signed(record.added), as_signed(record.duplicates), as_signed(record.rejected), reasons,
       record.started_at, record.finished_at, record.error, record.complete}));
  return {};
}

base::Result<std::vector<ImportRecord>> EventStore::read_imports(
    const char* sql, std::initializer_list<duck::Value> values) const {
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto rows, connection.query(sql, values));
  std::vector<ImportRecord> records;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return records;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto number = [&](std::size_t column) {
        return static_cast<std::uint64_t>(rows.values<std::int64_t>(column)[i]);
      };
      records.push_back({.id = rows.values<std::int64_t>(0)[i],
                         .source = std::string(rows.text(1, i)),
                         .file = std::string(rows.text(2, i)),
                         .file_hash = std::string(rows.text(3, i)),
                         .mapping = std::string(rows.text(4, i)),
                         .state = state_from(rows.text(5, i)),
                         .bytes = number(6),
                         .rows = number(7),
                         .added = number(8),
                         .duplicates = number(9),
                         .rejected = number(10),
                         .reject_reasons = reasons_from_json(rows.text(11, i)),
                         .started_at = rows.values<std::int64_t>(12)[i],
                         .finished_at = rows.values<std::int64_t>(13)[i],
                         .error = std::string(rows.text(14, i)),
                         .complete = rows.values<bool>(15)[i]});
    }
  }
}

#define WEND_IMPORT_COLUMNS                                                                   \
  "SELECT id, source, file, file_hash, mapping, state, bytes, row_count, added, duplicates, " \
  "rejected, reject_reasons, "                                                                \
  "started_at, finished_at, error, complete FROM imports "

base::Result<std::vector<ImportRecord>> EventStore::imports() const {
  return read_imports(WEND_IMPORT_COLUMNS "ORDER BY id DESC", {});
}

base::Result<std::optional<ImportRecord>> EventStore::import_of(std::int64_t import_id) const {
  WEND_ASSIGN(auto records, read_imports(WEND_IMPORT_COLUMNS "WHERE id = ?", {import_id}));
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

base::Result<Source> EventStore::create_source(std::string_view name, std::string_view kind) {
  std::lock_guard lock(source_writer_);
  WEND_ASSIGN(auto known, source_named(name));
  if (known) return *std::move(known);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(const std::int64_t last, connection.number("SELECT max(id) FROM sources"));
  const Source source{last + 1, std::string(name), std::string(kind), now()};
  WEND_TRY(connection.query("INSERT INTO sources VALUES (?, ?, ?, make_timestamp(?))",
                            {source.id, source.name, source.kind, source.created_at}));
  return source;
}

base::Result<std::optional<Source>> EventStore::source_named(std::string_view name) const {
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto rows,
              connection.query("SELECT id, kind, created_at FROM sources WHERE name = ?", {name}));
  WEND_ASSIGN(const bool exists, rows.next());
  if (!exists) return std::nullopt;
  return Source{rows.values<std::int64_t>(0)[0], std::string(name), std::string(rows.text(1, 0)),
                rows.values<std::int64_t>(2)[0]};
}

}  // namespace wend::events
