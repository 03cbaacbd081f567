#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/person_texts.h"
#include "unify/erasure_list.h"

namespace wend::unify {

// One person as the event store knows them.
struct Person {
  std::vector<std::int64_t> identities;  // their numbers, ascending
  std::vector<std::int64_t> profiles;    // ascending; mostly one
  std::vector<model::PersonTexts::Value> values;
  std::vector<std::string> hashes;

  bool empty() const { return identities.empty(); }
};

// Everything that belongs to a profile now.
base::Result<Person> person_of_profile(const events::EventStore& store,
                                       const IdentityHasher& hasher, std::int64_t profile);
// Whoever has one of these hashes; with `whole` everything that belongs to their profiles too.
// Empty when the store knows none of them.
base::Result<Person> person_of_hashes(const events::EventStore& store, const IdentityHasher& hasher,
                                      const std::vector<std::string>& hashes, bool whole);

// Taking a person out of what is not in the event store: bodies in the log and files. Made by those
// who know how such are read.
struct PersonInBodies {
  // Whether an identity, as a message of this time names it, is the person's.
  std::function<bool(const model::NamedIdentity&, env::TimeUs)> is;
  // To find the person in what cannot be read as messages; null: not looked for.
  const model::PersonTexts* texts = nullptr;
};
struct ErasedBody {
  bool changed = false;
  std::optional<std::string> payload;  // of the record from now on; nothing: it holds nothing more
  std::uint64_t messages = 0;          // taken out
  std::uint64_t redacted = 0;          // texts of others that named the person: 1 or 0
};
using EraseInBody =
    std::function<base::Result<ErasedBody>(std::string_view payload, const PersonInBodies&)>;

struct ErasedFiles {
  std::uint64_t rejected_rows = 0;  // lines of imports/*.rejects.csv
  std::uint64_t uploads = 0;        // files that waited to be imported and named the person
  std::uint64_t unreadable = 0;     // of those: files that cannot be looked into, removed as well
};
using EraseInFiles = std::function<base::Result<ErasedFiles>(const std::string& data_folder,
                                                             const model::PersonTexts&)>;

}  // namespace wend::unify
