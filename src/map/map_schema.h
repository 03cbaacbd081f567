#pragma once

#include <boost/json/object.hpp>

namespace wend::map {

// The JSON Schema (2020-12) of a map's document, made of the table of its parts and fields.
boost::json::object document_schema();

}  // namespace wend::map
