#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"
#include "events/event_store.h"

namespace wend::analyze {

// Why two customers may be one person.
enum class Likeness : std::uint8_t {
  kSameIdentity,     // both named the same e-mail address, phone number or external id, but a limit
                     // keeps them apart
  kEmailSpelling,    // e-mail addresses that reach the same mailbox
  kPhoneSpelling,    // phone numbers that end alike
  kNameAndPostcode,  // the same name and postcode
  kNameAndBirthDate,  // the same name and date of birth
};
std::string_view to_string(Likeness likeness);

struct MergeSuggestion {
  std::int64_t a = 0, b = 0;  // profiles, a < b
  struct Reason {
    Likeness likeness = Likeness::kSameIdentity;
    std::string what;  // what they have in common, to be shown
    auto operator<=>(const Reason&) const = default;
  };
  std::vector<Reason> reasons;
  // How sure it is, from 0 to 1: 1 − Π(1 − weight of each reason), as for independent evidence.
  double score = 0;
};

// Pairs of customers that may be one person, the surest first, then by their ids. What more
// customers share than `kSharedMax` tells nobody apart and suggests nothing; pairs that a person
// keeps apart are left out. At most kSuggestionsMax. Remembered with the table.
inline constexpr std::size_t kSharedMax = 8;
inline constexpr std::size_t kSuggestionsMax = 10'000;
base::Result<std::shared_ptr<const std::vector<MergeSuggestion>>> merge_suggestions(
    const JourneyTable& table, const events::EventStore& store);

// The mailbox an address reaches, as far as anybody can tell: in small letters, without what stands
// behind a plus; Google's without dots, under its first name. Empty when it is none.
std::string mailbox_of(std::string_view email);

}  // namespace wend::analyze
