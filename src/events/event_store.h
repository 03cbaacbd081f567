#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/consent_book.h"
#include "events/duckdb.h"
#include "events/erased_identities.h"
#include "events/incoming.h"
#include "events/live_events.h"
#include "events/unmapped.h"
#include "model/event.h"
#include "model/person_texts.h"
#include "model/retention.h"

namespace wend::events {

// Where events come from.
struct Source {
  std::int64_t id = 0;
  std::string name;
  std::string kind;  // "file", "demo", …
  TimeUs created_at = 0;
  std::int64_t events = 0;
  std::optional<TimeUs> first_event, last_event;
};

enum class ImportState { kDone, kFailed, kCancelled, kRemoved };
std::string_view to_string(ImportState state);

// One line of the ledger of imports.
struct ImportRecord {
  std::int64_t id = 0;
  std::string source;
  std::string file;
  std::string file_hash;  // of the bytes as they lie in the file; empty when there was no file
  std::string mapping;    // JSON text
  ImportState state = ImportState::kDone;
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;  // added + duplicates + rejected
  std::uint64_t added = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t rejected = 0;
  std::vector<ReasonCount> reject_reasons;
  TimeUs started_at = 0;
  TimeUs finished_at = 0;
  std::string error;      // the sentence, when it failed
  bool complete = false;  // every accepted row of the file is in the store now
};

// What an import says about itself.
struct ImportStart {
  std::string source;
  std::string source_kind = "file";
  std::string file;
  std::string file_hash;
  std::string mapping = "{}";
  std::uint64_t bytes = 0;
  IdKind ids = IdKind::kContent;
  // The number it was promised, from next_import_id(); 0: the next one.
  std::int64_t id = 0;
  // Imports whose events are taken out in the same transaction.
  std::vector<std::int64_t> replaces;
  // The rows are what is known of accounts and no events: only their times and properties count,
  // and every one is new (account_facts.h).
  bool of_accounts = false;
};

struct Identity {
  std::int64_t profile_id = 0;
  std::string identity_namespace;
  std::string value;
};

// One event as it is stored.
struct StoredEvent {
  std::int64_t sequence = 0;
  TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::string name, channel, source, properties;
};

enum class Order { kAscending, kDescending };

// Where a page of a customer's events goes on; the last event of the page before.
struct EventCursor {
  TimeUs time_us = 0;
  std::int64_t sequence = 0;
};

// All events, in DuckDB. Safe to use from several threads; writers take turns, readers see the last
// committed state.
class EventStore {
 public:
  struct Options {
    std::uint32_t memory_limit_mib = 1024;
    std::uint32_t threads = 2;
    bool read_only = false;
    const env::Clock* clock = nullptr;  // the system's when not given
    // How long append() knows a message id at least; 0: for ever.
    TimeUs deduplication_us = kDeduplicationWindowUs;
    // Where the message ids lie that append() knows; beside the store when empty. May be removed
    // while nobody has the store open: it is made anew from the events.
    std::string message_ids_folder = {};
    // As many of them are kept in memory before they go there, and four times as many at most.
    std::size_t message_ids_in_memory = RecentMessages::kTableIds;
  };
  // Creates the file when it is missing. Errors: kConflict when a newer version of Wend wrote it,
  // kIo.
  static base::Result<std::unique_ptr<EventStore>> open(const std::string& path,
                                                        const Options& options);
  ~EventStore();

  // Grows with every committed change; equal versions hold equal events.
  std::int64_t data_version() const { return data_version_; }
  // Profiles that gained or lost earlier events since then, because identities were joined or taken
  // apart. Nothing when that is too long ago to be known.
  std::optional<std::vector<std::int64_t>> profiles_changed_since(std::int64_t version) const;

