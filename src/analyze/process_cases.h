#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"
#include "model/duration.h"

namespace wend::analyze {

// A `process` document's own fields.
struct ProcessAsk {
  Grouping by;
  std::optional<model::Predicate> hide;
  double detail = 1;
  std::size_t variants = 20;
  std::optional<model::DurationUs>
      session_us;  // a longer gap begins a new case; none: a customer is a case
};

// The field `per`: the gap between events that begins a new case; nullopt when a customer is a
// case.
base::Result<std::optional<model::DurationUs>> read_case_gap(model::ObjectReader& document);

base::Result<ProcessAsk> read_process_ask(model::ObjectReader& document,
                                          model::PredicateReader& predicates);

// The activities of a process and its cases: the events in the order of the store, as activity
// numbers.
class ProcessCases {
 public:
  // Activities are the labels by their number of events, then their text. Beyond 300 they are
  // gathered in one called "Other", which is noted.
  static base::Result<ProcessCases> make(const QueryRun& run, const ProcessAsk& ask);

  std::size_t activity_count() const { return names_.size(); }
  const std::string& name(std::size_t activity) const { return names_[activity]; }
  const Mask& steps() const { return steps_; }
  std::uint32_t activity_of(std::size_t event) const {
    return activity_of_label_[labels_.of(event)];
  }

  // Calls visit(profile, positions) for every case, in the order of profiles and time.
  template <typename Visit>
  base::Status each_case(Visit&& visit) const {
    std::vector<std::uint32_t> positions;
    const auto time_us = run_.table->time_us();
    return each_profile(*run_.table, run_.stop,
                        [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                          positions.clear();
                          for (std::size_t i = begin; i < end; ++i) {
                            if (steps_[i] == 0) continue;
                            if (session_us_ && !positions.empty() &&
                                time_us[i] - time_us[positions.back()] > *session_us_) {
                              visit(profile, std::span<const std::uint32_t>(positions));
                              positions.clear();
                            }
                            positions.push_back(static_cast<std::uint32_t>(i));
                          }
                          if (!positions.empty())
                            visit(profile, std::span<const std::uint32_t>(positions));
                        });
  }

 private:
  ProcessCases(const QueryRun& run, Labels labels, Mask steps,
               std::optional<model::DurationUs> session_us)
      : run_(run), labels_(std::move(labels)), steps_(std::move(steps)), session_us_(session_us) {}

  const QueryRun run_;
  Labels labels_;
  Mask steps_;
  std::optional<model::DurationUs> session_us_;
  std::vector<std::uint32_t> activity_of_label_;
  std::vector<std::string> names_;
};

}  // namespace wend::analyze
