#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"

namespace wend::analyze {

// The `breakdown` field: customers in groups by a trait, or by a property or the channel of one
// event of their attempt.
struct Breakdown {
  enum class Kind { kProperty, kTrait, kChannel };
  enum class Touch { kFirst, kLast, kStep };

  Kind kind = Kind::kProperty;
  std::string path;
  Touch touch = Touch::kFirst;  // which event of the attempt
  std::size_t step = 0;         // for kStep, from 0
  std::size_t top = 5;

  // nullopt when the document has none. `steps` is how many events a whole attempt has.
  static base::Result<std::optional<Breakdown>> read(model::ObjectReader& document,
                                                     std::size_t steps);
};

// Puts units into groups as a kernel meets them, then keeps the largest groups and gathers the rest
// in "other".
class BreakdownGroups {
 public:
  static base::Result<BreakdownGroups> make(const QueryRun& run, const Breakdown& breakdown);

  // The label of a unit: its profile and the positions of its attempt's events, of which there is
  // at least one. A step that was not reached has the missing label.
  std::uint32_t label_of(std::uint32_t profile, std::span<const std::uint32_t> attempt) const;

  // Ranks the labels by how many units have each, then by their text.
  void rank(std::span<const std::uint64_t> units_of_label);

  // After rank:
  std::size_t label_count() const { return labels_.size(); }
  std::size_t group_count() const { return chosen_.size() + (other_ ? 1 : 0); }
  std::size_t group_of_label(std::uint32_t label) const { return group_of_label_[label]; }
  // Puts "value" and, where it is so, "missing" or "other": true.
  void describe(std::size_t group, boost::json::object& out) const;

 private:
  BreakdownGroups(Labels labels, const Breakdown& breakdown)
      : labels_(std::move(labels)), breakdown_(breakdown) {}

  Labels labels_;
  Breakdown breakdown_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::size_t> group_of_label_;
  bool other_ = false;
};

}  // namespace wend::analyze
