#include "collect/handover.h"

#include <gtest/gtest.h>

namespace wend::collect {
namespace {

std::shared_ptr<const BodyRows> rows_of(const char* customer) {
  auto rows = std::make_shared<BodyRows>(100);
  rows->take({.source_id = 1},
             {.message_id = "m", .name = "Cart", .user_id = customer, .properties = "{}"});
  return rows;
}

TEST(HandoverTest, GivesWhatFollowsWithoutAGap) {
  Handover handover(1 << 20);
  handover.put(3, rows_of("ann"));
  handover.put(4, rows_of("bob"));
  handover.put(6, rows_of("cid"));
  EXPECT_EQ(handover.next(), 3);
  EXPECT_FALSE(handover.take_after(1, 1 << 20));  // 2 is in the log alone
  const auto run = handover.take_after(2, 1 << 20);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->last, 4);
  ASSERT_EQ(run->bodies.size(), 2U);
  EXPECT_EQ(run->bodies[1]->rows()[0].row.identity_value, "bob");
  EXPECT_EQ(handover.next(), 6);
}

TEST(HandoverTest, ForgetsWhatTheReaderHasAlready) {
  Handover handover(1 << 20);
  handover.put(3, rows_of("ann"));
  handover.put(4, rows_of("bob"));
  const auto run = handover.take_after(3, 1 << 20);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->last, 4);
  EXPECT_EQ(run->bodies.size(), 1U);
  EXPECT_FALSE(handover.next());
}

TEST(HandoverTest, TakesABoundedRunAndKeepsBoundedRows) {
  const std::size_t size = rows_of("ann")->bytes();
  Handover handover(2 * size);
  EXPECT_TRUE(handover.has_room());
  for (int position = 1; position <= 3; ++position) handover.put(position, rows_of("ann"));
  EXPECT_FALSE(handover.has_room());
  EXPECT_EQ(handover.take_after(0, 1)->last, 1);
  EXPECT_TRUE(handover.has_room());
  EXPECT_EQ(handover.take_after(1, 1 << 20)->last, 2);  // the third found no room
  handover.put(4, rows_of("bob"));
  EXPECT_FALSE(handover.take_after(2, 1 << 20));
  EXPECT_EQ(handover.next(), 4);
}

}  // namespace
}  // namespace wend::collect
