// The part of MaskBuilder that works out computed traits.
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

#include "analyze/event_mask.h"
#include "analyze/touches.h"
#include "unify/trait_measure.h"

namespace wend::analyze {
namespace {

constexpr TimeUs kEarliest = std::numeric_limits<TimeUs>::min();
constexpr TimeUs kLatest = std::numeric_limits<TimeUs>::max();

// Gives each distinct value a code; values[0] is missing.
class ColumnOfProfiles {
 public:
  explicit ColumnOfProfiles(std::size_t profiles) {
    column_codes_.assign(profiles, 0);
    values_.emplace_back();
  }
  void put(std::size_t profile, model::Value value) {
    if (model::is_missing(value)) return;
    const auto [found, is_new] =
        codes_.try_emplace(std::move(value), static_cast<std::uint32_t>(values_.size()));
    if (is_new) values_.push_back(found->first);
    column_codes_[profile] = found->second;
  }
  std::shared_ptr<const ValueColumn> finish() {
    return std::make_shared<const ValueColumn>(
        ValueColumn::of(std::move(column_codes_), std::move(values_)));
  }

 private:
  std::vector<std::uint32_t> column_codes_;
  std::vector<model::Value> values_;
  std::unordered_map<model::Value, std::uint32_t> codes_;
};

bool is_a_doing(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(model::EventType::kTrack) ||
         type == static_cast<std::uint8_t>(model::EventType::kPage) ||
         type == static_cast<std::uint8_t>(model::EventType::kScreen);
}

}  // namespace

base::Result<MaskBuilder> MaskBuilder::about_everything(const std::string& place) {
  if (segment_level_ >= model::kSegmentLevelsMax) {
    return base::fail(
        base::ErrorCode::kInvalidInput,
        fmt::format("Segments name each other deeper than {} levels.", model::kSegmentLevelsMax),
        place);
  }
  MaskBuilder inner(table_, kEarliest, kLatest, *notes_, stop_);
  inner.now_us_ = now_us_;
  inner.find_segment_ = find_segment_;
  inner.find_account_members_ = find_account_members_;
  inner.find_trait_ = find_trait_;
  inner.computed_ = computed_;
  inner.segment_level_ = segment_level_ + 1;
  inner.model_ = model_;
  return inner;
}

base::Result<std::shared_ptr<const ValueColumn>> MaskBuilder::trait(const std::string& path,
                                                                    const std::string& place) {
  const auto key = model::computed_key(path);
  if (!key) {
    WEND_ASSIGN(auto column, table_->trait(path));
    if (column->values.size() <= 1) WEND_TRY(note_missing_path(path, true));
    return column;
  }
  if (const auto known = computed_->find(*key); known != computed_->end()) return known->second;
  if (!find_trait_) return base::fail(model::no_computed_trait(*key, place));
  WEND_ASSIGN(const auto definition, find_trait_(*key));
  if (!definition) return base::fail(model::no_computed_trait(*key, place));
  WEND_ASSIGN(auto column, computed(*definition));
  computed_->emplace(*key, column);
  if (column->values.size() <= 1)
    notes_->add(fmt::format("The computed trait \"{}\" has no value for anybody.", *key));
  return column;
}

base::Result<std::shared_ptr<const ValueColumn>> MaskBuilder::computed(
    const model::ComputedTrait& trait) {
  const std::size_t profiles = table_->profile_count();
  ColumnOfProfiles out(profiles);
  if (trait.touch) {
    WEND_ASSIGN(const auto touches, touches_of(table_, stop_));
    for (std::size_t profile = 0; profile < profiles; ++profile)
      out.put(profile, touches->value(profile, *trait.touch));
    return out.finish();
  }
  WEND_ASSIGN(MaskBuilder inner, about_everything(trait.of.place));
  WEND_ASSIGN(const Mask mask, inner.events(trait.of));
  std::shared_ptr<const ValueColumn> property;
  if (model::needs_property(trait.measure)) {
    WEND_ASSIGN(property, table_->property(trait.property));
    if (property->values.size() <= 1) WEND_TRY(note_missing_path(trait.property, false));
  }
  const Span span = inner.span_of(trait.bounds);
  const TimeUs now = now_us_.value_or(table_->last_us() + 1);
  const bool share = trait.measure == model::Measure::kShare;
  const auto time_us = table_->time_us();
  WEND_TRY(unify::with_state_of(trait.measure, [&](const auto nothing) -> base::Status {
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      if (profile % kProfilesPerStopCheck == 0) {
        if (auto go_on = check_stop(stop_); !go_on) return go_on;
      }
      auto state = nothing;
      for (std::size_t i = table_->begin(profile); i < table_->end(profile); ++i) {
        if (!(share ? is_a_doing(table_->type()[i]) : mask[i] != 0) || !span.holds(time_us[i]))
          continue;
        const model::Value part = mask[i] != 0 ? 1.0 : 0.0;
        const model::Value* value = share      ? &part
                                    : property ? &property->values[property->codes[i]]
                                               : nullptr;
        state.add(trait.measure, {time_us[i], table_->sequence()[i], value});
      }
      out.put(profile, state.value(trait.measure, now));
    }
    return {};
  }));
  return out.finish();
}

}  // namespace wend::analyze
