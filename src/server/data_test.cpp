#include <fstream>
#include <gtest/gtest.h>

#include "server/config.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

class DataTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    as_ = all();
  }
  json::value get(const std::string& path) {
    const auto reply = call("GET", "/api/v1/" + path, as_);
    EXPECT_EQ(reply.status(), 200) << path << " " << reply.http.body;
    return reply.body;
  }
  std::string customer(std::string_view search) {
    return std::string(
        get("customers?search=" + std::string(search)).at("items").at(0).at("id").as_string());
  }
  Identity as_;
};

TEST_F(DataTest, ImportsAnUploadAndShowsWhatCameOfIt) {
  const auto uploaded = raw("PUT", "/api/v1/uploads?name=..%2Forders.csv", as_.headers, kOrders);
  ASSERT_EQ(uploaded.status(), 201) << uploaded.http.body;
  EXPECT_EQ(uploaded.text("format"), "csv");
  EXPECT_EQ(uploaded.body.at("guess").at("customer").as_string(), "customer");
  EXPECT_EQ(uploaded.body.at("preview").as_array().size(), 7u);
  EXPECT_EQ(uploaded.body.at("preview").at(0).at("event").as_string(), "Visit");
  const auto started =
      call("POST", "/api/v1/imports", as_, json::object{{"upload", uploaded.text("upload")}});
  const json::object done = wait_for_import(as_, started.text("id"));
  EXPECT_EQ(done.at("state").as_string(), "done");
  EXPECT_EQ(done.at("added").as_int64(), 7);
  EXPECT_EQ(done.at("file").as_string(), "orders.csv") << "a path in the name is no path";
  const auto status = get("status");
  EXPECT_EQ(status.at("events").as_int64(), 7);
  EXPECT_EQ(status.at("customers").as_int64(), 3);
  EXPECT_EQ(status.at("last_event").as_string(), "2026-01-05T10:00:00+00:00");
  EXPECT_EQ(get("sources").at("items").at(0).at("events").as_int64(), 7);
  EXPECT_EQ(get("imports").at("items").as_array().size(), 1u);
}

TEST_F(DataTest, AddsNothingTwiceAndTakesAnImportOutAgain) {
  const json::object first = import(as_, "orders.csv", kOrders);
  const json::object second = import(as_, "orders.csv", kOrders);
  EXPECT_EQ(second.at("added").as_int64(), 0);
  EXPECT_EQ(second.at("duplicates").as_int64(), 7);
  const std::string path = "/api/v1/imports/" + std::string(first.at("id").as_string());
  EXPECT_EQ(call("DELETE", path, as_).status(), 204);
  EXPECT_EQ(call("GET", path, as_).status(), 404);
  EXPECT_EQ(get("status").at("events").as_int64(), 0);
}

TEST_F(DataTest, KeepsImportsOverARestart) {
  const json::object first = import(as_, "orders.csv", kOrders);
  start();
  const auto imports = get("imports");
  ASSERT_EQ(imports.at("items").as_array().size(), 1u);
  EXPECT_EQ(imports.at("items").at(0).at("state").as_string(), "done");
  const std::string id(imports.at("items").at(0).at("id").as_string());
  EXPECT_EQ(id, first.at("id").as_string()) << "links to it still work";
  EXPECT_EQ(get("imports/" + id).at("added").as_int64(), 7);
  EXPECT_EQ(call("DELETE", "/api/v1/imports/" + id, as_).status(), 204);
  EXPECT_EQ(get("status").at("events").as_int64(), 0);
}

