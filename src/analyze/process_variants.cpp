#include "analyze/process_variants.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <xxhash.h>

#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// Longer sequences are a machine's doing; nobody reads them, and a page of them would be large.
constexpr std::size_t kStepsShownMax = 200;

}  // namespace

std::vector<std::uint32_t> ProcessVariants::activities(const Variant& variant,
                                                       std::size_t most) const {
  std::vector<std::uint32_t> list;
  const std::size_t length = std::min<std::size_t>(variant.length, most);
  for (std::size_t i = variant.first; list.size() < length; ++i) {
    if (const auto activity = cases_.activity_of(i); activity != ProcessCases::kNone)
      list.push_back(activity);
  }
  return list;
}

bool ProcessVariants::is_same(const Variant& variant,
                              std::span<const std::uint32_t> sequence) const {
  if (variant.length != sequence.size()) return false;
  std::size_t i = variant.first;
  for (const std::uint32_t activity : sequence) {
    while (cases_.activity_of(i) == ProcessCases::kNone) ++i;
    if (cases_.activity_of(i++) != activity) return false;
  }
  return true;
}

void ProcessVariants::add(std::uint32_t profile, std::span<const std::uint32_t> positions) {
  sequence_.clear();
  for (const std::uint32_t position : positions) sequence_.push_back(cases_.activity_of(position));
  const auto hash = XXH3_128bits(sequence_.data(), sequence_.size() * sizeof(sequence_[0]));
  std::pair<std::uint64_t, std::uint64_t> key(hash.high64, hash.low64);
  // Two sequences with one hash are all but impossible, yet counting must not depend on luck.
  auto found = by_hash_.find(key);
  while (found != by_hash_.end() && !is_same(variants_[found->second], sequence_)) {
    ++key.second;
    found = by_hash_.find(key);
  }
  if (found == by_hash_.end()) {
    found = by_hash_.emplace(key, static_cast<std::uint32_t>(variants_.size())).first;
    variants_.push_back({positions.front(), static_cast<std::uint32_t>(positions.size())});
  }
  Variant& variant = variants_[found->second];
  ++variant.cases;
  variant.people += variant.last_profile != profile;
  variant.last_profile = profile;
  variant_of_case_.push_back(found->second);
  profile_of_case_.push_back(profile);
  duration_us_of_case_.push_back(table_.time_us()[positions.back()] -
                                 table_.time_us()[positions.front()]);
}

void ProcessVariants::rank(std::size_t top) {
  std::vector<std::uint32_t> order(variants_.size());
  std::iota(order.begin(), order.end(), 0U);
  top = std::min(top, order.size());
  constexpr std::size_t kAll = ~std::size_t{0};
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(top),
                            [&](std::uint32_t a, std::uint32_t b) {
                              if (variants_[a].cases != variants_[b].cases)
                                return variants_[a].cases > variants_[b].cases;
                              // Sequences differ early as a rule; long ones are compared in full
                              // only when their beginnings agree.
                              const auto x = activities(variants_[a], 8);
                              const auto y = activities(variants_[b], 8);
                              if (x != y) return x < y;
                              return activities(variants_[a], kAll) <
                                     activities(variants_[b], kAll);
                            });
  order.resize(top);
  shown_ = std::move(order);
}

ProfileList ProcessVariants::people(std::size_t i) const {
  ProfileList profiles;
  for (std::size_t at = 0; at < variant_of_case_.size(); ++at) {
    if (variant_of_case_[at] != shown_[i]) continue;
    if (profiles.empty() || profiles.back() != profile_of_case_[at])
      profiles.push_back(profile_of_case_[at]);
  }
  return profiles;
}

json::array ProcessVariants::json() const {
  std::vector<std::size_t> rank_of(variants_.size(), shown_.size());
  for (std::size_t rank = 0; rank < shown_.size(); ++rank) rank_of[shown_[rank]] = rank;
  std::vector<std::vector<std::int64_t>> durations(shown_.size());
  for (std::size_t at = 0; at < variant_of_case_.size(); ++at) {
    const std::size_t rank = rank_of[variant_of_case_[at]];
    if (rank < durations.size()) durations[rank].push_back(duration_us_of_case_[at]);
  }
  json::array list;
  for (std::size_t rank = 0; rank < shown_.size(); ++rank) {
    const Variant& variant = variants_[shown_[rank]];
    json::object out;
    json::array steps;
    for (const std::uint32_t activity : activities(variant, kStepsShownMax))
      steps.emplace_back(fmt::format("a{}", activity));
    out["steps"] = std::move(steps);
    if (variant.length > kStepsShownMax) out["truncated"] = true;
    out["people"] = variant.people;
    out["share"] = share_json(variant.cases, case_count());
    out["times"] = times_json(durations[rank]);
    out["ref"] = fmt::format("variant:{}", rank);
    list.push_back(std::move(out));
  }
  return list;
}

}  // namespace wend::analyze
