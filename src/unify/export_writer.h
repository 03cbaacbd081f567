#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "unify/export_cell.h"
#include "unify/export_request.h"

namespace wend::unify {

// Writes the rows of an export into a file that its owner alone can read.
class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  // Errors: kUnavailable when the disk is full, kIo.
  virtual base::Status row(std::span<const ExportCell> cells) = 0;
  virtual base::Status finish() = 0;

  // CSV and JSON lines are written as they come; Parquet goes through a scratch file beside it.
  static base::Result<std::unique_ptr<ExportWriter>> open(const std::filesystem::path& file,
                                                          ExportRequest::Format format,
                                                          std::span<const ExportField> fields);
};

}  // namespace wend::unify
