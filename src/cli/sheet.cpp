#include "cli/sheet.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "cli/progress_line.h"
#include "collect/csv_cell.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kWidthMax = 60;  // of a column, so that two long ones still fit a screen
constexpr std::string_view kGap = "  ";

struct Shown {
  std::string text;
  std::size_t width = 0;  // in columns of the terminal
};

std::size_t width_of(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// Texts come from customers' files: what would move the cursor becomes a space.
Shown shown(std::string_view text) {
  Shown out;
  const auto size = static_cast<std::int32_t>(text.size());
  std::size_t cut_at = 0;
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    const bool harmless = c >= 0 && !u_iscntrl(c) && u_charType(c) != U_FORMAT_CHAR;
    const std::size_t width = harmless ? width_of(c) : 1;
    if (out.width + width > kWidthMax) {
      out.text.resize(cut_at);
      out.text += "…";
      out.width = kWidthMax;
      return out;
    }
    if (harmless)
      out.text += text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
    else
      out.text += ' ';
    out.width += width;
    if (out.width < kWidthMax) cut_at = out.text.size();
  }
  return out;
}

std::string whole(double number) {
  const auto size = static_cast<std::uint64_t>(std::llround(std::abs(number)));
  return (number < 0 && size > 0 ? "-" : "") + with_thousands(size);
}

std::string number_text(double number, CellKind kind) {
  switch (kind) {
    case CellKind::kShare:
      return fmt::format("{:.1f} %", 100 * number);
    case CellKind::kSeconds:
      return duration_text(number);
    default:
      break;
  }
  constexpr double kNoFraction = 1000;  // from here on a fraction says nothing
  constexpr double kExact = 9e15;       // beyond, doubles are no whole numbers any more
  if (std::abs(number) >= kExact) return fmt::format("{:g}", number);
  if (number == std::floor(number) || std::abs(number) >= kNoFraction) return whole(number);
  return fmt::format("{:.3g}", number);
}

std::string text_for_people(const json::value& cell, CellKind kind) {
  if (cell.is_null()) return "";
  if (cell.is_string()) return std::string(cell.get_string());
  if (cell.is_bool()) return cell.get_bool() ? "yes" : "no";
  return number_text(cell.to_number<double>(), kind);
}

std::string text_for_programs(const json::value& cell) {
  if (cell.is_null()) return "";
  if (cell.is_string()) return collect::to_csv_cell(std::string_view(cell.get_string()));
  if (cell.is_bool()) return cell.get_bool() ? "true" : "false";
  if (cell.is_int64()) return fmt::format("{}", cell.get_int64());
  if (cell.is_uint64()) return fmt::format("{}", cell.get_uint64());
  return fmt::format("{}", cell.get_double());
}

std::string heading_of(const Column& column) {
  std::string name = column.name;
  if (column.kind == CellKind::kSeconds && name.ends_with("_s")) name.resize(name.size() - 2);
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string without_spaces_at_the_end(std::string line) {
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string duration_text(double seconds) {
  constexpr double kMinute = 60, kHour = 3600, kDay = 86'400, kYear = 365.25 * kDay;
  const auto text = [](double value, std::string_view unit) {
    return fmt::format("{:.{}f} {}", value, value < 9.95 && value != std::floor(value) ? 1 : 0,
                       unit);
  };
  // Each limit is where the smaller unit would round up to the larger one.
  if (seconds == 0) return "0 s";
  if (seconds < 0.9995) return text(std::round(seconds * 1000), "ms");
  if (seconds < kMinute - 0.5) return text(seconds, "s");
  if (seconds < kHour - 30) return text(seconds / kMinute, "min");
  if (seconds < kDay - kHour / 2) return text(seconds / kHour, "h");
  if (seconds < 2 * kYear) return text(seconds / kDay, "d");
  return text(seconds / kYear, "y");
}

std::string to_csv(const Sheet& sheet) {
  std::string out;
  const auto end_line = [&out] {
    out.back() = '\r';  // the comma behind the last cell
    out += '\n';
  };
  for (const Column& column : sheet.columns) out += column.name + ',';
  end_line();
  for (const auto& row : sheet.rows) {
    for (const json::value& cell : row) out += text_for_programs(cell) + ',';
    end_line();
  }
  return out;
}

std::string to_table(const Sheet& sheet) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i)
    if (!sheet.columns[i].for_programs) places.push_back(i);
  std::vector<std::vector<Shown>> lines(1);
  for (const std::size_t place : places)
    lines[0].push_back(shown(heading_of(sheet.columns[place])));
  for (const auto& row : sheet.rows) {
    auto& line = lines.emplace_back();
    for (const std::size_t place : places)
      line.push_back(shown(text_for_people(row[place], sheet.columns[place].kind)));
  }
  std::vector<std::size_t> widths(places.size(), 0);
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].width);
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string pad(widths[i] - line[i].width, ' ');
      const bool left = sheet.columns[places[i]].kind == CellKind::kText;
      if (i > 0) text += kGap;
      text += left ? line[i].text + pad : pad + line[i].text;
    }
    out += without_spaces_at_the_end(std::move(text)) + '\n';
    if (&line != &lines.front()) continue;
    std::string rule;
    for (const std::size_t width : widths) rule += std::string(width, '-') + std::string(kGap);
    out += without_spaces_at_the_end(std::move(rule)) + '\n';
  }
  return out;
}

}  // namespace wend::cli
