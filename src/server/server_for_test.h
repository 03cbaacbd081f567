#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "http/raw_client_for_test.h"
#include "server/running_server.h"
#include "workspace/workspace.h"

namespace wend::server {

namespace json = boost::json;

// Who a test calls as: the headers that show it.
struct Identity {
  std::string headers;
};

// A whole server over a fresh data folder, on a free port of this machine.
class ServerFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    spdlog::set_level(spdlog::level::off);
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("wend-server-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(folder_);
    start();
  }
  void TearDown() override {
    space_.reset();
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    space_.reset();
    server_.reset();
    RunningServer::Options options;
    options.data_folder = folder_;
    options.config = config_;
    options.config.port = 0;
    options.version = "test";
    options.cheap_passwords = true;
    options.clock = server_clock_;
    auto started = RunningServer::start(options);
    ASSERT_TRUE(started) << started.error().to_sentence();
    server_ = std::move(*started);
    auto opened =
        workspace::Workspace::open((folder_ / "workspace.db").string(), clock_, {1, 8192});
    ASSERT_TRUE(opened);
    space_ = std::move(*opened);
  }

  struct Reply {
    http::RawClient::Answer http;
    json::value body;
    int status() const { return http.status; }
    std::string text(std::string_view field) const {
      return std::string(body.as_object().at(field).as_string());
    }
  };

  Reply call(std::string_view method, std::string_view target, const Identity& as = {},
             std::optional<json::value> body = std::nullopt, std::string_view more_headers = {}) {
    std::string headers = as.headers;
    headers += more_headers;
    if (body) headers += "Content-Type: application/json\r\n";
    return raw(method, target, headers, body ? json::serialize(*body) : "");
  }

  Reply raw(std::string_view method, std::string_view target, std::string_view headers,
            std::string_view body) {
    http::RawClient client(server_->port());
    Reply reply;
    reply.http = client.call(method, target, headers, body);
    if (reply.http.header("content-type").find("json") != std::string::npos)
      reply.body = json::parse(reply.http.body);
    return reply;
  }

  Identity token(std::string_view scopes) {
    return {"Authorization: Bearer " +
            *space_->keys().create_token("test", *workspace::scopes_from(scopes)) + "\r\n"};
  }
  Identity person(workspace::Role role) {
    const auto user = *space_->users().create("Ada", std::nullopt, role);
    const auto secret = *space_->sessions().start(user.id);
    return {"Cookie: wend_session=" + secret +
            "\r\nX-CSRF-Token: " + workspace::csrf_token_of(secret) + "\r\n"};
  }
  Identity all() { return token("read,write,admin"); }

  std::string upload(const Identity& as, std::string_view name, std::string_view bytes) {
    const auto reply = raw("PUT", "/api/v1/uploads?name=" + std::string(name), as.headers, bytes);
    EXPECT_EQ(reply.status(), 201) << reply.http.body;
    return reply.status() == 201 ? reply.text("upload") : "";
  }

  // Uploads and imports, and waits for the end by the live stream; answers the last state.
  json::object import(const Identity& as, std::string_view name, std::string_view bytes) {
    const auto started =
        call("POST", "/api/v1/imports", as, json::object{{"upload", upload(as, name, bytes)}});
    EXPECT_EQ(started.status(), 202) << started.http.body;
    return wait_for_import(as, started.text("id"));
  }
  json::object wait_for_import(const Identity& as, const std::string& id) {
    http::RawClient client(server_->port());
    client.send("GET /api/v1/imports/" + id + "/live HTTP/1.1\r\nHost: localhost\r\n" + as.headers +
                "\r\n");
    std::string text = client.read_until("event: done\ndata: ");
    text += client.read_until("\n\n");
    const std::size_t at = text.rfind("data: ") + 6;
    return json::parse(text.substr(at, text.find('\n', at) - at)).as_object();
  }

  // Waits until the members of a segment are counted, and as the answer to GET shows it.
  json::object wait_for_segment(const Identity& as, const std::string& id,
                                std::optional<std::size_t> size = std::nullopt) {
    for (int i = 0; i < 200; ++i) {
      const auto reply = call("GET", "/api/v1/segments/" + id, as);
      const auto& segment = reply.body.as_object();
      if (segment.at("state") != "building" &&
          (!size ||
           (!segment.at("size").is_null() && segment.at("size").to_number<std::size_t>() == *size)))
        return segment;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the segment was not counted";
    return call("GET", "/api/v1/segments/" + id, as).body.as_object();
  }

  // Waits until an erasure is done, and as the answer to GET shows it.
  json::object wait_for_erasure(const Identity& as, const std::string& id) {
    json::object erasure;
    for (int i = 0; i < 600; ++i) {
      erasure = call("GET", "/api/v1/privacy/erasures/" + id, as).body.as_object();
      if (erasure.at("state") == "done") return erasure;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the erasure was not done: " << json::serialize(erasure);
    return erasure;
  }

  Config config_;                             // of the next start()
  const env::Clock* server_clock_ = nullptr;  // of the next start(); none: the system's
  env::SystemClock clock_;
  std::filesystem::path folder_;
  std::unique_ptr<RunningServer> server_;
  std::unique_ptr<workspace::Workspace> space_;  // the same file, as another process would open it
};

// Three customers, seven events.
inline constexpr std::string_view kOrders =
    "customer,event,time,channel,platform,revenue\n"
    "ada,Visit,2026-01-01T10:00:00Z,web,ios,\n"
    "ada,Cart,2026-01-01T10:05:00Z,web,ios,\n"
    "ada,Order,2026-01-01T11:00:00Z,app,ios,20.5\n"
    "bob,Visit,2026-01-02T10:00:00Z,web,android,\n"
    "bob,Order,2026-01-03T10:00:00Z,web,android,10\n"
    "cem,Visit,2026-01-04T10:00:00Z,store,,\n"
    "cem,Visit,2026-01-05T10:00:00Z,store,,\n";

}  // namespace wend::server