TEST_F(DataTest, AsksBeforeItReplacesAnEarlierImportOfTheFile) {
  const json::object first = import(as_, "orders.csv", kOrders);
  const json::object mapping{
      {"customer", "customer"},
      {"event", json::object{{"constant", "Visit"}}},
      {"time", json::object{{"column", "time"}, {"format", "iso"}, {"zone", "UTC"}}}};
  json::object order{{"upload", upload(as_, "orders.csv", kOrders)}, {"mapping", mapping}};
  const auto asked = call("POST", "/api/v1/imports", as_, order);
  ASSERT_EQ(asked.status(), 409) << asked.http.body;
  EXPECT_EQ(asked.text("code"), "conflict");
  EXPECT_EQ(asked.http.body.find("--"), std::string::npos) << "no option of the command line";
  const auto& earlier = asked.body.at("earlier");
  EXPECT_EQ(earlier.at("events").as_int64(), 7);
  ASSERT_EQ(earlier.at("imports").as_array().size(), 1u);
  EXPECT_EQ(earlier.at("imports").at(0).at("id"), first.at("id"));
  EXPECT_EQ(get("imports").at("items").as_array().size(), 1u) << "nothing was begun";

  order["replace"] = json::array{"x"};
  EXPECT_EQ(call("POST", "/api/v1/imports", as_, order).text("field"), "replace[0]");
  order["replace"] = json::array{first.at("id")};
  const auto started = call("POST", "/api/v1/imports", as_, order);
  ASSERT_EQ(started.status(), 202) << started.http.body;
  const json::object done = wait_for_import(as_, started.text("id"));
  EXPECT_EQ(done.at("state").as_string(), "done");
  EXPECT_EQ(done.at("added").as_int64(), 7);
  EXPECT_EQ(get("status").at("events").as_int64(), 7) << "in place of the earlier ones";
  EXPECT_EQ(get("values?property=event").at("items").as_array().size(), 1u);
}

TEST_F(DataTest, KeepsTheEventsOfTwoMappingsInTwoSources) {
  import(as_, "orders.csv", kOrders);
  const json::object mapping{{"customer", "customer"},
                             {"event", json::object{{"constant", "Visit"}}},
                             {"time", json::object{{"column", "time"}, {"format", "iso"}}}};
  const auto started = call("POST", "/api/v1/imports", as_,
                            json::object{{"upload", upload(as_, "orders.csv", kOrders)},
                                         {"mapping", mapping},
                                         {"source", "orders.csv (2)"}});
  ASSERT_EQ(started.status(), 202) << started.http.body;
  wait_for_import(as_, started.text("id"));
  EXPECT_EQ(get("status").at("events").as_int64(), 14);
}

TEST_F(DataTest, TellsWhichRowsWereLeftOut) {
  const json::object done =
      import(as_, "orders.csv", std::string(kOrders) + ",Visit,2026-01-01T10:00:00Z,web,,\n");
  EXPECT_EQ(done.at("rejected").as_int64(), 1);
  EXPECT_EQ(done.at("reject_reasons").as_array().size(), 1u);
  const auto rejects =
      call("GET", "/api/v1/imports/" + std::string(done.at("id").as_string()) + "/rejects", as_);
  EXPECT_EQ(rejects.status(), 200);
  EXPECT_NE(rejects.http.body.find("\n9,"), std::string::npos) << rejects.http.body;
}

TEST_F(DataTest, SaysWhatIsWrongWithAFile) {
  const auto refused =
      raw("PUT", "/api/v1/uploads?name=a.csv", as_.headers, "PK\x03\x04 not a table");
  EXPECT_EQ(refused.status(), 422);
  EXPECT_EQ(refused.http.header("content-type"), "application/problem+json");
  EXPECT_EQ(raw("PUT", "/api/v1/uploads?name=a.csv", as_.headers, "").status(), 422);
  EXPECT_EQ(raw("PUT", "/api/v1/uploads", as_.headers, "x").text("field"), "name");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "blobs" / "uploads")) << "nothing is left of it";
  EXPECT_EQ(
      call("POST", "/api/v1/imports", as_, json::object{{"upload", "../../etc/passwd"}}).status(),
      404);
  const std::string id = upload(as_, "a.csv", kOrders);
  const json::object mapping{
      {"customer", "nobody"}, {"event", "event"}, {"time", json::object{{"column", "time"}}}};
  EXPECT_EQ(call("POST", "/api/v1/uploads/" + id + "/preview", as_, mapping).status(), 422);
}

