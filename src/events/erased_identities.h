#pragma once

#include "model/event.h"

namespace wend::events {

// Whom the store does not take in: people who were erased. Asked for every identity of every row
// while there is somebody; must be quick and safe to use from several threads.
class ErasedIdentities {
 public:
  virtual ~ErasedIdentities() = default;
  // Whether what happened to this identity at `time` is not to be stored.
  virtual bool refuses(const model::NamedIdentity& identity, env::TimeUs time) const = 0;
};

// What of a row's identities remains: the first is the one that the row belongs to.
enum class Erased {
  kNobody,
  kOthers,  // others than the first were taken out
  kOwner,   // the row is not to be stored
};
template <typename Identities>
Erased take_out_erased(const ErasedIdentities* erased, Identities& identities, env::TimeUs time,
                       std::size_t from = 0) {
  if (erased == nullptr || identities.size() <= from) return Erased::kNobody;
  if (erased->refuses(identities[from], time)) return Erased::kOwner;
  const auto before = identities.size();
  auto kept = identities.begin() + static_cast<std::ptrdiff_t>(from) + 1;
  for (auto one = kept; one != identities.end(); ++one)
    if (!erased->refuses(*one, time)) *kept++ = *one;
  identities.erase(kept, identities.end());
  return identities.size() == before ? Erased::kNobody : Erased::kOthers;
}

// Why a row was left out, for people.
inline constexpr const char* kErasedReason = "The customer was erased.";

}  // namespace wend::events
