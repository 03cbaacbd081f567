#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

#include "analyze/journey_table.h"
#include "api/endpoint.h"
#include "map/map_question.h"
#include "map/map_watch.h"
#include "workspace/map_comments.h"
#include "workspace/map_records.h"

namespace wend::api {

// What the watch over journey maps offers: drift and looks at it, reviews, the portfolio of all
// maps, and the notices of who is signed in.
void add_map_drift_endpoints(std::vector<Endpoint>& endpoints);
void add_map_review_endpoints(std::vector<Endpoint>& endpoints);
void add_portfolio_endpoints(std::vector<Endpoint>& endpoints);
void add_notice_endpoints(std::vector<Endpoint>& endpoints);
void add_map_watch_shapes(boost::json::object& shapes);

// What of the workspace and the data decides what a map asks. The services outlive it.
base::Result<map::MapSurroundings> map_surroundings(
    Services& services, const std::shared_ptr<const analyze::JourneyTable>& table,
    const std::stop_token& stop);

// How the watch over maps reaches the rest. The services outlive it.
map::MapWatch::Places watch_places(Services& services,
                                   std::function<void(std::string_view)> report);

// A map that is not removed. Errors: kNotFound.
base::Result<workspace::MapEntry> map_of_path(Call& call);

// Tells those whom a comment mentions, once each, but for who wrote it; and takes that back.
base::Status tell_mentions(Call& call, const workspace::MapComment& comment);
base::Status forget_mentions(Call& call, const workspace::MapComment& comment);

boost::json::object look_json(const workspace::MapLook& look, const model::TimeZone& zone);
boost::json::object review_json(const workspace::MapReview& review, const model::TimeZone& zone);

}  // namespace wend::api
