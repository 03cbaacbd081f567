#pragma once

#include "unify/export_writer.h"

namespace wend::unify {

// Parquet by DuckDB: the rows lie in a scratch database beside the file until they are copied.
// Whole numbers are BIGINT, others DOUBLE, times TIMESTAMP in UTC, days DATE.
base::Result<std::unique_ptr<ExportWriter>> open_parquet(const std::filesystem::path& file,
                                                         std::span<const ExportField> fields);

}  // namespace wend::unify
