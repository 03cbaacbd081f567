#include "batch_sender.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace wend {
namespace {

constexpr std::size_t kConnections = 6;
constexpr int kNewBodiesAtTheEnd = 5;
// Of the bodies that were not answered; the others are sent again.
constexpr double kGivenUp = 0.25;
constexpr int kPatienceSeconds = 30;

// One connection that is kept. The server may be gone at any moment, which is no failure here.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{kPatienceSeconds, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() const { return open_; }

  // The answer's status; 0 when the connection ended before it was known.
  int post(std::string_view write_key, std::string_view body) {
    const std::string text = fmt::format(
        "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        write_key, body.size(), body);
    for (std::string_view rest = text; !rest.empty();) {
      const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;  // an answer may be here nevertheless
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return read_status();
  }

 private:
  // Reads one answer. A status counts once its head is whole, as it does for the SDKs.
  int read_status() {
    constexpr std::string_view kEnd = "\r\n\r\n", kLength = "Content-Length: ";
    std::size_t end = 0;
    while ((end = received_.find(kEnd)) == std::string::npos)
      if (!receive()) return 0;
    const int status = std::stoi(received_.substr(received_.find(' ') + 1, 3));
    const std::size_t at = received_.find(kLength);
    const std::size_t size =
        at < end ? std::stoul(received_.substr(at + kLength.size(), end - at)) : 0;
    while (received_.size() < end + kEnd.size() + size)
      if (!receive()) break;
    received_.erase(0, end + kEnd.size() + size);
    return status;
  }
  bool receive() {
    char bytes[4096];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0)
      open_ = false;
    else
      received_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  int socket_;
  bool open_ = false;
  std::string received_;
};

}  // namespace

BatchSenders::BatchSenders(SentLedger& ledger, std::uint16_t port, std::string write_key, Mode mode,
                           unsigned seed)
    : ledger_(ledger), write_key_(std::move(write_key)), mode_(mode), wrong_(kConnections) {
  for (std::size_t i = 0; i < kConnections; ++i) {
    threads_.emplace_back(
        [this, port, i, seed] { work(port, seed + static_cast<unsigned>(i), wrong_[i]); });
  }
}

std::vector<std::string> BatchSenders::join() {
  threads_.clear();
  std::erase(wrong_, std::string());
  return wrong_;
}

void BatchSenders::work(std::uint16_t port, unsigned seed, std::string& wrong) {
  std::mt19937 random(seed);
  Connection connection(port);
  int new_bodies = 0;
  const bool last = mode_ == Mode::kWhatIsLeft;
  while (connection.open() && wrong.empty()) {
    auto left = last ? ledger_.next_unanswered() : std::nullopt;
    if (last && !left && new_bodies++ == kNewBodiesAtTheEnd) return;
    const Batch batch = left ? *std::move(left) : ledger_.next(random);
    const std::string body = batch.to_json();
    ledger_.note_sent(batch);
    const int status = connection.post(write_key_, body);
    if (status == 200) {
      ledger_.note_answered(batch);
      continue;
    }
    ledger_.note_unanswered(batch, !last && std::bernoulli_distribution(kGivenUp)(random));
    if (status != 0) wrong = fmt::format("A body was answered {}.", status);
    if (last) wrong += "A body was not answered by a server that nobody stopped.";
    if (!connection.open()) return;
  }
  if (last && wrong.empty()) wrong = "A server that nobody stopped cannot be reached.";
}

}  // namespace wend
