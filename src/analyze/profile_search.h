#pragma once

#include <cstdint>
#include <vector>

#include "analyze/parallel_profiles.h"
#include "analyze/signature_match.h"

namespace wend::analyze {

// Finds the customers who have an event of certain signatures, where few have one: so that the
// others need not be looked at one by one. One for each thread.
class ProfileSearch {
 public:
  // `wanted`: one byte per signature.
  ProfileSearch(const JourneyTable& table, const Mask& wanted)
      : table_(table), match_(table.signatures(), wanted) {}

  // Appends the profiles of the range, ascending, that have such an event to `out`, and answers
  // true; or appends all of them, when it is not worth while to tell them apart, and answers false.
  bool find(ProfileRange range, std::vector<std::uint32_t>& out);

 private:
  bool find_few(ProfileRange range, std::vector<std::uint32_t>& out);

  const JourneyTable& table_;
  SignatureMatch match_;
  std::vector<std::uint32_t> found_;
  std::size_t ranges_to_pass_ = 0;  // that are taken as a whole, because the last had many
};

}  // namespace wend::analyze
