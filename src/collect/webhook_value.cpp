#include "collect/webhook_value.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <fmt/format.h>

#include "collect/limits.h"
#include "collect/row_maker.h"
#include "collect/sample_text.h"
#include "model/json_reader.h"
#include "model/suggestion.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr int kLevelsMax = 16;
constexpr std::size_t kAlternativesMax = 50;
constexpr std::size_t kPiecesMax = 100;
constexpr std::size_t kMapEntriesMax = 1'000;
// Making so much of a text counts as one step of looking.
constexpr std::size_t kBytesOfAStep = 16;

// In the order of WebhookValue::Conversion.
constexpr std::array<std::string_view, 8> kConversions = {
    "text", "number", "boolean", "lower", "upper", "trim", "cents", "minor_units"};

// ISO 4217's currencies whose smallest unit is not the hundredth; providers of payments count in
// these units.
constexpr std::string_view kWholeUnits[] = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
                                            "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view kThousandths[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

std::string shifted_case(std::string_view text, bool up) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [up](char c) {
    if (up) return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// JSON takes no leading zeros and no lone point: what a person means by a number does.
std::optional<std::string> json_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() ||
      text.find_first_of("nN") != std::string_view::npos)  // nan, inf
    return std::nullopt;
  if (is_plain_number(text)) return std::string(text);
  std::int64_t whole = 0;
  const auto [last, problem] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (problem == std::errc{} && last == text.data() + text.size()) return fmt::to_string(whole);
  return fmt::to_string(number);
}

bool is_there(const WebhookValue::Found& found) {
  if (!found) return false;
  if (const auto* text = std::get_if<std::string_view>(&*found)) return !text->empty();
  const auto& element = std::get<dom::element>(*found);
  std::string_view text;
  return !element.is_null() && !(element.get(text) == simdjson::SUCCESS && text.empty());
}

WebhookValue::Found found_json(const std::string& text, Draft& draft) {
  const Field field = draft.parse(text);
  if (!field) return std::nullopt;
  return *field;
}

}  // namespace

std::optional<std::string> with_decimals(std::string_view number, int decimals) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  const auto point = std::min(number.find('.'), number.size());
  std::string whole(number.substr(0, point));
  std::string rest(number.substr(std::min(point + 1, number.size())));
  if (whole.empty() || !all_digits(whole) || !all_digits(rest)) return std::nullopt;
  const auto places = static_cast<std::size_t>(decimals);
  if (whole.size() <= places) whole.insert(0, places + 1 - whole.size(), '0');
  rest.insert(0, whole.substr(whole.size() - places));
  whole.resize(whole.size() - places);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  rest.erase(rest.find_last_not_of('0') + 1);
  std::string out = negative ? "-" : "";
  out += whole;
  if (!rest.empty()) out += "." + rest;
  return out == "-0" ? "0" : out;
}

std::optional<std::string_view> text_of_value(const PropertyList::Value& value, Draft& draft) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return *text;
  const auto& element = std::get<dom::element>(value);
  if (std::string_view inside; element.get(inside) == simdjson::SUCCESS) return inside;
  auto text = scalar_text(element);
  if (!text) return std::nullopt;
  return draft.keep(std::move(*text));
}

base::Result<WebhookValue> WebhookValue::parse(const json::value& document,
                                               const std::string& place) {
  return read(document, place, 1);
}

base::Result<WebhookValue> WebhookValue::read(const json::value& document, const std::string& place,
                                              int level) {
  if (level > kLevelsMax)
    return fail(ErrorCode::kTooLarge, "The value is deeper than 16 levels.", place);
  WebhookValue value;
  value.place_ = place;
  switch (document.kind()) {
    case json::kind::string:
      WEND_TRY(value.read_template(std::string_view(document.get_string())));
      return value;
    case json::kind::array: {
      const json::array& list = document.get_array();
      if (list.empty())
        return fail(ErrorCode::kInvalidInput, "The list of alternatives is empty.", place);
      if (list.size() > kAlternativesMax)
        return fail(ErrorCode::kTooLarge, "There are more than 50 alternatives.", place);
      value.form_ = Form::kFirst;
      for (std::size_t i = 0; i < list.size(); ++i) {
        WEND_ASSIGN(auto part, read(list[i], model::entry_place(place, i), level + 1));
        value.parts_.push_back(std::move(part));
      }
      return value;
    }
    case json::kind::object:
      WEND_TRY(value.read_object(document, level));
      return value;
    case json::kind::null:
      return fail(ErrorCode::kInvalidInput, "A value cannot be null.", place,
                  "Leave the field out.");
    default:
      value.constant_ = json::serialize(document);
      return value;
  }
}

