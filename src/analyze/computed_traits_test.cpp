#include <algorithm>
#include <gtest/gtest.h>

#include "analyze/built_in_traits.h"
#include "analyze/customer_worth.h"
#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "analyze/trait_preview.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using model::Value;

constexpr TimeUs kDay = env::kDayUs;
constexpr TimeUs kStart = 20'000 * kDay;

MemoryEvent event(std::string customer, double day, std::string name, std::string properties = "{}",
                  std::string channel = "web") {
  return {.customer = std::move(customer),
          .time_us = kStart + static_cast<TimeUs>(day * static_cast<double>(kDay)),
          .name = std::move(name),
          .channel = std::move(channel),
          .properties = std::move(properties)};
}

// Ada came by an ad, bought twice in euros and once in dollars; Bo came by himself and bought
// nothing; Cy only gives amounts.
std::vector<MemoryEvent> company() {
  return {
      event("ada", 0, "Landing page",
            R"({"utm_source":"google","utm_medium":"cpc","utm_campaign":"spring","path":"/sale"})"),
      event("ada", 0.01, "Order placed", R"({"revenue":20.5,"currency":"EUR"})"),
      event("ada", 50, "Order placed", R"({"revenue":"9.5","currency":"eur"})", "app"),
      event("ada", 60, "Order placed", R"({"revenue":7,"currency":"USD"})", "app"),
      event("bo", 1, "Home page", R"({"path":"/"})"),
      event("bo", 2, "Landing page", R"({"utm_source":"newsletter","utm_medium":"email"})"),
      event("bo", 3, "Home page", R"({"path":"/"})"),
      event("cy", 4, "Order placed", R"({"revenue":1})", "store")};
}

class ComputedTraits : public ::testing::Test {
 protected:
  std::shared_ptr<const JourneyTable> table_ = make_journey_table(company());
  TimeUs now_ = kStart + 100 * kDay;

  model::FindComputedTrait find() {
    return [this](std::string_view key) -> base::Result<std::optional<model::ComputedTrait>> {
      if (key == "orders_lately") {
        auto read = model::read_computed_trait(
            json::parse(
                R"({"of": {"event": "Order placed"}, "measure": "count", "within": "60d"})"),
            {});
        if (!read) return std::unexpected(read.error());
        read->key = key;
        return *read;
      }
      return built_in_trait(table_, key);
    };
  }
  base::Result<json::object> ask(const std::string& text) {
    return run_query({.table = table_, .now_us = now_, .computed_traits = find()},
                     json::parse(text));
  }
  // The customers of a `who`.
  std::int64_t count(const std::string& who) {
    const auto answer = ask(R"({"kind": "overview", "who": )" + who + "}");
    EXPECT_TRUE(answer) << answer.error().to_sentence();
    return answer ? answer->at("result").at("customers").to_number<std::int64_t>() : -1;
  }
  Value value(const std::string& key, const std::string& customer) {
    const auto trait = find()(key);
    EXPECT_TRUE(trait && *trait) << key;
    PreviewAsk preview{.trait = **trait,
                       .example_id = model::identity_id_of("user_id", customer),
                       .now = now_,
                       .traits = find()};
    const auto answer = trait_preview(table_, preview, {});
    EXPECT_TRUE(answer);
    return answer->example;
  }
};

TEST_F(ComputedTraits, OrdersAndMoneyByCurrency) {
  EXPECT_EQ(value("orders", "ada"), Value(3.0));
  EXPECT_EQ(value("orders", "bo"), Value(0.0));
  EXPECT_EQ(value("lifetime_value.EUR", "ada"), Value(30.0));
  EXPECT_EQ(value("average_order.EUR", "ada"), Value(15.0));
  EXPECT_EQ(value("lifetime_value.USD", "ada"), Value(7.0));
  EXPECT_EQ(value("lifetime_value", "ada"), Value(0.0));  // all of hers name a currency
  EXPECT_EQ(value("lifetime_value", "cy"), Value(1.0));
  EXPECT_EQ(value("average_order.EUR", "bo"), Value());
  EXPECT_EQ(value("days_since_last_order", "ada"), Value(40.0));
  const auto unknown = built_in_trait(table_, "lifetime_value.eur");
  ASSERT_TRUE(unknown);
  EXPECT_FALSE(*unknown);
  std::vector<std::string> keys;
  const auto listed = built_in_traits(*table_, *orders_of(table_).value());
  for (const auto& trait : listed) keys.push_back(trait.key);
  EXPECT_EQ(keys[0], "lifetime_value.EUR");
  EXPECT_EQ(keys[1], "lifetime_value.USD");
  EXPECT_NE(std::ranges::find(keys, "channel_share_90d.store"), keys.end());
}

TEST_F(ComputedTraits, WhereTheyCameFrom) {
  EXPECT_EQ(value("first_touch.channel", "ada"), Value("paid search"));
  EXPECT_EQ(value("first_touch.campaign", "ada"), Value("spring"));
  EXPECT_EQ(value("first_touch.landing_page", "ada"), Value("/sale"));
  EXPECT_EQ(value("last_touch.channel", "ada"), Value("direct"));
  EXPECT_EQ(value("last_non_direct_touch.source", "ada"), Value("google"));
  EXPECT_EQ(value("first_touch.channel", "bo"), Value("direct"));
  EXPECT_EQ(value("last_non_direct_touch.channel", "bo"), Value("email"));
  EXPECT_EQ(value("last_non_direct_touch.channel", "cy"), Value());
}

