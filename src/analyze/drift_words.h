#pragma once

#include <optional>
#include <string>

#include "analyze/drift_growth.h"
#include "analyze/drift_tally.h"
#include "model/time_zone.h"

namespace wend::analyze {

// "1 in 3", where that is as good as said; else "31 %", which is said in the plural.
struct ShareInWords {
  std::string text;
  bool plural = false;
};
ShareInWords share_in_words(Proportion share);

// "9 April", with the year where it is another than that of `now_us`.
std::string day_in_words(TimeUs time_us, TimeUs now_us, const model::TimeZone& zone);

// "goes back to “Cart”", or "go back to “Cart”".
std::string deviation_in_words(DeviationKind kind, std::string_view label, bool backward,
                               bool plural);

// "the share doubled since 9 April"
std::string turn_in_words(const Turn& turn, const std::string& day);

}  // namespace wend::analyze
