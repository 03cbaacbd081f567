#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <ctime>
#include <sys/socket.h>
#include <sys/uio.h>

#include "fmt/format.h"
#include "http/connection_exchange.h"
#include "http/live_stream.h"
#include "http/problem.h"

// How a connection sends an answer.
namespace wend::http {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using base::Error;
using base::ErrorCode;
using boost::system::error_code;

std::string_view date_now() {
  thread_local std::time_t said = 0;
  thread_local char text[40] = "";
  const std::time_t now = std::time(nullptr);
  if (now != said) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    said = now;
  }
  return text;
}
bool has_no_body(int status) {
  return status == 204 || status == 304 || status < 200;
}
}  // namespace

asio::awaitable<bool> Connection::answer(Exchange& exchange, Response& response, bool keep) {
  const bool head_only = exchange.request.method == Method::kHead;
  const bool streamed = response.source || response.live;
  // HTTP 1.0 knows no chunks: the body then ends with the connection.
  const bool chunked = streamed && exchange.version == 11;
  if (streamed && !chunked) keep = false;
  add_security_headers(response.headers);
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nServer: Wend\r\n", response.status,
                                 reason_phrase(response.status), date_now());
  for (const auto& [name, value] : response.headers) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  if (chunked)
    head += "Transfer-Encoding: chunked\r\n";
  else if (!streamed && !has_no_body(response.status))
    head += fmt::format("Content-Length: {}\r\n", response.body.size());
  head += keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  const bool bodiless = head_only || has_no_body(response.status);
  if (!streamed || bodiless) {
    if (response.live) response.live->abandon();
    const bool good = co_await write_all(head, bodiless ? std::string_view{} : response.body);
    co_return good;
  }
  const bool head_written = co_await write_all(head, "");
  if (response.live) {
    if (!head_written) {
      response.live->abandon();
      co_return false;
    }
    const bool good = co_await write_live(exchange, response.live);
    co_return good;
  }
  bool good = head_written;
  while (good) {
    base::Result<std::optional<std::string>> piece;
    auto pull = [&] {
      try {
        piece = response.source();
      } catch (const std::exception& thrown) {
        if (shared_.options.on_error) shared_.options.on_error(thrown.what());
        piece = base::fail(ErrorCode::kInternal, "");
      }
    };
    co_await run_on(Lane::kStream, WorkerPool::Admit::kAlways, pull);
    // A stream that fails half-way is cut off without its last chunk, so that nobody takes it for
    // whole.
    if (!piece) co_return false;
    if (!*piece) break;
    if ((*piece)->empty()) continue;
    good = co_await write_chunk(exchange, **piece);
  }
  if (good && chunked) good = co_await write_all("0\r\n\r\n", "");
  auto release = [&] { response.source = nullptr; };
  co_await run_on(Lane::kStream, WorkerPool::Admit::kAlways, release);
  co_return good;
}

asio::awaitable<bool> Connection::write_all(std::string_view head, std::string_view body) {
  // Most answers fit into what the kernel takes at once.
  iovec pieces[2] = {{const_cast<char*>(head.data()), head.size()},
                     {const_cast<char*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  auto done = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  if (done == head.size() + body.size()) co_return true;
  const std::size_t of_head = std::min(done, head.size());
  head.remove_prefix(of_head);
  body.remove_prefix(done - of_head);
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
  error_code error;
  // A large body gets more time: the client must take at least 64 KiB a second.
  const auto extra = std::chrono::milliseconds(body.size() / 64);
  arm(shared_.options.limits.write_time + extra, OnTimeout::kCloseSocket);
  co_await asio::async_write(socket_, parts, redirect_error(use_awaitable, error));
  disarm();
  co_return !error;
}

asio::awaitable<bool> Connection::write_chunk(const Exchange& exchange, std::string_view bytes) {
  if (exchange.version == 11) {
    const std::string framed = fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
    const bool good = co_await write_all(framed, "");
    co_return good;
  }
  const bool good = co_await write_all(bytes, "");
  co_return good;
}

asio::awaitable<bool> Connection::write_live(Exchange& exchange, std::shared_ptr<LiveStream> live) {
  live_ = live;
  std::weak_ptr<Connection> weak = weak_from_this();
  auto executor = socket_.get_executor();
  live->attach([weak, executor] {
    asio::post(executor, [weak] {
      if (auto self = weak.lock()) {
        self->woken_ = true;
        self->wake_.cancel();
      }
    });
  });
  watch_for_departure(request_stop_);
  bool good = true;
  bool ended = false;
  while (good && !ended && !stop_asked_) {
    woken_ = false;
    std::string text = live->take(ended);
    if (!text.empty()) {
      good = co_await write_chunk(exchange, text);
      continue;
    }
    if (ended || request_stop_.stop_requested()) break;
    if (!woken_) {
      error_code error;
      wake_.expires_after(shared_.options.limits.live_heartbeat);
      co_await wake_.async_wait(redirect_error(use_awaitable, error));
      if (!error && !stop_asked_) good = co_await write_chunk(exchange, ": still here\n\n");
    }
    if (request_stop_.stop_requested()) good = false;
  }
  unwatch();
  live->abandon();
  live_ = nullptr;
  if (good && exchange.version == 11) good = co_await write_all("0\r\n\r\n", "");
  co_return good;
}
}  // namespace wend::http
