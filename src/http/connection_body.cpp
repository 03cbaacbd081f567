#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/read.hpp>

#include "fmt/format.h"
#include "http/connection_exchange.h"
#include "http/gzip.h"
#include "http/problem.h"

// How a connection takes in the body of a request.
namespace wend::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using base::Error;
using base::ErrorCode;
using boost::system::error_code;

// A body grows in steps of this size: what a client only announces takes no memory.
constexpr std::size_t kBodyStepBytes = 64 * 1024;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// GCC 12 destroys some temporaries of a coroutine twice, so answers are made in plain functions.
Response too_large(std::uint64_t limit) {
  return problem(
      {ErrorCode::kTooLarge, fmt::format("The body may have at most {} bytes.", limit), "", ""});
}

// A sender that keeps the least rate is waited for, however long its body is.
std::chrono::milliseconds time_earned(std::size_t bytes, const Limits& limits) {
  return std::chrono::milliseconds(bytes * 1000 / limits.body_bytes_per_s);
}

Response late_body() {
  return problem({ErrorCode::kInvalidInput, "The request's body did not arrive in time.", "", ""},
                 408);
}

Response broken_body() {
  return problem(
      {ErrorCode::kInvalidInput, "The request's body is malformed or incomplete.", "", ""}, 400);
}

Response busy(std::string_view why = "Too many requests are waiting.") {
  return problem({ErrorCode::kUnavailable, std::string(why), "", "Try again in a few seconds."});
}
}  // namespace

// Reads some of the body into `buffer`. False with a response when the client was too slow, too big
// or wrong.
asio::awaitable<bool> Connection::read_chunk(Exchange& exchange, std::span<char> buffer,
                                             std::size_t& got, Response& response) {
  got = 0;
  auto& body = exchange.parser.get().body();
  body.data = buffer.data();
  body.size = buffer.size();
  body.more = true;
  error_code error;
  parse_buffered(exchange, error);
  if (error == beast_http::error::need_buffer) error = {};
  while (!error && !exchange.parser.is_done() && body.size == buffer.size()) {
    co_await beast_http::async_read_some(socket_, buffer_, exchange.parser,
                                         redirect_error(use_awaitable, error));
    if (error == beast_http::error::need_buffer) error = {};
    if (error || timed_out_) break;
  }
  got = buffer.size() - body.size;
  if (timed_out_) {
    response = late_body();
    co_return false;
  }
  if (error) {
    response = broken_body();
    exchange.must_close = true;
    co_return false;
  }
  co_return true;
}

// Answers with a whole body. False when there is nobody left to answer.
asio::awaitable<bool> Connection::read_body(Exchange& exchange, const Route& route,
                                            Response& response) {
  Request& request = exchange.request;
  const Limits& limits = shared_.options.limits;
  if (request.content_length.value_or(0) > route.body_limit) {
    response = too_large(route.body_limit);
    co_return true;
  }
  exchange.parser.eager(true);
  BodyShare share(shared_.body_bytes, limits.bodies_bytes);
  if (!exchange.parser.is_done()) {
    unwatch();
    if (equal_ignoring_case(request.headers.get("Expect"), "100-continue")) {
      const bool good = co_await write_all(kContinue, "");
      if (!good) co_return false;
    }
    const std::size_t step = std::min<std::size_t>(
        {limits.body_chunk_bytes, kBodyStepBytes,
         std::max<std::size_t>(1, request.content_length.value_or(kBodyStepBytes))});
    // The parser asks the socket for no more than the buffer has room for; left small, a large body
    // comes in hundreds of pieces.
    buffer_.reserve(std::min(buffer_.max_size(), step));
    const auto started = std::chrono::steady_clock::now();
    while (!exchange.parser.is_done()) {
      std::size_t got = 0;
      const std::size_t before = request.body.size();
      arm_until(started + limits.body_time + time_earned(before, limits), OnTimeout::kStopReading);
      request.body.resize(before + step);
      const std::span<char> room(request.body.data() + before, step);
      const bool good = co_await read_chunk(exchange, room, got, response);
      request.body.resize(before + got);
      if (!good) {
        disarm();
        co_return true;
      }
      if (request.body.size() > route.body_limit) {
        disarm();
        response = too_large(route.body_limit);
        co_return true;
      }
      if (!share.grow(got)) {
        disarm();
        response = busy("The bodies of other requests take all the room.");
        co_return true;
      }
    }
    disarm();
    if (!route.handle_later) watch_for_departure(request_stop_);
  }
  waits_since_ = kBusy;
  if (route.handle_later) {
    const bool admitted = co_await run_later(route, request, response);
    if (!admitted) response = busy();
    co_return true;
  }
  auto handle = [&] {
    try {
      response = route.handle(request);
      compress(request, response);
    } catch (const std::exception& thrown) {
      if (shared_.options.on_error)
        shared_.options.on_error(fmt::format("{} failed: {}", route.pattern, thrown.what()));
      response = problem({ErrorCode::kInternal, "", "", ""});
    }
  };
  const bool admitted = co_await run_on(route.lane, WorkerPool::Admit::kWhenRoom, handle);
  if (!admitted) {
    response = busy();
  }
  co_return true;
}

