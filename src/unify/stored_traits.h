#pragma once

#include <string>
#include <vector>

#include "model/computed_trait.h"
#include "model/segment_meaning.h"
#include "workspace/computed_traits.h"

namespace wend::unify {

// What a stored computed trait means. Errors: kInvalidInput when its definition cannot be read.
base::Result<model::ComputedTrait> meaning_of(const workspace::ComputedTrait& trait,
                                              const model::TimeZone& zone);

// Adds the traits that come with Wend and are named by `named`, where `traits` has none of that
// key.
base::Status add_built_in(std::vector<model::ComputedTrait>& traits,
                          const std::vector<std::string>& named,
                          const model::FindComputedTrait& built_in);

}  // namespace wend::unify
