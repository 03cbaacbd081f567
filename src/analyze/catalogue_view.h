#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "analyze/catalogue_tally.h"

namespace wend::analyze {

// One source, as far as the catalogue needs it.
struct CatalogueSource {
  std::int64_t id = 0;
  std::string name;
  bool live = false;  // it may send more at any time; not a file that was read
};

// The catalogue at one moment; never changes.
struct CatalogueView {
  CatalogueTally tally;
  std::map<std::int64_t, CatalogueSource> sources;
  model::TimeZone zone;
  TimeUs now_us = 0;
  std::uint64_t number = 0;  // grows with every view; 0: nothing was counted yet
};

}  // namespace wend::analyze
