#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

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

inline constexpr std::size_t kSharedMax = 8;
inline constexpr std::size_t kSuggestionsMax = 10'000;

// Pairs of customers that may be one person, the surest first, then by their ids. What more
// customers share than `kSharedMax` tells nobody apart and suggests nothing; pairs that a person
// keeps apart are left out. At most kSuggestionsMax. Safe to use from several threads.
class MergeSuggestions {
 public:
  // The store must outlive it.
  explicit MergeSuggestions(const events::EventStore& store) : store_(store) {}
  // What takes long to find is found anew once a minute at most while the store grows; what was
  // joined, kept apart or erased since is left out at once.
  base::Result<std::vector<MergeSuggestion>> current();

 private:
  using Clock = std::chrono::steady_clock;
  const events::EventStore& store_;
  std::mutex mutex_;
  std::vector<MergeSuggestion> found_;  // with those that people keep apart
  std::int64_t version_ = -1;           // of the store
  Clock::time_point found_at_;
  Clock::duration took_{};
};

// The mailbox an address reaches, as far as anybody can tell: in small letters, without what stands
// behind a plus; Google's without dots, under its first name. Empty when it is none.
std::string mailbox_of(std::string_view email);

}  // namespace wend::analyze
