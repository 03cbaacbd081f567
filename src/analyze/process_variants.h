#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "analyze/process_cases.h"

namespace wend::analyze {

// The different sequences of activities that cases have, and how many have each.
class ProcessVariants {
 public:
  ProcessVariants(const JourneyTable& table, const ProcessCases& cases)
      : table_(table), cases_(cases) {}

  // Adds the next case; the order must be that of ProcessCases::each_case.
  void add(std::uint32_t profile, std::span<const std::uint32_t> positions);

  // After the last case: puts the `top` most frequent first, equal ones in the order of their
  // activities.
  void rank(std::size_t top);

  std::size_t case_count() const { return variant_of_case_.size(); }
  std::size_t variant_count() const { return variants_.size(); }
  std::size_t shown_count() const { return shown_.size(); }
  // The people with a case of the shown variant number i.
  ProfileList people(std::size_t i) const;
  // [{"steps", "people", "share", "times", "ref"}]; steps beyond 200 are left out and said so with
  // "truncated".
  boost::json::array json() const;

 private:
  struct Variant {
    std::uint32_t first = 0;   // position of the first event of a case that has it
    std::uint32_t length = 0;  // in events
    std::uint64_t cases = 0;
    std::uint64_t people = 0;
    std::uint32_t last_profile = ~0U;
  };
  struct HashOfHash {
    std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& hash) const {
      return hash.first;
    }
  };

  // The activities of the case a variant was first seen in, at most `most`.
  std::vector<std::uint32_t> activities(const Variant& variant, std::size_t most) const;
  bool is_same(const Variant& variant, std::span<const std::uint32_t> sequence) const;

  const JourneyTable& table_;
  const ProcessCases& cases_;
  std::vector<Variant> variants_;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t, HashOfHash> by_hash_;
  std::vector<std::uint32_t> sequence_;
  std::vector<std::uint32_t> variant_of_case_, profile_of_case_;
  std::vector<std::int64_t> duration_us_of_case_;
  std::vector<std::uint32_t> shown_;
};

}  // namespace wend::analyze
