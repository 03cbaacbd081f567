#include "analyze/journey_map_emotion.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {
namespace {

constexpr double kZ95 = 1.959963984540054;  // the standard normal quantile of 0.975
constexpr double kMillionth = 1e-6;
constexpr double kMost = 2;  // emotions reach from −2 to +2
// As of touchpoints (friction_standing.cpp): an excess of this sum of shares takes the emotion to
// −2·tanh(1) = −1.5.
constexpr double kEmotionScale = 0.35;

double emotion_of_excess(double excess) {
  return -kMost * std::tanh(excess / kEmotionScale);
}

}  // namespace

double WholeSpread::deviation() const {
  if (n_ < 2) return 0;
  // n·Σx² − (Σx)² in whole numbers: no digits are lost.
  const auto square = static_cast<unsigned __int128>(static_cast<__int128>(sum_) * sum_);
  const auto spread = static_cast<unsigned __int128>(n_) * squares_ - square;
  const auto n = static_cast<double>(n_);
  return std::sqrt(static_cast<double>(spread) / (n * (n - 1)));
}

Emotion computed_emotion(const WholeSpread& of_people) {
  Emotion emotion{.n = of_people.n()};
  emotion.value = of_people.mean() * kMillionth;
  if (emotion.n > 1) {
    const double half =
        kZ95 * of_people.deviation() * kMillionth / std::sqrt(static_cast<double>(emotion.n));
    emotion.interval = {std::max(-kMost, emotion.value - half),
                        std::min(kMost, emotion.value + half)};
  }
  return emotion;
}

std::int64_t MapTroubleRule::sum_of(const MapStay& stay) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kMapTroubles; ++i) {
    const auto trouble = static_cast<MapTrouble>(i);
    if (applies(stay.place, trouble) && has(stay, trouble)) sum += kMapTroubleWeights[i];
  }
  return sum;
}

MapBaseline::MapBaseline(const MapTroubleRule& rule, std::span<const MapTroubles> places)
    : rule_(rule) {
  WholeSpread all;
  for (const MapTroubles& troubles : places) all.merge(troubles.sums);
  deviation_ = all.deviation() * kMapWeightUnit;
  for (std::size_t i = 0; i < kMapTroubles; ++i) {
    std::uint64_t people = 0, of = 0;
    for (std::size_t place = 0; place < places.size(); ++place) {
      if (!rule.applies(place, static_cast<MapTrouble>(i))) continue;
      people += places[place].people[i];
      of += places[place].sums.n();
    }
    if (of > 0) shares_[i] = static_cast<double>(people) / static_cast<double>(of);
  }
}

MeasuredEmotion MapBaseline::measured(std::size_t place, const MapTroubles& troubles) const {
  double expected = 0;
  for (std::size_t i = 0; i < kMapTroubles; ++i) {
    if (rule_.applies(place, static_cast<MapTrouble>(i)))
      expected += static_cast<double>(kMapTroubleWeights[i]) * kMapWeightUnit * shares_[i];
  }
  MeasuredEmotion measured{.emotion = {.n = troubles.sums.n()}};
  measured.excess = troubles.sums.mean() * kMapWeightUnit - expected;
  measured.emotion.value = emotion_of_excess(measured.excess);
  if (measured.emotion.n > 1) {
    const double deviation = std::max(deviation_, troubles.sums.deviation() * kMapWeightUnit);
    const double half = kZ95 * deviation / std::sqrt(static_cast<double>(measured.emotion.n));
    measured.emotion.interval = {emotion_of_excess(measured.excess + half),
                                 emotion_of_excess(measured.excess - half)};
  }
  return measured;
}

CurveMarks marks_of(std::span<const std::optional<Emotion>> curve, std::uint64_t least) {
  CurveMarks marks;
  for (std::size_t place = 0; place < curve.size(); ++place) {
    if (!curve[place] || curve[place]->n < least) continue;
    const double value = curve[place]->value;
    const auto hold = [&](std::optional<CurveMarks::Mark>& mark, bool beats) {
      if (!mark || beats) mark = {value, {}};
      if (mark->value == value) mark->places.push_back(place);
    };
    hold(marks.peak, marks.peak && value > marks.peak->value);
    hold(marks.trough, marks.trough && value < marks.trough->value);
    marks.end = {value, {place}};
  }
  if (marks.peak && marks.peak->value == marks.trough->value) {
    marks.peak.reset();
    marks.trough.reset();
  }
  return marks;
}

}  // namespace wend::analyze
