#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/identity_rules.h"

namespace wend::model {

// What one person is called by, to be found in texts that somebody else wrote: samples, bodies
// that cannot be read, other customers' events. E-mail addresses are found in any capitals, phone
// numbers in any punctuation, both in percent-encoding too.
//
// A value tells a person in the middle of any text when it is an address, a phone number, eight
// bytes long, or six with letters and digits. Shorter ones ("42", "ann") mean somebody else too
// often: they are found only where they are the whole of a text.
class PersonTexts {
 public:
  struct Value {
    std::string identity_namespace, value;  // as normal_identity() writes it
  };
  PersonTexts(IdentityRules rules, const std::vector<Value>& values);

  // How many of the values are too short to be found inside of texts.
  std::size_t short_values() const { return short_values_; }
  // Whether the text is one of the values, in any spelling.
  bool is_value(std::string_view text) const;
  // Whether a telling value stands somewhere in the text.
  bool is_in(std::string_view text) const;
  // Whether a text or a number of the JSON is a value, or has one in it. Of a text that is no JSON
  // what stands between quotes, commas and blanks is looked at.
  bool is_named_in(std::string_view json) const;
  // The same JSON with telling values taken out: a text that is one becomes empty, one that has one
  // in it loses it; every other byte stays. Nothing when there is none.
  std::optional<std::string> taken_out_of_json(std::string_view json) const;
  // A plain text without them; nothing when there is none.
  std::optional<std::string> taken_out_of(std::string_view text) const;

 private:
  struct Needle {
    std::string bytes;
    bool any_case = false;  // an address
  };
  struct Match {
    std::size_t at = std::string_view::npos, size = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  // The first that begins at `from` or later, the longest that begins there. `small` is the text
  // in small letters.
  Match find(std::string_view text, std::string_view small, std::size_t from) const;
  bool has_phone(std::string_view text) const;

  const IdentityRules rules_;
  std::unordered_set<std::string> values_;  // those that tell and those that do not
  // By their bytes in small letters, and how long these are, the longest first: a person may have
  // a hundred thousand of them.
  std::unordered_map<std::string, std::vector<Needle>, Hash, std::equal_to<>> needles_;
  std::vector<std::size_t> sizes_;
  std::unordered_set<std::string, Hash, std::equal_to<>> phones_;  // their last nine digits
  std::size_t short_values_ = 0;
};

// Calls `take` with whatever in a text, often JSON, may be an identity's value: its texts whole and
// word by word, percent-encoding undone.
void each_possible_value(std::string_view text, const std::function<void(std::string_view)>& take);

}  // namespace wend::model
