#include "collect/webhook_presets.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/assert.h"

namespace wend::collect {

// Generated from webhook_presets/*.json and from bodies/ there, in the same order.
extern const std::vector<std::string_view> kWebhookPresetTexts;
extern const std::vector<std::string_view> kWebhookBodyTexts;

namespace {

namespace json = boost::json;

WebhookPreset preset_of(std::string_view text, std::string_view body) {
  const json::value document = json::parse(json::string_view(text.data(), text.size()));
  const auto text_at = [](const json::value& of, const char* field) {
    return std::string(of.at(field).as_string());
  };
  return {text_at(document, "id"),
          text_at(document, "name"),
          text_at(document, "setup"),
          document.at("mapping"),
          document.at("signature").as_object(),
          document.at("example_headers").as_object(),
          std::string(body)};
}

}  // namespace

const std::vector<WebhookPreset>& webhook_presets() {
  static const std::vector<WebhookPreset> kPresets = [] {
    std::vector<WebhookPreset> presets;
    WEND_ASSERT(kWebhookPresetTexts.size() == kWebhookBodyTexts.size(),
                "every preset of a webhook has a body to show");
    for (std::size_t i = 0; i < kWebhookPresetTexts.size(); ++i)
      presets.push_back(preset_of(kWebhookPresetTexts[i], kWebhookBodyTexts[i]));
    std::ranges::sort(presets, {}, &WebhookPreset::name);
    return presets;
  }();
  return kPresets;
}

const WebhookPreset* find_webhook_preset(std::string_view id) {
  const auto& presets = webhook_presets();
  const auto found = std::ranges::find(presets, id, &WebhookPreset::id);
  return found == presets.end() ? nullptr : &*found;
}

}  // namespace wend::collect
