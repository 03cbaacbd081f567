#include "workshop/map_changes.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "fmt/format.h"
#include "map/map_outline.h"
#include "map/text_edit.h"
#include "model/time_text.h"
#include "workshop/limits.h"
#include "workshop/view.h"
#include "workspace/secret.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using map::MapDocument;

constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kCardBytesMax = 8'000;
constexpr std::size_t kOrderKeysTried = 20'000;
constexpr int kTriesMax = 5;
constexpr std::int64_t kPartsMax = 50;   // far more than all notes of a workshop need
constexpr std::size_t kLineBytes = 400;  // of a source; a line of a map has at most 500

// A card's worth: a group with its notes, or a single note.
struct Found {
  std::string id;  // of the group or note, without its prefix
  std::string column;
  std::string text;
  std::string title;  // its first line, or the group's name
  std::string rest;   // what the title does not say
  std::int64_t place = 0;
  std::int64_t votes = 0;
  std::string who, by;
};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// Collects operations, and knows what is on the map and what they will have put there.
class Drawing {
 public:
  Drawing(const Workshop& workshop, std::string id, const MapDocument& document, std::string source)
      : workshop_(workshop),
        id_(std::move(id)),
        document_(document),
        source_(std::move(source)),
        tally_(tally_of(workshop)) {}

  json::array run() {
    describe();
    add_persona();
    add_stages();
    add_steps();
    if (steps_.empty()) return std::move(operations_);
    add_actions();
    add_thoughts();
    add_line();
    add_pains();
    add_next_steps();
    return std::move(operations_);
  }

 private:
  const map::Part& part(std::string_view name) const { return *map::find_part(name); }
  const json::object* thing(std::string_view in, std::string_view id) const {
    return document_.find(part(in), id);
  }

  std::string own_id(std::string_view prefix, std::string_view of) const {
    return std::string(prefix) +
           workspace::hash_of_secret(fmt::format("{} {}", id_, of)).substr(0, kIdDigits);
  }

  void add(std::string_view in, const std::string& id, json::object value) {
    operations_.push_back(
        json::object{{"op", "add"}, {"in", in}, {"id", id}, {"value", std::move(value)}});
  }
  void set(std::string_view in, std::string_view id, std::string_view field, json::value value) {
    operations_.push_back(json::object{
        {"op", "set"}, {"in", in}, {"id", id}, {"field", field}, {"value", std::move(value)}});
  }
  void write(std::string_view in, std::string_view id, std::string_view field,
             std::string_view before, std::string_view after) {
    if (before == after) return;
    operations_.push_back(json::object{{"op", "edit"},
                                       {"in", in},
                                       {"id", id},
                                       {"field", field},
                                       {"edit", map::TextEdit::between(before, after).to_json()}});
  }
  void restore(std::string_view in, std::string_view id) {
    operations_.push_back(json::object{{"op", "restore"}, {"in", in}, {"id", id}});
  }

  // The n-th key after all those of a part.
  std::string key_after(std::string_view in, std::size_t n) {
    auto [known, is_new] = next_key_.try_emplace(std::string(in), 0);
    if (is_new) {
      std::string last;
      for (const auto& member : document_.json().at(in).as_object())
        last = std::max(last, std::string(map::text_of(member.value().as_object(), "order")));
      while (known->second < kOrderKeysTried && map::order_key(known->second) <= last)
        ++known->second;
      if (map::order_key(known->second) <= last) prefix_[known->first] = last;
    }
    return prefix_[known->first] + map::order_key(known->second + n);
  }
  std::string next_key(std::string_view in) { return key_after(in, added_[std::string(in)]++); }

