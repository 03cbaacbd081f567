#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/company.h"
#include "demo/people.h"

namespace wend::demo {

// The events of one customer while they are being made up, in any order.
class Timeline {
 public:
  // `properties` is the inside of a JSON object: `"results":3`, or empty.
  void add(TimeUs time_us, std::string_view name, std::string_view channel, std::string_view source,
           std::string properties, model::EventType type = model::EventType::kTrack);

  // Hands the events of [start, end) on in order of time, and forgets all.
  void flush(const Customer& customer, TimeUs start_us, TimeUs end_us,
             const std::function<void(const CompanyEvent&)>& take);

 private:
  struct Draft {
    TimeUs time_us;
    std::string_view name, channel, source;
    std::string properties;
    model::EventType type;
  };
  std::vector<Draft> drafts_;
};

}  // namespace wend::demo
