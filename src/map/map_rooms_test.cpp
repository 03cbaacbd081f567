#include "map/map_rooms.h"

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "fmt/format.h"
#include "workspace/schema.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

class HandClock : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now; }
  std::atomic<env::TimeUs> now = 1'000 * env::kDayUs;
};

workspace::Sqlite migrated() {
  auto database = *workspace::Sqlite::open(":memory:");
  EXPECT_TRUE(workspace::migrate(database));
  return database;
}

std::vector<Operation> operations(const std::string& text) {
  return *read_operations(json::parse(text), "operations");
}

std::vector<Operation> title(const std::string& edit) {
  return operations(R"([{"op": "edit", "in": "about", "id": "about", "field": "title", "edit": )" +
                    edit + "}]");
}

std::vector<Operation> step_opens(const std::string& random, const std::string& map) {
  return operations(R"([{"op": "add", "in": "stages", "id": "stg_)" + random +
                    R"(", "value": {"order": "a"}}, {"op": "add", "in": "steps", "id": "stp_)" +
                    random + R"(", "value": {"order": "a", "stage": "stg_)" + random +
                    R"(", "map": ")" + map + R"("}}])");
}

class MapRoomsTest : public testing::Test {
 protected:
  ChangeRequest request(std::vector<Operation> change, std::int64_t base, std::int64_t number,
                        std::string client = "a") {
    return {.base = base,
            .client = std::move(client),
            .number = number,
            .operations = std::move(change),
            .actor = "usr_a"};
  }
  std::string title_now(const std::string& id) {
    return std::string(text_of(rooms_.open(id)->document.about(), "title"));
  }

  HandClock clock_;
  workspace::Sqlite database_ = migrated();
  workspace::Maps maps_{database_, clock_};
  MapRooms rooms_{maps_, clock_};
  std::string id_ = rooms_.create({}, "usr_a")->id;
};

TEST_F(MapRoomsTest, WhoIsBehindLearnsWhatOthersDidAndWhatWasSentTwiceIsAppliedOnce) {
  const auto first = request(title(R"(["Shop"])"), 1, 1);
  EXPECT_EQ(rooms_.change(id_, first)->revision, 2);
  EXPECT_EQ(rooms_.change(id_, first)->revision, 2);
  EXPECT_EQ(title_now(id_), "Shop");

  const auto behind = *rooms_.change(id_, request(title(R"(["My "])"), 1, 1, "b"));
  EXPECT_FALSE(behind.applied);
  EXPECT_EQ(behind.revision, 2);
  ASSERT_EQ(behind.missed.size(), 1U);
  EXPECT_EQ(behind.missed[0].client, "a");
  EXPECT_EQ(json::parse(behind.missed[0].operations),
            json::parse(R"([{"op": "edit", "in": "about", "id": "about", "field": "title",
                             "edit": ["Shop"]}])"));
  EXPECT_EQ(rooms_.change(id_, request(title(R"(["My "])"), 2, 1, "b"))->revision, 3);
  EXPECT_EQ(title_now(id_), "My Shop");
  EXPECT_EQ(rooms_.change(id_, request(title(R"(["x"])"), 9, 2)).error().place, "base");
  EXPECT_EQ(rooms_.change("map_none", first).error().code, ErrorCode::kNotFound);
}