  void describe() {
    const auto& about = document_.about();
    if (!map::text_of(about, "description").empty()) return;
    std::string text;
    const auto paragraph = [&](std::string_view title, const std::string& said) {
      if (said.empty() || text.size() > kCardBytesMax) return;
      if (!text.empty()) text += "\n\n";
      text += fmt::format("{}: {}", title, said);
    };
    paragraph("Goal", workshop_.plan.goal);
    paragraph("Scope", workshop_.plan.scope);
    for (const Play& play : workshop_.plan.agenda) {
      if (play.kind->name != "scope" && play.kind->name != "back_story") continue;
      for (const Area& area : play.kind->areas) {
        std::string said;
        for (const Found& one : found_in(play, area.name)) {
          if (!said.empty()) said += "; ";
          said += one.title;
        }
        paragraph(area.title, said);
      }
    }
    if (text.size() > kCardBytesMax + kGoalBytesMax) return;
    write("about", "about", "description", "", text);
  }

  void add_persona() {
    if (workshop_.plan.persona.empty()) return;
    for (const auto& one : document_.json().at("personas").as_object())
      if (map::text_of(one.value().as_object(), "persona") == workshop_.plan.persona) return;
    const std::string id = own_id("mpe_", workshop_.plan.persona);
    if (thing("personas", id) != nullptr) return;
    add("personas", id, {{"order", next_key("personas")}, {"persona", workshop_.plan.persona}});
  }

  void add_stages() {
    for (const Stage& stage : workshop_.stages) {
      const bool used = std::ranges::any_of(
          workshop_.steps, [&](const Step& step) { return step.stage == stage.id; });
      const json::object* known = thing("stages", stage.id);
      if (known == nullptr && (used || workshop_.steps.empty()))
        add("stages", stage.id, {{"order", next_key("stages")}, {"title", stage.title}});
      else if (known != nullptr && used && known->contains("removed"))
        restore("stages", stage.id);
    }
  }

  // The steps of the session; one for all of it where nobody named any.
  void add_steps() {
    std::vector<Step> steps = workshop_.steps;
    if (steps.empty()) {
      if (workshop_.notes.empty() || workshop_.stages.empty()) return;
      steps.push_back({own_id("stp_", "journey"), "The journey", workshop_.stages.front().id});
    }
    const auto shown = document_.shown("steps");
    // Keys anew when those on the map stand in another order than the session's.
    std::vector<std::string_view> known_order;
    for (const Step& step : steps)
      if (std::ranges::any_of(shown, [&](const auto& one) { return one.id == step.id; }))
        known_order.push_back(step.id);
    std::vector<std::string_view> map_order;
    for (const auto& one : shown)
      if (std::ranges::find(known_order, one.id) != known_order.end()) map_order.push_back(one.id);
    // The map reads stage by stage, the keys alone do not say it.
    const auto stage_at = [&](std::string_view step) {
      const auto found = std::ranges::find(steps, step, &Step::id);
      return std::ranges::find(workshop_.stages, found->stage, &Stage::id);
    };
    std::ranges::stable_sort(map_order, {}, stage_at);
    const bool in_order = map_order == known_order;
    std::set<std::string> grown;
    bool after_new = false;  // a known step after a new one needs a later key too
    for (const Step& step : steps) {
      const json::object* known = thing("steps", step.id);
      if (known == nullptr) {
        add("steps", step.id,
            {{"order", next_key("steps")}, {"stage", step.stage}, {"title", step.title}});
        grown.insert(step.stage);
        after_new = true;
        steps_.push_back(step.id);
        continue;
      }
      if (known->contains("removed")) restore("steps", step.id);
      if (!in_order || after_new) set("steps", step.id, "order", json::value(next_key("steps")));
      if (map::text_of(*known, "stage") != step.stage)
        set("steps", step.id, "stage", json::value(step.stage));
      write("steps", step.id, "title", map::text_of(*known, "title"), step.title);
      steps_.push_back(step.id);
    }
    remove_blanks(shown, grown);
  }

  // A template's empty step, where the stage has steps now.
  void remove_blanks(const std::vector<MapDocument::Thing>& shown,
                     const std::set<std::string>& grown) {
    std::set<std::string_view> used;
    for (const std::string_view in : {"cells", "pains"})
      for (const auto& one : document_.shown(in)) used.insert(map::text_of(*one.fields, "step"));
    for (const auto& one : shown) {
      const bool is_blank = map::text_of(*one.fields, "title").empty() &&
                            !one.fields->contains("binding") && !one.fields->contains("touchpoint");
      if (!is_blank || used.contains(one.id)) continue;
      if (!grown.contains(std::string(map::text_of(*one.fields, "stage")))) continue;
      operations_.push_back(json::object{{"op", "remove"}, {"in", "steps"}, {"id", one.id}});
    }
  }

