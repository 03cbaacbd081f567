#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace wend::api {

// The certificate of an erasure as a page of its own: `document` is the Erasure of the API with
// what was removed.
std::string certificate_page(const boost::json::object& document);

}  // namespace wend::api