// Starts the handler on a thread of its lane and waits until it has answered. False, without
// starting it, when the lane is full.
asio::awaitable<bool> Connection::run_later(const Route& route, Request& request,
                                            Response& response) {
  auto start = [&](const auto& resume) {
    const auto done = [&response, resume](Response answered) {
      response = std::move(answered);
      resume();
    };
    try {
      route.handle_later(request, done);
    } catch (const std::exception& thrown) {
      if (shared_.options.on_error)
        shared_.options.on_error(fmt::format("{} failed: {}", route.pattern, thrown.what()));
      done(problem({ErrorCode::kInternal, "", "", ""}));
    }
  };
  const bool here = route.never_waits && route.never_waits(request);
  const bool admitted = co_await start_on(route.lane, WorkerPool::Admit::kWhenRoom, start, here);
  co_return admitted;
}

// Gives the body to a sink as it comes. False when there is nobody left to answer.
asio::awaitable<bool> Connection::stream_body(Exchange& exchange, const Route& route,
                                              Response& response) {
  Request& request = exchange.request;
  const Limits& limits = shared_.options.limits;
  std::unique_ptr<BodySink> sink;
  if (request.content_length.value_or(0) > route.body_limit) {
    response = too_large(route.body_limit);
    co_return true;
  }
  // Each of these runs on a worker thread while the coroutine waits for it.
  base::Status written;
  auto guard = [&](auto&& step) {
    try {
      step();
    } catch (const std::exception& thrown) {
      if (shared_.options.on_error)
        shared_.options.on_error(fmt::format("{} failed: {}", route.pattern, thrown.what()));
      written = base::fail(ErrorCode::kInternal, "");
    }
  };
  auto open = [&] {
    guard([&] {
      auto opened = route.open_sink(request);
      if (std::holds_alternative<Response>(opened))
        response = std::get<Response>(std::move(opened));
      else
        sink = std::get<std::unique_ptr<BodySink>>(std::move(opened));
    });
  };
  auto forget = [&] { sink.reset(); };
  const bool admitted = co_await run_on(route.lane, WorkerPool::Admit::kWhenRoom, open);
  if (!admitted) {
    response = busy();
    co_return true;
  }
  if (!written) response = problem(written.error());
  if (!sink) co_return true;
  unwatch();
  exchange.parser.eager(true);
  if (!exchange.parser.is_done() &&
      equal_ignoring_case(request.headers.get("Expect"), "100-continue")) {
    const bool good = co_await write_all(kContinue, "");
    if (!good) {
      co_await run_on(route.lane, WorkerPool::Admit::kAlways, forget);
      co_return false;
    }
  }
  std::string chunk(limits.body_chunk_bytes, '\0');
  std::uint64_t total = 0;
  bool good = true;
  while (good && !exchange.parser.is_done()) {
    std::size_t got = 0;
    arm(limits.body_time, OnTimeout::kStopReading);
    good = co_await read_chunk(exchange, chunk, got, response);
    disarm();
    total += got;
    if (good && total > route.body_limit) {
      response = too_large(route.body_limit);
      good = false;
    }
    if (!good || got == 0) continue;
    auto write = [&] {
      guard([&] { written = sink->write(std::string_view(chunk.data(), got)); });
    };
    co_await run_on(route.lane, WorkerPool::Admit::kAlways, write);
    if (!written) {
      response = problem(written.error());
      good = false;
    }
  }
  if (!good) {
    co_await run_on(route.lane, WorkerPool::Admit::kAlways, forget);
    co_return true;
  }
  watch_for_departure(request_stop_);
  auto finish = [&] {
    guard([&] {
      response = sink->finish();
      compress(request, response);
      sink.reset();
    });
  };
  co_await run_on(route.lane, WorkerPool::Admit::kAlways, finish);
  if (!written) response = problem(written.error());
  co_return true;
}
}  // namespace wend::http