TEST_F(ComputedTraits, ChannelMix) {
  EXPECT_EQ(value("channel_share.app", "ada"), Value(0.5));
  EXPECT_EQ(value("channel_share_90d.app", "ada"), Value(1.0));  // the first two are 100 days old
  EXPECT_EQ(value("channel_share_90d.web", "ada"), Value(0.0));
}

TEST_F(ComputedTraits, AnswerQuestionsAsTraitsDo) {
  EXPECT_EQ(count(R"({"trait": "computed:orders_lately", "op": "at_least", "value": 2})"), 1);
  EXPECT_EQ(count(R"({"trait": "computed:lifetime_value.EUR", "op": "greater", "value": 29})"), 1);
  EXPECT_EQ(count(R"({"trait": "computed:first_touch.channel", "value": "direct"})"), 2);
  const auto broken = ask(
      R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {"event": "Order placed"}}],
          "breakdown": {"trait": "computed:first_touch.channel"}})");
  ASSERT_TRUE(broken) << broken.error().to_sentence();
  std::string values;
  for (const auto& group : broken->at("result").at("breakdown").as_array())
    values += std::string(group.at("value").as_string()) + ";";
  EXPECT_EQ(values, "direct;paid search;");
  EXPECT_TRUE(depends_on_now(json::parse(
      R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}}],
          "breakdown": {"trait": "computed:orders_lately"}})")));
  EXPECT_TRUE(depends_on_now(json::parse(
      R"({"kind": "overview", "who": {"trait": "computed:orders_lately", "value": 1}})")));
  const auto unknown =
      ask(R"({"kind": "overview", "who": {"trait": "computed:ordres", "value": 1}})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().place, "who.trait");
  EXPECT_EQ(unknown.error().message, "There is no computed trait \"ordres\".");
}

TEST_F(ComputedTraits, OneCustomersWorthIsThatOfTheTraits) {
  const auto events = company();
  // make_journey_table numbers events in their order, from 0.
  const ReadProperties read = [&](std::span<const std::int64_t> sequences, const auto& take) {
    for (const std::int64_t sequence : sequences)
      take(sequence, events[static_cast<std::size_t>(sequence)].properties);
    return base::Status();
  };
  for (const std::string customer : {"ada", "bo", "cy"}) {
    const auto profile = table_->profile_of_id(model::identity_id_of("user_id", customer));
    ASSERT_TRUE(profile);
    const auto worth = worth_of(*table_, *profile, now_, read, *orders_of(table_).value());
    ASSERT_TRUE(worth) << worth.error().to_sentence();
    EXPECT_EQ(Value(static_cast<double>(worth->orders)), value("orders", customer));
    for (const auto& money : worth->money) {
      const std::string suffix = money.currency.empty() ? "" : "." + money.currency;
      EXPECT_EQ(Value(money.sum), value("lifetime_value" + suffix, customer)) << customer << suffix;
      EXPECT_EQ(Value(money.average), value("average_order" + suffix, customer));
    }
    const char* visits[] = {"first_touch", "last_touch", "last_non_direct_touch"};
    const char* parts[] = {"channel",  "source",       "medium", "campaign",
                           "referrer", "landing_page", "time"};
    for (std::size_t visit = 0; visit < 3; ++visit)
      for (std::size_t part = 0; part < 7; ++part)
        EXPECT_EQ(worth->touches[visit][part],
                  value(std::string(visits[visit]) + "." + parts[part], customer))
            << customer << visits[visit] << parts[part];
    for (const auto& channel : worth->channels)
      EXPECT_EQ(Value(static_cast<double>(channel.events) / static_cast<double>(worth->events)),
                value("channel_share." + channel.channel, customer));
  }
}

TEST_F(ComputedTraits, PreviewShowsSomebodyOfWhomThereIsSomethingToSee) {
  // Of three customers one ordered in dollars.
  const auto example = [&](std::string_view key) {
    return trait_preview(table_, {.trait = *find()(key).value(), .now = now_}, {})->example;
  };
  EXPECT_EQ(example("lifetime_value.USD"), Value(7.0));
  EXPECT_EQ(example("lifetime_value.CHF"), Value(0.0)) << "nobody, so anybody";
}

TEST_F(ComputedTraits, PreviewSpreadsTheValues) {
  std::vector<MemoryEvent> events;
  // Customer c has c orders, 0 to 99; every one of them was here.
  for (int customer = 0; customer < 100; ++customer) {
    events.push_back(event(std::to_string(customer), 0, "Home page"));
    for (int order = 0; order < customer; ++order)
      events.push_back(event(std::to_string(customer), 1 + order, "Order placed"));
  }
  const auto table = make_journey_table(std::move(events));
  const auto trait = built_in_trait(table, "orders");
  const auto preview = trait_preview(table, {.trait = **trait, .now = now_}, {});
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->with_value, 100u);
  EXPECT_EQ(preview->distinct, 100u);
  ASSERT_TRUE(preview->numbers);
  EXPECT_EQ(preview->numbers->least, 0);
  EXPECT_EQ(preview->numbers->median, 49);
  EXPECT_EQ(preview->numbers->greatest, 99);
  std::size_t all = 0;
  for (const auto& bin : preview->numbers->bins) all += bin.customers;
  EXPECT_EQ(all, 100u);
  EXPECT_EQ(preview->numbers->bins.front().from, 0);
  EXPECT_EQ(preview->numbers->bins.front().customers, 10u);  // in steps of ten
  ASSERT_TRUE(preview->example_id);
  EXPECT_NE(preview->example, Value(0.0));
}

}  // namespace
}  // namespace wend::analyze
