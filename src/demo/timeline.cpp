#include "demo/timeline.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace wend::demo {

void Timeline::add(TimeUs time_us, std::string_view name, std::string_view channel,
                   std::string_view source, std::string properties, model::EventType type) {
  // Whole milliseconds, as real senders give them.
  drafts_.push_back(
      {time_us / 1000 * 1000, name, channel, source, "{" + std::move(properties) + "}", type});
}

void Timeline::flush(const Customer& customer, TimeUs start_us, TimeUs end_us,
                     const std::function<void(const CompanyEvent&)>& take) {
  std::ranges::stable_sort(drafts_, {}, &Draft::time_us);
  std::size_t number = 0;
  for (const Draft& draft : drafts_) {
    if (draft.time_us < start_us || draft.time_us >= end_us) continue;
    CompanyEvent event;
    event.row.message_id = model::message_id_of(fmt::format("demo:{}:{}", customer.id, number++));
    event.row.time_us = draft.time_us;
    event.row.type = draft.type;
    event.row.name = draft.name;
    event.row.channel = draft.channel;
    event.row.identity_namespace = "user_id";
    event.row.identity_value = customer.id;
    event.row.properties = draft.properties;
    event.source = draft.source;
    take(event);
  }
  drafts_.clear();
}

}  // namespace wend::demo
