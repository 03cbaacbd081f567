#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workshop/plays.h"

// A workshop as it is at one moment, and what can happen in it (docs/workshops.md). No clock, no
// store and no network: the same commands in the same order at the same times lead to the same.
namespace wend::workshop {

enum class Status { kWaiting, kRunning, kPaused, kEnded };
std::string_view to_string(Status status);

// A play of the agenda.
struct Play {
  std::string id;  // "pla_…"
  const PlayKind* kind = nullptr;
  std::string title;
  std::string prompt;
  std::int64_t minutes = 10;
  bool hidden = false;     // others' notes and values, until it is revealed
  std::int64_t votes = 0;  // of each person
  bool operator==(const Play&) const = default;
};

// Of the map; the ids are those that the map's stages and steps have or will have.
struct Stage {
  std::string id, title;
  bool operator==(const Stage&) const = default;
};
struct Step {
  std::string id, title, stage;
  bool operator==(const Step&) const = default;
};

struct Note {
  std::string id;  // "not_…"
  std::string play, area;
  std::string column;  // a stage or step, or empty: the whole journey
  std::string text;
  std::string who, by;  // of next steps: a name and a day, or empty
  std::string group;    // or empty
  std::int64_t place = 0;
  bool removed = false;
  std::string author;  // opaque; empty: the facilitator's
  bool operator==(const Note&) const = default;
};

struct Group {
  std::string id;  // "grp_…"
  std::string play, area, column, name;
  std::int64_t place = 0;
  bool operator==(const Group&) const = default;
};

struct Vote {
  std::string play;
  std::int64_t count = 0;
  bool operator==(const Vote&) const = default;
};

// What the facilitator writes before and, of plays to come, during the session.
struct Plan {
  std::string title, goal, scope;
  std::string map;      // its id
  std::string persona;  // its id, or empty
  bool ask_names = true;
  std::vector<Play> agenda;
  bool operator==(const Plan&) const = default;
};

// Who sends a command.
struct Actor {
  bool facilitator = false;
  std::string author;  // of a guest
};

// What a command changed: ids, for telling those who watch and for keeping.
struct Touched {
  bool head = false;             // anything that is no item
  std::set<std::string> notes;   // also those of which it is only seen or not seen any more
  std::set<std::string> groups;  // also removed ones
  std::set<std::pair<std::string, std::string>> votes;   // author and target
  std::set<std::pair<std::string, std::string>> values;  // author and step
};

struct Workshop {
  Plan plan;
  Status status = Status::kWaiting;
  std::size_t at = 0;                  // the play, from when it has started
  std::optional<env::TimeUs> ends_at;  // of the play, while it runs
  std::optional<env::TimeUs> left_us;  // of the play, while it is paused; below 0: over time
  bool voting = false;                 // in the play it is at
  std::set<std::string> revealed;      // plays
  std::vector<Stage> stages;
  std::vector<Step> steps;
  std::int64_t next_place = 1;
  std::optional<env::TimeUs> drawn_at;  // when the map last took over what was found
  std::map<std::string, Note> notes;
  std::map<std::string, Group> groups;
  std::map<std::pair<std::string, std::string>, Vote> votes;           // by author and target
  std::map<std::pair<std::string, std::string>, std::int64_t> values;  // by author and step
  bool operator==(const Workshop&) const = default;

  const Play* current() const;  // nullptr before the start
  const Play* find_play(std::string_view id) const;
  bool has_begun(const Play& play) const;
  // Whether others than their authors see the notes and values of this play.
  bool is_shown(const Play& play) const;
  bool has_step(std::string_view id) const;
};

// Applies one command, or none of it. Errors: kInvalidInput, kTooLarge with the field as the place;
// kNotAllowed for what only the facilitator does; kConflict for what cannot happen now.
base::Result<Touched> apply(Workshop& workshop, const boost::json::object& command,
                            const Actor& actor, env::TimeUs now);

// Takes over another plan. Errors: kInvalidInput, kTooLarge; kConflict when a play that has begun
// is missing, of another kind or at another place, or when the workshop has ended.
base::Status replace_plan(Workshop& workshop, Plan plan);

// A plan as the API takes it: "title" and "agenda" are needed. `map` is left as it is.
base::Result<Plan> read_plan(const boost::json::object& draft);

// Control characters, which no map takes, become spaces; line breaks and tabs stay where they may.
std::string without_controls(std::string text, bool breaks);

// The steps that the groups and single notes of the actions make, after those that are there.
std::vector<Step> steps_of_actions(const Workshop& workshop);

}  // namespace wend::workshop