TEST_F(DataTest, FindsCustomersAndShowsThem) {
  import(as_, "orders.csv", kOrders);
  const auto all = get("customers");
  EXPECT_EQ(all.at("total").as_int64(), 3);
  ASSERT_EQ(all.at("items").as_array().size(), 3u);
  EXPECT_EQ(all.at("items").at(0).at("last_seen").as_string(), "2026-01-05T10:00:00+00:00");
  EXPECT_EQ(get("customers?search=AD").at("total").as_int64(), 1);
  EXPECT_EQ(get("customers?search=zzz").at("total").as_int64(), 0);
  const auto ada = get("customers/" + customer("ada"));
  EXPECT_EQ(ada.at("events").as_int64(), 3);
  EXPECT_EQ(ada.at("sessions").as_int64(), 2) << "55 minutes between cart and order";
  EXPECT_EQ(ada.at("value").to_number<double>(), 20.5);
  EXPECT_EQ(ada.at("identities").at(0).at("value").as_string(), "ada");
  EXPECT_EQ(ada.at("channels").as_array().size(), 2u);
  EXPECT_FALSE(ada.at("stages").as_array().empty());
}

TEST_F(DataTest, PagesEveryListToItsEnd) {
  import(as_, "orders.csv", kOrders);
  for (const std::string path :
       {"customers?sort=last_seen", "customers?sort=first_seen", "customers?sort=events",
        "customers?sort=name", "sources?", "imports?"}) {
    SCOPED_TRACE(path);
    const auto whole = get(path).at("items").as_array();
    json::array pages;
    std::string cursor;
    do {
      const auto page = get(path + "&limit=1&cursor=" + cursor);
      EXPECT_EQ(page.at("items").as_array().size(), 1u);
      for (const auto& item : page.at("items").as_array()) pages.push_back(item);
      cursor =
          page.at("next_cursor").is_null() ? "" : std::string(page.at("next_cursor").as_string());
    } while (!cursor.empty());
    EXPECT_EQ(pages, whole);
  }
}

TEST_F(DataTest, PagesACustomersEventsBothWays) {
  import(as_, "orders.csv", kOrders);
  const std::string path = "customers/" + customer("ada") + "/events?";
  const auto latest = get(path + "limit=2");
  EXPECT_EQ(latest.at("items").at(0).at("event").as_string(), "Order");
  EXPECT_EQ(latest.at("items").at(0).at("session").as_int64(), 2);
  EXPECT_EQ(latest.at("items").at(0).at("properties").at("platform").as_string(), "ios");
  EXPECT_EQ(latest.at("items").at(1).at("session").as_int64(), 1);
  const auto rest =
      get(path + "limit=2&cursor=" + std::string(latest.at("next_cursor").as_string()));
  EXPECT_EQ(rest.at("items").at(0).at("event").as_string(), "Visit");
  EXPECT_TRUE(rest.at("next_cursor").is_null());
  EXPECT_EQ(get(path + "order=asc").at("items").at(0).at("event").as_string(), "Visit");
  const auto shape = get("customers/" + customer("ada") + "/shape");
  EXPECT_EQ(shape.at("points").as_array().size(), 3u);
  EXPECT_EQ(shape.at("channels").as_array().size(), 2u);
  EXPECT_EQ(shape.at("points").at(2).at("channel").as_int64(), 1);
}

