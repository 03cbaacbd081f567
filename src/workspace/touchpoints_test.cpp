#include "workspace/touchpoints.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "env/clock.h"
#include "workspace/workspace.h"

namespace wend::workspace {
namespace {

class TouchpointsTest : public ::testing::Test {
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
    touchpoints_.emplace(space_->documents(), clock_);
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("wend_touchpoints_" + std::to_string(::getpid()));
  env::FixedClock clock_{1'000};
  std::unique_ptr<Workspace> space_;
  std::optional<Touchpoints> touchpoints_;
};

TEST_F(TouchpointsTest, AreKeptWithTheirVersions) {
  EXPECT_TRUE(touchpoints_->all()->empty());
  const auto made = *touchpoints_->create({.name = "checkout",
                                           .description = "Until the order",
                                           .events = {"Cart", "Pay"},
                                           .stage = "Purchase",
                                           .role = "step",
                                           .created_by = "usr_1"});
  (void)*touchpoints_->create({.name = "Advert", .events = {"Ad"}});
  open();
  const auto all = *touchpoints_->all();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "Advert");
  EXPECT_EQ(all[0].stage, std::nullopt);
  EXPECT_EQ(all[1].id, made.id);
  EXPECT_EQ(all[1].description, "Until the order");
  EXPECT_EQ(all[1].events, (std::vector<std::string>{"Cart", "Pay"}));
  EXPECT_EQ(all[1].stage, "Purchase");
  EXPECT_EQ(all[1].role, "step");
  EXPECT_EQ(all[1].created_by, "usr_1");
  EXPECT_EQ(all[1].created_at, 1'000);

  const auto changed = *touchpoints_->replace(made.id, 1, {.name = "Pay", .events = {"Pay"}});
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.created_by, "usr_1");
  EXPECT_EQ(touchpoints_->find(made.id)->value().role, std::nullopt);
  EXPECT_EQ(touchpoints_->replace(made.id, 1, {.name = "x"}).error().code,
            base::ErrorCode::kConflict);
  EXPECT_EQ(touchpoints_->remove(made.id, 1).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(touchpoints_->remove("tpt_no", 1).error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(touchpoints_->remove(made.id, 2));
  EXPECT_FALSE(*touchpoints_->find(made.id));
}

TEST_F(TouchpointsTest, AnEventBelongsToOne) {
  const auto checkout = *touchpoints_->create({.name = "Checkout", .events = {"Cart", "Pay"}});
  const auto refused = touchpoints_->create({.name = "Paying", .events = {"Card", "Pay"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kInvalidInput);
  EXPECT_EQ(refused.error().message,
            "The event \"Pay\" belongs to the touchpoint \"Checkout\" already.");
  EXPECT_EQ(refused.error().place, "events[1]");
  EXPECT_EQ(touchpoints_->create({.name = "CHECKOUT", .events = {"Card"}}).error().place, "name");
  const auto card = *touchpoints_->create({.name = "Card", .events = {"Card"}});
  EXPECT_EQ(touchpoints_->replace(card.id, 1, {.name = "Card", .events = {"Cart"}}).error().place,
            "events[0]");
  // Its own name and events are in no one's way.
  EXPECT_TRUE(
      touchpoints_->replace(checkout.id, 1, {.name = "checkout", .events = {"Pay", "Cart"}}));
}

TEST_F(TouchpointsTest, ThereIsAnEndToThem) {
  for (std::size_t i = 0; i < kTouchpointsMax; ++i) {
    const std::string name = std::to_string(i);
    ASSERT_TRUE(touchpoints_->create({.name = name, .events = {name}}));
  }
  EXPECT_EQ(touchpoints_->create({.name = "more", .events = {"more"}}).error().code,
            base::ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wend::workspace
