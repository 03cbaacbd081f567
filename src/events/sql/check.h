#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>

// Which statements people may run: one that only selects, from the relations alone.
namespace wend::events::sql {

struct Objection {
  std::string message, hint;
  std::optional<std::size_t> position;  // in bytes of the statement
};

// Looks through a statement as DuckDB's json_serialize_sql writes it. `relations` are the names, in
// lower case, that it may select from. Nothing when nothing is wrong.
std::optional<Objection> check_statement(const boost::json::value& serialized,
                                         const std::set<std::string>& relations);

// The names as the parser compares them.
std::string lower(std::string_view name);

}  // namespace wend::events::sql
