#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/consent.h"
#include "model/time_zone.h"
#include "unify/erasure_list.h"
#include "unify/export_cell.h"
#include "unify/export_request.h"
#include "unify/pseudonym_key.h"

namespace wend::unify {

// What an export is made of. Everything that is named must live as long as it is used.
struct ExportSource {
  const events::EventStore& store;
  const ExportRequest& request;
  const PseudonymKey& key;
  const model::ConsentPurpose* purpose = nullptr;  // of request.only_with
  const IdentityHasher& hasher;
  std::vector<std::string> erased;  // keyed hashes of people whose erasure is not done yet
  const model::TimeZone& zone;
};

struct ExportOutcome {
  std::uint64_t rows = 0, customers = 0;                 // written
  std::uint64_t without_consent = 0, being_erased = 0;   // customers that are left out
  std::uint64_t small_group_rows = 0, small_groups = 0;  // left out for k
  std::uint64_t smallest_group = 0;                      // that is written; 0: not asked
  std::uint64_t replaced = 0;                            // places in texts
  std::uint64_t looked_at = 0;                           // customers
  bool operator==(const ExportOutcome&) const = default;
};

// Writes the events or the customers of a workspace in a way that names nobody (docs/privacy.md).
// Reads everybody as of one moment, two or three times: to see what is common, how large the groups
// are, and to write. `progress` hears numbers from 0 to 1. Errors: kInvalidInput for a column whose
// name names somebody, kCancelled, kUnavailable when the disk is full, kIo.
base::Result<ExportOutcome> write_pseudonymous_export(const ExportSource& source,
                                                      const std::filesystem::path& file,
                                                      const std::function<void(double)>& progress,
                                                      const std::stop_token& stop);

// The first rows as they would be written, and what would be left out, from looking at so many
// people at most: who they are is as good as drawn by lot, because they are those of the first
// pseudonyms.
struct ExportPreview {
  std::vector<ExportField> fields;
  std::vector<ExportRow> rows;
  ExportOutcome outcome;
  bool all = true;  // whether everybody was looked at
};
inline constexpr std::size_t kPreviewRows = 20;
inline constexpr std::uint64_t kPreviewPeople = 10'000;
base::Result<ExportPreview> preview_pseudonymous_export(const ExportSource& source,
                                                        const std::stop_token& stop,
                                                        std::uint64_t people_max = kPreviewPeople);

}  // namespace wend::unify
