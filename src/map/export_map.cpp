#include "map/export_map.h"

#include <algorithm>
#include <array>
#include <set>

#include "map/formats/export.h"

namespace wend::map {
namespace {

struct Kind {
  std::string_view name, ending, type;
};
constexpr std::array<Kind, 8> kKinds{
    {{"json", ".json", "application/json"},
     {"csv", ".csv", "text/csv; charset=utf-8"},
     {"xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
     {"cjml", ".cjml.xml", "application/xml"},
     {"mermaid", ".mmd", "text/plain; charset=utf-8"},
     {"svg", ".svg", "image/svg+xml"},
     {"png", ".png", "image/png"},
     {"pdf", ".pdf", "application/pdf"}}};

std::string file_stem(std::string_view title) {
  constexpr std::size_t kStemMax = 60;
  std::string stem;
  for (const char c : title) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool large = c >= 'A' && c <= 'Z';
    if (word || large)
      stem += large ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!stem.empty() && stem.back() != '-')
      stem += '-';
    if (stem.size() == kStemMax) break;
  }
  while (stem.ends_with('-')) stem.pop_back();
  return stem.empty() ? "journey-map" : stem;
}

// In the order in which the map speaks of them, after those that are ranked already.
std::vector<std::string> with_own_channels(std::vector<std::string> channels, const MapView& view) {
  for (const auto& lane : view.lanes)
    for (const auto& card : lane.cards) {
      const std::string_view channel = text_of(*card.fields, "channel");
      if (!channel.empty() && std::ranges::find(channels, channel) == channels.end())
        channels.emplace_back(channel);
    }
  return channels;
}

base::Result<std::string> bytes_of(picture::Studio& studio, const MapDocument& document,
                                   const MapView& view, const ExportOrder& order) {
  switch (order.format) {
    case ExportFormat::kJson:
      return formats::json_text(document, view);
    case ExportFormat::kCsv:
      return formats::csv_text(view);
    case ExportFormat::kXlsx:
      return formats::xlsx_bytes(view);
    case ExportFormat::kCjml:
      return formats::cjml_text(view);
    case ExportFormat::kMermaid:
      return formats::mermaid_text(view);
    default:
      break;
  }
  picture::Order wanted;
  wanted.kind = order.format == ExportFormat::kSvg   ? picture::Kind::kSvg
                : order.format == ExportFormat::kPng ? picture::Kind::kPng
                                                     : picture::Kind::kPdf;
  wanted.paper = order.paper;
  wanted.caption = order.caption;
  wanted.caption.channels = with_own_channels(order.caption.channels, view);
  wanted.image = order.image;
  return studio.draw(view, wanted);
}

}  // namespace

std::optional<ExportFormat> export_format_from(std::string_view name) {
  const auto* found = std::ranges::find(kKinds, name, &Kind::name);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<ExportFormat>(found - kKinds.begin());
}

base::Result<ExportedMap> export_map(picture::Studio& studio, const MapDocument& document,
                                     const PersonaNames& names, const ExportOrder& order) {
  const MapView view = MapView::of(document, names);
  const Kind& kind = kKinds[static_cast<std::size_t>(order.format)];
  WEND_ASSIGN(std::string bytes, bytes_of(studio, document, view, order));
  return ExportedMap{std::move(bytes), std::string(kind.type),
                     file_stem(text_of(document.about(), "title")) + std::string(kind.ending)};
}

}  // namespace wend::map
