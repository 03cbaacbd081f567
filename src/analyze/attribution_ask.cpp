#include <algorithm>
#include <fmt/format.h>

#include "analyze/attribution.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::int64_t kTopMax = 50;
constexpr std::int64_t kPathsMax = 100;
constexpr std::size_t kModelsMax = 20;
constexpr std::size_t kDirectMax = 20;
constexpr std::int64_t kOrderMax = 3;
constexpr double kMicrosecondsPerSecond = 1e6;

struct RuleWords {
  std::string_view name, title, how;
};

// In the order of AttributionRule.
constexpr RuleWords kWords[] = {
    {"first", "First touch", "The first touch earns the whole conversion."},
    {"last", "Last touch", "The last touch earns the whole conversion."},
    {"last-non-direct", "Last touch that is not direct",
     "The last touch that is not direct earns the whole conversion; where all are direct, the last "
     "one does."},
    {"linear", "Linear", "Every touch earns the same."},
    {"position", "Position (U)",
     "The first touch earns 40 %, the last 40 %, and those between share 20 %; two touches share "
     "50 to 50."},
    {"j", "J",
     "The first touch earns 20 %, the last 60 %, and those between share 20 %; of two the first "
     "earns 25 %, the last 75 %."},
    {"inverse-j", "Inverse J",
     "The first touch earns 60 %, the last 20 %, and those between share 20 %; of two the first "
     "earns 75 %, the last 25 %."},
    {"time-decay", "Time decay",
     "A touch earns half as much for every half-life that it lies further back."},
    {"markov", "Markov removal effect",
     "Touches follow one another as in a Markov chain; a channel earns in proportion to the share "
     "of conversions that would be lost if every walk that comes to it ended there."},
    {"shapley", "Shapley value", ""},
};

constexpr std::string_view kShapleyOfConversions =
    "A set of channels is worth the conversions of paths that need no other; each conversion is "
    "then shared equally by the different channels of its path.";
constexpr std::string_view kShapleyOfRates =
    "A set of channels is worth the conversion rate of the paths that touch no other; a channel "
    "earns its mean contribution over all orders in which channels may join. It may be negative.";

base::Result<AttributionRule> rule_of(std::string_view name, const std::string& place) {
  const auto found = std::ranges::find(kWords, name, &RuleWords::name);
  if (found != std::end(kWords)) return static_cast<AttributionRule>(found - std::begin(kWords));
  std::string names;
  for (const RuleWords& words : kWords)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", words.name);
  return base::fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not known here.", name), place,
                    fmt::format("Use one of: {}.", names));
}

base::Result<AttributionModel> read_model(const json::value& value, const std::string& place) {
  AttributionModel model;
  if (value.is_string()) {
    WEND_ASSIGN(model.rule, rule_of(std::string_view(value.get_string()), place));
    return model;
  }
  if (!value.is_object())
    return model::wrong_kind(value, place, "the name of a model, or an object");
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, place));
  WEND_ASSIGN(const auto name, reader.text("model"));
  if (!name) {
    return base::fail(ErrorCode::kInvalidInput, "The name of the model is missing.",
                      reader.place_of("model"), "Write {\"model\": \"markov\", \"order\": 2}.");
  }
  WEND_ASSIGN(model.rule, rule_of(*name, reader.place_of("model")));
  if (model.rule == AttributionRule::kTimeDecay) {
    WEND_ASSIGN(const auto half_life, reader.duration("half_life"));
    if (half_life && *half_life == 0) {
      return base::fail(ErrorCode::kInvalidInput, "A half-life is longer than zero.",
                        reader.place_of("half_life"), "Use the model \"last\".");
    }
    if (half_life) model.half_life_us = *half_life;
  } else if (model.rule == AttributionRule::kMarkov) {
    WEND_ASSIGN(const auto order, reader.integer("order", 1, kOrderMax));
    if (order) model.order = static_cast<std::size_t>(*order);
  } else if (model.rule == AttributionRule::kShapley) {
    WEND_ASSIGN(const auto worth, reader.choice("worth", {"conversions", "rate"}));
    model.by_rate = worth == 1U;
  }
  WEND_TRY(reader.finish());
  return model;
}

