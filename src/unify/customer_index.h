#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "base/result.h"
#include "events/event_store.h"
#include "unify/customer_reading.h"
#include "unify/customer_shelf.h"

namespace wend::unify {

// Finds customers by what is typed and lists them, without looking at events or at all customers
// (docs/search.md). It follows the event store on a thread of its own, which nobody waits for, and
// keeps what it read in a file that may be thrown away: it is made anew while it answers from what
// it has.
class CustomerIndex {
 public:
  struct Options {
    std::filesystem::path folder;  // of its files; made when it is missing
    std::function<void(std::string_view)> report;
    bool own_thread = true;                  // false: step() is called by somebody
    std::size_t customers_waiting = 20'000;  // so many that changed are kept until they are written
    std::size_t identities_read = 250'000;   // at once, while it is made anew
  };
  // The store must outlive it.
  CustomerIndex(const events::EventStore& store, Options options);
  ~CustomerIndex();  // stops soon, and writes what is waiting

  struct Standing {
    bool complete = true;   // everything of the store is in, but for the last moment
    double progress = 1.0;  // of what is being read, when it is not
  };
  Standing standing() const;
  struct Found {
    CustomerPage page;
    Standing standing;
  };
  // Waits a moment for what the store has now; in a small store as long as that takes. Errors:
  // kInvalidInput when the customer of `after_id` is gone.
  base::Result<Found> find(const CustomerAsk& ask);
  // Of these customers, those there are, in their order.
  base::Result<std::vector<CustomerEntry>> entries(std::span<const std::int64_t> profiles);

  // Reads what is new, once; with what is to be made anew, all of it.
  base::Status step();
  // After the store forgot these customers: leaves no byte of them in the files. Errors: kIo; then
  // it is to be called again.
  base::Status forget(std::span<const std::int64_t> profiles);
  // The same when it is not known whom, or when events of others were changed where they stand:
  // makes everything anew, and leaves no byte of before. Errors: kIo; then it is to be called
  // again.
  base::Status renew();
  CustomerShelf::Memory memory() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::shared_ptr<CustomerShelf> shelf() const;
  void serve(std::shared_ptr<CustomerShelf> shelf);
  base::Status open_file();
  base::Status follow();
  base::Status make_anew();
  base::Status write_waiting();
  base::Status allow_for(std::span<const std::int64_t> profiles, std::uint64_t events,
                         std::size_t identities);
  void mark_read(std::int64_t version);
  void wait();
  void work(const std::stop_token& stop);
  std::filesystem::path file(int number) const;
  void remove_file(int number) const;
  bool stopped() const { return stop_.stop_requested(); }

  const events::EventStore& store_;
  const Options options_;

  std::mutex working_;  // held while files change; guards what follows
  StoreMarks marks_;    // up to where the served shelf was brought
  bool opened_ = false;
  bool sums_needed_ = false;
  int file_ = 0;  // the served one
  Clock::time_point written_at_ = Clock::now();
  std::stop_token stop_;

  std::atomic<bool> anew_ = false;  // everything is to be read
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<CustomerShelf> shelf_;
  std::int64_t read_version_ = -1;
  bool small_ = true;
  bool woken_ = false;
  Standing standing_{.complete = false, .progress = 0};
  std::jthread thread_;
};

}  // namespace wend::unify
