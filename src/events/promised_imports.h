#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>

#include "base/result.h"
#include "events/event_store.h"

namespace wend::events {

// Numbers given to imports before they begin, so that an address that names one stays true: the
// same number stands in the ledger later. Each promise is a file that a crash leaves behind and
// settle() turns into a line of the ledger. Safe to use from several threads.
class PromisedImports {
 public:
  explicit PromisedImports(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Gives the next number to an import that will be started with it. Of `import`, its source, file,
  // bytes and started_at are kept. Never waits for a running import. Errors: kIo.
  base::Result<std::int64_t> promise(const EventStore& store, const ImportRecord& import);
  // The ledger has this number now.
  void keep(std::int64_t import_id);
  // Notes imports that were promised and never ended as failed. Errors: kIo.
  base::Status settle(EventStore& store);

 private:
  std::filesystem::path file_of(std::int64_t import_id) const;

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::int64_t last_ = 0;
};

}  // namespace wend::events
