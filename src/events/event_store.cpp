#include "events/event_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "base/assert.h"
#include "base/failpoint.h"
#include "events/account_facts.h"
#include "events/admission.h"
#include "events/identity_rules_store.h"
#include "events/import_feed.h"
#include "events/person_rows.h"
#include "events/retention_rows.h"
#include "events/rewrite.h"
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

bool changes_data(const LiveCounts& counts) {
  return counts.added > 0 || !counts.changed_profiles.empty();
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

// Asks for what was rejected and puts all counts into the ledger's record.
base::Status count_rows(IncomingRows& rows, const IncomingCounts& counts, ImportRecord& record,
                        const std::map<std::string, std::uint64_t>& without_consent = {}) {
  WEND_ASSIGN(record.reject_reasons, rows.finish());
  if (counts.erased > 0) record.reject_reasons.push_back({kErasedReason, counts.erased});
  for (const auto& [reason, count] : without_consent)
    record.reject_reasons.push_back({reason, count});
  for (const ReasonCount& reason : record.reject_reasons) record.rejected += reason.count;
  record.added = counts.added;
  record.duplicates = counts.duplicates;
  record.rows = counts.rows + record.rejected;
  return {};
}

}  // namespace

EventStore::EventStore(const std::string& path, duck::Database database, const Options& options)
    : path_(path),
      options_(options),
      slot_(std::make_unique<duck::FeedSlot>()),
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

base::Status EventStore::register_feeds(duck::Connection& connection) {
  WEND_TRY(connection.register_feed(kFeedName, *slot_));
  return connection.register_feed("wend_live", *live_slot_);
}

base::Result<std::unique_ptr<EventStore>> EventStore::open(const std::string& path,
                                                           const Options& options) {
  if (!options.read_only) remove_scratch(path);
  WEND_ASSIGN(auto database, duck::Database::open(path, settings_of(path, options)));
  std::unique_ptr<EventStore> store(new EventStore(path, std::move(database), options));
  WEND_ASSIGN(auto connection, store->database_.connect());
  WEND_ASSIGN(store->data_version_, open_schema(connection, path, options.read_only));
  store->changes_known_from_ = store->data_version_;
  if (!options.read_only) {
    WEND_TRY(store->register_feeds(connection));
    WEND_TRY(connection.run("CREATE TABLE IF NOT EXISTS log_reader (position BIGINT NOT NULL)"));
    WEND_TRY(create_unmapped(connection));
    WEND_TRY(create_account_facts(connection));
    WEND_TRY(create_links(connection));
    WEND_TRY(create_erasures(connection));
    WEND_TRY(create_consent(connection));
    WEND_TRY(create_retention(connection));
    WEND_ASSIGN(store->identity_rules_, read_identity_rules(connection));
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
    auto wrote = write_rows(connection, start, rows, counts, record);
    if (wrote) {
      record.complete = true;
      record.finished_at = now();
      written = record_import(connection, record);
      if (written) written = use_import_id(connection, record.id);
      if (written) written = bump_version(connection, wrote->next_sequence);
      // Before anybody can see the version: who does finds its changes.
      if (written) remember_changes(data_version_ + 1, std::move(wrote->changed_profiles));
      base::failpoint("import.before_commit");
      if (written) written = transaction.commit();
      base::failpoint("import.committed");
    } else {
      written = fail(std::move(wrote).error());
    }
  }
  if (written) {
    ++data_version_;
    return record;
  }
  forget_people();  // it remembers identities that are not there
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

base::Result<EventStore::Written> EventStore::write_rows(duck::Connection& connection,
                                                         const ImportStart& start,
                                                         IncomingRows& rows, IncomingCounts& counts,
                                                         ImportRecord& record) {
  for (const std::int64_t replaced : start.replaces) WEND_TRY(remove_rows(connection, replaced));
  if (!start.replaces.empty()) forget_people();
  WEND_ASSIGN(const std::int64_t source_id,
              connection.number("SELECT id FROM sources WHERE name = ?", {start.source}));
  // It was named after somebody who was erased since.
  if (source_id == 0)
    return fail(ErrorCode::kConflict, "The source got another name meanwhile.", start.source,
                "Import the file again.");
  WEND_ASSIGN(const std::int64_t next_sequence,
              connection.number("SELECT next_sequence FROM store"));

  if (start.of_accounts) {
    WEND_TRY(rows.start(record.id));
    Written written;
    WEND_ASSIGN(
        written.next_sequence,
        write_account_facts(connection, rows, {source_id, record.id, next_sequence}, counts));
    base::failpoint("import.rows_written");
    WEND_TRY(count_rows(rows, counts, record));
    return written;
  }

  WEND_ASSIGN(IdentityBook* const book, identities(connection));
  const auto gone = erased();
  WEND_ASSIGN(ConsentBook* const consent_book, consent(connection));
  const auto rules = consent_rules();
  Admission admission(start.ids, source_id, next_sequence, *book, counts,
                      {gone.get(), *consent_book, *rules, record.id, record.started_at});
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

  WEND_TRY(rows.start(record.id));
  ImportFeed feed(rows, admission, identity_rules_.rules);
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

  Written written;
  WEND_ASSIGN(written.changed_profiles, book->write(connection, {record.started_at, record.id}));
  WEND_TRY(consent_book->write(connection));

  WEND_TRY(count_rows(rows, counts, record, admission.without_consent()));
  written.next_sequence = admission.next_sequence();
  return written;
}

base::Result<IdentityBook*> EventStore::identities(duck::Connection& connection) {
  if (identities_ == nullptr) {
    auto book = std::make_unique<IdentityBook>(identity_rules_.rules);
    WEND_TRY(book->load(connection));
    identities_ = std::move(book);
  }
  return identities_.get();
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
    WEND_ASSIGN(live_, LiveEvents::load(connection, message_ids_, identity_rules_.rules, now()));
  }
  const auto counts = write_live(connection, batch);
  // Before anybody can see the version: who does finds its changes.
  if (counts) remember_changes(data_version_ + 1, counts->changed_profiles);
  base::failpoint("live.before_commit");
  base::Status written = counts ? transaction.commit() : fail(counts.error());
  base::failpoint("live.committed");
  if (!written) {
    live_.reset();  // they remember rows that are not there
    forget_people();
    return fail(std::move(written).error());
  }
  if (changes_data(*counts)) ++data_version_;
  return counts;
}

