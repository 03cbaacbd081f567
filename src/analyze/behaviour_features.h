#pragma once

#include <array>
#include <string>
#include <vector>

#include "analyze/journey_steps.h"
#include "analyze/k_means.h"
#include "analyze/question.h"

namespace wend::analyze {

enum class FeatureOf : std::uint8_t { kStep, kChannel, kRhythm };

// One number that tells how customers behave.
struct Feature {
  FeatureOf of = FeatureOf::kStep;
  std::string name;  // of the event, touchpoint or channel; "days", "evenings" or "weekends"
  std::uint64_t people = 0;  // who have it at all
  // Over the customers compared: of value().
  double mean = 0, deviation = 1;
  double weight = 1;
};

// How one customer behaves, as counts.
struct Behaviour {
  std::uint32_t events = 0;
  std::vector<std::uint32_t> counts;  // by feature: events, or days with any
};

// What is compared of customers: how often they had each step and each channel, on how many days,
// and which shares of their events fell on evenings (18 to 24 o'clock) and weekends, in the
// workspace's time zone.
class BehaviourFeatures {
 public:
  // The customers compared have at least `least` events. A step or channel that fewer than 2 % of
  // them have, or all but the 40 steps and 12 channels of most people, is no feature; neither is
  // what is the same for all. Errors: kCancelled.
  static base::Result<BehaviourFeatures> make(const QueryRun& run, JourneySteps steps,
                                              std::uint32_t least);

  const std::vector<Feature>& list() const { return features_; }
  std::uint64_t customers() const { return customers_; }  // that are compared
  std::uint64_t left_out() const { return left_out_; }    // that have fewer events, but some

  // Reads customers one by one; one for each thread.
  class Reader {
   public:
    explicit Reader(const BehaviourFeatures& features);
    // What a customer did; whose `events` is 0 did nothing that the question looks at. Valid until
    // the next call.
    const Behaviour& of_profile(std::uint32_t profile);
    bool is_compared(const Behaviour& behaviour) const { return behaviour.events >= least_; }

   private:
    // Local time of a moment: which day, and whether it is evening or weekend.
    struct Local {
      std::int64_t day = 0;
      bool evening = false, weekend = false;
    };
    Local local(TimeUs time_us);

    const BehaviourFeatures& features_;
    std::uint32_t least_;
    Behaviour behaviour_;
    // Offsets of the zone by quarter of an hour, the latest that fell on each place.
    struct Offset {
      std::int64_t quarter = std::numeric_limits<std::int64_t>::min();
      std::int64_t offset_us = 0;
    };
    std::vector<Offset> offsets_;
  };

  // What the distance of two customers is made of: the logarithm of 1 + count; for evenings and
  // weekends the share of events above that of everybody, as if ten more events were shared out as
  // everybody's are: two events in an evening do not make an evening person.
  double value(std::size_t feature, const Behaviour& behaviour) const;
  // A customer as a point: values in deviations from the mean, weighted so that steps, channels and
  // rhythm each count the same.
  void point(const Behaviour& behaviour, std::span<float> out) const;

 private:
  BehaviourFeatures(const QueryRun& run, JourneySteps steps, std::uint32_t least)
      : run_(run),
        steps_(std::move(steps)),
        channels_(Labels::of_channels(*run.table)),
        least_(least) {}
  base::Status choose();
  base::Status share_out();
  base::Status measure();

  QueryRun run_;
  JourneySteps steps_;
  Labels channels_;
  std::uint32_t least_;
  std::vector<Feature> features_;
  std::vector<std::uint32_t> of_step_, of_channel_;  // by label: the feature, or kNone
  std::array<std::uint32_t, 3> of_rhythm_{};         // days, evenings, weekends, or kNone
  std::array<double, 3> usual_{};                    // of them: the share of everybody's events
  std::uint64_t customers_ = 0, left_out_ = 0;

  static constexpr std::uint32_t kNone = ~0U;
};

}  // namespace wend::analyze
