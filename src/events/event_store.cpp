#include "events/event_store.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/failpoint.h"
#include "events/admission.h"
#include "events/import_feed.h"
#include "events/schema.h"

namespace wend::events {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* kFeedName = "wend_incoming";

const env::Clock& system_clock() {
  static const env::SystemClock clock;
  return clock;
}

// Rows in memory as one batch per few thousand, so that the store can use its threads.
class MemoryRows final : public IncomingRows {
 public:
  explicit MemoryRows(std::vector<model::EventRow> rows) : rows_(std::move(rows)) {}
  base::Status start(std::int64_t) override { return {}; }
  base::Result<bool> next(IncomingBatch& batch) override {
    constexpr std::size_t kBatchRows = 8192;
    std::lock_guard lock(mutex_);
    if (position_ == rows_.size()) return false;
    const std::size_t end = std::min(rows_.size(), position_ + kBatchRows);
    batch.index = index_++;
    batch.rows.assign(rows_.begin() + static_cast<std::ptrdiff_t>(position_),
                      rows_.begin() + static_cast<std::ptrdiff_t>(end));
    position_ = end;
    return true;
  }
  base::Result<std::vector<ReasonCount>> finish() override { return std::vector<ReasonCount>{}; }

 private:
  std::mutex mutex_;
  std::vector<model::EventRow> rows_;
  std::size_t position_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace

EventStore::EventStore(const std::string& path, duck::Database database, const Options& options)
    : slot_(std::make_unique<duck::FeedSlot>()),
      live_slot_(std::make_unique<duck::FeedSlot>()),
      database_(std::move(database)),
      clock_(options.clock != nullptr ? options.clock : &system_clock()),
      message_ids_{
          .folder = options.message_ids_folder.empty() ? path + ".ids" : options.message_ids_folder,
          .window_us = options.deduplication_us,
          .table_ids = options.message_ids_in_memory} {
  slot_->columns = ImportFeed::columns();
  slot_->threads = options.threads;
  live_slot_->columns = LiveEvents::columns();
}

EventStore::~EventStore() = default;

base::Result<std::unique_ptr<EventStore>> EventStore::open(const std::string& path,
                                                           const Options& options) {
  WEND_ASSIGN(auto database,
              duck::Database::open(path, {.memory_limit_mib = options.memory_limit_mib,
                                          .threads = options.threads,
                                          .read_only = options.read_only}));
  std::unique_ptr<EventStore> store(new EventStore(path, std::move(database), options));
  WEND_ASSIGN(auto connection, store->database_.connect());
  WEND_ASSIGN(store->data_version_, open_schema(connection, path, options.read_only));
  if (!options.read_only) {
    WEND_TRY(connection.register_feed(kFeedName, *store->slot_));
    WEND_TRY(connection.register_feed("wend_live", *store->live_slot_));
    WEND_TRY(connection.run("CREATE TABLE IF NOT EXISTS log_reader (position BIGINT NOT NULL)"));
    WEND_TRY(create_unmapped(connection));
  }
  return store;
}

base::Result<ImportRecord> EventStore::import(const ImportStart& start,
                                              std::vector<model::EventRow> rows) {
  MemoryRows source(std::move(rows));
  IncomingCounts counts;
  return import(start, source, counts);
}

base::Result<ImportRecord> EventStore::import(const ImportStart& start, IncomingRows& rows,
                                              IncomingCounts& counts) {
  WEND_ASSIGN(auto source, create_source(start.source, start.source_kind));
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  ImportRecord record{.source = source.name,
                      .file = start.file,
                      .file_hash = start.file_hash,
                      .mapping = start.mapping,
                      .bytes = start.bytes,
                      .started_at = now()};
  record.id = start.id;
  if (start.id == 0) {
    WEND_ASSIGN(record.id, connection.number("SELECT next_import FROM store"));
  } else {
    WEND_ASSIGN(const auto taken,
                connection.number("SELECT count(*) FROM imports WHERE id = ?", {start.id}));
    if (taken != 0)
      return fail(ErrorCode::kInternal, fmt::format("There is an import {} already.", start.id));
  }

  base::Status written;
  {
    WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
    base::failpoint("import.begun");
    live_identities_old_ = true;
    auto next_sequence = write_rows(connection, start, rows, counts, record);
    if (next_sequence) {
      record.complete = true;
      record.finished_at = now();
      written = record_import(connection, record);
      if (written) written = use_import_id(connection, record.id);
      if (written) written = bump_version(connection, *next_sequence);
      base::failpoint("import.before_commit");
      if (written) written = transaction.commit();
      base::failpoint("import.committed");
    } else {
      written = fail(std::move(next_sequence).error());
    }
  }
  if (written) {
    ++data_version_;
    return record;
  }
  // The rows are gone with the transaction; the ledger still says that there was an attempt.
  const base::Error error = std::move(written).error();
  record.state =
      error.code == ErrorCode::kCancelled ? ImportState::kCancelled : ImportState::kFailed;
  record.error = error.to_sentence();
  record.rows = record.added = record.duplicates = record.rejected = 0;
  record.reject_reasons.clear();
  record.complete = false;
  record.finished_at = now();
  if (record_import(connection, record)) (void)use_import_id(connection, record.id);
  return fail(error);
}

base::Result<std::int64_t> EventStore::write_rows(duck::Connection& connection,
                                                  const ImportStart& start, IncomingRows& rows,
                                                  IncomingCounts& counts, ImportRecord& record) {
  for (const std::int64_t replaced : start.replaces) WEND_TRY(remove_rows(connection, replaced));
  WEND_ASSIGN(const std::int64_t source_id,
              connection.number("SELECT id FROM sources WHERE name = ?", {start.source}));
  WEND_ASSIGN(const std::int64_t next_sequence,
              connection.number("SELECT next_sequence FROM store"));

  Admission admission(start.ids, source_id, next_sequence, counts);
  {
    WEND_ASSIGN(auto statement,
                connection.prepare("SELECT message_id FROM events WHERE source_id = ?"));
    const duck::Value values[] = {source_id};
    WEND_ASSIGN(auto known, statement.stream(values));
    for (;;) {
      WEND_ASSIGN(const bool more, known.next());
      if (!more) break;
      for (const auto& id : known.values<duckdb_uhugeint>(0))
        admission.add_known_message({id.upper, id.lower});
    }
  }
  WEND_TRY(admission.identities().load(connection));

  WEND_TRY(rows.start(record.id));
  ImportFeed feed(rows, admission);
  slot_->feed = &feed;
  slot_->error.reset();
  const auto inserted = connection.query(
      "INSERT INTO events SELECT sequence, message_id, time, make_timestamp(?), type, name, "
      "channel, ?, ?, identity_id, "
      "properties FROM wend_incoming()",
      {record.started_at, source_id, record.id});
  slot_->feed = nullptr;
  if (slot_->error) return fail(*slot_->error);
  WEND_TRY(inserted);

  base::failpoint("import.rows_written");

  WEND_TRY(admission.identities().write_new(connection));

  WEND_ASSIGN(record.reject_reasons, rows.finish());
  for (const ReasonCount& reason : record.reject_reasons) record.rejected += reason.count;
  record.added = counts.added;
  record.duplicates = counts.duplicates;
  record.rows = counts.rows + record.rejected;
  return admission.next_sequence();
}

base::Status EventStore::bump_version(duck::Connection& connection, std::int64_t next_sequence) {
  WEND_TRY(connection.query("UPDATE store SET version = version + 1, next_sequence = ?",
                            {next_sequence}));
  return {};
}

base::Status EventStore::use_import_id(duck::Connection& connection, std::int64_t import_id) {
  WEND_TRY(
      connection.query("UPDATE store SET next_import = greatest(next_import, ?)", {import_id + 1}));
  return {};
}

base::Result<std::int64_t> EventStore::next_import_id() const {
  WEND_ASSIGN(auto connection, database_.connect());
  return connection.number("SELECT next_import FROM store");
}

base::Status EventStore::record_attempt(const ImportRecord& record) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(const auto known,
              connection.number("SELECT count(*) FROM imports WHERE id = ?", {record.id}));
  if (known != 0) return {};
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(record_import(connection, record));
  WEND_TRY(use_import_id(connection, record.id));
  return transaction.commit();
}

base::Status EventStore::forget_attempt(std::int64_t import_id) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_TRY(connection.query("DELETE FROM imports WHERE id = ? AND state IN ('failed', 'cancelled')",
                            {import_id}));
  return {};
}

