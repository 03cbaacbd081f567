#include "analyze/funnel_split.h"

#include <algorithm>
#include <map>

namespace wend::analyze {
namespace {

class BySession final : public AttemptKernel {
 public:
  BySession(const FunnelInput& input, model::DurationUs gap_us,
            std::unique_ptr<AttemptKernel> inner)
      : input_(input), gap_us_(gap_us), inner_(std::move(inner)) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    const auto time_us = input_.exact_times();
    std::size_t session = begin;
    std::size_t last = end;  // the last event looked at
    for (std::size_t i = begin; i < end; ++i) {
      if (!input_.looks_at(i)) continue;
      if (last != end && time_us[i] - time_us[last] > gap_us_) {
        inner_->find(session, i, attempts);
        session = i;
      }
      last = i;
    }
    if (last != end) inner_->find(session, end, attempts);
  }

 private:
  const FunnelInput& input_;
  model::DurationUs gap_us_;
  std::unique_ptr<AttemptKernel> inner_;
};

class Holding final : public AttemptKernel {
 public:
  Holding(const FunnelInput& input, const FunnelRules& rules, std::unique_ptr<EventFilter> filter,
          std::unique_ptr<AttemptKernel> inner)
      : input_(input),
        tries_(rules.attempt),
        each_value_(rules.each_held_value || rules.attempt == FunnelTries::kAll),
        any_step_enters_(rules.order == FunnelOrder::kAny),
        optional_(rules.optional),
        filter_(std::move(filter)),
        inner_(std::move(inner)) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    if (input_.columns().held.empty()) {
      inner_->find(begin, end, attempts);
      return;
    }
    number_values(begin, end);
    const auto entries = tries_ == FunnelTries::kFirst ? values_of_first_entry(begin, end)
                                                       : std::vector<std::uint32_t>();
    found_.clear();
    AttemptList& into = each_value_ ? attempts : found_;
    for (std::uint32_t value = 1; value <= values_.size(); ++value) {
      if (tries_ == FunnelTries::kFirst && std::ranges::find(entries, value) == entries.end())
        continue;
      filter_->wanted = value;
      inner_->find(begin, end, into);
    }
    if (each_value_ || found_.size() == 0) return;
    std::size_t best = 0;
    for (std::size_t i = 1; i < found_.size(); ++i) {
      if (better(found_[i], found_[best])) best = i;
    }
    attempts.add(found_[best]);
  }

 private:
  // Numbers the values of this customer's events from 1, in the order of their labels; 0 for an
  // event that lacks one.
  void number_values(std::size_t begin, std::size_t end) {
    values_.clear();
    filter_->on = true;
    filter_->begin = begin;
    filter_->value.assign(end - begin, 0);
    const auto labels_at = [&](std::size_t event) {
      labels_.clear();
      for (const Labels& column : input_.columns().held) {
        const std::uint32_t label = column.of(input_.position(event));
        if (column.is_missing(label)) return false;
        labels_.push_back(label);
      }
      return true;
    };
    const auto fills = [&](std::size_t event) {
      return input_.looks_at(event) && input_.step_class(event) != 0 && labels_at(event);
    };
    for (std::size_t i = begin; i < end; ++i) {
      if (fills(i)) values_.try_emplace(labels_, 0);
    }
    std::uint32_t number = 0;
    for (auto& [labels, value] : values_) value = ++number;
    for (std::size_t i = begin; i < end; ++i) {
      if (fills(i)) filter_->value[i - begin] = values_.find(labels_)->second;
    }
  }

  // The values that the customer's earliest entry has; several when it is several events of one
  // time.
  std::vector<std::uint32_t> values_of_first_entry(std::size_t begin, std::size_t end) const {
    const auto time_us = input_.exact_times();
    std::vector<std::uint32_t> values;
    TimeUs first = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t value = filter_->value[i - begin];
      if (value == 0) continue;
      if (!any_step_enters_ && input_.steps(i).front() != 0) continue;
      if (!values.empty() && time_us[i] != first) break;
      first = time_us[i];
      values.push_back(value);
    }
    return values;
  }

  std::size_t reached(std::span<const std::uint32_t> attempt) const {
    std::size_t reached = attempt.size();
    while (!any_step_enters_ && optional_[reached - 1] != 0) --reached;
    return reached;
  }

  bool better(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const {
    if (reached(a) != reached(b)) return reached(a) > reached(b);
    const TimeUs begun_a = input_.time_us(a[0]), begun_b = input_.time_us(b[0]);
    if (begun_a != begun_b) return begun_a < begun_b;
    return std::ranges::lexicographical_compare(a, b);
  }

  const FunnelInput& input_;
  FunnelTries tries_;
  bool each_value_;
  bool any_step_enters_;
  std::vector<std::uint8_t> optional_;
  std::unique_ptr<EventFilter> filter_;
  std::unique_ptr<AttemptKernel> inner_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> values_;
  std::vector<std::uint32_t> labels_;
  AttemptList found_;
};

}  // namespace

std::unique_ptr<AttemptKernel> make_by_session(const FunnelInput& input, model::DurationUs gap_us,
                                               std::unique_ptr<AttemptKernel> inner) {
  return std::make_unique<BySession>(input, gap_us, std::move(inner));
}

std::unique_ptr<AttemptKernel> make_holding(const FunnelInput& input, const FunnelRules& rules,
                                            std::unique_ptr<EventFilter> filter,
                                            std::unique_ptr<AttemptKernel> inner) {
  return std::make_unique<Holding>(input, rules, std::move(filter), std::move(inner));
}

}  // namespace wend::analyze
