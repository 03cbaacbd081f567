#include "unify/pseudonym_key.h"

#include <gtest/gtest.h>
#include <set>

namespace wend::unify {
namespace {

// By hand: HMAC-SHA-256 over the parts, each with its length as eight bytes before it, for instance
// with Python's hmac.
TEST(PseudonymKeyTest, IsHmacSha256OverItsParts) {
  const auto key = *PseudonymKey::from_text(std::string(64, '0'));
  EXPECT_EQ(key.customer(42), "eafcc5661c44252d173578c78dc32cd9");
  EXPECT_EQ(key.identity("email", "ann@example.com"), "ad6ea0e36e795a1065006fe3f93cb692");
}

TEST(PseudonymKeyTest, SameKeySamePseudonymAndOtherwiseAnother) {
  const auto key = PseudonymKey::make(), other = PseudonymKey::make();
  const auto again = *PseudonymKey::from_text(key.text());
  EXPECT_EQ(key.customer(7), again.customer(7));
  EXPECT_EQ(key.shift_us(7), again.shift_us(7));
  EXPECT_NE(key.customer(7), other.customer(7));
  EXPECT_NE(key.customer(7), key.customer(8));
  // What stands in one part cannot stand for what stands in two.
  EXPECT_NE(key.identity("a", "bc"), key.identity("ab", "c"));
  EXPECT_EQ(key.customer(7).size(), 32U);
}

TEST(PseudonymKeyTest, ShiftsByWholeDaysAndNeverByNone) {
  const auto key = PseudonymKey::make();
  std::set<std::int64_t> days;
  for (std::int64_t profile = 0; profile < 20'000; ++profile) {
    const auto shift = key.shift_us(profile);
    EXPECT_EQ(shift % env::kDayUs, 0);
    EXPECT_NE(shift, 0);
    days.insert(shift / env::kDayUs);
  }
  EXPECT_EQ(*days.begin(), -PseudonymKey::kShiftDaysMax);
  EXPECT_EQ(*days.rbegin(), PseudonymKey::kShiftDaysMax);
  EXPECT_EQ(days.size(), 2U * PseudonymKey::kShiftDaysMax);
}

TEST(PseudonymKeyTest, TextsThatAreNoKeyAreRefused) {
  EXPECT_FALSE(PseudonymKey::from_text(""));
  EXPECT_FALSE(PseudonymKey::from_text(std::string(63, '0')));
  EXPECT_FALSE(PseudonymKey::from_text(std::string(64, 'x')));
}

}  // namespace
}  // namespace wend::unify