TEST_F(MapRoomsTest, ARefusedChangeLeavesNothing) {
  ASSERT_TRUE(rooms_.change(id_, request(title(R"(["Shop"])"), 1, 1)));
  auto both = title(R"([4, "s"])");
  const auto beyond = title(R"([40])");
  both.insert(both.end(), beyond.begin(), beyond.end());
  EXPECT_EQ(rooms_.change(id_, request(both, 2, 2)).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(title_now(id_), "Shop");
  EXPECT_EQ(rooms_.open(id_)->revision, 2);
}

TEST_F(MapRoomsTest, EveryRevisionCanBeReadAgainAndRestored) {
  for (int i = 0; i < 450; ++i)
    ASSERT_TRUE(rooms_.change(id_, request(title(fmt::format("[\"{}\"]", i % 10)), i + 1, i + 1)));
  MapRooms others(maps_, clock_);
  for (const std::int64_t revision : {1, 2, 199, 200, 201, 400, 451}) {
    const auto state = *others.at(id_, revision);
    EXPECT_EQ(state.revision, revision);
    EXPECT_EQ(text_of(state.document.about(), "title").size(),
              static_cast<std::size_t>(revision - 1));
  }
  EXPECT_EQ(others.at(id_, 452).error().code, ErrorCode::kNotFound);
  const std::string at_100(text_of(others.at(id_, 100)->document.about(), "title"));
  EXPECT_EQ(others.restore(id_, 100, request({}, 0, 900))->revision, 452);
  // The first ones learn of what another process did.
  EXPECT_EQ(title_now(id_), at_100);
  EXPECT_EQ(rooms_.restore(id_, 100, request({}, 0, 901))->revision, 452);
}

TEST_F(MapRoomsTest, WatchersAreToldInOrderAlsoOfOtherProcesses) {
  std::vector<std::int64_t> told;
  bool gone = false;
  ASSERT_TRUE(rooms_.watch(id_, {.changed = [&](const auto& one) { told.push_back(one.revision); },
                                 .present = [](const auto&) {},
                                 .commented = [](const auto&) {},
                                 .gone = [&] { return gone; }}));
  ASSERT_TRUE(rooms_.change(id_, request(title(R"(["1"])"), 1, 1)));
  MapRooms others(maps_, clock_);
  ASSERT_TRUE(others.change(id_, request(title(R"(["2"])"), 2, 1, "b")));
  EXPECT_EQ(told.size(), 1U);
  ASSERT_TRUE(rooms_.change(id_, request(title(R"(["3"])"), 3, 2)));
  EXPECT_EQ(told, (std::vector<std::int64_t>{2, 3, 4}));
  gone = true;
  ASSERT_TRUE(rooms_.change(id_, request(title(R"(["4"])"), 4, 3)));
  EXPECT_EQ(told.size(), 3U);
}

TEST_F(MapRoomsTest, WhoGivesNoSignOfLifeHasLeft) {
  std::vector<std::string> told;
  ASSERT_TRUE(rooms_.watch(id_, {.changed = [](const auto&) {},
                                 .present =
                                     [&](const Presence& one) {
                                       told.push_back(one.client +
                                                      (one.at.is_null() ? " left" : ""));
                                     },
                                 .commented = [](const auto&) {},
                                 .gone = [] { return false; }}));
  rooms_.tell_presence(id_,
                       {.client = "a", .user_id = "u", .user_name = "Ada", .at = json::object()});
  clock_.now += kPresenceUs + 1;
  rooms_.tell_presence(id_,
                       {.client = "b", .user_id = "v", .user_name = "Bo", .at = json::object()});
  EXPECT_EQ(told, (std::vector<std::string>{"a", "a left", "b"}));
  const auto welcome = *rooms_.watch(id_, {.changed = [](const auto&) {},
                                           .present = [](const auto&) {},
                                           .commented = [](const auto&) {},
                                           .gone = [] { return false; }});
  ASSERT_EQ(welcome.present.size(), 1U);
  EXPECT_EQ(welcome.present[0].user_name, "Bo");
}

TEST_F(MapRoomsTest, AMapIsNeverItsOwnSubJourney) {
  const std::string below = rooms_.create({}, {})->id;
  const std::string lowest = rooms_.create({}, {})->id;
  ASSERT_TRUE(rooms_.change(id_, request(step_opens("aaaaaaaaaaaa", below), 1, 1)));
  ASSERT_TRUE(rooms_.change(below, request(step_opens("bbbbbbbbbbbb", lowest), 1, 1)));
  for (const std::string& above : {id_, below, lowest}) {
    const auto refused = rooms_.change(lowest, request(step_opens("cccccccccccc", above), 1, 1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().place, "operations[1].value");
  }
  EXPECT_TRUE(rooms_.change(id_, request(step_opens("dddddddddddd", lowest), 2, 2)));
}

// Many at once, each of whom rebases as far as this edit needs it: nobody's letter is lost.
TEST_F(MapRoomsTest, ChangesOfManyThreadsAreAllKept) {
  constexpr int kThreads = 4;
  constexpr int kEach = 60;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::int64_t base = 1;
      for (int i = 1; i <= kEach;) {
        const auto outcome =
            *rooms_.change(id_, request(title(fmt::format("[\"{}\"]", static_cast<char>('a' + t))),
                                        base, i, fmt::format("client{}", t)));
        base = outcome.revision;
        if (outcome.applied) ++i;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string title = title_now(id_);
  EXPECT_EQ(rooms_.open(id_)->revision, 1 + kThreads * kEach);
  for (int t = 0; t < kThreads; ++t)
    EXPECT_EQ(std::ranges::count(title, static_cast<char>('a' + t)), kEach);
}

}  // namespace
}  // namespace wend::map
