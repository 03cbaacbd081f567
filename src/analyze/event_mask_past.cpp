// The part of MaskBuilder that looks at a customer's past: counts, aggregates, first times,
// sequences, segments, accounts.
#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/event_mask.h"
#include "analyze/selection_search.h"
#include "analyze/step_classes.h"
#include "model/beginning.h"
#include "unify/number_sum.h"
#include "unify/sequence_scan.h"

namespace wend::analyze {
namespace {

using model::Predicate;

constexpr TimeUs kEarliest = std::numeric_limits<TimeUs>::min();
constexpr TimeUs kLatest = std::numeric_limits<TimeUs>::max();

}  // namespace

MaskBuilder::Span MaskBuilder::span_of(const model::TimeBounds& bounds) const {
  if (!bounds.any()) return {from_us_, to_us_};
  if (bounds.within) {
    const TimeUs now = now_us_.value_or(table_->last_us() + 1);
    return {now - *bounds.within + 1, kLatest};  // t counts while now - t < within
  }
  return {bounds.from_us.value_or(kEarliest), bounds.to_us.value_or(kLatest)};
}

base::Result<Mask> MaskBuilder::profile_count(const Selection& events, Span span,
                                              std::uint64_t at_least, std::uint64_t at_most) const {
  const auto time_us = table_->time_us();
  const bool all_times = span.holds(table_->first_us()) && span.holds(table_->last_us());
  return decide_profiles(*table_, stop_, [&] {
    return [&, search = SelectionSearch(*table_, events)](std::size_t profile) mutable {
      const auto found = search.find(table_->begin(profile), table_->end(profile));
      std::uint64_t count = 0;
      if (all_times) {
        count = found.size();
      } else {
        for (const std::uint32_t i : found) count += span.holds(time_us[i]) ? 1 : 0;
      }
      return count >= at_least && count <= at_most;
    };
  });
}

base::Result<Mask> MaskBuilder::profile_did(const Predicate& predicate) {
  WEND_ASSIGN(const Selection events, selection(predicate.parts[0]));
  if (predicate.aggregate != model::Aggregate::kCount) return profile_aggregate(predicate, events);
  return profile_count(events, span_of(predicate.bounds), predicate.at_least,
                       predicate.at_most.value_or(std::numeric_limits<std::uint64_t>::max()));
}

base::Result<Mask> MaskBuilder::profile_aggregate(const Predicate& predicate,
                                                  const Selection& events) {
  WEND_ASSIGN(const auto column, table_->property(predicate.path));
  if (column->values.size() <= 1) WEND_TRY(note_missing_path(predicate.path, false));
  std::vector<std::optional<double>> numbers;
  for (const auto& value : column->values) numbers.push_back(unify::counted_number(value));
  const Span span = span_of(predicate.bounds);
  const auto time_us = table_->time_us();
  return decide_profiles(*table_, stop_, [&] {
    return [&, search = SelectionSearch(*table_, events)](std::size_t profile) mutable {
      unify::NumberSum sum;
      double least = 0, greatest = 0;
      for (const std::uint32_t i : search.find(table_->begin(profile), table_->end(profile))) {
        const auto& number = numbers[column->codes[i]];
        if (!number || !span.holds(time_us[i])) continue;
        least = sum.count() == 0 ? *number : std::min(least, *number);
        greatest = sum.count() == 0 ? *number : std::max(greatest, *number);
        sum.add(*number);
      }
      return predicate.comparison.holds(
          unify::aggregate_value(predicate.aggregate, sum, least, greatest));
    };
  });
}

base::Result<Mask> MaskBuilder::profile_first(const Predicate& predicate) {
  WEND_ASSIGN(const Selection events, selection(predicate.parts[0]));
  const Span span = predicate.bounds.any() ? span_of(predicate.bounds) : Span{kEarliest, kLatest};
  const auto time_us = table_->time_us();
  return decide_profiles(*table_, stop_, [&] {
    return [&, search = SelectionSearch(*table_, events)](std::size_t profile) mutable {
      const auto found = search.find(table_->begin(profile), table_->end(profile));
      return !found.empty() && span.holds(time_us[found.front()]);
    };
  });
}

base::Result<Mask> MaskBuilder::profile_sequence(const Predicate& predicate) {
  std::vector<Selection> selections;
  for (const Predicate& part : predicate.parts) {
    WEND_ASSIGN(Selection selected, selection(part));
    selections.push_back(std::move(selected));
  }
  const StepClasses steps(table_, std::move(selections));
  const Span span = span_of(predicate.bounds);
  // Bounds are of the last step; the range is of all.
  const TimeUs earliest = predicate.bounds.any() ? kEarliest : span.from_us;
  const auto time_us = table_->time_us();
  return decide_profiles(*table_, stop_, [&] {
    return [&, search = SignatureSearch(*table_, steps.relevant())](std::size_t profile) mutable {
      unify::SequenceScan scan(steps.step_count(), predicate.span);
      for (const std::uint32_t i : search.find(table_->begin(profile), table_->end(profile))) {
        if (time_us[i] < earliest || time_us[i] >= span.to_us) continue;
        std::uint16_t taken = 0;
        for (const std::uint32_t step : steps.steps(steps.of(i)))
          taken = static_cast<std::uint16_t>(taken | 1U << step);
        if (taken != 0) scan.add(time_us[i], taken);
      }
      const auto end = scan.last_end();
      return end && span.holds(*end);
    };
  });
}

base::Result<MaskBuilder::NamedMask> MaskBuilder::segment(const std::string& id,
                                                          const std::string& place) {
  if (!find_segment_) {
    return base::fail(base::ErrorCode::kInvalidInput, "Segments are not known here.", place);
  }
  WEND_ASSIGN(auto meaning, find_segment_(id));
  if (!meaning) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("There is no segment \"{}\".", model::beginning(id, 100)), place,
                      "Name a segment by its id.");
  }
  NamedMask found{std::move(meaning->name), {}};
  if (meaning->is_list) {
    found.members.resize(table_->profile_count());
    for (const std::int64_t customer : meaning->profiles)
      if (const auto profile = table_->profile_of_id(customer)) found.members[*profile] = 1;
    return found;
  }
  WEND_ASSIGN(MaskBuilder inner, about_everything(place));
  WEND_ASSIGN(found.members, inner.profiles(meaning->rule));
  return found;
}

base::Result<Mask> MaskBuilder::profile_account(const Predicate& predicate) {
  if (!find_account_members_) {
    return base::fail(base::ErrorCode::kInvalidInput, "Accounts are not known here.",
                      predicate.place + ".account");
  }
  WEND_ASSIGN(const auto members, find_account_members_(predicate.parts[0]));
  for (const std::string& note : members.notes) notes_->add(note);
  Mask mask(table_->profile_count());
  for (const std::int64_t customer : members.profiles)
    if (const auto profile = table_->profile_of_id(customer)) mask[*profile] = 1;
  return mask;
}

}  // namespace wend::analyze
