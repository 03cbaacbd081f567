#include <atomic>

#include "server/privacy_for_test.h"

// Erasures at the worst moment, and of the worst people.
namespace wend::server {
namespace {

class PrivacyHostileTest : public PrivacyTest {
 protected:
  static std::string track(std::string_view user, std::string_view id) {
    return fmt::format(R"({{"type": "track", "event": "Order", "userId": "{}", "messageId": "{}",
                            "timestamp": "2026-01-02T10:00:00Z"}})",
                       user, id);
  }
  Reply request(std::string_view customer, bool keep_out = false) {
    return call("POST", "/api/v1/privacy/erasures", admin_,
                json::object{{"customer", customer}, {"confirm", "erase"}, {"keep_out", keep_out}});
  }
};

TEST_F(PrivacyHostileTest, WhileEventsComeInEverybodyElseKeepsEveryEvent) {
  ASSERT_EQ(send(track("eva-1234", "e") + "," + track("bob-7", "b")), 200);
  ASSERT_TRUE(eventually([&] { return events() == 2; }));
  const std::string eva = customer("eva-1234");
  std::atomic<bool> over = false;
  std::atomic<int> of_bob = 1;
  std::jthread sender([&] {
    for (int batch = 0; !over; ++batch) {
      std::string messages;
      for (int i = 0; i < 20; ++i) {
        if (i > 0) messages += ",";
        messages += track(i % 2 == 0 ? "bob-7" : "eva-1234", fmt::format("m{}-{}", batch, i));
      }
      if (send(messages) == 200) of_bob += 10;
    }
  });
  ASSERT_TRUE(eventually([&] { return of_bob > 500; }));
  const auto asked = request(eva, true);
  ASSERT_EQ(asked.status(), 202) << asked.http.body;
  wait_for_erasure(admin_, asked.text("id"));
  const int then = of_bob;
  ASSERT_TRUE(eventually([&] { return of_bob > then + 200; }));
  over = true;
  sender.join();
  EXPECT_TRUE(eventually([&] { return events() == of_bob; })) << events() << " of " << of_bob;
  // What was refused since leaves the log at the next look, which a start has.
  start();
  EXPECT_TRUE(eventually([&] { return Folder(folder_).places_of("eva-1234").empty(); }));
  EXPECT_EQ(events(), of_bob);
}

TEST_F(PrivacyHostileTest, WhileAFileIsImportedItIsAnsweredAtOnceAndTheOthersRowsAllArrive) {
  ASSERT_EQ(send(track("eva-1234", "e")), 200);
  ASSERT_TRUE(eventually([&] { return events() == 1; }));
  const std::string eva = customer("eva-1234");
  constexpr int kRows = 60'000;
  std::string file = "customer,event,time\n";
  for (int i = 0; i < kRows; ++i)
    file +=
        fmt::format("{},Order,{}\n", i % 10 == 0 ? "eva-1234" : "bob-7",
                    i % 1000 == 0 ? "yesterday"
                                  : fmt::format("2026-01-03T10:{:02}:{:02}Z", i / 60 % 60, i % 60));
  const auto started = call("POST", "/api/v1/imports", admin_,
                            json::object{{"upload", upload(admin_, "orders.csv", file)}});
  ASSERT_EQ(started.status(), 202) << started.http.body;
  const auto asked = request(eva);
  ASSERT_EQ(asked.status(), 202) << asked.http.body;
  EXPECT_EQ(wait_for_import(admin_, started.text("id")).at("state").as_string(), "done");
  wait_for_erasure(admin_, asked.text("id"));
  EXPECT_EQ(events(), kRows / 10 * 9);
  EXPECT_EQ(Folder(folder_).places_of("eva-1234"), std::vector<std::string>());
  EXPECT_EQ(call("GET", "/api/v1/customers?search=eva", admin_).body.at("items").as_array().size(),
            0U);
}

