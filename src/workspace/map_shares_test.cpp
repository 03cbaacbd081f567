#include "workspace/map_shares.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "workspace/workspace.h"

namespace wend::workspace {
namespace {

class HandClock final : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now; }
  env::TimeUs now = 1'800'000'000'000'000;
};

class MapSharesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::temp_directory_path() /
             ("wend-shares-" + std::to_string(::getpid()) + ".db"))
                .string();
    std::filesystem::remove(path_);
    space_ = std::move(*Workspace::open(path_, clock_, {1, 8192}));
    map_ = space_->maps().create("{}", "{}", std::nullopt)->id;
  }
  void TearDown() override {
    space_.reset();
    for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + more);
  }
  MapShares& shares() { return space_->map_shares(); }

  HandClock clock_;
  std::string path_, map_;
  std::unique_ptr<Workspace> space_;
};

TEST_F(MapSharesTest, ATokenIsToldOnceAndKeptAsAHash) {
  const auto made = *shares().create({.map = map_, .label = "Agency"}, std::nullopt);
  EXPECT_TRUE(made.token.starts_with("wend_share_"));
  const auto found = *shares().find_by_token(made.token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->label, "Agency");
  EXPECT_FALSE(*shares().find_by_token(made.token + "x"));
  auto database = *Sqlite::open(path_);
  auto row = *database.prepare("SELECT token_hash FROM map_shares");
  ASSERT_TRUE(*row.step());
  EXPECT_EQ(row.text(0), hash_of_secret(made.token));
}

TEST_F(MapSharesTest, UseIsNotedToTheMinuteAndRevokingIsForGood) {
  const auto made = *shares().create({.map = map_}, std::nullopt);
  const auto now = [&] { return **shares().find_by_token(made.token); };
  const env::TimeUs first = clock_.now;
  ASSERT_TRUE(shares().used(now()));
  clock_.now += 30 * env::kSecondUs;
  ASSERT_TRUE(shares().used(now()));
  EXPECT_EQ(now().used_at, first);
  clock_.now += env::kMinuteUs;
  ASSERT_TRUE(shares().used(now()));
  EXPECT_EQ(now().used_at, clock_.now);
  ASSERT_TRUE(shares().revoke(map_, made.share.id));
  const auto revoked_at = now().revoked_at;
  EXPECT_FALSE(shares().works(now()));
  clock_.now += env::kMinuteUs;
  EXPECT_EQ(shares().revoke(map_, made.share.id)->revoked_at, revoked_at);
  EXPECT_FALSE(shares().revoke("map_other", made.share.id));
}

TEST_F(MapSharesTest, APassBelongsToOneLinkAndEnds) {
  const auto one = *shares().create({.map = map_}, "correct horse");
  const auto other = *shares().create({.map = map_}, "correct horse");
  EXPECT_FALSE(*shares().pass_for(one.token, "wrong horse"));
  const auto pass = **shares().pass_for(one.token, "correct horse");
  EXPECT_TRUE(*shares().accepts(one.token, pass.text));
  EXPECT_FALSE(*shares().accepts(other.token, pass.text));
  EXPECT_FALSE(*shares().accepts(one.token, ""));
  EXPECT_FALSE(*shares().accepts(one.token, "9" + pass.text));
  clock_.now = pass.until;
  EXPECT_FALSE(*shares().accepts(one.token, pass.text));
}

TEST_F(MapSharesTest, AMapHasSoManyLinksAndNoMore) {
  for (int i = 0; i < kSharesMax; ++i) ASSERT_TRUE(shares().create({.map = map_}, std::nullopt));
  EXPECT_EQ(shares().create({.map = map_}, std::nullopt).error().code, base::ErrorCode::kTooLarge);
  ASSERT_TRUE(shares().revoke(map_, shares().all(map_)->front().id));
  EXPECT_TRUE(shares().create({.map = map_}, std::nullopt));
  EXPECT_EQ(shares().create({.map = "map_none"}, std::nullopt).error().code,
            base::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace wend::workspace
