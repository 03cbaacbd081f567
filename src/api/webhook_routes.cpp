#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/cursor.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/source_of_path.h"
#include "api/times.h"
#include "collect/limits.h"
#include "collect/unmapped_bodies.h"
#include "collect/webhook_events.h"
#include "collect/webhook_presets.h"
#include "collect/webhook_sources.h"
#include "fmt/format.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using workspace::Webhook;

constexpr std::uint64_t kTrialBytesMax = 4 * 1024 * 1024;

json::value parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = 256;  // what was stored was checked before
  options.allow_invalid_utf8 = true;
  json::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  return error ? json::value(json::object()) : value;
}

json::object webhook_json(const Webhook& webhook) {
  json::object signature = parse(webhook.signature).as_object();
  signature["secret_set"] = webhook.secret.has_value();
  json::object body{{"preset", nullptr},
                    {"mapping", parse(webhook.mapping)},
                    {"signature", std::move(signature)}};
  if (webhook.preset) body["preset"] = *webhook.preset;
  return body;
}

// The number of the webhook that the address names.
base::Result<std::int64_t> source_of(Call& call) {
  const std::int64_t id = source_id_from(call.id()).value_or(0);
  WEND_ASSIGN(auto connection, call.services.data.events().reader());
  WEND_ASSIGN(
      const auto found,
      connection.number("SELECT count(*) FROM sources WHERE id = ? AND kind = 'webhook'", {id}));
  if (found == 0) return fail(ErrorCode::kNotFound, "There is no such webhook.");
  return id;
}

Answer answer_with(const Webhook& webhook) {
  Answer answer;
  answer.body = webhook_json(webhook);
  answer.headers.set("ETag", etag_of(webhook.version));
  answer.object = std::to_string(webhook.source);
  return answer;
}

base::Result<Answer> show_webhook(Call& call) {
  WEND_ASSIGN(const auto source, source_of(call));
  WEND_ASSIGN(const auto webhook, call.services.workspace.webhooks().find(source));
  return answer_with(webhook);
}

// Without the secret: neither the sender's nor the stored one.
Answer clash_with(Call& call, const Webhook& theirs) {
  json::value mine = call.body;
  mine.at("signature").as_object().erase("secret");
  return clash("this webhook", std::move(mine), webhook_json(theirs), theirs.version);
}

base::Result<Webhook> changed_webhook(const json::object& body, Webhook webhook) {
  const json::value& mapping = body.at("mapping");
  auto parsed = collect::WebhookMapping::parse(mapping);
  if (!parsed) {
    const std::string& place = parsed.error().place;
    parsed.error().place = place.empty() ? "mapping" : "mapping." + place;
    return fail(parsed.error());
  }
  webhook.mapping = json::serialize(mapping);
  if (webhook.mapping.size() > collect::kWebhookMappingBytesMax)
    return fail(ErrorCode::kTooLarge, "The mapping is longer than 1 MiB.", "mapping");

  json::object given = body.at("signature").as_object();
  const json::value secret = given.contains("secret") ? given.at("secret") : json::value();
  given.erase("secret");
  given.erase("secret_set");
  WEND_ASSIGN(const auto signature, collect::WebhookSignature::parse(given, "signature"));
  webhook.signature = json::serialize(signature.to_json());
  if (secret.is_string() && secret.get_string().empty())
    return fail(ErrorCode::kInvalidInput, "The secret is empty.", "signature.secret",
                "Leave it out to keep the one that is set.");
  if (secret.is_string()) webhook.secret = std::string(secret.get_string());
  if (signature.scheme == collect::WebhookSignature::Scheme::kNone) {
    webhook.secret.reset();
  } else if (!webhook.secret) {
    return fail(ErrorCode::kInvalidInput, "The signature needs a secret.", "signature.secret",
                "Copy it from the sender's settings.");
  }
  webhook.preset.reset();
  if (const auto* preset = body.if_contains("preset"); preset != nullptr && preset->is_string()) {
    webhook.preset = std::string(preset->get_string());
    if (collect::find_webhook_preset(*webhook.preset) == nullptr)
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("There is no preset \"{}\".", *webhook.preset), "preset");
  }
  return webhook;
}

base::Result<Answer> change_webhook(Call& call) {
  WEND_ASSIGN(const auto source, source_of(call));
  auto& webhooks = call.services.workspace.webhooks();
  WEND_ASSIGN(const Webhook current, webhooks.find(source));
  WEND_ASSIGN(const Webhook wanted, changed_webhook(call.body.as_object(), current));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  const auto changed = webhooks.replace(wanted);
  call.services.webhook_sources->changed(source);
  if (!changed && changed.error().code == ErrorCode::kConflict) {
    WEND_ASSIGN(const Webhook theirs, webhooks.find(source));
    return clash_with(call, theirs);
  }
  if (!changed) return fail(changed.error());
  return answer_with(*changed);
}

