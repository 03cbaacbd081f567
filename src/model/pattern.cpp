#include "model/pattern.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "model/beginning.h"
#include "model/json_reader.h"
#include "model/pattern_program.h"
#include "model/predicate.h"
#include "model/suggestion.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using Kind = PatternNode::Kind;

constexpr std::int64_t kTimesMax = 1'000'000;

// Whether a node can be passed without taking an event.
bool can_be_empty(const PatternNode& node) {
  switch (node.kind) {
    case Kind::kTest:
      return false;
    case Kind::kSequence:
      return std::ranges::all_of(node.parts, can_be_empty);
    case Kind::kOneOf:
      return std::ranges::any_of(node.parts, can_be_empty);
    case Kind::kRepeat:
      return node.at_least == 0 || can_be_empty(node.parts[0]);
    default:
      return true;
  }
}

// The sign of a comparison in the text form, or nothing.
std::string_view sign_of(std::string_view op) {
  static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
      {"is", "="},   {"is_not", "!="},  {"greater", ">"}, {"at_least", ">="},
      {"less", "<"}, {"at_most", "<="}, {"contains", "~"}};
  const auto found =
      std::ranges::find(kSigns, op, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(kSigns) ? std::string_view() : found->second;
}

// A property of a test in the text form: price > 100; empty where it has none.
std::string property_text(const json::value& predicate) {
  const auto* object = predicate.if_object();
  if (object == nullptr || object->size() != 3) return {};
  const auto* path = object->if_contains("property");
  const auto* op = object->if_contains("op");
  const auto* value = object->if_contains("value");
  if (path == nullptr || op == nullptr || value == nullptr || !path->is_string() ||
      !op->is_string() || value->is_structured())
    return {};
  const std::string_view sign = sign_of(std::string_view(op->get_string()));
  if (sign.empty()) return {};
  return fmt::format("{} {} {}", json::serialize(*path), sign, json::serialize(*value));
}

// How a test without a name is called, so that equal tests are one: as the text form writes it,
// where it can.
std::string name_of(const json::value& predicate) {
  const auto* object = predicate.if_object();
  if (object != nullptr && object->empty()) return "any";
  if (object == nullptr || object->size() != 1) return json::serialize(predicate);
  const auto& [field, value] = *object->begin();
  if (field == "event" && value.is_string()) return json::serialize(value);
  if (field == "not") return "!" + name_of(value);
  if (field == "any" && value.is_array() && !value.get_array().empty()) {
    std::string text;
    for (const auto& part : value.get_array()) text += (text.empty() ? "(" : " | ") + name_of(part);
    return text + ")";
  }
  if (field != "all" || !value.is_array()) return json::serialize(predicate);
  std::string name = "any", properties;
  for (const auto& part : value.get_array()) {
    const std::string property = property_text(part);
    if (property.empty() && &part == &value.get_array().front()) {
      name = name_of(part);
      if (name.starts_with('"')) continue;
    }
    if (property.empty()) return json::serialize(predicate);
    properties += (properties.empty() ? "[" : ", ") + property;
  }
  return properties.empty() ? json::serialize(predicate) : name + properties + "]";
}

class Reader {
 public:
  Reader(const json::value* steps, std::string steps_place, const ReadTest& read_test,
         std::vector<Predicate>& tests)
      : steps_(steps), steps_place_(std::move(steps_place)), read_test_(read_test), tests_(tests) {}

