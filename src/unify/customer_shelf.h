#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/property_text.h"
#include "model/search_terms.h"
#include "unify/customer_columns.h"
#include "unify/customer_file.h"

namespace wend::unify {

enum class CustomerSort { kLastSeen, kFirstSeen, kEvents, kName };

// What a list of customers asks for. Those who have exactly the identity that is looked for come
// first, then the latest, the earliest last, the busiest, or the first in the alphabet (those
// without a name last); equal ones in the order of their number.
struct CustomerAsk {
  std::string search;  // as it is typed; empty: everybody
  CustomerSort sort = CustomerSort::kLastSeen;
  std::optional<std::int64_t> after_id;  // the last customer of the page before
  std::size_t limit = 50;
};
struct CustomerEntry {
  CustomerCard card;
  TimeUs first_us = 0, last_us = 0;
  std::uint64_t events = 0;
  std::vector<std::string> channels;  // by name
};
struct CustomerPage {
  std::vector<CustomerEntry> customers;
  bool more = false;      // there is a page after this one
  std::size_t total = 0;  // customers in all pages
};

// All customers of the event store and what they are found by, as far as they were read: numbers in
// memory, cards and terms in a file. What changed since the last commit() is in memory. One thread
// writes, others find.
class CustomerShelf {
 public:
  // Creates the file when it is missing. Errors: those of CustomerFile::open; kIo when it is
  // damaged.
  static base::Result<std::unique_ptr<CustomerShelf>> open(const std::filesystem::path& file);

  // Up to where the store is in it for sure, and whether everything before is.
  const CustomerFile::State& state() const { return state_; }
  // Without times and numbers of events, because the program ended suddenly: each_sum() is needed.
  bool sums_missing() const { return state_.sums_sequence != state_.marks.last_sequence; }

  // For the writer.
  void see(std::int64_t profile, TimeUs first_us, TimeUs last_us, std::string_view channel,
           std::uint64_t events);
  base::Status add_identity(std::int64_t profile, std::string_view name, std::string_view value);
  base::Status add_traits(std::int64_t profile, TimeUs time_us, std::int64_t sequence,
                          std::string_view traits);
  // These customers are now those, whatever they were.
  void replace(std::span<const std::int64_t> profiles, std::vector<CustomerRead> customers);
  void forget_sums();
  std::size_t waiting() const { return pending_.size(); }
  // Writes what is waiting.
  base::Status commit(const StoreMarks& marks, bool complete);
  // For many at once, none of which is there: written without waiting; the marks stay.
  base::Status write(std::vector<CustomerRead> customers);
  // Writes the sums, so that the next start need not count them.
  base::Status commit_sums();
  // Takes customers out, so that nothing of them is left in the file. Writes what is waiting, too.
  // Answers how many there were.
  base::Result<std::size_t> forget(std::span<const std::int64_t> profiles, const StoreMarks& marks);
  // How many events of these customers are in.
  std::uint64_t events_of(std::span<const std::int64_t> profiles) const;

  // For everybody. Errors: kInvalidInput when the customer of `after_id` is gone, kIo.
  base::Result<CustomerPage> find(const CustomerAsk& ask) const;
  // Nothing: there is no such customer with events. Those that are not there are left out.
  base::Result<std::vector<CustomerEntry>> entries(std::span<const std::int64_t> profiles) const;
  // How many have events.
  std::size_t size() const;
  struct Memory {
    std::size_t columns = 0, runs = 0, waiting = 0;
  };
  Memory memory() const;

 private:
  using Bits = std::vector<std::uint64_t>;
  explicit CustomerShelf(std::unique_ptr<CustomerFile> file) : file_(std::move(file)) {}
  base::Status load();

  Ordinal ordinal_of(std::int64_t profile);
  base::Result<CustomerCard> card_of(Ordinal ordinal) const;
  void put(Ordinal ordinal, CustomerCard card);
  void take_out(Ordinal ordinal);
  std::uint64_t channel_bit(std::string_view channel);
  base::Status merge(std::size_t from);
  base::Status merge_small();

  base::Status collect(std::string_view prefix, bool whole, Bits& found) const;
  base::Result<Bits> found_by(const model::SearchWords& words) const;
  base::Result<std::vector<Ordinal>> exact(const model::SearchWords& words,
                                           const Bits& found) const;
  base::Result<CustomerEntry> entry_of(Ordinal ordinal) const;
  base::Status page_by_name(const CustomerAsk& ask, const Bits& found,
                            const std::vector<Ordinal>& exact, CustomerPage& page) const;
  template <typename Key>
  base::Status page_by(const CustomerAsk& ask, const Bits& found, const std::vector<Ordinal>& exact,
                       Key&& key, CustomerPage& page) const;

  std::unique_ptr<CustomerFile> file_;
  CustomerFile::State state_;         // of the writer
  std::vector<Ordinal> dropped_;      // from the file at the next commit
  std::size_t channels_written_ = 0;  // so many are in the file
  model::PropertyText parser_;

  mutable std::shared_mutex mutex_;  // the writer reads without it
  CustomerColumns columns_;
  std::vector<std::string> channels_;
  std::vector<TermRun> runs_;
  std::map<Ordinal, CustomerCard> pending_;
  std::map<std::string, std::vector<Ordinal>, std::less<>> pending_terms_;
};

}  // namespace wend::unify
