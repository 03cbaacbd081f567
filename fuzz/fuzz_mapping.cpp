#include <cstdint>
#include <cstdlib>

#include "collect/inspect.h"
#include "collect/time_format.h"

// Any text as a mapping, as values to guess from, and as times in every shape.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto mapping = collect::mapping_from_text(text)) {
    // What was read can be written and read again.
    const auto again = collect::mapping_from_json(collect::to_json(*mapping));
    if (!again || *again != *mapping) std::abort();
  }
  collect::Sample sample;
  std::size_t begin = 0;
  while (begin < text.size() && sample.columns.size() < 20) {
    const auto end = std::min(text.find('\n', begin), text.size());
    sample.columns.push_back(text.substr(begin, std::min<std::size_t>(end - begin, 20)));
    sample.values.push_back(
        {text.substr(begin, end - begin), text.substr(begin, (end - begin) / 2)});
    begin = end + 1;
  }
  sample.rows = 2;
  collect::guess_mapping(sample, "fuzz.csv");
  if (const auto format = collect::TimeFormat::make(text.substr(0, text.find('\n')), {})) {
    auto copy = *format;
    copy.parse(text.substr(std::min(text.size(), text.find('\n') + 1)));
  }
  return 0;
}
