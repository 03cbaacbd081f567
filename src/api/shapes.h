#pragma once

#include <boost/json/object.hpp>

namespace wend::api {

// The named schemas of the API: Problem, Session, Customer, Import, …
const boost::json::object& shapes();

}  // namespace wend::api
