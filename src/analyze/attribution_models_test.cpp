#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/attribution_chain.h"
#include "analyze/attribution_shapley.h"

namespace wend::analyze {
namespace {

struct Walk {
  std::vector<ChannelCode> touches;
  std::uint64_t conversions, not_converted;
};

PathForms forms_of(const std::vector<Walk>& walks) {
  PathForms forms;
  for (const Walk& walk : walks) {
    const std::uint32_t form = forms.of(walk.touches, PathForms::hash(walk.touches));
    forms[form].conversions += walk.conversions;
    forms[form].not_converted += walk.not_converted;
  }
  return forms;
}

std::vector<Walk> random_walks(int channels) {
  std::vector<Walk> walks;
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    Walk walk;
    const int length = *rc::gen::inRange(1, 7);
    for (int k = 0; k < length; ++k)
      walk.touches.push_back(static_cast<ChannelCode>(*rc::gen::inRange(0, channels)));
    walk.conversions = static_cast<std::uint64_t>(*rc::gen::inRange(0, 4));
    walk.not_converted =
        static_cast<std::uint64_t>(*rc::gen::inRange(walk.conversions == 0 ? 1 : 0, 4));
    walks.push_back(walk);
  }
  return walks;
}

using History = std::vector<ChannelCode>;

// The probability of a conversion from the empty history, by elimination over all histories.
double solved_rate(const std::vector<Walk>& walks, std::size_t order, int removed) {
  std::map<History, std::size_t> states = {{{}, 0}};
  std::map<std::pair<std::size_t, std::size_t>, double> moves;
  std::map<std::size_t, double> ends, converts;
  for (const Walk& walk : walks) {
    History history;
    const auto times = static_cast<double>(walk.conversions + walk.not_converted);
    for (const ChannelCode channel : walk.touches) {
      History next = history;
      next.push_back(channel);
      if (next.size() > order) next.erase(next.begin());
      const std::size_t from = states.try_emplace(history, states.size()).first->second;
      const std::size_t to = states.try_emplace(next, states.size()).first->second;
      moves[{from, to}] += times;
      history = next;
    }
    ends[states[history]] += times;
    converts[states[history]] += static_cast<double>(walk.conversions);
  }
  const std::size_t n = states.size();
  std::vector<double> out(n);
  for (const auto& [edge, count] : moves) out[edge.first] += count;
  for (const auto& [state, count] : ends) out[state] += count;
  std::vector<std::vector<double>> rows(n, std::vector<double>(n + 1));
  for (std::size_t i = 0; i < n; ++i) rows[i][i] = 1;
  for (const auto& [state, count] : converts) rows[state][n] = count / out[state];
  for (const auto& [history, state] : states) {
    if (!history.empty() && history.back() == removed) continue;
    for (std::size_t from = 0; from < n; ++from)
      if (const auto move = moves.find({from, state}); move != moves.end())
        rows[from][state] -= move->second / out[from];
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t k = i; k < n; ++k)
      if (std::abs(rows[k][i]) > std::abs(rows[pivot][i])) pivot = k;
    std::swap(rows[i], rows[pivot]);
    for (std::size_t k = 0; k < n; ++k) {
      if (k == i) continue;
      const double factor = rows[k][i] / rows[i][i];
      for (std::size_t c = i; c <= n; ++c) rows[k][c] -= factor * rows[i][c];
    }
  }
  return rows[0][n] / rows[0][0];
}

RC_GTEST_PROP(RemovalEffect, AgreesWithTheSolvedChain, ()) {
  const auto walks = random_walks(3);
  const auto order = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
  const auto shares = removal_shares(forms_of(walks), 3, order, {}).value();
  const double all = solved_rate(walks, order, -1);
  std::vector<double> expected(3);
  if (all > 0) {
    for (int channel = 0; channel < 3; ++channel)
      expected[static_cast<std::size_t>(channel)] = 1 - solved_rate(walks, order, channel) / all;
    const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (double& share : expected) share /= sum;
  }
  for (std::size_t channel = 0; channel < 3; ++channel)
    RC_ASSERT(std::abs(shares[channel] - expected[channel]) < 1e-9);
}

double rate_within(const std::vector<Walk>& walks, const std::set<int>& coalition) {
  double conversions = 0, paths = 0;
  for (const Walk& walk : walks) {
    if (!std::ranges::all_of(walk.touches, [&](int c) { return coalition.contains(c); })) continue;
    conversions += static_cast<double>(walk.conversions);
    paths += static_cast<double>(walk.conversions + walk.not_converted);
  }
  return paths == 0 ? 0 : conversions / paths;
}

// The mean over all orders of joining, written out.
std::vector<double> brute_force_shapley(const std::vector<Walk>& walks, int channels) {
  std::vector<int> order(static_cast<std::size_t>(channels));
  std::iota(order.begin(), order.end(), 0);
  std::vector<double> values(order.size());
  double orders = 0, paths = 0;
  for (const Walk& walk : walks)
    paths += static_cast<double>(walk.conversions + walk.not_converted);
  do {
    ++orders;
    std::set<int> coalition;
    for (const int channel : order) {
      const double before = rate_within(walks, coalition);
      coalition.insert(channel);
      values[static_cast<std::size_t>(channel)] += rate_within(walks, coalition) - before;
    }
  } while (std::ranges::next_permutation(order).found);
  for (double& value : values) value *= paths / orders;
  return values;
}

RC_GTEST_PROP(Shapley, AgreesWithEveryOrderOfJoining, ()) {
  const int channels = *rc::gen::inRange(1, 6);
  const auto walks = random_walks(channels);
  const auto values =
      shapley_of_rates(forms_of(walks), static_cast<std::size_t>(channels), {}).value();
  RC_ASSERT(values.samples == 0u);
  const auto expected = brute_force_shapley(walks, channels);
  for (std::size_t channel = 0; channel < expected.size(); ++channel)
    RC_ASSERT(std::abs(values.conversions[channel] - expected[channel]) < 1e-9);
}

// Channels that stand in no path add nothing, whichever way the values are computed: with ten of
// them the values of three are sampled, and must agree with the exact ones within their error.
RC_GTEST_PROP(Shapley, SamplesAgreeWithinTheirError, ()) {
  const auto walks = random_walks(3);
  const auto exact = shapley_of_rates(forms_of(walks), 3, {}).value();
  const auto sampled = shapley_of_rates(forms_of(walks), 13, {}).value();
  RC_ASSERT(sampled.samples > 100u);
  double sum = 0, expected_sum = 0;
  for (std::size_t channel = 0; channel < 13; ++channel) {
    const double expected = channel < 3 ? exact.conversions[channel] : 0;
    RC_ASSERT(std::abs(sampled.conversions[channel] - expected) <=
              5 * sampled.error[channel] + 1e-9);
    sum += sampled.conversions[channel];
    expected_sum += expected;
  }
  RC_ASSERT(std::abs(sum - expected_sum) < 1e-9);
}

}  // namespace
}  // namespace wend::analyze
