#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyze/journey_map_kernel.h"
#include "analyze/statistics.h"

namespace wend::analyze {

// Whole numbers and how they spread. Kept as whole sums, so that parts may be added in any order.
class WholeSpread {
 public:
  void add(std::int64_t value, std::uint64_t times = 1) {
    n_ += times;
    sum_ += value * static_cast<std::int64_t>(times);
    squares_ += static_cast<unsigned __int128>(static_cast<__int128>(value) * value) * times;
  }
  void merge(const WholeSpread& others) {
    n_ += others.n_;
    sum_ += others.sum_;
    squares_ += others.squares_;
  }
  std::uint64_t n() const { return n_; }
  double mean() const { return static_cast<double>(sum_) / static_cast<double>(n_); }  // n > 0
  double deviation() const;  // of a sample, with n − 1; 0 below two

 private:
  std::uint64_t n_ = 0;
  std::int64_t sum_ = 0;
  __extension__ unsigned __int128 squares_ = 0;
};

// An emotion from −2 to +2 with its 95 % interval, which one person alone does not give.
struct Emotion {
  double value = 0;
  std::optional<Interval> interval;
  std::uint64_t n = 0;  // people
};

// The mean of people's own mean feedback, in millionths, by the normal limit.
Emotion computed_emotion(const WholeSpread& of_people);

// What goes wrong for a customer at a place, and what each weighs in the measured emotion: as the
// same things do for touchpoints (docs/friction.md).
enum class MapTrouble : std::uint8_t { kLeave, kBackward, kContact, kRepeat, kSlow };
inline constexpr std::size_t kMapTroubles = 5;
inline constexpr std::array<std::string_view, kMapTroubles> kMapTroubleNames = {
    "leave", "backward", "contact_after", "repeat", "slow"};
// In twentieths, so that sums are whole.
inline constexpr std::array<std::int64_t, kMapTroubles> kMapTroubleWeights = {20, 15, 15, 10, 3};
inline constexpr double kMapWeightUnit = 1.0 / 20;
inline constexpr std::int64_t kMapSlowWeight = 3;
static_assert(kMapTroubleWeights.back() == kMapSlowWeight);
inline constexpr std::size_t kMapWeightsMax = 63;  // of all together
static_assert(kMapTroubleWeights[0] + kMapTroubleWeights[1] + kMapTroubleWeights[2] +
                  kMapTroubleWeights[3] + kMapTroubleWeights[4] ==
              kMapWeightsMax);

// What counts as trouble in one layer of a map.
struct MapTroubleRule {
  std::size_t first_bound = 0, last_bound = 0;
  bool has_outcome = false;
  std::optional<TimeUs> slow_us;  // a longer way on is slow

  // Nobody can go back from the first place, and without an outcome the last one is where journeys
  // end.
  bool applies(std::size_t place, MapTrouble trouble) const {
    if (trouble == MapTrouble::kLeave) return has_outcome || place != last_bound;
    return trouble != MapTrouble::kBackward || place != first_bound;
  }
  bool has(const MapStay& stay, MapTrouble trouble) const {
    switch (trouble) {
      case MapTrouble::kLeave:
        return stay.left;
      case MapTrouble::kBackward:
        return stay.backward_before;
      case MapTrouble::kContact:
        return stay.contact_after;
      case MapTrouble::kRepeat:
        return stay.repeat_before;
      case MapTrouble::kSlow:
        return slow_us && stay.next_us > *slow_us;
    }
    return false;
  }
  // The sum of the weights of what applies and went wrong, in twentieths; nobody is slow where
  // slow_us is not known.
  std::int64_t sum_of(const MapStay& stay) const;
};

// The people of one place and their troubles.
struct MapTroubles {
  WholeSpread sums;
  std::array<std::uint64_t, kMapTroubles> people{};
};

// How much more goes wrong at a place than on the map as a whole.
struct MeasuredEmotion {
  Emotion emotion;
  double excess = 0;
};
class MapBaseline {
 public:
  // By place; those where nobody is count nothing.
  MapBaseline(const MapTroubleRule& rule, std::span<const MapTroubles> places);

  // The share of people who have this trouble, over all places where it applies.
  double share(MapTrouble trouble) const { return shares_[static_cast<std::size_t>(trouble)]; }
  // Of a place where somebody is: −2·tanh(excess / 0.35), the excess being the mean sum of weights
  // less that of the baseline. The interval is the normal limit of the mean, with the larger of the
  // deviations here and over all places, so that a few who are alike do not look certain.
  MeasuredEmotion measured(std::size_t place, const MapTroubles& troubles) const;

 private:
  MapTroubleRule rule_;
  std::array<double, kMapTroubles> shares_{};
  double deviation_ = 0;
};

// The highest, the lowest and the last of a curve (peak–end rule).
struct CurveMarks {
  struct Mark {
    double value = 0;
    std::vector<std::size_t> places;  // several where they tie
  };
  std::optional<Mark> peak, trough;  // none where all are equal
  std::optional<Mark> end;
};
// By place; of those that have an emotion of at least so many people.
CurveMarks marks_of(std::span<const std::optional<Emotion>> curve, std::uint64_t least);

}  // namespace wend::analyze
