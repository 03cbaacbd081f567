#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace wend::http {

enum class Method { kGet, kHead, kPost, kPut, kDelete, kOptions, kOther };

std::string_view to_string(Method method);

// Header fields in order; names compare without regard to case.
class Headers {
 public:
  // The first field of this name, or empty.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  // Replaces all fields of this name. A name or value that could break out of its line is an
  // invariant violation.
  void set(std::string_view name, std::string_view value);
  void add(std::string_view name, std::string_view value);
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

// One request. The body is complete here unless its route streams it to a BodySink.
struct Request {
  Method method = Method::kGet;
  std::string path;  // as sent, still percent-encoded, without the query
  std::vector<std::pair<std::string, std::string>> query;            // decoded, in order
  std::vector<std::pair<std::string, std::string>> path_parameters;  // decoded: {"id", "c_5f…"}
  Headers headers;
  std::string body;
  std::string peer_address;  // of the socket, without the port
  std::optional<std::uint64_t> content_length;
  std::stop_token stop;  // asked to stop when the client left or the server ends

  // The first query parameter of this name.
  std::optional<std::string_view> query_value(std::string_view name) const;
  std::string_view path_value(std::string_view name) const;
  // A cookie's value, or empty.
  std::string_view cookie(std::string_view name) const;
};

// Yields an answer's body piece by piece; empty at the end. Called on a worker thread, never by two
// at once.
using BodySource = std::function<base::Result<std::optional<std::string>>()>;

class LiveStream;

// One answer: a text, or a stream of chunks, or a live stream of server-sent events.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  BodySource source;                 // when set, `body` is not used; sent chunked
  std::shared_ptr<LiveStream> live;  // when set, neither is used

  static Response text(int status, std::string_view content_type, std::string body);
};

// Takes a streamed body. All calls come from worker threads, one after another. When the sink is
// destroyed before finish(), the client left or broke a limit and everything written is to be
// forgotten.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual base::Status write(std::string_view bytes) = 0;
  virtual Response finish() = 0;
};

}  // namespace wend::http
