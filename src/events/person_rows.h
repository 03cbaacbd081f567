#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "events/duckdb.h"
#include "events/event_store.h"
#include "model/person_texts.h"

namespace wend::events {

// The table of erasures that were done in this store: one that was brought back from a copy of
// before does not have them. Whoever calls has a transaction open.
base::Status create_erasures(duck::Connection& connection);

// Puts the identities into the temporary table erased_now(identity_id).
base::Status choose_identities(duck::Connection& connection,
                               std::span<const std::int64_t> identities);
base::Status forget_chosen(duck::Connection& connection);
// Of the chosen ones.
base::Result<EventStore::PersonRows> count_chosen(duck::Connection& connection);
base::Status delete_chosen(duck::Connection& connection);
// Takes what tells the person out of the texts of all other rows, and adds to `rows` what it
// changed.
base::Status take_out_texts(duck::Connection& connection, const model::PersonTexts& texts,
                            EventStore::PersonRows& rows);

}  // namespace wend::events
