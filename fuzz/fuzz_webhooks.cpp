#include <boost/json/parse.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "collect/text_encoding.h"
#include "collect/webhook_body.h"
#include "collect/webhook_events.h"
#include "collect/webhook_presets.h"
#include "collect/webhook_signature.h"

namespace {

using namespace wend;

void expect(bool holds) {
  if (!holds) std::abort();
}

void map(const collect::WebhookMapping& mapping, std::string_view headers, std::string_view body) {
  const auto outcome = collect::map_webhook(mapping, headers, body, 1'800'000'000'000'000);
  if (outcome.problem) {
    expect(outcome.events.empty() && !outcome.problem->message.empty());
    expect(collect::is_valid_utf8(outcome.problem->to_sentence()));
  } else {
    expect(outcome.ignored || !outcome.events.empty());
  }
  for (const auto& event : outcome.events) {
    expect(!event.name.empty() && !event.message_id.empty());
    expect(!event.user_id.empty() || !event.anonymous_id.empty() || !event.also.empty());
    for (const std::string* text :
         {&event.name, &event.user_id, &event.anonymous_id, &event.channel, &event.properties})
      expect(collect::is_valid_utf8(*text));
    expect(boost::json::parse(event.properties).is_object());
  }
}

}  // namespace

// Mapping, headers and body, with a zero between them. Without a mapping of its own the body is
// given to every preset.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto first = input.find('\0');
  if (first == std::string_view::npos) return 0;
  const auto second = input.find('\0', first + 1);
  if (second == std::string_view::npos) return 0;
  const std::string_view document = input.substr(0, first);
  const std::string_view headers = input.substr(first + 1, second - first - 1);
  const std::string_view body = input.substr(second + 1);
  (void)collect::check_webhook_body("application/x-www-form-urlencoded", body);
  if (document.empty()) {
    static const auto kMappings = [] {
      std::vector<collect::WebhookMapping> mappings;
      for (const auto& preset : collect::webhook_presets())
        mappings.push_back(*collect::WebhookMapping::parse(preset.mapping));
      return mappings;
    }();
    for (const auto& mapping : kMappings) map(mapping, headers, body);
    return 0;
  }
  const auto read = collect::webhook_mapping_document(document);
  if (!read) return 0;
  if (const auto signature = collect::WebhookSignature::parse(*read, "signature")) {
    expect(collect::WebhookSignature::parse(signature->to_json(), "signature").has_value());
    (void)signature->check("secret", [&](std::string_view) { return headers; }, body, 0);
  }
  const auto mapping = collect::WebhookMapping::parse(*read);
  if (mapping)
    map(*mapping, headers, body);
  else
    expect(!mapping.error().message.empty());
  return 0;
}
