#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace wend::cli {

// `wend privacy export --pseudonymised …`
struct PseudonymisedOptions {
  bool asked = false, proposal = false, kept_key = false;
  std::string what = "events", out, from, to, times = "exact", only_with, format = "csv";
  std::vector<std::string> keep, generalise, leave_out, quasi;
  std::int64_t k = 1;
};
std::shared_ptr<PseudonymisedOptions> add_pseudonymised_options(CLI::App& app);

// Writes the file, or says what is proposed for each column; answers JSON.
base::Result<std::string> export_pseudonymised(const std::string& data,
                                               const PseudonymisedOptions& options);
base::Result<std::string> renew_pseudonym_key(const std::string& data);

}  // namespace wend::cli
