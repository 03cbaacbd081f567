#include "events/sql/channel.h"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wend::events::sql {
namespace {

constexpr std::size_t kFrameBytesMax = 256U << 20;

struct Head {
  std::uint32_t size = 0;
  char kind = 0;
};
constexpr std::size_t kHeadBytes = 5;

std::unexpected<base::Error> gone() {
  return base::fail(base::ErrorCode::kIo, "The SQL worker is gone.");
}

}  // namespace

base::Status Channel::write_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    if (wait_) WEND_TRY(wait_(descriptor_, POLLOUT));
    // Without a signal when the other end is gone.
    const ssize_t done = ::send(descriptor_, bytes, size, MSG_NOSIGNAL);
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done <= 0) return gone();
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
  return {};
}

base::Status Channel::read_all(char* bytes, std::size_t size) {
  while (size > 0) {
    if (wait_) WEND_TRY(wait_(descriptor_, POLLIN));
    const ssize_t done = ::read(descriptor_, bytes, size);
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done <= 0) return gone();
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
  return {};
}

base::Status Channel::send(FrameKind kind, std::string_view bytes) {
  char head[kHeadBytes];
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(head, &size, sizeof size);
  head[sizeof size] = static_cast<char>(kind);
  WEND_TRY(write_all(head, sizeof head));
  return write_all(bytes.data(), bytes.size());
}

base::Result<Frame> Channel::receive() {
  char head[kHeadBytes];
  WEND_TRY(read_all(head, sizeof head));
  std::uint32_t size = 0;
  std::memcpy(&size, head, sizeof size);
  if (size > kFrameBytesMax) return gone();
  Frame frame{static_cast<FrameKind>(head[sizeof size]), std::string(size, '\0')};
  WEND_TRY(read_all(frame.bytes.data(), size));
  return frame;
}

}  // namespace wend::events::sql
