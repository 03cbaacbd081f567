#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/store_reader.h"
#include "collect/webhook_sources.h"
#include "events/event_store.h"
#include "log/event_log.h"

namespace wend::collect {

// What webhooks delivered and no rule of their mapping took.
class UnmappedBodies {
 public:
  UnmappedBodies(const log::EventLog& log, events::EventStore& store, WebhookSources& sources,
                 IntakeWatch* watch = nullptr)
      : log_(log), store_(store), sources_(sources), watch_(watch) {}

  struct Body {
    std::int64_t position = 0;
    env::TimeUs received_at = 0;
    std::string reason;
    std::string headers = "{}";  // JSON object
    std::string body;            // valid UTF-8, cut after kShownBytesMax
  };
  static constexpr std::size_t kShownBytesMax = 16 * 1024;

  // The newest first, from before a position on.
  base::Result<std::vector<Body>> page(std::int64_t source, std::optional<std::int64_t> before,
                                       std::size_t limit) const;
  base::Result<std::int64_t> total(std::int64_t source) const;
  // Reads all of a source again with its mapping of now; one at a time.
  base::Result<StoreReader::Replay> replay(std::int64_t source);

 private:
  const log::EventLog& log_;
  events::EventStore& store_;
  WebhookSources& sources_;
  IntakeWatch* const watch_;
  std::mutex replaying_;
};

}  // namespace wend::collect
