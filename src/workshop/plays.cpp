#include "workshop/plays.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <vector>

namespace wend::workshop {
namespace {

namespace json = boost::json;

constexpr std::array<Area, 3> kScope = {
    {{"goal", "Goal", "What do we want to know or decide when we leave?"},
     {"inside", "Part of it", "Which customers, which channels, from when to when?"},
     {"outside", "Not today", "What do we leave out on purpose?"}}};
constexpr std::array<Area, 4> kBackStory = {
    {{"person", "Who it is", "What is their life like, beside us?"},
     {"before", "What happened before", "What made them set out today?"},
     {"wants", "What they want done", "How will they know that it worked?"},
     {"worries", "What could stop them", "What do they fear, lack or dread?"}}};
constexpr std::array<Area, 8> kEmpathy = {
    {{"says", "Says", "Words we have heard them use"},
     {"thinks", "Thinks", "What they would not say aloud"},
     {"does", "Does", "What we have seen them do"},
     {"feels", "Feels", "One feeling, and what it is about"},
     {"hears", "Hears", "From friends, colleagues, reviews"},
     {"sees", "Sees", "Around them, and of others who offer the same"},
     {"pains", "Pains", "What costs them time, money or nerves"},
     {"gains", "Gains", "What would make their day"}}};
constexpr std::array<Area, 1> kActions = {{{"does", "Does", "One thing the customer does"}}};
constexpr std::array<Area, 2> kThoughts = {
    {{"thinks", "Thinks", "In their words: I …"}, {"feels", "Feels", "One feeling, and why"}}};
constexpr std::array<Area, 1> kPains = {
    {{"pain", "Pain point", "What hurts here, for the customer?"}}};
constexpr std::array<Area, 4> kPicture = {
    {{"keep", "What works", "What must not get lost?"},
     {"matters", "Moments that matter", "Where is the journey won or lost?"},
     {"surprise", "What surprised us", "What did we not know this morning?"},
     {"change", "What must change", "If we could change one thing only?"}}};
constexpr std::array<Area, 1> kNextSteps = {
    {{"action", "Next step", "What will be done, small enough to begin next week?"}}};

constexpr std::array<PlayKind, 9> kKinds = {
    {{.name = "scope",
      .title = "Define scope and goal",
      .purpose = "Everybody knows which journey this is about, where it begins and ends, and what "
                 "the session is to bring.",
      .prompt = "Whose journey do we draw today, from which moment to which? Write down what you "
                "want to take home, and what we should leave out. When two notes disagree, settle "
                "it now.",
      .areas = kScope,
      .minutes = 10},
     {.name = "back_story",
      .title = "Back-story",
      .purpose = "One person with a reason to set out, so that the rest of the session speaks of "
                 "somebody and not of an average.",
      .prompt = "Think of a customer whom you have met. What happened in their life before the "
                "first contact with us? Write what you know; begin guesses with a question mark.",
      .areas = kBackStory,
      .minutes = 10},
     {.name = "empathy_map",
      .title = "Empathy map",
      .purpose = "What we know of the person, and the gaps and contradictions in it.",
      .prompt = "Fill the sheet one note at a time, in silence. Prefer what you have seen or heard "
                "to what you suppose. Where what they say differs from what they do, write both.",
      .areas = kEmpathy,
      .minutes = 15,
      .votes = 0,
      .hidden = true},
     {.name = "actions",
      .title = "Actions",
      .purpose = "The steps of the journey, in the order in which the customer takes them.",
      .prompt = "What does the customer do, from the first thought to the last? One action a note, "
                "beginning with a verb. Ours do not count: write what they do, not what we do. "
                "Then we put the same actions together; each group becomes a step of the map.",
      .areas = kActions,
      .columns = Columns::kStages,
      .minutes = 20},
     {.name = "thoughts_and_feelings",
      .title = "Thoughts and feelings",
      .purpose = "What goes through the customer's head and heart at each step.",
      .prompt = "Go through the journey in the customer's shoes. What do they ask themselves at "
                "this step? Write it as they would say it. Which feeling goes with it, and why?",
      .areas = kThoughts,
      .columns = Columns::kSteps,
      .minutes = 15,
      .votes = 0,
      .hidden = true},
     {.name = "pain_points",
      .title = "Pain points",
      .purpose = "Where it hurts most, in the eyes of the room.",
      .prompt = "Where does the customer wait, repeat, doubt, pay too much or give up? One pain a "
                "note, with an example when you have one. No solutions yet. Afterwards everybody "
                "votes for the pains that cost customers most.",
      .areas = kPains,
      .columns = Columns::kSteps,
      .minutes = 15,
      .votes = 3,
      .hidden = true},
     {.name = "sentiment_line",
      .title = "Sentiment line",
      .purpose = "How the customer fares at each step, and where the room disagrees.",
      .prompt = "Place every step between very bad and very good, as the customer feels there. "
                "Do it alone and quickly; the line shows the median of all. Then talk about the "
                "steps where we are far apart.",
      .columns = Columns::kSteps,
      .line = true,
      .minutes = 10,
      .votes = 0,
      .hidden = true},
     {.name = "big_picture",
      .title = "Big picture",
      .purpose = "What the journey as a whole tells us.",
      .prompt = "Step back and read the map from left to right. What carries the journey, and "
                "where is it won or lost? Vote for what matters most.",
      .areas = kPicture,
      .minutes = 10,
      .votes = 3},
     {.name = "next_steps",
      .title = "Next steps",
      .purpose = "What is done next, by whom and until when.",
      .prompt = "Answer the pains with the most votes. Who takes care of what, and by when? A step "
                "without a name is a wish.",
      .areas = kNextSteps,
      .columns = Columns::kSteps,
      .who_when = true,
      .minutes = 15,
      .votes = 3}}};

struct Agenda {
  std::string_view name, title, use;
  std::vector<std::pair<std::string_view, std::int64_t>> plays;  // kind and minutes
};

const std::vector<Agenda>& agendas() {
  static const std::vector<Agenda> kAgendas = {
      {"sprint",
       "An hour",
       "A first sketch of one journey with people who know it, or a review of a map that is there.",
       {{"scope", 5},
        {"actions", 15},
        {"pain_points", 15},
        {"sentiment_line", 10},
        {"next_steps", 15}}},
      {"half_morning",
       "An hour and a half",
       "The usual session: from the person to what is done next.",
       {{"scope", 5},
        {"back_story", 10},
        {"actions", 20},
        {"thoughts_and_feelings", 15},
        {"pain_points", 15},
        {"sentiment_line", 10},
        {"next_steps", 15}}},
      {"full",
       "Three hours",
       "All plays with time to talk, for a journey that nobody has drawn yet. Take a break after "
       "the actions.",
       {{"scope", 15},
        {"back_story", 15},
        {"empathy_map", 25},
        {"actions", 30},
        {"thoughts_and_feelings", 25},
        {"pain_points", 25},
        {"sentiment_line", 15},
        {"big_picture", 10},
        {"next_steps", 20}}}};
  return kAgendas;
}

json::object kind_json(const PlayKind& kind) {
  return {
      {"kind", kind.name},     {"title", kind.title},       {"purpose", kind.purpose},
      {"prompt", kind.prompt}, {"areas", areas_json(kind)}, {"columns", to_string(kind.columns)},
      {"line", kind.line},     {"who_when", kind.who_when}, {"minutes", kind.minutes},
      {"votes", kind.votes},   {"hidden", kind.hidden}};
}

}  // namespace

std::span<const PlayKind> play_kinds() {
  return kKinds;
}

const PlayKind* find_play_kind(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &PlayKind::name);
  return found == kKinds.end() ? nullptr : &*found;
}