void EventStore::remember_changes(std::int64_t version, std::vector<std::int64_t> profiles) {
  constexpr std::size_t kProfilesMax = 1'000'000;
  if (profiles.empty()) return;
  std::lock_guard lock(changes_mutex_);
  changed_profiles_ += profiles.size();
  changes_.push_back({version, std::move(profiles)});
  while (changed_profiles_ > kProfilesMax) {
    changed_profiles_ -= changes_.front().profiles.size();
    changes_known_from_ = changes_.front().version;
    changes_.pop_front();
  }
}

std::optional<std::vector<std::int64_t>> EventStore::profiles_changed_since(
    std::int64_t version) const {
  std::lock_guard lock(changes_mutex_);
  if (version < changes_known_from_) return std::nullopt;
  std::vector<std::int64_t> profiles;
  for (const ProfileChange& change : changes_) {
    if (change.version > version)
      profiles.insert(profiles.end(), change.profiles.begin(), change.profiles.end());
  }
  std::ranges::sort(profiles);
  profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
  return profiles;
}

base::Result<LiveCounts> EventStore::write_live(duck::Connection& connection,
                                                const LiveBatch& batch) {
  WEND_ASSIGN(const std::int64_t next, connection.number("SELECT next_sequence FROM store"));
  WEND_ASSIGN(IdentityBook* const book, identities(connection));
  const auto gone = erased();
  WEND_ASSIGN(ConsentBook* const consent_book, consent(connection));
  WEND_ASSIGN(const LiveCounts counts,
              live_->write(connection, *live_slot_, *book, batch.rows, next, gone.get(),
                           *consent_book, *consent_rules()));
  if (changes_data(counts)) {
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
  forget_people();
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(remove_rows(connection, import_id));
  WEND_TRY(write_identities(connection, {.at = now(), .import_id = import_id}));
  return commit_change(transaction, connection);
}

base::Result<std::size_t> EventStore::decide(std::span<const IdentityDecision> decisions,
                                             std::string_view actor) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_ASSIGN(IdentityBook* const book, identities(connection));
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const auto& [a, b, decision] = decisions[i];
    if (a == b || !book->knows(a) || !book->knows(b)) {
      return fail(ErrorCode::kNotFound, "There are no two such identities.",
                  fmt::format("[{}]", i));
    }
  }
  std::size_t changed = 0;
  for (const auto& [a, b, decision] : decisions) changed += book->decide(a, b, decision) ? 1 : 0;
  if (changed == 0) return changed;
  WEND_TRY(write_identities(connection, {.at = now(), .actor = actor}));
  WEND_TRY(commit_change(transaction, connection));
  return changed;
}

