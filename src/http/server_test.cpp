#include "http/server.h"

#include <condition_variable>
#include <gtest/gtest.h>
#include <latch>
#include <semaphore>
#include <set>
#include <thread>

#include "http/gzip.h"
#include "http/live_stream.h"
#include "http/raw_client_for_test.h"

namespace wend::http {
namespace {

using namespace std::chrono_literals;

struct CountingSink : BodySink {
  explicit CountingSink(std::atomic<int>& dropped) : dropped_(dropped) {}
  ~CountingSink() override {
    if (!finished_) ++dropped_;
  }
  base::Status write(std::string_view bytes) override {
    for (unsigned char byte : bytes) sum_ += byte;
    size_ += bytes.size();
    return {};
  }
  Response finish() override {
    finished_ = true;
    return Response::text(200, "text/plain", std::to_string(size_) + " " + std::to_string(sum_));
  }
  std::atomic<int>& dropped_;
  std::uint64_t size_ = 0, sum_ = 0;
  bool finished_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(ServerOptions options, std::chrono::milliseconds header_time = 300ms) {
    server_.reset();
    options.limits.header_time = header_time;
    options.limits.body_time = 300ms;
    options.limits.linger_time = 200ms;
    options.limits.live_heartbeat = 100ms;
    options.limits.stop_time = 500ms;
    options.limits.header_bytes = 4096;
    options.allowed_hosts = {"localhost", "127.0.0.1", "[::1]"};
    Router router;
    router.add({Method::kGet,
                "/hello",
                [](Request&) { return Response::text(200, "text/plain", "hello"); },
                {}});
    router.add(
        {Method::kPost,
         "/echo",
         [](Request& request) { return Response::text(200, "text/plain", request.body); },
         {},
         Lane::kQuick,
         1000,
         {},
         {},
         [](const Request&, Response& response) { response.headers.set("X-Completed", "1"); }});
    router.add({Method::kGet,
                "/items/{id}",
                [](Request& request) {
                  return Response::text(200, "text/plain", std::string(request.path_value("id")));
                },
                {}});
    router.add({Method::kGet,
                "/items/new",
                [](Request&) { return Response::text(200, "text/plain", "literal"); },
                {}});
    router.add({Method::kGet,
                "/throw",
                [](Request&) -> Response { throw std::runtime_error("secret detail"); },
                {}});
    router.add({Method::kGet,
                "/json",
                [](Request&) {
                  return Response::text(200, "application/json",
                                        "[" + std::string(5000, ' ') + "]");
                },
                {}});
    router.add({Method::kGet,
                "/stream",
                [](Request&) {
                  Response response = Response::text(200, "text/csv", "");
                  response.source = [n = 0]() mutable -> base::Result<std::optional<std::string>> {
                    if (n == 3) return std::nullopt;
                    return std::to_string(n++) + std::string(100'000, 'x');
                  };
                  return response;
                },
                {}});
    router.add({Method::kGet,
                "/live",
                [this](Request&) {
                  Response response = Response::text(200, "text/event-stream", "");
                  response.live = live_;
                  return response;
                },
                {}});
    router.add({Method::kGet,
                "/wait",
                [this](Request& request) {
                  entered_.count_down();
                  std::mutex mutex;
                  std::condition_variable_any changed;
                  std::unique_lock lock(mutex);
                  changed.wait(lock, request.stop, [] { return false; });
                  stopped_.count_down();
                  return Response::text(200, "text/plain", "stopped");
                },
                {},
                Lane::kHeavy});
    Route upload{Method::kPut, "/upload", {}, {}, Lane::kStream, 100'000'000};
    upload.open_sink =
        [this](Request& request) -> std::variant<std::unique_ptr<BodySink>, Response> {
      if (request.query_value("refuse")) return Response::text(403, "text/plain", "no");
      opened_.release();
      return std::make_unique<CountingSink>(dropped_);
    };
    router.add(std::move(upload));
    auto started = Server::start(std::move(options), std::move(router));
    ASSERT_TRUE(started) << started.error().to_sentence();
    server_ = std::move(*started);
  }

  RawClient::Answer raw(std::string_view bytes) {
    RawClient client(server_->port());
    client.send(bytes);
    return client.read_answer();
  }

  std::shared_ptr<LiveStream> live_ = std::make_shared<LiveStream>(4);
  std::atomic<int> dropped_ = 0;
  std::latch entered_{1}, stopped_{1};
  std::counting_semaphore<> opened_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersSeveralRequestsOnOneConnection) {
  RawClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.call("GET", "/hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.header("connection"), "keep-alive");
  }
  EXPECT_EQ(client.call("POST", "/echo", "", "body").body, "body");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  RawClient client(server_->port());
  client.send(
      "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\nGET /items/7 HTTP/1.1\r\nHost: "
      "localhost\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "hello");
  EXPECT_EQ(client.read_answer().body, "7");
}

TEST_F(ServerTest, RoutesByPathMethodAndParameter) {
  RawClient client(server_->port());
  EXPECT_EQ(client.call("GET", "/items/a%2Fb").body, "a/b");
  EXPECT_EQ(client.call("GET", "/items/new").body, "literal");
  EXPECT_EQ(client.call("GET", "/nothing").status, 404);
  const auto wrong = client.call("DELETE", "/hello");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("allow"), "GET, HEAD");
  EXPECT_EQ(wrong.header("content-type"), "application/problem+json");
  const auto head = client.call("HEAD", "/hello");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "5");
  EXPECT_EQ(client.call("GET", "/hello").body, "hello") << "HEAD must send no body";
}

TEST_F(ServerTest, SendsSecurityHeadersWithEveryAnswer) {
  RawClient client(server_->port());
  for (const char* path : {"/hello", "/nothing"}) {
    const auto answer = client.call("GET", path);
    EXPECT_NE(answer.header("content-security-policy").find("default-src 'self'"),
              std::string::npos);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  }
}

TEST_F(ServerTest, RefusesRequestsThatTwoServersWouldReadDifferently) {
  const std::string host = "Host: localhost\r\n";
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\n" + host +
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                .status,
            400);
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\n" + host +
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")
                .status,
            400);
  EXPECT_EQ(
      raw("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")
          .status,
      400);
  EXPECT_EQ(
      raw("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd")
          .status,
      400);
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\n" + host + "Content-Length: +4\r\n\r\nabcd").status, 400);
  EXPECT_EQ(
      raw("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n\r\n").status,
      501);
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n").status, 501);
  EXPECT_EQ(
      raw("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")
          .status,
      501);
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n").status,
            400);
  EXPECT_EQ(
      raw("POST /echo HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").status,
      400);
  EXPECT_EQ(raw("GET /hello HTTP/1.1\r\n\r\n").status, 400) << "no Host";
  EXPECT_EQ(raw("GET /hello HTTP/1.1\r\n" + host + host + "\r\n").status, 400);
  EXPECT_EQ(raw("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 421);
  EXPECT_EQ(raw("GET http://localhost/hello HTTP/1.1\r\n" + host + "\r\n").status, 400);
  EXPECT_EQ(raw("GET /a%zz HTTP/1.1\r\n" + host + "\r\n").status, 400);
  EXPECT_EQ(raw("GET /hello HTTP/3.7\r\n" + host + "\r\n").status, 505);
  EXPECT_EQ(raw("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(raw("BREW /hello HTTP/1.1\r\n" + host + "\r\n").status, 405);
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
                .body,
            "abcde");
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                "zz\r\nabc\r\n")
                .status,
            400);
}

