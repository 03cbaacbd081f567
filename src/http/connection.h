#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "http/body_room.h"
#include "http/message.h"
#include "http/request_check.h"
#include "http/server.h"
#include "http/worker_pool.h"

namespace wend::http {

// What all connections of one server share; outlives them.
struct Shared {
  ServerOptions options;
  const BodyBytes body_bytes = std::make_shared<std::atomic<std::size_t>>(0);
  Router router;
  std::atomic<bool> stopping = false;
  std::unique_ptr<WorkerPool> lanes[kLaneCount];
};

// One client's socket, from its acceptance to its end. Everything but the constructor runs on the
// socket's strand.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Shared& shared);

  boost::asio::any_io_executor executor() { return socket_.get_executor(); }
  boost::asio::awaitable<void> run();
  // The server stops: an idle connection or live stream ends now, a running request ends after its
  // answer.
  void begin_stop();
  // Since when it waits for its client to send a request; nothing while one is being answered.
  // From any thread.
  std::optional<std::chrono::steady_clock::time_point> waits_since() const;
  // Ends it if it still waits for its client.
  void make_room();
  // The running request has had its time.
  void force_stop();

 private:
  struct Exchange;  // one request and its answer
  enum class Next { kKeep, kClose, kLinger };

  template <typename Start>
  boost::asio::awaitable<bool> start_on(Lane lane, WorkerPool::Admit admit, Start& start,
                                        bool here = false);
  template <typename Function>
  boost::asio::awaitable<bool> run_on(Lane lane, WorkerPool::Admit admit, Function& function);

  void parse_buffered(Exchange& exchange, boost::system::error_code& error);
  boost::asio::awaitable<bool> run_later(const Route& route, Request& request, Response& response);

  boost::asio::awaitable<Next> serve_one();
  boost::asio::awaitable<bool> read_body(Exchange& exchange, const Route& route,
                                         Response& response);
  boost::asio::awaitable<bool> stream_body(Exchange& exchange, const Route& route,
                                           Response& response);
  boost::asio::awaitable<bool> read_chunk(Exchange& exchange, std::span<char> buffer,
                                          std::size_t& got, Response& response);
  boost::asio::awaitable<bool> answer(Exchange& exchange, Response& response, bool keep);
  boost::asio::awaitable<bool> write_all(std::string_view head, std::string_view body);
  boost::asio::awaitable<bool> write_chunk(const Exchange& exchange, std::string_view bytes);
  boost::asio::awaitable<bool> write_live(Exchange& exchange, std::shared_ptr<LiveStream> live);
  boost::asio::awaitable<void> linger();
  // The answer to a request that could not be read; fills nothing else.
  boost::asio::awaitable<void> refuse(const Refusal& refusal);
  const Route* find_route(Exchange& exchange, std::string_view target, Response& response) const;
  void report(const Exchange& exchange, int status,
              std::chrono::steady_clock::time_point started) const;

  enum class OnTimeout { kStopReading, kCloseSocket };
  void arm(std::chrono::milliseconds time, OnTimeout then);
  void arm_until(std::chrono::steady_clock::time_point moment, OnTimeout then);
  void disarm();
  void start_deadline();
  enum class Arrived { kNothing, kBytes, kEnd };
  Arrived arrived();
  Arrived take_arrived();
  void watch_for_departure(std::stop_source stop);
  void unwatch();
  void close();

  boost::asio::ip::tcp::socket socket_;
  Shared& shared_;
  boost::asio::steady_timer deadline_;
  boost::asio::steady_timer wake_;
  boost::asio::cancellation_signal unwatch_;
  boost::beast::flat_buffer buffer_;
  std::string peer_address_;
  static constexpr std::chrono::steady_clock::rep kBusy = 0;
  std::atomic<std::chrono::steady_clock::rep> waits_since_ = kBusy;
  std::stop_source request_stop_;
  // The deadline that counts; the timer runs to it or to an earlier one.
  std::chrono::steady_clock::time_point deadline_at_, timer_at_;
  OnTimeout on_timeout_ = OnTimeout::kStopReading;
  bool armed_ = false;
  bool timer_runs_ = false;
  std::uint64_t timer_number_ = 0;
  bool timed_out_ = false;
  bool idle_ = false;
  bool woken_ = false;
  bool stop_asked_ = false;
  std::shared_ptr<LiveStream> live_;
};

}  // namespace wend::http
