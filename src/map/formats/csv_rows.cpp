#include "map/formats/csv_rows.h"

#include <algorithm>

#include "fmt/format.h"
#include "map/formats/document_maker.h"

namespace wend::map::formats {
namespace {

using base::ErrorCode;

char separator_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  for (const char c : {';', '\t'})
    if (std::ranges::count(first, c) > std::ranges::count(first, best)) best = c;
  return best;
}

bool runs_as_formula(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         std::string_view("=+-@\t\r\n").find(text[first]) != std::string_view::npos;
}

}  // namespace

std::string guarded(std::string_view text) {
  return runs_as_formula(text) ? fmt::format("'{}", text) : std::string(text);
}

std::string_view unguarded(std::string_view text) {
  return text.starts_with('\'') && runs_as_formula(text) ? text.substr(1) : text;
}

CsvRows::CsvRows(std::string_view text) : text_(text), separator_(separator_of(text)) {}

base::Result<std::string> CsvRows::cell(std::size_t row_line) {
  std::string cell;
  const bool quoted = at_ < text_.size() && text_[at_] == '"';
  if (quoted) ++at_;
  bool open = quoted;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (open && c == '"') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += c;
        ++at_;
      } else {
        open = false;
      }
      continue;
    }
    if (!open && c == separator_) {
      ++at_;
      return cell;
    }
    if (!open && (c == '\n' || c == '\r')) break;
    if (c == '\n') ++line_;
    cell += c;
  }
  if (open)
    return base::fail(ErrorCode::kInvalidInput, "A quote is opened here and never closed.",
                      line_place(row_line));
  row_ends_ = true;
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++line_;
  return cell;
}

base::Result<bool> CsvRows::next(Row& row) {
  while (at_ < text_.size()) {
    row.line = line_;
    row.cells.clear();
    row_ends_ = false;
    while (!row_ends_) {
      if (row.cells.size() == kCsvCellsMax)
        return base::fail(ErrorCode::kTooLarge,
                          fmt::format("The row has more than {} cells.", kCsvCellsMax),
                          line_place(row.line));
      WEND_ASSIGN(std::string one, cell(row.line));
      row.cells.push_back(std::move(one));
    }
    if (std::ranges::any_of(row.cells, [](const auto& one) { return !trimmed(one).empty(); }))
      return true;
  }
  return false;
}

}  // namespace wend::map::formats
