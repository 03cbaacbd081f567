#include "workspace/computed_traits.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "env/clock.h"
#include "workspace/workspace.h"

namespace wend::workspace {
namespace {

class ComputedTraitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  void TearDown() override {
    space_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    space_.reset();
    space_ = *Workspace::open((folder_ / "workspace.db").string(), clock_);
    traits_.emplace(space_->documents(), clock_);
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                        ("wend_computed_traits_" + std::to_string(::getpid()));
  env::FixedClock clock_{1'000};
  std::unique_ptr<Workspace> space_;
  std::optional<ComputedTraits> traits_;
};

TEST_F(ComputedTraitsTest, AreKeptWithTheirVersions) {
  EXPECT_EQ(*traits_->changes(), 0);
  const auto orders = *traits_->create({.key = "orders", .name = "b", .created_by = "usr_1"});
  EXPECT_EQ(traits_->create({.key = "orders", .name = "x"}).error().code,
            base::ErrorCode::kConflict);
  const auto visits =
      *traits_->create({.key = "visits", .name = "A", .definition = R"({"measure":"count"})"});
  EXPECT_EQ(*traits_->changes(), 2);
  open();
  const auto all = *traits_->all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].key, "visits");
  EXPECT_EQ(all[0].definition, R"({"measure":"count"})");
  EXPECT_EQ(all[1].created_by, "usr_1");
  EXPECT_EQ(all[1].created_at, 1'000);

  const auto changed = *traits_->replace(orders.id, 1, {.name = "c"});
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.key, "orders");  // stays
  EXPECT_EQ(traits_->replace(orders.id, 1, {.name = "d"}).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(traits_->remove(orders.id, 1).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(traits_->remove("trt_no", 1).error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(traits_->remove(orders.id, 2));
  EXPECT_FALSE(*traits_->find(orders.id));
  EXPECT_TRUE(*traits_->find_key("visits"));
  EXPECT_EQ(visits.version, 1);
}

TEST_F(ComputedTraitsTest, AreLimited) {
  for (std::size_t i = 0; i < kComputedTraitsMax; ++i)
    ASSERT_TRUE(traits_->create({.key = "t" + std::to_string(i), .name = "x"}));
  EXPECT_EQ(traits_->create({.key = "more", .name = "x"}).error().code, base::ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wend::workspace
