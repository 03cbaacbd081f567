#pragma once

#include <cstddef>
#include <string>

#include "model/predicate.h"

namespace wend::bench {

// Rules of all kinds over the events of bench/profiles: counts, counts in windows, "did not", first
// times, sums, sequences, traits, and mixtures; a different one for each number.
std::string rule(std::size_t number);
model::Predicate read_rule(std::size_t number);

}  // namespace wend::bench
