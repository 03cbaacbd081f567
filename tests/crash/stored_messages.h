#pragma once

#include <string>
#include <vector>

#include "events/data_folder.h"
#include "sent_ledger.h"

namespace wend {

// Compares an open folder with itself: the event store holds exactly the messages of the log's
// records up to the store's position, each once. One sentence for each disagreement.
std::vector<std::string> compare_store_with_log(events::DataFolder& folder);

struct Comparison {
  std::vector<std::string> findings;
  std::int64_t answered = 0;         // messages that were answered, each in the store
  std::int64_t unanswered_kept = 0;  // sent, not answered, and in the store
  std::int64_t unanswered_lost = 0;  // sent, not answered, and not there: both are right
};
// Compares the store with what was sent and answered, once the store has all of the log.
Comparison compare_store_with_ledger(events::DataFolder& folder, const SentLedger& ledger);

}  // namespace wend
