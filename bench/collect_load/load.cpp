#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bodies.h"
#include "process.h"

// Sends events to a server on this machine over kept connections, one request at a time on each,
// and says what was acknowledged, how long it took, and what the server used meanwhile.
//   wend_bench_load PORT KEY PID MESSAGES SECONDS CONNECTIONS [REQUESTS_A_SECOND]
// Without a rate every connection sends as soon as it has its answer. With one, requests are due at
// even distances whatever the server does, and their times count from when they were due.
namespace {

using Clock = std::chrono::steady_clock;

struct Settings {
  int port = 0;
  std::string key;
  int server = 0;
  int messages = 1;
  double seconds = 30;
  int connections = 8;
  double rate = 0;
};

struct Peer {
  Peer(const Settings& settings, wend::env::Random& random)
      : request(settings.key, settings.messages, random) {}
  LoadRequest request;
  int socket = -1;
  bool busy = false;
  std::size_t sent = 0;
  std::string answer;
  Clock::time_point due;
};

[[noreturn]] void give_up(const char* what) {
  fmt::print(stderr, "{}: {}\n", what, std::strerror(errno));
  std::exit(3);
}

int connect_to(int port) {
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    give_up("connect");
  ::fcntl(file, F_SETFL, ::fcntl(file, F_GETFL) | O_NONBLOCK);
  return file;
}

class Load {
 public:
  explicit Load(const Settings& settings)
      : settings_(settings),
        random_(static_cast<std::uint64_t>(settings.seconds) + 7),
        // Later runs get other ids: a nanosecond is shorter than any message takes.
        next_message_(static_cast<std::uint64_t>(
            std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds(1))) {
    for (int i = 0; i < settings.connections; ++i) {
      peers_.push_back(std::make_unique<Peer>(settings, random_));
      Peer& peer = *peers_.back();
      peer.socket = connect_to(settings.port);
      epoll_event event{EPOLLIN | EPOLLOUT | EPOLLET, {.ptr = &peer}};
      if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, peer.socket, &event) != 0) give_up("epoll_ctl");
      idle_.push_back(&peer);
    }
  }

  void run() {
    const Usage before = usage_of(settings_.server);
    Usage middle = before;
    begin_ = Clock::now();
    end_ = begin_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(settings_.seconds));
    bool halfway = false;
    std::vector<epoll_event> events(256);
    for (;;) {
      const auto now = Clock::now();
      if (!halfway && now > begin_ + (end_ - begin_) / 2) {
        halfway = true;
        middle = usage_of(settings_.server);
      }
      send_due(now);
      if (now >= end_ && idle_.size() == peers_.size()) break;
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                     settings_.rate > 0 ? 1 : 100);
      for (int i = 0; i < count; ++i) {
        Peer& peer = *static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr);
        if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0) write(peer);
        if ((events[static_cast<std::size_t>(i)].events & EPOLLIN) != 0) read(peer);
      }
    }
    say(before, middle, usage_of(settings_.server));
  }

 private:
  void send_due(Clock::time_point now) {
    while (!idle_.empty() && now < end_) {
      auto due = now;
      if (settings_.rate > 0) {
        due = begin_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                           static_cast<double>(started_) / settings_.rate));
        if (due > now) return;
      }
      ++started_;
      // The one that waits longest, so that all take part.
      Peer& peer = *idle_.front();
      idle_.pop_front();
      peer.request.renew(next_message_, random_);
      next_message_ += static_cast<std::uint64_t>(settings_.messages);
      peer.busy = true;
      peer.sent = 0;
      peer.due = due;
      write(peer);
    }
  }

  void write(Peer& peer) {
    const std::string& bytes = peer.request.bytes();
    while (peer.busy && peer.sent < bytes.size()) {
      const auto wrote =
          ::send(peer.socket, bytes.data() + peer.sent, bytes.size() - peer.sent, MSG_NOSIGNAL);
      if (wrote < 0 && errno == EAGAIN) return;
      if (wrote < 0) give_up("send");
      peer.sent += static_cast<std::size_t>(wrote);
    }
  }

  void read(Peer& peer) {
    char buffer[8192];
    for (;;) {
      const auto got = ::recv(peer.socket, buffer, sizeof buffer, 0);
      if (got < 0 && errno == EAGAIN) break;
      if (got <= 0) give_up("the server closed a connection");
      peer.answer.append(buffer, static_cast<std::size_t>(got));
    }
    const auto head = peer.answer.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const auto length = peer.answer.find("Content-Length: ");
    const std::size_t body =
        length < head ? std::strtoul(peer.answer.c_str() + length + 16, nullptr, 10) : 0;
    if (peer.answer.size() < head + 4 + body) return;
    answered(peer);
  }

  void answered(Peer& peer) {
    const bool good = peer.answer.compare(9, 3, "200") == 0;
    if (!good && refused_++ == 0) fmt::print(stderr, "refused: {}\n", peer.answer);
    const auto now = Clock::now();
    if (good) {
      ++acknowledged_;
      last_answer_ = now;
      took_us_.push_back(
          static_cast<std::uint32_t>((now - peer.due) / std::chrono::microseconds(1)));
    }
    peer.answer.clear();
    peer.busy = false;
    idle_.push_back(&peer);
  }

  void say(const Usage& before, const Usage& middle, const Usage& after) {
    const double seconds = std::chrono::duration<double>(last_answer_ - begin_).count();
    const auto requests = static_cast<double>(acknowledged_);
    const double events = requests * settings_.messages;
    const double cpu = after.cpu_seconds - before.cpu_seconds;
    const auto bytes = static_cast<double>(peers_[0]->request.body().size());
    std::ranges::sort(took_us_);
    const auto part = [&](double share) {
      if (took_us_.empty()) return 0.0;
      const auto at = static_cast<std::size_t>(share * static_cast<double>(took_us_.size() - 1));
      return took_us_[at] / 1e3;
    };
    fmt::print("  sent          {} messages of {:.0f} bytes a request, {} connections, {}\n",
               settings_.messages, bytes / settings_.messages, settings_.connections,
               settings_.rate > 0 ? fmt::format("{:.0f} requests/s due", settings_.rate)
                                  : std::string("as fast as answers come"));
    fmt::print("  acknowledged  {:.0f} events/s, {:.0f} requests/s, {:.0f} MB/s; {} not taken\n",
               events / seconds, requests / seconds, requests * bytes / seconds / 1e6, refused_);
    fmt::print("  answer        p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms\n", part(0.5),
               part(0.99), part(1));
    fmt::print("  server        {:.1f} s of CPU, {:.1f} us an event; generator {:.1f} s\n", cpu,
               cpu / events * 1e6, own_cpu_seconds());
    fmt::print("  memory        {:.0f} MiB before, {:.0f} halfway, {:.0f} after, {:.0f} at most\n",
               before.memory_mib, middle.memory_mib, after.memory_mib, after.memory_max_mib);
    fmt::print("  result        {:.0f} {:.1f}\n", events, requests / seconds);
  }

  const Settings settings_;
  wend::env::Random random_;
  std::uint64_t next_message_;
  const int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Peer>> peers_;
  std::deque<Peer*> idle_;
  Clock::time_point begin_, end_, last_answer_;
  std::uint64_t started_ = 0, acknowledged_ = 0, refused_ = 0;
  std::vector<std::uint32_t> took_us_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    fmt::print(stderr, "usage: {} PORT KEY PID MESSAGES SECONDS CONNECTIONS [RATE]\n", argv[0]);
    return 2;
  }
  Load({.port = std::atoi(argv[1]),
        .key = argv[2],
        .server = std::atoi(argv[3]),
        .messages = std::max(1, std::atoi(argv[4])),
        .seconds = std::atof(argv[5]),
        .connections = std::max(1, std::atoi(argv[6])),
        .rate = argc > 7 ? std::atof(argv[7]) : 0})
      .run();
}
