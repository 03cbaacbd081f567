#include "collect/csv_split.h"

#include <algorithm>
#include <cstring>

namespace wend::collect {
namespace {

std::size_t find_from(std::string_view text, char c, std::size_t from) {
  const void* found = std::memchr(text.data() + from, c, text.size() - from);
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Whether a quote at `position` begins a cell: after a delimiter, a line end, or spaces that follow
// one of them.
bool begins_cell(std::string_view text, std::size_t position, char delimiter) {
  while (position > 0) {
    const char before = text[position - 1];
    if (before == delimiter || before == '\n') return true;
    if (before != ' ') return false;
    --position;
  }
  return true;
}

void split_spaces(std::string_view row, std::vector<Cell>& cells) {
  std::size_t position = 0;
  for (;;) {
    while (position < row.size() && is_space(row[position])) ++position;
    if (position == row.size()) return;
    std::size_t end = position;
    if (row[position] == '"') {
      end = std::min(find_from(row, '"', position + 1), row.size());
      cells.push_back({row.substr(position + 1, end - position - 1)});
      position = std::min(end + 1, row.size());
      continue;
    }
    while (end < row.size() && !is_space(row[end])) ++end;
    cells.push_back({row.substr(position, end - position)});
    position = end;
  }
}

}  // namespace

std::string_view without_line_end(std::string_view row) {
  if (row.ends_with('\n')) row.remove_suffix(1);
  if (row.ends_with('\r')) row.remove_suffix(1);
  return row;
}

RowEnd find_row_end(std::string_view text, char delimiter, bool last) {
  const std::size_t line_end = text.empty() ? std::string_view::npos : find_from(text, '\n', 0);
  const std::size_t first_line = line_end == std::string_view::npos ? text.size() : line_end + 1;
  const std::string_view line = text.substr(0, first_line);
  const std::size_t first_quote = line.empty() ? std::string_view::npos : find_from(line, '"', 0);
  if (first_quote == std::string_view::npos) {
    if (line_end == std::string_view::npos && !last) return {RowEnd::Kind::kNeedMore, 0};
    return {RowEnd::Kind::kWhole, first_line};
  }
  if (delimiter == kSpaces) {  // quotes there do not reach over lines
    if (line_end == std::string_view::npos && !last) return {RowEnd::Kind::kNeedMore, 0};
    return {RowEnd::Kind::kWhole, first_line};
  }
  const bool line_is_whole = line_end != std::string_view::npos || last;
  const RowEnd broken = line_is_whole ? RowEnd{RowEnd::Kind::kBroken, first_line}
                                      : RowEnd{RowEnd::Kind::kNeedMore, 0};
  std::size_t position = first_quote;
  std::size_t searched_line =
      0;  // line ends before this position are inside quotes or were looked at
  for (;;) {
    // `position` is at a quote outside quotes, or there is none in this row.
    if (position == std::string_view::npos || position >= text.size()) position = text.size();
    const std::size_t end =
        searched_line < text.size() ? find_from(text, '\n', searched_line) : std::string_view::npos;
    if (end != std::string_view::npos && end < position) return {RowEnd::Kind::kWhole, end + 1};
    if (position == text.size()) {
      if (!last) return {RowEnd::Kind::kNeedMore, 0};
      return {RowEnd::Kind::kWhole, text.size()};
    }
    if (!begins_cell(text, position,
                     delimiter)) {  // a quote in the middle of a cell is a character
      searched_line = std::max(searched_line, position);
      position = find_from(text, '"', position + 1);
      continue;
    }
    std::size_t close = position + 1;
    for (;;) {
      close = close < text.size() ? find_from(text, '"', close) : std::string_view::npos;
      if (close == std::string_view::npos) {
        if (!last) return {RowEnd::Kind::kNeedMore, 0};
        return broken;
      }
      if (close + 1 < text.size() && text[close + 1] == '"') {
        close += 2;
        continue;
      }
      break;
    }
    std::size_t after = close + 1;
    while (after < text.size() && text[after] == ' ' && delimiter != ' ') ++after;
    if (after == text.size()) {
      if (!last) return {RowEnd::Kind::kNeedMore, 0};
      return {RowEnd::Kind::kWhole, text.size()};
    }
    if (text[after] == '\r' && after + 1 == text.size() && !last)
      return {RowEnd::Kind::kNeedMore, 0};
    const bool line_follows =
        text[after] == '\n' ||
        (text[after] == '\r' && (after + 1 == text.size() || text[after + 1] == '\n'));
    if (text[after] != delimiter && !line_follows) return broken;
    searched_line = after;
    position = find_from(text, '"', after);
  }
}

void split_row(std::string_view row, char delimiter, bool trim, std::vector<Cell>& cells,
               std::string& storage) {
  cells.clear();
  storage.clear();
  if (delimiter == kSpaces) return split_spaces(row, cells);
  storage.reserve(row.size());  // never grows below, so that cells may point into it
  std::size_t position = 0;
  for (;;) {
    std::size_t start = position;
    while (start < row.size() && row[start] == ' ') ++start;
    if (start < row.size() && row[start] == '"') {
      const std::size_t begin = start + 1;
      std::size_t close = begin;
      bool doubled = false;
      for (;;) {
        close = std::min(close < row.size() ? find_from(row, '"', close) : row.size(), row.size());
        if (close + 1 < row.size() && row[close + 1] == '"') {
          doubled = true;
          close += 2;
          continue;
        }
        break;
      }
      std::string_view text = row.substr(begin, close - begin);
      if (doubled) {
        const std::size_t at = storage.size();
        for (std::size_t i = 0; i < text.size(); ++i) {
          storage += text[i];
          if (text[i] == '"') ++i;
        }
        text = std::string_view(storage).substr(at);
      }
      cells.push_back({trim ? trimmed(text) : text});
      const std::size_t next =
          close < row.size() ? find_from(row, delimiter, close) : std::string_view::npos;
      if (next == std::string_view::npos) return;
      position = next + 1;
      continue;
    }
    const std::size_t next =
        position < row.size() ? find_from(row, delimiter, position) : std::string_view::npos;
    const std::string_view text =
        row.substr(position, next == std::string_view::npos ? next : next - position);
    cells.push_back({trim ? trimmed(text) : text});
    if (next == std::string_view::npos) return;
    position = next + 1;
  }
}

}  // namespace wend::collect
