#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "collect/record.h"

namespace wend::collect {

// Any run of spaces and tabs parts two cells; spaces at the ends of a row mean nothing.
inline constexpr char kSpaces = ' ';

// Where a row of RFC 4180 ends. A quote has a meaning only at the beginning of a cell; inside
// quotes, two stand for one.
struct RowEnd {
  enum class Kind {
    kWhole,     // `size` bytes, with the line end
    kBroken,    // a quote is not closed, or text follows one: `size` is the first line of the row,
                // with the line end
    kNeedMore,  // the row goes on beyond the text
  };
  Kind kind = Kind::kWhole;
  std::size_t size = 0;
};
// `last`: nothing follows the text, and a row may end without a line end.
RowEnd find_row_end(std::string_view text, char delimiter, bool last);

// Splits one whole row, without its line end, into cells. Quoted cells with doubled quotes are
// undone into `storage`, which must not be touched as long as the cells are used.
void split_row(std::string_view row, char delimiter, bool trim, std::vector<Cell>& cells,
               std::string& storage);

// The row without \n or \r\n at its end.
std::string_view without_line_end(std::string_view row);

}  // namespace wend::collect