base::Status read_models(model::ObjectReader& document, AttributionAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("models", kModelsMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = model::entry_place(document.place_of("models"), i);
    WEND_ASSIGN(const auto model, read_model((*list)[i], place));
    if (std::ranges::find(ask.models, model) != ask.models.end())
      return base::fail(ErrorCode::kInvalidInput, "This model stands here twice.", place);
    ask.models.push_back(model);
  }
  if (!ask.models.empty()) return {};
  for (std::size_t rule = 0; rule < std::size(kWords); ++rule)
    ask.models.push_back({.rule = static_cast<AttributionRule>(rule)});
  return {};
}

base::Status read_by(model::ObjectReader& document, AttributionAsk& ask) {
  ask.by.kind = Grouping::Kind::kChannel;
  const json::value* by = document.find("by");
  if (by == nullptr) return {};
  if (by->is_string()) {
    WEND_ASSIGN(const auto choice,
                document.choice("by", {"event", "touchpoint", "stage", "channel", "source"}));
    if (choice == 4U) {
      ask.by_source = true;
      return {};
    }
  }
  WEND_ASSIGN(ask.by, Grouping::read(document));
  return {};
}

base::Status read_direct(model::ObjectReader& document, AttributionAsk& ask) {
  if (!document.has("direct")) {
    ask.direct = {"direct", "Direct", "(direct)", "(none)"};
    return {};
  }
  WEND_ASSIGN(const auto* list, document.list("direct", kDirectMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::value& label = (*list)[i];
    if (!label.is_string())
      return model::wrong_kind(label, model::entry_place(document.place_of("direct"), i), "a text");
    ask.direct.emplace_back(label.get_string());
  }
  return {};
}

}  // namespace

base::Result<AttributionAsk> read_attribution_ask(model::ObjectReader& document,
                                                  model::PredicateReader& predicates) {
  AttributionAsk ask;
  const json::value* conversion = document.find("conversion");
  if (conversion == nullptr) {
    return base::fail(ErrorCode::kInvalidInput, "The document does not say what a conversion is.",
                      document.place_of("conversion"),
                      "Give it a predicate, such as {\"event\": \"Order placed\"}.");
  }
  WEND_ASSIGN(ask.conversion, predicates.read(*conversion, document.place_of("conversion")));
  if (const auto* touches = document.find("touches")) {
    WEND_ASSIGN(ask.touches, predicates.read(*touches, document.place_of("touches")));
  }
  WEND_ASSIGN(ask.value, document.text("value"));
  if (ask.value && ask.value->empty())
    return base::fail(ErrorCode::kInvalidInput, "The name is empty.", document.place_of("value"));
  WEND_TRY(read_by(document, ask));
  WEND_ASSIGN(ask.lookback_us, document.duration("lookback"));
  WEND_ASSIGN(const auto count, document.choice("count", {"each", "first"}));
  ask.first_only = count == 1U;
  WEND_ASSIGN(const auto reuse, document.boolean("reuse"));
  ask.reuse = reuse.value_or(false);
  if (ask.reuse && !ask.lookback_us) {
    return base::fail(ErrorCode::kInvalidInput,
                      "Touches that earn for every later conversion need a limit.",
                      document.place_of("reuse"), "Say a \"lookback\", such as \"30d\".");
  }
  WEND_ASSIGN(const auto loops, document.choice("loops", {"keep", "collapse"}));
  ask.collapse = loops == 1U;
  WEND_TRY(read_direct(document, ask));
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  WEND_ASSIGN(const auto paths, document.integer("paths", 0, kPathsMax));
  if (paths) ask.paths = static_cast<std::size_t>(*paths);
  WEND_TRY(read_models(document, ask));
  return ask;
}

json::object describe(const AttributionModel& model) {
  const RuleWords& words = kWords[static_cast<std::size_t>(model.rule)];
  json::object out;
  out["model"] = words.name;
  std::string name(words.title);
  std::string_view how = words.how;
  if (model.rule == AttributionRule::kMarkov) name += fmt::format(", order {}", model.order);
  if (model.rule == AttributionRule::kShapley) {
    how = model.by_rate ? kShapleyOfRates : kShapleyOfConversions;
    name += model.by_rate ? " of rates" : "";
  }
  out["name"] = name;
  out["how"] = how;
  if (model.rule == AttributionRule::kTimeDecay)
    out["half_life_s"] = static_cast<double>(model.half_life_us) / kMicrosecondsPerSecond;
  if (model.rule == AttributionRule::kMarkov) out["order"] = model.order;
  if (model.rule == AttributionRule::kShapley)
    out["worth"] = model.by_rate ? "rate" : "conversions";
  return out;
}

}  // namespace wend::analyze
