#include "analyze/discovery_roles.h"

#include <algorithm>
#include <span>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/large_parts.h"

namespace wend::analyze {
namespace {

// When so many of the customers' own events are contacts, the log is about contacts: they are its
// steps.
constexpr double kContactLog = 0.4;
// Revenue stands on few events; what stands on more of the touchpoints describes the case.
constexpr double kRevenueTouchpoints = 0.3;
constexpr std::size_t kRevenueTouchpointsMin = 3;
constexpr double kRevenueFill = 0.5;
constexpr int kGoalScore = 3;
// Where no name sounds like a goal: most who come here end here, many come, and it is late.
constexpr double kEndsHere = 0.4, kReach = 0.2, kLate = 0.6;

// A refusal that many meet, and after which so many journeys are over, is an outcome of the
// journey; one that few meet may be what drives them away.
constexpr double kIsEnd = 0.6, kOutcomeReach = 0.1;
constexpr std::size_t kOutcomePeopleMin = 20;

std::string main_channel(const JourneyTable& table, const std::vector<std::size_t>& counts,
                         std::size_t touchpoint) {
  const std::size_t channels = table.channels().size();
  const auto row = std::span(counts).subspan(touchpoint * channels, channels);
  const auto best = static_cast<std::uint32_t>(std::ranges::max_element(row) - row.begin());
  return std::string(table.channels().text(best));
}

base::Status grade_revenue(const JourneyTable& table, Roles& roles, const std::stop_token& stop) {
  WEND_ASSIGN(const std::string property, revenue_property(table));
  if (property.empty()) return {};
  WEND_ASSIGN(const auto column, table.property(property));
  std::vector<std::size_t> with(roles.candidates.size(), 0);
  WEND_ASSIGN(const auto parts, in_profile_ranges<std::vector<std::size_t>>(
                                    table, stop, [&](ProfileRange range, auto& counts) {
                                      counts.assign(with.size(), 0);
                                      each_event_of(table, range, [&](std::size_t i) {
                                        if (column->codes[i] == 0) return;
                                        const auto t = roles.touchpoint_of_name[table.name()[i]];
                                        if (t != kNoTouchpoint) ++counts[t];
                                      });
                                    }));
  for (const auto& part : parts)
    for (std::size_t t = 0; t < with.size(); ++t) with[t] += part[t];
  std::vector<std::size_t> earning;
  for (std::size_t t = 0; t < with.size(); ++t) {
    const auto events = static_cast<double>(roles.candidates[t].group.events);
    if (static_cast<double>(with[t]) >= kRevenueFill * events) earning.push_back(t);
  }
  const auto limit =
      std::max(kRevenueTouchpointsMin,
               static_cast<std::size_t>(kRevenueTouchpoints * static_cast<double>(with.size())));
  if (earning.size() > limit) return {};
  for (const std::size_t t : earning) roles.candidates[t].revenue_grade = names_revenue(property);
  return {};
}

}  // namespace

base::Result<std::string> revenue_property(const JourneyTable& table) {
  WEND_ASSIGN(const auto names, table.property_names());
  std::string best;
  int best_grade = 0;
  for (const auto& name : names) {
    if (name.trait) continue;
    const int grade = names_revenue(name.name);
    if (grade > best_grade) best_grade = grade, best = name.name;
  }
  return best;
}

namespace {

// Whether a touchpoint is where journeys end: many get there, and most of them do nothing after the
// following day.
base::Result<std::vector<bool>> find_ends(const JourneyTable& table, const Roles& roles,
                                          const std::stop_token& stop) {
  struct Met {
    std::vector<std::size_t> people, ended;
  };
  const std::size_t size = roles.candidates.size();
  WEND_ASSIGN(const auto parts,
              in_profile_ranges<Met>(table, stop, [&](ProfileRange range, Met& met) {
                met.people.assign(size, 0), met.ended.assign(size, 0);
                std::vector<TimeUs> last_here(size);
                std::vector<std::size_t> here;
                std::vector<std::size_t> noted(size, kNoTouchpoint);  // in which profile
                for (std::size_t profile = range.first; profile < range.last; ++profile) {
                  const TimeUs last = table.time_us()[table.end(profile) - 1];
                  here.clear();
                  for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
                    const std::size_t t = roles.touchpoint_of_name[table.name()[i]];
                    if (t == kNoTouchpoint) continue;
                    if (noted[t] != profile) here.push_back(t);
                    noted[t] = profile;
                    last_here[t] = table.time_us()[i];
                  }
                  for (const std::size_t t : here) {
                    ++met.people[t];
                    if (last - last_here[t] <= env::kDayUs) ++met.ended[t];
                  }
                }
              }));
  std::vector<std::size_t> people(size, 0), ended(size, 0);
  for (const Met& part : parts)
    for (std::size_t t = 0; t < size; ++t) people[t] += part.people[t], ended[t] += part.ended[t];
  std::vector<bool> ends;
  for (std::size_t t = 0; t < people.size(); ++t) {
    const auto met = static_cast<double>(people[t]);
    ends.push_back(people[t] >= kOutcomePeopleMin &&
                   met >= kOutcomeReach * static_cast<double>(table.profile_count()) &&
                   static_cast<double>(ended[t]) >= kIsEnd * met);
  }
  return ends;
}

}  // namespace

