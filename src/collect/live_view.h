#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "events/live_events.h"

namespace wend::collect {

// What became of a message on its way to the store.
enum class MessageFate : std::uint8_t {
  kTaken,
  kWarned,     // it breaks the tracking plan and was taken
  kBlocked,    // it was not stored
  kDuplicate,  // its source sent it before
};
std::string_view to_string(MessageFate fate);

// The fate of a row that was not simply taken.
struct RowMark {
  std::size_t row = 0;
  MessageFate fate = MessageFate::kTaken;
  std::vector<std::string> reasons;
};

struct LiveMessage {
  env::TimeUs received_at = 0;
  env::TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::string name, identity_namespace, identity_value, channel, message_id;
  std::string properties;  // a JSON object
  MessageFate fate = MessageFate::kTaken;
  std::vector<std::string> reasons;
};
struct LiveRefusal {
  env::TimeUs received_at = 0;
  std::string reason;
  std::string sample;
};
// Of the last second.
struct LiveRate {
  std::int64_t taken = 0;
  std::int64_t refused = 0;  // also those that were blocked
  double per_second = 0;     // both
};
using LiveNote = std::variant<std::shared_ptr<const LiveMessage>, LiveRefusal, LiveRate>;

// Somebody who looks at a source. Called under a lock and from several threads: must not block.
struct LiveWatcher {
  std::function<bool(const LiveNote&)> tell;  // false: gone
  std::function<bool()> gone;
};

// Shows messages to those who look on while they come. With nobody looking it costs the latest 50
// messages of each source and a count. Safe to use from several threads.
class LiveView {
 public:
  static constexpr std::size_t kWatchersMax = 64;
  static constexpr std::size_t kRingMessages = 50;
  static constexpr std::size_t kPerSecondMax = 50;
  static constexpr std::size_t kSourcesMax = 256;  // with a ring; the one quiet longest goes
  static constexpr std::size_t kPropertiesBytesMax = 16 * 1024;
  static constexpr std::size_t kSampleBytesMax = 2 * 1024;

  explicit LiveView(const env::Clock& clock) : clock_(clock) {}

  // Tells the latest messages of the source, then what comes. Errors: kUnavailable when as many as
  // may look on already do.
  base::Status watch(std::int64_t source_id, LiveWatcher watcher);

  // These rows came to the store, or did not: `marks` are in the order of their rows.
  void came(std::span<const events::LiveRow> rows, std::span<const RowMark> marks);
  void refused(std::int64_t source_id, std::string_view reason, std::string_view sample);
  // A second, or about as much, went by.
  void tick(std::chrono::duration<double> since_last);

 private:
  struct View {
    std::deque<std::shared_ptr<const LiveMessage>> ring;
    std::vector<LiveWatcher> watchers;
    env::TimeUs last_at = 0;
    std::int64_t taken = 0, refused = 0;  // since the last tick
    std::size_t told = 0;                 // since the last tick
    bool rate_is_told = false;            // a rate that is not zero was told last
  };
  View& view_of(std::int64_t source_id);
  void tell(View& view, const LiveNote& note);
  void forget_gone(View& view);

  const env::Clock& clock_;
  std::atomic<std::size_t> watchers_ = 0;
  std::mutex mutex_;
  std::map<std::int64_t, View> views_;
};

}  // namespace wend::collect
