#pragma once

#include <boost/json/object.hpp>

#include "map/map_document.h"

namespace wend::map {

// What strangers who have a link may read of a map: what the board shows, and no more. Nothing that
// was removed, no bindings to data, no owner, segment or outcome, nothing that names other parts of
// the workspace but the personas on the map and its pictures.
boost::json::object public_document(const MapDocument& document);

// Whether it shows this picture.
bool shows_image(const boost::json::object& public_document, std::string_view id);

}  // namespace wend::map
