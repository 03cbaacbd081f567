#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "env/clock.h"
#include "events/event_store.h"
#include "workspace/keys.h"

namespace wend::collect {

// Whose key a body came with.
struct Sender {
  std::int64_t source_id = 0;  // in the event store
  // Bytes of this key that wait to be written.
  std::shared_ptr<std::atomic<std::size_t>> waiting_bytes;
};

// Knows the write keys in use, and how often each may call. Safe to use from several threads.
class Senders {
 public:
  // `requests_per_second` of one key in the long run, and at once as many; 0: no limit.
  Senders(workspace::Keys& keys, events::EventStore& store, const env::Clock& clock,
          double requests_per_second)
      : keys_(keys), store_(store), clock_(clock), requests_per_second_(requests_per_second) {}

  // Whether find() waits for no file.
  bool remembers(std::string_view write_key) const;
  // Errors: kNotSignedIn for a key that is not known or revoked.
  base::Result<Sender> find(std::string_view write_key);
  // The same, and one request of the key. Errors also: kTooMany.
  base::Result<Sender> admit(std::string_view write_key);
  // After a key was revoked: from the return on it is refused. What another process revokes is
  // noticed within a second.
  void forget_keys();
  // Makes the sources of keys that were made by the command line and not used yet.
  base::Status make_sources_of_keys();

 private:
  struct Known {
    Sender sender;
    env::TimeUs checked_at = 0;
    double tokens = 0;
    env::TimeUs filled_at = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  bool take_token(Known& known, env::TimeUs now) const;

  workspace::Keys& keys_;
  events::EventStore& store_;
  const env::Clock& clock_;
  const double requests_per_second_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Known, Hash, std::equal_to<>> known_;
  std::uint64_t times_forgotten_ = 0;  // a key that was looked up before is not remembered after
};

}  // namespace wend::collect
