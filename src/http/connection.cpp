#include "http/connection.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <ctime>
#include <sys/socket.h>

#include "fmt/format.h"
#include "http/gzip.h"
#include "http/live_stream.h"
#include "http/problem.h"
#include "http/request_check.h"
#include "http/target.h"

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 mistakes the allocator of a coroutine frame for a mismatched one.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace wend::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using base::Error;
using base::ErrorCode;
using boost::system::error_code;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

Method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::kGet;
    case beast_http::verb::head:
      return Method::kHead;
    case beast_http::verb::post:
      return Method::kPost;
    case beast_http::verb::put:
      return Method::kPut;
    case beast_http::verb::delete_:
      return Method::kDelete;
    case beast_http::verb::options:
      return Method::kOptions;
    default:
      return Method::kOther;
  }
}

bool has_no_body(int status) {
  return status == 204 || status == 304 || status < 200;
}

// GCC 12 destroys some temporaries of a coroutine twice, so answers are made in plain functions.
Response too_large(std::uint64_t limit) {
  return problem(
      {ErrorCode::kTooLarge, fmt::format("The body may have at most {} bytes.", limit), "", ""});
}

Response late_body() {
  return problem({ErrorCode::kInvalidInput, "The request's body did not arrive in time.", "", ""},
                 408);
}

Response broken_body() {
  return problem(
      {ErrorCode::kInvalidInput, "The request's body is malformed or incomplete.", "", ""}, 400);
}

Response busy() {
  Response response = problem({ErrorCode::kUnavailable, "Too many requests are waiting.", "",
                               "Try again in a few seconds."});
  response.headers.set("Retry-After", "2");
  return response;
}

Refusal refused(ErrorCode code, std::string message, int status) {
  return {Error{code, std::move(message), "", ""}, status};
}

// What to tell a client whose header could not be read; nothing when it simply left.
std::optional<Refusal> refusal_of(error_code error, bool timed_out, const Limits& limits) {
  if (timed_out)
    return refused(ErrorCode::kInvalidInput, "The request's headers did not arrive in time.", 408);
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow)
    return refused(
        ErrorCode::kTooLarge,
        fmt::format("The request's headers may have at most {} bytes.", limits.header_bytes), 431);
  if (error == beast_http::error::bad_version)
    return refused(ErrorCode::kInvalidInput, "Wend speaks HTTP 1.0 and 1.1.", 505);
  if (error == beast_http::error::end_of_stream || error == beast_http::error::partial_message ||
      error.category() != beast_http::make_error_code(beast_http::error::bad_method).category())
    return std::nullopt;
  return refused(ErrorCode::kInvalidInput, "The request is not HTTP that Wend understands.", 400);
}

}  // namespace

struct Connection::Exchange {
  beast_http::request_parser<beast_http::buffer_body> parser;
  Request request;
  std::string_view route;
  int version = 11;
  bool must_close = false;
  bool body_unread = false;
};

