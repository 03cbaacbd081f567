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

base::Result<bool> KnownIdentities::take(std::int64_t id, std::string_view identity_namespace,
                                         std::string_view value) {
  const std::uint64_t check = check_hash(identity_namespace, value);
  Slot& slot = slot_of(id);
  if (slot.check == 0) {
    slot = {id, check};
    if (++size_ * 4 > slots_.size() * 3) grow();
    return true;
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
  return false;
}

KnownIdentities::Slot& KnownIdentities::slot_of(std::int64_t id) {
  // The number is a hash already.
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(id) & mask;
  while (slots_[at].check != 0 && slots_[at].id != id) at = (at + 1) & mask;
  return slots_[at];
}

void KnownIdentities::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.check != 0) slot_of(slot.id) = slot;
  }
}

base::Status KnownIdentities::add(std::int64_t id, std::string_view identity_namespace,
                                  std::string_view value) {
  WEND_TRY(take(id, identity_namespace, value));
  return {};
}

base::Status KnownIdentities::note(std::int64_t id, std::string_view identity_namespace,
                                   std::string_view value) {
  WEND_ASSIGN(const bool is_new, take(id, identity_namespace, value));
  if (is_new) new_.push_back({id, std::string(identity_namespace), std::string(value)});
  return {};
}

base::Status KnownIdentities::load(duck::Connection& connection) {
  WEND_ASSIGN(auto statement,
              connection.prepare("SELECT identity_id, namespace, value FROM identities"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    const auto ids = rows.values<std::int64_t>(0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      WEND_TRY(add(ids[i], rows.text(1, i), rows.text(2, i)));
    }
  }
}

base::Status KnownIdentities::write_new(duck::Connection& connection) {
  if (new_.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to("identities"));
  for (const Identity& identity : new_) {
    const duck::Value row[] = {identity.id, identity.identity_namespace, identity.value,
                               identity.id};
    WEND_TRY(appender.row(row));
  }
  WEND_TRY(appender.finish());
  new_.clear();
  return {};
}

}  // namespace wend::events
