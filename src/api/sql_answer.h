#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "events/sql/console.h"

// What SQL is asked and answered with; the command line uses the same.
namespace wend::api {

// {"columns", "rows", "row_count", "cut_by", "took_ms"} as JSON text.
std::string sql_answer_text(const events::sql::Answer& answer);
// The tables, examples and limits.
boost::json::object sql_schema(const events::sql::Console& console,
                               const events::sql::Limits& limits);
// As it is written to the audit log: cut when it is long.
std::string sql_for_audit(std::string_view statement);

}  // namespace wend::api
