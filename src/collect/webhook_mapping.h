#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collect/time_format.h"
#include "collect/webhook_condition.h"
#include "collect/webhook_value.h"
#include "model/event.h"

namespace wend::collect {

// Members of an object that become properties of the same name.
struct WebhookCopy {
  WebhookPath path;
  std::vector<std::string> include;  // empty: all
  std::vector<std::string> exclude;
  std::string prefix;
};

// Entries of a list that become one property each; within name and value `item` is the entry.
struct WebhookPairs {
  WebhookPath each;
  WebhookValue name, value;
};

struct WebhookTime {
  WebhookValue value;
  std::optional<TimeFormat> format;  // nothing: by its looks, as docs/collect.md has it
};

// What an event is made of.
struct WebhookFields {
  std::optional<model::EventType> type;
  std::optional<WebhookValue> name, user_id, anonymous_id, message_id, channel;
  // Who the customer is besides, by namespace: "email", "phone", …
  std::vector<std::pair<std::string, WebhookValue>> identities;
  std::optional<WebhookTime> time;
  std::optional<std::vector<WebhookCopy>> copy;
  std::optional<std::vector<WebhookPairs>> pairs;
  std::vector<std::pair<std::string, WebhookValue>> properties;
  std::vector<std::string> without;  // properties of the defaults that a rule does not want
};

struct WebhookRule {
  std::string place;
  std::optional<WebhookCondition> when;
  std::optional<WebhookPath> each;
  std::optional<WebhookCondition> where;  // of an entry of `each`
  bool ignore = false;                    // known and not wanted
  bool go_on = false;                     // the rules after this one are tried too
  WebhookFields fields;                   // with the mapping's defaults filled in
};

// How the bodies of one webhook become events (docs/webhooks.md). The first rule that fits a body
// counts.
struct WebhookMapping {
  std::vector<WebhookRule> rules;

  // Errors: kInvalidInput, kTooLarge with the place in the document ("rules[1].when.path"), also
  // for members that are not known.
  static base::Result<WebhookMapping> parse(const boost::json::value& document);
};

// Reads JSON of at most 1 MiB and 64 levels. Errors: as of parse().
base::Result<boost::json::value> webhook_mapping_document(std::string_view text);

// The JSON Schema of mappings.
const boost::json::value& webhook_mapping_schema();

}  // namespace wend::collect
