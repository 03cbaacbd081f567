#include "analyze/journey_table_store.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <unistd.h>

#include "env/random.h"

namespace wend::analyze {
namespace {

class JourneyTableStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_table_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name() + ".duckdb");
    std::filesystem::remove(path_);
    store_ = events::EventStore::open(path_, {}).value();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove(path_);
  }
  static model::EventRow row(std::string_view customer, TimeUs time, std::string_view name,
                             std::string_view properties,
                             model::EventType type = model::EventType::kTrack) {
    return {.message_id = model::message_id_of(std::string(customer) + std::string(name) +
                                               std::to_string(time)),
            .time_us = time,
            .type = type,
            .name = name,
            .channel = "app",
            .identity_namespace = "user_id",
            .identity_value = customer,
            .properties = properties};
  }
  std::filesystem::path path_;
  std::unique_ptr<events::EventStore> store_;
};

TEST_F(JourneyTableStoreTest, EndsWhenAskedToAndBuildsWhenAskedAgain) {
  ASSERT_TRUE(store_->import({.source = "shop.csv"}, {row("ann", 1, "Cart", "{}")}));
  JourneyTableStore tables(*store_);
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = tables.current(stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::kCancelled);
  EXPECT_EQ(tables.current().value()->event_count(), 1U);
  EXPECT_TRUE(tables.current(stop.get_token())) << "nothing is to be built";
}

TEST_F(JourneyTableStoreTest, HoldsTheEventsOfTheStoreInCustomerAndTimeOrder) {
  ASSERT_TRUE(store_->import(
      {.source = "shop.csv"},
      {row("ann", 9, "Paid", R"({"platform":"ios","price":12.5})"),
       row("bob", 3, "Cart", R"({"address":{"city":"Bonn"}})"), row("ann", 2, "Cart", "{}"),
       row("ann", 1, "Signed up", R"({"city":"Hamburg"})", model::EventType::kIdentify)}));
  JourneyTableStore tables(*store_);
  const auto table = tables.current().value();
  EXPECT_EQ(table->profile_count(), 2U);
  EXPECT_EQ(table->event_count(), 4U);
  EXPECT_EQ(table->data_version(), store_->data_version());
  const auto ann = table->profile_of_id(model::identity_id_of("user_id", "ann")).value();
  ASSERT_EQ(table->end(ann) - table->begin(ann), 3U);
  const auto paid = table->begin(ann) + 2;
  EXPECT_EQ(table->names().text(table->name()[paid]), "Paid");
  EXPECT_EQ(table->channels().text(table->channel()[paid]), "app");
  EXPECT_EQ(table->sources().text(table->source()[paid]), "shop.csv");
  const auto platform = table->property("platform").value();
  EXPECT_EQ(platform->values[platform->codes[paid]], model::Value(std::string("ios")));
  const auto city = table->property("address.city").value();
  const auto bob = table->profile_of_id(model::identity_id_of("user_id", "bob")).value();
  EXPECT_EQ(city->values[city->codes[table->begin(bob)]], model::Value(std::string("Bonn")));
  const auto trait = table->trait("city").value();
  EXPECT_EQ(trait->values[trait->codes[ann]], model::Value(std::string("Hamburg")));
  EXPECT_EQ(table->property_names()->size(), 4U);
}

// Everything that a table says of its events, in its order.
std::vector<std::string> told(const JourneyTable& table) {
  std::vector<std::string> lines;
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      lines.push_back(fmt::format(
          "{} {} {} {} {} {}", table.profile_id(profile), table.time_us()[i], table.sequence()[i],
          table.names().text(table.name()[i]), table.channels().text(table.channel()[i]),
          table.sources().text(table.source()[i])));
    }
  }
  return lines;
}

TEST_F(JourneyTableStoreTest, ReadsTheTextsOfSomeEventsAlone) {
  std::vector<std::string> texts;
  for (int i = 0; i < 50; ++i) texts.push_back(fmt::format(R"({{"price":{}}})", i));
  std::vector<model::EventRow> rows;
  for (int i = 0; i < 50; ++i) rows.push_back(row("ann", i, "Paid", texts[i]));
  ASSERT_TRUE(store_->import({.source = "shop.csv"}, std::move(rows)));
  JourneyTableStore tables(*store_);
  EXPECT_EQ(tables.recent(std::chrono::seconds(60)), nullptr) << "nobody asked for one yet";
  const auto table = tables.current().value();
  EXPECT_EQ(tables.recent(std::chrono::seconds(60)), table);
  std::vector<std::int64_t> wanted;
  for (std::size_t i = 0; i < table->event_count(); i += 7) wanted.push_back(table->sequence()[i]);
  std::ranges::sort(wanted);
  wanted.push_back(wanted.back() + 1000);  // there is none
  std::map<std::int64_t, std::string> read, expected;
  ASSERT_TRUE(table->each_text_of(
      wanted, [&](std::int64_t sequence, std::string_view text) { read.emplace(sequence, text); }));
  for (std::size_t i = 0; i < table->event_count(); i += 7)
    expected.emplace(table->sequence()[i], texts[static_cast<std::size_t>(table->time_us()[i])]);
  EXPECT_EQ(read, expected);
  // What came since does not keep an estimate waiting.
  ASSERT_TRUE(store_->import({.source = "more.csv"}, {row("bob", 1, "Cart", "{}")}));
  EXPECT_EQ(tables.recent(std::chrono::seconds(60)), table);
  EXPECT_EQ(tables.recent(std::chrono::seconds(-1)), nullptr);
}

