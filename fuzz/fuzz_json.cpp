#include <cstdint>

#include "collect/json_reader.h"
#include "drive_reader.h"

// Any bytes as JSON lines or as an array of objects.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend;
  auto reader = collect::open_json(
      collect::bytes_in_memory(std::string(reinterpret_cast<const char*>(data), size)), "fuzz");
  wend::fuzz::drive(*reader,
                    {.customer = "customer", .event = {.column = "event"}, .time = "time"});
  return 0;
}
