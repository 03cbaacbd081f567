#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/duration.h"

namespace wend::model {

struct Predicate;

// Limits of one pattern.
inline constexpr std::size_t kPatternLevelsMax = 32;
inline constexpr std::size_t kPatternStatesMax = 1'000;  // elements, repetitions written out

// A regular expression over the events of a customer. docs/query-language.md has both forms, the
// text and the objects.
struct PatternNode {
  enum class Kind {
    kTest,      // one event that satisfies the test `test`
    kSequence,  // the parts, each right behind the one before it
    kOneOf,     // one of the parts, the first that fits
    kRepeat,    // parts[0], between `at_least` and `at_most` times
    kThen,   // other events, or none; `after` and `within` limit the time to the next test's event
    kNext,   // none, but the same limits
    kStart,  // here the customer's events begin
    kEnd,    // here they end
  };
  Kind kind = Kind::kTest;
  std::size_t test = 0;
  std::uint32_t at_least = 0;
  std::optional<std::uint32_t> at_most;
  bool lazy = false;                 // as seldom as possible
  std::optional<DurationUs> after;   // of a link: no earlier
  std::optional<DurationUs> within;  // of a link: no later; else from the first event to the last
  std::vector<PatternNode> parts;

  bool is_link() const { return kind == Kind::kThen || kind == Kind::kNext; }
  bool operator==(const PatternNode&) const = default;
};

struct Pattern {
  PatternNode root;
  std::vector<std::string> tests;  // what each test is called: "Cart" (with the quotes), cart
  std::string to_text() const;
};

// How a pattern's tests are read: the predicate at that place of the document.
using ReadTest = std::function<base::Result<Predicate>(const boost::json::value& value,
                                                       const std::string& place)>;

// Reads a pattern, a text or an object, whose words are the names in `steps` (an object of
// predicates, or null). The predicates of its tests go to `tests`, in the order of their numbers.
// Errors say at which character of a text something else was expected.
base::Result<Pattern> read_pattern(const boost::json::value& value, const std::string& place,
                                   const boost::json::value* steps, const std::string& steps_place,
                                   std::optional<DurationUs> within, const ReadTest& read_test,
                                   std::vector<Predicate>& tests);

// The text of a pattern as the object form.
base::Result<boost::json::value> parse_pattern_text(std::string_view text);

}  // namespace wend::model
