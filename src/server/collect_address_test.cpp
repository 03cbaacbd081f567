#include <chrono>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "http/gzip.h"
#include "http/target.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

// The addresses and forms by which SDKs and browsers send, seen from outside.
class CollectAddressTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    as_ = all();
    key_ = *space_->keys().create_write_key("Shop");
    customer_ = 0;
  }

  // What is stored of a customer that no other call of the test used.
  std::string fresh_customer() { return "customer" + std::to_string(++customer_); }
  json::array events_of(const std::string& customer, std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
      const auto found = call("GET", "/api/v1/customers?search=" + customer, as_);
      const auto& items = found.body.at("items").as_array();
      if (!items.empty()) {
        const std::string id(items[0].at("id").as_string());
        const auto events = call("GET", "/api/v1/customers/" + id + "/events", as_);
        auto list = events.body.at("items").as_array();
        if (list.size() >= count) return list;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << customer << " has fewer than " << count << " events";
    return json::array(count, json::object{{"event", ""}, {"properties", json::object()}});
  }
  Reply post(const std::string& path, const std::string& headers, const std::string& body) {
    return raw("POST", path, headers, body);
  }
  static std::string base64(std::string_view text) {
    static constexpr char kLetters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
      std::uint32_t bits = 0;
      for (std::size_t k = 0; k < 3; ++k)
        bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
      for (std::size_t k = 0; k < 4; ++k)
        out += i + k <= text.size() ? kLetters[bits >> (18 - 6 * k) & 63] : '=';
    }
    return out;
  }

  Identity as_;
  std::string key_;
  int customer_ = 0;
};

TEST_F(CollectAddressTest, TakesTheKeyHoweverTheSchemeIsWritten) {
  const std::string body = R"({"event":"Paid","userId":"ann"})";
  for (const std::string& header : {"Bearer " + key_, "bearer " + key_, "BEARER  " + key_,
                                    "Basic " + base64(key_ + ":"), "basic " + base64(key_ + ":")}) {
    EXPECT_EQ(post("/v1/track", "Authorization: " + header + "\r\n", body).status(), 200) << header;
  }
  EXPECT_EQ(post("/v1/track", "Authorization: Basic\r\n", body).status(), 401);
  EXPECT_EQ(post("/v1/track", "Authorization: Digest " + key_ + "\r\n", body).status(), 401);
}

TEST_F(CollectAddressTest, UnpacksWhatIsAnnounced) {
  const std::string customer = fresh_customer();
  const std::string body = R"({"event":"Paid","userId":")" + customer + "\"}";
  const std::string path = "/v1/track?writeKey=" + key_;
  // {"event":"Paid","userId":"deflated"} by Python's zlib.compress, and without header and sum.
  const std::string zlib(
      "\x78\x9c\xab\x56\x4a\x2d\x4b\xcd\x2b\x51\xb2\x52\x0a\x48\xcc\x4c\x51\xd2\x51\x2a\x2d\x4e\x2d"
      "\xf2\x4c\x01\xf2\x53\x52\xd3\x72\x12\x4b\x52\x53\x94\x6a\x01\xd9\x8a\x0b\xee",
      42);
  EXPECT_EQ(post(path, "Content-Encoding: deflate\r\n", zlib).status(), 200);
  EXPECT_EQ(post(path, "Content-Encoding: Deflate\r\n", zlib.substr(2, zlib.size() - 6)).status(),
            200);
  EXPECT_EQ(post(path, "Content-Encoding: deflate\r\n", zlib.substr(0, 20)).status(), 400);
  EXPECT_EQ(events_of("deflated", 2).at(1).at("event").as_string(), "Paid");
  EXPECT_EQ(post(path, "Content-Encoding: X-Gzip\r\n", http::gzip(body)).status(), 200);
  EXPECT_EQ(post(path, "Content-Encoding: identity\r\n", body).status(), 200);
  events_of(customer, 2);
  const std::string parts = http::gzip(body.substr(0, 9)) + http::gzip(body.substr(9));
  EXPECT_EQ(post(path, "Content-Encoding: gzip\r\n", parts).status(), 200) << "two members";
  events_of(customer, 3);
  std::string empty;
  for (int i = 0; i < 1001; ++i) empty += http::gzip("");
  EXPECT_EQ(post(path, "Content-Encoding: gzip\r\n", empty).status(), 400);
  EXPECT_EQ(post(path, "", "\xef\xbb\xbf" + body).status(), 200) << "a byte order mark";
  events_of(customer, 4);
  const auto refused = post(path, "Content-Encoding: br\r\n", body);
  EXPECT_EQ(refused.status(), 400);
  EXPECT_EQ(refused.text("field"), "Content-Encoding");
}

