#include "analyze/event_plan.h"

#include "model/event.h"

namespace wend::analyze {
namespace {

// So that a data version with a fingerprint in front of it is still exact as a JSON number.
constexpr std::uint64_t kFingerprints = 1 << 20;

}  // namespace

EventNames::EventNames(const std::vector<PlannedEvent>& events) {
  for (const PlannedEvent& event : events) {
    if (event.show_as && !event.show_as->empty() && *event.show_as != event.name)
      shown_.try_emplace(event.name, *event.show_as);
  }
  if (shown_.empty()) return;
  std::string all;
  for (const auto& [sent, shown] : shown_) {
    for (const std::string* text : {&sent, &shown}) {
      all += std::to_string(text->size());
      all += ':';
      all += *text;
    }
  }
  fingerprint_ =
      static_cast<std::uint32_t>(1 + model::message_id_of(all).low % (kFingerprints - 1));
}

}  // namespace wend::analyze
