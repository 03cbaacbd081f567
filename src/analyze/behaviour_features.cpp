#include "analyze/behaviour_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analyze/profile_tally.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kStepsMax = 40, kChannelsMax = 12;
constexpr double kLeastShare = 0.02;
constexpr TimeUs kQuarterUs = 15 * env::kMinuteUs;
constexpr std::size_t kOffsets = 4096;
constexpr std::int64_t kEvening = 18;  // o'clock
// 1 January 1970 was a Thursday.
constexpr std::int64_t kFirstWeekday = 3;
constexpr std::array<const char*, 3> kRhythms = {"days", "evenings", "weekends"};
constexpr double kUsualEvents = 10;
constexpr std::size_t kEvenings = 1, kWeekends = 2;
// Values are summed as whole numbers of this, so that the order of customers makes no difference.
constexpr double kUnit = 1 << 20;

std::int64_t floor_div(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

// Who had each label at all, each customer once.
struct LabelPeople {
  std::uint64_t customers = 0, left_out = 0;
  std::vector<std::uint64_t> of_step, of_channel;

  void merge(LabelPeople&& others) {
    customers += others.customers;
    left_out += others.left_out;
    for (std::size_t i = 0; i < of_step.size(); ++i) of_step[i] += others.of_step[i];
    for (std::size_t i = 0; i < of_channel.size(); ++i) of_channel[i] += others.of_channel[i];
  }
};

// The labels of one customer, each once.
class LabelSet {
 public:
  explicit LabelSet(std::size_t labels) : seen_(labels) {}
  void clear() { list_.clear(), ++round_; }
  void add(std::uint32_t label) {
    if (seen_[label] == round_) return;
    seen_[label] = round_;
    list_.push_back(label);
  }
  const std::vector<std::uint32_t>& list() const { return list_; }

 private:
  std::vector<std::uint32_t> seen_;  // by label: in which round
  std::vector<std::uint32_t> list_;
  std::uint32_t round_ = 0;
};

struct LabelSets {
  LabelSet steps, channels;
};

struct FeatureSums {
  std::vector<__int128> sums, squares;
  std::vector<std::uint64_t> people;

  void merge(FeatureSums&& others) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += others.sums[i];
      squares[i] += others.squares[i];
      people[i] += others.people[i];
    }
  }
};

// The labels of most people, the first of equals first, in the order of the labels.
std::vector<std::uint32_t> most_had(const std::vector<std::uint64_t>& people, std::uint64_t of,
                                    std::size_t most) {
  std::vector<std::uint32_t> labels;
  for (std::uint32_t label = 0; label < people.size(); ++label)
    if (people[label] > 0 &&
        static_cast<double>(people[label]) >= kLeastShare * static_cast<double>(of))
      labels.push_back(label);
  std::ranges::stable_sort(labels, std::greater{},
                           [&](std::uint32_t label) { return people[label]; });
  if (labels.size() > most) labels.resize(most);
  std::ranges::sort(labels);
  return labels;
}

}  // namespace

base::Result<BehaviourFeatures> BehaviourFeatures::make(const QueryRun& run, JourneySteps steps,
                                                        std::uint32_t least) {
  BehaviourFeatures features(run, std::move(steps), least);
  WEND_TRY(features.choose());
  WEND_TRY(features.share_out());
  WEND_TRY(features.measure());
  return features;
}