base::Status WebhookValue::read_template(std::string_view text) {
  std::string plain;
  const auto flush = [&] {
    if (!plain.empty()) pieces_.push_back({std::move(plain), std::nullopt});
    plain.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = at + 1 < text.size() && text[at + 1] == text[at];
    if ((text[at] == '{' || text[at] == '}') && doubled) {
      plain += text[at++];
    } else if (text[at] == '}') {
      return fail(ErrorCode::kInvalidInput, "A brace is closed that was not opened.", place_,
                  "Write }} for a brace in a text.");
    } else if (text[at] != '{') {
      plain += text[at];
    } else {
      // A path may hold braces in its quotes.
      std::size_t end = at + 1;
      bool quoted = false;
      for (; end < text.size() && (quoted || text[end] != '}'); ++end) {
        if (quoted && text[end] == '\\')
          ++end;
        else if (text[end] == '"')
          quoted = !quoted;
      }
      if (end >= text.size()) {
        return fail(ErrorCode::kInvalidInput, "A brace is opened and not closed.", place_,
                    "Write {{ for a brace in a text.");
      }
      flush();
      WEND_ASSIGN(auto path,
                  WebhookPath::parse(trimmed(text.substr(at + 1, end - at - 1)), place_));
      pieces_.push_back({"", std::move(path)});
      at = end;
    }
    if (pieces_.size() > kPiecesMax)
      return fail(ErrorCode::kTooLarge, "The text has more than 100 pieces.", place_);
  }
  flush();
  const bool has_path = std::ranges::any_of(pieces_, [](const Piece& p) { return !!p.path; });
  if (!has_path) {
    form_ = Form::kText;
    constant_ = pieces_.empty() ? "" : pieces_[0].text;
    pieces_.clear();
  } else {
    form_ = pieces_.size() == 1 ? Form::kPath : Form::kTemplate;
  }
  return {};
}

base::Status WebhookValue::read_object(const json::value& document, int level) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(document, place_));
  const json::value* const constant = reader.find("constant");
  if (constant != nullptr) {
    constant_ = json::serialize(*constant);
    if (constant_.size() > kMessageBytesMax)
      return fail(ErrorCode::kTooLarge, "The constant is longer than 1 MiB.", place_);
    return reader.finish();
  }
  const json::value* const inner = reader.find("value");
  const json::value* const as = reader.find("as");
  const json::value* const map = reader.find("map");
  const json::value* const currency = reader.find("currency");
  WEND_TRY(reader.finish());
  if (inner == nullptr) {
    return fail(ErrorCode::kInvalidInput, "There is neither a value nor a constant here.", place_,
                "For example {\"value\": \"{body.email}\", \"as\": \"lower\"}.");
  }
  form_ = Form::kConverted;
  WEND_ASSIGN(auto part, read(*inner, reader.place_of("value"), level + 1));
  parts_.push_back(std::move(part));
  const auto add_conversion = [this](const json::value& name,
                                     const std::string& at) -> base::Status {
    if (!name.is_string()) return model::wrong_kind(name, at, "the name of a conversion");
    const std::string_view wanted(name.get_string());
    const auto found = std::ranges::find(kConversions, wanted);
    if (found == kConversions.end()) {
      std::string hint = model::did_you_mean(wanted, kConversions);
      if (hint.empty()) hint = fmt::format("Use one of: {}.", fmt::join(kConversions, ", "));
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("There is no conversion \"{}\".", sample_text(wanted, 100)), at,
                  std::move(hint));
    }
    conversions_.push_back(static_cast<Conversion>(found - kConversions.begin()));
    return {};
  };
  if (as != nullptr && as->is_array()) {
    const json::array& list = as->get_array();
    if (list.size() > kConversions.size())
      return fail(ErrorCode::kTooLarge, "There are too many conversions.", reader.place_of("as"));
    for (std::size_t i = 0; i < list.size(); ++i)
      WEND_TRY(add_conversion(list[i], model::entry_place(reader.place_of("as"), i)));
  } else if (as != nullptr) {
    WEND_TRY(add_conversion(*as, reader.place_of("as")));
  }
  const bool needs_currency =
      std::ranges::find(conversions_, Conversion::kMinorUnits) != conversions_.end();
  if (needs_currency != (currency != nullptr)) {
    return fail(ErrorCode::kInvalidInput,
                needs_currency ? "\"minor_units\" needs a currency."
                               : "A currency stands only beside \"minor_units\".",
                reader.place_of("currency"), "For example \"currency\": \"{body.currency}\".");
  }
  if (currency != nullptr) {
    WEND_ASSIGN(auto read_currency, read(*currency, reader.place_of("currency"), level + 1));
    parts_.push_back(std::move(read_currency));
  }
  if (map != nullptr) {
    const std::string at = reader.place_of("map");
    if (!map->is_object()) return model::wrong_kind(*map, at, "an object of texts and values");
    if (map->get_object().size() > kMapEntriesMax)
      return fail(ErrorCode::kTooLarge, "The map has more than 1,000 entries.", at);
    for (const auto& [key, to] : map->get_object()) {
      const std::string name(key);
      if (!to.is_string() && !to.is_number() && !to.is_bool())
        return model::wrong_kind(to, model::field_place(at, name),
                                 "a text, a number, true or false");
      map_.emplace(name, json::serialize(to));
    }
  }
  if (conversions_.empty() && map_.empty())
    return fail(ErrorCode::kInvalidInput, "The value is to be converted, but not how.", place_,
                "Add \"as\" or \"map\", or write the value alone.");
  return {};
}

