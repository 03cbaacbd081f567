#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "unify/customer_card.h"
#include "unify/customer_columns.h"
#include "unify/customer_reading.h"
#include "unify/term_block.h"
#include "workspace/sqlite.h"

namespace wend::unify {

// A sorted list of terms in the file, in blocks. Says who has a term for customers whose terms were
// written from `first_written` to `last_written`; for others it is out of date.
struct TermRun {
  std::int64_t number = 0;
  std::uint32_t first_written = 0, last_written = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> first_terms;  // of its blocks
};

// The file of the customer index, an SQLite database that may be thrown away: cards, runs of terms,
// and up to where the event store is in them. One writer; readers see what is committed. What is
// taken out is overwritten.
class CustomerFile {
 public:
  static constexpr std::int64_t kFormat = 1;

  // Errors: kConflict when another version wrote it, kIo.
  static base::Result<std::unique_ptr<CustomerFile>> open(const std::filesystem::path& path);

  struct State {
    StoreMarks marks;
    bool complete = false;  // everything up to the marks is in
    std::uint32_t written = 0;
    std::int64_t sums_sequence = -1;  // up to where the sums are those of the events
  };
  base::Result<State> state();
  base::Result<std::vector<std::string>> channels();
  base::Result<std::vector<TermRun>> runs();
  base::Status each_customer(
      const std::function<void(Ordinal, std::int64_t profile, std::uint32_t written)>& take);
  // Errors: kIo when they are damaged or of other customers.
  base::Status restore_sums(CustomerColumns& columns);

  // Nothing: there is none.
  base::Result<std::optional<CustomerCard>> card(Ordinal ordinal);
  // The texts that customers are sorted by, from after (key, profile) on, until `take` is false.
  base::Status each_name(
      std::string_view after_key, std::int64_t after_profile,
      const std::function<bool(Ordinal, std::int64_t profile, std::string_view key)>& take);
  base::Result<std::string> name_key(Ordinal ordinal);
  // Of blocks [begin, end) of a run, in order: the ordinals of each, or its terms.
  enum class Part { kOrdinals, kTerms };
  base::Status each_block(const TermRun& run, std::size_t begin, std::size_t end, Part part,
                          const std::function<bool(std::string_view)>& take);

  // Writing. All between begin() and commit() is written together.
  base::Status begin();
  base::Status commit();
  base::Status put_state(const State& state);
  base::Status put_channels(const std::vector<std::string>& channels);
  base::Status put_customer(Ordinal ordinal, std::uint32_t written, const CustomerCard& card);
  base::Status drop_customer(Ordinal ordinal);
  base::Status put_sums(const CustomerColumns& columns);
  // Blocks first, with the run's number; the run itself makes them count.
  base::Status put_block(const TermRun& run, const TermBlock& block, std::size_t place);
  base::Status put_run(const TermRun& run);
  base::Status drop_run(std::int64_t number);
  base::Result<std::int64_t> next_run();
  // Leaves nothing in the file beside.
  base::Status empty_log();

 private:
  CustomerFile(workspace::Sqlite writer, workspace::Sqlite reader)
      : writer_(std::move(writer)), reader_(std::move(reader)) {}

  workspace::Sqlite writer_, reader_;
  std::optional<workspace::Statement> select_card_;
  // While a transaction lasts.
  std::optional<workspace::Transaction> transaction_;
  std::optional<workspace::Statement> put_customer_, put_card_;
};

// What a customer is sorted by: the folded name; those without one last.
std::string name_key_of(const CustomerCard& card);

}  // namespace wend::unify
