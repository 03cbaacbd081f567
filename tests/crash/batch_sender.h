#pragma once

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "sent_ledger.h"

namespace wend {

// Several connections to one server, each a thread that posts one body after another to /v1/batch
// until the server is gone or it is told to stop.
class BatchSenders {
 public:
  enum class Mode {
    kUntilGone,   // new bodies until the server ends
    kWhatIsLeft,  // what was not answered, and a few new bodies; every one must be answered
  };
  BatchSenders(SentLedger& ledger, std::uint16_t port, std::string write_key, Mode mode,
               unsigned seed);
  // Waits for them. Answers what went wrong: answers that are not 200.
  std::vector<std::string> join();

 private:
  void work(std::uint16_t port, unsigned seed, std::string& wrong);

  SentLedger& ledger_;
  const std::string write_key_;
  const Mode mode_;
  std::vector<std::string> wrong_;
  std::vector<std::jthread> threads_;
};

}  // namespace wend
