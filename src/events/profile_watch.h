#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"

namespace wend::events {

// Tells those who look at a profile when its events changed: some came, went, or moved because
// identities were joined or taken apart. It looks at the store when its version moved, so it sees
// what SDKs send, imports and removals alike, and costs nothing while nobody looks on. Safe to use
// from several threads.
class ProfileWatch {
 public:
  // Called from the watch's thread: must not block.
  struct Watcher {
    std::function<void(std::int64_t data_version)> changed;
    std::function<bool()> gone;
  };
  static constexpr std::size_t kWatchersMax = 256;

  // Says on `report` what goes wrong. The store must outlive it.
  ProfileWatch(EventStore& store, std::function<void(std::string_view)> report);
  ~ProfileWatch();
  ProfileWatch(const ProfileWatch&) = delete;
  ProfileWatch& operator=(const ProfileWatch&) = delete;

  // Answers the version from which on changes are told. Errors: kUnavailable when as many as may
  // look on already do; kIo.
  base::Result<std::int64_t> watch(std::int64_t profile_id, Watcher watcher);
  // Tells what changed since the last look. The watch does this by itself several times a second.
  base::Status look();

 private:
  struct Watched {
    std::int64_t profile_id = 0;
    Watcher watcher;
  };
  // What the store was like at a look.
  struct Seen {
    std::int64_t version = 0;
    std::int64_t last_sequence = 0;
    std::int64_t events = 0;
  };
  struct Changes {
    Seen now;
    bool all = false;                    // nobody knows which profiles
    std::vector<std::int64_t> profiles;  // in order
  };
  base::Result<Changes> changes_since(const Seen& before) const;
  void work(const std::stop_token& stop);

  EventStore& store_;
  const std::function<void(std::string_view)> report_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<Watched> watched_;
  Seen seen_;
  std::jthread thread_;
};

}  // namespace wend::events
