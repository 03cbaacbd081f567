#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/value.h"

namespace wend::analyze {

// Fetches columns that are not kept in the table. Implemented over the event store, and in memory
// for tests.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  // The property `path` ("platform", "address.city") of every event, by the event's sequence
  // number: calls `take(sequence, value)` for each event that has it.
  virtual base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) = 0;
  // Calls `take(sequence, properties as JSON text)` for every event, in any order.
  virtual base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) = 0;
  // The same for these events alone, whose sequence numbers ascend.
  virtual base::Status each_text_of(
      std::span<const std::int64_t> sequences,
      const std::function<void(std::int64_t, std::string_view)>& take);
  // How each profile is called where no name is known, by its main identity: "user_id 48102". As
  // many as were asked for, in the same order; without an identity the customer's id.
  virtual base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids);
};

}  // namespace wend::analyze
