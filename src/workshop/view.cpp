#include "workshop/view.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>

namespace wend::workshop {
namespace {

namespace json = boost::json;

json::object play_json(const Workshop& workshop, const Play& play) {
  return {{"id", play.id},
          {"kind", play.kind->name},
          {"title", play.title},
          {"purpose", play.kind->purpose},
          {"prompt", play.prompt},
          {"minutes", play.minutes},
          {"hidden", play.hidden},
          {"revealed", workshop.is_shown(play)},
          {"votes", play.votes},
          {"areas", areas_json(*play.kind)},
          {"columns", to_string(play.kind->columns)},
          {"line", play.kind->line},
          {"who_when", play.kind->who_when}};
}

json::value milliseconds(std::optional<env::TimeUs> time) {
  return time ? json::value(*time / 1'000) : json::value(nullptr);
}

// `now` lets a screen whose clock is wrong show the right time left.
json::object head_json(const Workshop& workshop, env::TimeUs now) {
  json::array agenda, stages, steps;
  for (const Play& play : workshop.plan.agenda) agenda.push_back(play_json(workshop, play));
  for (const Stage& stage : workshop.stages)
    stages.push_back(json::object{{"id", stage.id}, {"title", stage.title}});
  for (const Step& step : workshop.steps)
    steps.push_back(json::object{{"id", step.id}, {"title", step.title}, {"stage", step.stage}});
  json::value at = nullptr;
  if (workshop.current() != nullptr) at = workshop.at;
  return {{"title", workshop.plan.title},
          {"goal", workshop.plan.goal},
          {"scope", workshop.plan.scope},
          {"status", to_string(workshop.status)},
          {"at", std::move(at)},
          {"now_ms", now / 1'000},
          {"ends_ms", milliseconds(workshop.ends_at)},
          {"left_ms", milliseconds(workshop.left_us)},
          {"voting", workshop.voting},
          {"ask_names", workshop.plan.ask_names},
          {"agenda", std::move(agenda)},
          {"stages", std::move(stages)},
          {"steps", std::move(steps)}};
}

bool is_own(const Note& note, const Viewer& viewer) {
  return viewer.facilitator ? note.author.empty() : note.author == viewer.author;
}

json::object note_json(const Note& note, const Viewer& viewer) {
  json::object shown{
      {"id", note.id},         {"play", note.play},   {"area", note.area},
      {"column", note.column}, {"text", note.text},   {"who", note.who},
      {"by", note.by},         {"place", note.place}, {"mine", is_own(note, viewer)}};
  shown["group"] = nullptr;
  if (!note.group.empty()) shown["group"] = note.group;
  return shown;
}

json::object group_json(const Group& group) {
  return {{"id", group.id},         {"play", group.play}, {"area", group.area},
          {"column", group.column}, {"name", group.name}, {"place", group.place}};
}

bool is_group_seen(const Workshop& workshop, const Group& group) {
  const Play* play = workshop.find_play(group.play);
  return play != nullptr && workshop.is_shown(*play);
}

// How many notes of others each play hides.
json::object hidden_json(const Workshop& workshop, const Viewer& viewer) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [id, note] : workshop.notes)
    if (!note.removed && !is_seen(workshop, note, viewer)) ++counts[note.play];
  json::object hidden;
  for (const auto& [play, count] : counts) hidden[play] = count;
  return hidden;
}

json::object votes_json(const Workshop& workshop, const Viewer& viewer) {
  json::object mine, tally, cast;
  std::map<std::string, std::int64_t> casts;
  for (const auto& [key, vote] : workshop.votes) {
    casts[vote.play] += vote.count;
    if (!viewer.facilitator && key.first == viewer.author) mine[key.second] = vote.count;
  }
  for (const auto& [play, count] : casts) cast[play] = count;
  // While votes are open nobody follows the others.
  const Play* open = workshop.voting ? workshop.current() : nullptr;
  const auto play_of = [&](const std::string& target) -> std::string {
    if (const auto note = workshop.notes.find(target); note != workshop.notes.end())
      return note->second.play;
    const auto group = workshop.groups.find(target);
    return group == workshop.groups.end() ? std::string() : group->second.play;
  };
  for (const auto& [target, count] : tally_of(workshop))
    if (open == nullptr || play_of(target) != open->id) tally[target] = count;
  return {{"mine", std::move(mine)}, {"tally", std::move(tally)}, {"cast", std::move(cast)}};
}

json::object values_json(const Workshop& workshop, const Viewer& viewer) {
  json::object mine, all;
  if (!viewer.facilitator)
    for (const auto& [key, value] : workshop.values)
      if (key.first == viewer.author) mine[key.second] = value;
  const bool is_shown = std::ranges::any_of(workshop.plan.agenda, [&](const Play& play) {
    return play.kind->line && workshop.is_shown(play);
  });
  for (const auto& [step, spread] : spreads_of(workshop)) {
    json::object one{
        {"n", spread.people}, {"median", nullptr}, {"low", nullptr}, {"high", nullptr}};
    if (is_shown) {
      one["median"] = spread.median;
      one["low"] = spread.low;
      one["high"] = spread.high;
    }
    all[step] = std::move(one);
  }
  return {{"mine", std::move(mine)}, {"all", std::move(all)}};
}

}  // namespace

Spread spread_of(std::vector<std::int64_t> values) {
  Spread spread{.people = values.size()};
  if (values.empty()) return spread;
  std::ranges::sort(values);
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const auto above = std::min(below + 1, values.size() - 1);
    const double part = place - static_cast<double>(below);
    return static_cast<double>(values[below]) * (1 - part) +
           static_cast<double>(values[above]) * part;
  };
  spread.low = at(0.25);
  spread.median = at(0.5);
  spread.high = at(0.75);
  return spread;
}

