#include "analyze/signature_match.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "analyze/journey_table_builder.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

std::vector<std::uint32_t> found(const SignatureMatch& match, std::size_t begin, std::size_t end) {
  std::vector<std::uint32_t> positions(end - begin);
  positions.resize(match.find(begin, end, positions.data()));
  return positions;
}

// Whoever looks one by one finds the same, wherever a part begins and ends.
void expect_same(bool wide, std::uint32_t signatures, std::size_t wanted_count) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  constexpr std::size_t kEvents = 500;
  SignatureCodes codes(wide, kEvents);
  std::vector<std::uint32_t> plain;
  for (std::size_t i = 0; i < kEvents; ++i) {
    plain.push_back(static_cast<std::uint32_t>(random.below(signatures)));
    codes.push_back(plain.back());
  }
  Mask wanted(signatures);
  for (std::size_t i = 0; i < wanted_count; ++i) wanted[random.below(signatures)] = 1;
  const SignatureMatch best(codes, wanted);
  const SignatureMatch generic(codes, wanted, SignatureMatch::Target::kPlain);
  for (int part = 0; part < 400; ++part) {
    const std::size_t begin = random.below(kEvents),
                      end = begin + random.below(kEvents - begin + 1);
    std::vector<std::uint32_t> expected;
    for (std::size_t i = begin; i < end; ++i)
      if (wanted[plain[i]] != 0) expected.push_back(static_cast<std::uint32_t>(i));
    ASSERT_EQ(found(best, begin, end), expected) << begin << " to " << end;
    ASSERT_EQ(found(generic, begin, end), expected) << begin << " to " << end;
  }
}

TEST(SignatureMatch, FindsWhatALookAtEachFinds) {
  for (const std::uint32_t signatures : {1U, 3U, 40U, 255U, 300U, 65'536U}) {
    for (const std::size_t wanted : {0U, 1U, 2U, 8U, 20U, 30U, 200U}) {
      expect_same(false, signatures, wanted);
      expect_same(true, signatures, wanted);
    }
  }
}

// In whatever order its parts are asked for.
TEST(SignatureSearch, FindsWhatALookAtEachFinds) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 40'000; ++i)
    events.push_back({std::to_string(random.below(900)), i, std::to_string(random.below(12))});
  const auto table = make_journey_table(std::move(events));
  Mask wanted(table->shown().size());
  // Some, or all.
  wanted[3] = wanted[7] = 1;
  if (random.below(3) == 0) std::ranges::fill(wanted, 1);
  SignatureSearch search(*table, wanted);
  std::size_t profile = 0;
  for (int round = 0; round < 5'000; ++round) {
    profile = random.below(50) == 0 ? random.below(table->profile_count())
                                    : (profile + random.below(3)) % table->profile_count();
    std::size_t begin = table->begin(profile);
    if (random.below(3) == 0) begin += random.below(table->end(profile) - begin);
    std::vector<std::uint32_t> expected;
    for (std::size_t i = begin; i < table->end(profile); ++i)
      if (wanted[table->signatures()[i]] != 0) expected.push_back(static_cast<std::uint32_t>(i));
    const auto found = search.find(begin, table->end(profile));
    ASSERT_EQ(std::vector(found.begin(), found.end()), expected);
  }
}

TEST(SignatureMatch, FindsAllAndNothing) {
  SignatureCodes codes(false, 100);
  for (int i = 0; i < 100; ++i) codes.push_back(0);
  EXPECT_EQ(found(SignatureMatch(codes, {1}), 0, 100).size(), 100U);
  EXPECT_EQ(found(SignatureMatch(codes, {1}), 99, 100), std::vector<std::uint32_t>{99});
  EXPECT_TRUE(found(SignatureMatch(codes, {1}), 50, 50).empty());
  EXPECT_TRUE(found(SignatureMatch(codes, {0}), 0, 100).empty());
}

}  // namespace
}  // namespace wend::analyze
