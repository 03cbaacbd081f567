#include "analyze/attribution_chain.h"

#include <algorithm>
#include <cmath>
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
  // Errors: kCancelled.
  static base::Result<Chain> make(const PathForms& forms, std::size_t channels, std::size_t order,
                                  const std::stop_token& stop) {
    Chain chain(channels, order);
    for (std::uint32_t form = 0; form < forms.size(); ++form) {
      if (form % kProfilesPerStopCheck == 0) WEND_TRY(check_stop(stop));
      chain.add(forms.touches(form), forms[form].conversions, forms[form].not_converted);
    }
    chain.finish();
    return chain;
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
  static constexpr std::uint32_t kNotYet = ~0U;
  struct Edge {
    std::uint32_t to;
    double share;
  };
  // What a channel leads to from a state, and how many walks went there.
  struct Step {
    std::uint32_t to = kNotYet;
    std::uint64_t walks = 0;
  };

  Chain(std::size_t channels, std::size_t order) : channels_(channels), order_(order) {
    state_of(kStartKey);
  }

  void add(std::span<const ChannelCode> touches, std::uint64_t converted,
           std::uint64_t not_converted) {
    const std::uint64_t walks = converted + not_converted;
    std::uint32_t state = 0;
    for (const ChannelCode channel : touches) {
      const std::size_t at = state * channels_ + channel;
      if (steps_[at].to == kNotYet) {
        const std::uint32_t next = state_of(next_key(key_[state], channel));
        steps_[at].to = next;
      }
      steps_[at].walks += walks;
      walks_[state] += walks;
      state = steps_[at].to;
    }
    walks_[state] += walks;
    conversions_[state] += converted;
  }

  void finish() {
    begin_.assign(1, 0);
    for (std::size_t state = 0; state < walks_.size(); ++state) {
      for (std::size_t channel = 0; channel < channels_; ++channel) {
        const Step& step = steps_[state * channels_ + channel];
        if (step.walks == 0) continue;
        edges_.push_back(
            {step.to, static_cast<double>(step.walks) / static_cast<double>(walks_[state])});
      }
      begin_.push_back(edges_.size());
    }
    steps_ = {};
  }

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
      key_.push_back(key);
      last_.push_back(key & 0xFF);
      steps_.resize(walks_.size() * channels_);
    }
    return found->second;
  }

  std::size_t channels_, order_;
  std::unordered_map<std::uint32_t, std::uint32_t> states_;  // by their history
  std::vector<std::uint32_t> key_;                           // by state
  std::vector<Step> steps_;                                  // by state and channel
  std::vector<std::uint64_t> walks_, conversions_;           // by state
  std::vector<std::uint32_t> last_;                          // the channel that leads to a state
  std::vector<std::size_t> begin_;                           // of a state's edges
  std::vector<Edge> edges_;
};

}  // namespace

base::Result<std::vector<double>> removal_shares(const PathForms& forms, std::size_t channels,
                                                 std::size_t order, const std::stop_token& stop) {
  WEND_ASSIGN(const auto chain, Chain::make(forms, channels, order, stop));
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
