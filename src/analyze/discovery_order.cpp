#include "analyze/discovery_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "analyze/discovery.h"
#include "analyze/discovery_episodes.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {
namespace {

// Two touchpoints meet on a scale when so many episodes have both…
constexpr double kEpisodesMin = 20;
// … or this share of the people of the rarer one.
constexpr double kMeetShare = 0.15;
// A precedence known from this many episodes has half its full weight.
constexpr double kHalfWeight = 20;
constexpr int kIterations = 400;

struct EpisodeCounter {
  EpisodeCounter(const JourneyTable& table,
                 const std::vector<std::uint16_t>& touchpoint_of_signature, std::size_t touchpoints)
      : met(touchpoints), kernel(table, touchpoint_of_signature, met) {}
  EpisodeCounter(const EpisodeCounter&) = delete;
  void operator()(ProfileRange range) {
    for (std::size_t profile = range.first; profile < range.last; ++profile) kernel.take(profile);
  }

  EpisodesMet met;
  EpisodeKernel kernel;
};

}  // namespace

base::Result<Precedence> measure_precedence(const JourneyTable& table,
                                            const std::vector<std::size_t>& touchpoint_of_name,
                                            std::size_t touchpoints, const std::stop_token& stop) {
  const std::size_t size = touchpoints;
  std::vector<std::uint16_t> touchpoint_of_signature;
  for (const std::uint32_t name : table.shown().name) {
    const std::size_t t = touchpoint_of_name[name];
    touchpoint_of_signature.push_back(t == kNoTouchpoint ? EpisodeKernel::kNowhere
                                                         : static_cast<std::uint16_t>(t));
  }
  WEND_ASSIGN(const auto workers, by_workers(table, stop, [&] {
                return EpisodeCounter(table, touchpoint_of_signature, size);
              }));
  EpisodesMet all(size);
  for (const auto& worker : workers) all.join(worker->met);
  constexpr std::size_t kScales = kEpisodeScales.size();
  std::array<std::vector<std::int64_t>, kScales> twice;
  for (std::size_t scale = 0; scale < kScales; ++scale) twice[scale] = all.twice_first(scale);
  Precedence result{.size = size,
                    .before = std::vector<double>(size * size, 0.5),
                    .weight = std::vector<double>(size * size, 0),
                    .follows = std::move(all.follows),
                    .starts = std::move(all.starts),
                    .ends = std::move(all.ends)};
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      if (a == b) continue;
      const double needed = std::max(
          kEpisodesMin, kMeetShare * static_cast<double>(std::min(all.people[a], all.people[b])));
      for (std::size_t scale = 0; scale < kScales; ++scale) {
        const double ab = static_cast<double>(twice[scale][a * size + b]) / 2;
        const double n = ab + static_cast<double>(twice[scale][b * size + a]) / 2;
        if (n < needed && scale + 1 < kScales) continue;
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
