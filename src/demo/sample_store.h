#pragma once

#include <cstdint>

#include "base/result.h"
#include "demo/company.h"
#include "events/event_store.h"

namespace wend::demo {

struct SampleSummary {
  std::uint64_t events = 0;  // generated
  std::uint64_t added = 0;   // not in the store before
  std::uint64_t sources = 0;
};

// Puts the sample company into the store, one import for each of its sources. Doing it again adds
// nothing. Errors: those of the store.
base::Result<SampleSummary> load_sample(events::EventStore& store, std::uint64_t seed,
                                        const CompanyOptions& options);

}  // namespace wend::demo
