#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "map/map_document.h"

namespace wend::map {

// A map as it is written down by hand: steps are counted instead of named by ids. What templates,
// maps made from data and imported ones are before they become documents. `fields` are those of
// docs/maps.md without order and ids.
struct MapOutline {
  using Fields = boost::json::object;
  struct Step {
    Fields fields;
  };
  struct Stage {
    Fields fields;
    std::vector<Step> steps;
  };
  struct Card {
    std::size_t step = 0;  // counted over all stages, from 0
    std::size_t to = 0;    // the last step it spans, `step` when it spans one
    Fields fields;
  };
  struct Lane {
    Fields fields;
    std::vector<Card> cards;
  };
  struct Link {
    std::size_t from = 0, to = 0;
    Fields fields;
  };
  struct Pain {
    std::size_t step = 0;
    Fields fields;
  };
  Fields about;
  std::vector<Stage> stages;
  std::vector<Lane> lanes;
  std::vector<Link> links;
  std::vector<Pain> pains;
};

// The n-th of keys that stand in this order, from 0: "a0" to "az", "b00" to "bzz", …; a key may be
// made between any two of them.
std::string order_key(std::size_t n);

// With ids made anew. Errors: as MapDocument::apply, and kInvalidInput for a step that is not
// there.
base::Result<MapDocument> document_of(const MapOutline& outline);

}  // namespace wend::map