TEST_F(CollectAddressTest, ReadsFormsHoweverTheyAreWritten) {
  const std::string customer = fresh_customer();
  const std::string event = R"({"token":")" + key_ + R"(","event":"In a form","distinct_id":")" +
                            customer + R"(","properties":{"n":)";
  const std::string form = "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8\r\n";
  const auto encoded = [&](int n) {
    return http::percent_encode(base64(event + std::to_string(n) + "}}"));
  };
  EXPECT_EQ(post("/e/", form, "ip=1&data=" + encoded(1) + "&ver=2").status(), 200);
  EXPECT_EQ(post("/e/", "Content-Type: text/plain\r\n", "data=" + encoded(2)).status(), 200);
  EXPECT_EQ(post("/e/", form, "data=" + http::percent_encode(event + "3}}")).status(), 200);
  EXPECT_EQ(post("/e/", form, event + "4}}").status(), 200) << "curl says form of everything";
  EXPECT_EQ(call("GET", "/e/?data=" + encoded(5)).status(), 200);
  std::set<std::int64_t> seen;
  for (const auto& one : events_of(customer, 5)) {
    EXPECT_EQ(one.at("event").as_string(), "In a form");
    seen.insert(one.at("properties").at("n").as_int64());
  }
  EXPECT_EQ(seen, (std::set<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST_F(CollectAddressTest, TakesSnowplowEventsOfAnAddress) {
  const std::string customer = fresh_customer();
  const auto reply = call("GET", "/i?e=pv&p=web&eid=e1&aid=" + key_ + "&uid=" + customer +
                                     "&page=Start+page&url=http%3A%2F%2Fshop.example%2Fa");
  EXPECT_EQ(reply.status(), 200);
  EXPECT_EQ(reply.http.header("content-type"), "image/gif");
  const auto event = events_of(customer, 1).at(0);
  EXPECT_EQ(event.at("event").as_string(), "Start page");
  EXPECT_EQ(event.at("properties").at("page_path").as_string(), "/a");
  EXPECT_FALSE(event.at("properties").as_object().contains("app_id")) << "the key is none";
  EXPECT_EQ(call("GET", "/i?e=pv&aid=unknown&uid=x").status(), 401);
  EXPECT_EQ(call("GET", "/i?e=pv&aid=" + key_).status(), 400) << "nobody is named";
}

TEST_F(CollectAddressTest, PicturesTellWhatBecameOfTheirEvent) {
  const auto address = [&](const std::string& message) {
    return "/v1/pixel/track?data=" + http::percent_encode(base64(message));
  };
  const std::string customer = fresh_customer();
  const std::string good =
      R"({"writeKey":")" + key_ + R"(","event":"Mail opened","userId":")" + customer + "\"}";
  EXPECT_EQ(call("HEAD", address(good)).status(), 200);
  EXPECT_EQ(call("GET", address(good)).status(), 200);
  EXPECT_EQ(events_of(customer, 1).size(), 1U) << "asking for the headers counts nothing";
  const auto refused = call("GET", address(R"({"writeKey":")" + key_ + R"(","event":"Nobody"})"));
  EXPECT_EQ(refused.status(), 400);
  EXPECT_EQ(refused.http.header("content-type"), "image/gif");
}

TEST_F(CollectAddressTest, ReadsHeadersOfCloudEventsAsTheBindingHasThem) {
  const auto reply = post("/v1/cloudevents?token=" + key_,
                          "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /shop\r\n"
                          "ce-type: Paid%20%E2%82%AC\r\nce-subject: j%C3%BCrgen\r\n"
                          "Content-Type: application/json\r\n",
                          "{}");
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  EXPECT_EQ(events_of("j%C3%BCrgen", 1).at(0).at("event").as_string(), "Paid \u20ac");
}

TEST_F(CollectAddressTest, ReadsCloudEventsWhateverTheirTypeIsCalled) {
  const std::string path = "/v1/cloudevents?token=" + key_;
  const std::string customer = fresh_customer();
  const auto event = [&](int n) {
    return R"({"specversion":"1.0","id":")" + std::to_string(n) +
           R"(","source":"/shop","type":"Paid","subject":")" + customer + "\"}";
  };
  EXPECT_EQ(post(path, "Content-Type: Application/CloudEvents+JSON\r\n", event(1)).status(), 200);
  EXPECT_EQ(post(path, "Content-Type: application/json\r\n", event(2)).status(), 200);
  EXPECT_EQ(post(path, "Content-Type: application/json\r\n", " [" + event(3) + "]").status(), 200);
  events_of(customer, 3);
  EXPECT_EQ(post(path, "Content-Type: application/json\r\n", R"({"price":3})").status(), 400);
}