  // What was noted in an area of a play, groups as one; by votes, then in the order of coming.
  std::vector<Found> found_in(const Play& play, std::string_view area) const {
    std::vector<Found> all;
    for (const auto& [id, group] : workshop_.groups) {
      if (group.play != play.id || group.area != area) continue;
      Found one{.id = id.substr(4),
                .column = group.column,
                .text = {},
                .title = group.name,
                .rest = {},
                .place = group.place,
                .votes = votes_of(id),
                .who = {},
                .by = {}};
      std::vector<const Note*> notes;
      for (const auto& [note_id, note] : workshop_.notes)
        if (note.group == id && !note.removed) notes.push_back(&note);
      std::ranges::sort(notes, {}, &Note::place);
      if (notes.empty()) continue;
      std::size_t left = notes.size();
      for (const Note* note : notes) {
        if (one.title.empty()) one.title = first_line(note->text);
        if (one.who.empty()) one.who = note->who;
        if (one.by.empty()) one.by = note->by;
        if (note->text == one.title) {
          --left;
          continue;
        }
        if (one.rest.size() + note->text.size() > kCardBytesMax) {
          one.rest += fmt::format("\nand {} more", left);
          break;
        }
        --left;
        one.rest += (one.rest.empty() ? "– " : "\n– ") + note->text;
      }
      one.text = one.rest.empty() ? one.title : one.title + "\n" + one.rest;
      all.push_back(std::move(one));
    }
    for (const auto& [id, note] : workshop_.notes) {
      if (note.removed || !note.group.empty() || note.play != play.id || note.area != area)
        continue;
      Found one{.id = id.substr(4),
                .column = note.column,
                .text = note.text,
                .title = first_line(note.text),
                .rest = {},
                .place = note.place,
                .votes = votes_of(id),
                .who = note.who,
                .by = note.by};
      if (one.title.size() < note.text.size()) one.rest = note.text.substr(one.title.size() + 1);
      all.push_back(std::move(one));
    }
    std::ranges::sort(all, {}, [](const Found& one) { return std::pair(-one.votes, one.place); });
    return all;
  }

  std::int64_t votes_of(const std::string& id) const {
    const auto found = tally_.find(id);
    return found == tally_.end() ? 0 : found->second;
  }

  template <typename Take>
  void each_found(std::string_view kind, std::string_view area, const Take& take) const {
    for (const Play& play : workshop_.plan.agenda)
      if (play.kind->name == kind)
        for (const Found& one : found_in(play, area)) take(one);
  }

  // The first lane of a kind, or a new one.
  std::string lane(std::string_view kind, std::string_view title) {
    for (const auto& one : document_.shown("lanes")) {
      const std::string_view of = map::text_of(*one.fields, "kind");
      if ((of.empty() ? std::string_view("text") : of) == kind) return std::string(one.id);
    }
    std::string id = own_id("lan_", kind);
    if (const json::object* known = thing("lanes", id)) {
      if (known->contains("removed")) restore("lanes", id);
    } else if (made_lanes_.insert(id).second) {
      add("lanes", id, {{"order", next_key("lanes")}, {"kind", kind}, {"title", title}});
    }
    return id;
  }

  bool is_step(const std::string& id) const {
    return std::ranges::find(steps_, id) != steps_.end();
  }

  // Where a card stands; one about the whole journey spans it.
  json::object placed(const std::string& column) {
    json::object value{{"order", next_key("cells")}};
    if (is_step(column)) {
      value["step"] = column;
      return value;
    }
    value["step"] = steps_.front();
    if (steps_.size() > 1) value["to"] = steps_.back();
    return value;
  }

