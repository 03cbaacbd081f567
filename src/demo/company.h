#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace wend::demo {

using model::TimeUs;

// What the sample company looks like. The same seed and options make the same events on every
// machine.
struct CompanyOptions {
  std::size_t customers = 18'000;
  int weeks = 26;
  TimeUs end_us = 1'780'272'000'000'000;  // 2026-06-01T00:00:00Z: events are before this moment
  bool incidents = true;                  // false: the same company without any planted incident
};

// An event and the source that sent it. The texts live as long as the call that hands them over.
struct CompanyEvent {
  model::EventRow row;
  std::string_view source;
};

// Calls `take` for every event: customer by customer, each customer's events in order of time.
void generate(std::uint64_t seed, const CompanyOptions& options,
              const std::function<void(const CompanyEvent&)>& take);

struct IncidentCondition {
  std::string property;  // "channel" is the channel of the event
  std::string value;
};

// What was done to the company, and what an analysis should come back with.
struct PlantedIncident {
  std::string id;
  std::string what;                        // one sentence
  std::string touchpoint;                  // the event at which it is felt first
  std::vector<std::string> kinds;          // kinds of friction that describe it rightly
  std::vector<IncidentCondition> segment;  // whom it strikes; empty: everyone
  TimeUs from_us = 0;
  std::optional<TimeUs> to_us;  // none: not over yet when the data ends
};

// The incidents of a company with these options, in order of time; none when options.incidents is
// false. Incidents that would begin before the data does are left out.
std::vector<PlantedIncident> planted_incidents(const CompanyOptions& options);

}  // namespace wend::demo
