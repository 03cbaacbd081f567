#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "map/map_view.h"
#include "map/picture/picture.h"

namespace wend::map {

enum class ExportFormat { kJson, kCsv, kXlsx, kCjml, kMermaid, kSvg, kPng, kPdf };
std::optional<ExportFormat> export_format_from(std::string_view name);

struct ExportOrder {
  ExportFormat format = ExportFormat::kJson;
  picture::Paper paper = picture::Paper::kOwn;
  picture::Caption caption;
  std::function<std::string(std::string_view id)> image;
};

struct ExportedMap {
  std::string bytes;
  std::string type;       // "application/pdf"
  std::string file_name;  // made of the title: letters, digits and hyphens of ASCII
};

// Errors: those of Studio::draw and of the writers.
base::Result<ExportedMap> export_map(picture::Studio& studio, const MapDocument& document,
                                     const PersonaNames& names, const ExportOrder& order);

}  // namespace wend::map
