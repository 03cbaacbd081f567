#include <algorithm>
#include <boost/json/array.hpp>

#include "fmt/format.h"
#include "map/map_fields.h"
#include "model/json_reader.h"
#include "workshop/limits.h"
#include "workshop/workshop.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using model::ObjectReader;

constexpr std::size_t kIdBytesMax = 40;
constexpr std::size_t kIdLettersMin = 12, kIdLettersMax = 32;
constexpr std::int64_t kAddedMinutesMax = 120;

// Ids are made by whoever adds a thing: a prefix and 12 to 32 letters and digits.
bool is_id(std::string_view id, std::string_view prefix) {
  if (!id.starts_with(prefix)) return false;
  id.remove_prefix(prefix.size());
  return id.size() >= kIdLettersMin && id.size() <= kIdLettersMax &&
         std::ranges::all_of(id, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

bool says_nothing(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

base::Status refused(ErrorCode code, std::string message, std::string place = {},
                     std::string hint = {}) {
  return base::fail(code, std::move(message), std::move(place), std::move(hint));
}

// One command on its way: reads its fields, checks everything, then changes the workshop.
class Applying {
 public:
  Applying(Workshop& workshop, ObjectReader& reader, const Actor& actor, env::TimeUs now)
      : workshop_(workshop), reader_(reader), actor_(actor), now_(now) {}

  base::Result<Touched> run() {
    WEND_ASSIGN(const std::string what, text("do", 40));
    WEND_TRY(run(what));
    return std::move(touched_);
  }

 private:
  base::Status run(std::string_view what) {
    // What everybody may do.
    if (what == "put_note") return put_note();
    if (what == "remove_note") return remove_note(true);
    if (what == "restore_note") return remove_note(false);
    if (what == "vote") return vote();
    if (what == "place_value") return place_value();
    if (!actor_.facilitator)
      return refused(ErrorCode::kNotAllowed, "Only the facilitator does that.", "do");
    if (workshop_.status == Status::kEnded)
      return refused(ErrorCode::kConflict, "This workshop has ended.");
    if (what == "start") return start();
    if (what == "pause") return pause();
    if (what == "resume") return resume();
    if (what == "add_minutes") return add_minutes();
    if (what == "go") return go();
    if (what == "reveal") return reveal();
    if (what == "open_voting") return set_voting(true);
    if (what == "close_voting") return set_voting(false);
    if (what == "put_group") return put_group();
    if (what == "remove_group") return remove_group();
    if (what == "place_notes") return place_notes();
    if (what == "set_steps") return set_steps();
    if (what == "take_steps") return take_steps();
    if (what == "end") return end();
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("There is no command \"{}\".", what.substr(0, 40)), "do");
  }

  base::Result<std::string> text(std::string_view field, std::size_t bytes_max) {
    WEND_ASSIGN(auto found, reader_.text(field));
    if (found && found->size() > bytes_max)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The text is longer than {} bytes.", bytes_max),
                        reader_.place_of(field), "Make it shorter.");
    return found.value_or("");
  }

  base::Result<std::string> new_thing(std::string_view field, std::string_view prefix) {
    WEND_ASSIGN(auto id, text(field, kIdBytesMax));
    if (!is_id(id, prefix))
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("An id is {} and 12 to 32 letters and digits.", prefix),
                        std::string(field));
    return id;
  }

  // The play that is named, which has begun.
  base::Result<const Play*> begun_play() {
    WEND_ASSIGN(const std::string id, text("play", kIdBytesMax));
    const Play* play = workshop_.find_play(id);
    if (play == nullptr)
      return base::fail(ErrorCode::kInvalidInput, "The agenda has no such play.", "play");
    if (!workshop_.has_begun(*play))
      return base::fail(ErrorCode::kConflict, "This play has not begun.", "play");
    return play;
  }

  base::Result<Note*> note_of(std::string_view field) {
    WEND_ASSIGN(const std::string id, text(field, kIdBytesMax));
    const auto found = workshop_.notes.find(id);
    if (found == workshop_.notes.end())
      return base::fail(ErrorCode::kNotFound, "There is no such note.", std::string(field));
    return &found->second;
  }

  base::Status check_going_on() const {
    if (workshop_.status == Status::kEnded)
      return refused(ErrorCode::kConflict, "This workshop has ended.", {},
                     "What you wrote stays on this device; give it to the facilitator.");
    return {};
  }

  // A column of the play's sheet; empty is the whole journey.
  base::Result<std::string> column_of(const Play& play) {
    WEND_ASSIGN(auto column, text("column", kIdBytesMax));
    const bool fits =
        column.empty() || (play.kind->columns == Columns::kSteps && workshop_.has_step(column)) ||
        (play.kind->columns == Columns::kStages &&
         std::ranges::find(workshop_.stages, column, &Stage::id) != workshop_.stages.end());
    // The steps may have changed while this was on its way: the note is not lost for that.
    return fits ? column : std::string();
  }

  base::Result<std::string> area_of(const Play& play) {
    WEND_ASSIGN(auto area, text("area", kIdBytesMax));
    if (find_area(*play.kind, area) == nullptr)
      return base::fail(ErrorCode::kInvalidInput, "This play has no such area.", "area");
    return area;
  }

  base::Status check_room_for_note(const Play& play) const {
    if (workshop_.notes.size() >= kNotesMax)
      return refused(ErrorCode::kTooLarge,
                     fmt::format("A workshop has at most {} notes.", kNotesMax), {},
                     "Remove some that say the same.");
    const auto own = std::ranges::count_if(workshop_.notes, [&](const auto& entry) {
      return entry.second.author == actor_.author && entry.second.play == play.id &&
             !actor_.facilitator;
    });
    if (static_cast<std::size_t>(own) >= kOwnNotesMax)
      return refused(ErrorCode::kTooLarge,
                     fmt::format("One person adds at most {} notes to a play.", kOwnNotesMax));
    return {};
  }

  base::Status put_note() {
    WEND_TRY(check_going_on());
    WEND_ASSIGN(const Play* const play, begun_play());
    WEND_ASSIGN(const std::string id, new_thing("id", "not_"));
    Note note{.id = id,
              .play = play->id,
              .area = {},
              .column = {},
              .text = {},
              .who = {},
              .by = {},
              .group = {},
              .place = 0,
              .removed = false,
              .author = actor_.author};
    WEND_ASSIGN(note.area, area_of(*play));
    WEND_ASSIGN(note.column, column_of(*play));
    WEND_ASSIGN(note.text, text("text", kNoteBytesMax));
    note.text = without_controls(std::move(note.text), true);
    if (says_nothing(note.text))
      return refused(ErrorCode::kInvalidInput, "The note says nothing.", "text");
    WEND_ASSIGN(note.who, text("who", kWhoBytesMax));
    note.who = without_controls(std::move(note.who), false);
    WEND_ASSIGN(note.by, text("by", 10));
    static const map::Field kDay{.name = "by", .type = map::FieldType::kDate};
    if (!note.by.empty()) WEND_TRY(map::check_value(kDay, json::value(note.by), "by"));
    if (const auto known = workshop_.notes.find(id); known != workshop_.notes.end()) {
      const Note& before = known->second;
      if (before.author != actor_.author)
        return refused(ErrorCode::kNotAllowed, "Only who wrote a note changes its words.");
      if (before.play != note.play)
        return refused(ErrorCode::kInvalidInput, "A note stays in its play.", "play");
      // Where the facilitator has put it meanwhile, it stays.
      if (!before.group.empty()) {
        note.area = before.area;
        note.column = before.column;
      }
      note.group = before.group;
      note.place = before.place;
      note.removed = before.removed;
    } else {
      WEND_TRY(check_room_for_note(*play));
      note.place = workshop_.next_place++;
    }
    workshop_.notes[id] = std::move(note);
    touched_.notes.insert(id);
    return {};
  }

  base::Status remove_note(bool removed) {
    WEND_TRY(check_going_on());
    WEND_ASSIGN(Note* const note, note_of("id"));
    if (!actor_.facilitator && note->author != actor_.author)
      return refused(ErrorCode::kNotAllowed, "Only who wrote a note, or the facilitator, may.");
    note->removed = removed;
    if (removed) forget_votes_for(note->id);
    touched_.notes.insert(note->id);
    return {};
  }

  base::Status vote() {
    WEND_TRY(check_going_on());
    if (actor_.facilitator)
      return refused(ErrorCode::kNotAllowed, "The facilitator does not vote.", {},
                     "Join by the link to take part.");
    WEND_ASSIGN(const Play* const play, begun_play());
    if (!workshop_.voting || play != workshop_.current())
      return refused(ErrorCode::kConflict, "The votes are closed.");
    WEND_ASSIGN(const std::string target, text("target", kIdBytesMax));
    const auto note = workshop_.notes.find(target);
    const auto group = workshop_.groups.find(target);
    const bool is_there =
        (note != workshop_.notes.end() && note->second.play == play->id && !note->second.removed) ||
        (group != workshop_.groups.end() && group->second.play == play->id);
    if (!is_there)
      return refused(ErrorCode::kNotFound, "What you voted for was removed.", "target");
    WEND_ASSIGN(const auto count, reader_.integer("count", 0, kVotesMax));
    const std::int64_t wanted = count.value_or(0);
    const std::pair key(actor_.author, target);
    std::int64_t spent = wanted;
    for (const auto& [of, vote] : workshop_.votes)
      if (of.first == actor_.author && of != key && vote.play == play->id) spent += vote.count;
    if (spent > play->votes)
      return refused(ErrorCode::kConflict,
                     fmt::format("Everybody has {} votes in this play.", play->votes), "count",
                     "Take one back first.");
    if (wanted == 0)
      workshop_.votes.erase(key);
    else
      workshop_.votes[key] = {play->id, wanted};
    touched_.votes.insert(key);
    return {};
  }

  base::Status place_value() {
    WEND_TRY(check_going_on());
    if (actor_.facilitator)
      return refused(ErrorCode::kNotAllowed, "The facilitator places no values.", {},
                     "Join by the link to take part.");
    WEND_ASSIGN(const Play* const play, begun_play());
    if (!play->kind->line)
      return refused(ErrorCode::kInvalidInput, "Nobody draws a line in this play.", "play");
    WEND_ASSIGN(const std::string step, text("step", kIdBytesMax));
    if (!workshop_.has_step(step))
      return refused(ErrorCode::kNotFound, "This step was removed.", "step");
    WEND_ASSIGN(const auto value, reader_.integer("value", -2, 2));
    const std::pair key(actor_.author, step);
    if (value)
      workshop_.values[key] = *value;
    else
      workshop_.values.erase(key);
    touched_.values.insert(key);
    return {};
  }

  void touch_play(const Play& play) {
    for (const auto& [id, note] : workshop_.notes)
      if (note.play == play.id) touched_.notes.insert(id);
  }

  void begin_play(std::size_t at) {
    workshop_.at = at;
    workshop_.status = Status::kRunning;
    workshop_.voting = false;
    workshop_.left_us.reset();
    workshop_.ends_at = now_ + workshop_.plan.agenda[at].minutes * env::kMinuteUs;
    touched_.head = true;
  }

  base::Status start() {
    if (workshop_.status != Status::kWaiting)
      return refused(ErrorCode::kConflict, "The workshop has started already.");
    begin_play(0);
    return {};
  }

  base::Status pause() {
    if (workshop_.status != Status::kRunning)
      return refused(ErrorCode::kConflict, "Nothing is running that could be paused.");
    workshop_.left_us = *workshop_.ends_at - now_;
    workshop_.ends_at.reset();
    workshop_.status = Status::kPaused;
    touched_.head = true;
    return {};
  }

  base::Status resume() {
    if (workshop_.status != Status::kPaused)
      return refused(ErrorCode::kConflict, "The workshop is not paused.");
    workshop_.ends_at = now_ + *workshop_.left_us;
    workshop_.left_us.reset();
    workshop_.status = Status::kRunning;
    touched_.head = true;
    return {};
  }

  base::Status add_minutes() {
    if (workshop_.status == Status::kWaiting)
      return refused(ErrorCode::kConflict, "The workshop has not started.");
    WEND_ASSIGN(const auto minutes,
                reader_.integer("minutes", -kAddedMinutesMax, kAddedMinutesMax));
    const env::TimeUs added = minutes.value_or(0) * env::kMinuteUs;
    if (workshop_.ends_at)
      // Of a time that is over, what is added begins now.
      workshop_.ends_at =
          (added > 0 ? std::max(*workshop_.ends_at, now_) : *workshop_.ends_at) + added;
    else
      workshop_.left_us =
          (added > 0 ? std::max<env::TimeUs>(*workshop_.left_us, 0) : *workshop_.left_us) + added;
    touched_.head = true;
    return {};
  }

  base::Status go() {
    if (workshop_.status == Status::kWaiting)
      return refused(ErrorCode::kConflict, "The workshop has not started.");
    WEND_ASSIGN(const std::string id, text("play", kIdBytesMax));
    const Play* play = workshop_.find_play(id);
    if (play == nullptr)
      return refused(ErrorCode::kInvalidInput, "The agenda has no such play.", "play");
    const auto to = static_cast<std::size_t>(play - workshop_.plan.agenda.data());
    // Whoever goes on from the actions goes on with steps.
    if (to > workshop_.at && workshop_.current()->kind->name == "actions") {
      auto steps = steps_of_actions(workshop_);
      if (steps.size() > kStepsMax) steps.resize(std::max(kStepsMax, workshop_.steps.size()));
      workshop_.steps = std::move(steps);
    }
    begin_play(to);
    return {};
  }

  base::Status reveal() {
    WEND_ASSIGN(const Play* const play, begun_play());
    workshop_.revealed.insert(play->id);
    touched_.head = true;
    touch_play(*play);
    return {};
  }

  base::Status set_voting(bool open) {
    const Play* play = workshop_.current();
    if (play == nullptr || play->votes == 0)
      return refused(ErrorCode::kConflict, "Nobody has votes in this play.", {},
                     "Give everybody some in the agenda.");
    // Nobody votes on what they cannot see.
    if (open && !workshop_.is_shown(*play)) {
      workshop_.revealed.insert(play->id);
      touch_play(*play);
    }
    workshop_.voting = open;
    touched_.head = true;
    return {};
  }

  base::Result<std::vector<Note*>> notes_of(const Play& play) {
    WEND_ASSIGN(const json::array* const list, reader_.list("notes", kGroupedAtOnceMax));
    std::vector<Note*> notes;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const json::value& id = (*list)[i];
      const auto found = id.is_string() ? workshop_.notes.find(std::string(id.get_string()))
                                        : workshop_.notes.end();
      if (found == workshop_.notes.end() || found->second.play != play.id)
        return base::fail(ErrorCode::kNotFound, "There is no such note in this play.",
                          model::entry_place("notes", i));
      notes.push_back(&found->second);
    }
    return notes;
  }

  base::Status put_group() {
    WEND_ASSIGN(const Play* const play, begun_play());
    WEND_ASSIGN(const std::string id, new_thing("id", "grp_"));
    Group group{.id = id, .play = play->id, .area = {}, .column = {}, .name = {}, .place = 0};
    WEND_ASSIGN(group.area, area_of(*play));
    WEND_ASSIGN(group.column, column_of(*play));
    WEND_ASSIGN(group.name, text("name", kTitleBytesMax));
    group.name = without_controls(std::move(group.name), false);
    WEND_ASSIGN(const auto notes, notes_of(*play));
    if (const auto known = workshop_.groups.find(id); known != workshop_.groups.end()) {
      if (known->second.play != play->id)
        return refused(ErrorCode::kInvalidInput, "A group stays in its play.", "play");
      group.place = known->second.place;
    } else {
      if (workshop_.groups.size() >= kGroupsMax)
        return refused(ErrorCode::kTooLarge,
                       fmt::format("A workshop has at most {} groups.", kGroupsMax));
      group.place = workshop_.next_place++;
    }
    const bool lists_notes = reader_.has("notes");
    for (auto& [note_id, note] : workshop_.notes) {
      if (note.group != id) continue;
      // Its notes move with it; with a list of notes, these alone are in it.
      if (lists_notes && std::ranges::find(notes, &note) == notes.end()) note.group.clear();
      note.area = group.area;
      note.column = group.column;
      touched_.notes.insert(note_id);
    }
    for (Note* note : notes) {
      note->group = id;
      note->area = group.area;
      note->column = group.column;
      touched_.notes.insert(note->id);
    }
    workshop_.groups[id] = std::move(group);
    touched_.groups.insert(id);
    drop_empty_groups();
    return {};
  }

  // A group that lost its last note to another one is gone.
  void drop_empty_groups() {
    std::set<std::string> used;
    for (const auto& [id, note] : workshop_.notes) used.insert(note.group);
    for (auto it = workshop_.groups.begin(); it != workshop_.groups.end();) {
      if (used.contains(it->first)) {
        ++it;
        continue;
      }
      touched_.groups.insert(it->first);
      forget_votes_for(it->first);
      it = workshop_.groups.erase(it);
    }
  }

  void forget_votes_for(const std::string& target) {
    for (auto it = workshop_.votes.begin(); it != workshop_.votes.end();) {
      if (it->first.second != target) {
        ++it;
        continue;
      }
      touched_.votes.insert(it->first);
      it = workshop_.votes.erase(it);
    }
  }

  base::Status remove_group() {
    WEND_ASSIGN(const std::string id, text("id", kIdBytesMax));
    if (!workshop_.groups.contains(id))
      return refused(ErrorCode::kNotFound, "There is no such group.", "id");
    for (auto& [note_id, note] : workshop_.notes)
      if (note.group == id) {
        note.group.clear();
        touched_.notes.insert(note_id);
      }
    drop_empty_groups();
    return {};
  }

  base::Status place_notes() {
    WEND_ASSIGN(const Play* const play, begun_play());
    WEND_ASSIGN(const std::string area, area_of(*play));
    WEND_ASSIGN(const std::string column, column_of(*play));
    WEND_ASSIGN(const auto notes, notes_of(*play));
    for (Note* note : notes) {
      note->area = area;
      note->column = column;
      note->group.clear();
      touched_.notes.insert(note->id);
    }
    drop_empty_groups();
    return {};
  }

  base::Status set_steps() {
    WEND_ASSIGN(const json::array* const list, reader_.list("steps", kStepsMax));
    std::vector<Step> steps;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const std::string place = model::entry_place("steps", i);
      WEND_ASSIGN(auto one, ObjectReader::open((*list)[i], place));
      Step step;
      WEND_ASSIGN(const auto id, one.text("id"));
      WEND_ASSIGN(const auto title, one.text("title"));
      WEND_ASSIGN(const auto stage, one.text("stage"));
      WEND_TRY(one.finish());
      step.id = id.value_or("");
      step.title = without_controls(title.value_or(""), false);
      step.stage = stage.value_or("");
      if (!is_id(step.id, "stp_"))
        return refused(ErrorCode::kInvalidInput, "This is no id of a step.", place + ".id");
      if (std::ranges::find(steps, step.id, &Step::id) != steps.end())
        return refused(ErrorCode::kInvalidInput, "Two steps have the same id.", place + ".id");
      if (title.value_or("").size() > kTitleBytesMax)
        return refused(ErrorCode::kTooLarge, "The title is too long.", place + ".title");
      if (std::ranges::find(workshop_.stages, step.stage, &Stage::id) == workshop_.stages.end())
        return refused(ErrorCode::kInvalidInput, "There is no such stage.", place + ".stage");
      steps.push_back(std::move(step));
    }
    // As the map reads them: stage by stage.
    std::ranges::stable_sort(steps, {}, [&](const Step& step) {
      return std::ranges::find(workshop_.stages, step.stage, &Stage::id) - workshop_.stages.begin();
    });
    workshop_.steps = std::move(steps);
    touched_.head = true;
    return {};
  }

  base::Status take_steps() {
    auto steps = steps_of_actions(workshop_);
    if (steps.size() > kStepsMax)
      return refused(ErrorCode::kTooLarge,
                     fmt::format("The actions make {} steps; a workshop has at most {}.",
                                 steps.size(), kStepsMax),
                     {}, "Put actions together that are one step of the journey.");
    workshop_.steps = std::move(steps);
    touched_.head = true;
    return {};
  }

  base::Status end() {
    if (workshop_.status == Status::kWaiting)
      return refused(ErrorCode::kConflict, "The workshop has not started.", {},
                     "Remove it when it is not needed.");
    if (workshop_.current()->kind->name == "actions" && workshop_.steps.empty()) {
      auto steps = steps_of_actions(workshop_);
      if (steps.size() > kStepsMax) steps.resize(kStepsMax);
      workshop_.steps = std::move(steps);
    }
    workshop_.status = Status::kEnded;
    workshop_.voting = false;
    workshop_.ends_at.reset();
    workshop_.left_us.reset();
    // Everybody sees what the room has written, and what was removed is gone for good.
    for (const Play& play : workshop_.plan.agenda) {
      workshop_.revealed.insert(play.id);
      touch_play(play);
    }
    std::erase_if(workshop_.notes, [](const auto& entry) { return entry.second.removed; });
    drop_empty_groups();
    touched_.head = true;
    return {};
  }

  Workshop& workshop_;
  ObjectReader& reader_;
  const Actor& actor_;
  const env::TimeUs now_;
  Touched touched_;
};

}  // namespace

base::Result<Touched> apply(Workshop& workshop, const json::object& command, const Actor& actor,
                            env::TimeUs now) {
  const json::value value(command);
  WEND_ASSIGN(auto reader, ObjectReader::open(value, ""));
  return Applying(workshop, reader, actor, now).run();
}

}  // namespace wend::workshop
