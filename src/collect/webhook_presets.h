#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace wend::collect {

// A provider whose webhooks are known: how they are signed and what they mean. The documents stand
// in webhook_presets/, with what their examples become beside them.
struct WebhookPreset {
  std::string id, name;
  std::string setup;  // what to do at the provider, in one or two sentences
  boost::json::value mapping;
  boost::json::object signature;
  boost::json::object example_headers;
  std::string example_body;
};

// All of them, by name. They are part of the program and were checked when it was built.
const std::vector<WebhookPreset>& webhook_presets();
const WebhookPreset* find_webhook_preset(std::string_view id);

}  // namespace wend::collect
