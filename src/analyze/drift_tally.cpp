#include "analyze/drift_tally.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "analyze/drift_path.h"

namespace wend::analyze {
namespace {

// Places times buckets.
constexpr std::size_t kTrendCellsMax = 200'000;

void put(ProfileList& people, std::uint32_t profile) {
  if (people.empty() || people.back() != profile) people.push_back(profile);
}

// A stretch of moves off the path: from `begin` to the one before `end`.
struct Excursion {
  std::size_t begin = 0, end = 0;
  std::size_t first = 0;  // the move that names it
};

class Walk {
 public:
  Walk(const QueryRun& run, const DriftAsk& ask, const DriftJourneys& journeys,
       const std::optional<DriftBuckets>& buckets, DriftTally& tally)
      : time_us_(run.table->time_us()),
        ask_(ask),
        journeys_(journeys),
        buckets_(buckets),
        tally_(tally) {
    for (std::size_t step = 0; step < ask.map.steps.size(); ++step)
      label_of_step_.push_back(journeys.walked()[step] ? static_cast<std::uint32_t>(step)
                                                       : Aligner::kNoLabel);
    design_ = path_of_map(ask, journeys.walked());
    const auto make = [&](DriftPlace& place) {
      if (!buckets) return;
      place.here_in.resize(buckets->size());
      place.left_in.resize(buckets->size());
    };
    make(tally.whole);
    tally.steps.resize(ask.map.steps.size());
    tally.stages.resize(ask.map.stages.size());
    std::ranges::for_each(tally.steps, make);
    std::ranges::for_each(tally.stages, make);
    tally.entered.resize(ask.map.steps.size());
    tally.ended.resize(ask.map.steps.size());
    tally.kinds.resize(kDeviationKinds);
  }

  base::Status all(const std::stop_token& stop) {
    Aligner aligner(design_, label_of_step_);
    for (const auto& labels : journeys_.variants()) {
      WEND_TRY(check_stop(stop));
      Alignment alignment = from_end_to_end(labels, aligner.align(labels));
      auto kinds = kinds_of_moves(design_, alignment, labels, label_of_step_);
      aligned_.push_back({std::move(alignment), std::move(kinds), {}});
      aligned_.back().excursions = excursions_of(aligned_.back());
    }
    for (const auto& journey : journeys_.journeys()) follow(journey);
    std::ranges::sort(tally_.deviations, [](const Deviation& a, const Deviation& b) {
      if (a.people.size() != b.people.size()) return a.people.size() > b.people.size();
      return std::tuple(a.step, a.kind, a.label) < std::tuple(b.step, b.kind, b.label);
    });
    return {};
  }

 private:
  struct Aligned {
    Alignment alignment;
    std::vector<MoveKind> kinds;
    std::vector<Excursion> excursions;
  };

  // Because the path may be entered and left anywhere, passing over what was done first or last may
  // cost no more than the way between. Where that is so, the way is told: the journey begins and
  // ends in its place.
  Alignment from_end_to_end(std::span<const std::uint32_t> labels, Alignment free) const {
    const auto is_aside = [](const Move& move) { return move.kind != Move::Kind::kBoth; };
    if (!is_aside(free.moves.front()) && !is_aside(free.moves.back())) return free;
    const std::optional<std::size_t> first = step_of(labels.front()), last = step_of(labels.back());
    for (const auto& [entry, exit] : {std::pair(first, last), {first, {}}, {{}, last}}) {
      if (!entry && !exit) continue;
      const JourneyDesign design = path_of_map(ask_, journeys_.walked(), entry, exit);
      Alignment anchored = Aligner(design, label_of_step_).align(labels);
      if (anchored.cost <= free.cost) return anchored;
    }
    return free;
  }
  std::optional<std::size_t> step_of(std::uint32_t label) const {
    return label < ask_.map.steps.size() ? std::optional<std::size_t>(label) : std::nullopt;
  }

  static std::vector<Excursion> excursions_of(const Aligned& aligned) {
    const auto& moves = aligned.alignment.moves;
    std::vector<Excursion> excursions;
    for (std::size_t i = 0; i < moves.size();) {
      if (moves[i].kind == Move::Kind::kBoth) {
        ++i;
        continue;
      }
      Excursion one{i, i, moves.size()};
      for (; one.end < moves.size() && moves[one.end].kind != Move::Kind::kBoth; ++one.end)
        if (aligned.kinds[one.end].deviates) one.first = std::min(one.first, one.end);
      // A step that is only out of its place is told where it was done.
      if (one.first < moves.size()) excursions.push_back(one);
      i = one.end;
    }
    return excursions;
  }

  void visit(const DriftJourneys::Journey& journey, std::uint32_t label, TimeUs time_us) {
    if (label >= ask_.map.steps.size()) return;
    const auto at = [&](DriftPlace& place) {
      put(place.here, journey.profile);
      if (buckets_) put(place.here_in[buckets_->bucket_of(time_us)], journey.profile);
    };
    at(tally_.whole);
    at(tally_.steps[label]);
    at(tally_.stages[ask_.map.steps[label].stage]);
  }

  void leave(std::size_t step, std::uint32_t profile, TimeUs time_us) {
    const auto at = [&](DriftPlace& place) {
      put(place.left, profile);
      if (buckets_) put(place.left_in[buckets_->bucket_of(time_us)], profile);
    };
    at(tally_.whole);
    at(tally_.steps[step]);
    at(tally_.stages[ask_.map.steps[step].stage]);
  }

