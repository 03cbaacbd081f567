#pragma once

#include <memory>

#include "analyze/journey_table_builder.h"
#include "demo/company.h"

namespace wend {

// The sample company as the table that the analysis reads.
inline std::shared_ptr<const analyze::JourneyTable> company_table(
    std::uint64_t seed, const demo::CompanyOptions& options = {}) {
  std::vector<analyze::MemoryEvent> events;
  demo::generate(seed, options, [&](const demo::CompanyEvent& event) {
    events.push_back({.customer = std::string(event.row.identity_value),
                      .time_us = event.row.time_us,
                      .name = std::string(event.row.name),
                      .channel = std::string(event.row.channel),
                      .properties = std::string(event.row.properties),
                      .type = event.row.type,
                      .source = std::string(event.source)});
  });
  return analyze::make_journey_table(std::move(events));
}

}  // namespace wend
