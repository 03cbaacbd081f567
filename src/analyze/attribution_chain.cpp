#include "analyze/attribution_chain.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "analyze/event_mask.h"

namespace wend::analyze {
namespace {

// The iteration ends when no probability moves by more than this in a pass.
constexpr double kPrecision = 1e-14;
constexpr int kPassesMax = 100'000;
constexpr std::uint32_t kNoChannel = 0xFF;

// A Markov chain over histories of channels. State 0 is the start: the empty history.
class Chain {
 public:
  Chain(const PathForms& forms, std::size_t order) : order_(order) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> counts;
    state_of(kStartKey);
    for (std::uint32_t form = 0; form < forms.size(); ++form) {
      const auto& sums = forms[form];
      const std::uint64_t walks = sums.conversions + sums.not_converted;
      std::uint32_t key = kStartKey;
      std::uint32_t state = 0;
      for (const ChannelCode channel : forms.touches(form)) {
        key = next_key(key, channel);
        const std::uint32_t next = state_of(key);
        counts[{state, next}] += walks;
        walks_[state] += walks;
        state = next;
      }
      walks_[state] += walks;
      conversions_[state] += sums.conversions;
    }
    begin_.assign(walks_.size() + 1, 0);
    for (const auto& [edge, count] : counts) {
      if (count == 0) continue;
      ++begin_[edge.first + 1];
      edges_.push_back(
          {edge.second, static_cast<double>(count) / static_cast<double>(walks_[edge.first])});
    }
    for (std::size_t state = 0; state < walks_.size(); ++state) begin_[state + 1] += begin_[state];
  }

  // The probability that a walk from the start ends in a conversion without coming to `removed`
  // (kNoChannel: to any end), by Gauss and Seidel: every pass raises the probabilities towards
  // their least fixed point, which is the solution.
  base::Result<double> conversion_rate(std::uint32_t removed, const std::stop_token& stop) const {
    std::vector<double> rate(walks_.size());
    for (int pass = 0; pass < kPassesMax; ++pass) {
      WEND_TRY(check_stop(stop));
      double moved = 0;
      // Later states are mostly further on: backwards, news travels far in one pass.
      for (std::size_t state = walks_.size(); state-- > 0;) {
        if (walks_[state] == 0) continue;
        double sum = static_cast<double>(conversions_[state]) / static_cast<double>(walks_[state]);
        for (std::size_t i = begin_[state]; i < begin_[state + 1]; ++i) {
          if (last_[edges_[i].to] != removed) sum += edges_[i].share * rate[edges_[i].to];
        }
        moved = std::max(moved, sum - rate[state]);
        rate[state] = sum;
      }
      if (moved <= kPrecision) break;
    }
    return rate[0];
  }

 private:
  static constexpr std::uint32_t kStartKey = 0xFFFFFFFF;
  struct Edge {
    std::uint32_t to;
    double share;
  };

  // A history as a number: the latest channel in the lowest byte, 0xFF where there is none.
  std::uint32_t next_key(std::uint32_t key, ChannelCode channel) const {
    key = (key << 8) | channel;
    return order_ >= 4 ? key : key | (kStartKey << (8 * order_));
  }

  std::uint32_t state_of(std::uint32_t key) {
    const auto [found, is_new] =
        states_.try_emplace(key, static_cast<std::uint32_t>(walks_.size()));
    if (is_new) {
      walks_.push_back(0);
      conversions_.push_back(0);
      last_.push_back(key & 0xFF);
    }
    return found->second;
  }

  std::size_t order_;
  std::unordered_map<std::uint32_t, std::uint32_t> states_;
  std::vector<std::uint64_t> walks_, conversions_;  // by state
  std::vector<std::uint32_t> last_;                 // the channel that leads to a state
  std::vector<std::size_t> begin_;                  // of a state's edges
  std::vector<Edge> edges_;
};

}  // namespace

base::Result<std::vector<double>> removal_shares(const PathForms& forms, std::size_t channels,
                                                 std::size_t order, const std::stop_token& stop) {
  const Chain chain(forms, order);
  std::vector<double> shares(channels);
  WEND_ASSIGN(const double all, chain.conversion_rate(kNoChannel, stop));
  if (all <= 0) return shares;
  double sum = 0;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    WEND_ASSIGN(const double without,
                chain.conversion_rate(static_cast<std::uint32_t>(channel), stop));
    shares[channel] = std::max(0.0, 1 - without / all);
    sum += shares[channel];
  }
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace wend::analyze
