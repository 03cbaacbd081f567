#include "analyze/breakdown.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/account_units.h"
#include "analyze/funnel_attempt.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::int64_t kTopMax = 100;
constexpr std::size_t kSegmentsMax = 20;

// What the group of those who are in no segment is called.
constexpr std::string_view kNoneOfThese = "none of these";

base::Status read_segments(model::ObjectReader& reader, Breakdown& breakdown) {
  WEND_ASSIGN(const json::array* list, reader.list("segments", kSegmentsMax));
  const std::string place = reader.place_of("segments");
  if (list->empty()) {
    return base::fail(ErrorCode::kInvalidInput, "The list names no segment.", place,
                      "Name segments by their ids, or leave the breakdown out.");
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::value& id = (*list)[i];
    const std::string place_of_id = model::entry_place(place, i);
    if (!id.is_string()) return model::wrong_kind(id, place_of_id, "the id of a segment");
    if (id.get_string().empty())
      return base::fail(ErrorCode::kInvalidInput, "The id is empty.", place_of_id);
    if (std::ranges::find(breakdown.segments, std::string_view(id.get_string())) !=
        breakdown.segments.end()) {
      return base::fail(ErrorCode::kInvalidInput, "The segment is named twice.", place_of_id,
                        "Leave one of them out.");
    }
    breakdown.segments.emplace_back(id.get_string());
  }
  return {};
}

base::Status read_touch(model::ObjectReader& reader, std::size_t steps, Breakdown& breakdown) {
  const json::value* touch = reader.find("touch");
  if (touch == nullptr) return {};
  const std::string place = reader.place_of("touch");
  if (touch->is_string()) {
    WEND_ASSIGN(const auto choice, reader.choice("touch", {"first", "last"}));
    breakdown.touch = *choice == 0 ? Breakdown::Touch::kFirst : Breakdown::Touch::kLast;
    return {};
  }
  if (!touch->is_object())
    return model::wrong_kind(*touch, place, "\"first\", \"last\" or {\"step\": number}");
  WEND_ASSIGN(auto step_reader, model::ObjectReader::open(*touch, place));
  WEND_ASSIGN(const auto step, step_reader.integer("step", 1, static_cast<std::int64_t>(steps)));
  WEND_TRY(step_reader.finish());
  if (!step)
    return base::fail(ErrorCode::kInvalidInput, "The step is missing.",
                      step_reader.place_of("step"));
  breakdown.touch = Breakdown::Touch::kStep;
  breakdown.step = static_cast<std::size_t>(*step - 1);
  return {};
}

}  // namespace

base::Result<std::optional<Breakdown>> Breakdown::read(model::ObjectReader& document,
                                                       std::size_t steps) {
  const json::value* value = document.find("breakdown");
  if (value == nullptr) return std::nullopt;
  WEND_ASSIGN(auto reader, model::ObjectReader::open(*value, document.place_of("breakdown")));
  Breakdown breakdown;
  WEND_ASSIGN(const auto property, reader.text("property"));
  WEND_ASSIGN(const auto trait, reader.text("trait"));
  WEND_ASSIGN(const auto channel, reader.boolean("channel"));
  const bool segments = reader.has("segments");
  if (property.has_value() + trait.has_value() + channel.has_value() + segments != 1) {
    return base::fail(ErrorCode::kInvalidInput,
                      "A breakdown is by one property, one trait, the channel or segments.",
                      reader.place(),
                      "Write {\"property\": name}, {\"trait\": name}, {\"channel\": true} or "
                      "{\"segments\": [id]}.");
  }
  if (segments) {
    breakdown.kind = Kind::kSegments;
    WEND_TRY(read_segments(reader, breakdown));
    // All of them are shown, and a segment belongs to the customer: no "top", no "touch".
    WEND_TRY(reader.finish());
    return breakdown;
  }
  if (channel && !*channel) {
    return base::fail(ErrorCode::kInvalidInput, "\"channel\" can only be true here.",
                      reader.place_of("channel"), "Leave the breakdown out for none.");
  }
  breakdown.kind = property ? Kind::kProperty : trait ? Kind::kTrait : Kind::kChannel;
  breakdown.path = property ? *property : trait.value_or("");
  if (breakdown.kind != Kind::kChannel && breakdown.path.empty()) {
    return base::fail(ErrorCode::kInvalidInput, "The name is empty.",
                      reader.place_of(property ? "property" : "trait"));
  }
  // A trait belongs to the customer, not to one of their events.
  if (breakdown.kind != Kind::kTrait) WEND_TRY(read_touch(reader, steps, breakdown));
  WEND_ASSIGN(const auto top, reader.integer("top", 1, kTopMax));
  if (top) breakdown.top = static_cast<std::size_t>(*top);
  WEND_TRY(reader.finish());
  return breakdown;
}