TEST_F(DataTest, AnswersQueriesAndSaysWhenNothingChanged) {
  import(as_, "orders.csv", kOrders);
  const auto answer = call("POST", "/api/v1/query", as_, json::object{{"kind", "overview"}});
  ASSERT_EQ(answer.status(), 200) << answer.http.body;
  EXPECT_EQ(answer.body.at("result").at("events").as_int64(), 7);
  EXPECT_NE(answer.http.header("server-timing").find("dur="), std::string::npos);
  const std::string etag = answer.http.header("etag");
  const std::string none_match = "If-None-Match: " + etag + "\r\n";
  EXPECT_EQ(
      call("POST", "/api/v1/query", as_, json::object{{"kind", "overview"}}, none_match).status(),
      304);
  import(as_, "more.csv", "customer,event,time\neve,Visit,2026-02-01T00:00:00Z\n");
  EXPECT_EQ(
      call("POST", "/api/v1/query", as_, json::object{{"kind", "overview"}}, none_match).status(),
      200);
  const auto wrong = call("POST", "/api/v1/query", as_, json::object{{"kind", "overvue"}});
  EXPECT_EQ(wrong.status(), 422);
  EXPECT_EQ(wrong.text("field"), "kind");
}

TEST_F(DataTest, CountsValuesAndProperties) {
  import(as_, "orders.csv", kOrders);
  const auto platforms = get("values?property=platform").at("items").as_array();
  ASSERT_EQ(platforms.size(), 2u);
  EXPECT_EQ(platforms[0].at("value").as_string(), "ios");
  EXPECT_EQ(platforms[0].at("count").as_int64(), 3);
  EXPECT_EQ(get("values?property=platform&search=DROID").at("items").as_array().size(), 1u);
  EXPECT_EQ(get("values?property=event").at("items").at(0).at("count").as_int64(), 4);
  EXPECT_EQ(get("values?property=channel").at("items").as_array().size(), 3u);
  EXPECT_EQ(get("values?property=source").at("items").at(0).at("value").as_string(), "orders.csv");
  EXPECT_FALSE(get("values?property=stage").at("items").as_array().empty());
  bool seen = false;
  const auto properties = get("properties");
  for (const auto& property : properties.at("items").as_array()) {
    if (property.at("property").as_string() != "revenue") continue;
    seen = true;
    EXPECT_EQ(property.at("type").as_string(), "number");
    EXPECT_EQ(property.at("count").as_int64(), 2);
  }
  EXPECT_TRUE(seen);
}

TEST_F(DataTest, SearchesEverything) {
  import(as_, "orders.csv", kOrders);
  call("POST", "/api/v1/questions", as_,
       json::object{{"name", "Order funnel"}, {"query", json::object{{"kind", "overview"}}}});
  std::set<std::string> kinds;
  const auto found = get("search?q=or");
  for (const auto& item : found.at("items").as_array())
    kinds.insert(std::string(item.at("kind").as_string()));
  EXPECT_TRUE(kinds.contains("event"));
  EXPECT_TRUE(kinds.contains("question"));
  EXPECT_EQ(get("search?q=ada").at("items").at(0).at("kind").as_string(), "customer");
  EXPECT_EQ(get("search?q=").at("items").as_array().size(), 5u) << "the screens";
}

TEST_F(DataTest, IsTheOnlyServerOfItsFolder) {
  RunningServer::Options options;
  options.data_folder = folder_;
  options.config.port = 0;
  const auto second = RunningServer::start(options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kUnavailable);
}

TEST(Config, IsReadFromItsFileAndNamesMistakes) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("wend-config-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto read = [&](std::string_view text) {
    std::ofstream(folder / "wend.toml") << text;
    return read_config(folder);
  };
  const auto good =
      read("port = 9000\npublic_url = \"https://wend.example.com/\"\nbehind_proxy = true\n");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->port, 9000);
  EXPECT_EQ(good->public_url, "https://wend.example.com");
  EXPECT_EQ(address_of(*good, 9000), "https://wend.example.com");
  EXPECT_TRUE(read("port = 70000\n").error().place.ends_with("wend.toml:1"));
  EXPECT_TRUE(read("\nprot = 1\n").error().place.ends_with("wend.toml:2"));
  EXPECT_TRUE(read("port = \n").error().place.ends_with("wend.toml:1"));
  std::filesystem::remove_all(folder);
  EXPECT_EQ(read_config(folder)->port, 8080) << "no file, the defaults";
}

}  // namespace
}  // namespace wend::server
