#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "analyze/friction.h"
#include "analyze/friction_parallel.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

constexpr double kMovementMin = 0.001;  // of a share in a week; less is not spoken of

std::string percent(double share) {
  if (share > 0 && share < 0.0995) return fmt::format("{:.1f} %", 100 * share);
  return fmt::format("{:.0f} %", 100 * share);
}

// "12,345"
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string rounded(double number) {
  return grouped(static_cast<std::uint64_t>(std::llround(std::max(0.0, number))));
}

std::string duration(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} seconds", seconds);
  if (seconds < 90 * 60) return fmt::format("{:.0f} minutes", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{:.0f} hours", seconds / 3600);
  return fmt::format("{:.1f} days", seconds / 86400);
}

// "19 May 14:00", "19 May" at midnight; with the year when the data spans several.
std::string moment(const FrictionBasis& basis, TimeUs time_us) {
  const auto day = model::local_day(time_us, basis.zone);
  const std::chrono::year_month_day date(day);
  std::string text = fmt::format("{} {}", static_cast<unsigned>(date.day()),
                                 kMonths[static_cast<unsigned>(date.month()) - 1]);
  const auto year = [&](TimeUs at) {
    return std::chrono::year_month_day(model::local_day(at, basis.zone)).year();
  };
  if (year(basis.table->first_us()) != year(basis.table->last_us())) {
    text += fmt::format(" {}", static_cast<int>(date.year()));
  }
  const TimeUs minutes = (time_us + basis.zone.offset_us(time_us)) / env::kMinuteUs % (24 * 60);
  if (minutes != 0) text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
  return text;
}

std::string one(const FrictionBasis& basis, const Condition& condition) {
  const Dimension& dimension = basis.dimensions[condition.dimension];
  std::string name = dimension.name;
  std::ranges::replace(name, '_', ' ');
  return fmt::format("{} {}", name, dimension.values[condition.value]);
}

// " for platform ios and channel web"
std::string segment_text(const FrictionBasis& basis, const Segment& segment) {
  std::string text;
  for (const Condition& condition : segment) {
    text += (text.empty() ? " for " : " and ") + one(basis, condition);
  }
  return text;
}

std::string title_of(FrictionKind kind, const std::string& at) {
  switch (kind) {
    case FrictionKind::kError:
      return at + " fails more often";
    case FrictionKind::kDropOff:
      return "More people stop at " + at;
    case FrictionKind::kLoop:
      return "People go in circles at " + at;
    case FrictionKind::kBackward:
      return at + " sends people back";
    case FrictionKind::kRework:
      return "People have to repeat " + at;
    case FrictionKind::kDeadEnd:
      return at + " becomes a dead end";
    case FrictionKind::kWait:
      return "Longer waits after " + at;
    case FrictionKind::kContact:
      return "More people ask for help after " + at;
    case FrictionKind::kMissing:
      return "A step is skipped after " + at;
  }
  return at;
}

// What happened to a share of the visits; follows "38 % of the visits".
std::string happening(const FrictionBasis& basis, std::size_t touchpoint, FrictionKind kind) {
  const Horizons& horizons = basis.visits.horizons[touchpoint];
  const auto seconds = [](TimeUs time) { return duration(static_cast<double>(time) * 1e-6); };
  switch (kind) {
    case FrictionKind::kError:
      return "ran into an error";
    case FrictionKind::kDropOff:
      return "did not move on within " + seconds(horizons.progress_us);
    case FrictionKind::kLoop:
      return "were repeated three times or more before moving on";
    case FrictionKind::kBackward:
      return "were followed by a step back";
    case FrictionKind::kRework:
      return "had to be repeated after moving on";
    case FrictionKind::kDeadEnd:
      return "were followed by nothing at all within " + seconds(horizons.progress_us);
    case FrictionKind::kWait:
      return "took longer than " + seconds(horizons.slow_us) + " to move on";
    case FrictionKind::kContact:
      return "were followed by a call for help within " + seconds(basis.visits.contact_us);
    case FrictionKind::kMissing: {
      const auto next = horizons.usual_next;
      if (next >= basis.model->touchpoints.size()) return "skipped the usual next step";
      return "skipped " + basis.model->touchpoints[next].name;
    }
  }
  return {};
}

// How long those who moved on took, inside and outside the window, in the middle.
std::pair<double, double> median_progress(const FrictionBasis& basis, const Incident& incident,
                                          const std::stop_token& stop) {
  struct Taken {
    DurationTally inside, outside;
  };
  const auto parts = in_visit_parts(
      basis.visits.of[incident.hit.touchpoint], stop, [] { return Taken(); },
      [&](VisitList::At visit, Taken& taken) {
        if (!visit->counted || !is_known(*visit, FrictionKind::kWait)) return;
        if (!in_segment(visit, incident.segment)) return;
        (is_inside(*visit, incident.hit.window) ? taken.inside : taken.outside)
            .add(static_cast<TimeUs>(static_cast<double>(visit->progress_s) * 1e6));
      });
  Taken all;
  for (const Taken& part : parts) all.inside.join(part.inside), all.outside.join(part.outside);
  const auto middle = [](const DurationTally& taken) {
    return static_cast<double>(taken.at_rank(taken.count() / 2)) * 1e-6;
  };
  return {middle(all.inside), middle(all.outside)};
}

