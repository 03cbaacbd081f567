#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "map/map_document.h"

// What friction found, by where a journey map has it.
namespace wend::improve {

// How a pain point names what it was taken from: "error Payment". The number of a finding changes
// with the data, this does not.
std::string finding_key(std::string_view kind, std::string_view touchpoint);

// A kind of friction at a touchpoint: the change that costs most, else what always hurts there.
struct Friction {
  std::string key;
  bool standing = false;             // not a change, but what it always costs
  const boost::json::object* found;  // in the answer
};
// Of the answer to a question of kind `friction`, each key once, changes first, as they are ranked.
// Points into `friction`.
std::vector<Friction> frictions_of(const boost::json::object& friction);
const Friction* find_friction(const std::vector<Friction>& frictions, std::string_view key);

// The step at which a map has each touchpoint: the first that is bound to it, or whose cards are.
// `journey`, the answer to a question of kind `journey`, says whose events are whose.
std::map<std::string, std::string> step_of_touchpoint(const map::MapDocument& document,
                                                      const boost::json::object& journey);

// 5 for the worst quarter of so many, 2 for the last; as maps made from data have it.
std::int64_t severity_of(std::size_t rank, std::size_t count);

// As a line of a map holds it: at most 500 bytes, without control characters.
std::string line_of(std::string_view text);

}  // namespace wend::improve
