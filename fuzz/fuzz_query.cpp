#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "env/random.h"

namespace {

using namespace wend;

// Small, but with ties, missing properties, numbers as texts and traits.
std::shared_ptr<const analyze::JourneyTable> small_table() {
  constexpr const char* kNames[] = {"A", "B", "C", "Order placed"};
  constexpr const char* kChannels[] = {"web", "app", ""};
  constexpr const char* kProperties[] = {"{}", R"({"p": "x"})", R"({"p": 5, "a": {"b": true}})",
                                         R"({"p": "5"})"};
  env::Random random(1);
  std::vector<analyze::MemoryEvent> events;
  for (int i = 0; i < 60; ++i) {
    const std::string customer = "c" + std::to_string(random.below(9));
    const auto time = static_cast<env::TimeUs>(random.below(12)) * env::kHourUs;
    events.push_back({customer, time, kNames[random.below(4)], kChannels[random.below(3)],
                      kProperties[random.below(4)]});
  }
  events.push_back({"c1", 0, "identify", "web", R"({"city": "Ulm", "name": "Ann"})",
                    model::EventType::kIdentify});
  return analyze::make_journey_table(std::move(events));
}

}  // namespace

// Any text must be answered or refused with a sentence; what the reader takes must be answered.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto table = small_table();
  const auto document =
      analyze::parse_query(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!document) return 0;
  const auto status = analyze::check_query(*document);
  const auto answer = analyze::run_query({.table = table, .time_zone = "Europe/Berlin"}, *document);
  if (!answer &&
      (answer.error().message.empty() || answer.error().code == base::ErrorCode::kInternal))
    std::abort();
  if (!status && answer) std::abort();
  return 0;
}