base::Status BehaviourFeatures::choose() {
  LabelPeople none;
  none.of_step.resize(steps_.labels().size());
  none.of_channel.resize(channels_.size());
  WEND_ASSIGN(const auto people, tally_profiles(
                                     run_, none,
                                     [&] {
                                       return LabelSets{LabelSet(none.of_step.size()),
                                                        LabelSet(none.of_channel.size())};
                                     },
                                     [&](auto& sets, auto& tally, std::uint32_t profile) {
                                       sets.steps.clear();
                                       sets.channels.clear();
                                       std::uint32_t events = 0;
                                       const auto [begin, end] =
                                           run_.scope.events.of_profile(profile);
                                       for (std::size_t i = begin; i < end; ++i) {
                                         const std::uint32_t label = steps_.label_at(i);
                                         if (label == JourneySteps::kNone) continue;
                                         ++events;
                                         sets.steps.add(label);
                                         sets.channels.add(channels_.of(i));
                                       }
                                       if (events < least_) {
                                         tally.left_out += events > 0;
                                         return;
                                       }
                                       ++tally.customers;
                                       for (const std::uint32_t label : sets.steps.list())
                                         ++tally.of_step[label];
                                       for (const std::uint32_t label : sets.channels.list())
                                         ++tally.of_channel[label];
                                     }));
  customers_ = people.customers;
  left_out_ = people.left_out;
  const auto add = [&](const Labels& labels, const std::vector<std::uint64_t>& had,
                       std::size_t most, FeatureOf of, std::vector<std::uint32_t>& feature_of) {
    feature_of.assign(labels.size(), kNone);
    for (const std::uint32_t label : most_had(had, customers_, most)) {
      if (labels.is_missing(label) || labels.text(label).empty()) continue;
      feature_of[label] = static_cast<std::uint32_t>(features_.size());
      features_.push_back({.of = of, .name = labels.text(label)});
    }
  };
  add(steps_.labels(), people.of_step, kStepsMax, FeatureOf::kStep, of_step_);
  add(channels_, people.of_channel, kChannelsMax, FeatureOf::kChannel, of_channel_);
  for (std::size_t rhythm = 0; rhythm < kRhythms.size(); ++rhythm) {
    of_rhythm_[rhythm] = static_cast<std::uint32_t>(features_.size());
    features_.push_back({.of = FeatureOf::kRhythm, .name = kRhythms[rhythm]});
  }
  return {};
}

base::Status BehaviourFeatures::share_out() {
  struct Events {
    std::uint64_t all = 0;
    std::array<std::uint64_t, 3> of_rhythm{};
    void merge(Events&& others) {
      all += others.all;
      for (std::size_t i = 0; i < of_rhythm.size(); ++i) of_rhythm[i] += others.of_rhythm[i];
    }
  };
  WEND_ASSIGN(const auto events, tally_profiles(
                                     run_, Events{}, [&] { return Reader(*this); },
                                     [&](auto& reader, auto& tally, std::uint32_t profile) {
                                       const Behaviour& behaviour = reader.of_profile(profile);
                                       if (!reader.is_compared(behaviour)) return;
                                       tally.all += behaviour.events;
                                       for (std::size_t i = 0; i < of_rhythm_.size(); ++i)
                                         tally.of_rhythm[i] += behaviour.counts[of_rhythm_[i]];
                                     }));
  for (std::size_t i = 0; i < usual_.size() && events.all > 0; ++i)
    usual_[i] = static_cast<double>(events.of_rhythm[i]) / static_cast<double>(events.all);
  return {};
}

