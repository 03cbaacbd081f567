#include "analyze/event_plan.h"

#include "model/event.h"

namespace wend::analyze {
namespace {

constexpr std::uint64_t kFingerprints = 1 << 20;

}  // namespace

std::uint32_t fingerprint_of(const std::vector<std::string_view>& texts) {
  if (texts.empty()) return 0;
  std::string all;
  for (const std::string_view text : texts) {
    all += std::to_string(text.size());
    all += ':';
    all += text;
  }
  return static_cast<std::uint32_t>(1 + model::message_id_of(all).low % (kFingerprints - 1));
}

EventNames::EventNames(const std::vector<PlannedEvent>& events) {
  for (const PlannedEvent& event : events) {
    if (event.show_as && !event.show_as->empty() && *event.show_as != event.name)
      shown_.try_emplace(event.name, *event.show_as);
  }
  std::vector<std::string_view> texts;
  for (const auto& [sent, shown] : shown_) texts.insert(texts.end(), {sent, shown});
  fingerprint_ = fingerprint_of(texts);
}

}  // namespace wend::analyze
