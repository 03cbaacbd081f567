#include "analyze/attribution_shapley.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <map>
#include <numeric>

#include "analyze/event_mask.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kSamplesMax = 4'000;
constexpr std::size_t kSamplesMin = 100;
// Steps of work that all samples together may take, roughly a second.
constexpr std::size_t kSampleWorkMax = 400'000'000;

struct Counts {
  std::uint64_t conversions = 0;
  std::uint64_t paths = 0;
  void add(const Counts& other) {
    conversions += other.conversions;
    paths += other.paths;
  }
  double rate() const {
    return paths == 0 ? 0 : static_cast<double>(conversions) / static_cast<double>(paths);
  }
};

// The different channels of a path, ascending.
using ChannelSet = std::vector<ChannelCode>;

std::map<ChannelSet, Counts> counts_by_set(const PathForms& forms) {
  std::map<ChannelSet, Counts> sets;
  for (std::uint32_t form = 0; form < forms.size(); ++form) {
    const auto touches = forms.touches(form);
    ChannelSet set(touches.begin(), touches.end());
    std::ranges::sort(set);
    set.erase(std::ranges::unique(set).begin(), set.end());
    sets[set].add({forms[form].conversions, forms[form].conversions + forms[form].not_converted});
  }
  return sets;
}

// By the definition: the sum over all sets of what a channel adds to each, with the weight
// |S|! (n − |S| − 1)! / n!.
std::vector<double> exact_values(const std::map<ChannelSet, Counts>& sets, std::size_t channels) {
  const std::size_t all = std::size_t{1} << channels;
  std::vector<Counts> within(all);
  for (const auto& [set, counts] : sets) {
    std::size_t bits = 0;
    for (const ChannelCode channel : set) bits |= std::size_t{1} << channel;
    within[bits].add(counts);
  }
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const std::size_t bit = std::size_t{1} << channel;
    for (std::size_t set = 0; set < all; ++set)
      if ((set & bit) != 0) within[set].add(within[set ^ bit]);
  }
  std::vector<double> weight(channels);  // by the size of the set that is joined
  for (std::size_t size = 0; size < channels; ++size) {
    const auto of_factorial = [](std::size_t n) { return std::lgamma(static_cast<double>(n) + 1); };
    weight[size] =
        std::exp(of_factorial(size) + of_factorial(channels - size - 1) - of_factorial(channels));
  }
  std::vector<double> values(channels);
  for (std::size_t set = 0; set < all; ++set) {
    const std::size_t size = std::bitset<kShapleyExactChannelsMax>(set).count();
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const std::size_t bit = std::size_t{1} << channel;
      if ((set & bit) == 0)
        values[channel] += weight[size] * (within[set | bit].rate() - within[set].rate());
    }
  }
  return values;
}

// One order of the channels gives each what it adds to those before it: a path counts from when the
// last of its channels has joined.
base::Status sample(const std::map<ChannelSet, Counts>& sets, std::size_t channels,
                    const std::stop_token& stop, ShapleyValues& values) {
  std::size_t work = channels;
  for (const auto& entry : sets) work += entry.first.size();
  values.samples = std::clamp(kSampleWorkMax / work, kSamplesMin, kSamplesMax);
  std::vector<std::size_t> order(channels), rank(channels);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<Counts> joined(channels);
  std::vector<double> sum(channels), squares(channels);
  env::Random random(kSeed);
  for (std::size_t i = 0; i < values.samples; ++i) {
    WEND_TRY(check_stop(stop));
    for (std::size_t at = channels; at > 1; --at) std::swap(order[at - 1], order[random.below(at)]);
    for (std::size_t at = 0; at < channels; ++at) rank[order[at]] = at;
    std::ranges::fill(joined, Counts{});
    for (const auto& [set, counts] : sets) {
      std::size_t last = 0;
      for (const ChannelCode channel : set) last = std::max(last, rank[channel]);
      joined[last].add(counts);
    }
    Counts within;
    double before = 0;
    for (std::size_t at = 0; at < channels; ++at) {
      within.add(joined[at]);
      const double added = within.rate() - before;
      sum[order[at]] += added;
      squares[order[at]] += added * added;
      before = within.rate();
    }
  }
  const auto n = static_cast<double>(values.samples);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const double mean = sum[channel] / n;
    values.conversions.push_back(mean);
    values.error.push_back(std::sqrt(std::max(0.0, squares[channel] / n - mean * mean) / (n - 1)));
  }
  return {};
}

}  // namespace

base::Result<ShapleyValues> shapley_of_rates(const PathForms& forms, std::size_t channels,
                                             const std::stop_token& stop) {
  ShapleyValues values;
  if (channels == 0) return values;
  const auto sets = counts_by_set(forms);
  if (channels <= kShapleyExactChannelsMax) {
    values.conversions = exact_values(sets, channels);
  } else {
    WEND_TRY(sample(sets, channels, stop, values));
  }
  Counts all;
  for (const auto& entry : sets) all.add(entry.second);
  for (double& value : values.conversions) value *= static_cast<double>(all.paths);
  for (double& error : values.error) error *= static_cast<double>(all.paths);
  return values;
}

}  // namespace wend::analyze