base::Status BehaviourFeatures::measure() {
  FeatureSums none;
  none.sums.resize(features_.size());
  none.squares.resize(features_.size());
  none.people.resize(features_.size());
  WEND_ASSIGN(const auto sums, tally_profiles(
                                   run_, none, [&] { return Reader(*this); },
                                   [&](auto& reader, auto& tally, std::uint32_t profile) {
                                     const Behaviour& behaviour = reader.of_profile(profile);
                                     if (!reader.is_compared(behaviour)) return;
                                     for (std::size_t i = 0; i < features_.size(); ++i) {
                                       const auto whole = static_cast<__int128>(
                                           std::llround(value(i, behaviour) * kUnit));
                                       tally.sums[i] += whole;
                                       tally.squares[i] += whole * whole;
                                       tally.people[i] += behaviour.counts[i] > 0;
                                     }
                                   }));
  std::vector<std::uint32_t> moved(features_.size(), kNone);
  std::vector<Feature> kept;
  std::array<std::size_t, 3> count_of{};  // by FeatureOf
  const auto n = static_cast<double>(customers_);
  for (std::size_t i = 0; i < features_.size(); ++i) {
    Feature feature = features_[i];
    feature.people = sums.people[i];
    feature.mean = static_cast<double>(sums.sums[i]) / n / kUnit;
    const double squares = static_cast<double>(sums.squares[i]) / n / (kUnit * kUnit);
    const double variance = squares - feature.mean * feature.mean;
    if (customers_ == 0 || !(variance > 1e-9)) continue;
    feature.deviation = std::sqrt(variance);
    moved[i] = static_cast<std::uint32_t>(kept.size());
    ++count_of[static_cast<std::size_t>(feature.of)];
    kept.push_back(std::move(feature));
  }
  for (Feature& feature : kept)
    feature.weight =
        1 / std::sqrt(static_cast<double>(count_of[static_cast<std::size_t>(feature.of)]));
  const auto move = [&](auto& places) {
    for (std::uint32_t& place : places)
      if (place != kNone) place = moved[place];
  };
  move(of_step_);
  move(of_channel_);
  move(of_rhythm_);
  features_ = std::move(kept);
  return {};
}

double BehaviourFeatures::value(std::size_t feature, const Behaviour& behaviour) const {
  const auto count = static_cast<double>(behaviour.counts[feature]);
  for (const std::size_t rhythm : {kEvenings, kWeekends})
    if (feature == of_rhythm_[rhythm])
      return (count - usual_[rhythm] * behaviour.events) / (behaviour.events + kUsualEvents);
  return std::log1p(count);
}

void BehaviourFeatures::point(const Behaviour& behaviour, std::span<float> out) const {
  for (std::size_t i = 0; i < features_.size(); ++i)
    out[i] = static_cast<float>((value(i, behaviour) - features_[i].mean) / features_[i].deviation *
                                features_[i].weight);
}

BehaviourFeatures::Reader::Reader(const BehaviourFeatures& features)
    : features_(features), least_(features.least_), offsets_(kOffsets) {}

const Behaviour& BehaviourFeatures::Reader::of_profile(std::uint32_t profile) {
  const auto& [days, evenings, weekends] = features_.of_rhythm_;
  behaviour_.events = 0;
  behaviour_.counts.assign(features_.features_.size(), 0);
  const auto add = [&](std::uint32_t feature) {
    if (feature != kNone) ++behaviour_.counts[feature];
  };
  std::int64_t last_day = 0;
  const auto [begin, end] = features_.run_.scope.events.of_profile(profile);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t label = features_.steps_.label_at(i);
    if (label == JourneySteps::kNone) continue;
    add(features_.of_step_[label]);
    add(features_.of_channel_[features_.channels_.of(i)]);
    const Local at = local(features_.run_.table->time_us()[i]);
    if (behaviour_.events == 0 || at.day != last_day) add(days);
    if (at.evening) add(evenings);
    if (at.weekend) add(weekends);
    last_day = at.day;
    ++behaviour_.events;
  }
  return behaviour_;
}

BehaviourFeatures::Reader::Local BehaviourFeatures::Reader::local(TimeUs time_us) {
  const std::int64_t quarter = floor_div(time_us, kQuarterUs);
  Offset& offset = offsets_[static_cast<std::uint64_t>(quarter) % kOffsets];
  if (offset.quarter != quarter) offset = {quarter, features_.run_.zone.offset_us(time_us)};
  const std::int64_t local_us = time_us + offset.offset_us;
  Local local;
  local.day = floor_div(local_us, env::kDayUs);
  local.evening = local_us - local.day * env::kDayUs >= kEvening * 60 * env::kMinuteUs;
  const std::int64_t weekday =
      (local.day + kFirstWeekday) - 7 * floor_div(local.day + kFirstWeekday, 7);
  local.weekend = weekday >= 5;  // from Monday
  return local;
}

}  // namespace wend::analyze