Connection::Connection(asio::ip::tcp::socket socket, Shared& shared)
    : socket_(std::move(socket)),
      shared_(shared),
      deadline_(socket_.get_executor()),
      wake_(socket_.get_executor()),
      buffer_(shared.options.limits.header_bytes + shared.options.limits.body_chunk_bytes) {
  error_code ignored;
  const auto endpoint = socket_.remote_endpoint(ignored);
  if (!ignored) peer_address_ = endpoint.address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

// Runs `function` on a thread of the lane and comes back to the strand. False, without running it,
// when the lane is full.
template <typename Function>
asio::awaitable<bool> Connection::run_on(Lane lane, WorkerPool::Admit admit, Function& function) {
  WorkerPool& pool = *shared_.lanes[static_cast<std::size_t>(lane)];
  bool admitted = true;
  auto initiate = [&](auto handler) {
    auto executor = socket_.get_executor();
    auto kept = std::make_shared<decltype(handler)>(std::move(handler));
    auto resume = [executor, kept] { asio::post(executor, [kept] { std::move (*kept)(); }); };
    auto job = [&function, resume] {
      function();
      resume();
    };
    if (pool.submit(std::move(job), admit)) return;
    admitted = false;
    resume();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, use_awaitable);
  co_return admitted;
}

asio::awaitable<void> Connection::run() {
  auto self = shared_from_this();
  while (true) {
    const Next next = co_await serve_one();
    if (next == Next::kKeep && !stop_asked_) continue;
    if (next == Next::kLinger) co_await linger();
    break;
  }
  close();
}

asio::awaitable<Connection::Next> Connection::serve_one() {
  const Limits& limits = shared_.options.limits;
  error_code error;
  if (buffer_.size() == 0) {
    idle_ = true;
    arm(limits.idle_time, OnTimeout::kCloseSocket);
    co_await socket_.async_wait(asio::ip::tcp::socket::wait_read,
                                redirect_error(use_awaitable, error));
    idle_ = false;
    if (error || timed_out_ || stop_asked_) co_return Next::kClose;
  }

  Exchange exchange;
  exchange.parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  exchange.parser.body_limit(boost::none);  // routes have their own limits, counted in read_chunk
  arm(limits.header_time, OnTimeout::kStopReading);
  co_await beast_http::async_read_header(socket_, buffer_, exchange.parser,
                                         redirect_error(use_awaitable, error));
  disarm();
  if (timed_out_ || error) {
    const auto refusal = refusal_of(error, timed_out_, limits);
    if (!refusal) co_return Next::kClose;
    co_await refuse(*refusal);
    co_return Next::kLinger;
  }

  const auto started = std::chrono::steady_clock::now();
  const auto& head = exchange.parser.get();
  Request& request = exchange.request;
  request.method = method_of(head.method());
  request.peer_address = peer_address_;
  exchange.version = static_cast<int>(head.version());
  for (const auto& field : head)
    request.headers.add(std::string_view(field.name_string().data(), field.name_string().size()),
                        std::string_view(field.value().data(), field.value().size()));
  if (const auto length = exchange.parser.content_length()) request.content_length = *length;
  exchange.body_unread = !exchange.parser.is_done();

  request_stop_ = std::stop_source();
  request.stop = request_stop_.get_token();
  Response response;
  const Route* route =
      find_route(exchange, std::string_view(head.target().data(), head.target().size()), response);
  if (route != nullptr) {
    exchange.route = route->pattern;
    watch_for_departure(request_stop_);
    bool usable = false;
    if (route->open_sink)
      usable = co_await stream_body(exchange, *route, response);
    else
      usable = co_await read_body(exchange, *route, response);
    unwatch();
    if (!usable) co_return Next::kClose;
  }

  exchange.body_unread = !exchange.parser.is_done();
  const bool keep = exchange.parser.keep_alive() && !exchange.must_close && !exchange.body_unread &&
                    !shared_.stopping;
  const int status = response.status;
  const bool written = co_await answer(exchange, response, keep);
  report(exchange, status, started);
  if (!written) co_return Next::kClose;
  if (keep) co_return Next::kKeep;
  co_return exchange.body_unread || exchange.must_close ? Next::kLinger : Next::kClose;
}

// Reads some of the body into `buffer`. False with a response when the client was too slow, too big
// or wrong.
asio::awaitable<bool> Connection::read_chunk(Exchange& exchange, std::string& buffer,
                                             std::size_t& got, Response& response) {
  got = 0;
  auto& body = exchange.parser.get().body();
  body.data = buffer.data();
  body.size = buffer.size();
  body.more = true;
  error_code error;
  while (!exchange.parser.is_done() && body.size == buffer.size()) {
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
  if (!exchange.parser.is_done()) {
    unwatch();
    if (equal_ignoring_case(request.headers.get("Expect"), "100-continue")) {
      const bool good = co_await write_all(kContinue, "");
      if (!good) co_return false;
    }
    std::string chunk(std::min<std::size_t>(limits.body_chunk_bytes, 64 * 1024), '\0');
    arm(limits.body_time, OnTimeout::kStopReading);
    while (!exchange.parser.is_done()) {
      std::size_t got = 0;
      const bool good = co_await read_chunk(exchange, chunk, got, response);
      if (!good) {
        disarm();
        co_return true;
      }
      if (request.body.size() + got > route.body_limit) {
        disarm();
        response = too_large(route.body_limit);
        co_return true;
      }
      request.body.append(chunk.data(), got);
    }
    disarm();
    watch_for_departure(request_stop_);
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

asio::awaitable<bool> Connection::answer(Exchange& exchange, Response& response, bool keep) {
  const bool head_only = exchange.request.method == Method::kHead;
  const bool streamed = response.source || response.live;
  // HTTP 1.0 knows no chunks: the body then ends with the connection.
  const bool chunked = streamed && exchange.version == 11;
  if (streamed && !chunked) keep = false;
  add_security_headers(response.headers);
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nServer: Wend\r\n", response.status,
                                 reason_phrase(response.status), date_now());
  for (const auto& [name, value] : response.headers) head += fmt::format("{}: {}\r\n", name, value);
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

asio::awaitable<void> Connection::refuse(const Refusal& refusal) {
  Response response = problem(refusal.error, refusal.status);
  Exchange exchange;
  co_await answer(exchange, response, false);
  report(exchange, refusal.status, std::chrono::steady_clock::now());
}

void Connection::report(const Exchange& exchange, int status,
                        std::chrono::steady_clock::time_point started) const {
  if (!shared_.options.on_served) return;
  const auto took = std::chrono::steady_clock::now() - started;
  shared_.options.on_served({exchange.request.method, exchange.route, status,
                             std::chrono::duration_cast<std::chrono::microseconds>(took),
                             peer_address_});
}

// Checks the header and finds who answers; null with a response when nobody does.
const Route* Connection::find_route(Exchange& exchange, std::string_view target_text,
                                    Response& response) const {
  Request& request = exchange.request;
  if (const auto refusal = check_framing(request.headers, exchange.version)) {
    response = problem(refusal->error, refusal->status);
    exchange.must_close = true;
    return nullptr;
  }
  if (target_text.size() > shared_.options.limits.target_bytes) {
    response = problem({ErrorCode::kTooLarge, "The address is too long.", "", ""}, 414);
    return nullptr;
  }
  auto target = parse_target(target_text);
  if (!target) {
    response = problem({ErrorCode::kInvalidInput, "The address is malformed.", "", ""}, 400);
    return nullptr;
  }
  if (!host_is_allowed(request.headers.get("Host"), shared_.options.allowed_hosts)) {
    response =
        problem({ErrorCode::kNotAllowed, "This server does not answer under that host name.", "",
                 "Use the address that wend serve printed, or set public_url in wend.toml."},
                421);
    return nullptr;
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  const Router::Match match = shared_.router.find(request);
  if (match.route != nullptr) return match.route;
  if (!match.allow.empty()) {
    response = problem(
        {ErrorCode::kInvalidInput, fmt::format("This address takes only {}.", match.allow), "", ""},
        405);
    response.headers.set("Allow", match.allow);
  } else {
    response = problem({ErrorCode::kNotFound, "There is nothing at this address.", "", ""});
  }
  return nullptr;
}

// Reads away some of a refused body before closing, because a reset would destroy the answer on its
// way.
asio::awaitable<void> Connection::linger() {
  const Limits& limits = shared_.options.limits;
  error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  std::string waste(16 * 1024, '\0');
  std::size_t total = 0;
  arm(limits.linger_time, OnTimeout::kCloseSocket);
  while (!error && total < limits.linger_bytes)
    total +=
        co_await socket_.async_read_some(asio::buffer(waste), redirect_error(use_awaitable, error));
  disarm();
}

void Connection::arm(std::chrono::milliseconds time, OnTimeout then) {
  timed_out_ = false;
  const std::uint64_t number = ++deadline_number_;
  deadline_.expires_after(time);
  deadline_.async_wait([weak = weak_from_this(), number, then](error_code error) {
    auto self = weak.lock();
    if (!self || error || number != self->deadline_number_) return;
    self->timed_out_ = true;
    error_code ignored;
    // Cancelling alone would miss a composed operation that is between two steps.
    if (then == OnTimeout::kStopReading)
      self->socket_.shutdown(asio::ip::tcp::socket::shutdown_receive, ignored);
    else
      self->close();
  });
}

void Connection::disarm() {
  ++deadline_number_;
  deadline_.cancel();
}

// While a handler runs nothing is read, so a client that leaves is noticed by the socket becoming
// readable and empty.
void Connection::watch_for_departure(std::stop_source stop) {
  auto on_readable = [weak = weak_from_this(), stop](error_code error) mutable {
    auto self = weak.lock();
    if (!self || error) return;
    char byte;
    const ssize_t got = ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // More bytes are the next request on the same connection; it waits in the kernel.
    if (got > 0) return;
    stop.request_stop();
    self->wake_.cancel();
  };
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     asio::bind_cancellation_slot(unwatch_.slot(), std::move(on_readable)));
}

void Connection::unwatch() {
  unwatch_.emit(asio::cancellation_type::all);
}

void Connection::close() {
  disarm();
  error_code ignored;
  socket_.close(ignored);
}

void Connection::begin_stop() {
  stop_asked_ = true;
  if (idle_) close();
  if (live_) live_->close();
  wake_.cancel();
}

void Connection::force_stop() {
  request_stop_.request_stop();
  socket_.close();
}

}  // namespace wend::http
