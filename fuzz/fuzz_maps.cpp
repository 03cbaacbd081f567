#include <cstdint>
#include <cstdlib>

#include "map/formats/export.h"
#include "map/formats/import.h"

// Any bytes as a map in the format that the first of them names. What is read must be a map that
// goes out and comes in again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend::map;
  if (size == 0) return 0;
  const auto format = static_cast<formats::Format>(data[0] % 4);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const formats::Surroundings here{.personas = {{"Maren", "per_maren"}}, .has = {}};
  const auto made = formats::read_map(format, bytes, here);
  if (!made) {
    if (made.error().message.empty()) std::abort();
    return 0;
  }
  const auto view = MapView::of(made->document, {{"per_maren", "Maren"}});
  const auto again = formats::read_map(formats::Format::kCsv, formats::csv_text(view), here);
  if (!again || again->document.shown("steps").size() != made->document.shown("steps").size())
    std::abort();
  if (!formats::read_map(formats::Format::kCjml, formats::cjml_text(view), here)) std::abort();
  return 0;
}