TEST_F(PrivacyHostileTest, TwoAtOnceAreBothErasedAndNobodyTwice) {
  ASSERT_EQ(send(track("eva-1234", "e") + "," + track("fay-1234", "f") + "," + track("bob-7", "b")),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 3; }));
  const std::string eva = customer("eva-1234"), fay = customer("fay-1234");
  const auto first = request(eva), second = request(fay), again = request(fay);
  ASSERT_EQ(first.status(), 202);
  ASSERT_EQ(second.status(), 202);
  EXPECT_TRUE(again.status() == 409 || again.status() == 404) << again.http.body;
  wait_for_erasure(admin_, first.text("id"));
  wait_for_erasure(admin_, second.text("id"));
  EXPECT_EQ(events(), 1);
  EXPECT_EQ(request(eva).status(), 404);
  for (const char* value : {"eva-1234", "fay-1234"})
    EXPECT_EQ(Folder(folder_).places_of(value), std::vector<std::string>()) << value;
}

TEST_F(PrivacyHostileTest, WhoSharedADeviceKeepsTheirEvents) {
  ASSERT_EQ(
      send(R"({"type": "track", "event": "Order", "userId": "bob-7", "anonymousId": "tablet-77",
                     "messageId": "1", "timestamp": "2026-01-02T10:00:00Z"},
                    {"type": "track", "event": "Order", "userId": "eva-1234",
                     "anonymousId": "tablet-77", "messageId": "2",
                     "timestamp": "2026-01-02T10:01:00Z"},
                    {"type": "track", "event": "Visit", "anonymousId": "tablet-77",
                     "messageId": "3", "timestamp": "2026-01-02T10:02:00Z"})"),
      200);
  ASSERT_TRUE(eventually([&] { return events() == 3; }));
  const auto asked = request(customer("eva-1234"));
  ASSERT_EQ(asked.status(), 202) << asked.http.body;
  wait_for_erasure(admin_, asked.text("id"));
  EXPECT_EQ(events(), 2) << "Bob's, and the one of the device, which is his";
  EXPECT_EQ(call("GET", "/api/v1/customers/" + customer("bob-7"), admin_).status(), 200);
  EXPECT_FALSE(Folder(folder_).places_of("tablet-77").empty());
  EXPECT_EQ(Folder(folder_).places_of("eva-1234"), std::vector<std::string>());
}

TEST_F(PrivacyHostileTest, SomebodyWithThousandsOfIdentitiesIsErased) {
  constexpr int kDevices = 5'000, kBatch = 500;
  for (int from = 0; from < kDevices; from += kBatch) {
    std::string messages;
    for (int i = from; i < from + kBatch; ++i) {
      if (i > from) messages += ",";
      messages += fmt::format(
          R"({{"type": "identify", "userId": "eva-1234", "anonymousId": "visitor-{}",
               "messageId": "{}", "timestamp": "2026-01-02T10:00:00Z"}})",
          100'000 + i, i);
    }
    ASSERT_EQ(send(messages), 200);
  }
  ASSERT_EQ(send(track("bob-7", "b")), 200);
  ASSERT_TRUE(eventually([&] { return events() == kDevices + 1; })) << events();
  const auto erased = erase(customer("eva-1234"));
  EXPECT_EQ(erased.at("identity_count").as_int64(), kDevices + 1);
  EXPECT_EQ(erased.at("identities").as_array().size(), kDevices + 1U);
  const auto items = call("GET", "/api/v1/privacy/erasures", admin_).body.at("items").as_array();
  EXPECT_EQ(items[0].at("identities").as_array().size(), 1U) << "a list stays short";
  EXPECT_EQ(items[0].at("identity_count").as_int64(), kDevices + 1);
  EXPECT_EQ(events(), 1);
  for (const char* value : {"eva-1234", "visitor-100000", "visitor-104999"})
    EXPECT_EQ(Folder(folder_).places_of(value), std::vector<std::string>()) << value;
}

}  // namespace
}  // namespace wend::server
