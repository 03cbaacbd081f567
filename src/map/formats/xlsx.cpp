#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <xlsxwriter.h>

#include "fmt/format.h"
#include "map/formats/csv_rows.h"
#include "map/formats/export.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;

constexpr std::size_t kSheetTextMax = 32'767;  // characters of a cell, a limit of the format
constexpr int kPaper = 0xFAF9F6, kSunken = 0xF3F1EC, kLine = 0xE5E2DB, kInk = 0x1D1C1A,
              kInk2 = 0x5F5C56;

struct Formats {
  lxw_format *stage, *step, *lane, *cell, *head, *text;
};

lxw_format* format(lxw_workbook* book, int background, bool bold, int ink) {
  lxw_format* made = workbook_add_format(book);
  format_set_font_name(made, "Inter");
  format_set_font_size(made, 10);
  format_set_text_wrap(made);
  format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
  format_set_font_color(made, static_cast<lxw_color_t>(ink));
  if (bold) format_set_bold(made);
  if (background != 0) {
    format_set_bg_color(made, static_cast<lxw_color_t>(background));
    format_set_border(made, LXW_BORDER_THIN);
    format_set_border_color(made, kLine);
  }
  return made;
}

// As a text, whatever it begins with: never a formula, never a link.
void write(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
           lxw_format* as) {
  std::string cell(text.substr(0, kSheetTextMax));
  while (!cell.empty() && text.size() > kSheetTextMax &&
         (static_cast<unsigned char>(cell.back()) & 0xC0) == 0x80)
    cell.pop_back();
  if (text.size() > kSheetTextMax && !cell.empty()) cell.pop_back();
  worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                         cell.c_str(), as);
}

// What stands in one place of the grid, a line for each card.
std::string grid_text(const MapView::Lane& lane, std::size_t column) {
  std::string text;
  for (const auto& card : lane.cards) {
    if (card.column != column) continue;
    if (!text.empty()) text += '\n';
    if (const auto value = number_of(*card.fields, "value")) text += fmt::format("{:+g} ", *value);
    std::string_view words = text_of(*card.fields, "text");
    if (words.empty()) words = text_of(*card.fields, "touchpoint");
    if (words.empty()) words = text_of(*card.fields, "channel");
    text += words;
    const std::string_view evidence = text_of(*card.fields, "evidence");
    if (!evidence.empty()) text += fmt::format(" ({})", evidence);
  }
  return text;
}

void write_grid(lxw_worksheet* sheet, const MapView& view, const Formats& as) {
  constexpr double kHeadWidth = 22, kColumnWidth = 24;  // characters
  worksheet_set_column(sheet, 0, 0, kHeadWidth, nullptr);
  worksheet_set_column(sheet, 1, static_cast<lxw_col_t>(view.columns.size()), kColumnWidth,
                       nullptr);
  worksheet_freeze_panes(sheet, 2, 1);
  write(sheet, 0, 0, text_of(*view.about, "title"), as.stage);
  write(sheet, 1, 0, "Step", as.lane);
  for (const auto& stage : view.stages) {
    if (stage.columns > 1)
      worksheet_merge_range(sheet, 0, static_cast<lxw_col_t>(stage.first + 1), 0,
                            static_cast<lxw_col_t>(stage.first + stage.columns), "", as.stage);
    write(sheet, 0, stage.first + 1, text_of(*stage.fields, "title"), as.stage);
  }
  for (std::size_t c = 0; c < view.columns.size(); ++c)
    write(sheet, 1, c + 1,
          view.columns[c].fields ? text_of(*view.columns[c].fields, "title") : std::string_view(),
          as.step);
  for (std::size_t l = 0; l < view.lanes.size(); ++l) {
    write(sheet, l + 2, 0, lane_title(view.lanes[l]), as.lane);
    for (std::size_t c = 0; c < view.columns.size(); ++c)
      write(sheet, l + 2, c + 1, grid_text(view.lanes[l], c), as.cell);
  }
}

void write_table(lxw_worksheet* sheet, const std::vector<std::string_view>& columns,
                 const std::vector<MapTable::Row>& rows, const Formats& as) {
  constexpr double kWidth = 16;
  worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(columns.size() - 1), kWidth, nullptr);
  worksheet_freeze_panes(sheet, 1, 0);
  for (std::size_t c = 0; c < columns.size(); ++c) write(sheet, 0, c, columns[c], as.head);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto& cell = rows[r][c];
      if (cell.number)
        worksheet_write_number(sheet, static_cast<lxw_row_t>(r + 1), static_cast<lxw_col_t>(c),
                               *cell.number, as.text);
      else if (!cell.text.empty())
        write(sheet, r + 1, c, cell.text, as.text);
    }
  if (!rows.empty())
    worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(rows.size()),
                         static_cast<lxw_col_t>(columns.size() - 1));
}

std::vector<MapTable::Row> pain_rows(const MapView& view) {
  std::vector<MapTable::Row> rows;
  for (const auto& pain : view.pains) {
    const auto& column = view.columns[pain.column];
    rows.push_back({{std::string(text_of(*view.stages[column.stage].fields, "title")), {}},
                    {std::string(text_of(*column.fields, "title")), {}},
                    {std::string(text_of(*pain.fields, "text")), {}},
                    {std::string(choice_of("pains", *pain.fields, "category")), {}},
                    {"", number_of(*pain.fields, "severity")},
                    {std::string(choice_of("pains", *pain.fields, "evidence")), {}},
                    {std::string(text_of(*pain.fields, "source")), {}},
                    {std::string(view.persona_of(*pain.fields)), {}}});
  }
  return rows;
}

std::vector<MapTable::Row> persona_rows(const MapView& view) {
  std::vector<MapTable::Row> rows;
  for (const auto& persona : view.personas) rows.push_back({{persona.name, {}}});
  return rows;
}

// A file of our own that nobody else can open, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "wend-map-XXXXXX").string()) {
    file_ = ::mkstemp(path_.data());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (file_ < 0) return;
    ::close(file_);
    ::unlink(path_.c_str());
  }
  bool is_open() const { return file_ >= 0; }
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace

base::Result<std::string> xlsx_bytes(const MapView& view) {
  // This version of the library writes files only.
  const TemporaryFile file;
  lxw_workbook* book = file.is_open() ? workbook_new(file.path()) : nullptr;
  if (book == nullptr)
    return base::fail(base::ErrorCode::kIo, "There is no room for a workbook.",
                      std::filesystem::temp_directory_path().string());
  const Formats as{format(book, kSunken, true, kInk), format(book, 0xFFFFFF, true, kInk),
                   format(book, kPaper, true, kInk2), format(book, 0xFFFFFF, false, kInk),
                   format(book, kSunken, true, kInk), format(book, 0, false, kInk)};
  write_grid(workbook_add_worksheet(book, "Map"), view, as);
  write_table(workbook_add_worksheet(book, "Cells"), table_columns(), table_of(view).rows, as);
  write_table(workbook_add_worksheet(book, "Pain points"),
              {"stage", "step", "text", "category", "severity", "evidence", "source", "persona"},
              pain_rows(view), as);
  write_table(workbook_add_worksheet(book, "Personas"), {"persona"}, persona_rows(view), as);
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR)
    return base::fail(base::ErrorCode::kIo,
                      fmt::format("The workbook could not be written: {}.", lxw_strerror(error)));
  std::ifstream stream(file.path(), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || bytes.empty())
    return base::fail(base::ErrorCode::kIo, "The workbook could not be read again.");
  return bytes;
}

}  // namespace wend::map::formats
