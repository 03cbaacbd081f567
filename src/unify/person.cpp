#include "unify/person.h"

#include <algorithm>
#include <unordered_set>

namespace wend::unify {
namespace {

template <typename Take>
base::Status each_identity(const events::EventStore& store, Take take) {
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(
      auto statement,
      connection.prepare("SELECT identity_id, profile_id, namespace, value FROM identities"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      take(rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i], rows.text(2, i),
           rows.text(3, i));
    }
  }
}

base::Result<Person> person_of(const events::EventStore& store, const IdentityHasher& hasher,
                               const auto& is_one) {
  Person person;
  WEND_TRY(each_identity(store, [&](std::int64_t identity, std::int64_t profile,
                                    std::string_view name, std::string_view value) {
    if (!is_one(profile, name, value)) return;
    person.identities.push_back(identity);
    person.profiles.push_back(profile);
    person.values.push_back({std::string(name), std::string(value)});
    person.hashes.push_back(hasher.text(name, value));
  }));
  std::ranges::sort(person.identities);
  std::ranges::sort(person.profiles);
  person.profiles.erase(std::unique(person.profiles.begin(), person.profiles.end()),
                        person.profiles.end());
  std::ranges::sort(person.hashes);
  return person;
}

}  // namespace

base::Result<Person> person_of_profile(const events::EventStore& store,
                                       const IdentityHasher& hasher, std::int64_t profile) {
  return person_of(store, hasher, [&](std::int64_t one, std::string_view, std::string_view) {
    return one == profile;
  });
}

base::Result<Person> person_of_hashes(const events::EventStore& store, const IdentityHasher& hasher,
                                      const std::vector<std::string>& hashes, bool whole) {
  const std::unordered_set<std::string> wanted(hashes.begin(), hashes.end());
  WEND_ASSIGN(
      Person person,
      person_of(store, hasher, [&](std::int64_t, std::string_view name, std::string_view value) {
        return wanted.contains(hasher.text(name, value));
      }));
  if (!whole || person.empty()) return person;
  return person_of(store, hasher, [&](std::int64_t profile, std::string_view, std::string_view) {
    return std::ranges::binary_search(person.profiles, profile);
  });
}

}  // namespace wend::unify
