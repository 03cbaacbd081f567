#include "workshop/workshop.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "fmt/format.h"
#include "model/json_reader.h"
#include "workshop/limits.h"
#include "workspace/secret.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using model::ObjectReader;

base::Result<std::string> bounded(ObjectReader& reader, std::string_view field,
                                  std::size_t bytes_max) {
  WEND_ASSIGN(auto text, reader.text(field));
  if (text && text->size() > bytes_max)
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The text is longer than {} bytes.", bytes_max),
                      reader.place_of(field), "Make it shorter.");
  return without_controls(text.value_or(""), field != "title");
}

// The first line, cut between two characters where it is longer than a title.
std::string short_title(const std::string& text) {
  std::string title = text.substr(0, text.find('\n'));
  if (title.size() <= kTitleBytesMax) return title;
  constexpr std::string_view kCut = "…";
  std::size_t end = kTitleBytesMax - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xC0) == 0x80) --end;
  return title.substr(0, end).append(kCut);
}

base::Result<Play> read_play(const json::value& value, const std::string& place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, place));
  Play play;
  WEND_ASSIGN(play.id, bounded(reader, "id", 40));
  if (play.id.empty()) play.id = workspace::new_id("pla_");
  WEND_ASSIGN(const std::string kind, bounded(reader, "kind", 100));
  play.kind = find_play_kind(kind);
  if (play.kind == nullptr)
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("There is no play of the kind \"{}\".", kind),
                      reader.place_of("kind"), "GET /api/v1/workshops/agendas lists them.");
  WEND_ASSIGN(play.title, bounded(reader, "title", kTitleBytesMax));
  if (play.title.empty()) play.title = play.kind->title;
  WEND_ASSIGN(play.prompt, bounded(reader, "prompt", kPromptBytesMax));
  if (!reader.has("prompt")) play.prompt = play.kind->prompt;
  WEND_ASSIGN(const auto minutes, reader.integer("minutes", 1, kMinutesMax));
  play.minutes = minutes.value_or(play.kind->minutes);
  WEND_ASSIGN(const auto hidden, reader.boolean("hidden"));
  play.hidden = hidden.value_or(play.kind->hidden);
  WEND_ASSIGN(const auto votes, reader.integer("votes", 0, kVotesMax));
  play.votes = play.kind->line ? 0 : votes.value_or(play.kind->votes);
  WEND_TRY(reader.finish());
  return play;
}

}  // namespace

std::string without_controls(std::string text, bool breaks) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 || byte == 0x7f) && !(breaks && (c == '\n' || c == '\t'))) c = ' ';
  }
  return text;
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::kWaiting:
      return "waiting";
    case Status::kRunning:
      return "running";
    case Status::kPaused:
      return "paused";
    case Status::kEnded:
      return "ended";
  }
  return "ended";
}

const Play* Workshop::current() const {
  return status == Status::kWaiting || at >= plan.agenda.size() ? nullptr : &plan.agenda[at];
}

const Play* Workshop::find_play(std::string_view id) const {
  const auto found = std::ranges::find(plan.agenda, id, &Play::id);
  return found == plan.agenda.end() ? nullptr : &*found;
}

bool Workshop::has_begun(const Play& play) const {
  return status != Status::kWaiting && static_cast<std::size_t>(&play - plan.agenda.data()) <= at;
}

bool Workshop::is_shown(const Play& play) const {
  return !play.hidden || revealed.contains(play.id);
}

bool Workshop::has_step(std::string_view id) const {
  return std::ranges::find(steps, id, &Step::id) != steps.end();
}