  void follow(const DriftJourneys::Journey& journey) {
    const auto& labels = journeys_.variants()[journey.variant];
    const auto visits = journeys_.visits(journey);
    const Aligned& aligned = aligned_[journey.variant];
    for (std::size_t i = 0; i < labels.size(); ++i)
      visit(journey, labels[i], time_us_[visits[i].first]);
    // Contacts follow a step, so the first label is one.
    put(tally_.entered[labels.front()], journey.profile);
    const auto last = std::ranges::find_if(
        labels.rbegin(), labels.rend(), [&](std::uint32_t l) { return l < ask_.map.steps.size(); });
    put(tally_.ended[*last], journey.profile);
    ++tally_.journeys;
    const double fitness =
        1 - static_cast<double>(aligned.alignment.cost) / static_cast<double>(labels.size());
    tally_.fitness_sum += fitness;
    tally_.fitness_squares += fitness * fitness;
    for (const Excursion& excursion : aligned.excursions)
      leave_by(journey, aligned, excursion, labels, visits);
  }

  void leave_by(const DriftJourneys::Journey& journey, const Aligned& aligned,
                const Excursion& excursion, std::span<const std::uint32_t> labels,
                std::span<const DriftJourneys::Visit> visits) {
    const auto& moves = aligned.alignment.moves;
    const Move& first = moves[excursion.first];
    const std::uint32_t label = first.kind == Move::Kind::kLog ? labels[first.event] : first.step;
    // The step that was left: the last one done in its place, or, before any, the one that was done
    // elsewhere.
    std::optional<std::size_t> event;
    if (excursion.begin > 0) event = moves[excursion.begin - 1].event;
    const std::size_t step = event ? labels[*event] : labels.front();
    const std::size_t from = event.value_or(0);
    leave(step, journey.profile, time_us_[visits[from].first]);
    Deviation& deviation = deviation_at(step, aligned.kinds[excursion.first].kind, label);
    ++deviation.count;
    put(deviation.people, journey.profile);
    put(tally_.kinds[static_cast<std::size_t>(deviation.kind)], journey.profile);
    // Back on the path: at the step that was left, or at the next one in its place.
    std::optional<std::size_t> back;
    bool elsewhere = false;
    for (std::size_t i = excursion.begin; i < excursion.end && !back; ++i) {
      if (moves[i].kind != Move::Kind::kLog) continue;
      if (event && labels[moves[i].event] == step) back = moves[i].event;
      elsewhere = true;
    }
    if (!back && excursion.end < moves.size()) back = moves[excursion.end].event;
    if (!back) return;
    put(deviation.back, journey.profile);
    ++deviation.back_at[labels[*back]];
    if (elsewhere)
      deviation.away_us.push_back(time_us_[visits[*back].first] - time_us_[visits[from].last]);
  }

  Deviation& deviation_at(std::size_t step, DeviationKind kind, std::uint32_t label) {
    const auto [found, is_new] =
        deviation_of_.try_emplace({step, kind, label}, tally_.deviations.size());
    if (is_new) {
      tally_.deviations.emplace_back();
      tally_.deviations.back().step = step;
      tally_.deviations.back().kind = kind;
      tally_.deviations.back().label = label;
    }
    return tally_.deviations[found->second];
  }

  std::span<const TimeUs> time_us_;
  const DriftAsk& ask_;
  const DriftJourneys& journeys_;
  const std::optional<DriftBuckets>& buckets_;
  DriftTally& tally_;
  JourneyDesign design_;
  std::vector<std::uint32_t> label_of_step_;
  std::vector<Aligned> aligned_;  // by variant
  std::map<std::tuple<std::size_t, DeviationKind, std::uint32_t>, std::size_t> deviation_of_;
};

}  // namespace

base::Result<std::optional<DriftBuckets>> DriftBuckets::make(const QueryRun& run,
                                                             const DriftAsk& ask) {
  if (!ask.map.trend && !ask.every_us) return std::nullopt;
  DriftBuckets made;
  const TimeUs from = run.scope.from_us, to = run.scope.to_us;
  const char* field = ask.map.trend ? "trend" : "every";
  if (ask.map.trend) {
    WEND_ASSIGN(made.calendar_,
                model::at_place(Calendar::of_unit(*ask.map.trend, from, to, run.zone), field));
  } else {
    made.every_us_ = *ask.every_us;
    if (to > from && (to - from - 1) / made.every_us_ >= static_cast<TimeUs>(kDriftWindowsMax))
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("There would be more than {} windows.", kDriftWindowsMax),
                        field, "Choose longer windows or a shorter range.");
    for (TimeUs start = to; start > from;) {
      start -= made.every_us_;
      made.starts_.push_back(start);
    }
    std::ranges::reverse(made.starts_);
    made.first_is_partial_ = !made.starts_.empty() && made.starts_.front() < from;
  }
  const std::size_t rows = 1 + ask.map.steps.size() + ask.map.stages.size();
  if (rows * made.size() > kTrendCellsMax)
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The trends of this map have {} points, more than {}.",
                                  rows * made.size(), kTrendCellsMax),
                      field, "Choose a longer unit or a shorter range.");
  return made;
}

std::size_t DriftBuckets::bucket_of(TimeUs time_us) const {
  if (calendar_) return calendar_->bucket_of(time_us);
  return static_cast<std::size_t>((time_us - starts_.front()) / every_us_);
}

base::Result<DriftTally> tally_drift(const QueryRun& run, const DriftAsk& ask,
                                     const DriftJourneys& journeys,
                                     const std::optional<DriftBuckets>& buckets) {
  DriftTally tally;
  Walk walk(run, ask, journeys, buckets, tally);
  WEND_TRY(walk.all(run.stop));
  return tally;
}

}  // namespace wend::analyze
