// What EventStore does by retention rules.
#include <algorithm>
#include <fmt/format.h>

#include "base/failpoint.h"
#include "events/event_store.h"
#include "events/retention_rows.h"

namespace wend::events {

void EventStore::set_retention_rules(model::RetentionRules rules) {
  std::lock_guard lock(consent_mutex_);
  auto changed = *consent_rules_;
  changed.retention = std::move(rules);
  consent_rules_ = std::make_shared<const ConsentRules>(std::move(changed));
}

base::Result<EventStore::Due> EventStore::count_due(const model::RetentionRule& rule,
                                                    TimeUs now) const {
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_TRY(choose_due(connection, rule, now, 0));
  return events::count_due(connection);
}

base::Result<std::uint64_t> EventStore::expire(const model::RetentionRule& rule, TimeUs now,
                                               TimeUs run, std::size_t limit) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(choose_due(connection, rule, now, limit));
  WEND_ASSIGN(const Due due, events::count_due(connection));
  if (due.events == 0) {
    WEND_TRY(forget_due(connection));
    WEND_TRY(transaction.commit());
    return 0;
  }
  base::Status done;
  if (rule.pseudonymise) {
    WEND_ASSIGN(IdentityBook* const book, identities(connection));
    done = pseudonymise_due(connection, *book, identity_rules_.rules, *consent_rules());
    if (done) done = write_identities(connection, {.at = now, .actor = "retention"});
  } else {
    done = delete_due(connection);
  }
  if (done) done = forget_due(connection);
  if (done)
    done = note_in_journal(connection,
                           {run, rule.id, rule.pseudonymise, rule.due_before(now), due.events});
  base::failpoint("retention.before_commit");
  if (!done) {
    forget_people();
    return base::fail(std::move(done).error());
  }
  // Events changed in place: whoever keeps what they read reads it all again.
  {
    std::lock_guard changes(changes_mutex_);
    changes_.clear();
    changed_profiles_ = 0;
    changes_known_from_ = data_version_ + 1;
  }
  WEND_TRY(commit_change(transaction, connection));
  base::failpoint("retention.committed");
  return due.events;
}

base::Result<std::vector<EventStore::RetentionRun>> EventStore::retention_runs() const {
  WEND_ASSIGN(auto connection, database_.connect());
  return read_retention_journal(connection);
}

}  // namespace wend::events