base::Result<Plan> read_plan(const json::object& draft) {
  const json::value value(draft);
  WEND_ASSIGN(auto reader, ObjectReader::open(value, ""));
  Plan plan;
  WEND_ASSIGN(plan.title, bounded(reader, "title", kTitleBytesMax));
  if (plan.title.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail(ErrorCode::kInvalidInput, "The workshop has no title.", "title",
                      "Say in a few words which journey it is about.");
  WEND_ASSIGN(plan.goal, bounded(reader, "goal", kGoalBytesMax));
  WEND_ASSIGN(plan.scope, bounded(reader, "scope", kGoalBytesMax));
  WEND_ASSIGN(plan.persona, bounded(reader, "persona", 100));
  WEND_ASSIGN(const auto ask_names, reader.boolean("ask_names"));
  plan.ask_names = ask_names.value_or(true);
  for (const std::string_view field : {"map", "template"}) (void)reader.find(field);
  WEND_ASSIGN(const json::array* const plays, reader.list("agenda", kPlaysMax));
  if (plays == nullptr || plays->empty())
    return base::fail(ErrorCode::kInvalidInput, "The agenda has no play.", "agenda",
                      "Add at least one.");
  for (std::size_t i = 0; i < plays->size(); ++i) {
    const std::string place = model::entry_place("agenda", i);
    WEND_ASSIGN(Play play, read_play((*plays)[i], place));
    if (std::ranges::find(plan.agenda, play.id, &Play::id) != plan.agenda.end())
      return base::fail(ErrorCode::kInvalidInput, "Two plays have the same id.", place + ".id");
    plan.agenda.push_back(std::move(play));
  }
  WEND_TRY(reader.finish());
  return plan;
}

base::Status replace_plan(Workshop& workshop, Plan plan) {
  if (workshop.status == Status::kEnded)
    return base::fail(ErrorCode::kConflict, "This workshop has ended.");
  for (std::size_t i = 0; i < workshop.plan.agenda.size(); ++i) {
    const Play& play = workshop.plan.agenda[i];
    if (!workshop.has_begun(play)) break;
    if (i >= plan.agenda.size() || plan.agenda[i].id != play.id || plan.agenda[i].kind != play.kind)
      return base::fail(
          ErrorCode::kConflict,
          fmt::format("The play \"{}\" has begun and stays at its place.", play.title),
          fmt::format("agenda[{}]", i), "Change those that are still to come.");
  }
  plan.map = workshop.plan.map;
  // Notes of a play that is taken out cannot be there yet.
  workshop.plan = std::move(plan);
  return {};
}

std::vector<Step> steps_of_actions(const Workshop& workshop) {
  struct Action {
    std::size_t stage;
    std::int64_t place;
    Step step;
  };
  const auto stage_of = [&](const std::string& column) {
    const auto found = std::ranges::find(workshop.stages, column, &Stage::id);
    return found == workshop.stages.end()
               ? std::size_t{0}
               : static_cast<std::size_t>(found - workshop.stages.begin());
  };
  const auto is_of_actions = [&](const std::string& play_id) {
    const Play* play = workshop.find_play(play_id);
    return play != nullptr && play->kind->name == "actions";
  };
  std::vector<Action> actions;
  const auto add = [&](const std::string& id, const std::string& text, const std::string& column,
                       std::int64_t place) {
    // The step's id is made of the note's or group's, so that it is the same when it is made again.
    std::string step_id = "stp_" + id.substr(4);
    if (workshop.has_step(step_id) ||
        std::ranges::any_of(actions, [&](const Action& one) { return one.step.id == step_id; }))
      return;
    std::string title = short_title(text);
    const std::size_t stage = stage_of(column);
    actions.push_back({stage,
                       place,
                       {std::move(step_id), std::move(title),
                        workshop.stages.empty() ? "" : workshop.stages[stage].id}});
  };
  for (const auto& [id, group] : workshop.groups)
    if (is_of_actions(group.play)) add(id, group.name, group.column, group.place);
  for (const auto& [id, note] : workshop.notes)
    if (!note.removed && note.group.empty() && is_of_actions(note.play))
      add(id, note.text, note.column, note.place);
  std::ranges::sort(actions, {}, [](const Action& one) { return std::pair(one.stage, one.place); });
  std::vector<Step> steps = workshop.steps;
  for (Action& action : actions) {
    // After the last step of its stage and of those before.
    auto at = steps.end();
    while (at != steps.begin() && stage_of((at - 1)->stage) > action.stage) --at;
    steps.insert(at, std::move(action.step));
  }
  return steps;
}

}  // namespace wend::workshop
