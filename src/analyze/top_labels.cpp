#include "analyze/top_labels.h"

#include <algorithm>

namespace wend::analyze {

TopLabels::TopLabels(const Labels& labels, std::span<const std::uint64_t> counts, std::size_t top)
    : group_of_label_(labels.size(), 0) {
  for (std::uint32_t label = 0; label < counts.size(); ++label) {
    if (counts[label] > 0) chosen_.push_back(label);
  }
  // Labels are in the order of their texts.
  std::ranges::stable_sort(chosen_, std::greater(),
                           [&](std::uint32_t label) { return counts[label]; });
  other_ = chosen_.size() > top;
  if (other_) chosen_.resize(top);
  std::ranges::fill(group_of_label_, chosen_.size());
  for (std::size_t group = 0; group < chosen_.size(); ++group)
    group_of_label_[chosen_[group]] = group;
}

void TopLabels::describe(const Labels& labels, std::size_t group, std::string_view field,
                         boost::json::object& out) const {
  if (is_other(group)) {
    out[field] = "other";
    out["other"] = true;
    return;
  }
  out[field] = labels.text(chosen_[group]);
  if (labels.is_missing(chosen_[group])) out["missing"] = true;
}

}  // namespace wend::analyze
