#include <fmt/format.h>
#include <functional>
#include <optional>

#include "env/clock.h"
#include "model/time_text.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

class RetentionApiTest : public ServerFixture {
 protected:
  void SetUp() override {
    simulated_.set(*model_time("2026-02-01T00:00:00Z"));
    server_clock_ = &simulated_;
    ServerFixture::SetUp();
    admin_ = all();
    import(admin_, "orders.csv", kOrders);
  }
  static std::optional<env::TimeUs> model_time(std::string_view text) {
    const auto time = model::parse_time(text, model::TimeZone());
    return time ? std::optional(*time) : std::nullopt;
  }
  static bool eventually(const std::function<bool()>& is_so) {
    for (int i = 0; i < 400; ++i) {
      if (is_so()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
  }
  std::int64_t events() {
    return call("GET", "/api/v1/status", admin_).body.at("events").to_number<std::int64_t>();
  }
  static json::object rules(std::string_view events, int days) {
    return {{"rules", json::array{json::object{{"id", "short"},
                                               {"events", json::array{events}},
                                               {"days", days},
                                               {"action", "delete"}}}}};
  }
  int put(const json::object& rules, int version) {
    return call("PUT", "/api/v1/retention/rules", admin_, rules,
                fmt::format("If-Match: \"{}\"\r\n", version))
        .status();
  }
  Reply run(json::object body) {
    return call("POST", "/api/v1/retention/runs", admin_, std::move(body));
  }
  env::FixedClock simulated_{0};
  Identity admin_;
};

TEST_F(RetentionApiTest, IsPreviewedRunEachDayAndJournalled) {
  // On 1 February ada's visit of 1 January is older than 30 days, and bob's of the 2nd is not yet.
  const auto preview = call("POST", "/api/v1/retention/preview", admin_, rules("Visit", 30)).body;
  EXPECT_EQ(preview.at("events"), 7);
  EXPECT_EQ(preview.at("deletes"), 1);
  EXPECT_EQ(preview.at("needs_confirmation"), false);
  ASSERT_EQ(put(rules("Visit", 30), 0), 200);
  EXPECT_EQ(put(rules("Visit", 30), 0), 409);
  EXPECT_EQ(events(), 7) << "saving deletes nothing";
  ASSERT_EQ(run({}).status(), 202);
  EXPECT_TRUE(eventually([&] { return events() == 6; }));
  const auto runs = call("GET", "/api/v1/retention/runs", admin_).body;
  ASSERT_EQ(runs.at("items").as_array().size(), 1U);
  EXPECT_EQ(runs.at("items").at(0).at("rule"), "short");
  EXPECT_EQ(runs.at("items").at(0).at("events"), 1);
  // At the next start, a day later, bob's goes as well.
  server_.reset();
  simulated_.set(*model_time("2026-02-02T00:00:00Z"));
  start();
  EXPECT_TRUE(eventually([&] { return events() == 5; }));
  // The same file brings nothing back.
  import(admin_, "orders.csv", kOrders);
  EXPECT_EQ(events(), 5);
}

TEST_F(RetentionApiTest, MoreThanHalfOfAllEventsWaitsForAWord) {
  server_.reset();
  simulated_.set(*model_time("2026-06-01T00:00:00Z"));
  start();
  ASSERT_EQ(put(rules("*", 30), 0), 200);
  EXPECT_EQ(run({}).status(), 409);
  EXPECT_EQ(run({{"confirm", "yes"}}).status(), 422);
  start();  // nor does the server do it by itself
  EXPECT_TRUE(eventually([&] {
    const auto runs = call("GET", "/api/v1/retention/runs", admin_).body;
    return !runs.at("error").is_null();
  }));
  EXPECT_EQ(events(), 7);
  EXPECT_EQ(run({{"confirm", "delete"}}).status(), 202);
  EXPECT_TRUE(eventually([&] { return events() == 0; }));
}

}  // namespace
}  // namespace wend::server