  // Writes all rows, the new identities and the ledger line in one transaction: all or nothing.
  // `counts` may be read meanwhile. A cancelled or failed import is noted in the ledger, without
  // rows. Errors: whatever `rows` answers; kConflict for identities that cannot be told apart; kIo.
  base::Result<ImportRecord> import(const ImportStart& start, IncomingRows& rows,
                                    IncomingCounts& counts);
  // For rows that are in memory already.
  base::Result<ImportRecord> import(const ImportStart& start, std::vector<model::EventRow> rows);
  // What came through the log: up to which position its records are in the store, 0 at first.
  base::Result<std::int64_t> log_position() const;
  // Writes the rows that are new, and that the log's records up to `log_position` are in the store:
  // both or neither. One caller at a time. A row whose identity cannot be told apart from another
  // is left out and named. Errors: kIo.
  base::Result<LiveCounts> append(std::span<const LiveRow> rows, std::int64_t log_position);
  // The same with what else belongs to it: bodies that became no event, and those that were read
  // again. Without a position the records were read before, and the position stays.
  struct LiveBatch {
    std::span<const LiveRow> rows;
    std::span<const UnmappedBody> unmapped;
    std::optional<UnmappedRange> read_again;  // taken out before `unmapped` is written
    std::optional<std::int64_t> log_position;
  };
  base::Result<LiveCounts> append(const LiveBatch& batch);
  // How identities are joined. Version 0: nobody changed that yet.
  struct IdentityRulesVersion {
    model::IdentityRules rules;
    std::int64_t version = 0;
  };
  IdentityRulesVersion identity_rules() const;
  // Joins all identities anew by other rules; what they find in traits and properties is looked for
  // in all events of before. Links that other rules found stay. Writers wait meanwhile. Errors:
  // kConflict when the version is another, kIo.
  base::Result<IdentityRulesVersion> change_identity_rules(const model::IdentityRules& rules,
                                                           std::int64_t version);
  // What a person says of two identities, by their numbers; kNone takes that back. All or nothing.
  // Answers how many decisions are new. Errors: kNotFound with the place of the decision ("[2]"),
  // kIo.
  struct IdentityDecision {
    std::int64_t a = 0, b = 0;
    model::Decision decision = model::Decision::kNone;
  };
  base::Result<std::size_t> decide(std::span<const IdentityDecision> decisions,
                                   std::string_view actor);
  // Takes the events of an import out again. Errors: kNotFound; kConflict when it is not in the
  // state done.
  base::Status remove_import(std::int64_t import_id);
  // Notes an import that wrote nothing, under the number it was promised; does nothing when the
  // ledger has that number.
  base::Status record_attempt(const ImportRecord& record);
  // Drops the line of an import that failed or was cancelled; its number is never given again.
  base::Status forget_attempt(std::int64_t import_id);
  // The number of the next import, as far as the committed ones tell; never waits for a writer.
  base::Result<std::int64_t> next_import_id() const;

  base::Result<std::vector<ImportRecord>> imports() const;  // newest first
  base::Result<std::optional<ImportRecord>> import_of(std::int64_t import_id) const;
  // Creates the source, or answers the one that has this name already.
  base::Result<Source> create_source(std::string_view name, std::string_view kind);
  // Without its counts.
  base::Result<std::optional<Source>> source_named(std::string_view name) const;
  base::Result<std::vector<Source>> sources() const;                  // by name, with their counts
  base::Result<std::optional<Source>> source(std::int64_t id) const;  // with its counts
  base::Result<std::vector<Source>> source_names() const;  // by name, without counts: quick

  struct Counts {
    std::int64_t events = 0;
    std::int64_t customers = 0;
    std::optional<TimeUs> last_event;
  };
  base::Result<Counts> counts() const;

  // By namespace, then value.
  base::Result<std::vector<Identity>> identities_of(std::int64_t profile_id) const;
  // Identities whose value begins with `prefix`, by value; at most `limit`.
  base::Result<std::vector<Identity>> search_identities(std::string_view prefix,
                                                        std::size_t limit) const;
  // Every profile's identities, by profile, namespace and value.
  base::Result<std::vector<Identity>> all_identities() const;
  // A customer's events in the store's order (time, sequence), or backwards, after the cursor.
  base::Result<std::vector<StoredEvent>> events_page(std::int64_t profile_id,
                                                     std::optional<EventCursor> after,
                                                     std::size_t limit, Order order) const;

  // From now on what came from these people is left out: refused in append(), counted in import().
  // Waits for nobody: what is being written may still have them, and is before erase_person().
  void set_erased(std::shared_ptr<const ErasedIdentities> erased);
  // From now on events are judged by these purposes: consent that is asked for at ingest is looked
  // up before they are stored (consent_book.h).
  void set_consent_rules(ConsentRules rules);
  // Adds what a person of the staff says of an identity to the journal; the number is filled. An
  // identity that the store does not know may be spoken of. Errors: kIo.
  base::Result<ConsentLine> state_consent(ConsentLine line);
  // What was said of the identities that are this profile now, in the order it was recorded.
  base::Result<std::vector<ConsentLine>> consent_of(std::int64_t profile_id) const;

  // From now on what a rule that deletes would take out at once is not stored: so a sender's retry,
  // or a file, brings nothing back.
  void set_retention_rules(model::RetentionRules rules);
  // What is due by a rule.
  struct Due {
    std::uint64_t events = 0;
    std::optional<TimeUs> oldest, newest;
  };
  base::Result<Due> count_due(const model::RetentionRule& rule, TimeUs now) const;
  // Deletes what is due, or gives it to pseudonyms: the first `limit` events, in one transaction
  // with the line of the journal for `run`, the time that a run began. Answers how many; 0 when
  // nothing is left. Writers wait meanwhile. Errors: kIo.
  base::Result<std::uint64_t> expire(const model::RetentionRule& rule, TimeUs now, TimeUs run,
                                     std::size_t limit);
  struct RetentionRun {
    TimeUs at = 0;
    std::string rule;
    bool pseudonymised = false;
    TimeUs before = 0;
    std::uint64_t events = 0;
  };
  base::Result<std::vector<RetentionRun>> retention_runs() const;  // newest first, 500 at most

