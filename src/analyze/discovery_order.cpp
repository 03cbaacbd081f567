#include "analyze/discovery_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "analyze/discovery.h"

namespace wend::analyze {
namespace {

using env::kDayUs;
using env::kHourUs;
using env::kMinuteUs;

constexpr std::array<TimeUs, 4> kScales = {30 * kMinuteUs, 12 * kHourUs, 7 * kDayUs,
                                           std::numeric_limits<TimeUs>::max()};
// Two touchpoints meet on a scale when so many episodes have both…
constexpr double kEpisodesMin = 20;
// … or this share of the people of the rarer one.
constexpr double kMeetShare = 0.15;
// A precedence known from this many episodes has half its full weight.
constexpr double kHalfWeight = 20;
constexpr int kIterations = 400;

struct PairCounts {
  std::vector<double> first;  // [a*size+b]: episodes where a comes before b; half for equal times
};

}  // namespace

Precedence measure_precedence(const JourneyTable& table,
                              const std::vector<std::size_t>& touchpoint_of_name,
                              std::size_t touchpoints) {
  const std::size_t size = touchpoints;
  Precedence result{.size = size,
                    .before = std::vector<double>(size * size, 0.5),
                    .weight = std::vector<double>(size * size, 0),
                    .follows = std::vector<std::size_t>(size * size, 0),
                    .starts = std::vector<std::size_t>(size, 0),
                    .ends = std::vector<std::size_t>(size, 0)};
  std::array<PairCounts, kScales.size()> counts;
  for (PairCounts& count : counts) count.first.assign(size * size, 0);
  std::vector<double> people(size, 0);

  std::vector<std::pair<std::size_t, TimeUs>> steps, firsts;
  std::vector<std::size_t> seen(size, kNoTouchpoint);
  std::size_t episode = 0;
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    steps.clear();
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      const std::size_t t = touchpoint_of_name[table.name()[i]];
      if (t != kNoTouchpoint) steps.emplace_back(t, table.time_us()[i]);
    }
    if (steps.empty()) continue;
    ++result.starts[steps.front().first];
    ++result.ends[steps.back().first];
    for (std::size_t i = 1; i < steps.size(); ++i) {
      ++result.follows[steps[i - 1].first * size + steps[i].first];
    }
    for (std::size_t scale = 0; scale < kScales.size(); ++scale) {
      std::size_t begin = 0;
      while (begin < steps.size()) {
        ++episode;
        firsts.clear();
        std::size_t i = begin;
        for (; i < steps.size(); ++i) {
          if (i > begin && steps[i].second - steps[i - 1].second > kScales[scale]) break;
          if (seen[steps[i].first] == episode) continue;
          seen[steps[i].first] = episode;
          firsts.push_back(steps[i]);
        }
        begin = i;
        for (std::size_t a = 0; a < firsts.size(); ++a) {
          if (scale + 1 == kScales.size()) ++people[firsts[a].first];
          for (std::size_t b = a + 1; b < firsts.size(); ++b) {
            const double share = firsts[a].second == firsts[b].second ? 0.5 : 1.0;
            counts[scale].first[firsts[a].first * size + firsts[b].first] += share;
            counts[scale].first[firsts[b].first * size + firsts[a].first] += 1 - share;
          }
        }
      }
    }
  }
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      if (a == b) continue;
      const double needed = std::max(kEpisodesMin, kMeetShare * std::min(people[a], people[b]));
      for (std::size_t scale = 0; scale < kScales.size(); ++scale) {
        const double ab = counts[scale].first[a * size + b];
        const double n = ab + counts[scale].first[b * size + a];
        if (n < needed && scale + 1 < kScales.size()) continue;
        if (n > 0) result.before[a * size + b] = ab / n;
        result.weight[a * size + b] = n;
        break;
      }
    }
  }
  return result;
}

std::vector<double> positions_of(const Precedence& precedence) {
  const std::size_t size = precedence.size;
  std::vector<double> score(size, 0);
  // Gauss-Seidel on the normal equations; a slight pull to the middle keeps islands apart from
  // running away.
  constexpr double kPull = 0.02;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    for (std::size_t b = 0; b < size; ++b) {
      double sum = 0, weights = kPull;
      for (std::size_t a = 0; a < size; ++a) {
        const double n = precedence.weight[a * size + b];
        if (a == b || n <= 0) continue;
        const double w = n / (n + kHalfWeight);
        sum += w * (score[a] + 2 * precedence.before[a * size + b] - 1);
        weights += w;
      }
      score[b] = sum / weights;
    }
  }
  if (size == 0) return score;
  const auto [low, high] = std::ranges::minmax(score);
  for (double& value : score) value = high > low ? (value - low) / (high - low) : 0.5;
  return score;
}

std::vector<std::size_t> order_of(const Precedence& precedence,
                                  const std::vector<double>& positions) {
  const std::size_t size = precedence.size;
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t t) { return positions[t]; });
  const auto agreement = [&](std::size_t a, std::size_t b) {  // of placing a before b
    const double n = precedence.weight[a * size + b];
    return n <= 0 ? 0.0 : n / (n + kHalfWeight) * (2 * precedence.before[a * size + b] - 1);
  };
  // Each pass moves every touchpoint to its best place; passes are few because each one must gain.
  constexpr double kGainMin = 1e-9;
  for (std::size_t pass = 0; pass < size; ++pass) {
    bool moved = false;
    for (std::size_t from = 0; from < size; ++from) {
      const std::size_t t = order[from];
      double gain = 0, best_gain = kGainMin;
      std::size_t best = from;
      for (std::size_t to = from; to-- > 0;) {
        gain += 2 * agreement(t, order[to]);
        if (gain > best_gain) best_gain = gain, best = to;
      }
      gain = 0;
      for (std::size_t to = from + 1; to < size; ++to) {
        gain += 2 * agreement(order[to], t);
        if (gain > best_gain) best_gain = gain, best = to;
      }
      if (best == from) continue;
      order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
      order.insert(order.begin() + static_cast<std::ptrdiff_t>(best), t);
      moved = true;
    }
    if (!moved) break;
  }
  return order;
}

}  // namespace wend::analyze
