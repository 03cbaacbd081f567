#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What the workspace knows of a person, and how to let it go.
class PersonData {
 public:
  explicit PersonData(Sqlite& database) : database_(database) {}

  struct Person {
    std::span<const std::int64_t> identities;  // their numbers
    // Whether a text, often JSON, names the person.
    std::function<bool(std::string_view)> is_named_in;
    // Whether it does so by a value that nobody else would have.
    std::function<bool(std::string_view)> is_told_in;
  };
  struct Found {
    std::uint64_t list_entries = 0;  // of segments that are lists
    std::uint64_t refusals = 0;      // whose sample or reason names the person
    std::uint64_t answers = 0;       // kept for requests that are repeated
    std::uint64_t audit = 0;         // lines that name the person; they stay without the name
    // About the person's accounts, or about an account that is named as the person is.
    std::uint64_t account_decisions = 0;
    // What people wrote themselves is not changed: ids or names of what names the person.
    std::vector<std::string> questions, segments, settings;
  };
  // What forget() would find.
  base::Result<Found> find(const Person& person);
  // All or nothing.
  base::Result<Found> forget(const Person& person);
  // The numbers of all identities that lists and decisions speak of.
  base::Result<std::vector<std::int64_t>> identities();
  // Every text that may name a person.
  base::Status each_text(const std::function<void(std::string_view)>& take);
  // Writes the file anew, so that nothing that was deleted is in it any more. Errors: kUnavailable
  // when another process is in the way.
  base::Status scrub();

 private:
  base::Result<Found> look(const Person& person, bool forget);

  Sqlite& database_;
};

}  // namespace wend::workspace
