#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "analyze/statistics.h"
#include "base/result.h"

namespace wend::analyze {

// Durations in microseconds, in no particular order; lists are merged without moving what is in
// them.
class DurationList {
 public:
  void add(std::int64_t duration_us) { open_.push_back(duration_us); }
  void merge(DurationList&& others) {
    for (auto& part : others.closed_) closed_.push_back(std::move(part));
    if (!others.open_.empty()) closed_.push_back(std::move(others.open_));
  }
  std::size_t size() const {
    std::size_t size = open_.size();
    for (const auto& part : closed_) size += part.size();
    return size;
  }
  // Appends where they stand; valid as long as nothing is added.
  void append_to(std::vector<std::span<const std::int64_t>>& parts) const {
    for (const auto& part : closed_) parts.emplace_back(part);
    parts.emplace_back(open_);
  }

 private:
  std::vector<std::int64_t> open_;
  std::vector<std::vector<std::int64_t>> closed_;
};

// What times_json says of each list, in their order: long ones one after another on several
// threads, short ones side by side. Errors: kCancelled.
base::Result<std::vector<boost::json::object>> times_of_each(
    std::span<const DurationList* const> lists, const std::stop_token& stop);

}  // namespace wend::analyze
