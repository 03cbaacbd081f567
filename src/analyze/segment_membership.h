#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analyze/question.h"

namespace wend::analyze {

// Which of several segments every customer is in. Customers who are in the same segments are of one
// kind; there are at most as many kinds as customers, and one without segments.
class SegmentMembership {
 public:
  // Segments by id, as `who` understands them. Errors: kInvalidInput at "breakdown.segments[i]" for
  // one that does not exist.
  static base::Result<SegmentMembership> make(const QueryRun& run,
                                              const std::vector<std::string>& ids);

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t segment) const { return names_[segment]; }

  std::size_t kinds() const { return segments_of_kind_.size(); }
  static constexpr std::uint32_t kNone = 0;  // the kind that is in no segment
  std::uint32_t kind_of(std::uint32_t profile) const { return kind_of_profile_[profile]; }
  // The segments that a kind is in, by their place, ascending.
  std::span<const std::uint32_t> segments_of(std::uint32_t kind) const {
    return segments_of_kind_[kind];
  }

 private:
  void add(std::string name, const Mask& members);

  std::vector<std::string> names_;
  std::vector<std::uint32_t> kind_of_profile_;
  std::vector<std::vector<std::uint32_t>> segments_of_kind_;
};

}  // namespace wend::analyze
