#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "analyze/question.h"

namespace wend::analyze {

// The `people` field of a document.
struct PeopleAsk {
  std::string of;
  std::size_t limit = 50;
  std::int64_t after_id = -1;  // customers with a greater id follow; ids are never negative

  static base::Result<PeopleAsk> read(const boost::json::value& value, const std::string& place);
};

// One page of customers in the order of their id, with what a person recognises them by.
base::Result<boost::json::object> people_json(const JourneyTable& table,
                                              const model::TimeZone& zone,
                                              const ProfileList& profiles, const PeopleAsk& ask);

// The accounts behind a number: how many, and the first of them by type and key.
boost::json::object accounts_json(const AccountUnits& units,
                                  std::span<const std::uint32_t> accounts);

}  // namespace wend::analyze
