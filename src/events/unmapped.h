#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/duckdb.h"
#include "model/event.h"

namespace wend::events {

// A body of a webhook that became no event; its bytes are in the log.
struct UnmappedBody {
  std::int64_t position = 0;  // in the log
  std::int64_t source_id = 0;
  model::TimeUs received_at = 0;
  std::string reason;
};

// The unmapped bodies of a source from one position of the log to another, both included.
struct UnmappedRange {
  std::int64_t source_id = 0;
  std::int64_t first = 0, last = 0;
};

// The table of unmapped bodies. Whoever calls has a transaction open.
base::Status create_unmapped(duck::Connection& connection);
base::Status remove_unmapped(duck::Connection& connection, const UnmappedRange& range);
base::Status write_unmapped(duck::Connection& connection, std::span<const UnmappedBody> bodies);

// Those of a source after a position, by position.
base::Result<std::vector<UnmappedBody>> unmapped_after(duck::Connection& connection,
                                                       std::int64_t source_id,
                                                       std::int64_t position, std::size_t limit);
// Those of a source before a position (nothing: from the last on), the newest first.
base::Result<std::vector<UnmappedBody>> unmapped_before(duck::Connection& connection,
                                                        std::int64_t source_id,
                                                        std::optional<std::int64_t> position,
                                                        std::size_t limit);
base::Result<std::int64_t> count_unmapped(duck::Connection& connection, std::int64_t source_id);

}  // namespace wend::events
