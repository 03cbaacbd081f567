#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>

#include "analyze/journey_table.h"
#include "api/endpoint.h"

namespace wend::api {

// Answers a query document about a table with everything that the workspace knows. Errors: those
// of analyze::run_query.
base::Result<boost::json::object> ask(Call& call,
                                      const std::shared_ptr<const analyze::JourneyTable>& table,
                                      const boost::json::value& document);

// The same without a call, until it is asked to stop.
base::Result<boost::json::object> ask(Services& services,
                                      const std::shared_ptr<const analyze::JourneyTable>& table,
                                      const boost::json::value& document,
                                      const std::stop_token& stop);

}  // namespace wend::api
