#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/consent.h"

namespace wend::model {

// What an event says about consent: as an event of its own, "Consent given" and "Consent
// withdrawn", or as the state that consent platforms stamp on every event.
struct SaidConsent {
  std::string category;
  std::string channel;
  ConsentState state = ConsentState::kUnknown;
};
struct EventConsent {
  std::vector<SaidConsent> said;
  bool decision = false;  // somebody decided just now; else it is what stands at that device
  std::string wording;    // of what was agreed to, or its version
};

// One reader serves one thread.
class ConsentReader {
 public:
  ConsentReader();
  ~ConsentReader();
  // Whether the event may say something; quick, for it is asked of every event.
  static bool may_say(const EventRow& row);
  EventConsent read(const EventRow& row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wend::model
