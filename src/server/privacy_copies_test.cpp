#include "server/privacy_for_test.h"

// Copies of before that are put back, whole or in part: nobody comes back with them.
namespace wend::server {
namespace {

class PrivacyCopiesTest : public PrivacyTest {
 protected:
  // Fills, copies, erases Ann, and puts these files of the copy back.
  void erase_and_put_back(const std::vector<std::string_view>& names) {
    fill(true);
    const fs::path apart = copy_apart();
    ann_ = customer("ann-48102");
    const auto erased = erase(ann_);
    erasure_ = std::string(erased.at("id").as_string());
    expect_nothing_of_ann();
    put_back(apart, names);
    expect_still_gone();
  }
  void expect_still_gone() {
    EXPECT_EQ(call("GET", "/api/v1/customers/" + ann_, admin_).status(), 404);
    expect_nothing_of_ann();
    const auto erasure = call("GET", "/api/v1/privacy/erasures/" + erasure_, admin_);
    ASSERT_EQ(erasure.status(), 200) << erasure.http.body;
    EXPECT_EQ(erasure.text("state"), "done");
    EXPECT_EQ(events(), 6) << "the others keep theirs";
    wait_for_segment(admin_, list_, 1);
    // The list is kept: what she did before is refused.
    ASSERT_EQ(send(R"({"type": "track", "event": "Feedback", "userId": "ann-48102",
                       "messageId": "a9", "timestamp": "2026-01-02T10:02:00Z"},
                      {"type": "track", "event": "Order", "userId": "bob-7", "messageId": "b10",
                       "timestamp": "2026-01-04T10:00:00Z"})"),
              200);
    EXPECT_TRUE(eventually([&] { return events() == 7; })) << events();
    EXPECT_EQ(call("GET", "/api/v1/customers?search=ann-48102", admin_)
                  .body.at("items")
                  .as_array()
                  .size(),
              0U);
  }

  std::string ann_, erasure_;
};

TEST_F(PrivacyCopiesTest, OfStoreAndLogAreErasedBeforeAnybodyReads) {
  erase_and_put_back({"events.duckdb", "log.db"});
}

TEST_F(PrivacyCopiesTest, OfTheLogAloneAreErasedThoughTheStoreKnowsNobodyAnyMore) {
  erase_and_put_back({"log.db"});
}

TEST_F(PrivacyCopiesTest, OfTheWorkspaceAloneAreErasedByTheListOfTheFolder) {
  erase_and_put_back({"workspace.db"});
}

TEST_F(PrivacyCopiesTest, OfSegmentsAloneAreErased) {
  erase_and_put_back({"segments.db"});
}

TEST_F(PrivacyCopiesTest, OfEverythingButTheListAreErased) {
  erase_and_put_back({"events.duckdb", "log.db", "workspace.db", "segments.db"});
}

TEST_F(PrivacyCopiesTest, TheListOfAnotherFolderIsNotTaken) {
  fill(true);
  (void)erase(customer("ann-48102"));
  space_.reset();
  server_.reset();
  std::ofstream(folder_ / "erased" / "key") << std::string(64, 'a') << "\n";
  RunningServer::Options options;
  options.data_folder = folder_;
  options.config.port = 0;
  options.cheap_passwords = true;
  const auto started = RunningServer::start(options);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().to_sentence().find("different data folders"), std::string::npos)
      << started.error().to_sentence();
}

}  // namespace
}  // namespace wend::server
