#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/consent_book.h"
#include "events/duckdb.h"
#include "events/event_store.h"
#include "events/identity_book.h"
#include "model/retention.h"

// What retention rules do to rows, in the one writer's transaction.
namespace wend::events {

// Makes the journal when it is missing.
base::Status create_retention(duck::Connection& connection);

// Puts the sequence numbers of events that are due by the rule into the temporary table `due`, the
// first `limit` of them; 0: all.
base::Status choose_due(duck::Connection& connection, const model::RetentionRule& rule, TimeUs now,
                        std::size_t limit);
base::Result<EventStore::Due> count_due(duck::Connection& connection);
base::Status forget_due(duck::Connection& connection);
// Deletes what is in `due`; the ledger of imports says so.
base::Status delete_due(duck::Connection& connection);
// Gives what is in `due` to pseudonyms, one for each profile, and takes what tells the person out
// of the properties; what says nothing but who somebody is goes.
base::Status pseudonymise_due(duck::Connection& connection, IdentityBook& identities,
                              const model::IdentityRules& identity_rules,
                              const ConsentRules& rules);
base::Status note_in_journal(duck::Connection& connection, const EventStore::RetentionRun& run);
base::Result<std::vector<EventStore::RetentionRun>> read_retention_journal(
    duck::Connection& connection);

}  // namespace wend::events
