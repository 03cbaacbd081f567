#include "analyze/account_rollups.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyze/journey_table_builder.h"
#include "unify/account_state.h"

namespace wend::analyze {
namespace {

constexpr TimeUs kDay = env::kDayUs;
constexpr TimeUs kStart = 1'767'225'600'000'000;  // 2026-01-01

std::int64_t id_of(const std::string& user) {
  return model::identity_id_of("user_id", user);
}

// Ann and Bob are of Acme, Bob and Cid of Beta; Dan has no events.
struct Office {
  std::shared_ptr<const JourneyTable> table = make_journey_table({
      {"ann", kStart, "Page"},
      {"ann", kStart + 10 * env::kMinuteUs, "Order", "web", R"({"revenue": 20})"},
      {"ann", kStart + kDay, "Order", "app", R"({"revenue": 5.5})"},
      {"bob", kStart + 5 * kDay, "Page"},
      {"bob", kStart + 5 * kDay, "Order", "app", R"({"revenue": 100})"},
      {"cid", kStart + 9 * kDay, "Page"},
      {"eve", kStart + 9 * kDay, "Page"},
  });
  unify::AccountState state;
  std::shared_ptr<const unify::AccountTable> accounts;

  Office() {
    std::int64_t sequence = 0;
    for (const auto& [user, group, name] :
         std::vector<std::tuple<std::string, std::string, std::string>>{
             {"ann", "acme", "Acme North"},
             {"bob", "acme", "Acme North"},
             {"bob", "beta", "Beta"},
             {"cid", "beta", "Beta"},
             {"dan", "beta", "Beta"},
             {"dan", "empty", "No customers"}}) {
      const std::string properties = fmt::format(R"({{"group_id":"{}","name":"{}"}})", group, name);
      const unify::NamingEvent event{.sequence = ++sequence,
                                     .time_us = kStart,
                                     .type = model::EventType::kGroup,
                                     .identity = id_of(user),
                                     .profile = id_of(user),
                                     .identity_value = user,
                                     .properties = properties};
      state.note_member(event);
      state.note_traits(event);
    }
    accounts = state.table({}, {}, 1);
  }
  std::size_t place(const char* key) const {
    return *accounts->find(model::account_number_of("company", key));
  }
};

TEST(AccountRollups, AddUpWhatMembersDid) {
  const Office office;
  const auto rollups = *account_rollups(*office.table, *office.accounts);
  const AccountRollup& acme = (*rollups)[office.place("acme")];
  EXPECT_EQ(acme.members, 2u);
  EXPECT_EQ(acme.events, 5u);
  EXPECT_EQ(acme.sessions, 3u);
  EXPECT_EQ(acme.first_us, kStart);
  EXPECT_EQ(acme.last_us, kStart + 5 * kDay);
  EXPECT_EQ(acme.value, 125.5);
  const AccountRollup& beta = (*rollups)[office.place("beta")];
  EXPECT_EQ(beta.members, 2u);  // Dan has no events
  EXPECT_EQ(beta.value, 100);
  const AccountRollup& empty = (*rollups)[office.place("empty")];
  EXPECT_EQ(empty.members, 0u);
  EXPECT_FALSE(empty.last_us);
  EXPECT_EQ(*account_rollups(*office.table, *office.accounts), rollups);

  const auto members = customers_of(*office.table, *office.accounts, office.place("beta"));
  EXPECT_EQ(active_since(*office.table, members, kStart + 9 * kDay), 1u);
  EXPECT_EQ(active_since(*office.table, members, kStart + 5 * kDay), 2u);
}

TEST(AccountRollups, TopEventsCountEventsAndWhoDidThem) {
  const Office office;
  const auto top = top_events(
      *office.table, customers_of(*office.table, *office.accounts, office.place("acme")), 1);
  ASSERT_EQ(top.size(), 1u);
  EXPECT_EQ(office.table->names().text(top[0].name), "Order");
  EXPECT_EQ(top[0].events, 3u);
  EXPECT_EQ(top[0].customers, 2u);
}

TEST(AccountRollups, PagesHoldEveryAccountOnce) {
  const Office office;
  const auto keys = [&](AccountAsk ask) {
    std::string all;
    for (;;) {
      const auto page = account_page(*office.table, *office.accounts, ask);
      if (!page) return page.error().to_sentence();
      for (const std::size_t place : page->places) all += office.accounts->account(place).key + " ";
      if (!page->more) return all;
      ask.after = office.accounts->account(page->places.back()).number;
    }
  };
  EXPECT_EQ(keys({.sort = AccountSort::kLastSeen, .limit = 1}), "beta acme empty ");
  EXPECT_EQ(keys({.sort = AccountSort::kEvents, .limit = 2}), "acme beta empty ");
  EXPECT_EQ(keys({.sort = AccountSort::kValue, .limit = 1}), "acme beta empty ");
  EXPECT_EQ(keys({.sort = AccountSort::kName, .limit = 1}), "acme beta empty ");
  EXPECT_EQ(keys({.sort = AccountSort::kMembers, .limit = 1}), "acme beta empty ");
  EXPECT_EQ(keys({.search = "nor"}), "acme ");
  EXPECT_EQ(keys({.search = "EMP"}), "empty ");
  EXPECT_EQ(keys({.search = "orth"}), "");
  EXPECT_EQ(keys({.type = "team"}), "");
  EXPECT_FALSE(account_page(*office.table, *office.accounts, {.after = 5}));
}

TEST(AccountRollups, EventsOfMembersStandOnOneLine) {
  const Office office;
  const auto members = customers_of(*office.table, *office.accounts, office.place("acme"));
  AccountEventsAsk ask{.limit = 2};
  std::string all;
  for (;;) {
    const auto page = events_of(*office.table, members, ask);
    EXPECT_EQ(page.total, 5u);
    for (const auto& one : page.events)
      all += fmt::format("{} ", office.table->sequence()[one.event]);
    if (!page.more) break;
    const std::size_t last = page.events.back().event;
    ask.before = {office.table->time_us()[last], office.table->sequence()[last]};
  }
  EXPECT_EQ(all, "4 3 2 1 0 ");
  EXPECT_EQ(events_of(*office.table, members, {.channel = "app", .event = "Order"}).total, 2u);
  EXPECT_EQ(events_of(*office.table, members, {.event = "Nothing"}).total, 0u);
  EXPECT_EQ(
      events_of(*office.table, members, {.from = kStart + kDay, .to = kStart + 5 * kDay}).total,
      1u);
}

}  // namespace
}  // namespace wend::analyze