TEST_F(ServerTest, BoundsHeadersAndBodies) {
  EXPECT_EQ(
      raw("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x') + "\r\n\r\n")
          .status,
      431);
  RawClient client(server_->port());
  EXPECT_EQ(client.call("POST", "/echo", "", std::string(1000, 'x')).status, 200);
  EXPECT_EQ(client.call("POST", "/echo", "", std::string(1001, 'x')).status, 413);
  EXPECT_EQ(raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3e9\r\n" +
                std::string(1001, 'x') + "\r\n0\r\n\r\n")
                .status,
            413);
}

TEST_F(ServerTest, BoundsWhatAllBodiesHoldTogether) {
  ServerOptions options;
  options.limits.bodies_bytes = 1500;
  start(std::move(options));
  const auto begin = [this](RawClient& client, std::size_t bytes) {
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" +
                std::string(bytes, 'x'));
  };
  RawClient one(server_->port()), two(server_->port());
  begin(one, 900);
  begin(two, 900);  // whichever of them comes last finds no room
  const auto late = two.read_answer(), early = one.read_answer();
  EXPECT_EQ(std::set({early.status, late.status}), (std::set{408, 503}));
  const auto& busy = early.status == 503 ? early : late;
  EXPECT_FALSE(busy.header("retry-after").empty());
  EXPECT_FALSE(busy.header("x-completed").empty()) << "the route completes this answer as well";
  for (int i = 0; i < 3; ++i) {
    RawClient next(server_->port());
    EXPECT_EQ(next.call("POST", "/echo", "", std::string(1000, 'x')).status, 200)
        << "what they held was given back";
  }
}

