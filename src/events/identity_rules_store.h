#pragma once

#include "base/result.h"
#include "events/duckdb.h"
#include "events/event_store.h"
#include "events/identity_book.h"

namespace wend::events {

// The rules lie beside what they decide, so that both change together. Makes their table when it is
// missing. Errors: kIo; kConflict when they cannot be read.
base::Result<EventStore::IdentityRulesVersion> read_identity_rules(duck::Connection& connection);
base::Status write_identity_rules(duck::Connection& connection,
                                  const EventStore::IdentityRulesVersion& rules);

// Notes in the book what the rules find in all events of the store, import by import, and writes
// it. Answers the profiles that changed, sorted. Errors: kIo.
base::Result<std::vector<std::int64_t>> find_identities_again(duck::Connection& connection,
                                                              IdentityBook& book,
                                                              const model::IdentityRules& rules,
                                                              env::TimeUs now);

}  // namespace wend::events