  // All that is known of some identities.
  struct PersonRows {
    std::uint64_t events = 0;
    std::uint64_t identities = 0;
    std::uint64_t links = 0;     // with what became of them and what people decided
    std::uint64_t journal = 0;   // lines of the journal of identities
    std::uint64_t imports = 0;   // that brought some of the events, or name the person
    std::uint64_t redacted = 0;  // events of others that named the person
    std::uint64_t unmapped = 0;  // bodies of webhooks whose reason named the person
    std::uint64_t sources = 0;   // whose name named the person
  };
  // What erase_person() would take out; events of others are not looked through.
  base::Result<PersonRows> count_person(std::span<const std::int64_t> identities) const;
  // Takes out everything about these identities, and their values where other rows name them, and
  // notes that `erasure` is done here: in one transaction. Writers wait meanwhile. Their bytes stay
  // in the file until rewrite(). Errors: kIo.
  base::Result<PersonRows> erase_person(std::span<const std::int64_t> identities,
                                        const model::PersonTexts& texts, std::string_view erasure);
  base::Result<bool> has_erased(std::string_view erasure) const;
  // Writes the whole store into a new file and goes on with that one, so that nothing of what was
  // deleted is in a file any more. Writers wait; readers go on with the state they have. A crash
  // leaves the old file or the new one. Errors: kUnavailable when that cannot be done just now,
  // kIo.
  base::Status rewrite();

  // Compares what should agree: sequence numbers unique, every event's identity and source known,
  // the ledger's counts equal to the rows. Answers one sentence for each disagreement.
  base::Result<std::vector<std::string>> check() const;

  // For readers that need SQL of their own. Reading only.
  base::Result<duck::Connection> reader() const { return database_.connect(); }

 private:
  EventStore(const std::string& path, duck::Database database, const Options& options);
  base::Status create_or_check_format(const std::string& path, bool read_only);
  struct Written {
    std::int64_t next_sequence = 0;
    std::vector<std::int64_t> changed_profiles;
  };
  base::Result<Written> write_rows(duck::Connection& connection, const ImportStart& start,
                                   IncomingRows& rows, IncomingCounts& counts,
                                   ImportRecord& record);
  base::Result<IdentityBook*> identities(duck::Connection& connection);
  base::Status remove_rows(duck::Connection& connection, std::int64_t import_id);
  base::Result<LiveCounts> write_live(duck::Connection& connection, const LiveBatch& batch);
  base::Status write_identities(duck::Connection& connection, const IdentityBook::Cause& cause);
  base::Status commit_change(duck::Transaction& transaction, duck::Connection& connection);
  void remember_changes(std::int64_t version, std::vector<std::int64_t> profiles);
  base::Status record_import(duck::Connection& connection, const ImportRecord& record);
  base::Status bump_version(duck::Connection& connection, std::int64_t next_sequence);
  base::Status use_import_id(duck::Connection& connection, std::int64_t import_id);
  base::Result<std::vector<ImportRecord>> read_imports(
      const char* sql, std::initializer_list<duck::Value> values) const;
  TimeUs now() const { return clock_->now_us(); }

  base::Status register_feeds(duck::Connection& connection);
  std::shared_ptr<const ErasedIdentities> erased() const;
  base::Result<ConsentBook*> consent(duck::Connection& connection);
  std::shared_ptr<const ConsentRules> consent_rules() const;
  // What the writers know is to be read again.
  void forget_people() {
    identities_.reset();
    consent_.reset();
  }

  const std::string path_;
  const Options options_;
  mutable std::mutex erased_mutex_;
  std::shared_ptr<const ErasedIdentities> erased_;
  std::unique_ptr<duck::FeedSlot> slot_;
  std::unique_ptr<duck::FeedSlot> live_slot_;
  duck::Database database_;
  const env::Clock* clock_;
  const RecentMessages::Options message_ids_;
  mutable std::mutex rules_mutex_;  // for readers; writers have turns
  IdentityRulesVersion identity_rules_;
  std::mutex writer_;
  std::mutex source_writer_;  // of its own: a new source must not wait for a long import
  // What writers know of the store; nothing: to be read again.
  std::optional<LiveEvents> live_;
  std::unique_ptr<IdentityBook> identities_;
  std::unique_ptr<ConsentBook> consent_;
  mutable std::mutex consent_mutex_;  // of the rules, which change while a long import runs
  std::shared_ptr<const ConsentRules> consent_rules_ = std::make_shared<const ConsentRules>();
  std::atomic<std::int64_t> data_version_ = 0;
  // By the version that changed them; those before changes_known_from_ are forgotten.
  struct ProfileChange {
    std::int64_t version = 0;
    std::vector<std::int64_t> profiles;
  };
  mutable std::mutex changes_mutex_;
  std::deque<ProfileChange> changes_;
  std::size_t changed_profiles_ = 0;  // in all of changes_
  std::int64_t changes_known_from_ = 0;
};

}  // namespace wend::events
