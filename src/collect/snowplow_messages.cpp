// Snowplow's tracker protocol, version 2, as POST (payload_data) or as one object of parameters.
// https://docs.snowplow.io/docs/events/going-deeper/event-parameters
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "collect/base64.h"
#include "collect/dialect_reader.h"
#include "collect/message_time.h"
#include "collect/page_url.h"
#include "model/beginning.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using model::EventType;

struct Named {
  std::string_view theirs, ours;
  bool number = false;
};
constexpr Named kEveryEvent[] = {
    {"url", "page_url"}, {"page", "page_title"}, {"refr", "referrer"},
    {"lang", "locale"},  {"sid", "session_id"},  {"aid", "app_id"},
};
constexpr Named kStructured[] = {
    {"se_ca", "category"}, {"se_ac", "action"},      {"se_la", "label"},
    {"se_pr", "property"}, {"se_va", "value", true},
};
constexpr Named kPing[] = {
    {"pp_mix", "scroll_x_min", true},
    {"pp_max", "scroll_x_max", true},
    {"pp_miy", "scroll_y_min", true},
    {"pp_may", "scroll_y_max", true},
};
constexpr Named kTransaction[] = {
    {"tr_id", "order_id"},  {"tr_af", "affiliation"},    {"tr_tt", "total", true},
    {"tr_tx", "tax", true}, {"tr_sh", "shipping", true}, {"tr_ci", "city"},
    {"tr_st", "state"},     {"tr_co", "country"},        {"tr_cu", "currency"},
};
constexpr Named kItem[] = {
    {"ti_id", "order_id"},       {"ti_sk", "sku"},      {"ti_nm", "name"},
    {"ti_na", "name"},           {"ti_ca", "category"}, {"ti_pr", "price", true},
    {"ti_qu", "quantity", true}, {"ti_cu", "currency"},
};
constexpr std::array<std::string_view, 5> kCampaign = {"campaign", "source", "medium", "term",
                                                       "content"};
constexpr std::array<std::string_view, 5> kCampaignKeys = {
    "campaign_name", "campaign_source", "campaign_medium", "campaign_term", "campaign_content"};

// "save_game" of "iglu:com.acme/save_game/jsonschema/1-0-0".
std::string_view schema_name(std::string_view schema) {
  const auto begin = schema.find('/');
  if (!schema.starts_with("iglu:") || begin == std::string_view::npos) return {};
  schema.remove_prefix(begin + 1);
  return schema.substr(0, schema.find('/'));
}

std::string_view channel_of(std::string_view platform) {
  if (platform == "web") return "web";
  if (platform == "mob" || platform == "app") return "app";
  if (platform == "pc") return "desktop";
  if (platform == "tv" || platform == "iot") return platform;
  if (platform == "cnsl") return "console";
  return {};
}

class SnowplowReader final : public DialectReader {
 public:
  explicit SnowplowReader(const Envelope& envelope) : envelope_(envelope) {
    if (const auto headers = headers_.parse(envelope.headers))
      write_key_ = text_of(member(*headers, "write_key"));
  }

  base::Result<std::vector<dom::element>> open(const dom::element& body) override {
    dom::array array;
    if (body.get(array) == simdjson::SUCCESS) return entries_of(array);
    const Field data = member(body, "data");
    if (data && data->get(array) == simdjson::SUCCESS) return entries_of(array);
    if (member(body, "e")) return std::vector{body};
    return base::fail(base::ErrorCode::kInvalidInput, "The payload holds no list of events.",
                      "data", "Send {\"schema\": \"iglu:…/payload_data/…\", \"data\": [{…}]}.");
  }

  std::string read(const dom::element& element, Draft& draft) override {
    if (!element.is_object()) return "The event is not a JSON object.";
    const Field event(element);
    Message& message = draft.message;
    if (const auto id = draft.scalar(member(event, "eid"))) message.message_id = *id;
    message.channel = channel_of(text_of(member(event, "p")));
    std::string problem = read_kind(event, draft);
    if (!problem.empty()) return problem;
    read_time(event, draft);
    add_named(kEveryEvent, event, draft);
    // The key is the source's, not the event's.
    if (!write_key_.empty()) draft.properties.remove_text("app_id", write_key_);
    add_page(text_of(member(event, "url")), draft);
    read_contexts(event, draft);
    return read_identities(event, draft);
  }

 private:
  void add_named(const auto& table, const Field& event, Draft& draft) {
    for (const Named& named : table) {
      const Field field = member(event, named.theirs);
      const std::string_view text = text_of(field);
      Field number;
      // All parameters are texts; those that are numbers by their meaning become numbers.
      if (named.number && !text.empty()) number = draft.parse(text);
      draft.properties.add(named.ours, number && number->is_number() ? number : field);
    }
  }

  static void add_page(std::string_view url, Draft& draft) {
    if (url.empty()) return;
    draft.properties.add_text("page_path", path_of_url(url));
    for (std::size_t i = 0; i < kCampaign.size(); ++i) {
      auto value = url_parameter(url, fmt::format("utm_{}", kCampaign[i]));
      if (!value.empty()) draft.properties.add_text(kCampaignKeys[i], draft.keep(std::move(value)));
    }
  }

