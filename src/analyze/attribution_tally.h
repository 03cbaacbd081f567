#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/attribution_forms.h"
#include "analyze/statistics.h"

namespace wend::analyze {

// Adds up what each channel earns for conversions, by models that share out each conversion by
// itself, and keeps whose paths they were.
class AttributionTally {
 public:
  static constexpr std::uint32_t kNoTouch = ~0U;
  // One path of one customer; `conversions` is 0 when it led to none.
  struct Record {
    std::uint32_t profile;
    std::uint32_t form;  // or kNoTouch
    std::uint32_t conversions;
  };
  struct Credit {
    double conversions = 0;
    double value = 0;
  };

  // Models that look at all paths together are passed over.
  AttributionTally(std::span<const AttributionModel> models, std::vector<std::uint8_t> is_direct);

  // The paths of one profile must come one after another. `value` is that of all the conversions.
  // `hash` is PathForms::hash of its channels.
  void add(std::uint32_t profile, const TouchPath& path, std::uint64_t hash,
           std::uint32_t conversions, double value);
  // After the last path.
  void finish() { close_profile(); }

  const PathForms& forms() const { return forms_; }
  const std::vector<Record>& records() const { return records_; }
  std::size_t channel_count() const { return is_direct_.size(); }
  // Conversions with a touch, and their value.
  std::uint64_t attributed() const { return attributed_; }
  double attributed_value() const { return attributed_value_; }
  const Credit& credit(std::size_t model, std::size_t channel) const {
    return sums_[model * channel_count() + channel].credit;
  }
  // The 95 % interval of a channel's share of the conversions with a touch, where customers (not
  // conversions) are drawn: the ratio estimator of cluster samples with the normal limit (Cochran
  // 1977, 9.3), cut to 0 … 1. None below two customers with conversions.
  std::optional<Interval> share_interval(std::size_t model, std::size_t channel) const;

 private:
  struct Sum {
    Credit credit;
    double open = 0;              // of the profile that is open
    double squares = 0;           // sum over profiles of credit²
    double with_conversions = 0;  // sum over profiles of credit · conversions
  };
  void close_profile();

  std::vector<AttributionModel> models_;
  std::vector<std::uint8_t> is_direct_;
  PathForms forms_;
  std::vector<Record> records_;
  std::vector<Sum> sums_;              // by model and channel
  std::vector<std::uint8_t> touched_;  // by channel, in the open profile
  std::vector<double> weights_;
  std::uint32_t open_profile_ = ~0U;
  std::uint64_t open_conversions_ = 0;
  std::uint64_t attributed_ = 0;
  double attributed_value_ = 0;
  std::uint64_t converters_ = 0;  // customers with conversions that have a touch
  double conversions_squared_ = 0;
};

}  // namespace wend::analyze
