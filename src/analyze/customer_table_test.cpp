#include "analyze/customer_table.h"

#include <deque>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "analyze/timeline.h"
#include "env/random.h"
#include "events/event_details.h"

namespace wend::analyze {
namespace {

class CustomerTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / fmt::format("wend-customer-{}", ::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open(folder_ / "events.duckdb", {});
    tables_ = std::make_unique<JourneyTableStore>(*store_);
    add(0, 600);
  }
  void TearDown() override {
    tables_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Visitors, some of whom sign in, who browse, order and call.
  void add(std::uint64_t seed, int count) {
    static constexpr std::string_view kNames[] = {"Home page",   "Product viewed", "Order placed",
                                                  "Chat opened", "Payment failed", "Email opened"};
    env::Random random(seed);
    std::deque<std::string> texts;
    std::vector<model::EventRow> rows;
    std::deque<model::NamedIdentity> also;
    for (int i = 0; i < count; ++i) {
      const std::string& user = texts.emplace_back(fmt::format("u{}", random.below(12)));
      const bool identify = random.chance(0.1);
      rows.push_back(
          {.message_id = {seed + 1, static_cast<std::uint64_t>(i)},
           .time_us = 1'767'225'600'000'000 + static_cast<TimeUs>(random.below(500)) * 60'000'000,
           .type = identify ? model::EventType::kIdentify : model::EventType::kTrack,
           .name = identify ? "identify" : kNames[random.below(6)],
           .channel = random.chance(0.5) ? "web" : "app",
           .identity_namespace = "user_id",
           .identity_value = user,
           .properties = identify ? R"({"city":"Ulm"})" : R"({"revenue":3,"path":"/a"})"});
      if (random.chance(0.1)) {
        also.push_back({"anonymous_id", texts.emplace_back(fmt::format("v{}", random.below(20)))});
        rows.back().also = {&also.back(), 1};
      }
    }
    ASSERT_TRUE(store_->import(
        {.source = fmt::format("s{}", seed), .ids = events::IdKind::kMessage}, std::move(rows)));
  }

  ReadProperties properties() {
    return [this](std::span<const std::int64_t> sequences,
                  const std::function<void(std::int64_t, std::string_view)>& take) {
      return events::each_event_of(*store_, sequences, [&](events::EventDetails&& event) {
        take(event.sequence, event.properties);
      });
    };
  }

  std::filesystem::path folder_;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<JourneyTableStore> tables_;
};

TEST_F(CustomerTableTest, ItIsThePartOfTheWholeTableThatIsTheCustomers) {
  const std::vector<PlannedEvent> planned{{.name = "Chat opened", .show_as = "Asked for help"}};
  tables_->set_event_names(EventNames(planned));
  const auto whole = *tables_->current();
  const auto model = *discover(whole);
  const LatestJourney::Journey journey{whole, model};
  const auto revenue = *whole->property("revenue");
  const auto city = *whole->trait("city");
  ASSERT_GT(whole->profile_count(), 5u);
  for (std::size_t profile = 0; profile < whole->profile_count(); ++profile) {
    const auto made =
        customer_table(*store_, whole->profile_id(profile), tables_->event_names(), &journey);
    ASSERT_TRUE(made) << made.error().to_sentence();
    const JourneyTable& one = **made;
    ASSERT_EQ(one.profile_count(), 1u);
    ASSERT_EQ(one.event_count(), whole->end(profile) - whole->begin(profile));
    const auto timeline = *Timeline::read(*made, 0, {}, properties());
    const auto expected = *Timeline::read(whole, profile, {}, properties());
    const auto one_revenue = *one.property("revenue");
    for (std::size_t i = 0; i < one.event_count(); ++i) {
      const std::size_t at = whole->begin(profile) + i;
      EXPECT_EQ(one.sequence()[i], whole->sequence()[at]);
      EXPECT_EQ(one.time_us()[i], whole->time_us()[at]);
      EXPECT_EQ(one.type()[i], whole->type()[at]);
      EXPECT_EQ(one.names().text(one.name()[i]), whole->names().text(whole->name()[at]));
      EXPECT_EQ(one.channels().text(one.channel()[i]),
                whole->channels().text(whole->channel()[at]));
      EXPECT_EQ(one.sources().text(one.source()[i]), whole->sources().text(whole->source()[at]));
      EXPECT_EQ(one_revenue->values[one_revenue->codes[i]], revenue->values[revenue->codes[at]]);
      EXPECT_EQ(timeline.meaning(i).touchpoint, expected.meaning(i).touchpoint);
      EXPECT_EQ(timeline.meaning(i).stage, expected.meaning(i).stage);
      EXPECT_EQ(timeline.meaning(i).role, expected.meaning(i).role);
      EXPECT_EQ(timeline.meaning(i).kind, expected.meaning(i).kind);
    }
    const auto one_city = *one.trait("city");
    EXPECT_EQ(one_city->values[one_city->codes[0]], city->values[city->codes[profile]]);
  }
}

TEST_F(CustomerTableTest, NewEventsAreThereBeforeTheJourneyIsDiscoveredAnew) {
  const auto whole = *tables_->current();
  const LatestJourney::Journey journey{whole, *discover(whole)};
  const std::int64_t id = model::identity_id_of("user_id", "u1");
  const auto before =
      (*customer_table(*store_, id, tables_->event_names(), &journey))->event_count();
  add(1, 400);
  const auto after = *customer_table(*store_, id, tables_->event_names(), &journey);
  EXPECT_GT(after->event_count(), before);
  EXPECT_EQ(after->data_version(), store_->data_version());
  // Without a journey events have no stage.
  const auto alone = *customer_table(*store_, id, tables_->event_names(), nullptr);
  EXPECT_EQ(alone->event_count(), after->event_count());
  EXPECT_TRUE((*discover(alone))->stages.empty());
  EXPECT_EQ(*customer_table(*store_, 42, tables_->event_names(), nullptr), nullptr);
}

TEST_F(CustomerTableTest, TheJourneyIsDiscoveredInTheBackground) {
  LatestJourney latest(*tables_, *store_, [](std::string_view text) { ADD_FAILURE() << text; });
  const auto wait = [&](std::int64_t version) {
    for (int i = 0; i < 1000; ++i) {
      const auto journey = latest.get();
      if (journey != nullptr && journey->table->data_version() == version) return journey;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return std::shared_ptr<const LatestJourney::Journey>();
  };
  const auto first = wait(store_->data_version());
  ASSERT_NE(first, nullptr);
  EXPECT_FALSE(first->model->touchpoints.empty());
  add(1, 100);
  EXPECT_NE(latest.get(), nullptr);  // the one of before, at once
  EXPECT_NE(wait(store_->data_version()), nullptr);
}

}  // namespace
}  // namespace wend::analyze