std::optional<std::string_view> WebhookValue::fill(WebhookScope& scope, Draft& draft) const {
  std::string text;
  bool any = false;
  for (const Piece& piece : pieces_) {
    if (!piece.path) {
      text += piece.text;
      continue;
    }
    const Field field = piece.path->find(scope);
    if (!field) continue;
    if (const auto scalar = scalar_text(field)) {
      any |= !scalar->empty();
      text += *scalar;
    } else if (std::string nested; append_json(nested, *field, kDepthMax)) {
      any = true;
      text += nested;
    }
  }
  scope.steps_left -= static_cast<std::int64_t>(text.size() / kBytesOfAStep);
  if (!any) return std::nullopt;
  return draft.keep(std::string(trimmed(text)));
}

std::unexpected<base::Error> WebhookValue::unfit(const PropertyList::Value& value,
                                                 std::string_view what) const {
  std::string shown;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    shown = *text;
  } else {
    const auto& element = std::get<dom::element>(value);
    if (const auto scalar = scalar_text(element))
      shown = *scalar;
    else if (!append_json(shown, element, kDepthMax))
      shown = "…";
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("\"{}\" is no {}.", sample_text(shown, 100), what), place_);
}

base::Result<WebhookValue::Found> WebhookValue::apply(Conversion conversion,
                                                      const PropertyList::Value& value,
                                                      WebhookScope& scope, Draft& draft) const {
  const auto text = text_of_value(value, draft);
  if (!text) return unfit(value, conversion == Conversion::kNumber ? "number" : "text");
  switch (conversion) {
    case Conversion::kText:
      return *text;
    case Conversion::kLower:
      return draft.keep(shifted_case(*text, false));
    case Conversion::kUpper:
      return draft.keep(shifted_case(*text, true));
    case Conversion::kTrim:
      return trimmed(*text);
    case Conversion::kNumber: {
      const auto number = json_number(*text);
      if (!number) return unfit(value, "number");
      return found_json(*number, draft);
    }
    case Conversion::kBoolean: {
      const std::string word = shifted_case(trimmed(*text), false);
      if (word == "true" || word == "1" || word == "yes") return found_json("true", draft);
      if (word == "false" || word == "0" || word == "no") return found_json("false", draft);
      return unfit(value, "true or false");
    }
    case Conversion::kCents:
    case Conversion::kMinorUnits: {
      int decimals = 2;
      if (conversion == Conversion::kMinorUnits) {
        WEND_ASSIGN(const auto currency, parts_[1].find_text(scope, draft));
        if (!currency || currency->empty())
          return fail(ErrorCode::kInvalidInput, "There is an amount, but no currency.",
                      parts_[1].place());
        const std::string code = shifted_case(*currency, true);
        if (std::ranges::find(kWholeUnits, code) != std::end(kWholeUnits)) decimals = 0;
        if (std::ranges::find(kThousandths, code) != std::end(kThousandths)) decimals = 3;
      }
      const auto number = json_number(*text);
      const auto amount = number ? with_decimals(*number, decimals) : std::nullopt;
      if (!amount) return unfit(value, "amount in the smallest unit");
      return found_json(*amount, draft);
    }
  }
  return std::nullopt;
}

base::Result<WebhookValue::Found> WebhookValue::converted(WebhookScope& scope, Draft& draft) const {
  WEND_ASSIGN(Found found, parts_[0].find(scope, draft));
  if (!is_there(found)) return std::nullopt;
  for (const Conversion conversion : conversions_) {
    WEND_ASSIGN(found, apply(conversion, *found, scope, draft));
    if (!is_there(found)) return std::nullopt;
  }
  if (map_.empty()) return found;
  const auto text = text_of_value(*found, draft);
  const auto entry = text ? map_.find(*text) : map_.end();
  return entry == map_.end() ? found : found_json(entry->second, draft);
}

base::Result<WebhookValue::Found> WebhookValue::find(WebhookScope& scope, Draft& draft) const {
  switch (form_) {
    case Form::kConstant:
      return found_json(constant_, draft);
    case Form::kText:
      return std::string_view(constant_);
    case Form::kPath: {
      const Field field = pieces_[0].path->find(scope);
      return field ? Found(*field) : std::nullopt;
    }
    case Form::kTemplate: {
      const auto text = fill(scope, draft);
      return text ? Found(*text) : std::nullopt;
    }
    case Form::kFirst:
      for (const WebhookValue& part : parts_) {
        WEND_ASSIGN(Found found, part.find(scope, draft));
        if (is_there(found)) return found;
      }
      return std::nullopt;
    case Form::kConverted:
      return converted(scope, draft);
  }
  return std::nullopt;
}

base::Result<std::optional<std::string_view>> WebhookValue::find_text(WebhookScope& scope,
                                                                      Draft& draft) const {
  WEND_ASSIGN(const Found found, find(scope, draft));
  if (!is_there(found)) return std::nullopt;
  const auto text = text_of_value(*found, draft);
  if (!text) return unfit(*found, "text");
  return *text;
}

}  // namespace wend::collect
