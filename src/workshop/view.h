#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "workshop/workshop.h"

namespace wend::workshop {

// How the room sees a step: values from -2 to +2. Quartiles are those of linear interpolation
// (Hyndman and Fan 1996, type 7).
struct Spread {
  std::size_t people = 0;
  double median = 0, low = 0, high = 0;  // low and high: the quartiles
};
Spread spread_of(std::vector<std::int64_t> values);
// By step, those that have any.
std::map<std::string, Spread> spreads_of(const Workshop& workshop);

// The votes for a note or a group, those for a group's notes among them.
std::map<std::string, std::int64_t> tally_of(const Workshop& workshop);

// Who looks on. Nobody is told whose a note is, but whether it is their own.
struct Viewer {
  bool facilitator = false;
  std::string author;
};

bool is_seen(const Workshop& workshop, const Note& note, const Viewer& viewer);

// What GET …/workshops/{id} and GET …/workshops/join/state answer, but for revision and who is
// there: workshop, notes, groups, hidden, votes and values.
boost::json::object state_json(const Workshop& workshop, const Viewer& viewer, env::TimeUs now);

// What is different after a command, for somebody who had everything before it: parts of the state;
// notes and groups that came or changed, and in `gone` the ids of those that are not seen any more.
boost::json::object change_json(const Workshop& workshop, const Touched& touched,
                                const Viewer& viewer, env::TimeUs now);

}  // namespace wend::workshop
