#include "map/formats/import.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "map/formats/document_maker.h"

namespace wend::map::formats {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"json", "csv", "mermaid", "cjml"};
constexpr std::array<std::pair<std::string_view, Format>, 9> kEndings{
    {{".json", Format::kJson},
     {".csv", Format::kCsv},
     {".tsv", Format::kCsv},
     {".txt", Format::kCsv},
     {".mmd", Format::kMermaid},
     {".mermaid", Format::kMermaid},
     {".md", Format::kMermaid},
     {".cjml", Format::kCjml},
     {".xml", Format::kCjml}}};

// Whether the first line names columns of the table of maps.
bool begins_a_table(std::string_view text) {
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (line.find_first_of(",;\t") == std::string_view::npos) return false;
  while (true) {
    const auto end = line.find_first_of(",;\t");
    std::string_view cell = trimmed(line.substr(0, end));
    if (cell.size() > 1 && cell.starts_with('"') && cell.ends_with('"'))
      cell = cell.substr(1, cell.size() - 2);
    for (const std::string_view column : {"what", "stage", "step", "lane"})
      if (std::ranges::equal(cell, column, [](char one, char other) {
            return (one >= 'A' && one <= 'Z' ? one + ('a' - 'A') : one) == other;
          }))
        return true;
    if (end == std::string_view::npos) return false;
    line.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view to_string(Format format) {
  return kNames[static_cast<std::size_t>(format)];
}

std::optional<Format> format_from(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Format>(found - kNames.begin());
}

std::optional<Format> guess_format(std::string_view bytes, std::string_view file_name) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view begin = trimmed(bytes.substr(0, 4'096));
  if (begin.starts_with('{')) return Format::kJson;
  if (begin.starts_with('<')) return Format::kCjml;
  for (const std::string_view word : {"journey\n", "journey\r", "journey ", "---", "```", "%%"})
    if (begin.starts_with(word)) return Format::kMermaid;
  if (begin == "journey") return Format::kMermaid;
  for (const auto& [ending, format] : kEndings)
    if (file_name.ends_with(ending)) return format;
  if (begins_a_table(begin)) return Format::kCsv;
  return std::nullopt;
}

base::Result<ImportedMap> read_map(Format format, std::string_view bytes,
                                   const Surroundings& surroundings) {
  if (bytes.size() > kFileBytesMax)
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The file has more than {} MiB.", kFileBytesMax / 1024 / 1024),
                      {}, "A map of that size is no map any more; split it.");
  if (trimmed(bytes).empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The file is empty.");
  switch (format) {
    case Format::kJson:
      return read_json_map(bytes, surroundings);
    case Format::kCsv:
      return read_csv_map(bytes, surroundings);
    case Format::kMermaid:
      return read_mermaid_map(bytes, surroundings);
    default:
      return read_cjml_map(bytes, surroundings);
  }
}

}  // namespace wend::map::formats
