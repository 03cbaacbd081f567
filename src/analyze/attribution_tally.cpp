#include "analyze/attribution_tally.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {
namespace {

constexpr double kZ95 = 1.959963984540054;  // the standard normal quantile of 0.975

}  // namespace

AttributionTally::AttributionTally(std::span<const AttributionModel> models,
                                   std::vector<std::uint8_t> is_direct)
    : models_(models.begin(), models.end()),
      is_direct_(std::move(is_direct)),
      sums_(models.size() * is_direct_.size()),
      touched_(is_direct_.size()) {}

void AttributionTally::add(std::uint32_t profile, const TouchPath& path, std::uint64_t hash,
                           std::uint32_t conversions, double value) {
  if (profile != open_profile_) close_profile();
  open_profile_ = profile;
  if (path.channels.empty()) {
    records_.push_back({profile, kNoTouch, conversions});
    return;
  }
  const std::uint32_t form = forms_.of(path.channels, hash);
  records_.push_back({profile, form, conversions});
  if (conversions == 0) {
    ++forms_[form].not_converted;
    return;
  }
  forms_[form].conversions += conversions;
  forms_[form].value += value;
  attributed_ += conversions;
  attributed_value_ += value;
  open_conversions_ += conversions;
  for (const ChannelCode channel : path.channels) touched_[channel] = 1;
  for (std::size_t model = 0; model < models_.size(); ++model) {
    if (!models_[model].is_per_conversion()) continue;
    touch_weights(models_[model], path, is_direct_, weights_);
    Sum* sums = &sums_[model * channel_count()];
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      Sum& sum = sums[path.channels[i]];
      sum.open += weights_[i] * conversions;
      sum.credit.value += weights_[i] * value;
    }
  }
}

void AttributionTally::close_profile() {
  if (open_conversions_ == 0) return;
  const auto conversions = static_cast<double>(open_conversions_);
  ++converters_;
  conversions_squared_ += conversions * conversions;
  for (std::size_t channel = 0; channel < channel_count(); ++channel) {
    if (touched_[channel] == 0) continue;
    touched_[channel] = 0;
    for (std::size_t model = 0; model < models_.size(); ++model) {
      Sum& sum = sums_[model * channel_count() + channel];
      sum.credit.conversions += sum.open;
      sum.squares += sum.open * sum.open;
      sum.with_conversions += sum.open * conversions;
      sum.open = 0;
    }
  }
  open_conversions_ = 0;
}

std::optional<Interval> AttributionTally::share_interval(std::size_t model,
                                                         std::size_t channel) const {
  if (converters_ < 2 || !models_[model].is_per_conversion()) return std::nullopt;
  const Sum& sum = sums_[model * channel_count() + channel];
  const auto customers = static_cast<double>(converters_);
  const auto conversions = static_cast<double>(attributed_);
  const double share = sum.credit.conversions / conversions;
  // Σ (credit − share · conversions)² over customers.
  const double residuals = std::max(
      0.0, sum.squares - 2 * share * sum.with_conversions + share * share * conversions_squared_);
  const double half = kZ95 * std::sqrt(residuals * customers / (customers - 1)) / conversions;
  return Interval{std::max(0.0, share - half), std::min(1.0, share + half)};
}

}  // namespace wend::analyze
