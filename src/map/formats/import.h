#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "map/map_document.h"

// Maps that come from elsewhere. A reader makes a whole document or none; what it could not take
// over it says, line by line.
namespace wend::map::formats {

inline constexpr std::size_t kFileBytesMax = kDocumentBytesMax;
inline constexpr std::size_t kNotesMax = 200;  // further ones are counted

enum class Format { kJson, kCsv, kMermaid, kCjml };
std::string_view to_string(Format format);
std::optional<Format> format_from(std::string_view name);
// By what the file begins with and, where that is not enough, by its name's ending.
std::optional<Format> guess_format(std::string_view bytes, std::string_view file_name);

// Something that was not taken over as it stands, or a doubt.
struct Note {
  std::size_t line = 0;  // of the file, from 1; 0: the whole
  std::string message;   // a sentence
};

struct ImportedMap {
  Format format = Format::kJson;
  MapDocument document;
  std::vector<Note> notes;
  std::size_t notes_left_out = 0;
};

// What the workspace has that a map may speak of.
struct Surroundings {
  std::map<std::string, std::string, std::less<>> personas;  // ids by name
  // Whether the thing that a field of `part` refers to is there; empty: nothing is.
  std::function<bool(std::string_view part, std::string_view field, std::string_view id)> has;
};

// Errors: kInvalidInput and kTooLarge with the line as the place ("line 12").
base::Result<ImportedMap> read_map(Format format, std::string_view bytes,
                                   const Surroundings& surroundings);

base::Result<ImportedMap> read_json_map(std::string_view bytes, const Surroundings& surroundings);
base::Result<ImportedMap> read_csv_map(std::string_view bytes, const Surroundings& surroundings);
base::Result<ImportedMap> read_mermaid_map(std::string_view bytes,
                                           const Surroundings& surroundings);
base::Result<ImportedMap> read_cjml_map(std::string_view bytes, const Surroundings& surroundings);

}  // namespace wend::map::formats
