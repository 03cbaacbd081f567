#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "analyze/labels.h"

namespace wend::analyze {

// The labels with the largest counts, by count and then text, and one group that gathers the rest.
class TopLabels {
 public:
  TopLabels() = default;
  TopLabels(const Labels& labels, std::span<const std::uint64_t> counts, std::size_t top);

  std::size_t size() const { return chosen_.size() + (other_ ? 1 : 0); }
  std::size_t group_of(std::uint32_t label) const { return group_of_label_[label]; }
  bool is_other(std::size_t group) const { return group == chosen_.size(); }
  // Puts the text under `field`, and "missing" or "other": true where it is so.
  void describe(const Labels& labels, std::size_t group, std::string_view field,
                boost::json::object& out) const;

 private:
  std::vector<std::uint32_t> chosen_;
  std::vector<std::size_t> group_of_label_;
  bool other_ = false;
};

}  // namespace wend::analyze