TEST_F(JourneyTableStoreTest, ATableThatGrewIsTheOneThatWouldBeReadAnew) {
  JourneyTableStore grown(*store_);
  env::Random random(5);
  std::vector<std::int64_t> imports;
  for (int step = 0; step < 30; ++step) {
    std::vector<std::string> texts;
    std::vector<model::EventRow> rows;
    for (int i = 0; i < 40; ++i) {
      texts.push_back("customer " + std::to_string(random.below(12)));
      texts.push_back("Event " + std::to_string(random.below(8)));
    }
    for (std::size_t i = 0; i < texts.size(); i += 2) {
      rows.push_back(row(texts[i], static_cast<TimeUs>(random.below(50)), texts[i + 1], "{}"));
    }
    const std::string source = "source " + std::to_string(random.below(3));
    imports.push_back(store_->import({.source = source}, rows)->id);
    if (random.below(6) == 0) {
      ASSERT_TRUE(store_->remove_import(imports[random.below(imports.size())]) ||
                  step > 0);  // one that is gone already changes nothing
    }
    const auto table = grown.current().value();
    JourneyTableStore anew(*store_);
    const auto reference = anew.current().value();
    ASSERT_EQ(told(*table), told(*reference)) << "step " << step;
  }
}

TEST_F(JourneyTableStoreTest, IsBuiltAnewOnlyWhenTheStoreChanges) {
  JourneyTableStore tables(*store_);
  const auto empty = tables.current().value();
  EXPECT_EQ(empty->event_count(), 0U);
  EXPECT_EQ(tables.current().value(), empty);
  ASSERT_TRUE(store_->import({.source = "shop.csv"}, {row("ann", 9, "Paid", "{}")}));
  const auto one = tables.current().value();
  EXPECT_EQ(one->event_count(), 1U);
  EXPECT_EQ(tables.current().value(), one);
}

// Whatever happened since the file was written: events came, customers were joined, imports were
// taken back, the file is older than the last one, or damaged.
TEST_F(JourneyTableStoreTest, ATableFromAFileIsTheOneThatWouldBeReadAnew) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  const std::filesystem::path file = path_.string() + ".journeys";
  std::vector<std::string> files;  // of before
  std::vector<std::int64_t> imports;
  std::size_t came_from_file = 0;
  for (int step = 0; step < 60; ++step) {
    std::vector<std::string> texts;
    for (int i = 0; i < 12; ++i) {
      texts.push_back(fmt::format("customer {}", random.below(12)));
      texts.push_back(fmt::format("device {}", random.below(20)));
      texts.push_back(fmt::format("Event {}", random.below(8)));
    }
    std::vector<model::NamedIdentity> also(12);
    std::vector<model::EventRow> rows;
    for (std::size_t i = 0; i < 12; ++i) {
      auto one = row(texts[3 * i], static_cast<TimeUs>(random.below(50)), texts[3 * i + 2], "{}");
      also[i] = {"anonymous_id", texts[3 * i + 1]};
      if (random.below(3) == 0) one.also = {&also[i], 1};
      if (random.below(3) == 0) {
        one.identity_namespace = "anonymous_id";
        one.identity_value = texts[3 * i + 1];
        one.also = {};
      }
      one.message_id = model::message_id_of(fmt::format("{} {}", step, i));
      rows.push_back(one);
    }
    if (random.below(4) != 0)
      imports.push_back(store_->import({.source = "shop.csv"}, std::move(rows))->id);
    if (!imports.empty() && random.below(10) == 0)
      (void)store_->remove_import(imports[random.below(imports.size())]);
    // The changes that the store remembers are gone when it is opened again.
    if (random.below(3) == 0) {
      store_.reset();
      store_ = events::EventStore::open(path_, {}).value();
    }
    if (!files.empty() && random.below(4) == 0)
      std::ofstream(file, std::ios::binary) << files[random.below(files.size())];
    if (random.below(12) == 0) std::ofstream(file, std::ios::binary) << "nothing of use";
    if (random.below(12) == 0) std::filesystem::remove(file);
    {
      JourneyTableStore kept(*store_, file, 1);
      const bool there = std::filesystem::exists(file);
      const auto table = kept.current().value();
      JourneyTableStore anew(*store_);
      const auto reference = anew.current().value();
      ASSERT_EQ(told(*table), told(*reference)) << "step " << step;
      ASSERT_EQ(table->data_version(), reference->data_version());
      came_from_file += there && table->event_count() > 0 ? 1 : 0;
      if (random.below(8) == 0) {
        kept.forget();
        ASSERT_FALSE(std::filesystem::exists(file));
      }
    }
    std::ifstream in(file, std::ios::binary);
    if (in)
      files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  EXPECT_GT(came_from_file, 10U);
  std::filesystem::remove(file);
}

TEST_F(JourneyTableStoreTest, SmallTablesAreNotKept) {
  const std::filesystem::path file = path_.string() + ".journeys";
  ASSERT_TRUE(store_->import({.source = "shop.csv"}, {row("ann", 1, "Cart", "{}")}));
  {
    ASSERT_TRUE(JourneyTableStore(*store_, file).current());
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  {
    ASSERT_TRUE(JourneyTableStore(*store_, file, 1).current());
  }
  EXPECT_TRUE(std::filesystem::exists(file));
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace wend::analyze