// " 1,030 people met it, 990 more than expected."
std::string who_met_it(const Worth& worth) {
  return fmt::format(" {} people met it, {} more than expected.", grouped(worth.people),
                     rounded(worth.excess_people()));
}

// " Most of all for country DE: 35 %, the others 26 %."
std::string most_of_all(const FrictionBasis& basis, const std::vector<WorseFor>& worse) {
  if (worse.empty()) return {};
  return fmt::format(" Most of all for {}: {}, the others {}.", one(basis, worse.front().condition),
                     percent(worse.front().here.share()), percent(worse.front().rest.share()));
}

// " It rises by 0.4 points a week."; nothing where that is not sure.
std::string movement(const FrictionBasis& basis, const Trend& trend, const Count& count) {
  const auto change = change_per_week(basis, trend, count);
  if (!change || (change->low <= 0 && change->high >= 0)) return {};
  if (std::abs(change->by) < kMovementMin) return {};
  return fmt::format(" It {} by {:.1f} points a week.", change->by > 0 ? "rises" : "falls",
                     100 * std::abs(change->by));
}

// What it cost, where that can be told.
std::string cost(const FrictionBasis& basis, const Worth& worth) {
  if (!worth.loss || worth.score() < 0.5) return {};
  const std::string& goal = basis.model->touchpoints[*basis.model->goal].name;
  if (!basis.value.per_goal) {
    return fmt::format(" About {} of them would have reached {}.", rounded(worth.score()), goal);
  }
  return fmt::format(" At {:.2f}{}{} for each {}, that is about {}.", worth.value,
                     basis.value.currency.empty() ? "" : " ", basis.value.currency, goal,
                     rounded(worth.score()));
}

}  // namespace

void put_in_words(const FrictionBasis& basis, Finding& finding, const std::stop_token& stop) {
  const Incident& incident = finding.incident;
  const std::string& at = basis.model->touchpoints[incident.hit.touchpoint].name;
  const std::string segment = segment_text(basis, incident.segment);
  finding.title = title_of(incident.hit.kind, at) + segment;
  const std::string when = incident.hit.window.open_end
                               ? fmt::format("Since {}", moment(basis, incident.from_us))
                               : fmt::format("From {} to {}", moment(basis, incident.from_us),
                                             moment(basis, incident.to_us));
  const Interval interval =
      finding.during.n > 0 ? wilson_interval(finding.during.k, finding.during.n) : Interval();
  finding.sentence = fmt::format(
      "{}, {} of the {} visits to {}{} {} (95 % interval {} to {}), otherwise {} of {}.", when,
      percent(finding.during.share()), grouped(finding.during.n), at, segment,
      happening(basis, incident.hit.touchpoint, incident.hit.kind), percent(interval.low),
      percent(interval.high), percent(finding.before.share()), grouped(finding.before.n));
  if (incident.hit.kind == FrictionKind::kWait) {
    const auto [inside, outside] = median_progress(basis, incident, stop);
    const std::string before = duration(outside), during = duration(inside);
    if (before != during) {
      finding.sentence += fmt::format(" The usual wait rose from {} to {}.", before, during);
    }
  }
  const auto usual = basis.visits.horizons[incident.hit.touchpoint].usual_next;
  const bool nobody = finding.during.share() > 0.9;
  if (incident.hit.kind == FrictionKind::kDropOff && nobody &&
      usual < basis.model->touchpoints.size()) {
    finding.sentence +=
        fmt::format(" {} hardly happens any more.", basis.model->touchpoints[usual].name);
  }
  finding.sentence += who_met_it(finding.worth);
  finding.sentence += most_of_all(basis, finding.worse_for);
  if (finding.trend.slope != 0) finding.sentence += " A steady trend is taken into account.";
  finding.sentence += cost(basis, finding.worth);
  for (const Hit& hit : incident.also) {
    finding.also_sentences.push_back(fmt::format(
        "{} of the visits to {}{} {} (otherwise {}).", percent(hit.window.rate()),
        basis.model->touchpoints[hit.touchpoint].name,
        hit.condition.dimension == kEveryone ? "" : segment_text(basis, {hit.condition}),
        happening(basis, hit.touchpoint, hit.kind), percent(hit.window.before)));
  }
}

void put_in_words(const FrictionBasis& basis, Standing& standing) {
  const std::string& at = basis.model->touchpoints[standing.touchpoint].name;
  const bool wait = standing.kind == FrictionKind::kWait;
  const Interval interval = wilson_interval(standing.visits.k, standing.visits.n);
  standing.sentence = fmt::format(
      "{} of the {} visits to {} {} (95 % interval {} to {}), in the whole journey {}.",
      percent(standing.visits.share()), grouped(standing.visits.n), at,
      wait ? "are followed by a long wait" : happening(basis, standing.touchpoint, standing.kind),
      percent(interval.low), percent(interval.high), percent(standing.baseline));
  standing.sentence += who_met_it(standing.worth);
  if (standing.worst) {
    standing.sentence +=
        fmt::format(" Most of all for {}: {}.", one(basis, standing.worst->condition),
                    percent(standing.worst->visits.share()));
  }
  standing.sentence += movement(basis, standing.trend, standing.visits);
  standing.sentence += cost(basis, standing.worth);
}

}  // namespace wend::analyze
