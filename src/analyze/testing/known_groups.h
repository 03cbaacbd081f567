#pragma once

// For tests: segments and accounts that questions may name.

#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyze/query.h"
#include "unify/account_state.h"

namespace wend::analyze::testing {

namespace json = boost::json;

// The segments "did_a", "did_b" and "did_x" (nobody), called "Did A" and so on.
inline model::FindSegment known_segments() {
  return [](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    if (id.size() != 5 || !id.starts_with("did_")) return std::nullopt;
    const std::string event(1, static_cast<char>(id[4] - 'a' + 'A'));
    model::SegmentMeaning meaning;
    meaning.name = "Did " + event;
    model::PredicateReader reader;
    WEND_ASSIGN(meaning.rule, reader.read(json::object{{"did", {{"event", event}}}}, "rule"));
    return meaning;
  };
}

// A customer and the key of an account that they belong to; the account has a trait "plan" that is
// the first letter of its key.
using KnownMembers = std::vector<std::pair<std::string, std::string>>;

inline std::shared_ptr<const unify::AccountTable> account_table_of(const KnownMembers& members) {
  unify::AccountState state;
  std::int64_t sequence = 0;
  for (const auto& [customer, key] : members) {
    const std::string properties =
        fmt::format(R"({{"group_id": "{}", "plan": "{}"}})", key, key.substr(0, 1));
    const std::int64_t id = model::identity_id_of("user_id", customer);
    const unify::NamingEvent event{.sequence = ++sequence,
                                   .time_us = sequence,
                                   .type = model::EventType::kGroup,
                                   .identity = id,
                                   .profile = id,
                                   .identity_value = customer,
                                   .properties = properties};
    state.note_member(event);
    state.note_traits(event);
  }
  return state.table({}, {}, 1);
}

// Of the customers c0 … c99: some accounts have several, some customers are in two, every fifth in
// none.
inline KnownMembers usual_members() {
  KnownMembers members;
  for (int customer = 0; customer < 100; ++customer) {
    const std::string name = "c" + std::to_string(customer);
    if (customer % 5 == 4) continue;
    members.emplace_back(name, fmt::format("acme {}", customer / 3));
    if (customer % 4 == 3) members.emplace_back(name, fmt::format("beta {}", customer % 3));
  }
  return members;
}

inline QueryContext context_of(std::shared_ptr<const JourneyTable> table,
                               const KnownMembers& members) {
  return {.table = std::move(table),
          .segments = known_segments(),
          .account_table = [=]() -> base::Result<std::shared_ptr<const unify::AccountTable>> {
            return account_table_of(members);
          }};
}

inline QueryContext context_of(std::shared_ptr<const JourneyTable> table) {
  return context_of(std::move(table), usual_members());
}

}  // namespace wend::analyze::testing
