#include "analyze/discovery_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "analyze/discovery.h"
#include "analyze/large_parts.h"

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

// What was met in some customers' journeys. Sums of halves, so joined in any order they are equal.
struct Met {
  // [a*size+b]: episodes where a comes before b; half for equal times.
  std::array<std::vector<double>, kScales.size()> first;
  std::vector<double> people;
  std::vector<std::size_t> follows, starts, ends;

  void make_room(std::size_t size) {
    for (auto& one : first) one.resize(size * size, 0);
    follows.resize(size * size, 0);
    people.resize(size, 0);
    starts.resize(size, 0);
    ends.resize(size, 0);
  }
  void join(const Met& other) {
    const auto add = [](auto& to, const auto& from) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    };
    for (std::size_t scale = 0; scale < first.size(); ++scale)
      add(first[scale], other.first[scale]);
    add(people, other.people);
    add(follows, other.follows);
    add(starts, other.starts);
    add(ends, other.ends);
  }
};

// Goes through the episodes of one customer after the other.
class Episodes {
 public:
  Episodes(const JourneyTable& table, const std::vector<std::size_t>& touchpoint_of_name, Met& met,
           std::size_t size)
      : table_(table),
        touchpoint_of_name_(touchpoint_of_name),
        met_(met),
        size_(size),
        seen_(size, 0) {}

  void take(std::size_t profile) {
    steps_.clear();
    for (std::size_t i = table_.begin(profile); i < table_.end(profile); ++i) {
      const std::size_t t = touchpoint_of_name_[table_.name()[i]];
      if (t != kNoTouchpoint) steps_.emplace_back(t, table_.time_us()[i]);
    }
    if (steps_.empty()) return;
    ++met_.starts[steps_.front().first];
    ++met_.ends[steps_.back().first];
    for (std::size_t i = 1; i < steps_.size(); ++i) {
      ++met_.follows[steps_[i - 1].first * size_ + steps_[i].first];
    }
    for (std::size_t scale = 0; scale < kScales.size(); ++scale) {
      for (std::size_t begin = 0; begin < steps_.size();) begin = take_episode(scale, begin);
    }
  }

 private:
  // The episode that begins with this step; where the next one begins.
  std::size_t take_episode(std::size_t scale, std::size_t begin) {
    ++episode_;
    firsts_.clear();
    std::size_t i = begin;
    for (; i < steps_.size(); ++i) {
      if (i > begin && steps_[i].second - steps_[i - 1].second > kScales[scale]) break;
      if (seen_[steps_[i].first] == episode_) continue;
      seen_[steps_[i].first] = episode_;
      firsts_.push_back(steps_[i]);
    }
    std::vector<double>& first = met_.first[scale];
    for (std::size_t a = 0; a < firsts_.size(); ++a) {
      if (scale + 1 == kScales.size()) ++met_.people[firsts_[a].first];
      for (std::size_t b = a + 1; b < firsts_.size(); ++b) {
        const bool equal = firsts_[a].second == firsts_[b].second;
        first[firsts_[a].first * size_ + firsts_[b].first] += equal ? 0.5 : 1.0;
        if (equal) first[firsts_[b].first * size_ + firsts_[a].first] += 0.5;
      }
    }
    return i;
  }

  const JourneyTable& table_;
  const std::vector<std::size_t>& touchpoint_of_name_;
  Met& met_;
  const std::size_t size_;
  std::vector<std::pair<std::size_t, TimeUs>> steps_, firsts_;
  std::vector<std::size_t> seen_;  // in which episode
  std::size_t episode_ = 0;
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
  const auto parts = in_profile_ranges<Met>(
      table, {},
      [&](ProfileRange range, Met& met) {
        met.make_room(size);
        Episodes episodes(table, touchpoint_of_name, met, size);
        for (std::size_t profile = range.first; profile < range.last; ++profile)
          episodes.take(profile);
      },
      profiles_per_large_part(table));
  Met all;
  all.make_room(size);
  for (const Met& part : *parts) all.join(part);
  result.follows = std::move(all.follows);
  result.starts = std::move(all.starts);
  result.ends = std::move(all.ends);
  const auto& counts = all.first;
  const auto& people = all.people;
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      if (a == b) continue;
      const double needed = std::max(kEpisodesMin, kMeetShare * std::min(people[a], people[b]));
      for (std::size_t scale = 0; scale < kScales.size(); ++scale) {
        const double ab = counts[scale][a * size + b];
        const double n = ab + counts[scale][b * size + a];
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
