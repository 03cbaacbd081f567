#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "model/time_zone.h"

namespace wend::unify {

// What somebody asks a pseudonymised export to hold (docs/privacy.md).
struct ExportRequest {
  enum class What : std::uint8_t { kEvents, kCustomers };
  enum class Times : std::uint8_t { kExact, kDay, kShifted };
  enum class Format : std::uint8_t { kCsv, kParquet, kJsonLines };
  enum class Choice : std::uint8_t { kLeaveOut, kKeep, kGeneralise };
  struct Column {
    std::string name;  // "event", "properties.amount", "traits.plan"
    Choice choice = Choice::kLeaveOut;
    bool quasi_identifier = false;
  };

  What what = What::kEvents;
  std::optional<env::TimeUs> from, to;  // to: not included
  std::vector<Column> columns;          // those that are not named are left out
  Times times = Times::kExact;
  std::string only_with;  // a purpose; empty: none is asked for
  std::int64_t k = 1;     // 1: groups may have any size
  bool kept_key = false;  // the workspace's, so that exports can be joined
  Format format = Format::kCsv;

  Choice choice_of(std::string_view column) const;
  // Of events "properties.", of customers "traits.".
  std::string_view property_prefix() const;
};

inline constexpr std::size_t kExportColumnsMax = 500;
inline constexpr std::size_t kExportColumnBytesMax = 1024;
inline constexpr std::int64_t kExportGroupMax = 1000;

std::string_view to_string(ExportRequest::What what);
std::string_view to_string(ExportRequest::Times times);
std::string_view to_string(ExportRequest::Format format);
std::string_view to_string(ExportRequest::Choice choice);
// What a file of the format is called at its end: "csv", "parquet", "jsonl".
std::string_view ending_of(ExportRequest::Format format);

// The columns that every workspace has, beside properties and traits.
const std::vector<std::string>& built_in_columns(ExportRequest::What what);

// Reads a request; times without an offset are those of the zone. Errors: kInvalidInput with the
// place ("columns[2].name").
base::Result<ExportRequest> export_request_from(const boost::json::value& document,
                                                const model::TimeZone& zone);
boost::json::object to_json(const ExportRequest& request, const model::TimeZone& zone);

}  // namespace wend::unify
