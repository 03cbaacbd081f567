#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analyze/journey_table.h"
#include "model/account.h"
#include "model/computed_trait.h"
#include "model/segment_meaning.h"

namespace wend::analyze {

// How the values of a computed trait are spread over customers.
struct TraitPreview {
  std::size_t customers = 0;  // that were looked at
  std::size_t of = 0;         // all
  std::size_t with_value = 0;
  std::size_t distinct = 0;
  struct Numbers {  // when every value is a number
    double least = 0, q1 = 0, median = 0, q3 = 0, greatest = 0;
    struct Bin {  // half-open; the last one without an end
      double from = 0;
      std::optional<double> to;
      std::size_t customers = 0;
    };
    std::vector<Bin> bins;
  };
  std::optional<Numbers> numbers;
  struct Frequent {
    model::Value value;
    std::size_t customers = 0;
  };
  std::vector<Frequent> most_frequent;  // up to ten
  // Of the example that was asked for, else of a customer in the middle of those who have a value,
  // of those whose value is not 0 where there are any.
  std::optional<std::int64_t> example_id;
  model::Value example;
  std::vector<std::string> notes;
};

struct PreviewAsk {
  model::ComputedTrait trait;
  std::optional<std::int64_t> example_id;
  TimeUs now = 0;
  model::FindSegment segments;
  model::FindComputedTrait traits;
  model::FindAccountMembers accounts;
  std::size_t events_max = 0;  // beyond it a sample of customers is looked at; 0: never
};

base::Result<TraitPreview> trait_preview(const std::shared_ptr<const JourneyTable>& table,
                                         const PreviewAsk& ask, const std::stop_token& stop);

}  // namespace wend::analyze
