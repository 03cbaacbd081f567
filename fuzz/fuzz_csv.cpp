#include <cstdint>

#include "collect/csv_reader.h"
#include "drive_reader.h"

// Any bytes as CSV: detection of encoding and delimiter, splitting, and making events of the first
// columns.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const collect::Encoding encoding = collect::detect_encoding(bytes);
  const char delimiter = collect::guess_delimiter(bytes);
  collect::CsvOptions options{.delimiter = delimiter,
                              .header = collect::looks_like_header(bytes, delimiter),
                              .windows_1252_rows = encoding == collect::Encoding::kAscii,
                              .name = "fuzz"};
  auto reader =
      collect::open_csv(collect::to_utf8(collect::bytes_in_memory(bytes), encoding), options);
  if (!reader) return 0;
  const auto& columns = (*reader)->columns();
  if (columns.size() < 2) return 0;
  collect::Mapping mapping{
      .customer = columns[0], .event = {.constant = "Event"}, .time = columns[1]};
  wend::fuzz::drive(**reader, mapping);
  return 0;
}
