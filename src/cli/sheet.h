#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace wend::cli {

// How the numbers of a column are written for people; programs get them as they are.
enum class CellKind { kText, kCount, kShare, kSeconds, kNumber };

struct Column {
  std::string name;  // snake_case; seconds end in _s
  CellKind kind = CellKind::kText;
  bool for_programs = false;  // left out of tables for people
};

// Rows and columns of an answer. A cell is a text, a number, true or false, or null: empty.
struct Sheet {
  std::string name;
  bool main = false;  // the one that stands for the whole answer
  std::vector<Column> columns;
  std::vector<std::vector<boost::json::value>> rows;
};

// RFC 4180 with a header, lines ending in CR LF; texts that a spreadsheet would run as formulas are
// neutralised, numbers are not touched.
std::string to_csv(const Sheet& sheet);

// Aligned columns for a terminal: long texts are cut, control characters are taken out.
std::string to_table(const Sheet& sheet);

// 139.16 as "2.3 min".
std::string duration_text(double seconds);

}  // namespace wend::cli