EventStore::IdentityRulesVersion EventStore::identity_rules() const {
  std::lock_guard lock(rules_mutex_);
  return identity_rules_;
}

base::Result<EventStore::IdentityRulesVersion> EventStore::change_identity_rules(
    const model::IdentityRules& rules, std::int64_t version) {
  std::lock_guard lock(writer_);
  if (version != identity_rules_.version)
    return fail(ErrorCode::kConflict, "Somebody changed the identity rules meanwhile.");
  const IdentityRulesVersion next{rules, version + 1};
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(write_identity_rules(connection, next));
  IdentityBook book(rules);
  WEND_TRY(book.load(connection));
  WEND_ASSIGN(auto changed, find_identities_again(connection, book, rules, now()));
  remember_changes(data_version_ + 1, std::move(changed));
  WEND_TRY(commit_change(transaction, connection));
  forget_people();
  live_.reset();
  std::lock_guard readers(rules_mutex_);
  identity_rules_ = next;
  return next;
}

// Joins what waits to be joined, and remembers whom it changed for the next version. The book is
// read again after a failure.
base::Status EventStore::write_identities(duck::Connection& connection,
                                          const IdentityBook::Cause& cause) {
  WEND_ASSIGN(IdentityBook* const book, identities(connection));
  auto changed = book->write(connection, cause);
  if (!changed) forget_people();
  WEND_TRY(changed);
  remember_changes(data_version_ + 1, *std::move(changed));
  return {};
}

base::Status EventStore::commit_change(duck::Transaction& transaction,
                                       duck::Connection& connection) {
  base::Status done = connection.run("UPDATE store SET version = version + 1");
  if (done) done = transaction.commit();
  if (done)
    ++data_version_;
  else
    forget_people();
  return done;
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
  WEND_TRY(connection.query("DELETE FROM links WHERE import_id = ?", {import_id}));
  WEND_TRY(connection.query("DELETE FROM consent WHERE import_id = ?", {import_id}));
  WEND_TRY(remove_account_facts(connection, import_id));
  WEND_TRY(connection.run(
      "DELETE FROM identities WHERE identity_id NOT IN (SELECT identity_id FROM events) AND "
      "identity_id NOT IN (SELECT a FROM links UNION SELECT b FROM links) AND identity_id NOT IN "
      "(SELECT a FROM link_states WHERE decision <> 0 UNION SELECT b FROM link_states WHERE "
      "decision <> 0)"));
  WEND_TRY(connection.run(
      "DELETE FROM link_states WHERE a NOT IN (SELECT identity_id FROM identities) OR b NOT IN "
      "(SELECT identity_id FROM identities)"));
  WEND_TRY(connection.query("UPDATE imports SET state = 'removed', complete = false WHERE id = ?",
                            {import_id}));
  // A later file of this source may have left out rows because this import had them; those are
  // missing now.
  WEND_TRY(connection.query(
      "UPDATE imports SET complete = false WHERE source_id = ? AND duplicates > 0", {source_id}));
  return {};
}

}  // namespace wend::events
