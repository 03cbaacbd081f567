#pragma once

#include "base/result.h"
#include "events/duckdb.h"

namespace wend::events {

// Grows when a newer binary must change the tables of an older file.
inline constexpr std::int64_t kEventStoreFormat = 1;

// Creates the tables in an empty file, or checks that this binary may use the file. Answers the
// data version.
base::Result<std::int64_t> open_schema(duck::Connection& connection, const std::string& path,
                                       bool read_only);

}  // namespace wend::events
