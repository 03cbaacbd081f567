#pragma once

#include <boost/json/object.hpp>
#include <iosfwd>
#include <optional>
#include <string>

#include "base/result.h"
#include "collect/inspect.h"

namespace wend::cli {

// What a file looks like and how it would be read, for people, on stderr.
void print_guess(const collect::Inspection& inspection, const std::string& name);

// Lets the user confirm or change the guess; nothing when the user does not want to import.
// Questions go to stderr.
base::Result<std::optional<collect::Mapping>> ask_about(const collect::Inspection& inspection,
                                                        std::istream& input);

// For scripts: format, mapping, columns, first events and problems.
boost::json::object to_json(const collect::Inspection& inspection);

}  // namespace wend::cli
