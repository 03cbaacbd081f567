#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/identity_rules.h"
#include "model/property_text.h"

namespace wend::model {

// Who the customer of an event is, by everything the event says: the identities it names, those
// that the rules find in its traits and properties, and the address in a user_id. A pure function
// of the event and the rules, so that events of before can be asked again under other rules. One
// finder serves one thread.
class IdentityFinder {
 public:
  explicit IdentityFinder(const IdentityRules& rules);

  // Adds them to `found`. The first is the one that the event belongs to: of those that stand for
  // somebody the first named, and when none does the first of all. Each identity stands there once,
  // in its one spelling. The texts live until forget(), as long as those of the row.
  void find(const EventRow& row, std::vector<NamedIdentity>& found);
  void forget() { texts_.clear(); }

 private:
  class Taken;
  void look_into(const EventRow& row, Taken& taken);

  const IdentityRules rules_;
  const BlockedValues blocked_;
  PropertyText properties_;
  bool of_properties_ = false;  // some finding is about properties
  std::deque<std::string> texts_;
};

}  // namespace wend::model
