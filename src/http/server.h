#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/limits.h"
#include "http/message.h"
#include "http/router.h"

namespace wend::http {

// What happened with one request, for the log and the metrics. Holds no query, header or body,
// which may be secret.
struct Served {
  Method method;
  std::string_view route;  // the route's pattern; empty when none matched
  int status;
  std::chrono::microseconds duration;
  std::string_view peer_address;
  bool quiet;  // see Route
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0 chooses a free one
  Limits limits;
  // Host names that requests may be addressed to, against DNS rebinding; empty takes any.
  std::vector<std::string> allowed_hosts;
  std::size_t quick_threads = 4;
  std::size_t heavy_threads = 2;
  std::size_t stream_threads = 4;
  std::function<void(const Served&)> on_served;
  std::function<void(std::string_view)> on_error;  // a handler threw: a sentence for the log
};

// An HTTP/1.1 server. Sockets are served by coroutines on a few I/O threads that never block;
// handlers run on the threads of their route's lane.
class Server {
 public:
  // Listens and begins to answer. kUnavailable when the address is taken, kInvalidInput when it is
  // none.
  static base::Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
  ~Server();  // stops

  std::uint16_t port() const;

  // Takes no more connections, ends idle ones and live streams, lets running requests finish for
  // stop_time, then asks them to stop. Returns when all is done.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wend::http
