#include <fmt/format.h>

#include "analyze/funnel.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kExclusionsMax = 20;
constexpr std::size_t kHeldMax = 5;

base::Status read_ties(model::ObjectReader& document, FunnelKnobs& knobs) {
  const json::value* ties = document.find("ties");
  if (ties == nullptr) return {};
  if (ties->is_string() && (ties->get_string() == "order-free" || ties->get_string() == "strict")) {
    if (ties->get_string() == "strict") knobs.ties = FunnelTies::kStrict;
    return {};
  }
  auto grace = document.duration("ties");
  if (!grace) {
    return base::fail(ErrorCode::kInvalidInput,
                      "\"ties\" is \"order-free\", \"strict\" or a duration.",
                      document.place_of("ties"),
                      "A duration such as \"2s\" lets events that close stand in either order.");
  }
  knobs.ties = **grace == 0 ? FunnelTies::kOrderFree : FunnelTies::kGrace;
  knobs.grace_us = **grace;
  return {};
}

base::Status read_by(model::ObjectReader& document, FunnelKnobs& knobs) {
  const json::value* by = document.find("by");
  if (by == nullptr || (by->is_string() && by->get_string() == "profile")) return {};
  if (by->is_string() && by->get_string() == "account") {
    knobs.by_account = true;
    return {};
  }
  if (!by->is_object())
    return model::wrong_kind(*by, document.place_of("by"),
                             "\"profile\", \"account\", {\"account\": type} or "
                             "{\"session\": \"30m\"}");
  WEND_ASSIGN(auto reader, model::ObjectReader::open(*by, document.place_of("by")));
  if (reader.has("account")) {
    WEND_ASSIGN(knobs.account_type, reader.text("account"));
    WEND_TRY(reader.finish());
    if (knobs.account_type->empty())
      return base::fail(ErrorCode::kInvalidInput, "The type of accounts is empty.",
                        reader.place_of("account"), "Write \"by\": \"account\" for all of them.");
    knobs.by_account = true;
    return {};
  }
  WEND_ASSIGN(knobs.session_us, reader.duration("session"));
  WEND_TRY(reader.finish());
  if (knobs.session_us) return {};
  return base::fail(ErrorCode::kInvalidInput, "The longest gap within a session is missing.",
                    reader.place_of("session"), "Write {\"session\": \"30m\"}.");
}

// Combinations that mean nothing, or nothing that could be decided.
base::Status check_together(model::ObjectReader& document, const FunnelAsk& ask) {
  const FunnelKnobs& knobs = ask.knobs;
  const auto refuse = [&](std::string_view knob, std::string sentence, std::string hint) {
    return base::fail(ErrorCode::kInvalidInput, std::move(sentence), document.place_of(knob),
                      std::move(hint));
  };
  const bool optional = std::ranges::any_of(ask.steps, &FunnelStep::optional);
  if (knobs.order == FunnelOrder::kAny) {
    if (knobs.ties != FunnelTies::kOrderFree)
      return refuse("ties", "Steps in any order have no order that \"ties\" could speak of.",
                    "Leave \"ties\" out.");
    if (knobs.attempt == FunnelTries::kLatest)
      return refuse("attempt", "Steps in any order have no step 2 to be entered before.",
                    "Use \"best\", \"first\" or \"all\".");
    if (optional)
      return refuse("steps", "With steps in any order each may be missing, so none is optional.",
                    "Leave \"optional\" out.");
    for (const FunnelExclusion& exclusion : knobs.exclude) {
      if (exclusion.from != 0 || exclusion.to + 1 != ask.steps.size())
        return refuse("exclude", "Steps in any order have no places to exclude between.",
                      "Leave \"from\" and \"to\" out: the whole attempt is meant.");
    }
  }
  if (knobs.ties == FunnelTies::kGrace) {
    if (knobs.order == FunnelOrder::kStrict)
      return refuse("ties",
                    "With a grace duration it is not known what comes between two steps, so "
                    "\"order\" cannot be \"strict\".",
                    "Use \"order-free\" or \"strict\".");
    if (!knobs.exclude.empty())
      return refuse("ties", "A grace duration together with \"exclude\" cannot be answered yet.",
                    "Use \"order-free\" or \"strict\".");
    if (optional)
      return refuse("ties", "A grace duration together with optional steps cannot be answered yet.",
                    "Use \"order-free\" or \"strict\".");
  }
  return {};
}

}  // namespace

base::Status read_funnel_exclusions(model::ObjectReader& document,
                                    model::PredicateReader& predicates, FunnelAsk& ask) {
  WEND_ASSIGN(const json::array* list, document.list("exclude", kExclusionsMax));
  const auto steps = static_cast<std::int64_t>(ask.steps.size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = model::entry_place(document.place_of("exclude"), i);
    WEND_ASSIGN(auto reader, model::ObjectReader::open((*list)[i], place));
    FunnelExclusion exclusion;
    const json::value* match = reader.find("match");
    WEND_ASSIGN(const auto from, reader.integer("from", 1, steps - 1));
    WEND_ASSIGN(const auto to, reader.integer("to", 2, steps));
    WEND_TRY(reader.finish());
    if (match == nullptr) {
      return base::fail(ErrorCode::kInvalidInput, "It does not say which events are excluded.",
                        reader.place_of("match"),
                        "Give it a predicate, such as {\"event\": \"Refund\"}.");
    }
    WEND_ASSIGN(exclusion.match, predicates.read(*match, reader.place_of("match")));
    exclusion.from = static_cast<std::size_t>(from.value_or(1) - 1);
    exclusion.to = static_cast<std::size_t>(to.value_or(steps) - 1);
    if (exclusion.from >= exclusion.to) {
      return base::fail(ErrorCode::kInvalidInput, "\"to\" is a later step than \"from\".",
                        reader.place_of("to"));
    }
    ask.knobs.exclude.push_back(std::move(exclusion));
  }
  return {};
}

base::Status read_funnel_hold(model::ObjectReader& document, FunnelAsk& ask) {
  WEND_ASSIGN(const json::array* list, document.list("hold", kHeldMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::value& name = (*list)[i];
    const std::string place = model::entry_place(document.place_of("hold"), i);
    if (!name.is_string()) return model::wrong_kind(name, place, "the name of a property");
    if (name.get_string().empty())
      return base::fail(ErrorCode::kInvalidInput, "The name is empty.", place);
    ask.knobs.hold.emplace_back(name.get_string());
  }
  return {};
}

base::Status read_funnel_knobs(model::ObjectReader& document, model::PredicateReader& predicates,
                               FunnelAsk& ask) {
  FunnelKnobs& knobs = ask.knobs;
  WEND_ASSIGN(const auto order, document.choice("order", {"ordered", "strict", "any"}));
  knobs.order = static_cast<FunnelOrder>(order.value_or(0));
  WEND_ASSIGN(const auto attempt, document.choice("attempt", {"best", "first", "latest", "all"}));
  knobs.attempt = static_cast<FunnelTries>(attempt.value_or(0));
  WEND_TRY(read_ties(document, knobs));
  WEND_ASSIGN(const auto reuse, document.boolean("reuse"));
  knobs.reuse = reuse.value_or(false);
  WEND_TRY(read_funnel_exclusions(document, predicates, ask));
  WEND_TRY(read_funnel_hold(document, ask));
  WEND_TRY(read_by(document, knobs));
  return check_together(document, ask);
}

}  // namespace wend::analyze
