#include "http/server.h"

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <unordered_set>

#include "env/thread_rank.h"
#include "fmt/format.h"
#include "http/connection.h"

namespace wend::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kIoThreads = 2;
// After a failed accept (no file descriptors left, say) or at the limit of connections.
constexpr std::chrono::milliseconds kAcceptPause{50};
// How many connections are closed at a time to make room.
constexpr std::size_t kShedAtOnce = 64;
// Files of the stores, the log and the pages.
constexpr rlim_t kOtherFiles = 256;

// As many connections as the process may open, at most `wanted`.
std::size_t possible_connections(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  const rlim_t needed = wanted + kOtherFiles;
  if (files.rlim_cur < needed) {
    files.rlim_cur = std::min(needed, files.rlim_max);
    (void)::setrlimit(RLIMIT_NOFILE, &files);
    (void)::getrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= needed) return wanted;
  return files.rlim_cur > 2 * kOtherFiles ? files.rlim_cur - kOtherFiles : files.rlim_cur / 2;
}
// Once asked to stop, a request gets this long before the server stops waiting for its connection.
constexpr std::chrono::seconds kForcedTime{5};

}  // namespace

struct Server::State {
  // Before what uses them, so that they go last.
  asio::io_context io{static_cast<int>(kIoThreads)};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  Shared shared;
  tcp::acceptor acceptor{io};
  std::uint16_t port = 0;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable changed;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  bool stopped = false;

  asio::awaitable<void> accept();
  asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
  template <typename Call>
  void each_connection(Call call);
  void make_room();
};

asio::awaitable<void> Server::State::accept() {
  asio::steady_timer pause(acceptor.get_executor());
  while (!shared.stopping) {
    error_code error;
    bool full;
    {
      std::lock_guard lock(mutex);
      full = connections.size() >= shared.options.limits.connections;
    }
    if (!full) {
      tcp::socket socket(asio::make_strand(io));
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (shared.stopping || error == asio::error::operation_aborted) co_return;
      if (!error) {
        auto connection = std::make_shared<Connection>(std::move(socket), shared);
        {
          std::lock_guard lock(mutex);
          connections.insert(connection);
        }
        asio::co_spawn(connection->executor(), serve(connection), asio::detached);
        continue;
      }
    }
    if (full) make_room();
    pause.expires_after(kAcceptPause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> Server::State::serve(std::shared_ptr<Connection> connection) {
  try {
    co_await connection->run();
  } catch (const std::exception& thrown) {
    if (shared.options.on_error)
      shared.options.on_error(fmt::format("A connection failed: {}", thrown.what()));
  }
  std::lock_guard lock(mutex);
  connections.erase(connection);
  changed.notify_all();
}

// Closes those that have waited longest for their client: idle ones, and those who send their
// request drop by drop.
void Server::State::make_room() {
  using Since = std::chrono::steady_clock::time_point;
  const Since before = std::chrono::steady_clock::now() - shared.options.limits.patience;
  std::vector<std::pair<Since, std::shared_ptr<Connection>>> waiting;
  {
    std::lock_guard lock(mutex);
    for (const auto& connection : connections) {
      const auto since = connection->waits_since();
      if (since && *since < before) waiting.emplace_back(*since, connection);
    }
  }
  const std::size_t count = std::min(kShedAtOnce, waiting.size());
  const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(count);
  std::ranges::partial_sort(waiting, end, {}, &decltype(waiting)::value_type::first);
  for (auto one = waiting.begin(); one != end; ++one)
    asio::post(one->second->executor(), [connection = one->second] { connection->make_room(); });
}

template <typename Call>
void Server::State::each_connection(Call call) {
  std::lock_guard lock(mutex);
  for (const auto& connection : connections)
    asio::post(connection->executor(), [connection, call] { call(*connection); });
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return state_->port;
}

base::Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
  auto state = std::make_unique<State>();
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is not an IP address.", options.address), "host",
                      "Give one such as 127.0.0.1, or 0.0.0.0 for all networks.");
  const tcp::endpoint endpoint(address, options.port);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return base::fail(base::ErrorCode::kUnavailable,
                      fmt::format("Wend cannot listen on {}:{}: {}.", options.address, options.port,
                                  error.message()),
                      "port",
                      "Choose another port with --port, or stop the program that uses this one.");
  state->port = state->acceptor.local_endpoint().port();
  Shared& shared = state->shared;
  const std::size_t queued = options.limits.queued_requests;
  shared.lanes[0] = std::make_unique<WorkerPool>(options.quick_threads, queued);
  shared.lanes[1] = std::make_unique<WorkerPool>(
      options.heavy_threads, queued, [] { env::lower_this_thread(env::ThreadRank::kQuestions); });
  shared.lanes[2] = std::make_unique<WorkerPool>(options.stream_threads, queued);
  shared.options = std::move(options);
  shared.options.limits.connections = possible_connections(shared.options.limits.connections);
  shared.router = std::move(router);
  asio::co_spawn(state->io, state->accept(), asio::detached);
  for (std::size_t i = 0; i < kIoThreads; ++i)
    state->threads.emplace_back([io = &state->io] { io->run(); });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

void Server::stop() {
  State& state = *state_;
  if (std::exchange(state.stopped, true)) return;
  state.shared.stopping = true;
  asio::post(state.acceptor.get_executor(), [&state] {
    error_code ignored;
    state.acceptor.close(ignored);
  });
  state.each_connection([](Connection& connection) { connection.begin_stop(); });
  const auto none_left = [&state] { return state.connections.empty(); };
  {
    std::unique_lock lock(state.mutex);
    state.changed.wait_for(lock, state.shared.options.limits.stop_time, none_left);
  }
  state.each_connection([](Connection& connection) { connection.force_stop(); });
  {
    std::unique_lock lock(state.mutex);
    state.changed.wait_for(lock, kForcedTime, none_left);
  }
  // Nothing may resume a request once its lane is gone; what is still suspended is destroyed with
  // the io_context.
  state.work.reset();
  state.io.stop();
  for (std::thread& thread : state.threads) thread.join();
  for (auto& lane : state.shared.lanes) lane.reset();
  state.connections.clear();
}

}  // namespace wend::http
