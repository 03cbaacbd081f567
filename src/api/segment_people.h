#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/services.h"
#include "base/result.h"
#include "model/time_zone.h"
#include "unify/customer_index.h"
#include "unify/segment_reading.h"

namespace wend::api {

// Names of the events that brought somebody into a segment or out of it.
class CauseEvents {
 public:
  // Of events by their sequence; 0 stands for none.
  static base::Result<CauseEvents> load(Services& services, std::vector<std::int64_t> sequences);
  // {"event", "time"}, null when it was none or is no longer there.
  boost::json::value of(std::int64_t sequence, const model::TimeZone& zone) const;

 private:
  std::unordered_map<std::int64_t, unify::SegmentReading::EventName> events_;
};

// What customers are called; one that the index does not have yet, by its number.
class MemberNames {
 public:
  // Errors: those of the index.
  static base::Result<MemberNames> of(unify::CustomerIndex& customers,
                                      std::span<const std::int64_t> ids);
  std::string name(std::int64_t id) const;  // "" when they have none
  std::string label(std::int64_t id) const;

 private:
  std::unordered_map<std::int64_t, std::pair<std::string, std::string>> names_;
};

template <typename Items, typename Key>
std::vector<std::int64_t> numbers_of(const Items& items, Key key) {
  std::vector<std::int64_t> numbers;
  for (const auto& item : items) numbers.push_back(key(item));
  return numbers;
}

}  // namespace wend::api
