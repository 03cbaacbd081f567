#pragma once

#include <algorithm>
#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"
#include "analyze/segment_membership.h"

namespace wend::analyze {

// The `breakdown` field: customers in groups by a trait, by the segments they are in, or by a
// property or the channel of one event of their attempt.
struct Breakdown {
  enum class Kind { kProperty, kTrait, kChannel, kSegments };
  enum class Touch { kFirst, kLast, kStep };

  Kind kind = Kind::kProperty;
  std::string path;
  std::vector<std::string> segments;  // ids, each once
  Touch touch = Touch::kFirst;        // which event of the attempt
  std::size_t step = 0;               // for kStep, from 0
  std::size_t top = 5;

  // nullopt when the document has none. `steps` is how many events a whole attempt has.
  static base::Result<std::optional<Breakdown>> read(model::ObjectReader& document,
                                                     std::size_t steps);
};

// Puts units into groups as a kernel meets them, then keeps the largest groups and gathers the rest
// in "other". Segments are groups in the order in which they are named, whatever their size, with a
// last one for units that are in none of them; they may overlap, so that a unit is in several.
class BreakdownGroups {
 public:
  // `accounts`: what is counted instead of customers; traits are theirs then, and they have no
  // segments.
  static base::Result<BreakdownGroups> make(const QueryRun& run, const Breakdown& breakdown,
                                            const AccountUnits* accounts = nullptr);

  // The label of a unit: its profile (or account) and the positions of its attempt's events, of
  // which there is at least one. A step that was not reached has the missing label.
  std::uint32_t label_of(std::uint32_t profile, std::span<const std::uint32_t> attempt) const;

  std::size_t label_count() const { return segments_ ? segments_->kinds() : labels_->size(); }
  // Makes the groups of labels by how many units have each, then by their text. Notes when a unit
  // is in several groups.
  void rank(std::span<const std::uint64_t> units_of_label, Notes& notes);

  // After rank:
  std::size_t group_count() const { return group_count_; }
  // The groups of units with this label, ascending. Where no ranked unit has the label, those of
  // its segments, and none otherwise.
  std::span<const std::uint32_t> groups_of(std::uint32_t label) const {
    return std::span(groups_).subspan(groups_begin_[label],
                                      groups_begin_[label + 1] - groups_begin_[label]);
  }
  bool is_in(std::size_t group, std::uint32_t label) const {
    return std::ranges::find(groups_of(label), group) != groups_of(label).end();
  }
  // Puts "value" and, where it is so, "missing", "other" or "none": true, or the "segment"'s id.
  void describe(std::size_t group, boost::json::object& out) const;

 private:
  explicit BreakdownGroups(const Breakdown& breakdown) : breakdown_(breakdown) {}
  void rank_segments(std::span<const std::uint64_t> units_of_label, Notes& notes);
  void rank_labels(std::span<const std::uint64_t> units_of_label);

  Breakdown breakdown_;
  std::optional<Labels> labels_;               // or else:
  std::optional<SegmentMembership> segments_;  // whose kinds are the labels
  std::size_t group_count_ = 0;
  std::vector<std::uint32_t> chosen_;                 // labels, by group; others are gathered
  std::vector<std::uint32_t> groups_begin_, groups_;  // of each label
};

}  // namespace wend::analyze
