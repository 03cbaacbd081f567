#include "demo/sample_store.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace wend::demo {
namespace {

TEST(SampleStore, HoldsEveryGeneratedEventOnceHoweverOftenItIsLoaded) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("wend-sample-" + std::to_string(::getpid()) + ".duckdb");
  CompanyOptions options;
  options.customers = 300;
  options.weeks = 8;
  std::uint64_t generated = 0;
  generate(7, options, [&](const CompanyEvent&) { ++generated; });
  ASSERT_GT(generated, 1000U);
  {
    auto store = events::EventStore::open(path.string(), {});
    ASSERT_TRUE(store) << store.error().to_sentence();
    const auto first = load_sample(**store, 7, options);
    ASSERT_TRUE(first) << first.error().to_sentence();
    EXPECT_EQ(first->added, generated);
    const auto again = load_sample(**store, 7, options);
    ASSERT_TRUE(again) << again.error().to_sentence();
    EXPECT_EQ(again->added, 0U);
    EXPECT_EQ((*store)->counts()->events, static_cast<std::int64_t>(generated));
  }
  std::filesystem::remove(path);
  std::filesystem::remove(path.string() + ".wal");
}

}  // namespace
}  // namespace wend::demo
