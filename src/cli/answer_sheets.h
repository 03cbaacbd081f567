#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/sheet.h"

namespace wend::cli {

// An answer of docs/query-language.md as rows and columns, in the order in which people read them;
// exactly one of them is the main one.
std::vector<Sheet> sheets_of(const boost::json::object& answer);

// The parts that go out: the named one, or when none is named all of them (`every`) or the main
// one. Errors: kInvalidInput with the parts there are.
base::Result<std::vector<Sheet>> chosen_sheets(const boost::json::object& answer,
                                               std::string_view part, bool every);

}  // namespace wend::cli