const Area* find_area(const PlayKind& kind, std::string_view name) {
  const auto found = std::ranges::find(kind.areas, name, &Area::name);
  return found == kind.areas.end() ? nullptr : &*found;
}

std::string_view to_string(Columns columns) {
  switch (columns) {
    case Columns::kNone:
      return "none";
    case Columns::kStages:
      return "stages";
    case Columns::kSteps:
      return "steps";
  }
  return "none";
}

json::array areas_json(const PlayKind& kind) {
  json::array areas;
  for (const Area& area : kind.areas)
    areas.push_back(json::object{{"name", area.name}, {"title", area.title}, {"asks", area.asks}});
  return areas;
}

json::object agendas_json() {
  json::array kinds, list;
  for (const PlayKind& kind : kKinds) kinds.push_back(kind_json(kind));
  for (const Agenda& agenda : agendas()) {
    json::array plays;
    std::int64_t minutes = 0;
    for (const auto& [name, length] : agenda.plays) {
      const PlayKind& kind = *find_play_kind(name);
      minutes += length;
      plays.push_back(json::object{{"kind", name},
                                   {"title", kind.title},
                                   {"prompt", kind.prompt},
                                   {"minutes", length},
                                   {"hidden", kind.hidden},
                                   {"votes", kind.votes}});
    }
    list.push_back(json::object{{"name", agenda.name},
                                {"title", agenda.title},
                                {"for", agenda.use},
                                {"minutes", minutes},
                                {"plays", std::move(plays)}});
  }
  return {{"plays", std::move(kinds)}, {"agendas", std::move(list)}};
}

}  // namespace wend::workshop
