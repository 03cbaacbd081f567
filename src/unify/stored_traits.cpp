#include "unify/stored_traits.h"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace wend::unify {
namespace {

constexpr std::size_t kLevelsMax = 100;  // of JSON; it was checked when it was stored

}  // namespace

base::Result<model::ComputedTrait> meaning_of(const workspace::ComputedTrait& trait,
                                              const model::TimeZone& zone) {
  boost::json::parse_options options;
  options.max_depth = kLevelsMax;
  boost::system::error_code error;
  const auto definition = boost::json::parse(trait.definition, error, {}, options);
  if (error) return base::fail(base::ErrorCode::kInvalidInput, "The definition is not JSON.");
  WEND_ASSIGN(auto meaning, model::read_computed_trait(definition, zone));
  meaning.key = trait.key;
  meaning.name = trait.name;
  return meaning;
}

base::Status add_built_in(std::vector<model::ComputedTrait>& traits,
                          const std::vector<std::string>& named,
                          const model::FindComputedTrait& built_in) {
  if (!built_in) return {};
  for (const std::string& key : named) {
    if (std::ranges::find(traits, key, &model::ComputedTrait::key) != traits.end()) continue;
    WEND_ASSIGN(auto found, built_in(key));
    if (found) traits.push_back(*std::move(found));
  }
  return {};
}

}  // namespace wend::unify
