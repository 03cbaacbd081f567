#include "analyze/breakdown.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/funnel_attempt.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::int64_t kTopMax = 100;

base::Status read_touch(model::ObjectReader& reader, std::size_t steps, Breakdown& breakdown) {
  const json::value* touch = reader.find("touch");
  if (touch == nullptr) return {};
  const std::string place = reader.place_of("touch");
  if (touch->is_string()) {
    WEND_ASSIGN(const auto choice, reader.choice("touch", {"first", "last"}));
    breakdown.touch = *choice == 0 ? Breakdown::Touch::kFirst : Breakdown::Touch::kLast;
    return {};
  }
  if (!touch->is_object())
    return model::wrong_kind(*touch, place, "\"first\", \"last\" or {\"step\": number}");
  WEND_ASSIGN(auto step_reader, model::ObjectReader::open(*touch, place));
  WEND_ASSIGN(const auto step, step_reader.integer("step", 1, static_cast<std::int64_t>(steps)));
  WEND_TRY(step_reader.finish());
  if (!step)
    return base::fail(ErrorCode::kInvalidInput, "The step is missing.",
                      step_reader.place_of("step"));
  breakdown.touch = Breakdown::Touch::kStep;
  breakdown.step = static_cast<std::size_t>(*step - 1);
  return {};
}

}  // namespace

base::Result<std::optional<Breakdown>> Breakdown::read(model::ObjectReader& document,
                                                       std::size_t steps) {
  const json::value* value = document.find("breakdown");
  if (value == nullptr) return std::nullopt;
  WEND_ASSIGN(auto reader, model::ObjectReader::open(*value, document.place_of("breakdown")));
  Breakdown breakdown;
  WEND_ASSIGN(const auto property, reader.text("property"));
  WEND_ASSIGN(const auto trait, reader.text("trait"));
  WEND_ASSIGN(const auto channel, reader.boolean("channel"));
  if (property.has_value() + trait.has_value() + channel.has_value() != 1) {
    return base::fail(ErrorCode::kInvalidInput,
                      "A breakdown is by one property, one trait or the channel.", reader.place(),
                      "Write {\"property\": name}, {\"trait\": name} or {\"channel\": true}.");
  }
  if (channel && !*channel) {
    return base::fail(ErrorCode::kInvalidInput, "\"channel\" can only be true here.",
                      reader.place_of("channel"), "Leave the breakdown out for none.");
  }
  breakdown.kind = property ? Kind::kProperty : trait ? Kind::kTrait : Kind::kChannel;
  breakdown.path = property ? *property : trait.value_or("");
  if (breakdown.kind != Kind::kChannel && breakdown.path.empty()) {
    return base::fail(ErrorCode::kInvalidInput, "The name is empty.",
                      reader.place_of(property ? "property" : "trait"));
  }
  // A trait belongs to the customer, not to one of their events.
  if (breakdown.kind != Kind::kTrait) WEND_TRY(read_touch(reader, steps, breakdown));
  WEND_ASSIGN(const auto top, reader.integer("top", 1, kTopMax));
  if (top) breakdown.top = static_cast<std::size_t>(*top);
  WEND_TRY(reader.finish());
  return breakdown;
}

base::Result<BreakdownGroups> BreakdownGroups::make(const QueryRun& run,
                                                    const Breakdown& breakdown) {
  if (breakdown.kind == Breakdown::Kind::kChannel)
    return BreakdownGroups(Labels::of_channels(*run.table), breakdown);
  const bool trait = breakdown.kind == Breakdown::Kind::kTrait;
  WEND_ASSIGN(auto labels, trait ? Labels::of_trait(run, breakdown.path)
                                 : Labels::of_property(run, breakdown.path));
  return BreakdownGroups(std::move(labels), breakdown);
}

std::uint32_t BreakdownGroups::label_of(std::uint32_t profile,
                                        std::span<const std::uint32_t> attempt) const {
  if (breakdown_.kind == Breakdown::Kind::kTrait) return labels_.of(profile);
  switch (breakdown_.touch) {
    case Breakdown::Touch::kFirst:
      return labels_.of(attempt.front());
    case Breakdown::Touch::kLast:
      return labels_.of(attempt.back());
    case Breakdown::Touch::kStep:
      return breakdown_.step < attempt.size() && attempt[breakdown_.step] != kSkippedStep
                 ? labels_.of(attempt[breakdown_.step])
                 : 0;
  }
  return 0;
}

void BreakdownGroups::rank(std::span<const std::uint64_t> units_of_label) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t label = 0; label < units_of_label.size(); ++label) {
    if (units_of_label[label] > 0) order.push_back(label);
  }
  // Labels are in the order of their texts.
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::uint32_t label) { return units_of_label[label]; });
  other_ = order.size() > breakdown_.top;
  chosen_.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(
                                                    std::min(order.size(), breakdown_.top)));
  group_of_label_.assign(units_of_label.size(), chosen_.size());
  for (std::size_t group = 0; group < chosen_.size(); ++group)
    group_of_label_[chosen_[group]] = group;
}

void BreakdownGroups::describe(std::size_t group, json::object& out) const {
  if (group == chosen_.size()) {
    out["value"] = "other";
    out["other"] = true;
    return;
  }
  out["value"] = labels_.text(chosen_[group]);
  if (labels_.is_missing(chosen_[group])) out["missing"] = true;
}

}  // namespace wend::analyze
