#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "http/message.h"

namespace wend::http {

// Which threads a handler runs on, so that long work never keeps short work waiting.
enum class Lane { kQuick, kHeavy, kStream };
inline constexpr std::size_t kLaneCount = 3;

using Handler = std::function<Response(Request&)>;
// Checks the request's headers and opens where its body goes, or answers at once.
using SinkOpener = std::function<std::variant<std::unique_ptr<BodySink>, Response>(Request&)>;

// Takes a request and answers it by `done`, once, then or later, from any thread: for an answer
// that waits for something else than a thread of the lane. The request lives until then.
using Done = std::function<void(Response)>;
using LaterHandler = std::function<void(Request&, Done)>;

struct Route {
  Method method = Method::kGet;
  std::string pattern;  // "/api/v1/customers/{id}"; a parameter stands for one segment
  Handler handle;
  SinkOpener open_sink;  // set instead of `handle` when the body is streamed
  Lane lane = Lane::kQuick;
  std::uint64_t body_limit = 1024 * 1024;  // bytes; 413 beyond
  LaterHandler handle_later = {};          // set instead of `handle`
  // Whether handle_later waits for nothing and is soon done with this request: then it is called
  // without changing threads. Nothing that blocks may be answered so.
  std::function<bool(const Request&)> never_waits = {};
  // Called with every answer of the route, also with one that is given in its place, because the
  // server is busy or the body too large.
  std::function<void(const Request&, Response&)> complete = {};
  bool quiet = false;  // calls that go well are counted and not logged
};

// Finds the route of a path. A literal segment wins over a parameter; HEAD falls back to GET.
class Router {
 public:
  // A second route of the same method and shape is an invariant violation.
  void add(Route route);
  // Serves GET and HEAD of every path that has no route.
  void set_fallback(Handler handler) {
    fallback_ = Route{Method::kGet, "", std::move(handler), {}};
  }

  struct Match {
    const Route* route = nullptr;  // null: nothing here answers
    std::string allow;  // then, when the path exists for other methods: those, for the Allow header
  };
  // Fills request.path_parameters.
  Match find(Request& request) const;

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::vector<std::string>> segments_;  // of each route
  // Those without a parameter, which are most and win, by method and pattern.
  std::unordered_map<std::string, std::size_t> literal_;
  std::optional<Route> fallback_;
};

}  // namespace wend::http
