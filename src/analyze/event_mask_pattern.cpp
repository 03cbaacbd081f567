// The part of MaskBuilder that looks for sequence patterns.
#include "analyze/event_mask.h"
#include "analyze/pattern_kernel.h"

namespace wend::analyze {
namespace {

constexpr auto kLastDoing = static_cast<std::uint8_t>(model::EventType::kScreen);

}  // namespace

base::Result<Mask> MaskBuilder::pattern_ends(const model::Predicate& predicate) {
  std::vector<Selection> selections;
  for (const auto& part : predicate.parts) {
    WEND_ASSIGN(auto selected, selection(part));
    selections.push_back(std::move(selected));
  }
  const StepClasses tests(table_, std::move(selections));
  WEND_ASSIGN(const auto program,
              model::PatternProgram::compile(*predicate.pattern, predicate.place));
  PatternKernel kernel(*table_, tests, program);
  Mask ends(table_->position_count());
  std::vector<std::uint32_t> list;
  const auto time_us = table_->time_us();
  const auto type = table_->type();
  for (std::size_t profile = 0; profile < table_->profile_count(); ++profile) {
    if (profile % kProfilesPerStopCheck == 0) WEND_TRY(check_stop(stop_));
    list.clear();
    for (std::size_t i = table_->begin(profile); i < table_->end(profile); ++i) {
      if (type[i] <= kLastDoing && time_us[i] >= from_us_ && time_us[i] < to_us_)
        list.push_back(static_cast<std::uint32_t>(i));
    }
    kernel.each_match(list,
                      [&](const PatternKernel::Match& match) { ends[match.events.back()] = 1; });
  }
  return ends;
}

base::Result<Mask> MaskBuilder::profile_pattern(const model::Predicate& predicate) {
  WEND_ASSIGN(Mask ends, pattern_ends(predicate));
  return profile_count(Selection::of_mask(*table_, std::move(ends)), {from_us_, to_us_}, 1,
                       ~std::uint64_t{0});
}

}  // namespace wend::analyze
