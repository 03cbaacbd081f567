#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "analyze/journey_table.h"
#include "env/clock.h"

namespace wend::analyze {

// The scales of time on which touchpoints meet: a stretch of one customer's events without a gap
// longer than the scale is an episode.
inline constexpr std::array<TimeUs, 4> kEpisodeScales = {
    30 * env::kMinuteUs, 12 * env::kHourUs, 7 * env::kDayUs, std::numeric_limits<TimeUs>::max()};

// What was met in some customers' episodes. Whole numbers, so joined in any order they are equal.
struct EpisodesMet {
  explicit EpisodesMet(std::size_t touchpoints = 0);
  void join(const EpisodesMet& other);

  std::size_t size = 0;  // touchpoints
  // [scale][a*size+b]: twice the episodes in which a comes before b; once for equal times. Of those
  // episodes that are none on the scale before: an episode of several scales is counted on the
  // first of them, and taken away again on the first on which it is none any more. twice_first()
  // adds up.
  std::array<std::vector<std::int64_t>, kEpisodeScales.size()> begins;
  std::vector<std::uint64_t> people, starts, ends;  // by touchpoint
  std::vector<std::uint64_t> follows;               // [a*size+b]

  std::vector<std::int64_t> twice_first(std::size_t scale) const;
};

// Goes through the episodes of one customer after the other. Episodes of a wide scale that have no
// gap wider than the scale before are the same as there, and not gone through again.
class EpisodeKernel {
 public:
  // `touchpoint_of_signature`: kNowhere for those at none. Both outlive the kernel.
  static constexpr std::uint16_t kNowhere = 0xffff;
  EpisodeKernel(const JourneyTable& table,
                const std::vector<std::uint16_t>& touchpoint_of_signature, EpisodesMet& met);
  void take(std::size_t profile);

 private:
  struct Step {
    TimeUs time_us;
    std::uint16_t touchpoint;
    std::uint8_t gap;  // before it: on so many scales an episode ends there
  };
  void take_scale(std::size_t scale);
  void count(std::size_t begin, std::size_t end, std::size_t scale, std::size_t until);

  const JourneyTable& table_;
  const std::vector<std::uint16_t>& touchpoint_of_signature_;
  EpisodesMet& met_;
  std::vector<Step> steps_;          // and one more, behind the last
  std::size_t size_ = 0;             // of them
  std::vector<Step> firsts_;         // of an episode, at each touchpoint, and room for one more
  std::vector<std::uint64_t> seen_;  // by touchpoint: in which episode
  std::uint64_t episode_ = 0;
};

}  // namespace wend::analyze
