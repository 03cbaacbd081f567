#pragma once

#include <string>
#include <string_view>

namespace wend::model {

// A cell of CSV (RFC 4180) in quotes where it needs them. Spreadsheets run cells that begin with
// = + - @ as formulas: such a cell gets an apostrophe in front.
std::string to_csv_cell(std::string_view text);

}  // namespace wend::model
