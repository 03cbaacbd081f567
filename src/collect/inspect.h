#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "collect/input_file.h"
#include "collect/mapping.h"
#include "collect/record.h"
#include "env/clock.h"

namespace wend::collect {

struct ColumnFacts {
  std::string name;
  std::uint64_t filled = 0;  // of `Inspection::rows` rows
  std::uint64_t distinct = 0;
  std::vector<std::string> samples;  // up to five different values
  std::string looks_like;            // time, customer, event, channel, number, text
  std::string time_format;           // when it looks like a time
};

struct PreviewEvent {
  std::string customer, event, channel, properties;
  env::TimeUs time_us = 0;
  // Who the customer is besides: namespace and value.
  std::vector<std::pair<std::string, std::string>> identities;
};

// What the beginning of a file says, and what a mapping makes of it.
struct Inspection {
  FileShape shape;
  Mapping mapping;                   // the guess, or the one that was given
  bool complete = false;             // Mapping::complete
  std::vector<std::string> remarks;  // sentences: what was assumed, what is ambiguous
  std::uint64_t rows = 0;            // looked at
  std::uint64_t rows_estimate = 0;   // in the whole file
  std::vector<ColumnFacts> columns;
  std::vector<PreviewEvent> preview;
  std::vector<Reject> problems;
};

// Looks at the beginning of a file. With a mapping: shows what that one makes of it; errors in the
// mapping are errors, but what it leaves open makes the inspection incomplete. Without one, or with
// one that only says how to read (delimiter, header): guesses, as completely as it can be. Errors:
// those of detect_shape and open_records.
base::Result<Inspection> inspect_file(const std::string& path, const std::string& name,
                                      const Mapping* mapping, const std::filesystem::path& scratch);

// What guessing goes by; for formats and tests alike.
struct Sample {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> values;  // by column, without the empty ones
  std::uint64_t rows = 0;
};
struct Guess {
  Mapping mapping;
  bool complete = false;
  std::vector<std::string> remarks;
  std::vector<ColumnFacts> columns;
};
Guess guess_mapping(const Sample& sample, const std::string& file_name);

}  // namespace wend::collect