  base::Result<PatternNode> read_item(const json::value& item, const std::string& place,
                                      std::size_t level) {
    if (level > kPatternLevelsMax) {
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The pattern is deeper than {} levels.", kPatternLevelsMax),
                        place);
    }
    if (item.is_string()) return read_word(std::string(item.get_string()), place);
    if (!item.is_object()) return wrong_kind(item, place, "an element: a text or an object");
    WEND_ASSIGN(auto reader, ObjectReader::open(item, place));
    WEND_ASSIGN(PatternNode node, read_object(reader, place, level));
    WEND_TRY(reader.finish());
    return node;
  }

  std::vector<std::string> names;
  bool from_text = false;  // places inside are places of the whole

 private:
  std::string place_of(const ObjectReader& reader, std::string_view field) const {
    return from_text ? reader.place() : reader.place_of(field);
  }

  base::Result<PatternNode> read_word(const std::string& word, const std::string& place) {
    if (word == "start") return PatternNode{.kind = Kind::kStart};
    if (word == "end") return PatternNode{.kind = Kind::kEnd};
    if (word == "then") return PatternNode{.kind = Kind::kThen};
    if (word == "next") return PatternNode{.kind = Kind::kNext};
    if (word == "any") return test_of("any", json::object(), place);
    const json::object* known = steps_ == nullptr ? nullptr : steps_->if_object();
    if (const auto* predicate = known == nullptr ? nullptr : known->if_contains(word))
      return test_of(word, *predicate, field_place(steps_place_, word));
    std::vector<std::string_view> words = {"any", "then", "next", "start", "end"};
    if (known != nullptr)
      for (const auto& step : *known) words.push_back(step.key());
    std::string hint = did_you_mean(word, words);
    if (hint.empty()) hint = "Define it in \"steps\"; the names of events stand in quotes.";
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("There is no step \"{}\".", beginning(word, 100)), place,
                      std::move(hint));
  }

  base::Result<PatternNode> test_of(std::string name, const json::value& predicate,
                                    const std::string& place) {
    const auto found = std::ranges::find(names, name);
    PatternNode node{.test = static_cast<std::size_t>(found - names.begin())};
    if (found == names.end()) {
      WEND_ASSIGN(Predicate test, read_test_(predicate, place));
      tests_.push_back(std::move(test));
      names.push_back(std::move(name));
    }
    return node;
  }

  // The predicate of "not": an element of one event, or alternatives of such.
  base::Result<json::value> negated(const json::value& item, const std::string& place) {
    if (item.is_string()) {
      const std::string word(item.get_string());
      if (word == "any") return json::object();
      const json::object* known = steps_ == nullptr ? nullptr : steps_->if_object();
      if (const auto* predicate = known == nullptr ? nullptr : known->if_contains(word))
        return *predicate;
      WEND_TRY(read_word(word, place));
    } else if (const auto* object = item.if_object()) {
      if (const auto* step = object->if_contains("step"); step != nullptr && object->size() == 1)
        return *step;
      if (const auto* inner = object->if_contains("not"); inner != nullptr && object->size() == 1) {
        WEND_ASSIGN(auto part, negated(*inner, place));
        return json::object{{"not", std::move(part)}};
      }
      if (const auto* list = object->if_contains("one_of");
          list != nullptr && list->is_array() && object->size() == 1) {
        json::array any;
        for (const auto& one : list->get_array()) {
          WEND_ASSIGN(auto part, negated(one, place));
          any.push_back(std::move(part));
        }
        return json::object{{"any", std::move(any)}};
      }
      if (!from_text) return item;  // a predicate
    }
    return base::fail(ErrorCode::kInvalidInput, "This is not an element of one event.", place,
                      "Negate a step, a predicate, or alternatives of them.");
  }

  base::Result<PatternNode> read_object(ObjectReader& reader, const std::string& place,
                                        std::size_t level) {
    PatternNode node;
    if (const auto* predicate = reader.find("step"))
      return test_of(name_of(*predicate), *predicate, place_of(reader, "step"));
    if (const auto* item = reader.find("not")) {
      const std::string own = place_of(reader, "not");
      WEND_ASSIGN(auto predicate, negated(*item, own));
      std::string name = "!" + name_of(predicate);
      return test_of(std::move(name), json::object{{"not", std::move(predicate)}}, own);
    }
    for (const auto& [field, kind] : {std::pair("then", Kind::kThen), {"next", Kind::kNext}}) {
      const auto* limits = reader.find(field);
      if (limits == nullptr) continue;
      node.kind = kind;
      WEND_ASSIGN(auto inside, ObjectReader::open(*limits, place_of(reader, field)));
      WEND_ASSIGN(node.after, inside.duration("after"));
      WEND_ASSIGN(node.within, inside.duration("within"));
      WEND_TRY(inside.finish());
      if (node.after && node.within && *node.within < *node.after) {
        return base::fail(ErrorCode::kInvalidInput, "\"within\" is shorter than \"after\".",
                          place_of(inside, "within"));
      }
      return node;
    }
    for (const auto& [field, kind] :
         {std::pair("sequence", Kind::kSequence), {"one_of", Kind::kOneOf}}) {
      const auto* list = reader.find(field);
      if (list == nullptr) continue;
      node.kind = kind;
      const std::string own = place_of(reader, field);
      if (!list->is_array()) return wrong_kind(*list, own, "a list of elements");
      if (list->get_array().empty())
        return base::fail(ErrorCode::kInvalidInput, "The list is empty.", own);
      for (std::size_t i = 0; i < list->get_array().size(); ++i) {
        WEND_ASSIGN(auto part, read_item(list->get_array()[i],
                                         from_text ? own : entry_place(own, i), level + 1));
        node.parts.push_back(std::move(part));
      }
      if (kind == Kind::kSequence) {
        WEND_ASSIGN(node.within, reader.duration("within"));
      }
      return node;
    }
    const auto* repeated = reader.find("repeat");
    if (repeated == nullptr) {
      reader.find("sequence");
      WEND_TRY(reader.finish());
      return base::fail(ErrorCode::kInvalidInput, "This element says nothing.", place,
                        "It has one of: step, not, sequence, one_of, repeat, then, next.");
    }
    node.kind = Kind::kRepeat;
    WEND_ASSIGN(auto part, read_item(*repeated, place_of(reader, "repeat"), level + 1));
    node.parts.push_back(std::move(part));
    WEND_ASSIGN(const auto at_least, reader.integer("at_least", 0, kTimesMax));
    WEND_ASSIGN(const auto at_most, reader.integer("at_most", 1, kTimesMax));
    WEND_ASSIGN(const auto lazy, reader.boolean("lazy"));
    WEND_ASSIGN(node.within, reader.duration("within"));
    node.at_least = static_cast<std::uint32_t>(at_least.value_or(0));
    if (at_most) node.at_most = static_cast<std::uint32_t>(*at_most);
    node.lazy = lazy.value_or(false);
    if (node.at_most && *node.at_most < node.at_least) {
      return base::fail(ErrorCode::kInvalidInput, "\"at_most\" is less than \"at_least\".",
                        place_of(reader, "at_most"));
    }
    if (node.parts[0].is_link() || node.parts[0].kind == Kind::kStart ||
        node.parts[0].kind == Kind::kEnd)
      return base::fail(ErrorCode::kInvalidInput, "Only events can be repeated.", place);
    if (!node.at_most && can_be_empty(node.parts[0])) {
      return base::fail(ErrorCode::kInvalidInput,
                        "What is repeated without end must take an event each time.", place,
                        "Leave out the ? or * inside, or say how often at most: {0,5}.");
    }
    return node;
  }

  const json::value* steps_;
  std::string steps_place_;
  const ReadTest& read_test_;
  std::vector<Predicate>& tests_;
};