base::Result<BreakdownGroups> BreakdownGroups::make(const QueryRun& run, const Breakdown& breakdown,
                                                    const AccountUnits* accounts) {
  BreakdownGroups groups(breakdown);
  switch (breakdown.kind) {
    case Breakdown::Kind::kChannel:
      groups.labels_ = Labels::of_channels(*run.table);
      break;
    case Breakdown::Kind::kTrait: {
      if (accounts != nullptr) {
        groups.labels_ = accounts->labels_of_trait(breakdown.path, run.notes);
        break;
      }
      WEND_ASSIGN(groups.labels_, Labels::of_trait(run, breakdown.path));
      break;
    }
    case Breakdown::Kind::kProperty: {
      WEND_ASSIGN(groups.labels_, Labels::of_property(run, breakdown.path));
      break;
    }
    case Breakdown::Kind::kSegments: {
      WEND_ASSIGN(groups.segments_, SegmentMembership::make(run, breakdown.segments));
      break;
    }
  }
  return groups;
}

std::uint32_t BreakdownGroups::label_of(std::uint32_t profile,
                                        std::span<const std::uint32_t> attempt) const {
  if (breakdown_.kind == Breakdown::Kind::kTrait) return labels_->of(profile);
  if (breakdown_.kind == Breakdown::Kind::kSegments) return segments_->kind_of(profile);
  switch (breakdown_.touch) {
    case Breakdown::Touch::kFirst:
      return labels_->of(attempt.front());
    case Breakdown::Touch::kLast:
      return labels_->of(attempt.back());
    case Breakdown::Touch::kStep:
      return breakdown_.step < attempt.size() && attempt[breakdown_.step] != kSkippedStep
                 ? labels_->of(attempt[breakdown_.step])
                 : 0;
  }
  return 0;
}

void BreakdownGroups::rank(std::span<const std::uint64_t> units_of_label, Notes& notes) {
  groups_begin_.assign(1, 0);
  groups_.clear();
  if (segments_)
    rank_segments(units_of_label, notes);
  else
    rank_labels(units_of_label);
}

void BreakdownGroups::rank_segments(std::span<const std::uint64_t> units_of_label, Notes& notes) {
  const auto none = static_cast<std::uint32_t>(segments_->size());
  bool overlap = false;
  for (std::uint32_t kind = 0; kind < units_of_label.size(); ++kind) {
    const auto segments = segments_->segments_of(kind);
    groups_.insert(groups_.end(), segments.begin(), segments.end());
    if (segments.empty() && units_of_label[kind] > 0) groups_.push_back(none);
    overlap = overlap || (segments.size() > 1 && units_of_label[kind] > 0);
    groups_begin_.push_back(static_cast<std::uint32_t>(groups_.size()));
  }
  group_count_ = none + (units_of_label[SegmentMembership::kNone] > 0 ? 1 : 0);
  if (overlap)
    notes.add(
        "The segments overlap: who is in several of them counts in each, so the groups add up to "
        "more than the whole.");
}

void BreakdownGroups::rank_labels(std::span<const std::uint64_t> units_of_label) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t label = 0; label < units_of_label.size(); ++label) {
    if (units_of_label[label] > 0) order.push_back(label);
  }
  // Labels are in the order of their texts.
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::uint32_t label) { return units_of_label[label]; });
  chosen_.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(
                                                    std::min(order.size(), breakdown_.top)));
  group_count_ = chosen_.size() + (order.size() > breakdown_.top ? 1 : 0);
  std::vector<std::uint32_t> group_of_label(units_of_label.size(),
                                            static_cast<std::uint32_t>(chosen_.size()));
  for (std::uint32_t group = 0; group < chosen_.size(); ++group)
    group_of_label[chosen_[group]] = group;
  for (std::uint32_t label = 0; label < units_of_label.size(); ++label) {
    if (units_of_label[label] > 0) groups_.push_back(group_of_label[label]);
    groups_begin_.push_back(static_cast<std::uint32_t>(groups_.size()));
  }
}

void BreakdownGroups::describe(std::size_t group, json::object& out) const {
  if (segments_) {
    const bool none = group == segments_->size();
    out["value"] = none ? kNoneOfThese : std::string_view(segments_->name(group));
    if (none)
      out["none"] = true;
    else
      out["segment"] = breakdown_.segments[group];
    return;
  }
  if (group == chosen_.size()) {
    out["value"] = "other";
    out["other"] = true;
    return;
  }
  out["value"] = labels_->text(chosen_[group]);
  if (labels_->is_missing(chosen_[group])) out["missing"] = true;
}

}  // namespace wend::analyze
