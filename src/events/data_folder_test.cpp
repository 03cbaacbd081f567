#include "events/data_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace wend::events {
namespace {

class DataFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_folder_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(path_);
  }
  void TearDown() override { std::filesystem::remove_all(path_); }
  std::filesystem::path path_;
};

TEST_F(DataFolderTest, CreatesWhatIsMissing) {
  const auto folder = DataFolder::open(path_, {});
  ASSERT_TRUE(folder) << folder.error().to_sentence();
  for (const char* name :
       {"log.db", "events.duckdb", "LOCK", "imports", "index", "blobs", "backups"}) {
    EXPECT_TRUE(std::filesystem::exists(path_ / name)) << name;
  }
}

TEST_F(DataFolderTest, IsOpenOnceAtATime) {
  {
    const auto first = DataFolder::open(path_, {});
    ASSERT_TRUE(first);
    const auto second = DataFolder::open(path_, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::ErrorCode::kUnavailable);
    EXPECT_NE(second.error().message.find("pid " + std::to_string(::getpid())), std::string::npos);
    EXPECT_FALSE(second.error().hint.empty());
  }
  EXPECT_TRUE(DataFolder::open(path_, {}));
}

TEST_F(DataFolderTest, SaysWhenThereIsNone) {
  const auto folder = DataFolder::open(path_, {.create = false});
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, base::ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(DataFolderTest, GivesACommittedImportItsLogRecordAtTheNextOpen) {
  {
    auto folder = DataFolder::open(path_, {}).value();
    const model::EventRow row{.message_id = {1, 1},
                              .name = "A",
                              .identity_namespace = "user_id",
                              .identity_value = "ann",
                              .properties = "{}"};
    ASSERT_TRUE(folder->events().import({.source = "a.csv"}, {row}));
    EXPECT_EQ(folder->log().last_position(), 0);
  }
  for (int open = 0; open < 2; ++open) {
    auto folder = DataFolder::open(path_, {}).value();
    const auto records = folder->log().read(0, 10).value();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].kind, log::RecordKind::kImport);
    EXPECT_EQ(records[0].payload, "1");
  }
}

}  // namespace
}  // namespace wend::events
