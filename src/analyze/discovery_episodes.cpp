#include "analyze/discovery_episodes.h"

#include <algorithm>

namespace wend::analyze {
namespace {

constexpr std::size_t kScales = kEpisodeScales.size();

std::uint8_t scales_ended_by(TimeUs gap_us) {
  std::uint8_t scales = 0;
  for (const TimeUs scale : kEpisodeScales) scales += gap_us > scale ? 1 : 0;
  return scales;
}

template <typename Number>
void add(std::vector<Number>& to, const std::vector<Number>& from) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

}  // namespace

EpisodesMet::EpisodesMet(std::size_t touchpoints)
    : size(touchpoints), people(size, 0), starts(size, 0), ends(size, 0), follows(size * size, 0) {
  for (auto& one : begins) one.assign(size * size, 0);
}

void EpisodesMet::join(const EpisodesMet& other) {
  for (std::size_t scale = 0; scale < kScales; ++scale) add(begins[scale], other.begins[scale]);
  add(people, other.people);
  add(starts, other.starts);
  add(ends, other.ends);
  add(follows, other.follows);
}

std::vector<std::int64_t> EpisodesMet::twice_first(std::size_t scale) const {
  std::vector<std::int64_t> sum(size * size, 0);
  for (std::size_t s = 0; s <= scale; ++s) add(sum, begins[s]);
  return sum;
}

EpisodeKernel::EpisodeKernel(const JourneyTable& table,
                             const std::vector<std::uint16_t>& touchpoint_of_signature,
                             EpisodesMet& met)
    : table_(table),
      touchpoint_of_signature_(touchpoint_of_signature),
      met_(met),
      firsts_(met.size + 1),
      seen_(met.size, 0) {}

void EpisodeKernel::take(std::size_t profile) {
  const std::size_t begin = table_.begin(profile), end = table_.end(profile);
  if (steps_.size() < end - begin + 1) steps_.resize(2 * (end - begin + 1));
  size_ = 0;
  unsigned gaps = 0;  // a bit for each kind of gap there is
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint16_t t = touchpoint_of_signature_[table_.signatures()[i]];
    if (t == kNowhere) continue;
    const TimeUs time = table_.time_us()[i];
    Step& step = steps_[size_];
    step = {time, t, kScales};
    if (size_ > 0) {
      step.gap = scales_ended_by(time - steps_[size_ - 1].time_us);
      gaps |= 1U << step.gap;
      ++met_.follows[steps_[size_ - 1].touchpoint * met_.size + t];
    }
    ++size_;
  }
  if (size_ == 0) return;
  steps_[size_].gap = kScales;
  ++met_.starts[steps_[0].touchpoint];
  ++met_.ends[steps_[size_ - 1].touchpoint];
  for (std::size_t scale = 0; scale < kScales; ++scale)
    if (scale == 0 || (gaps >> scale & 1U) != 0) take_scale(scale);
}

// Those episodes of a scale that are none on the scale before.
void EpisodeKernel::take_scale(std::size_t scale) {
  for (std::size_t begin = 0; begin < size_;) {
    bool is_new = scale == 0;
    std::size_t end = begin + 1;
    for (; steps_[end].gap <= scale; ++end) is_new = is_new || steps_[end].gap == scale;
    if (is_new) count(begin, end, scale, std::min(steps_[begin].gap, steps_[end].gap));
    begin = end;
  }
}

// Counts the episode [begin, end) of the scales [scale, until).
void EpisodeKernel::count(std::size_t begin, std::size_t end, std::size_t scale,
                          std::size_t until) {
  ++episode_;
  std::size_t count = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint16_t t = steps_[i].touchpoint;
    firsts_[count] = steps_[i];
    count += seen_[t] != episode_ ? 1 : 0;
    seen_[t] = episode_;
  }
  const std::size_t size = met_.size;
  std::int64_t* const begins = met_.begins[scale].data();
  std::int64_t* const ends = until < kScales ? met_.begins[until].data() : nullptr;
  const auto meet = [&](const Step& a, const Step& b, std::int64_t twice) {
    const std::size_t at = std::size_t{a.touchpoint} * size + b.touchpoint;
    begins[at] += twice;
    if (ends != nullptr) ends[at] -= twice;
  };
  for (std::size_t a = 0; a < count; ++a) {
    if (until == kScales) ++met_.people[firsts_[a].touchpoint];
    for (std::size_t b = a + 1; b < count; ++b) {
      const bool equal = firsts_[a].time_us == firsts_[b].time_us;
      meet(firsts_[a], firsts_[b], equal ? 1 : 2);
      if (equal) meet(firsts_[b], firsts_[a], 1);
    }
  }
}

}  // namespace wend::analyze
