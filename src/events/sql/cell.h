#pragma once

#include <duckdb.h>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/time_zone.h"

// Values of a result as JSON.
namespace wend::events::sql {

// The column's type as people write it: "BIGINT", "STRUCT(a INTEGER)[]" as "STRUCT[]".
std::string type_name(duckdb_logical_type type);

// Appends one value of a vector. What a JSON number does not hold exactly is a text, and so is what
// has no JSON form of its own; times with a zone are RFC 3339 in `zone`.
void append_cell(std::string& out, duckdb_vector vector, duckdb_logical_type type, std::size_t row,
                 const model::TimeZone& zone);

void append_json_text(std::string& out, std::string_view text);

}  // namespace wend::events::sql
