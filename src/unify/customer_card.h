#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/clock.h"
#include "model/value.h"

namespace wend::unify {

using env::TimeUs;

// What is known of one customer without looking at events: what lists show and search looks for.
struct CustomerCard {
  struct Identity {
    std::string name, value;
    auto operator<=>(const Identity&) const = default;
  };
  // The latest value, and the event that said it.
  struct Trait {
    std::string name;
    model::Value value;
    TimeUs time_us = 0;
    std::int64_t sequence = 0;
  };
  // Beyond these many, what came first stays; of identities, a namespace that has fewer takes the
  // place of one that has more: thousands of devices leave room for the user id.
  static constexpr std::size_t kIdentitiesMax = 500;
  static constexpr std::size_t kTraitsMax = 500;

  std::int64_t profile_id = 0;
  std::vector<Identity> identities;  // sorted, each once
  std::vector<Trait> traits;         // by name, each once

  // Both answer whether that changed anything.
  bool add_identity(std::string_view name, std::string_view value);
  // A value that is older than the one there is changes nothing.
  bool add_trait(std::string_view name, const model::Value& value, TimeUs time_us,
                 std::int64_t sequence);

  // The `name` trait, else first and last name, else the e-mail address; empty when there is none.
  std::string name() const;
  // "user_id 48102": the user id when there is one, else the first identity by namespace; without
  // one the customer's id.
  std::string label() const;
  // What the customer is found by: sorted, each once.
  std::vector<std::string> terms() const;

  std::string bytes() const;
  // Nothing: damaged.
  static std::optional<CustomerCard> from_bytes(std::int64_t profile_id, std::string_view bytes);
};

boost::json::value trait_json(const model::Value& value);

}  // namespace wend::unify
