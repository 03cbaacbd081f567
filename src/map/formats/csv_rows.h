#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::map::formats {

inline constexpr std::size_t kCsvCellsMax = 200;  // of a row

// Reads rows of RFC 4180; lines may end in LF too, and cells be separated by the comma, semicolon
// or tab that the first line has most of.
class CsvRows {
 public:
  explicit CsvRows(std::string_view text);

  struct Row {
    std::size_t line = 0;  // where it begins, from 1
    std::vector<std::string> cells;
  };
  // False at the end; rows without anything in them are passed over. Errors: kInvalidInput for a
  // quote that is not closed, kTooLarge beyond kCsvCellsMax, at the line.
  base::Result<bool> next(Row& row);

 private:
  base::Result<std::string> cell(std::size_t row_line);

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  char separator_ = ',';
  bool row_ends_ = false;
};

// Spreadsheets run cells that begin with = + - @ as formulas: such a text gets an apostrophe in
// front, and loses it when it is read.
std::string guarded(std::string_view text);
std::string_view unguarded(std::string_view text);

}  // namespace wend::map::formats
