#include "events/known_identities.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace wend::events {
namespace {

// A hash for telling apart identities that share a number; another seed than identity_id_of uses.
std::uint64_t check_hash(std::string_view identity_namespace, std::string_view value) {
  const std::uint64_t seed =
      XXH3_64bits_withSeed(identity_namespace.data(), identity_namespace.size(), 1);
  const std::uint64_t hash = XXH3_64bits_withSeed(value.data(), value.size(), ~seed);
  return hash == 0 ? 1 : hash;  // 0 says that a slot is free
}

}  // namespace

base::Result<std::uint32_t> KnownIdentities::place_of(std::int64_t id,
                                                      std::string_view identity_namespace,
                                                      std::string_view value) {
  const std::uint64_t check = check_hash(identity_namespace, value);
  Slot& slot = slots_[slot_of(id)];
  if (slot.check == 0) {
    const auto place = static_cast<std::uint32_t>(size_);
    slot = {id, check, place};
    if (++size_ * 4 > slots_.size() * 3) grow();
    return place;
  }
  if (slot.check != check) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format(
            "The identity {} \"{}\" has the same number as another one, so the two could not be "
            "told apart.",
            identity_namespace, value),
        {}, "Write this one identity differently, for example with a prefix.");
  }
  return slot.place;
}

std::optional<std::uint32_t> KnownIdentities::find(std::int64_t id) const {
  const Slot& slot = slots_[slot_of(id)];
  return slot.check == 0 ? std::nullopt : std::optional(slot.place);
}

std::size_t KnownIdentities::slot_of(std::int64_t id) const {
  // The number is a hash already.
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(id) & mask;
  while (slots_[at].check != 0 && slots_[at].id != id) at = (at + 1) & mask;
  return at;
}

void KnownIdentities::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.check != 0) slots_[slot_of(slot.id)] = slot;
  }
}

}  // namespace wend::events