base::Result<Roles> first_roles(const JourneyTable& table, const std::stop_token& stop) {
  Roles roles;
  roles.touchpoint_of_name.assign(table.names().size(), kNoTouchpoint);
  WEND_ASSIGN(const std::vector<std::size_t> by_signature, count_signatures(table, stop));
  WEND_ASSIGN(auto groups, group_names(table, by_signature, stop));
  for (NameGroup& group : groups) {
    for (const std::uint32_t code : group.codes) {
      roles.touchpoint_of_name[code] = roles.candidates.size();
    }
    roles.candidates.push_back({.group = std::move(group), .channel = {}, .role = "step"});
  }
  const std::size_t channels = table.channels().size();
  std::vector<std::size_t> counts(roles.candidates.size() * channels, 0);
  for (std::size_t s = 0; s < by_signature.size(); ++s) {
    const std::size_t t = roles.touchpoint_of_name[table.shown().name[s]];
    if (t != kNoTouchpoint) counts[t * channels + table.shown().channel[s]] += by_signature[s];
  }
  // Only of a refusal is it asked whether journeys end there.
  const auto may_be_end = [](const std::string& name) {
    return names_an_error(name) && names_a_refusal(name);
  };
  std::vector<bool> ends(roles.candidates.size(), false);
  if (std::ranges::any_of(roles.candidates, [&](const Candidate& candidate) {
        return may_be_end(candidate.group.name);
      })) {
    WEND_ASSIGN(ends, find_ends(table, roles, stop));
  }
  double contacts = 0, own = 0;
  for (std::size_t t = 0; t < roles.candidates.size(); ++t) {
    Candidate& candidate = roles.candidates[t];
    candidate.channel = main_channel(table, counts, t);
    const auto& name = candidate.group.name;
    const auto events = static_cast<double>(candidate.group.events);
    // An application that is declined for good is no error on the way.
    if (names_an_error(name) && !(may_be_end(name) && ends[t])) {
      candidate.role = "error";
    } else if (is_contact_channel(candidate.channel) || names_a_contact(name)) {
      candidate.role = "contact";
    } else if (names_a_message(name) ||
               (is_message_channel(candidate.channel) && !names_a_reaction(name))) {
      candidate.role = "message";
      continue;
    }
    own += events;
    if (candidate.role == "contact") contacts += events;
  }
  if (contacts > kContactLog * own) {
    for (Candidate& candidate : roles.candidates) {
      if (candidate.role == "contact") candidate.role = "step";
    }
  }
  WEND_TRY(grade_revenue(table, roles, stop));
  return roles;
}

void find_goal(Roles& roles, const Precedence& precedence, const std::vector<double>& positions,
               std::size_t profiles) {
  int best_score = 0;
  for (std::size_t t = 0; t < roles.candidates.size(); ++t) {
    Candidate& candidate = roles.candidates[t];
    if (candidate.role != "step") continue;
    const int sound = names_a_goal(candidate.group.name);
    int score = 2 * sound + candidate.revenue_grade;
    if (sound == 1 && positions[t] < 0.5) score = 0;
    if (sound == 0 && candidate.revenue_grade < kGoalScore) continue;
    if (score >= kGoalScore) candidate.role = "goal";
    const auto lateness = [&](std::size_t c) {
      return static_cast<double>(roles.candidates[c].group.people) * (0.1 + positions[c]);
    };
    const bool better = score > best_score || (score == best_score && score > 0 && roles.goal &&
                                               lateness(t) > lateness(*roles.goal));
    if (better) best_score = score, roles.goal = t;
  }
  if (!roles.goal) {
    double best_ends = 0;
    for (std::size_t t = 0; t < roles.candidates.size(); ++t) {
      const Candidate& candidate = roles.candidates[t];
      const auto people = static_cast<double>(candidate.group.people);
      const auto ends = static_cast<double>(precedence.ends[t]);
      if (candidate.role != "step" || positions[t] < kLate) continue;
      if (people < kReach * static_cast<double>(profiles) || ends < kEndsHere * people) continue;
      if (ends > best_ends) best_ends = ends, roles.goal = t;
    }
  }
  if (roles.goal) roles.candidates[*roles.goal].role = "goal";
}

}  // namespace wend::analyze
