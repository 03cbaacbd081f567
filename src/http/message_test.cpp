#include "http/message.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "http/assets.h"
#include "http/gzip.h"
#include "http/problem.h"
#include "http/request_check.h"
#include "http/target.h"

namespace wend::http {
namespace {

TEST(Cookie, IsFoundByItsWholeName) {
  Request request;
  request.headers.add("Cookie", "a=1; wend_session=abc=; wend_session_old=no");
  EXPECT_EQ(request.cookie("wend_session"), "abc=");
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("session"), "");
}

TEST(Problem, TellsWhoIsRefusedForNowWhenToComeBack) {
  using base::ErrorCode;
  const auto told = [](const Response& response) { return response.headers.get("Retry-After"); };
  EXPECT_EQ(told(problem({ErrorCode::kTooMany, "Slow down.", "", ""})), "2");
  EXPECT_EQ(told(problem({ErrorCode::kUnavailable, "Busy.", "", ""}, 0, 40)), "40");
  EXPECT_EQ(told(problem({ErrorCode::kTooMany, "Slow down.", "", ""}, 503, 1)), "1");
  EXPECT_FALSE(
      problem({ErrorCode::kInvalidInput, "Wrong.", "", ""}, 0, 1).headers.has("Retry-After"));
  EXPECT_FALSE(problem({ErrorCode::kUnavailable, "Busy.", "", ""}, 400).headers.has("Retry-After"));
}

TEST(Headers, CompareNamesWithoutRegardToCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.set("content-type", "b");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "b");
  EXPECT_EQ(headers.count("Content-Type"), 1u);
  EXPECT_DEATH(headers.set("Location", "x\r\nSet-Cookie: y"), "line");
}

TEST(Target, IsSplitAndDecoded) {
  const auto target = parse_target("/a%20b?x=1+2&y=%C3%A4&flag&x=3");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%20b");
  EXPECT_EQ(target->query, (std::vector<std::pair<std::string, std::string>>{
                               {"x", "1 2"}, {"y", "ä"}, {"flag", ""}, {"x", "3"}}));
  for (const char* bad : {"", "a", "*", "http://x/", "/%", "/%g0", "/a b", "/%00", "/x?%f", "/#a"})
    EXPECT_FALSE(parse_target(bad)) << bad;
  EXPECT_EQ(percent_decode(percent_encode("ü/ &x")), "ü/ &x");
}

TEST(HostCheck, TakesOnlyTheNamesItKnows) {
  const std::vector<std::string> allowed{"localhost", "[::1]", "wend.example:8443"};
  EXPECT_TRUE(host_is_allowed("localhost", allowed));
  EXPECT_TRUE(host_is_allowed("LOCALHOST:8080", allowed));
  EXPECT_TRUE(host_is_allowed("[::1]:80", allowed));
  EXPECT_TRUE(host_is_allowed("wend.example:8443", allowed));
  for (const char* bad :
       {"", "evil.example", "localhost.evil.example", "[::1]x", "[::2]", "127.0.0.1"})
    EXPECT_FALSE(host_is_allowed(bad, allowed)) << bad;
}

TEST(Gzip, IsChosenByTheClient) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("br, GZIP ; q=0.1"));
  EXPECT_TRUE(accepts_gzip("*"));
  for (const char* bad : {"", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"})
    EXPECT_FALSE(accepts_gzip(bad)) << bad;
}

class AssetsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("wend-assets-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "assets");
    write("index.html", "<html>");
    write("assets/app-1a2b.js", std::string(5000, ';'));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const char* name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  Request get(std::string path) {
    Request request;
    request.path = std::move(path);
    return request;
  }
  // As a browser opens a page.
  Request open(std::string path) {
    Request request = get(std::move(path));
    request.headers.add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    return request;
  }
  std::filesystem::path folder_;
};

TEST_F(AssetsTest, ShowScreensToThoseWhoOpenPages) {
  const auto assets = Assets::load(folder_);
  ASSERT_TRUE(assets);
  for (const char* screen : {"/", "/data/sources/3", "/customers/ann@example.com", "/a/1.5"})
    EXPECT_EQ(assets->serve(open(screen)).body, "<html>") << screen;
  EXPECT_EQ(assets->serve(get("/")).body, "<html>") << "curl";
  for (const char* script : {"/static/array.js", "/robots.txt", "/favicon.ico"})
    EXPECT_EQ(assets->serve(open(script)).status, 404) << script;
  for (const char* accept : {"", "*/*", "image/avif,image/webp,*/*", "application/json"}) {
    Request request = get("/com.snowplowanalytics.iglu/v1");
    request.headers.add("Accept", accept);
    const Response response = assets->serve(request);
    EXPECT_EQ(response.status, 404) << accept;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json") << accept;
  }
  EXPECT_EQ(Assets::missing(get("/track")).status, 404);
  EXPECT_EQ(Assets::missing(open("/data")).status, 503);
}

TEST_F(AssetsTest, ServeFilesScreensAndNothingElse) {
  const auto assets = Assets::load(folder_);
  ASSERT_TRUE(assets);
  const Response page = assets->serve(open("/customers/c_1"));
  EXPECT_EQ(page.body, "<html>");
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
  const Response script = assets->serve(get("/assets/app-1a2b.js"));
  EXPECT_EQ(script.body.size(), 5000u);
  EXPECT_NE(script.headers.get("Cache-Control").find("immutable"), std::string_view::npos);
  EXPECT_EQ(assets->serve(get("/assets/gone.js")).status, 404);
  EXPECT_EQ(assets->serve(get("/api/v1/nothing")).status, 404);
  EXPECT_EQ(assets->serve(open("/../../etc/passwd")).body, "<html>");
  Request zipped = get("/assets/app-1a2b.js");
  zipped.headers.add("Accept-Encoding", "gzip");
  EXPECT_LT(assets->serve(zipped).body.size(), 200u);
  Request again = get("/");
  again.headers.add("If-None-Match", page.headers.get("ETag"));
  EXPECT_EQ(assets->serve(again).status, 304);
}

TEST_F(AssetsTest, LetPagesOfEveryOriginLoadTheTracker) {
  write("w.js", std::string(5000, ';'));
  write("w.0123456789ab.js", std::string(5000, ';'));
  const auto assets = Assets::load(folder_);
  ASSERT_TRUE(assets);
  const Response newest = assets->serve(get("/w.js"));
  EXPECT_EQ(newest.headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(newest.headers.get("Cache-Control"),
            "public, max-age=3600, stale-while-revalidate=86400");
  EXPECT_EQ(newest.headers.get("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(newest.headers.get("Access-Control-Allow-Origin"), "*");
  Request again = get("/w.js");
  again.headers.add("If-None-Match", newest.headers.get("ETag"));
  EXPECT_EQ(assets->serve(again).status, 304);
  const Response pinned = assets->serve(get("/w.0123456789ab.js"));
  EXPECT_EQ(pinned.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(pinned.headers.get("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(assets->serve(get("/w.ba9876543210.js")).status, 404);
  EXPECT_TRUE(assets->serve(get("/")).headers.get("Access-Control-Allow-Origin").empty());
}

TEST_F(AssetsTest, SayWhenThePagesWereNotBuilt) {
  std::filesystem::remove(folder_ / "index.html");
  const auto assets = Assets::load(folder_);
  ASSERT_FALSE(assets);
  EXPECT_EQ(assets.error().hint, "Build them with ./run --build.");
}

}  // namespace
}  // namespace wend::http