  void add_card(const std::string& lane_id, const Found& one, const std::string& text,
                json::object more) {
    const std::string id = "cel_" + one.id;
    if (thing("cells", id) != nullptr || !made_cells_.insert(id).second) return;
    json::object value = placed(one.column);
    value["lane"] = lane_id;
    value["text"] = text;
    value["source"] = source_;
    for (const auto& member : more) value[member.key()] = member.value();
    add("cells", id, std::move(value));
  }

  void add_actions() {
    each_found("actions", "does", [&](const Found& one) {
      const std::string step = "stp_" + one.id;
      const auto named = std::ranges::find(workshop_.steps, step, &Step::id);
      if (named == workshop_.steps.end()) return;
      // A title that says it all needs no card.
      const std::string& text = named->title == one.title ? one.rest : one.text;
      if (text.empty()) return;
      Found at_step = one;
      at_step.column = step;
      add_card(lane("text", "Does"), at_step, text, {{"evidence", "assumed"}});
    });
  }

  void add_thoughts() {
    each_found("thoughts_and_feelings", "thinks", [&](const Found& one) {
      add_card(lane("voice", "Thinks"), one, one.text, {{"evidence", "assumed"}});
    });
  }

  void add_line() {
    std::map<std::string, std::string> reasons;
    each_found("thoughts_and_feelings", "feels", [&](const Found& one) {
      std::string& text = reasons[is_step(one.column) ? one.column : steps_.front()];
      if (text.size() + one.title.size() > kCardBytesMax) return;
      text += (text.empty() ? "" : "\n") + one.title;
    });
    const auto spreads = spreads_of(workshop_);
    for (const std::string& step : steps_) {
      const auto spread = spreads.find(step);
      const auto reason = reasons.find(step);
      if (spread == spreads.end() && reason == reasons.end()) continue;
      const std::string id = own_id("cel_", step);
      const json::object* known = thing("cells", id);
      if (spread != spreads.end()) {
        const Spread& of = spread->second;
        const std::string source =
            fmt::format("{}: {} {}, half of them from {:g} to {:g}", source_, of.people,
                        of.people == 1 ? "person" : "people", of.low, of.high);
        if (known != nullptr) {
          const json::value* before = known->if_contains("value");
          if (before != nullptr && before->is_number() &&
              before->to_number<double>() == of.median && map::text_of(*known, "source") == source)
            continue;
          set("cells", id, "value", json::value(of.median));
          set("cells", id, "source", json::value(source));
          continue;
        }
        json::object value{{"order", next_key("cells")},
                           {"lane", lane("emotion", "Feels")},
                           {"step", step},
                           {"value", of.median},
                           {"evidence", "assumed"},
                           {"source", source}};
        if (reason != reasons.end()) value["text"] = reason->second;
        add("cells", id, std::move(value));
      } else if (known == nullptr) {
        add("cells", id,
            {{"order", next_key("cells")},
             {"lane", lane("emotion", "Feels")},
             {"step", step},
             {"text", reason->second},
             {"evidence", "assumed"},
             {"source", source_}});
      }
    }
  }

  void add_pains() {
    std::int64_t most = 0;
    each_found("pain_points", "pain", [&](const Found& one) { most = std::max(most, one.votes); });
    bool any = false;
    each_found("pain_points", "pain", [&](const Found& one) {
      any = true;
      const std::string id = "pai_" + one.id;
      if (thing("pains", id) != nullptr || !made_cells_.insert(id).second) return;
      json::object value{{"order", next_key("pains")},
                         {"step", is_step(one.column) ? one.column : steps_.front()},
                         {"text", one.text},
                         {"evidence", "assumed"},
                         {"source", source_}};
      if (const auto severity = severity_of(one.votes, most)) {
        value["severity"] = *severity;
        value["source"] =
            fmt::format("{}: {} {}", source_, one.votes, one.votes == 1 ? "vote" : "votes");
      }
      add("pains", id, std::move(value));
    });
    if (any) (void)lane("pain", "Pain points");
  }

