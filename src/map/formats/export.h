#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "map/map_view.h"

// Maps as other programs read them (docs/maps.md says what each holds).
namespace wend::map::formats {

// The document, and what it needs to be understood elsewhere: the names of its personas.
std::string json_text(const MapDocument& document, const MapView& view);
// One table, RFC 4180, with a mark of UTF-8 in front so that spreadsheets read it as such.
std::string csv_text(const MapView& view);
std::string mermaid_text(const MapView& view);
std::string cjml_text(const MapView& view);
// A workbook: the map as a grid, its cells, its pain points and its personas.
base::Result<std::string> xlsx_bytes(const MapView& view);

// What the table of a map consists of: its columns, and a row for each thing.
struct MapTable {
  struct Cell {
    std::string text;
    std::optional<double> number;  // instead of the text
  };
  using Row = std::vector<Cell>;
  std::vector<Row> rows;  // of as many cells as table_columns() has names
};
const std::vector<std::string_view>& table_columns();
MapTable table_of(const MapView& view);

}  // namespace wend::map::formats
