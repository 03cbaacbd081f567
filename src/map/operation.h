#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "map/map_fields.h"
#include "map/text_edit.h"

namespace wend::map {

inline constexpr std::size_t kOperationsMax = 500;

enum class OperationKind { kAdd, kSet, kEdit, kRemove, kRestore };

// One step of a change (docs/maps.md).
struct Operation {
  OperationKind kind = OperationKind::kSet;
  const Part* part = nullptr;
  std::string id;
  const Field* field = nullptr;  // of set and edit
  boost::json::value value;      // of add (an object) and set; checked against the fields
  TextEdit edit;
  std::string place;  // "operations[3]"
};

// Errors: kInvalidInput, kTooLarge with the exact field as the place.
base::Result<std::vector<Operation>> read_operations(const boost::json::value& value,
                                                     const std::string& place);

// As read_operations takes them.
boost::json::object operation_json(const Operation& operation);

// The fields of a thing as `add` takes them: known ones, checked, the required ones there, and none
// that is a default. Errors: as above.
base::Result<boost::json::object> read_thing(const Part& part, const boost::json::value& value,
                                             const std::string& place);

}  // namespace wend::map