TEST_F(ServerTest, GivesUpOnSlowClients) {
  RawClient slow_header(server_->port());
  slow_header.send("GET /hello HTTP/1.1\r\nHost: loc");
  EXPECT_EQ(slow_header.read_answer().status, 408);
  RawClient slow_body(server_->port());
  slow_body.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(slow_body.read_answer().status, 408);
  RawClient slow_upload(server_->port());
  slow_upload.send("PUT /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(slow_upload.read_answer().status, 408);
  EXPECT_EQ(dropped_, 1);
}

// 960 bytes in fifteen parts, one every 50 ms, take 0.75 s at twice the least rate: longer than the
// 0.3 s that a body has to begin with.
TEST_F(ServerTest, WaitsForABodyThatComesSlowlyAndSteadily) {
  ServerOptions options;
  options.limits.body_chunk_bytes = 64;
  options.limits.body_bytes_per_s = 500;
  start(options);
  RawClient steady(server_->port());
  steady.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 960\r\n\r\n");
  for (int i = 0; i < 15; ++i) {
    std::this_thread::sleep_for(50ms);
    steady.send(std::string(64, 'x'));
  }
  EXPECT_EQ(steady.read_answer().status, 200);
  // A byte at a time is no least rate.
  RawClient drop(server_->port());
  drop.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 960\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    drop.send("x");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(drop.read_answer().status, 408);
}

TEST_F(ServerTest, StreamsUploadsIntoTheirSink) {
  RawClient client(server_->port());
  const std::string body(3'000'000, 'a');
  EXPECT_EQ(client.call("PUT", "/upload", "", body).body, "3000000 291000000");
  EXPECT_EQ(client.call("PUT", "/upload", "", "").body, "0 0");
  client.send(
      "PUT /upload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
      "2\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("aa");
  EXPECT_EQ(client.read_answer().body, "2 194");
  EXPECT_EQ(dropped_, 0);
}

TEST_F(ServerTest, AnswersARefusedUploadWithoutReadingIt) {
  RawClient client(server_->port());
  client.send(
      "PUT /upload?refuse=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n" +
      std::string(100'000, 'x'));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(ServerTest, ForgetsAnUploadWhoseClientLeft) {
  {
    RawClient client(server_->port());
    client.send("PUT /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nabc");
    opened_.acquire();
  }
  server_->stop();
  EXPECT_EQ(dropped_, 1);
}

TEST_F(ServerTest, StreamsAnswersInChunks) {
  RawClient client(server_->port());
  const auto answer = client.call("GET", "/stream");
  EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body.size(), 300'003u);
  EXPECT_EQ(client.call("GET", "/hello").body, "hello");
}

TEST_F(ServerTest, CompressesJsonForThoseWhoTakeIt) {
  RawClient client(server_->port());
  const auto plain = client.call("GET", "/json");
  EXPECT_EQ(plain.body.size(), 5002u);
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  const auto zipped = client.call("GET", "/json", "Accept-Encoding: br, gzip;q=0.5\r\n");
  EXPECT_EQ(zipped.header("content-encoding"), "gzip");
  EXPECT_EQ(zipped.body, gzip(plain.body));
  EXPECT_EQ(client.call("GET", "/json", "Accept-Encoding: gzip;q=0\r\n").body.size(), 5002u);
}

TEST_F(ServerTest, SendsLiveEventsAndHeartbeats) {
  RawClient client(server_->port());
  live_->push("progress", "{\"rows\":1}");
  client.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(client.read_until("\r\n\r\n").find("200 OK"), std::string::npos);
  EXPECT_NE(client.read_until("\n\n").find("event: progress\ndata: {\"rows\":1}\n\n"),
            std::string::npos);
  EXPECT_NE(client.read_until("still here\n\n"), "");
  live_->push("done", "{}");
  live_->close();
  EXPECT_NE(client.read_until("\n\n").find("event: done"), std::string::npos);
  EXPECT_FALSE(live_->push("late", "{}"));
}

TEST_F(ServerTest, DropsTheOldestEventsOfASlowClient) {
  for (int i = 0; i < 10; ++i) live_->push("n", std::to_string(i));
  live_->close();
  RawClient client(server_->port());
  const auto answer = client.call("GET", "/live");
  EXPECT_EQ(answer.body,
            "event: n\ndata: 6\n\nevent: n\ndata: 7\n\nevent: n\ndata: 8\n\nevent: n\ndata: 9\n\n");
}

TEST_F(ServerTest, StopsTheWorkOfAClientThatLeft) {
  RawClient client(server_->port());
  client.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  entered_.wait();
  client.close();
  stopped_.wait();
}

TEST_F(ServerTest, StopsWithinItsTimeAndAsksRunningWorkToStop) {
  RawClient idle(server_->port()), busy(server_->port()), live(server_->port());
  EXPECT_EQ(idle.call("GET", "/hello").status, 200);
  busy.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  live.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  live.read_until("\r\n\r\n");
  entered_.wait();
  const auto before = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  stopped_.wait();
  EXPECT_FALSE(idle.receive());
}

TEST_F(ServerTest, HidesWhatWentWrongInside) {
  RawClient client(server_->port());
  const auto answer = client.call("GET", "/throw");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

TEST_F(ServerTest, SaysWhenItsAddressIsTaken) {
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::start(std::move(options), Router{});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kUnavailable);
  options = {};
  options.address = "nowhere";
  EXPECT_EQ(Server::start(std::move(options), Router{}).error().code,
            base::ErrorCode::kInvalidInput);
}

// Clients that send a drop of a request and no more.
class SlowClients {
 public:
  SlowClients(std::uint16_t port, int count) {
    for (int i = 0; i < count; ++i) {
      auto client = std::make_unique<RawClient>(port);
      client->send("POST /echo HTTP/1.1\r\nHost:");
      clients_.push_back(std::move(client));
    }
  }

 private:
  std::vector<std::unique_ptr<RawClient>> clients_;
};

TEST_F(ServerTest, ManySlowClientsKeepNobodyOut) {
  ServerOptions options;
  options.limits.connections = 4'000;
  start(options);
  SlowClients slow(server_->port(), 1'500);
  RawClient client(server_->port());
  EXPECT_EQ(client.call("GET", "/hello").body, "hello");
}

TEST_F(ServerTest, MakesRoomByClosingThoseWhoWaitLongest) {
  ServerOptions options;
  options.limits.connections = 20;
  options.limits.patience = 0ms;
  start(options, 30s);
  SlowClients slow(server_->port(), 20);
  RawClient client(server_->port());
  EXPECT_EQ(client.call("GET", "/hello").body, "hello");
}

}  // namespace
}  // namespace wend::http