std::string limits_text(const PatternNode& node) {
  std::string text;
  const auto seconds = [](DurationUs length) {
    return fmt::format("{}s", static_cast<double>(length) / 1e6);
  };
  if (node.after) text += " after " + seconds(*node.after);
  if (node.within) text += " within " + seconds(*node.within);
  return text;
}

std::string text_of(const PatternNode& node, const std::vector<std::string>& tests, bool inside) {
  std::string text;
  switch (node.kind) {
    case Kind::kTest:
      return tests[node.test];
    case Kind::kStart:
      return "start";
    case Kind::kEnd:
      return "end";
    case Kind::kThen:
      return "then" + limits_text(node);
    case Kind::kNext:
      return "next" + limits_text(node);
    case Kind::kRepeat: {
      text = text_of(node.parts[0], tests, true);
      if (node.parts[0].kind == Kind::kRepeat) text = "(" + text + ")";
      if (node.at_least == 0 && !node.at_most) {
        text += "*";
      } else if (node.at_least == 1 && !node.at_most) {
        text += "+";
      } else if (node.at_least == 0 && node.at_most == 1U) {
        text += "?";
      } else if (node.at_most == node.at_least) {
        text += fmt::format("{{{}}}", node.at_least);
      } else {
        text += fmt::format("{{{},{}}}", node.at_least,
                            node.at_most ? std::to_string(*node.at_most) : "");
      }
      if (node.lazy) text += "?";
      return text + limits_text(node);
    }
    case Kind::kSequence:
    case Kind::kOneOf:
      for (const PatternNode& part : node.parts) {
        if (!text.empty()) text += node.kind == Kind::kOneOf ? " | " : " ";
        text += text_of(part, tests, node.kind == Kind::kSequence || part.kind != Kind::kSequence);
      }
      if (inside || node.within) text = "(" + text + ")";
      return text + limits_text(node);
  }
  return text;
}

}  // namespace

std::string Pattern::to_text() const {
  return text_of(root, tests, false);
}

base::Result<Pattern> read_pattern(const json::value& value, const std::string& place,
                                   const json::value* steps, const std::string& steps_place,
                                   std::optional<DurationUs> within, const ReadTest& read_test,
                                   std::vector<Predicate>& tests) {
  if (steps != nullptr && !steps->is_object())
    return wrong_kind(*steps, steps_place, "an object of predicates");
  if (steps != nullptr) {
    // A step that is misspelt is an error even where the pattern does not name it.
    for (const auto& step : steps->get_object()) {
      WEND_TRY(read_test(step.value(), field_place(steps_place, step.key())));
    }
  }
  Reader reader(steps, steps_place, read_test, tests);
  json::value parsed;
  const json::value* item = &value;
  if (value.is_string()) {
    reader.from_text = true;
    WEND_ASSIGN(parsed, at_place(parse_pattern_text(std::string_view(value.get_string())), place));
    item = &parsed;
  }
  Pattern pattern;
  WEND_ASSIGN(pattern.root, reader.read_item(*item, place, 1));
  pattern.tests = std::move(reader.names);
  if (can_be_empty(pattern.root)) {
    return base::fail(ErrorCode::kInvalidInput, "The pattern can be satisfied by no event at all.",
                      place, "Name an event that must happen.");
  }
  if (within) {
    PatternNode whole{.kind = Kind::kSequence};
    whole.within = within;
    whole.parts.push_back(std::move(pattern.root));
    pattern.root = std::move(whole);
  }
  WEND_TRY(PatternProgram::compile(pattern, place));
  return pattern;
}

}  // namespace wend::model
