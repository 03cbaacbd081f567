#include "unify/trait_measure.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <tuple>

#include "model/comparison.h"
#include "model/instant_text.h"

namespace wend::unify {
namespace {

using model::Measure;

bool is_of_the_first(Measure measure) {
  return measure == Measure::kFirstValue || measure == Measure::kFirstTime ||
         measure == Measure::kDaysSinceFirst;
}

std::int64_t whole_days(TimeUs time_us, TimeUs now) {
  return now < time_us ? 0 : (now - time_us) / env::kDayUs;
}

boost::json::value to_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return boost::json::value(std::get<std::string>(value));
}

}  // namespace

bool counts(Measure measure, const Observation& seen) {
  if (measure == Measure::kShare) return true;
  if (!model::needs_property(measure)) return true;
  if (model::is_missing(*seen.value)) return false;
  switch (measure) {
    case Measure::kSum:
    case Measure::kAverage:
    case Measure::kMin:
    case Measure::kMax:
      return counted_number(*seen.value).has_value();
    default:
      return true;
  }
}

void NumberState::add(Measure measure, const Observation& seen) {
  if (!counts(measure, seen)) return;
  const double number = *counted_number(*seen.value);
  least_ = sum_.count() == 0 ? number : std::min(least_, number);
  greatest_ = sum_.count() == 0 ? number : std::max(greatest_, number);
  sum_.add(number);
}

model::Value NumberState::value(Measure measure, TimeUs) const {
  const auto aggregate = measure == Measure::kSum ? model::Aggregate::kSum
                         : measure == Measure::kAverage || measure == Measure::kShare
                             ? model::Aggregate::kAverage
                         : measure == Measure::kMin ? model::Aggregate::kMin
                                                    : model::Aggregate::kMax;
  return aggregate_value(aggregate, sum_, least_, greatest_);
}

void EndState::add(Measure measure, const Observation& seen) {
  if (!counts(measure, seen)) return;
  const auto place = std::tuple(seen.time_us, seen.sequence);
  const auto kept = std::tuple(time_us_, sequence_);
  if (any_ && (is_of_the_first(measure) ? place >= kept : place <= kept)) return;
  any_ = true;
  std::tie(time_us_, sequence_) = place;
  if (model::needs_property(measure)) value_ = *seen.value;
}

model::Value EndState::value(Measure measure, TimeUs now) const {
  if (!any_) return {};
  if (model::needs_property(measure)) return value_;
  if (model::grows_old(measure)) return static_cast<double>(whole_days(time_us_, now));
  return model::instant_text(time_us_);
}

TimeUs EndState::next_day(TimeUs now) const {
  if (!any_) return std::numeric_limits<TimeUs>::max();
  return time_us_ + (whole_days(time_us_, now) + 1) * env::kDayUs;
}

void ValuesState::add(Measure measure, const Observation& seen) {
  if (!counts(measure, seen)) return;
  Found& found = values_[model::to_text(*seen.value)];
  // The number 5 and the text "5" are one: whichever came, it is the number.
  if (found.count == 0 || seen.value->index() < found.value.index()) found.value = *seen.value;
  ++found.count;
  if (values_.size() <= model::kDistinctMax) return;
  values_.erase(std::prev(values_.end()));
  more_ = true;
}

model::Value ValuesState::value(Measure measure, TimeUs) const {
  if (measure == Measure::kDistinct) return static_cast<double>(values_.size());
  if (values_.empty()) return {};
  if (measure == Measure::kMostFrequent) {
    if (more_) return {};
    const auto most =
        std::ranges::max_element(values_, {}, [](const auto& one) { return one.second.count; });
    return most->second.value;
  }
  boost::json::array list;
  for (const auto& [text, found] : values_) {
    if (list.size() == model::kValuesMax) break;
    list.push_back(to_json(found.value));
  }
  return boost::json::serialize(list);
}

}  // namespace wend::unify