std::map<std::string, Spread> spreads_of(const Workshop& workshop) {
  std::map<std::string, std::vector<std::int64_t>> values;
  for (const auto& [key, value] : workshop.values)
    if (workshop.has_step(key.second)) values[key.second].push_back(value);
  std::map<std::string, Spread> spreads;
  for (auto& [step, of_step] : values) spreads[step] = spread_of(std::move(of_step));
  return spreads;
}

std::map<std::string, std::int64_t> tally_of(const Workshop& workshop) {
  std::map<std::string, std::int64_t> tally;
  for (const auto& [key, vote] : workshop.votes) {
    tally[key.second] += vote.count;
    const auto note = workshop.notes.find(key.second);
    if (note != workshop.notes.end() && !note->second.group.empty())
      tally[note->second.group] += vote.count;
  }
  return tally;
}

bool is_seen(const Workshop& workshop, const Note& note, const Viewer& viewer) {
  if (note.removed) return false;
  if (is_own(note, viewer)) return true;
  const Play* play = workshop.find_play(note.play);
  return play != nullptr && workshop.is_shown(*play);
}

json::object state_json(const Workshop& workshop, const Viewer& viewer, env::TimeUs now) {
  json::array notes, groups;
  for (const auto& [id, note] : workshop.notes)
    if (is_seen(workshop, note, viewer)) notes.push_back(note_json(note, viewer));
  for (const auto& [id, group] : workshop.groups)
    if (is_group_seen(workshop, group)) groups.push_back(group_json(group));
  return {{"workshop", head_json(workshop, now)},  {"notes", std::move(notes)},
          {"groups", std::move(groups)},           {"hidden", hidden_json(workshop, viewer)},
          {"votes", votes_json(workshop, viewer)}, {"values", values_json(workshop, viewer)}};
}

json::object change_json(const Workshop& workshop, const Touched& touched, const Viewer& viewer,
                         env::TimeUs now) {
  json::object change;
  json::array notes, groups, gone;
  for (const std::string& id : touched.notes) {
    const auto found = workshop.notes.find(id);
    if (found != workshop.notes.end() && is_seen(workshop, found->second, viewer))
      notes.push_back(note_json(found->second, viewer));
    else
      gone.emplace_back(id);
  }
  for (const auto& [id, group] : workshop.groups)
    // With a play that is revealed its groups are seen.
    if (is_group_seen(workshop, group) && (touched.head || touched.groups.contains(id)))
      groups.push_back(group_json(group));
  for (const std::string& id : touched.groups)
    if (!workshop.groups.contains(id)) gone.emplace_back(id);
  if (touched.head) change["workshop"] = head_json(workshop, now);
  if (!touched.notes.empty()) change["hidden"] = hidden_json(workshop, viewer);
  if (!notes.empty()) change["notes"] = std::move(notes);
  if (!groups.empty()) change["groups"] = std::move(groups);
  if (!gone.empty()) change["gone"] = std::move(gone);
  // Who is in a group decides what its votes are; opening and closing, who sees them.
  if (touched.head || !touched.votes.empty() || !touched.groups.empty() ||
      (!touched.notes.empty() && !workshop.votes.empty()))
    change["votes"] = votes_json(workshop, viewer);
  if (touched.head || !touched.values.empty()) change["values"] = values_json(workshop, viewer);
  return change;
}

}  // namespace wend::workshop
