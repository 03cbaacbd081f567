#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"
#include "unify/account_table.h"

namespace wend::analyze {

// What the members of an account did, all together. Members are customers: those who have events.
// Whoever belongs to several accounts counts in each.
struct AccountRollup {
  std::size_t members = 0;
  std::uint64_t events = 0, sessions = 0;
  std::optional<TimeUs> first_us, last_us;
  std::optional<double> value;  // as value_of() says; none when nothing in the workspace has one
};

// Of every account, by its place in the table of accounts. Worked out once for both tables.
base::Result<std::shared_ptr<const std::vector<AccountRollup>>> account_rollups(
    const JourneyTable& table, const unify::AccountTable& accounts);

// The members of an account who are customers, by their place in the journey table.
std::vector<std::size_t> customers_of(const JourneyTable& table,
                                      const unify::AccountTable& accounts, std::size_t place);

// How many of them have an event at `from` or later.
std::size_t active_since(const JourneyTable& table, const std::vector<std::size_t>& profiles,
                         TimeUs from);

// What they do most: names of track, page and screen events.
struct AccountEvent {
  std::uint32_t name = 0;
  std::uint64_t events = 0;
  std::size_t customers = 0;  // who did it
};
std::vector<AccountEvent> top_events(const JourneyTable& table,
                                     const std::vector<std::size_t>& profiles, std::size_t limit);

enum class AccountSort { kLastSeen, kMembers, kEvents, kValue, kName };

// One page of accounts, by their places in the table of accounts. The latest, the largest, the
// busiest, the most valuable or the first in the alphabet come first; equal ones by type and key.
struct AccountPage {
  std::vector<std::size_t> places;
  bool more = false;
  std::size_t total = 0;  // in all pages
};
struct AccountAsk {
  std::string search;  // prefix of the key or of a word of the name, whatever its case
  std::optional<std::string> type;
  AccountSort sort = AccountSort::kLastSeen;
  std::optional<std::int64_t> after;  // the number of the last account of the page before
  std::size_t limit = 50;
};
base::Result<AccountPage> account_page(const JourneyTable& table,
                                       const unify::AccountTable& accounts, const AccountAsk& ask);

// The events of several customers on one line, the latest first.
struct AccountEventsAsk {
  std::optional<std::string> channel, event;
  std::optional<TimeUs> from, to;  // half-open
  struct Cursor {
    TimeUs time_us = 0;
    std::int64_t sequence = 0;
  };
  std::optional<Cursor> before;  // the last event of the page before
  std::size_t limit = 50;
};
struct AccountEvents {
  struct One {
    std::size_t event = 0, profile = 0;  // places in the journey table
  };
  std::vector<One> events;
  std::size_t total = 0;
  bool more = false;
};
AccountEvents events_of(const JourneyTable& table, const std::vector<std::size_t>& profiles,
                        const AccountEventsAsk& ask);

}  // namespace wend::analyze