TEST_F(CollectAddressTest, PagesOfOtherOriginsMayReadEveryAnswer) {
  const std::string origin = "Origin: https://shop.example\r\n";
  const auto expect_open = [](const Reply& reply, const char* what) {
    EXPECT_EQ(reply.http.header("access-control-allow-origin"), "https://shop.example") << what;
    // Browsers hide an answer to a call with cookies without this, and Snowplow's tracker makes
    // such calls and sends again what it takes for lost.
    EXPECT_EQ(reply.http.header("access-control-allow-credentials"), "true") << what;
  };
  for (const char* path : {"/v1/track", "/com.snowplowanalytics.snowplow/tp2", "/e/",
                           "/beacon/v1/batch", "/sourceConfig/", "/v1/projects/k/settings"}) {
    const auto asked =
        raw("OPTIONS", path, origin + "Access-Control-Request-Headers: authorization\r\n", "");
    EXPECT_EQ(asked.status(), 204) << path;
    EXPECT_EQ(asked.http.header("access-control-allow-headers"), "authorization");
    expect_open(asked, path);
  }
  expect_open(post("/v1/track?writeKey=" + key_, origin, R"({"event":"a","userId":"b"})"), "taken");
  expect_open(post("/v1/track", origin, "{}"), "no key");
  http::RawClient client(server_->port());
  client.send("POST /v1/batch HTTP/1.1\r\nHost: localhost\r\n" + origin +
              "Content-Length: 40000000\r\n\r\n");
  Reply large;
  large.http = client.read_answer();
  EXPECT_EQ(large.status(), 413);
  expect_open(large, "an answer that no handler gave");
}

TEST_F(CollectAddressTest, TellsBrowserSdksWhatTheyAskAtTheirStart) {
  const auto source = raw("GET", "/sourceConfig/?writeKey=x",
                          "Authorization: Basic " + base64(key_ + ":") + "\r\n", "");
  ASSERT_EQ(source.status(), 200) << source.http.body;
  EXPECT_TRUE(source.body.at("source").at("config").is_object());
  EXPECT_TRUE(source.body.at("source").at("destinations").as_array().empty());
  EXPECT_EQ(source.body.at("source").at("writeKey").as_string(), key_);
  EXPECT_EQ(call("GET", "/sourceConfig?writeKey=x").status(), 401);

  const auto script = call("GET", "/array/a%22b/config.js");
  ASSERT_EQ(script.status(), 200);
  EXPECT_TRUE(script.http.header("content-type").starts_with("text/javascript"));
  EXPECT_NE(script.http.body.find(R"(["a\"b"] = {"config":)"), std::string::npos)
      << script.http.body;
}

}  // namespace
}  // namespace wend::server