base::Result<Answer> list_presets(Call&) {
  json::array items;
  for (const auto& preset : collect::webhook_presets()) {
    items.push_back(json::object{
        {"id", preset.id},
        {"name", preset.name},
        {"setup", preset.setup},
        {"mapping", preset.mapping},
        {"signature", preset.signature},
        {"example", {{"headers", preset.example_headers}, {"body", preset.example_body}}}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}};
  return answer;
}

base::Result<Answer> show_schema(Call&) {
  Answer answer;
  answer.body = collect::webhook_mapping_schema();
  return answer;
}

json::object problem_of(const base::Error& error) {
  std::string sentence = error.message;
  if (!error.hint.empty()) sentence += " " + error.hint;
  return {{"place", error.place}, {"sentence", sentence}};
}

std::string headers_text(const json::object& headers) {
  json::object lower;
  for (const auto& [name, value] : headers) {
    std::string key(name);
    std::ranges::transform(key, key.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    lower[key] = value;
  }
  return json::serialize(lower);
}

base::Result<Answer> try_mapping(Call& call) {
  const json::object& body = call.body.as_object();
  json::array events, problems;
  json::value unmapped;
  const auto mapping = collect::WebhookMapping::parse(body.at("mapping"));
  if (mapping) {
    const auto outcome = collect::map_webhook(
        *mapping, headers_text(body.at("headers").as_object()),
        std::string_view(body.at("body").as_string()), call.services.clock.now_us());
    if (outcome.problem) {
      unmapped = outcome.problem->to_sentence();
      problems.push_back(problem_of(*outcome.problem));
    }
    WEND_ASSIGN(const auto zone, zone_of(call.services));
    for (const auto& event : outcome.events) {
      json::array identities;
      const auto add_identity = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
          identities.push_back(json::object{{"namespace", name}, {"value", value}});
      };
      add_identity("user_id", event.user_id);
      add_identity("anonymous_id", event.anonymous_id);
      for (const auto& identity : event.also) add_identity(identity.name, identity.value);
      json::object one{{"name", event.name},
                       {"type", model::to_string(event.type)},
                       {"time", time_json(event.time_us, zone)},
                       {"customer", identities.front()},
                       {"identities", std::move(identities)},
                       {"channel", nullptr},
                       {"message_id", event.message_id},
                       {"properties", parse(event.properties)}};
      if (!event.channel.empty()) one["channel"] = event.channel;
      events.push_back(std::move(one));
    }
  } else {
    problems.push_back(problem_of(mapping.error()));
  }
  Answer answer;
  answer.body = json::object{{"events", std::move(events)},
                             {"unmapped", std::move(unmapped)},
                             {"problems", std::move(problems)}};
  return answer;
}

base::Result<Answer> list_unmapped(Call& call) {
  WEND_ASSIGN(const auto source, source_of(call));
  std::optional<std::int64_t> before;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(before, cursor_number(parts[0]));
  }
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto bodies, call.services.unmapped->page(source, before, limit + 1));
  WEND_ASSIGN(const auto total, call.services.unmapped->total(source));
  const bool more = bodies.size() > limit;
  if (more) bodies.pop_back();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const auto& body : bodies) {
    items.push_back(json::object{{"position", body.position},
                                 {"received_at", time_json(body.received_at, zone)},
                                 {"reason", body.reason},
                                 {"headers", parse(body.headers)},
                                 {"body", body.body}});
  }
  json::object page{{"items", std::move(items)}, {"next_cursor", nullptr}, {"total", total}};
  if (more) page["next_cursor"] = make_cursor({std::to_string(bodies.back().position)});
  Answer answer;
  answer.body = std::move(page);
  return answer;
}

base::Result<Answer> replay(Call& call) {
  WEND_ASSIGN(const auto source, source_of(call));
  WEND_ASSIGN(const auto counts, call.services.unmapped->replay(source));
  Answer answer;
  answer.body = json::object{{"replayed", counts.replayed},
                             {"events", counts.events},
                             {"still_unmapped", counts.still_unmapped}};
  answer.object = std::to_string(source);
  return answer;
}

}  // namespace

void add_webhook_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/sources/{id}/webhook",
                       .summary = "How a webhook's bodies are checked and read.",
                       .response = reference("Webhook"),
                       .handle = show_webhook});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/sources/{id}/webhook",
                       .summary = "Change how a webhook's bodies are checked and read.",
                       .permission = Permission::kWrite,
                       .request = reference("WebhookChange"),
                       .response = reference("Webhook"),
                       .audit = "webhook.change",
                       .needs_match = true,
                       .body_limit = kTrialBytesMax,
                       .handle = change_webhook});
  endpoints.push_back({.path = "/api/v1/webhooks/presets",
                       .summary = "Providers whose webhooks are known.",
                       .response = object({{"items", list(reference("WebhookPreset"))}}),
                       .handle = list_presets});
  endpoints.push_back({.path = "/api/v1/webhooks/schema",
                       .summary = "The JSON Schema of webhooks' mappings.",
                       .response = open_object(),
                       .handle = show_schema});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/webhooks/try",
                       .summary = "What a mapping makes of a body; nothing is stored.",
                       .request = object({{"mapping", open_object()},
                                          {"headers", map_of(text())},
                                          {"body", text(2 * 1024 * 1024)}}),
                       .response = reference("WebhookTrial"),
                       .lane = http::Lane::kHeavy,
                       .body_limit = kTrialBytesMax,
                       .handle = try_mapping});
  endpoints.push_back({.path = "/api/v1/sources/{id}/unmapped",
                       .summary = "Bodies of a webhook that became no event, newest first.",
                       .parameters = paged(),
                       .response = page_of(reference("UnmappedBody"), {{"total", count()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = list_unmapped});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/sources/{id}/replay",
       .summary = "Read the unmapped bodies of a webhook again.",
       .permission = Permission::kWrite,
       .response =
           object({{"replayed", count()}, {"events", count()}, {"still_unmapped", count()}}),
       .audit = "webhook.replay",
       .lane = http::Lane::kHeavy,
       .handle = replay});
}

}  // namespace wend::api
