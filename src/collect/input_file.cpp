#include "collect/input_file.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "collect/csv_reader.h"
#include "collect/file_hash.h"
#include "collect/json_reader.h"
#include "collect/limits.h"
#include "collect/parquet_reader.h"
#include "collect/xes_reader.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

struct Known {
  std::string_view magic;
  std::string_view what;
  std::string_view hint;
};
constexpr std::string_view kSaveAsCsv = "Save it as CSV and import that.";
constexpr std::string_view kUnpack =
    "Unpack it and import what is inside; .gz and .zst need no unpacking.";
constexpr std::string_view kExport =
    "Export the data as CSV, JSON lines or Parquet and import that.";
using namespace std::string_view_literals;
constexpr auto kForeign = std::to_array<Known>({
    {"PK\x03\x04"sv, "a spreadsheet or a zip archive",
     "Save a spreadsheet as CSV, or unpack the archive, and import that."},
    {"\xD0\xCF\x11\xE0"sv, "an old Office document", kSaveAsCsv},
    {"%PDF"sv, "a PDF document", kExport},
    {"\x89PNG"sv, "a picture", kExport},
    {"\xFF\xD8\xFF"sv, "a picture", kExport},
    {"GIF8"sv, "a picture", kExport},
    {"7z\xBC\xAF"sv, "a 7-Zip archive", kUnpack},
    {"Rar!"sv, "a RAR archive", kUnpack},
    {"BZh"sv, "packed with bzip2", kUnpack},
    {"\xFD"
     "7zXZ"sv,
     "packed with xz", kUnpack},
    {"\x1F\x8B"sv, "packed twice", kUnpack},
    {"\x28\xB5\x2F\xFD"sv, "packed twice", kUnpack},
    {"SQLite format 3"sv, "a SQLite database", kExport},
    {"Obj\x01"sv, "an Avro file", kExport},
    {"ORC"sv, "an ORC file", kExport},
    {"ARROW1"sv, "an Arrow file", kExport},
    {"\x7F"
     "ELF"sv,
     "a program", kExport},
    {"{\\rtf"sv, "a text document", kSaveAsCsv},
});

base::Result<std::string> read_head(ByteSource& source, std::size_t size) {
  std::string head(size, '\0');
  WEND_ASSIGN(const std::size_t got, source.read(head.data(), head.size()));
  head.resize(got);
  return head;
}

std::unexpected<base::Error> unknown(const std::string& name, std::string_view what,
                                     std::string_view hint) {
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format(
          "This file is {}, which Wend does not read; it reads CSV, JSON lines, Parquet and XES.",
          what),
      name, std::string(hint));
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
  return !std::ranges::search(text, word, [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == b;
          }).empty();
}

// Text has no control characters but tabs and line ends; a stray one is forgiven.
bool looks_binary(std::string_view text) {
  const auto controls = std::ranges::count_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A;
  });
  return static_cast<std::size_t>(controls) * 100 > text.size();
}

base::Result<Format> format_of(std::string_view text, std::string_view bytes,
                               const std::string& name) {
  for (const Known& known : kForeign) {
    if (bytes.starts_with(known.magic)) return unknown(name, known.what, known.hint);
  }
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos)
    return fail(ErrorCode::kInvalidInput, "The file holds nothing but blanks.", name);
  const std::string_view start = text.substr(begin, 4096);
  if (start[0] == '<') {
    if (contains_ignoring_case(start, "<!doctype html") || contains_ignoring_case(start, "<html")) {
      return unknown(
          name, "a web page",
          "If it was downloaded, sign in first: the page may say why it is not the data.");
    }
    return Format::kXes;
  }
  if (looks_binary(text.substr(0, 64 * 1024)))
    return unknown(name, "of a kind that is not known", kExport);
  if (start[0] == '{' || start[0] == '[') return Format::kJsonLines;
  return Format::kCsv;
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::kCsv:
      return "csv";
    case Format::kJsonLines:
      return "jsonl";
    case Format::kParquet:
      return "parquet";
    case Format::kXes:
      return "xes";
  }
  return "";
}

