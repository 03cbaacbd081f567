#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "unify/telling_values.h"

namespace wend::unify {

// Takes out of texts whatever tells who somebody is: e-mail addresses, phone numbers, addresses of
// machines, and the values that it was given, in any spelling and percent-encoding. What was there
// is replaced by "[e-mail]", "[number]" or "[removed]".
class TextCleaner {
 public:
  // The sets must outlive it; they are those of everybody.
  explicit TextCleaner(std::vector<const TellingValues*> everybody)
      : everybody_(std::move(everybody)) {}

  // `own`: the values of the person that the text is about; may be null.
  std::string clean(std::string_view text, const TellingValues* own);
  // Whether clean() would change the text.
  bool names_somebody(std::string_view text, const TellingValues* own);
  // Texts, names of members and numbers within, at any depth. A number that is a value becomes
  // null.
  boost::json::value clean_json(const boost::json::value& value, const TellingValues* own);
  // Whether a number, as it is written, is a value.
  bool is_telling_number(std::string_view number, const TellingValues* own) const;

  std::uint64_t replaced() const { return replaced_; }

 private:
  struct Span {
    std::size_t begin = 0, end = 0;  // in the folded text
    std::string_view by;
  };
  std::vector<const TellingValues*> sets(const TellingValues* own) const;
  std::vector<Span> spans_in(std::string_view folded, const TellingValues* own) const;
  bool is_hidden_in(std::string text, const TellingValues* own) const;

  const std::vector<const TellingValues*> everybody_;
  std::uint64_t replaced_ = 0;
  // Short texts in which nothing of everybody's was found: columns repeat themselves.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> harmless_;
};

// A number as people write it: "20.5", "4930123456789".
std::string number_text(double number);
std::string number_text(const boost::json::value& number);

// Whether a text looks like an e-mail address or a phone number as a whole.
bool looks_like_email(std::string_view text);
bool looks_like_phone(std::string_view text);

}  // namespace wend::unify
