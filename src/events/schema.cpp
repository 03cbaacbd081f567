#include "events/schema.h"

#include <fmt/format.h>

namespace wend::events {
namespace {

// No index and no key: both would cost more memory and time than the checks the writer makes
// itself, and the only writer is EventStore. message_id is unique within a source, identity_id
// unique in identities.
constexpr const char* kCreate = R"(
BEGIN TRANSACTION;
CREATE TABLE store (format BIGINT NOT NULL, version BIGINT NOT NULL, next_sequence BIGINT NOT NULL,
                    next_import BIGINT NOT NULL);
CREATE TABLE events (sequence BIGINT NOT NULL, message_id UHUGEINT NOT NULL, time TIMESTAMP NOT NULL,
                     received_at TIMESTAMP NOT NULL, type UTINYINT NOT NULL, name VARCHAR NOT NULL,
                     channel VARCHAR NOT NULL, source_id BIGINT NOT NULL, import_id BIGINT NOT NULL,
                     identity_id BIGINT NOT NULL, properties VARCHAR NOT NULL);
CREATE TABLE identities (identity_id BIGINT NOT NULL, namespace VARCHAR NOT NULL, value VARCHAR NOT NULL,
                         profile_id BIGINT NOT NULL);
CREATE TABLE sources (id BIGINT NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL);
CREATE TABLE imports (id BIGINT NOT NULL, source_id BIGINT NOT NULL, source VARCHAR NOT NULL, file VARCHAR NOT NULL,
                      file_hash VARCHAR NOT NULL, mapping VARCHAR NOT NULL, state VARCHAR NOT NULL, bytes BIGINT NOT NULL,
                      row_count BIGINT NOT NULL, added BIGINT NOT NULL, duplicates BIGINT NOT NULL,
                      rejected BIGINT NOT NULL, reject_reasons VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL,
                      finished_at TIMESTAMP NOT NULL, error VARCHAR NOT NULL, complete BOOLEAN NOT NULL);
)";

}  // namespace

base::Result<std::int64_t> open_schema(duck::Connection& connection, const std::string& path,
                                       bool read_only) {
  WEND_ASSIGN(const std::int64_t tables,
              connection.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'store'"));
  if (tables == 0) {
    if (read_only) {
      return base::fail(base::ErrorCode::kNotFound, "The event store is empty.", path,
                        "Import a file first.");
    }
    WEND_TRY(connection.run(kCreate));
    WEND_TRY(connection.query("INSERT INTO store VALUES (?, 1, 1, 1)", {kEventStoreFormat}));
    WEND_TRY(connection.run("COMMIT"));
  }
  WEND_ASSIGN(const std::int64_t format, connection.number("SELECT format FROM store"));
  if (format > kEventStoreFormat) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format(
            "The event store has format {}, and this version of Wend knows formats up to {}.",
            format, kEventStoreFormat),
        path, "Use the newer version of Wend that wrote it.");
  }
  return connection.number("SELECT version FROM store");
}

}  // namespace wend::events
