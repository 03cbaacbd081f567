#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/byte_source.h"
#include "collect/mapping.h"
#include "collect/record.h"
#include "collect/text_encoding.h"

namespace wend::collect {

enum class Format { kCsv, kJsonLines, kParquet, kXes };
std::string_view to_string(Format format);  // csv, jsonl, parquet, xes

// What a file is, judged by its content; its name is never asked.
struct FileShape {
  Format format = Format::kCsv;
  Compression compression = Compression::kNone;
  Encoding encoding = Encoding::kUtf8;
  char delimiter = ',';  // of CSV
  bool header = true;    // of CSV
  std::uint64_t file_bytes = 0;
};

// `name` is what errors call the file. Errors: kInvalidInput for an empty file, a kind that Wend
// does not read (spreadsheets, archives, pictures, …), or broken compression; kNotFound; kIo.
base::Result<FileShape> detect_shape(const std::string& path, const std::string& name);

// Opens the file for reading rows. A mapping's delimiter and header replace the guessed ones. A
// compressed Parquet file is unpacked beside `scratch` first and taken away again.
base::Result<std::unique_ptr<RecordReader>> open_records(const std::string& path,
                                                         const std::string& name,
                                                         const FileShape& shape,
                                                         const Mapping* mapping,
                                                         const std::filesystem::path& scratch);

// The FileHash of a whole file.
base::Result<std::string> hash_file(const std::string& path, const std::string& name);

}  // namespace wend::collect
