// Reads the text form of patterns into the object form.
#include <boost/json.hpp>
#include <cctype>
#include <charconv>
#include <fmt/format.h>

#include "model/pattern.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::uint32_t kTimesMax = 1'000'000;

bool is_word_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_word(char c) {
  return is_word_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' ||
         c == '.';
}

class TextParser {
 public:
  explicit TextParser(std::string_view text) : text_(text) {}

  base::Result<json::value> parse() {
    WEND_ASSIGN(auto pattern, alternatives());
    if (at_ < text_.size())
      return expected(text_[at_] == ')' ? "the end: nothing is open here"
                                        : "an element or the end");
    return pattern;
  }

 private:
  using Parsed = base::Result<json::value>;

  std::unexpected<base::Error> expected(std::string_view what, std::string hint = {}) {
    skip_space();
    const std::string found =
        at_ >= text_.size() ? "the text ends" : fmt::format("there is \"{}\"", token_here());
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("At character {} {} is expected, but {}.", at_ + 1, what, found),
                      "", std::move(hint));
  }
  // A word, or one whole character.
  std::string token_here() const {
    std::size_t end = at_ + 1;
    if (is_word_start(text_[at_])) {
      while (end < text_.size() && is_word(text_[end])) ++end;
    } else {
      while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
    }
    return std::string(text_.substr(at_, std::min<std::size_t>(end - at_, 40)));
  }

  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  std::string_view peek_word() {
    skip_space();
    std::size_t end = at_;
    if (end < text_.size() && is_word_start(text_[end]))
      while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view word) {
    if (peek_word() != word) return false;
    at_ += word.size();
    return true;
  }

  Parsed alternatives() {
    if (++level_ > kPatternLevelsMax) {
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The pattern is deeper than {} levels.", kPatternLevelsMax));
    }
    json::array list;
    do {
      WEND_ASSIGN(auto one, sequence());
      list.push_back(std::move(one));
    } while (take('|'));
    --level_;
    if (list.size() == 1) return std::move(list[0]);
    return json::object{{"one_of", std::move(list)}};
  }

  Parsed sequence() {
    json::array list;
    for (char next = peek(); next != '\0' && next != '|' && next != ')'; next = peek()) {
      WEND_ASSIGN(auto one, element());
      list.push_back(std::move(one));
    }
    if (list.empty()) return expected("an element", "Elements are \"Event\", any, ( … ), then, …");
    if (list.size() == 1) return std::move(list[0]);
    return json::object{{"sequence", std::move(list)}};
  }

  Parsed element() {
    const char first = peek();
    const bool group = first == '(';
    const std::string_view word = peek_word();
    if (word == "then" || word == "next") return link();
    if (word == "within" || word == "after") {
      return expected("an element",
                      "Times stand behind then or next, or behind a group: a then within 1h b, "
                      "(a then b) within 1d.");
    }
    WEND_ASSIGN(auto item, word == "start" || word == "end" ? anchor() : step(group));
    if (word == "start" || word == "end") return item;
    bool repeated = false;
    WEND_TRY(quantifier(item, repeated));
    if (peek_word() != "within") return item;
    if (!group && !repeated) {
      return expected("another element",
                      "Between two elements write: then within 1h. A length of time belongs to a "
                      "group: (a then b) within 1d.");
    }
    take_word("within");
    WEND_ASSIGN(auto length, duration());
    if (!item.is_object() ||
        !(item.get_object().contains("sequence") || item.get_object().contains("repeat")) ||
        item.get_object().contains("within"))
      item = json::object{{"sequence", json::array{std::move(item)}}};
    item.as_object()["within"] = std::move(length);
    return item;
  }

  Parsed anchor() {
    const std::string_view word = peek_word();
    at_ += word.size();
    return json::value(json::string(word));
  }

  Parsed link() {
    const std::string word(peek_word());
    at_ += word.size();
    json::object limits;
    for (;;) {
      const std::string limit(peek_word());
      if (limit != "within" && limit != "after") break;
      if (limits.contains(limit)) return expected("one time limit of each kind");
      at_ += limit.size();
      WEND_ASSIGN(auto length, duration());
      limits[limit] = std::move(length);
    }
    return json::object{{word, std::move(limits)}};
  }

  Parsed duration() {
    skip_space();
    std::size_t end = at_;
    while (end < text_.size() && (is_word(text_[end]))) ++end;
    const auto length = parse_duration(text_.substr(at_, end - at_));
    if (!length) return expected("a duration such as 30s, 15m, 24h or 7d");
    json::value text = json::string(text_.substr(at_, end - at_));
    at_ = end;
    return text;
  }

  Parsed step(bool group) {
    if (take('!')) {
      WEND_ASSIGN(auto negated, step(peek() == '('));
      WEND_ASSIGN(auto test, test_of(negated));
      return json::object{{"not", std::move(test)}};
    }
    if (group) {
      take('(');
      WEND_ASSIGN(auto inside, alternatives());
      if (!take(')')) return expected("\")\"");
      return inside;
    }
    const char quote = peek();
    if (quote == '"' || quote == '\'') {
      WEND_ASSIGN(auto name, quoted());
      return with_properties(json::object{{"event", std::move(name)}}, true);
    }
    const std::string word(peek_word());
    if (word.empty()) return expected("an element", "Event names stand in quotes.");
    at_ += word.size();
    if (word == "any") return with_properties("any", false);
    return with_properties(json::string(word), false);
  }

  // What `!` negates: one event, or one of several.
  Parsed test_of(const json::value& item) {
    if (item.is_object() && item.get_object().contains("one_of")) {
      json::array list;
      for (const auto& part : item.at("one_of").as_array()) {
        WEND_ASSIGN(auto test, test_of(part));
        list.push_back(std::move(test));
      }
      return json::object{{"one_of", std::move(list)}};
    }
    if (item.is_string() || (item.is_object() && (item.get_object().contains("step") ||
                                                  item.get_object().contains("not"))))
      return item;
    return base::fail(
        ErrorCode::kInvalidInput,
        fmt::format("Before character {} \"!\" negates more than one event.", at_ + 1), "",
        "It negates one element, or alternatives: !(a | b).");
  }

  base::Result<std::string> quoted() {
    const char quote = text_[at_++];
    std::string name;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      name += text_[at_++];
    }
    if (at_ >= text_.size()) return expected(fmt::format("{} at the end of the name", quote));
    ++at_;
    return name;
  }

  // [price > 100, platform = "ios"] behind a step.
  Parsed with_properties(json::value base, bool is_predicate) {
    const json::value step =
        is_predicate ? json::value(json::object{{"step", base}}) : std::move(base);
    if (!take('[')) return step;
    json::array all;
    if (is_predicate) all.push_back(step.at("step"));
    if (!is_predicate && step != "any")
      return expected("no property here", "Write the properties into the predicate of the step.");
    do {
      std::string path(peek_word());
      if (const char quote = peek(); quote == '"' || quote == '\'') {
        WEND_ASSIGN(path, quoted());
      } else {
        at_ += path.size();
      }
      if (path.empty()) return expected("the name of a property");
      WEND_ASSIGN(const auto op, comparison());
      WEND_ASSIGN(auto value, scalar());
      all.push_back(json::object{{"property", path}, {"op", op}, {"value", std::move(value)}});
    } while (take(','));
    if (!take(']')) return expected("\"]\" or \",\"");
    return json::object{{"step", json::object{{"all", std::move(all)}}}};
  }

  base::Result<std::string> comparison() {
    if (take('=')) return "is";
    if (take('~')) return "contains";
    if (take('!')) {
      if (take('=')) return "is_not";
    } else if (take('>')) {
      return take('=') ? "at_least" : "greater";
    } else if (take('<')) {
      return take('=') ? "at_most" : "less";
    }
    return expected("one of = != > >= < <= ~");
  }

  Parsed scalar() {
    const char first = peek();
    if (first == '"' || first == '\'') {
      WEND_ASSIGN(auto text, quoted());
      return json::value(json::string(text));
    }
    if (take_word("true")) return json::value(true);
    if (take_word("false")) return json::value(false);
    double number = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error != std::errc{}) return expected("a number, a text in quotes, true or false");
    at_ = static_cast<std::size_t>(end - text_.data());
    return json::value(number);
  }

  base::Result<std::uint32_t> times() {
    skip_space();
    std::uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error != std::errc{} || number > kTimesMax) return expected("a number of times");
    at_ = static_cast<std::size_t>(end - text_.data());
    return number;
  }

  base::Status quantifier(json::value& item, bool& repeated) {
    std::uint32_t at_least = 0;
    std::optional<std::uint32_t> at_most;
    if (take('*')) {
    } else if (take('+')) {
      at_least = 1;
    } else if (take('?')) {
      at_most = 1;
    } else if (take('{')) {
      WEND_ASSIGN(at_least, times());
      at_most = at_least;
      if (take(',')) {
        at_most.reset();
        if (peek() != '}') {
          WEND_ASSIGN(at_most, times());
        }
      }
      if (!take('}')) return expected("\"}\"");
    } else {
      return {};
    }
    json::object repeat = {{"repeat", std::move(item)}, {"at_least", at_least}};
    if (at_most) repeat["at_most"] = *at_most;
    if (take('?')) repeat["lazy"] = true;
    item = std::move(repeat);
    repeated = true;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t level_ = 0;
};

}  // namespace

base::Result<json::value> parse_pattern_text(std::string_view text) {
  return TextParser(text).parse();
}

}  // namespace wend::model
