#include "workshop/summary.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>
#include <vector>

#include "workshop/view.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;

struct Line {
  std::string text, column, who, by;
  std::int64_t votes = 0, notes = 1, place = 0;
};

// Groups by their name, single notes by their text; by votes, then in the order of coming.
std::vector<Line> lines_of(const Workshop& workshop, const Play& play, std::string_view area,
                           const std::map<std::string, std::int64_t>& tally) {
  const auto votes_of = [&](const std::string& id) {
    const auto found = tally.find(id);
    return found == tally.end() ? std::int64_t{0} : found->second;
  };
  std::map<std::string, Line> groups;
  std::vector<Line> lines;
  for (const auto& [id, note] : workshop.notes) {
    if (note.removed || note.play != play.id || note.area != area) continue;
    const auto group = workshop.groups.find(note.group);
    if (group == workshop.groups.end()) {
      lines.push_back({note.text, note.column, note.who, note.by, votes_of(id), 1, note.place});
      continue;
    }
    auto [line, is_new] = groups.try_emplace(note.group);
    Line& of = line->second;
    if (is_new)
      of = {group->second.name, note.column, "", "", votes_of(note.group), 0, group->second.place};
    ++of.notes;
    if (of.text.empty()) of.text = note.text;
    if (of.who.empty()) of.who = note.who;
    if (of.by.empty()) of.by = note.by;
  }
  for (auto& [id, line] : groups) lines.push_back(std::move(line));
  std::ranges::sort(lines, {}, [](const Line& line) { return std::pair(-line.votes, line.place); });
  return lines;
}

}  // namespace

json::object summary_json(const Workshop& workshop) {
  const auto tally = tally_of(workshop);
  const auto step_title = [&](const std::string& id) {
    const auto found = std::ranges::find(workshop.steps, id, &Step::id);
    return found == workshop.steps.end() ? std::string() : found->title;
  };
  json::array plays;
  for (const Play& play : workshop.plan.agenda) {
    json::array areas;
    for (const Area& area : play.kind->areas) {
      json::array lines;
      for (const Line& line : lines_of(workshop, play, area.name, tally))
        lines.push_back(json::object{{"text", line.text},
                                     {"step", step_title(line.column)},
                                     {"votes", line.votes},
                                     {"notes", line.notes},
                                     {"who", line.who},
                                     {"by", line.by}});
      areas.push_back(
          json::object{{"name", area.name}, {"title", area.title}, {"lines", std::move(lines)}});
    }
    plays.push_back(json::object{{"id", play.id},
                                 {"kind", play.kind->name},
                                 {"title", play.title},
                                 {"areas", std::move(areas)}});
  }
  json::array line;
  const auto spreads = spreads_of(workshop);
  for (const Step& step : workshop.steps) {
    json::object one{
        {"step", step.title}, {"n", 0}, {"median", nullptr}, {"low", nullptr}, {"high", nullptr}};
    if (const auto found = spreads.find(step.id); found != spreads.end()) {
      one["n"] = found->second.people;
      one["median"] = found->second.median;
      one["low"] = found->second.low;
      one["high"] = found->second.high;
    }
    line.push_back(std::move(one));
  }
  std::set<std::string> authors;
  std::size_t notes = 0;
  for (const auto& [id, note] : workshop.notes) {
    if (note.removed) continue;
    ++notes;
    if (!note.author.empty()) authors.insert(note.author);
  }
  for (const auto& [key, vote] : workshop.votes) authors.insert(key.first);
  for (const auto& [key, value] : workshop.values) authors.insert(key.first);
  return {{"title", workshop.plan.title}, {"goal", workshop.plan.goal},
          {"scope", workshop.plan.scope}, {"status", to_string(workshop.status)},
          {"people", authors.size()},     {"notes", notes},
          {"plays", std::move(plays)},    {"line", std::move(line)}};
}

}  // namespace wend::workshop
