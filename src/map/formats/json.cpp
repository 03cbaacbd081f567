#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include "fmt/format.h"
#include "map/formats/document_maker.h"
#include "map/formats/export.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::string_view kEnvelope = "wend_journey_map";
constexpr int kEnvelopeFormat = 1;
constexpr std::size_t kDepthMax = 64;

base::Result<json::value> parsed(std::string_view bytes) {
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(bytes.data(), bytes.size(), error);
  if (!error && !trimmed(bytes.substr(read)).empty()) error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (!error) return parser.release();
  const auto before = bytes.substr(0, std::min(read + 1, bytes.size()));
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("The file is not JSON: {}.", error.message()),
                    line_place(1 + static_cast<std::size_t>(std::ranges::count(before, '\n'))));
}

// Fields that name something outside of the map, and what people call it.
struct Outside {
  std::string_view part, field, words;
};
constexpr Outside kOutside[] = {{"about", "owner", "owner"},
                                {"about", "segment", "segment"},
                                {"about", "counterpart", "map of the other state"},
                                {"steps", "map", "map within a step"},
                                {"cells", "image", "picture"},
                                {"cells", "opportunity", "opportunity"},
                                {"pains", "opportunity", "opportunity"}};

// Takes out what this workspace does not have.
void drop_unknown(json::object& things, const Outside& outside, const Surroundings& surroundings,
                  ImportedMap& made) {
  std::size_t dropped = 0;
  const auto drop = [&](json::object& fields) {
    const std::string_view id = text_of(fields, outside.field);
    if (id.empty() || (surroundings.has && surroundings.has(outside.part, outside.field, id)))
      return;
    fields.erase(outside.field);
    ++dropped;
  };
  if (outside.part == kAbout) {
    drop(things);
  } else {
    for (auto& member : things) drop(member.value().as_object());
  }
  if (dropped > 0)
    made.notes.push_back(
        {0, dropped == 1
                ? fmt::format("A {} is not in this workspace and was left out.", outside.words)
                : fmt::format("{} of the kind \"{}\" are not in this workspace and were "
                              "left out.",
                              dropped, outside.words)});
}

// Personas are taken by name; one that is not here leaves the map, and its cards are for all.
void match_personas(json::object& things, const json::object* names,
                    const Surroundings& surroundings, ImportedMap& made) {
  for (auto& member : things) {
    json::object& fields = member.value().as_object();
    const std::string_view id = text_of(fields, "persona");
    const std::string name(names == nullptr ? std::string_view() : text_of(*names, id));
    const auto found = surroundings.personas.find(name);
    if (!name.empty() && found != surroundings.personas.end()) {
      fields["persona"] = found->second;
      continue;
    }
    if (std::ranges::any_of(surroundings.personas,
                            [&](const auto& known) { return known.second == id; }))
      continue;
    fields["removed"] = true;
    made.notes.push_back(
        {0, fmt::format("There is no persona \"{}\" here; what is about it is shown for all.",
                        name.empty() ? std::string(id) : name)});
  }
}

}  // namespace

std::string json_text(const MapDocument& document, const MapView& view) {
  json::object names;
  for (const auto& persona : view.personas)
    if (!persona.name.empty()) names[persona.reference] = persona.name;
  return json::serialize(json::object{{kEnvelope, kEnvelopeFormat},
                                      {"personas", std::move(names)},
                                      {"document", document.json()}}) +
         "\n";
}

base::Result<ImportedMap> read_json_map(std::string_view bytes, const Surroundings& surroundings) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  WEND_ASSIGN(const json::value file, parsed(bytes));
  if (!file.is_object())
    return base::fail(ErrorCode::kInvalidInput, "The file holds no map.", {},
                      "A map is an object, as GET /api/v1/maps/schema describes it.");
  const json::object& root = file.get_object();
  const json::object* names = nullptr;
  const json::value* document = &file;
  std::string place;
  if (const json::value* format = root.if_contains(kEnvelope)) {
    if (!format->is_int64() || format->get_int64() != kEnvelopeFormat)
      return base::fail(ErrorCode::kInvalidInput, "A newer version of Wend wrote this file.",
                        std::string(kEnvelope));
    document = root.if_contains("document");
    place = "document";
    if (document == nullptr)
      return base::fail(ErrorCode::kInvalidInput, "The file holds no map.", place);
    if (const json::value* given = root.if_contains("personas"); given && given->is_object())
      names = &given->get_object();
  }
  // What it is checked for comes first, so that the rest may rely on it.
  ImportedMap made;
  made.format = Format::kJson;
  WEND_ASSIGN(made.document, MapDocument::read(*document, place));
  json::object mended = made.document.json();
  for (const Outside& outside : kOutside)
    drop_unknown(mended.at(outside.part).as_object(), outside, surroundings, made);
  match_personas(mended.at("personas").as_object(), names, surroundings, made);
  WEND_ASSIGN(made.document, MapDocument::read(json::value(std::move(mended)), place));
  return made;
}

}  // namespace wend::map::formats