base::Result<std::int64_t> EventStore::log_position() const {
  WEND_ASSIGN(auto connection, database_.connect());
  return connection.number("SELECT max(position) FROM log_reader");
}

base::Result<LiveCounts> EventStore::append(std::span<const LiveRow> rows,
                                            std::int64_t log_position) {
  return append(LiveBatch{rows, {}, {}, log_position});
}

base::Result<LiveCounts> EventStore::append(const LiveBatch& batch) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  if (!live_) {
    WEND_ASSIGN(live_, LiveEvents::load(connection, message_ids_, now()));
  } else if (live_identities_old_) {
    WEND_TRY(live_->read_identities(connection));
  }
  live_identities_old_ = false;
  const auto counts = write_live(connection, batch);
  base::failpoint("live.before_commit");
  base::Status written = counts ? transaction.commit() : fail(counts.error());
  base::failpoint("live.committed");
  if (!written) {
    live_.reset();  // it remembers rows that are not there
    return fail(std::move(written).error());
  }
  if (counts->added > 0) ++data_version_;
  return counts;
}

base::Result<LiveCounts> EventStore::write_live(duck::Connection& connection,
                                                const LiveBatch& batch) {
  WEND_ASSIGN(const std::int64_t next, connection.number("SELECT next_sequence FROM store"));
  WEND_ASSIGN(const LiveCounts counts, live_->write(connection, *live_slot_, batch.rows, next));
  if (counts.added > 0) {
    WEND_TRY(bump_version(connection, next + static_cast<std::int64_t>(counts.added)));
  }
  if (batch.read_again) WEND_TRY(remove_unmapped(connection, *batch.read_again));
  WEND_TRY(write_unmapped(connection, batch.unmapped));
  if (!batch.log_position) return counts;
  WEND_TRY(connection.run("DELETE FROM log_reader"));
  WEND_TRY(connection.query("INSERT INTO log_reader VALUES (?)", {*batch.log_position}));
  return counts;
}

