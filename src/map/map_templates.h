#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "map/map_outline.h"

namespace wend::map {

// What a map can be begun with: its stages, lanes and questions, and an example worked out.
struct MapTemplate {
  std::string name;                   // "service_blueprint"
  std::string title;                  // "Service blueprint"
  std::string what;                   // what it shows, a sentence
  std::string use;                    // when to take it, a sentence
  std::vector<std::string> personas;  // of the example, by name
  MapOutline outline;                 // with the example
};

// All of them, the simplest first. They are read once.
const std::vector<MapTemplate>& templates();
const MapTemplate* find_template(std::string_view name);

// A map made from it: with the example, or with its stages, steps and lanes alone, whose cells ask
// the template's questions.
base::Result<MapDocument> document_of(const MapTemplate& from, bool example,
                                      std::string_view title);

// Reads a template's file (src/map/templates/README.md). Errors: kInvalidInput with the place.
base::Result<MapTemplate> read_template(const boost::json::value& value);

}  // namespace wend::map