  void add_next_steps() {
    each_found("next_steps", "action", [&](const Found& one) {
      std::string text = one.text;
      if (!one.who.empty() || !one.by.empty())
        text += fmt::format("\n{}{}{}", one.who, !one.who.empty() && !one.by.empty() ? ", " : "",
                            one.by.empty() ? "" : "by " + one.by);
      add_card(lane("opportunity", "Opportunities"), one, text, {{"tone", "idea"}});
    });
  }

  const Workshop& workshop_;
  const std::string id_;
  const MapDocument& document_;
  const std::string source_;
  const std::map<std::string, std::int64_t> tally_;
  std::vector<std::string> steps_;  // of the session, on the map now, in order
  json::array operations_;
  std::map<std::string, std::size_t> next_key_, added_;
  std::map<std::string, std::string> prefix_;
  std::set<std::string> made_lanes_, made_cells_;
};

}  // namespace

void take_outline(Workshop& workshop, const MapDocument& document) {
  workshop.stages.clear();
  workshop.steps.clear();
  for (const auto& stage : document.shown("stages")) {
    if (workshop.stages.size() == kStagesMax) break;
    workshop.stages.push_back(
        {std::string(stage.id), std::string(map::text_of(*stage.fields, "title"))});
  }
  if (workshop.stages.empty())
    for (const std::string_view title : {"Before", "During", "After"})
      workshop.stages.push_back({workspace::new_id("stg_"), std::string(title)});
  for (const auto& step : document.shown("steps")) {
    const std::string_view title = map::text_of(*step.fields, "title");
    if (title.empty() || workshop.steps.size() == kStepsMax) continue;
    workshop.steps.push_back({std::string(step.id), std::string(title),
                              std::string(map::text_of(*step.fields, "stage"))});
  }
  std::ranges::stable_sort(workshop.steps, {}, [&](const Step& step) {
    return std::ranges::find(workshop.stages, step.stage, &Stage::id) - workshop.stages.begin();
  });
}

std::optional<std::int64_t> severity_of(std::int64_t votes, std::int64_t most) {
  if (votes <= 0 || most <= 0) return std::nullopt;
  return (votes * 5 + most - 1) / most;
}

json::array map_operations(const Workshop& workshop, const std::string& id,
                           const MapDocument& document, const std::string& source) {
  return Drawing(workshop, id, document, source).run();
}

base::Result<std::int64_t> draw_on_map(map::MapRooms& maps, const Workshop& workshop,
                                       const std::string& id, const std::string& actor,
                                       env::TimeUs now) {
  const std::chrono::sys_time<std::chrono::microseconds> moment{std::chrono::microseconds(now)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  std::string title = without_controls(workshop.plan.title, false);
  if (title.size() > kLineBytes) title.resize(kLineBytes);
  const std::string source = fmt::format(
      "Workshop {}, {}", title, model::format_day(std::chrono::local_days(day.time_since_epoch())));
  map::ChangeRequest request{.base = 0,
                             .client = workspace::new_id("workshop-"),
                             .number = 0,
                             .operations = {},
                             .actor = actor};
  // In parts, as a change has a limit. What is made anew after somebody else's change leaves out
  // what is there by then.
  for (int tries = 0; tries < kTriesMax && request.number < kPartsMax;) {
    WEND_ASSIGN(const map::MapState state, maps.open(workshop.plan.map));
    json::array all = map_operations(workshop, id, state.document, source);
    if (all.empty()) return state.revision;
    if (all.size() > map::kOperationsMax) all.resize(map::kOperationsMax);
    const bool is_last = all.size() < map::kOperationsMax;
    WEND_ASSIGN(request.operations,
                map::read_operations(json::value(std::move(all)), "operations"));
    request.base = state.revision;
    ++request.number;
    WEND_ASSIGN(const auto outcome, maps.change(workshop.plan.map, request));
    if (!outcome.applied) {
      ++tries;
      continue;
    }
    if (is_last) return outcome.revision;
  }
  return base::fail(ErrorCode::kUnavailable, "The map is changed very often just now.", {},
                    "Try again in a moment.");
}

}  // namespace wend::workshop
