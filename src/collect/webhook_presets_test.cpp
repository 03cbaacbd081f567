#include "collect/webhook_presets.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck.h>
#include <set>
#include <sstream>

#include "collect/message_time.h"
#include "collect/text_encoding.h"
#include "collect/webhook_events.h"
#include "collect/webhook_signature.h"

namespace wend::collect {
namespace {

namespace json = boost::json;

constexpr env::TimeUs kArrival = 1'780'000'000 * env::kSecondUs;

// The tests run in the folder of the sources.
json::value file(const std::string& path) {
  std::ifstream in("src/collect/webhook_presets/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return json::parse(text.str());
}

WebhookMapping mapping_of(const WebhookPreset& preset) {
  auto mapping = WebhookMapping::parse(preset.mapping);
  EXPECT_TRUE(mapping) << preset.id << ": " << mapping.error().to_sentence();
  return mapping ? std::move(*mapping) : WebhookMapping{};
}

// Equal, whether a number is written 5 or 5.0.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  if (a.is_array() && b.is_array()) {
    return std::ranges::equal(a.get_array(), b.get_array(), same);
  }
  if (!a.is_object() || !b.is_object()) return a == b;
  return a.get_object().size() == b.get_object().size() &&
         std::ranges::all_of(a.get_object(), [&](const auto& field) {
           const auto* other = b.get_object().if_contains(field.key());
           return other != nullptr && same(field.value(), *other);
         });
}

void expect_event(const WebhookEvent& event, const json::object& expected) {
  for (const auto& [field, value] : expected) {
    if (field == "properties") {
      EXPECT_TRUE(same(json::parse(event.properties), value)) << event.properties << "\n"
                                                              << json::serialize(value);
      continue;
    }
    if (field == "identities") {
      json::object identities;
      for (const auto& one : event.also) identities[one.name] = one.value;
      EXPECT_TRUE(same(identities, value)) << json::serialize(identities) << "\n"
                                           << json::serialize(value);
      continue;
    }
    const std::string_view wanted(value.as_string());
    if (field == "name")
      EXPECT_EQ(event.name, wanted);
    else if (field == "type")
      EXPECT_EQ(model::to_string(event.type), wanted);
    else if (field == "user_id")
      EXPECT_EQ(event.user_id, wanted);
    else if (field == "anonymous_id")
      EXPECT_EQ(event.anonymous_id, wanted);
    else if (field == "message_id")
      EXPECT_EQ(event.message_id, wanted);
    else if (field == "channel")
      EXPECT_EQ(event.channel, wanted);
    else if (field == "time")
      EXPECT_EQ(event.time_us, MessageTime().read(wanted));
    else
      FAIL() << "an expectation nobody knows: " << field;
  }
}

TEST(WebhookPresets, AreTheSixProviders) {
  std::set<std::string> ids;
  for (const WebhookPreset& preset : webhook_presets()) {
    ids.insert(preset.id);
    EXPECT_FALSE(preset.setup.empty());
    mapping_of(preset);
    const auto signature = WebhookSignature::parse(preset.signature, "signature");
    ASSERT_TRUE(signature) << preset.id << ": " << signature.error().to_sentence();
    EXPECT_EQ(signature->to_json(), preset.signature) << preset.id;
  }
  EXPECT_EQ(ids, (std::set<std::string>{"github", "intercom", "shopify", "stripe", "typeform",
                                        "zendesk"}));
  EXPECT_EQ(find_webhook_preset("stripe")->name, "Stripe");
  EXPECT_EQ(find_webhook_preset("paper"), nullptr);
}

TEST(WebhookPresets, ShowAnExampleThatBecomesAnEvent) {
  for (const WebhookPreset& preset : webhook_presets()) {
    json::object headers;
    for (const auto& [name, value] : preset.example_headers) {
      std::string lower(name);
      std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
      headers[lower] = value;
    }
    const auto outcome =
        map_webhook(mapping_of(preset), json::serialize(headers), preset.example_body, kArrival);
    EXPECT_FALSE(outcome.problem) << preset.id << ": " << outcome.problem->to_sentence();
    ASSERT_EQ(outcome.events.size(), 1U) << preset.id;
    EXPECT_FALSE(outcome.events[0].user_id.empty() && outcome.events[0].also.empty()) << preset.id;
  }
}

TEST(WebhookPresets, ReadTheirExamples) {
  std::size_t examples = 0;
  for (const WebhookPreset& preset : webhook_presets()) {
    const WebhookMapping mapping = mapping_of(preset);
    const json::value all = file("examples/" + preset.id + ".json");
    for (const json::value& one : all.as_array()) {
      const json::object& example = one.as_object();
      SCOPED_TRACE(preset.id + ": " + std::string(example.at("title").as_string()));
      ++examples;
      const auto outcome = map_webhook(mapping, json::serialize(example.at("headers")),
                                       json::serialize(example.at("body")), kArrival);
      EXPECT_EQ(outcome.ignored, example.contains("ignored"));
      const auto* unmapped = example.if_contains("unmapped");
      EXPECT_EQ(outcome.problem ? outcome.problem->to_sentence() : "",
                unmapped == nullptr ? "" : std::string(unmapped->as_string()));
      const auto* events = example.if_contains("events");
      ASSERT_EQ(outcome.events.size(), events == nullptr ? 0 : events->as_array().size());
      for (std::size_t i = 0; i < outcome.events.size(); ++i)
        expect_event(outcome.events[i], events->as_array()[i].as_object());
    }
  }
  EXPECT_GE(examples, 50U);
}

// Signatures that another program made.
TEST(WebhookPresets, KnowTheirSignatures) {
  std::size_t checked = 0;
  const json::value all = file("examples/signatures.json");
  for (const json::value& one : all.as_array()) {
    const json::object& example = one.as_object();
    const WebhookPreset* preset =
        find_webhook_preset(std::string_view(example.at("preset").as_string()));
    ASSERT_NE(preset, nullptr);
    SCOPED_TRACE(preset->id);
    const auto signature = *WebhookSignature::parse(preset->signature, "signature");
    const json::object& headers = example.at("headers").as_object();
    const auto header_of = [&](std::string_view name) {
      const auto* value = headers.if_contains(json::string_view(name.data(), name.size()));
      return value == nullptr ? std::string_view() : std::string_view(value->as_string());
    };
    const std::string secret(example.at("secret").as_string());
    std::string body(example.at("body").as_string());
    const env::TimeUs now = example.at("now").as_int64() * env::kSecondUs;
    const auto right = signature.check(secret, header_of, body, now);
    EXPECT_TRUE(right) << right.error().to_sentence();
    EXPECT_FALSE(signature.check(secret + "x", header_of, body, now));
    body.back() = ' ';
    EXPECT_FALSE(signature.check(secret, header_of, body, now));
    ++checked;
  }
  EXPECT_EQ(checked, webhook_presets().size());
}

// Any JSON, with the names and texts that presets look for here and there.
json::value any_json(std::mt19937& random, int depth) {
  static constexpr const char* kNames[] = {
      "id",           "type",   "data",         "object", "event_type", "form_response",
      "answers",      "field",  "hidden",       "detail", "event",      "topic",
      "item",         "items",  "customer",     "email",  "created",    "currency",
      "amount_total", "action", "sender",       "login",  "issue",      "created_at",
      "definition",   "fields", "requester_id", "token",  "x"};
  static constexpr const char* kTexts[] = {"checkout.session.completed",
                                           "invoice.paid",
                                           "form_response",
                                           "zen:event-type:ticket.created",
                                           "conversation.user.created",
                                           "opened",
                                           "2026-05-28T10:00:00Z",
                                           "",
                                           " ",
                                           "ada@example.com",
                                           "eur",
                                           "12.50",
                                           "\xC3\xA4",
                                           "a\0b"};
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  if (depth > 0 && below(6) > 0) {
    const std::size_t size = below(7);
    if (below(4) == 0) {
      json::array list;
      for (std::size_t i = 0; i < size; ++i) list.push_back(any_json(random, depth - 1));
      return list;
    }
    json::object object;
    for (std::size_t i = 0; i < size; ++i)
      object[kNames[below(std::size(kNames))]] = any_json(random, depth - 1);
    return object;
  }
  switch (below(6)) {
    case 0:
      return nullptr;
    case 1:
      return below(2) == 0;
    case 2:
      return static_cast<std::int64_t>(random()) - (std::int64_t{1} << 31);
    case 3:
      return 1779962400;
    case 4:
      return static_cast<double>(random()) * 1e300;
    default:
      return json::string(kTexts[below(std::size(kTexts))]);
  }
}

// Puts something else somewhere.
void spoil(std::mt19937& random, json::value& value) {
  const bool here = random() % 4 == 0;
  if (!here && value.is_object() && !value.get_object().empty()) {
    auto field = value.get_object().begin();
    std::advance(field, static_cast<std::ptrdiff_t>(random() % value.get_object().size()));
    return spoil(random, field->value());
  }
  if (!here && value.is_array() && !value.get_array().empty())
    return spoil(random, value.get_array()[random() % value.get_array().size()]);
  value = any_json(random, 2);
}

TEST(WebhookPresets, NeverFailWhateverTheBody) {
  std::vector<WebhookMapping> mappings;
  for (const WebhookPreset& preset : webhook_presets()) mappings.push_back(mapping_of(preset));
  std::size_t events = 0, problems = 0;
  EXPECT_TRUE(rc::check("every body becomes events, is ignored or has a reason", [&] {
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    // Anything at all, or the example of a preset with some places spoiled.
    const WebhookPreset& preset = webhook_presets()[random() % webhook_presets().size()];
    json::value body = any_json(random, 5);
    if (random() % 4 > 0) {
      body = json::parse(preset.example_body);
      for (auto places = random() % 4; places > 0; --places) spoil(random, body);
    }
    static constexpr const char* kTopics[] = {"orders/create", "refunds/create", "issues", "star"};
    const json::string topic(kTopics[random() % std::size(kTopics)]);
    const json::object headers{{"x-shopify-topic", topic}, {"x-github-event", topic}};
    for (const WebhookMapping& mapping : mappings) {
      const auto outcome =
          map_webhook(mapping, json::serialize(headers), json::serialize(body), kArrival);
      if (outcome.problem) {
        ++problems;
        RC_ASSERT(outcome.events.empty());
        RC_ASSERT(!outcome.problem->message.empty());
      } else {
        RC_ASSERT(outcome.ignored || !outcome.events.empty());
      }
      for (const WebhookEvent& event : outcome.events) {
        ++events;
        RC_ASSERT(!event.name.empty());
        RC_ASSERT(!event.user_id.empty() || !event.anonymous_id.empty() || !event.also.empty());
        RC_ASSERT(!event.message_id.empty());
        RC_ASSERT(json::parse(event.properties).is_object());
        RC_ASSERT(is_valid_utf8(event.properties));
      }
    }
  }));
  EXPECT_GT(events, 0U);
  EXPECT_GT(problems, 0U);
}

}  // namespace
}  // namespace wend::collect
