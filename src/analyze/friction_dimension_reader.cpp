#include "analyze/friction_dimension_reader.h"

#include <algorithm>

namespace wend::analyze {
namespace {

constexpr double kConstant = 0.9;
constexpr double kSpread = 0.3;  // of the touchpoints have the property on most of their events

}  // namespace

DimensionReader::DimensionReader(const JourneyTable& table, const StepReader& steps,
                                 const std::vector<Dimension>& dimensions, std::size_t touchpoints,
                                 Tally& tally)
    : table_(table),
      steps_(steps),
      dimensions_(dimensions),
      touchpoints_(touchpoints),
      words_(EightCodes::words_for(dimensions.size())),
      tally_(tally),
      with_(touchpoints + 1, words_),
      session_(2, words_) {
  tally_.with.resize(dimensions.size() * touchpoints, 0);
  tally_.events.resize(touchpoints, 0);
  tally_.pairs.resize(dimensions.size(), 0);
  tally_.same.resize(dimensions.size(), 0);
}

void DimensionReader::read(std::size_t profile) {
  begin_ = table_.begin(profile);
  const std::size_t events = table_.end(profile) - begin_;
  if (rows_.size() < events * words_) rows_.resize(2 * events * words_, 0);
  read_codes(profile, events);
  switch (words_) {
    case 0:
      return carry<0>(events);
    case 1:
      return carry<1>(events);
    case 2:
      return carry<2>(events);
    default:
      static_assert(kDimensionsMax <= 24);
      return carry<3>(events);
  }
}

// Dimension by dimension, each into its byte of the rows.
void DimensionReader::read_codes(std::size_t profile, std::size_t events) {
  const std::size_t stride = words_ * 8;
  auto* const rows = reinterpret_cast<std::uint8_t*>(rows_.data());
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const Dimension& dimension = dimensions_[d];
    const std::uint8_t* const by_value = dimension.by_value.data();
    std::uint8_t* const codes = rows + d;
    if (dimension.trait) {
      const std::uint8_t code = by_value[dimension.column->codes[profile]];
      for (std::size_t i = 0; i < events; ++i) codes[i * stride] = code;
    } else if (dimension.column == nullptr) {
      const auto channel = table_.channel();
      for (std::size_t i = 0; i < events; ++i) codes[i * stride] = by_value[channel[begin_ + i]];
    } else {
      const auto values = dimension.column->codes.subspan(begin_, events);
      for (std::size_t i = 0; i < events; ++i) codes[i * stride] = by_value[values[i]];
    }
  }
}

template <std::size_t kWords>
void DimensionReader::carry(std::size_t events) {
  using Words = std::array<std::uint64_t, kWords>;
  const auto time_us = table_.time_us();
  const auto channel = table_.channel();
  Words before{}, said_before{}, carried{};
  Words pairs{}, same{};  // not in the tally yet
  unsigned unsaved = 0;
  const auto save = [&] {
    session_.add<kWords>(0, pairs, unsaved);
    session_.add<kWords>(1, same, unsaved);
    pairs = same = Words{};
    unsaved = 0;
  };
  for (std::size_t i = 0; i < events; ++i) {
    const std::size_t event = begin_ + i;
    const bool session = i > 0 && time_us[event] - time_us[event - 1] <= kCarryUs;
    const bool goes_on = session && channel[event] == channel[event - 1];
    const std::uint64_t in_session = session ? EightCodes::kOnes : 0;
    const std::uint64_t kept = goes_on ? ~std::uint64_t{0} : 0;
    Words said;
    for (std::size_t word = 0; word < kWords; ++word) {
      std::uint64_t& row = rows_[i * kWords + word];
      const std::uint64_t own = row;
      said[word] = EightCodes::said(own);
      const std::uint64_t pair = said[word] & said_before[word] & in_session;
      pairs[word] += pair;
      same[word] += pair & ~EightCodes::differ(own, before[word]);
      carried[word] = EightCodes::choose(said[word], own, carried[word] & kept);
      row = carried[word];
      before[word] = own;
    }
    said_before = said;
    const std::size_t t = std::min<std::size_t>(steps_.touchpoint_at(event), touchpoints_);
    with_.add<kWords>(t, said, 1);
    if (++unsaved == ByteTally::kStepsMax) save();
  }
  save();
}

void DimensionReader::finish() {
  with_.finish(), session_.finish();
  for (std::size_t t = 0; t < touchpoints_; ++t) tally_.events[t] += with_.steps(t);
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    for (std::size_t t = 0; t < touchpoints_; ++t)
      tally_.with[d * touchpoints_ + t] += with_.count(t, d);
    tally_.pairs[d] += session_.count(0, d);
    tally_.same[d] += session_.count(1, d);
  }
}

void DimensionReader::Tally::join(const Tally& other) {
  const auto add = [](std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
    to.resize(std::max(to.size(), from.size()), 0);
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  };
  add(with, other.with);
  add(events, other.events);
  add(pairs, other.pairs);
  add(same, other.same);
}

void tell_circumstances(const DimensionReader::Tally& tally, std::vector<Dimension>& dimensions) {
  const std::size_t touchpoints = tally.events.size();
  for (std::size_t d = 0; d < dimensions.size() && !tally.pairs.empty(); ++d) {
    if (dimensions[d].trait || dimensions[d].column == nullptr) continue;
    std::size_t spread = 0;
    for (std::size_t t = 0; t < touchpoints; ++t) {
      if (2 * tally.with[d * touchpoints + t] > tally.events[t]) ++spread;
    }
    dimensions[d].circumstance =
        static_cast<double>(tally.same[d]) >= kConstant * static_cast<double>(tally.pairs[d]) &&
        static_cast<double>(spread) >= kSpread * static_cast<double>(touchpoints);
  }
}

}  // namespace wend::analyze
