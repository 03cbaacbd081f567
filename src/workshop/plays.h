#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string_view>

namespace wend::workshop {

// A part of the sheet that people put notes on.
struct Area {
  std::string_view name;   // "thinks"
  std::string_view title;  // "Thinks"
  std::string_view asks;   // what an empty place asks
};

// Over what the areas of a play are repeated.
enum class Columns { kNone, kStages, kSteps };

// A kind of play: what it is for and what people do in it.
struct PlayKind {
  std::string_view name;     // "pain_points"
  std::string_view title;    // "Pain points"
  std::string_view purpose;  // what the room has afterwards, a sentence
  std::string_view prompt;   // what the facilitator says
  std::span<const Area> areas;
  Columns columns = Columns::kNone;
  bool line = false;      // people place a value for each step instead of notes
  bool who_when = false;  // a note says who does it and by when
  std::int64_t minutes = 10;
  std::int64_t votes = 0;  // of each person
  bool hidden = false;     // until the facilitator reveals
};

// In the order in which they build on each other.
std::span<const PlayKind> play_kinds();
const PlayKind* find_play_kind(std::string_view name);
const Area* find_area(const PlayKind& kind, std::string_view name);
std::string_view to_string(Columns columns);

// What GET /api/v1/workshops/agendas answers: the kinds of plays, and agendas to begin with.
boost::json::object agendas_json();
boost::json::array areas_json(const PlayKind& kind);

}  // namespace wend::workshop
