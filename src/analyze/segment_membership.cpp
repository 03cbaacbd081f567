#include "analyze/segment_membership.h"

namespace wend::analyze {

base::Result<SegmentMembership> SegmentMembership::make(const QueryRun& run,
                                                        const std::vector<std::string>& ids) {
  SegmentMembership membership;
  membership.kind_of_profile_.assign(run.table->profile_count(), kNone);
  membership.segments_of_kind_.emplace_back();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    WEND_ASSIGN(auto segment,
                run.masks.segment(ids[i], model::entry_place("breakdown.segments", i)));
    membership.add(std::move(segment.name), segment.members);
  }
  return membership;
}

// Every kind whose customers are partly in the new segment becomes two.
void SegmentMembership::add(std::string name, const Mask& members) {
  const auto segment = static_cast<std::uint32_t>(names_.size());
  names_.push_back(std::move(name));
  constexpr std::uint32_t kUnknown = ~0U;
  std::vector<std::uint32_t> inside(segments_of_kind_.size(), kUnknown);
  for (std::size_t profile = 0; profile < kind_of_profile_.size(); ++profile) {
    if (members[profile] == 0) continue;
    std::uint32_t& kind = kind_of_profile_[profile];
    if (inside[kind] == kUnknown) {
      inside[kind] = static_cast<std::uint32_t>(segments_of_kind_.size());
      auto segments = segments_of_kind_[kind];
      segments.push_back(segment);
      segments_of_kind_.push_back(std::move(segments));
    }
    kind = inside[kind];
  }
}

}  // namespace wend::analyze
