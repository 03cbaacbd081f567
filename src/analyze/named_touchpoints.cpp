#include "analyze/named_touchpoints.h"

#include <algorithm>

#include "analyze/event_plan.h"

namespace wend::analyze {

NamedTouchpoints::NamedTouchpoints(std::vector<NamedTouchpoint> touchpoints)
    : all_(std::move(touchpoints)) {
  std::ranges::stable_sort(all_, {}, &NamedTouchpoint::name);
  std::vector<std::string_view> texts;
  for (const NamedTouchpoint& one : all_) {
    // Where a list ends, and whether there is a stage, is part of what is told apart.
    texts.insert(texts.end(), {one.name, one.stage ? "stage" : "", one.stage ? *one.stage : "",
                               one.role ? *one.role : ""});
    texts.insert(texts.end(), one.events.begin(), one.events.end());
    texts.emplace_back("\n");
  }
  fingerprint_ = fingerprint_of(texts);
}

const NamedTouchpoint* NamedTouchpoints::find(std::string_view name) const {
  const auto found = std::ranges::find(all_, name, &NamedTouchpoint::name);
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace wend::analyze
