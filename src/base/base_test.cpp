#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/failpoint.h"
#include "base/result.h"

namespace wend::base {
namespace {

TEST(Error, ReadsAsOneSentenceWithPlaceAndHint) {
  const Error error{ErrorCode::kInvalidInput, "The time is empty.", "orders.csv:12:4",
                    "Give every row a time."};
  EXPECT_EQ(error.to_sentence(), "orders.csv:12:4: The time is empty. Give every row a time.");
  EXPECT_EQ((Error{ErrorCode::kIo, "The disk is full.", "", ""}).to_sentence(),
            "The disk is full.");
}

TEST(Error, EveryCodeHasANameOfItsOwn) {
  std::vector<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.push_back(to_string(static_cast<ErrorCode>(code)));
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::kInvalidInput, "It is odd.");
  return number / 2;
}

Result<int> quarter(int number) {
  WEND_ASSIGN(const int once, half(number));
  WEND_TRY(half(once));
  return half(once);
}

TEST(Result, MacrosReturnTheFirstError) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().message, "It is odd.");
  EXPECT_EQ(quarter(5).error().message, "It is odd.");
}

TEST(BoundedQueue, HandsOverEverythingInOrderAndHoldsNoMoreThanItsCapacity) {
  BoundedQueue<int> queue(3);
  std::vector<int> got;
  std::thread consumer([&] {
    while (auto item = queue.pop()) got.push_back(*item);
  });
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(queue.push(i));
  queue.close();
  consumer.join();
  std::vector<int> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(got, expected);
  EXPECT_FALSE(queue.push(1));
}

TEST(BoundedQueue, CloseWakesAProducerThatWaitsForRoom) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  std::thread producer([&] { EXPECT_FALSE(queue.push(2)); });
  queue.close();
  producer.join();
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(FailpointDeathTest, EndsTheProcessAtTheChosenPassage) {
  EXPECT_EXIT(
      {
        setenv("WEND_FAILPOINT", "between-two-writes:3", 1);
        failpoint("elsewhere");
        failpoint("between-two-writes");
        failpoint("between-two-writes");
        std::fputs("still here\n", stderr);
        failpoint("between-two-writes");
        std::_Exit(0);
      },
      testing::KilledBySignal(SIGKILL), "still here");
}

}  // namespace
}  // namespace wend::base
