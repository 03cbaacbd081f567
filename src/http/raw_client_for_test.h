#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace wend::http {

// A client that sends exactly the bytes it is told to, so that tests can be as malformed as an
// attacker.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Waits for more bytes; false at the end.
  bool receive() {
    char bytes[16384];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  std::string read_until(std::string_view mark) {
    std::size_t at;
    while ((at = received_.find(mark)) == std::string::npos)
      if (!receive()) return std::exchange(received_, {});
    std::string text = received_.substr(0, at + mark.size());
    received_.erase(0, at + mark.size());
    return text;
  }

  std::string read_bytes(std::size_t count) {
    while (received_.size() < count)
      if (!receive()) break;
    std::string text = received_.substr(0, count);
    received_.erase(0, text.size());
    return text;
  }

  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }

  struct Answer {
    int status = 0;                                   // 0: the connection ended without an answer
    std::multimap<std::string, std::string> headers;  // names in lower case
    std::string body;
    std::string header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
  };

  // Reads one answer; `head` says that its body is left out.
  Answer read_answer(bool head = false) {
    Answer answer;
    const std::string text = read_until("\r\n\r\n");
    if (text.size() < 12) return answer;
    answer.status = std::stoi(text.substr(9, 3));
    std::size_t at = text.find("\r\n") + 2;
    while (at < text.size() - 2) {
      const std::size_t end = text.find("\r\n", at);
      const std::string line = text.substr(at, end - at);
      at = end + 2;
      const std::size_t colon = line.find(':');
      if (colon == std::string::npos) continue;
      std::string name = line.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      answer.headers.emplace(name, line.substr(std::min(colon + 2, line.size())));
    }
    if (head || answer.status == 204 || answer.status == 304 || answer.status == 100) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
      while (true) {
        const std::string size = read_until("\r\n");
        if (size.empty()) break;
        const std::size_t bytes = std::stoul(size, nullptr, 16);
        answer.body += read_bytes(bytes);
        read_until("\r\n");
        if (bytes == 0) break;
      }
    } else if (!answer.header("content-length").empty()) {
      answer.body = read_bytes(std::stoul(answer.header("content-length")));
    } else {
      answer.body = read_to_end();
    }
    return answer;
  }

  Answer call(std::string_view method, std::string_view target, std::string_view headers = {},
              std::string_view body = {}) {
    std::string text(method);
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
    if (!body.empty() || method == "POST" || method == "PUT")
      text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    text.append("\r\n").append(body);
    send(text);
    return read_answer(method == "HEAD");
  }

 private:
  int socket_ = -1;
  std::string received_;
};

}  // namespace wend::http
