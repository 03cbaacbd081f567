#include "analyze/event_summary.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <string>

#include "analyze/discovery_lexicon.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// Shorter, or a single word, is a code or a label and nobody's own words.
constexpr std::size_t kCommentBytesMin = 12;
constexpr double kNpsMax = 10, kStarsMax = 5;

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (value.is_string()) return number_in(value.as_string());
  return std::nullopt;
}

bool reads_as_words(std::string_view text) {
  return text.size() >= kCommentBytesMin && text.find(' ') != std::string_view::npos;
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

// The first of these properties that is a text or a number, as text.
std::string first_text(const json::object& properties,
                       std::initializer_list<std::string_view> names) {
  for (const std::string_view wanted : names)
    for (const auto& [name, value] : properties) {
      if (!equal_ignoring_case(name, wanted)) continue;
      if (value.is_string() && !value.as_string().empty()) return std::string(value.as_string());
      if (value.is_number()) return json::serialize(value);
    }
  return {};
}

std::optional<double> first_number(const json::object& properties,
                                   std::initializer_list<std::string_view> names) {
  for (const std::string_view wanted : names)
    for (const auto& [name, value] : properties)
      if (equal_ignoring_case(name, wanted))
        if (const auto number = number_of(value)) return number;
  return std::nullopt;
}

void put(json::object& summary, std::string_view field, std::string text) {
  if (!text.empty()) summary[field] = std::move(text);
}

// "https://shop.example/cart?x=1#top" is "/cart".
std::string path_in(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos && scheme < address.find_first_of("/?#")) {
    address.remove_prefix(scheme + 3);
    const std::size_t path = address.find_first_of("/?#");
    address = path == std::string_view::npos ? std::string_view() : address.substr(path);
  }
  address = address.substr(0, address.find_first_of("?#"));
  return address.empty() ? "/" : std::string(address);
}

void put_amount(json::object& summary, const json::object& properties) {
  int best = 0;
  for (const auto& [name, value] : properties) {
    const int grade = names_revenue(name);
    const auto number = grade > best ? number_of(value) : std::nullopt;
    if (!number) continue;
    best = grade;
    summary["amount"] = *number;
  }
  if (best > 0) put(summary, "currency", first_text(properties, {"currency", "currency_code"}));
}

void put_path(json::object& summary, const json::object& properties) {
  std::string path = first_text(properties, {"path", "pathname", "page_path"});
  if (path.empty()) {
    for (const auto& [name, value] : properties)
      if (path.empty() && value.is_string() && names_a_path(name)) path = value.as_string();
  }
  if (!path.empty()) put(summary, "path", path_in(path));
  put(summary, "title", first_text(properties, {"title", "page_title", "name", "screen_name"}));
}

void put_score(json::object& summary, std::string_view event, const json::object& properties) {
  std::string_view scored;
  for (const auto& [name, value] : properties) {
    const auto number = scored.empty() && names_a_score(name) ? number_of(value) : std::nullopt;
    if (!number) continue;
    scored = name;
    summary["score"] = *number;
  }
  if (scored.empty()) return;
  const auto speaks_of = [&](std::string_view word) {
    const auto in = [&](std::string_view text) {
      return !std::ranges::search(text, word, [](char a, char b) {
                return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
              }).empty();
    };
    return in(scored) || in(event);
  };
  if (const auto most =
          first_number(properties, {"score_max", "max_score", "max", "scale", "out_of"}))
    summary["score_max"] = *most;
  else if (speaks_of("nps"))
    summary["score_max"] = kNpsMax;
  else if (speaks_of("stars"))
    summary["score_max"] = kStarsMax;
}

void put_comment(json::object& summary, const json::object& properties) {
  for (const auto& [name, value] : properties)
    if (value.is_string() && names_own_words(name) && reads_as_words(value.as_string())) {
      summary["comment"] = value;
      return;
    }
}

}  // namespace

bool is_amount(std::string_view name, const model::Value& value) {
  if (names_revenue(name) == 0) return false;
  if (const auto* text = std::get_if<std::string>(&value)) return number_in(*text).has_value();
  return std::holds_alternative<double>(value);
}

bool is_score(std::string_view name, const model::Value& value) {
  if (!names_a_score(name)) return false;
  if (const auto* text = std::get_if<std::string>(&value)) return number_in(*text).has_value();
  return std::holds_alternative<double>(value);
}

bool is_comment(std::string_view name, const model::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && names_own_words(name) && reads_as_words(*text);
}

json::object summary_of(EventKind kind, std::string_view name, const json::object& properties) {
  json::object summary;
  switch (kind) {
    case EventKind::kPurchase:
      put_amount(summary, properties);
      break;
    case EventKind::kPage:
      put_path(summary, properties);
      break;
    case EventKind::kSurvey:
      put_score(summary, name, properties);
      break;
    case EventKind::kError:
      put(summary, "reason",
          first_text(properties, {"reason", "error", "error_message", "message", "error_code",
                                  "code", "status"}));
      return summary;
    case EventKind::kMessage:
      put(summary, "subject",
          first_text(properties, {"subject", "title", "topic", "campaign", "campaign_name",
                                  "template", "name"}));
      return summary;
    case EventKind::kCase:
      put(summary, "reference",
          first_text(properties, {"case", "case_id", "ticket", "ticket_id", "case_number",
                                  "conversation_id", "number"}));
      put(summary, "status", first_text(properties, {"status", "state", "outcome"}));
      put(summary, "subject", first_text(properties, {"subject", "topic", "issue", "title"}));
      break;
    case EventKind::kIdentify:
      return summary;
    case EventKind::kOther:
      break;
  }
  put_comment(summary, properties);
  return summary;
}

}  // namespace wend::analyze
