#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collect/webhook_path.h"

namespace wend::collect {

// What stands for one field of an event in a mapping:
//   "Order placed", 5, true         a constant
//   "{body.order.id}"               what is at the path, of the kind that it is
//   "{body.first} {body.last}"      a text with places in it; {{ and }} are braces
//   ["{body.email}", "{body.id}"]   the first that is there
//   {"constant": …}                 any JSON
//   {"value": …, "as": "lower", "map": {"1": "open"}, "currency": …}   the same, converted
// Null and empty texts count as not there.
class WebhookValue {
 public:
  using Found = std::optional<PropertyList::Value>;

  // Errors: kInvalidInput, kTooLarge with the field as the place.
  static base::Result<WebhookValue> parse(const boost::json::value& document,
                                          const std::string& place);

  // What it is for this body; it lives as long as the draft and the body. Errors: kInvalidInput
  // with the place in the mapping, when a conversion does not fit what is there.
  base::Result<Found> find(WebhookScope& scope, Draft& draft) const;
  // The same as a text. Errors also when it is a list or an object.
  base::Result<std::optional<std::string_view>> find_text(WebhookScope& scope, Draft& draft) const;
  const std::string& place() const { return place_; }

 private:
  enum class Form { kConstant, kText, kPath, kTemplate, kFirst, kConverted };
  enum class Conversion { kText, kNumber, kBoolean, kLower, kUpper, kTrim, kCents, kMinorUnits };
  // A piece of a template: a text, or a path when there is one.
  struct Piece {
    std::string text;
    std::optional<WebhookPath> path;
  };

  static base::Result<WebhookValue> read(const boost::json::value& document,
                                         const std::string& place, int level);
  base::Status read_template(std::string_view text);
  base::Status read_object(const boost::json::value& document, int level);
  std::optional<std::string_view> fill(WebhookScope& scope, Draft& draft) const;
  base::Result<Found> converted(WebhookScope& scope, Draft& draft) const;
  base::Result<Found> apply(Conversion conversion, const PropertyList::Value& value,
                            WebhookScope& scope, Draft& draft) const;
  std::unexpected<base::Error> unfit(const PropertyList::Value& value, std::string_view what) const;

  std::string place_;
  Form form_ = Form::kConstant;
  std::string constant_;  // JSON text; for kText the text itself
  std::vector<Piece> pieces_;
  std::vector<WebhookValue> parts_;  // alternatives; of kConverted the value, then the currency
  std::vector<Conversion> conversions_;
  std::map<std::string, std::string, std::less<>> map_;  // text → JSON text
};

// The text of a found value; nothing for lists and objects.
std::optional<std::string_view> text_of_value(const PropertyList::Value& value, Draft& draft);

// A decimal number that many places to the right: ("1999", 2) is "19.99". Nothing when the text is
// no plain number.
std::optional<std::string> with_decimals(std::string_view number, int decimals);

}  // namespace wend::collect
