#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/journey_steps.h"
#include "analyze/parallel_profiles.h"
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
  // Of an event that belongs to no case.
  static constexpr std::uint32_t kNone = JourneySteps::kNone;

  // Activities are the labels by their number of events, then their text. Beyond 300 they are
  // gathered in one called "Other", which is noted.
  static base::Result<ProcessCases> make(const QueryRun& run, const ProcessAsk& ask);

  std::size_t activity_count() const { return names_.size(); }
  const std::string& name(std::size_t activity) const { return names_[activity]; }
  // Of an event of a customer and a time that the question looks at.
  std::uint32_t activity_of(std::size_t event) const {
    const std::uint32_t activity = activity_of_signature_[(*signatures_)[event]];
    if (activity != JourneySteps::kLook) [[likely]]
      return activity;
    const std::uint32_t label = steps_.label_at(event);
    return label == kNone ? kNone : activity_of_label_[label];
  }

  // Calls visit(profile, positions) for every case of a range of customers, in the order of
  // profiles and time. The positions are valid during the call; `room` is used again.
  template <typename Visit>
  void each_case(ProfileRange range, std::vector<std::uint32_t>& room, Visit&& visit) const {
    const auto time_us = run_.table->time_us();
    for (std::size_t profile = range.first; profile < range.last; ++profile) {
      const auto number = static_cast<std::uint32_t>(profile);
      room.clear();
      const auto [begin, end] = run_.scope.events.of_profile(profile);
      for (std::size_t i = begin; i < end; ++i) {
        if (activity_of(i) == kNone) continue;
        if (session_us_ && !room.empty() && time_us[i] - time_us[room.back()] > *session_us_) {
          visit(number, std::span<const std::uint32_t>(room));
          room.clear();
        }
        room.push_back(static_cast<std::uint32_t>(i));
      }
      if (!room.empty()) visit(number, std::span<const std::uint32_t>(room));
    }
  }
  // All, one after another. Errors: kCancelled.
  template <typename Visit>
  base::Status each_case(Visit&& visit) const {
    std::vector<std::uint32_t> room;
    const std::size_t count = run_.table->profile_count();
    for (std::size_t first = 0; first < count; first += kProfilesPerStopCheck) {
      WEND_TRY(check_stop(run_.stop));
      each_case({first, std::min(count, first + kProfilesPerStopCheck)}, room, visit);
    }
    return {};
  }

  // Calls visit(profile, from, to, before, position) wherever one activity directly follows another
  // in a case of a range of customers. A case begins with `from` == activity_count() and ends with
  // `to` == activity_count() + 1; `before` and `position` are then kNone. Leaves the rest out when
  // the asker has left.
  template <typename Visit>
  void each_follow(ProfileRange range, Visit&& visit) const {
    for (std::size_t first = range.first; first < range.last && !run_.stop.stop_requested();
         first += kProfilesPerRange)
      follow({first, std::min(range.last, first + kProfilesPerRange)}, visit);
  }

 private:
  template <typename Visit>
  void follow(ProfileRange range, Visit&& visit) const {
    run_.table->signatures().with_codes(run_.table->position_count(), [&](const auto codes) {
      const auto time_us = run_.table->time_us();
      const std::uint32_t* const activity_of_signature = activity_of_signature_.data();
      const auto start = static_cast<std::uint32_t>(activity_count()), finish = start + 1;
      const std::int64_t gap_us = session_us_.value_or(0);
      const bool in_sessions = session_us_.has_value();
      for (std::size_t profile = range.first; profile < range.last; ++profile) {
        const auto number = static_cast<std::uint32_t>(profile);
        const auto [begin, end] = run_.scope.events.of_profile(profile);
        std::uint32_t from = start, before = kNone;
        for (std::size_t i = begin; i < end; ++i) {
          std::uint32_t to = activity_of_signature[codes[i]];
          if (to >= JourneySteps::kLook) [[unlikely]] {
            if (to == JourneySteps::kLook) to = activity_of(i);
            if (to == kNone) continue;
          }
          if (in_sessions && before != kNone && time_us[i] - time_us[before] > gap_us) {
            visit(number, from, finish, before, kNone);
            from = start;
            before = kNone;
          }
          visit(number, from, to, before, static_cast<std::uint32_t>(i));
          from = to;
          before = static_cast<std::uint32_t>(i);
        }
        if (before != kNone) visit(number, from, finish, before, kNone);
      }
    });
  }

  ProcessCases(const QueryRun& run, JourneySteps steps, std::optional<model::DurationUs> session_us)
      : run_(run),
        signatures_(&run.table->signatures()),
        steps_(std::move(steps)),
        session_us_(session_us) {}

  const QueryRun run_;
  const SignatureCodes* signatures_;
  JourneySteps steps_;
  std::optional<model::DurationUs> session_us_;
  std::vector<std::uint32_t> activity_of_label_;
  std::vector<std::uint32_t> activity_of_signature_;  // kLook: by its label
  std::vector<std::string> names_;
};

}  // namespace wend::analyze
