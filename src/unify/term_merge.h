#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "unify/customer_columns.h"
#include "unify/customer_file.h"

namespace wend::unify {

// Writes a run of terms that come in order, and completes `run` by what it wrote. Within a
// transaction of the file.
class TermRunWriter {
 public:
  TermRunWriter(CustomerFile& file, TermRun& run) : file_(file), run_(run) {}
  base::Status begin();  // gives the run its number
  base::Status add(std::string_view term, std::span<const Ordinal> ordinals);
  // A run without terms is not written.
  base::Status finish();

 private:
  base::Status put();

  CustomerFile& file_;
  TermRun& run_;
  TermBlockWriter block_;
};

// Whether a run says what terms a customer has.
inline bool speaks_of(const TermRun& run, std::uint32_t written) {
  return run.first_written <= written && written <= run.last_written;
}

// Writes one run of several: of each customer only what the run says whose turn it is.
base::Status merge_runs(CustomerFile& file, std::span<const TermRun> runs,
                        const CustomerColumns& columns, TermRun& merged);

}  // namespace wend::unify