base::Result<FileShape> detect_shape(const std::string& path, const std::string& name) {
  WEND_ASSIGN(auto opened, open_bytes(path, name));
  FileShape shape{.compression = opened.compression, .file_bytes = opened.file_bytes};
  WEND_ASSIGN(const std::string bytes, read_head(*opened.source, kSampleBytes));
  if (bytes.empty()) return fail(ErrorCode::kInvalidInput, "The file is empty.", name);
  if (bytes.starts_with("PAR1")) {
    shape.format = Format::kParquet;
    return shape;
  }
  shape.encoding = detect_encoding(bytes);
  WEND_ASSIGN(const std::string text,
              read_head(*to_utf8(bytes_in_memory(bytes), shape.encoding), kSampleBytes));
  WEND_ASSIGN(shape.format, format_of(text, bytes, name));
  if (shape.format == Format::kCsv) {
    const std::string_view sample = std::string_view(text).substr(0, kBlockBytes);
    shape.delimiter = guess_delimiter(sample);
    shape.header = looks_like_header(sample, shape.delimiter);
  }
  return shape;
}

namespace {

// DuckDB needs to jump about in a Parquet file.
base::Result<std::string> unpack(ByteSource& source, const std::filesystem::path& folder) {
  std::string path = folder / "unpacked-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0)
    return fail(ErrorCode::kIo, "The file cannot be unpacked into the data folder.",
                folder.string());
  std::string buffer(kBlockBytes, '\0');
  base::Status status;
  for (;;) {
    auto got = source.read(buffer.data(), buffer.size());
    if (!got) {
      status = fail(std::move(got).error());
      break;
    }
    if (*got == 0) break;
    if (::write(descriptor, buffer.data(), *got) != static_cast<ssize_t>(*got)) {
      status = fail(ErrorCode::kIo, "There is no room to unpack the file.", folder.string(),
                    "Free space on the disk.");
      break;
    }
  }
  ::close(descriptor);
  if (status) return path;
  ::unlink(path.c_str());
  return fail(std::move(status).error());
}

}  // namespace

base::Result<std::unique_ptr<RecordReader>> open_records(const std::string& path,
                                                         const std::string& name,
                                                         const FileShape& shape,
                                                         const Mapping* mapping,
                                                         const std::filesystem::path& scratch) {
  if (shape.format == Format::kParquet && shape.compression == Compression::kNone) {
    return open_parquet(path, name, false);
  }
  WEND_ASSIGN(auto opened, open_bytes(path, name));
  switch (shape.format) {
    case Format::kParquet: {
      WEND_ASSIGN(const std::string unpacked, unpack(*opened.source, scratch));
      return open_parquet(unpacked, name, true);
    }
    case Format::kXes:
      return open_xes(std::move(opened.source), name);  // XML says its encoding itself
    case Format::kJsonLines:
      return open_json(to_utf8(std::move(opened.source), shape.encoding), name);
    case Format::kCsv:
      break;
  }
  CsvOptions options{.delimiter = shape.delimiter,
                     .header = shape.header,
                     .windows_1252_rows = shape.encoding == Encoding::kAscii,
                     .name = name};
  if (mapping != nullptr) {
    if (!mapping->delimiter.empty()) options.delimiter = mapping->delimiter[0];
    options.header = mapping->header;
    options.trim = mapping->trim;
  }
  return open_csv(to_utf8(std::move(opened.source), shape.encoding), options);
}

base::Result<std::string> hash_file(const std::string& path, const std::string& name) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(ErrorCode::kIo, "The file cannot be opened.", name);
  FileHash hash;
  std::string buffer(kBlockBytes, '\0');
  ssize_t got = 0;
  while ((got = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
    hash.add(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
  }
  ::close(descriptor);
  if (got < 0) return fail(ErrorCode::kIo, "The file cannot be read.", name);
  return hash.hex();
}

}  // namespace wend::collect
