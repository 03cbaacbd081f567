#include "server/privacy_for_test.h"

namespace wend::server {
namespace {

TEST_F(PrivacyTest, AnErasedPersonIsInNoFileAndTheOthersAreAsIfTheyNeverMet) {
  fill(true);
  back_up();
  {
    const Folder before(folder_);
    for (const std::string_view value : kOfAnn)
      EXPECT_FALSE(before.places_of(value).empty()) << "else it proves nothing: " << value;
    EXPECT_GE(before.places_of("ann-48102").size(), 6U);
    const auto places = before.places_of("ann-48102");
    EXPECT_TRUE(std::ranges::any_of(places, [](const std::string& place) {
      return place.starts_with("index/customers");
    })) << "the index of customers is not looked at";
  }
  const std::string ann = customer("ann-48102");
  const auto preview = call("GET", "/api/v1/customers/" + ann + "/erasure", admin_);
  ASSERT_EQ(preview.status(), 200) << preview.http.body;
  EXPECT_EQ(preview.body.at("events").as_int64(), 4);
  EXPECT_EQ(preview.body.at("identities").as_int64(), 4);
  EXPECT_EQ(preview.body.at("list_entries").as_int64(), 1);

  const auto erased = erase(ann);
  const auto& removed = erased.at("removed").as_object();
  EXPECT_EQ(removed.at("events").at("events").as_int64(), 4);
  EXPECT_EQ(removed.at("events").at("identities").as_int64(), 4);
  EXPECT_EQ(removed.at("events").at("redacted").as_int64(), 1);
  EXPECT_EQ(removed.at("files").at("rejected_rows").as_int64(), 1);
  EXPECT_EQ(removed.at("files").at("uploads").as_int64(), 1);
  EXPECT_EQ(removed.at("workspace").at("list_entries").as_int64(), 1);
  EXPECT_GE(removed.at("workspace").at("refusals").as_int64(), 1);
  EXPECT_EQ(removed.at("log").at("messages").as_int64(), 4) << "three of the batch, one webhook";
  EXPECT_EQ(removed.at("backups").at("copies").as_int64(), 1);
  EXPECT_EQ(erased.at("identities").as_array().size(), 4U);

  expect_nothing_of_ann();
  const Folder after(folder_);
  for (const char* kept : {"likes swans", "cem@example.com", "bob@example.com", "others.csv"})
    EXPECT_FALSE(after.places_of(kept).empty()) << kept;
  EXPECT_EQ(call("GET", "/api/v1/customers/" + ann, admin_).status(), 404);
  for (const char* search : {"ann-48102", "visitor-5f3a", "ann.lee", "Annabella", "4930123"}) {
    const auto found = call("GET", fmt::format("/api/v1/customers?search={}", search), admin_).body;
    EXPECT_EQ(found.at("items").as_array().size(), 0U) << search;
  }
  EXPECT_EQ(events(), 6);
  EXPECT_EQ(wait_for_segment(admin_, list_, 1).at("size").as_int64(), 1);

  // The certificate says it without naming anybody.
  const auto page = call("GET",
                         fmt::format("/api/v1/privacy/erasures/{}/certificate",
                                     std::string(erased.at("id").as_string())),
                         admin_);
  ASSERT_EQ(page.status(), 200);
  EXPECT_NE(page.http.body.find("Certificate of erasure"), std::string::npos);
  EXPECT_EQ(page.http.body.find("<script"), std::string::npos);

  // The same events as in a folder that never knew her.
  const std::string others = after.text("events.duckdb:identities");
  EXPECT_EQ(std::ranges::count(others, '\n'), 4) << others;

  // A retry of what she sent brings nothing back, not even into the log for long; a restart
  // neither.
  ASSERT_EQ(send(R"({"type": "track", "event": "Feedback", "userId": "ann-48102",
                     "messageId": "a3", "timestamp": "2026-01-02T10:02:00Z"})"),
            200);
  ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "bob-7", "messageId": "b9",
                     "timestamp": "2026-01-04T10:00:00Z"})"),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 7; })) << events();
  start();
  EXPECT_EQ(events(), 7);
  EXPECT_TRUE(eventually([&] { return Folder(folder_).places_of("ann-48102").empty(); }))
      << "what was refused stays in the log";
  const auto again =
      import(admin_, "old.csv", "customer,event,time\nann-48102,Order,2026-01-03T10:00:00Z\n");
  EXPECT_EQ(again.at("added").to_number<int>(), 0);
  EXPECT_EQ(again.at("rejected").to_number<int>(), 1);
}

TEST_F(PrivacyTest, WhoIsKeptOutStaysOutAndOthersMayComeBack) {
  ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "eva-1234", "messageId": "1"},
                    {"type": "track", "event": "Order", "userId": "fay-1234", "messageId": "2"})"),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 2; }));
  (void)erase(customer("eva-1234"), true);
  (void)erase(customer("fay-1234"), false);
  EXPECT_EQ(events(), 0);
  ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "eva-1234", "messageId": "3"},
                    {"type": "track", "event": "Order", "userId": "fay-1234", "messageId": "4"})"),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 1; }));
  EXPECT_EQ(call("GET", "/api/v1/customers?search=eva", admin_).body.at("items").as_array().size(),
            0U);
  const auto refusals = call("GET", "/api/v1/refusals", admin_).body.at("items").as_array();
  ASSERT_EQ(refusals.size(), 1U);
  EXPECT_EQ(refusals[0].at("reason").as_string(), "The customer was erased.");
  EXPECT_TRUE(refusals[0].at("sample").is_null()) << refusals[0];
}

TEST_F(PrivacyTest, AnErasureIsConfirmedAndOnlyForThoseWhoExist) {
  ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "eva-1234", "messageId": "1"})"),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 1; }));
  const auto ask = [&](std::string_view customer, std::string_view confirm) {
    return call("POST", "/api/v1/privacy/erasures", admin_,
                json::object{{"customer", customer}, {"confirm", confirm}});
  };
  EXPECT_EQ(ask(customer("eva"), "yes").text("field"), "confirm");
  EXPECT_EQ(ask("c_0000000000000001", "erase").status(), 404);
  EXPECT_EQ(ask("eva", "erase").status(), 404);
  EXPECT_EQ(events(), 1);
}

}  // namespace
}  // namespace wend::server
