#pragma once

#include <cstdint>

#include "base/result.h"
#include "events/duckdb.h"
#include "events/incoming.h"

namespace wend::events {

// What files say of accounts without naming a customer: the same as a group call says, with the
// account's key as `group_id`, but of nobody.
base::Status create_account_facts(duck::Connection& connection);

struct AccountFactsFrom {
  std::int64_t source_id = 0, import_id = 0;
  std::int64_t next_sequence = 0;  // what the first row gets
};
// Appends the properties of all rows, in their order, and counts them. Answers the sequence after
// the last. Errors: those of `rows`; kIo.
base::Result<std::int64_t> write_account_facts(duck::Connection& connection, IncomingRows& rows,
                                               const AccountFactsFrom& from,
                                               IncomingCounts& counts);

base::Status remove_account_facts(duck::Connection& connection, std::int64_t import_id);

}  // namespace wend::events
