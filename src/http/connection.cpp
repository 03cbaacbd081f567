#include "http/connection.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <sys/socket.h>

#include "fmt/format.h"
#include "http/connection_exchange.h"
#include "http/live_stream.h"
#include "http/problem.h"
#include "http/target.h"

namespace wend::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using base::Error;
using base::ErrorCode;
using boost::system::error_code;

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

// Enough for the whole of most requests; larger bodies are read into their place.
constexpr std::size_t kFirstReadBytes = 4 * 1024;

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
  waits_since_ = std::chrono::steady_clock::now().time_since_epoch().count();
  if (buffer_.size() == 0) {
    idle_ = true;
    arm(limits.idle_time, OnTimeout::kCloseSocket);
    Arrived what = Arrived::kNothing;
    while (what == Arrived::kNothing && !error && !timed_out_ && !stop_asked_) {
      co_await socket_.async_wait(asio::ip::tcp::socket::wait_read,
                                  redirect_error(use_awaitable, error));
      if (!error && socket_.is_open()) what = take_arrived();
    }
    idle_ = false;
    if (what != Arrived::kBytes || timed_out_ || stop_asked_) co_return Next::kClose;
  }

  Exchange exchange;
  exchange.parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  exchange.parser.body_limit(boost::none);  // routes have their own limits, counted in read_chunk
  arm(limits.header_time, OnTimeout::kStopReading);
  parse_buffered(exchange, error);
  if (!error && !exchange.parser.is_header_done())
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
    exchange.quiet = route->quiet;
    if (!route->handle_later) watch_for_departure(request_stop_);
    bool usable = false;
    if (route->open_sink) {
      waits_since_ = kBusy;
      usable = co_await stream_body(exchange, *route, response);
    } else
      usable = co_await read_body(exchange, *route, response);
    if (route->complete) route->complete(request, response);
    unwatch();
    if (!usable) co_return Next::kClose;
  }

  waits_since_ = kBusy;
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
// Gives the parser what was read already, without a detour over the socket.
void Connection::parse_buffered(Exchange& exchange, error_code& error) {
  if (buffer_.size() == 0) return;
  buffer_.consume(exchange.parser.put(buffer_.data(), error));
  if (error == beast_http::error::need_more) error = {};
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
                             peer_address_, exchange.quiet});
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

// A timer that already runs to an earlier moment is left alone and looks again then: most deadlines
// are disarmed long before, and setting a timer costs more than the rest of a small request.
void Connection::arm(std::chrono::milliseconds time, OnTimeout then) {
  arm_until(std::chrono::steady_clock::now() + time, then);
}

void Connection::arm_until(std::chrono::steady_clock::time_point moment, OnTimeout then) {
  timed_out_ = false;
  armed_ = true;
  on_timeout_ = then;
  deadline_at_ = moment;
  if (!timer_runs_ || timer_at_ > deadline_at_) start_deadline();
}

void Connection::start_deadline() {
  timer_runs_ = true;
  timer_at_ = deadline_at_;
  deadline_.expires_at(timer_at_);
  deadline_.async_wait([weak = weak_from_this(), number = ++timer_number_](error_code error) {
    auto self = weak.lock();
    if (!self || error || number != self->timer_number_) return;
    self->timer_runs_ = false;
    if (!self->armed_) return;
    if (std::chrono::steady_clock::now() < self->deadline_at_) {
      self->start_deadline();
      return;
    }
    self->timed_out_ = true;
    error_code ignored;
    // Cancelling alone would miss a composed operation that is between two steps.
    if (self->on_timeout_ == OnTimeout::kStopReading)
      self->socket_.shutdown(asio::ip::tcp::socket::shutdown_receive, ignored);
    else
      self->close();
  });
}

void Connection::disarm() {
  armed_ = false;
}

// While a handler runs nothing is read, so a client that leaves is noticed by the socket becoming
// readable and empty.
void Connection::watch_for_departure(std::stop_source stop) {
  auto on_readable = [weak = weak_from_this(), stop](error_code error) mutable {
    auto self = weak.lock();
    if (!self || error) return;
    switch (self->arrived()) {
      case Arrived::kNothing:
        self->watch_for_departure(std::move(stop));
        break;
      case Arrived::kBytes:  // the next request on the same connection; it waits in the kernel
        break;
      case Arrived::kEnd:
        stop.request_stop();
        self->wake_.cancel();
    }
  };
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     asio::bind_cancellation_slot(unwatch_.slot(), std::move(on_readable)));
}

// What made the socket readable. With two I/O threads it may be bytes that were read meanwhile:
// nothing, then.
Connection::Arrived Connection::arrived() {
  char byte = 0;
  const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return Arrived::kBytes;
  const bool nothing = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return nothing ? Arrived::kNothing : Arrived::kEnd;
}

// The same, and what arrived is in the buffer.
Connection::Arrived Connection::take_arrived() {
  const auto room = buffer_.prepare(kFirstReadBytes);
  const ssize_t got = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (got > 0) {
    buffer_.commit(static_cast<std::size_t>(got));
    return Arrived::kBytes;
  }
  const bool nothing = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return nothing ? Arrived::kNothing : Arrived::kEnd;
}

void Connection::unwatch() {
  unwatch_.emit(asio::cancellation_type::all);
}

void Connection::close() {
  disarm();
  deadline_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

void Connection::begin_stop() {
  stop_asked_ = true;
  if (idle_) close();
  if (live_) live_->close();
  wake_.cancel();
}

std::optional<std::chrono::steady_clock::time_point> Connection::waits_since() const {
  const auto since = waits_since_.load(std::memory_order_relaxed);
  if (since == kBusy) return std::nullopt;
  return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(since));
}

void Connection::make_room() {
  if (waits_since()) close();
}

void Connection::force_stop() {
  request_stop_.request_stop();
  socket_.close();
}

}  // namespace wend::http