base::Status EventStore::remove_import(std::int64_t import_id) {
  std::lock_guard lock(writer_);
  live_identities_old_ = true;
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(remove_rows(connection, import_id));
  WEND_TRY(connection.run("UPDATE store SET version = version + 1"));
  WEND_TRY(transaction.commit());
  ++data_version_;
  return {};
}

base::Status EventStore::remove_rows(duck::Connection& connection, std::int64_t import_id) {
  WEND_ASSIGN(auto rows,
              connection.query("SELECT state, source_id FROM imports WHERE id = ?", {import_id}));
  WEND_ASSIGN(const bool some, rows.next());
  if (!some) return fail(ErrorCode::kNotFound, fmt::format("There is no import {}.", import_id));
  if (rows.text(0, 0) != to_string(ImportState::kDone)) {
    return fail(ErrorCode::kConflict,
                fmt::format("Import {} is {}, so there is nothing to take out.", import_id,
                            rows.text(0, 0)));
  }
  const std::int64_t source_id = rows.values<std::int64_t>(1)[0];
  WEND_TRY(connection.query("DELETE FROM events WHERE import_id = ?", {import_id}));
  WEND_TRY(connection.run(
      "DELETE FROM identities WHERE identity_id NOT IN (SELECT identity_id FROM events)"));
  WEND_TRY(connection.query("UPDATE imports SET state = 'removed', complete = false WHERE id = ?",
                            {import_id}));
  // A later file of this source may have left out rows because this import had them; those are
  // missing now.
  WEND_TRY(connection.query(
      "UPDATE imports SET complete = false WHERE source_id = ? AND duplicates > 0", {source_id}));
  return {};
}

}  // namespace wend::events
