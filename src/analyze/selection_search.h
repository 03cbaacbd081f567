#pragma once

#include <span>
#include <utility>
#include <vector>

#include "analyze/parallel_profiles.h"
#include "analyze/selection.h"
#include "analyze/signature_match.h"

namespace wend::analyze {

// Finds the events of a selection, customer by customer. One for each thread.
class SelectionSearch {
 public:
  // The selection must outlive it.
  SelectionSearch(const JourneyTable& table, const Selection& selection)
      : signatures_(&table.signatures()),
        selection_(&selection),
        search_(table, may_hold(selection)) {}

  // The positions in [begin, end) of events that the selection takes, ascending; valid until the
  // next call.
  std::span<const std::uint32_t> find(std::size_t begin, std::size_t end) {
    const auto found = search_.find(begin, end);
    if (selection_->by_signature()) return found;
    taken_.clear();
    for (const std::uint32_t position : found)
      if (selection_->holds(*signatures_, position)) taken_.push_back(position);
    return taken_;
  }

 private:
  static Mask may_hold(const Selection& selection) {
    Mask mask(selection.signature_count());
    for (std::uint32_t signature = 0; signature < mask.size(); ++signature)
      mask[signature] = selection.of_signature(signature) != Selection::Truth::kNo ? 1 : 0;
    return mask;
  }

  const SignatureCodes* signatures_;
  const Selection* selection_;
  SignatureSearch search_;
  std::vector<std::uint32_t> taken_;
};

// One byte per profile: what decide(profile) says of each, on several threads; make_decide() gives
// each of them a `decide` of its own. Errors: kCancelled.
template <typename MakeDecide>
base::Result<Mask> decide_profiles(const JourneyTable& table, const std::stop_token& stop,
                                   MakeDecide&& make_decide) {
  Mask mask(table.profile_count());
  WEND_TRY(by_workers(table, stop, [&] {
    return [decide = make_decide(), &mask](ProfileRange range) mutable {
      for (std::size_t profile = range.first; profile < range.last; ++profile)
        mask[profile] = decide(profile) ? 1 : 0;
    };
  }));
  return mask;
}

}  // namespace wend::analyze
