#include "analyze/duration_list.h"

#include "analyze/event_mask.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {

base::Result<std::vector<boost::json::object>> times_of_each(
    std::span<const DurationList* const> lists, const std::stop_token& stop) {
  constexpr std::size_t kLong = 1 << 20;
  std::vector<boost::json::object> times(lists.size());
  const auto reckon = [&](std::size_t at) {
    if (stop.stop_requested()) return;
    std::vector<std::span<const std::int64_t>> parts;
    lists[at]->append_to(parts);
    times[at] = times_json(NumberParts(parts), stop);
  };
  std::vector<std::size_t> few;
  for (std::size_t at = 0; at < lists.size(); ++at) {
    if (lists[at]->size() > kLong) {
      reckon(at);
    } else {
      few.push_back(at);
    }
  }
  side_by_side(few.size(), [&](std::size_t at) { reckon(few[at]); });
  WEND_TRY(check_stop(stop));
  return times;
}

}  // namespace wend::analyze
