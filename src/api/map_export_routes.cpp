#include <algorithm>
#include <array>
#include <charconv>

#include "analyze/value_counts.h"
#include "api/map_sharing.h"
#include "api/maps.h"
#include "api/times.h"
#include "fmt/format.h"
#include "map/export_map.h"
#include "map/picture/picture.h"
#include "model/comparison.h"
#include "model/time_text.h"

namespace wend::api {
namespace {

namespace json = boost::json;

// One for the process: it knows the fonts, and draws one picture at a time.
map::picture::Studio& studio() {
  static map::picture::Studio shared(map::picture::font_folder());
  return shared;
}

base::Result<map::MapState> asked_revision(Call& call) {
  const auto text = call.parameter("revision");
  if (!text) return call.services.maps->open(call.id());
  return call.services.maps->at(call.id(), std::stoll(*text));
}

// The channels with the most events first, as every screen colours them; none while there is no
// table of events.
std::vector<std::string> ranked_channels(Call& call) {
  constexpr std::size_t kChannelsMax = 50;
  std::vector<std::string> channels;
  const auto table = call.services.tables.current();
  if (!table) return channels;
  const auto counts = analyze::value_counts(*table, "channel", "", kChannelsMax);
  if (!counts) return channels;
  for (const auto& one : *counts) channels.push_back(model::to_text(one.value));
  return channels;
}

base::Result<Answer> export_map(Call& call) {
  WEND_ASSIGN(const map::MapState state, asked_revision(call));
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  map::ExportOrder order;
  order.format = *map::export_format_from(*call.parameter("format"));
  order.paper = *map::picture::paper_from(call.parameter("paper").value_or("own"));
  order.caption.date =
      model::format_time(call.services.clock.now_us(), zone).substr(0, sizeof "2026-11-30" - 1);
  order.caption.version = fmt::format("revision {}", state.revision);
  order.caption.legend = call.parameter("legend").value_or("yes") == "yes";
  if (order.format >= map::ExportFormat::kSvg) order.caption.channels = ranked_channels(call);
  order.image = [&call](std::string_view id) {
    const auto image = call.services.workspace.images().find(id);
    return image && *image ? (*image)->bytes : std::string();
  };
  const map::PersonaNames names(personas.begin(), personas.end());
  WEND_ASSIGN(map::ExportedMap made, map::export_map(studio(), state.document, names, order));
  Answer answer;
  answer.object = call.id();
  answer.response = http::Response::text(200, made.type, std::move(made.bytes));
  answer.response->headers.set("Cache-Control", "private, no-store");
  answer.response->headers.set("X-Content-Type-Options", "nosniff");
  const std::string_view how = call.parameter("inline") == "yes" ? "inline" : "attachment";
  answer.response->headers.set("Content-Disposition",
                               fmt::format("{}; filename=\"{}\"", how, made.file_name));
  return answer;
}

}  // namespace

void add_map_export_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/export",
       .summary = "A map as a file for other programs, or as a picture.",
       .parameters =
           {{"format",
             one_of_texts({"json", "csv", "xlsx", "cjml", "mermaid", "svg", "png", "pdf"}),
             "What kind of file.", true},
            {"revision", integer(1, 1'000'000'000'000), "As it was then; none: as it is."},
            {"paper", one_of_texts({"own", "a4", "a3", "letter"}),
             "Of a PDF: one page of the map's own size, or sheets to be joined."},
            {"legend", one_of_texts({"yes", "no"}), "Of a picture: what its lines mean."},
            {"inline", one_of_texts({"yes", "no"}), "To be looked at, not to be kept."}},
       .response_type = "*/*",
       .audit = "map.export",
       .lane = http::Lane::kHeavy,
       .handle = export_map});
}

}  // namespace wend::api
