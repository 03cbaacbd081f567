#include "map/public_document.h"

#include <algorithm>
#include <span>

namespace wend::map {
namespace {

namespace json = boost::json;

struct PublicPart {
  std::string_view part;
  std::span<const std::string_view> fields;
};

constexpr std::string_view kAboutFields[] = {"title",  "description", "state",
                                             "status", "level",       "tags"};
constexpr std::string_view kStageFields[] = {"order", "title", "description"};
constexpr std::string_view kStepFields[] = {"order", "stage",      "title",
                                            "note",  "touchpoint", "optional"};
constexpr std::string_view kLaneFields[] = {"order", "kind",      "title",
                                            "note",  "collapsed", "height"};
constexpr std::string_view kPersonaFields[] = {"order", "persona", "colour"};
constexpr std::string_view kCellFields[] = {
    "lane",    "step",  "to",   "order",    "persona", "text", "value",  "touchpoint",
    "channel", "image", "link", "evidence", "source",  "tone", "moment", "done"};
constexpr std::string_view kLinkFields[] = {"from", "to", "kind", "label"};
constexpr std::string_view kPainFields[] = {"step",     "text",     "order",  "category",
                                            "severity", "evidence", "source", "persona"};
constexpr PublicPart kPublic[] = {{"stages", kStageFields}, {"steps", kStepFields},
                                  {"lanes", kLaneFields},   {"personas", kPersonaFields},
                                  {"cells", kCellFields},   {"links", kLinkFields},
                                  {"pains", kPainFields}};

json::object kept(const json::object& fields, std::span<const std::string_view> names) {
  json::object some;
  for (const std::string_view name : names)
    if (const json::value* value = fields.if_contains(name)) some[name] = *value;
  return some;
}

}  // namespace

json::object public_document(const MapDocument& document) {
  json::object root{{"format", kDocumentFormat}, {"about", kept(document.about(), kAboutFields)}};
  for (const auto& [part, fields] : kPublic) {
    json::object things;
    for (const auto& thing : document.shown(part)) {
      json::object some = kept(*thing.fields, fields);
      // References to what is not shown say nothing to anybody.
      for (const auto& [name, of] : {std::pair("to", "steps"), std::pair("persona", "personas")})
        if (part == "cells" || (part == "pains" && std::string_view(name) == "persona"))
          if (const std::string_view id = text_of(some, name);
              !id.empty() && !root.at(of).as_object().contains(id))
            some.erase(name);
      things[thing.id] = std::move(some);
    }
    root[part] = std::move(things);
  }
  return root;
}

bool shows_image(const json::object& public_document, std::string_view id) {
  return std::ranges::any_of(public_document.at("cells").as_object(), [&](const auto& cell) {
    return text_of(cell.value().as_object(), "image") == id;
  });
}

}  // namespace wend::map
