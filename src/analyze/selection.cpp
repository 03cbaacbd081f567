#include "analyze/selection.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {
namespace {

constexpr auto kNo = static_cast<std::uint8_t>(Selection::Truth::kNo);
constexpr auto kYes = static_cast<std::uint8_t>(Selection::Truth::kYes);
constexpr auto kLook = static_cast<std::uint8_t>(Selection::Truth::kLook);

}  // namespace

Selection Selection::all(const JourneyTable& table) {
  Selection selection;
  selection.truth_.assign(table.shown().size(), kYes);
  return selection;
}

Selection Selection::of_signatures(const JourneyTable& table, const Mask& wanted) {
  WEND_ASSERT(wanted.size() == table.shown().size(), "one byte per signature");
  Selection selection;
  for (const std::uint8_t one : wanted) selection.truth_.push_back(one != 0 ? kYes : kNo);
  return selection;
}

Selection Selection::of_values(const JourneyTable& table, std::shared_ptr<const ValueColumn> column,
                               Mask wanted) {
  Selection selection;
  selection.truth_.assign(table.shown().size(), kLook);
  selection.terms_.push_back({std::move(column), std::make_shared<const Mask>(std::move(wanted))});
  return selection;
}

Selection Selection::of_mask(const JourneyTable& table, Mask mask) {
  Selection selection;
  selection.truth_.assign(table.shown().size(), kLook);
  selection.terms_.push_back({nullptr, std::make_shared<const Mask>(std::move(mask))});
  return selection;
}

bool Selection::terms_hold(std::size_t position) const {
  return std::ranges::all_of(terms_, [&](const Term& term) {
    return (*term.wanted)[term.column ? term.column->codes[position] : position] != 0;
  });
}

void Selection::meet(const Selection& other) {
  for (std::size_t i = 0; i < truth_.size(); ++i) {
    const bool no = truth_[i] == kNo || other.truth_[i] == kNo;
    truth_[i] = no ? kNo : std::max(truth_[i], other.truth_[i]);
  }
  terms_.insert(terms_.end(), other.terms_.begin(), other.terms_.end());
}

void Selection::join(const Selection& other) {
  WEND_ASSERT(by_signature() && other.by_signature(), "asked before");
  for (std::size_t i = 0; i < truth_.size(); ++i) truth_[i] = std::max(truth_[i], other.truth_[i]);
}

void Selection::invert() {
  WEND_ASSERT(by_signature(), "asked before");
  for (std::uint8_t& one : truth_) one = one == kYes ? kNo : kYes;
}

}  // namespace wend::analyze
