#include "events/admission.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace wend::events {
namespace {

RC_GTEST_PROP(MessageIdSetTest, BehavesLikeASet, (const std::vector<std::uint8_t>& keys)) {
  MessageIdSet set;
  std::set<std::uint8_t> reference;
  for (const std::uint8_t key : keys) {
    const model::MessageId id{key, 4096ULL * key + 1};  // all in one chain of slots
    RC_ASSERT(set.insert(id) == reference.insert(key).second);
    RC_ASSERT(set.contains(id));
  }
  RC_ASSERT(set.size() == reference.size());
}

TEST(MessageIdSetTest, KeepsEverythingWhenItGrows) {
  MessageIdSet set;
  for (std::uint64_t i = 1; i <= 20'000; ++i)
    EXPECT_TRUE(set.insert(model::message_id_of(std::to_string(i))));
  for (std::uint64_t i = 1; i <= 20'000; ++i)
    EXPECT_TRUE(set.contains(model::message_id_of(std::to_string(i))));
  EXPECT_FALSE(set.contains(model::message_id_of("0")));
}

TEST(OccurrenceCounterTest, CountsEachHashFromZero) {
  OccurrenceCounter counter;
  EXPECT_EQ(counter.next(0), 0U);
  EXPECT_EQ(counter.next(7), 0U);
  EXPECT_EQ(counter.next(7), 1U);
  for (std::uint64_t i = 100; i < 5000; ++i) EXPECT_EQ(counter.next(i), 0U);
  EXPECT_EQ(counter.next(7), 2U);
  EXPECT_EQ(counter.next(100), 1U);
}

TEST(KnownIdentitiesTest, RefusesTwoIdentitiesWithOneNumber) {
  KnownIdentities known;
  EXPECT_EQ(known.place_of(42, "user_id", "ann").value(), 0U);
  EXPECT_EQ(known.place_of(42, "user_id", "ann").value(), 0U);
  EXPECT_EQ(known.place_of(43, "user_id", "bob").value(), 1U);
  const auto refused = known.place_of(42, "user_id", "bob");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kConflict);
  EXPECT_FALSE(known.place_of(42, "email", "ann"));
  EXPECT_EQ(known.find(43), 1U);
  EXPECT_EQ(known.find(44), std::nullopt);
  EXPECT_EQ(known.size(), 2U);
}

}  // namespace
}  // namespace wend::events
