#pragma once

#include <boost/json/object.hpp>

namespace wend::api {

// The named schemas of the API: Problem, Session, Customer, Import, …
const boost::json::object& shapes();

// Parts of them, for each capability that has many.
void add_identity_shapes(boost::json::object& shapes);
void add_segment_shapes(boost::json::object& shapes);
void add_account_shapes(boost::json::object& shapes);
void add_privacy_shapes(boost::json::object& shapes);
void add_consent_shapes(boost::json::object& shapes);
void add_retention_shapes(boost::json::object& shapes);
void add_export_shapes(boost::json::object& shapes);

}  // namespace wend::api
