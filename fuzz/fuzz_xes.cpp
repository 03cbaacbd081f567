#include <cstdint>

#include "collect/xes_reader.h"
#include "drive_reader.h"

// Any bytes as an XES event log.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend;
  auto reader = collect::open_xes(
      collect::bytes_in_memory(std::string(reinterpret_cast<const char*>(data), size)), "fuzz");
  wend::fuzz::drive(*reader, {.customer = "case:concept:name",
                              .event = {.column = "concept:name"},
                              .time = "time:timestamp"});
  return 0;
}
