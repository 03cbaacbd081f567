#include "workspace/maps.h"

#include <gtest/gtest.h>

#include "workspace/schema.h"

namespace wend::workspace {
namespace {

class HandClock : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now; }
  env::TimeUs now = 1'000 * env::kDayUs;
};

class MapsTest : public testing::Test {
 protected:
  static Sqlite migrated() {
    auto database = *Sqlite::open(":memory:");
    EXPECT_TRUE(migrate(database));
    return database;
  }

  base::Result<MapChange> add(std::int64_t revision, std::string client = "a",
                              std::optional<std::string> snapshot = {}) {
    return maps_.add(map_.id,
                     {.revision = revision,
                      .actor = "usr_" + client,
                      .client = client,
                      .number = revision,
                      .operations = "[" + client + "]"},
                     "{}", snapshot);
  }

  HandClock clock_;
  Sqlite database_ = migrated();
  Maps maps_{database_, clock_};
  MapEntry map_ = *maps_.create("first", R"({"title": "One"})", "usr_a");
};

TEST_F(MapsTest, KeepsEveryChangeInOrderAndRefusesOneThatDoesNotFollow) {
  EXPECT_TRUE(add(2));
  const auto late = add(2, "b");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::ErrorCode::kConflict);
  EXPECT_FALSE(add(4));
  EXPECT_TRUE(add(3, "b", "third"));
  EXPECT_TRUE(add(4));
  const auto changes = *maps_.changes_after(map_.id, 2, 100);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].operations, "[b]");
  EXPECT_EQ(changes[1].revision, 4);
  EXPECT_EQ(maps_.changes_after(map_.id, 0, 3)->size(), 2U);
  EXPECT_EQ(maps_.snapshot(map_.id, 2)->document, "first");
  EXPECT_EQ(maps_.snapshot(map_.id, 9)->document, "third");
  EXPECT_EQ((*maps_.change_of(map_.id, "b", 3))->revision, 3);
  EXPECT_FALSE(*maps_.change_of(map_.id, "b", 4));
  EXPECT_EQ((*maps_.find(map_.id))->revision, 4);
}

TEST_F(MapsTest, ARemovedMapTakesNoChangeAndCanBePutBack) {
  ASSERT_TRUE(maps_.set_removed(map_.id, true));
  EXPECT_FALSE(maps_.set_removed(map_.id, true));
  EXPECT_TRUE(maps_.all()->empty());
  EXPECT_EQ(maps_.all(true)->size(), 1U);
  EXPECT_EQ(add(2).error().code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(maps_.set_removed(map_.id, false));
  EXPECT_TRUE(add(2));
  ASSERT_TRUE(maps_.set_removed(map_.id, true));
  EXPECT_EQ(*maps_.purge(clock_.now), 0);
  EXPECT_EQ(*maps_.purge(clock_.now + 1), 1);
  EXPECT_FALSE(*maps_.find(map_.id));
  EXPECT_TRUE(maps_.changes_after(map_.id, 0, 100)->empty());
}

TEST_F(MapsTest, TimesOfWorkEndWithAPause) {
  ASSERT_TRUE(add(2, "a"));
  clock_.now += kMapPauseUs - 1;
  ASSERT_TRUE(add(3, "b"));
  clock_.now += kMapPauseUs;
  ASSERT_TRUE(add(4, "a"));
  const auto work = *maps_.work(map_.id, 10);
  ASSERT_EQ(work.size(), 2U);
  EXPECT_EQ(work[0].first_revision, 4);
  EXPECT_EQ(work[1].first_revision, 2);
  EXPECT_EQ(work[1].last_revision, 3);
  EXPECT_EQ(work[1].actors, (std::vector<std::string>{"usr_b", "usr_a"}));
  EXPECT_EQ(maps_.work(map_.id, 1)->size(), 1U);
}

TEST_F(MapsTest, ARevisionIsNamedOnce) {
  ASSERT_TRUE(add(2));
  ASSERT_TRUE(maps_.name_version(map_.id, {.revision = 2, .name = "Draft", .actor = "usr_a"}));
  ASSERT_TRUE(maps_.name_version(map_.id, {.revision = 2, .name = "Agreed", .actor = "usr_a"}));
  EXPECT_FALSE(maps_.name_version(map_.id, {.revision = 3, .name = "Later", .actor = "usr_a"}));
  ASSERT_EQ(maps_.versions(map_.id)->size(), 1U);
  EXPECT_EQ(maps_.versions(map_.id)->front().name, "Agreed");
  EXPECT_TRUE(maps_.forget_version(map_.id, 2));
  EXPECT_FALSE(maps_.forget_version(map_.id, 2));
}

}  // namespace
}  // namespace wend::workspace