  std::string read_kind(const Field& event, Draft& draft) {
    Message& message = draft.message;
    const std::string_view kind = text_of(member(event, "e"));
    if (kind == "pv") {
      message.type = EventType::kPage;
      message.name = text_of(member(event, "page"));
      if (message.name.empty()) message.name = path_of_url(text_of(member(event, "url")));
      if (message.name.empty()) message.name = "Page";
    } else if (kind == "pp") {
      message.name = "Page ping";
      add_named(kPing, event, draft);
    } else if (kind == "se") {
      message.name = text_of(member(event, "se_ac"));
      if (message.name.empty()) return "The structured event has no action (se_ac).";
      add_named(kStructured, event, draft);
    } else if (kind == "ue") {
      return read_self_describing(event, draft);
    } else if (kind == "tr") {
      message.name = "Transaction";
      add_named(kTransaction, event, draft);
    } else if (kind == "ti") {
      message.name = "Transaction item";
      add_named(kItem, event, draft);
    } else if (kind.empty()) {
      return "The event has no kind (e).";
    } else {
      return fmt::format("There is no kind of event \"{}\".", model::beginning(kind, 100));
    }
    return {};
  }

  // The JSON of a parameter, as it is or in Base64.
  static Field inner_json(const Field& event, std::string_view plain, std::string_view encoded,
                          Draft& draft) {
    std::string_view text = text_of(member(event, plain));
    if (text.empty()) {
      auto decoded = base64_decoded(text_of(member(event, encoded)));
      if (!decoded || decoded->empty()) return {};
      text = draft.keep(std::move(*decoded));
    }
    return draft.parse(text);
  }

  static std::string read_self_describing(const Field& event, Draft& draft) {
    const Field outer = inner_json(event, "ue_pr", "ue_px", draft);
    const Field inner = member(outer, "data");
    const std::string_view schema = text_of(member(inner, "schema"));
    Message& message = draft.message;
    message.name = schema_name(schema);
    if (message.name.empty())
      return "The self-describing event cannot be read or names no schema (ue_pr, ue_px).";
    const Field data = member(inner, "data");
    draft.properties.put_members(data);
    draft.properties.add_text("schema", schema);
    if (message.name == "screen_view") {
      message.type = EventType::kScreen;
      message.name = text_of(member(data, "name"));
      if (message.name.empty()) message.name = "Screen";
    }
    return {};
  }

  // The session, the device and the app have properties that all protocols share; the contexts stay
  // whole beside them.
  static void read_contexts(const Field& event, Draft& draft) {
    const Field contexts = member(inner_json(event, "co", "cx", draft), "data");
    dom::array array;
    if (!contexts || contexts->get(array) != simdjson::SUCCESS) return;
    PropertyList& properties = draft.properties;
    for (const dom::element entry : array) {
      const std::string_view name = schema_name(text_of(member(entry, "schema")));
      const Field data = member(entry, "data");
      if (name == "mobile_context") {
        properties.add("os", member(data, "osType"));
        properties.add("os_version", member(data, "osVersion"));
        properties.add("device", member(data, "deviceModel"));
      } else if (name == "application") {
        properties.add("app_version", member(data, "version"));
      } else if (name == "client_session") {
        properties.add("session_id", member(data, "sessionId"));
        if (const auto id = draft.scalar(member(data, "userId"))) draft.message.anonymous_id = *id;
      }
    }
    properties.add("contexts", contexts);
  }

  // The visitor's cookie of this site, else that of the session on a device, else that of the
  // collector.
  static std::string read_identities(const Field& event, Draft& draft) {
    Message& message = draft.message;
    std::string problem = draft.read_id(member(event, "uid"), "uid", message.user_id);
    std::string_view domain, network;
    if (problem.empty()) problem = draft.read_id(member(event, "duid"), "duid", domain);
    if (problem.empty()) problem = draft.read_id(member(event, "tnuid"), "tnuid", network);
    if (problem.empty() && network.empty())
      problem = draft.read_id(member(event, "nuid"), "nuid", network);
    if (!domain.empty()) {
      message.anonymous_id = domain;
    } else if (message.anonymous_id.empty()) {
      message.anonymous_id = network;
    }
    return problem;
  }

  void read_time(const Field& event, Draft& draft) {
    env::TimeUs& out = draft.message.time_us;
    out = envelope_.received_at;
    // The true time is the sender's word, to be taken as it is.
    const Field stated = member(event, "ttm");
    const Field said = stated ? stated : member(event, "dtm");
    if (!said || (said->is_string() && text_of(said).empty())) return;
    draft.time_said = said;
    const auto original = time_.read(*said);
    draft.time_is_readable = original.has_value();
    if (!original) return;
    std::optional<env::TimeUs> sent_at;
    if (const Field sent = member(event, "stm"); sent && !stated) sent_at = time_.read(*sent);
    out = corrected_time(*original, sent_at, envelope_.received_at);
  }

  const Envelope& envelope_;
  MessageTime time_;
  JsonDocument headers_;
  std::string_view write_key_;
};

}  // namespace

std::unique_ptr<DialectReader> make_snowplow_reader(const Envelope& envelope) {
  return std::make_unique<SnowplowReader>(envelope);
}

}  // namespace wend::collect
