#pragma once

#include <optional>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"

namespace wend::analyze {

// The events that a path or a process is made of, with their labels: those looked at that are a
// customer's doing (track, page and screen; the others only say who somebody is), that have a
// label, and that `hide` does not take away. Which customers and times a question looks at is left
// to those who go through them.
class JourneySteps {
 public:
  // Of an event that is none.
  static constexpr std::uint32_t kNone = Labels::kLeftOut;

  static base::Result<JourneySteps> make(const QueryRun& run, Labels labels,
                                         const std::optional<model::Predicate>& hide);

  const Labels& labels() const { return labels_; }
  std::uint32_t label_at(std::size_t position) const {
    const std::uint32_t label = label_of_signature_[(*signatures_)[position]];
    return label != kLook ? label : look(position);
  }

  // How many steps have each label, of the customers and times that the question looks at. Errors:
  // kCancelled.
  base::Result<std::vector<std::uint64_t>> count(const QueryRun& run) const;

  // Of a signature whose events are looked at one by one.
  static constexpr std::uint32_t kLook = kNone - 1;
  std::span<const std::uint32_t> label_of_signature() const { return label_of_signature_; }

 private:
  JourneySteps(const QueryRun& run, Labels labels);
  std::uint32_t look(std::size_t position) const;

  const SignatureCodes* signatures_;
  Labels labels_;
  std::optional<Selection> where_, hidden_;
  std::vector<std::uint32_t> label_of_signature_;
};

}  // namespace wend::analyze
