// What EventStore does to let a person be gone: rows, and then the file they stood in.
#include <fmt/format.h>

#include "base/failpoint.h"
#include "events/event_store.h"
#include "events/person_rows.h"
#include "events/rewrite.h"

namespace wend::events {

void EventStore::set_erased(std::shared_ptr<const ErasedIdentities> erased) {
  std::lock_guard lock(erased_mutex_);
  erased_ = std::move(erased);
}

std::shared_ptr<const ErasedIdentities> EventStore::erased() const {
  std::lock_guard lock(erased_mutex_);
  return erased_;
}

base::Result<EventStore::PersonRows> EventStore::count_person(
    std::span<const std::int64_t> identities) const {
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_TRY(choose_identities(connection, identities));
  return count_chosen(connection);
}

base::Result<EventStore::PersonRows> EventStore::erase_person(
    std::span<const std::int64_t> identities, const model::PersonTexts& texts,
    std::string_view erasure) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(choose_identities(connection, identities));
  WEND_ASSIGN(PersonRows rows, count_chosen(connection));
  WEND_TRY(delete_chosen(connection));
  WEND_TRY(take_out_texts(connection, texts, rows));
  WEND_TRY(forget_chosen(connection));
  WEND_TRY(connection.query("INSERT INTO erasures VALUES (?)", {erasure}));
  base::failpoint("erasure.before_commit");
  // Links of others may hold now that could not beside the person's.
  forget_people();
  WEND_TRY(write_identities(connection, {.at = now(), .actor = "erasure"}));
  // Events of others may have changed in place: whoever keeps what they read reads it all again.
  {
    std::lock_guard changes(changes_mutex_);
    changes_.clear();
    changed_profiles_ = 0;
    changes_known_from_ = data_version_ + 1;
  }
  WEND_TRY(commit_change(transaction, connection));
  base::failpoint("erasure.committed");
  return rows;
}

base::Result<bool> EventStore::has_erased(std::string_view erasure) const {
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(const auto found,
              connection.number("SELECT count(*) FROM erasures WHERE id = ?", {erasure}));
  return found > 0;
}

base::Status EventStore::rewrite() {
  std::scoped_lock lock(writer_, source_writer_);
  {
    WEND_ASSIGN(auto connection, database_.connect());
    // This database is let go of when its last reader is done. The file of its name is another's
    // by then, and so is the write-ahead log that it would tidy up.
    WEND_TRY(connection.run("PRAGMA disable_checkpoint_on_shutdown"));
    const base::Status copied = copy_store(connection, path_);
    const base::Status taken = copied ? take_copy(path_) : copied;
    if (!taken) {
      (void)connection.run("PRAGMA enable_checkpoint_on_shutdown");
      return taken;
    }
  }
  WEND_ASSIGN(auto fresh, duck::Database::open(path_, settings_of(path_, options_)));
  {
    WEND_ASSIGN(auto connection, fresh.connect());
    WEND_TRY(register_feeds(connection));
  }
  database_.replace(std::move(fresh));
  // Who keeps what it read of the old file, under a version of its own.
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  return commit_change(transaction, connection);
}

}  // namespace wend::events
