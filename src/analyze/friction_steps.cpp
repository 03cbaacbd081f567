#include "analyze/friction_steps.h"

#include <algorithm>

#include "analyze/discovery.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {

base::Result<StepReader> StepReader::make(const JourneyTable& table, const JourneyModel& model,
                                          const ScopeEvents* scope, const std::stop_token& stop) {
  StepReader reader(table, scope);
  for (const std::uint32_t name : table.shown().name) {
    const std::size_t t = model.touchpoint_of_name[name];
    reader.touchpoint_of_signature_.push_back(t == kNoTouchpoint ? kNowhere
                                                                 : static_cast<std::uint16_t>(t));
  }
  WEND_TRY(reader.find_failures());
  WEND_TRY(reader.find_lifecycle(stop));
  WEND_TRY(reader.find_span(stop));
  return reader;
}

void StepReader::read(std::size_t profile, std::vector<JourneyStep>& steps) const {
  const auto [begin, end] = events_of(profile);
  steps.resize(end - begin);
  const bool all = (scope_ == nullptr || !scope_->where()) && preparing_.empty();
  std::size_t count = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint16_t t = touchpoint_at(i);
    steps[count] = {table_->time_us()[i], static_cast<std::uint32_t>(i), t, has_failed(i)};
    count += t != kNowhere && (all || takes(i)) ? 1 : 0;
  }
  steps.resize(count);
}

base::Status StepReader::find_span(const std::stop_token& stop) {
  if (scope_ == nullptr && preparing_.empty()) {
    first_us_ = table_->first_us(), last_us_ = table_->last_us();
    return {};
  }
  struct Span {
    TimeUs first_us = 0, last_us = -1;
    void take(TimeUs first, TimeUs last) {
      if (last < first) return;
      const bool none = last_us < first_us;
      first_us = none ? first : std::min(first_us, first);
      last_us = none ? last : std::max(last_us, last);
    }
  };
  WEND_ASSIGN(const auto parts,
              in_profile_ranges<Span>(*table_, stop, [&](ProfileRange range, Span& span) {
                for (std::size_t profile = range.first; profile < range.last; ++profile) {
                  const auto [begin, end] = events_of(profile);
                  for (std::size_t i = begin; i < end; ++i) {
                    const TimeUs time = table_->time_us()[i];
                    if (takes(i)) span.take(time, time);
                  }
                }
              }));
  Span all;
  for (const Span& part : parts) all.take(part.first_us, part.last_us);
  first_us_ = all.first_us, last_us_ = all.last_us;
  return {};
}

}  // namespace wend::analyze
