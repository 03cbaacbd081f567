#include <fmt/format.h>

#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

std::vector<Pick> place_picks() {
  return {text("id"),
          text("label"),
          count("people"),
          share("share", "share.share"),
          count("events"),
          count("visits"),
          share("go_on", "go_on.share"),
          share("go_on_low", "go_on.low"),
          share("go_on_high", "go_on.high"),
          share("leave", "leave.share"),
          share("outcome", "outcome.share"),
          share("repeat", "repeat.share"),
          share("backward", "backward.share"),
          share("contact_after", "contact_after.share"),
          share("slow", "slow.share"),
          seconds("to_next_median_s", "times_to_next.median_s"),
          seconds("to_next_q1_s", "times_to_next.q1_s"),
          seconds("to_next_q3_s", "times_to_next.q3_s"),
          seconds("at_median_s", "times_at.median_s"),
          number("computed", "emotion.computed.value"),
          count("computed_n", "emotion.computed.n"),
          number("measured", "emotion.measured.value"),
          number("effect", "effect.difference.value"),
          number("effect_low", "effect.difference.low"),
          number("effect_high", "effect.difference.high"),
          number("q", "effect.q"),
          text("held", "effect.held"),
          ref_pick()};
}

}  // namespace

std::vector<Sheet> sheets_of_map(const json::value& result) {
  auto step_picks = place_picks();
  step_picks.insert(step_picks.begin() + 2, text("stage"));
  SheetBuilder steps("steps", std::move(step_picks), true);
  SheetBuilder stages("stages", place_picks());
  steps.add_all(list_at(result, "steps"));
  stages.add_all(list_at(result, "stages"));

  SheetBuilder channels("channels",
                        {text("part"), text("id"), text("channel"), count("events", "share.count"),
                         share("share", "share.share"), count("people"), ref_pick()});
  SheetBuilder trend("trend", {text("part"), text("id"), text("from"), count("people"),
                               share("go_on", "go_on.share"), share("outcome", "outcome.share"),
                               text("incomplete"), ref_pick()});
  for (const auto& bucket : list_at(result, "trend"))
    trend.add(bucket, {{"part", json::string("map")}});
  for (const auto& [part, list] : {std::pair("stage", "stages"), {"step", "steps"}}) {
    for (const auto& place : list_at(result, list)) {
      const std::map<std::string, json::value> of{{"part", json::string(part)},
                                                  {"id", at(place, "id")}};
      for (const auto& channel : list_at(place, "channels")) channels.add(channel, of);
      for (const auto& bucket : list_at(place, "trend")) trend.add(bucket, of);
    }
  }

  SheetBuilder moments("moments", {text("step"), text("reason"), text("layer"), number("value"),
                                   number("low"), number("high"), sentence("sentence")});
  for (const auto& moment : list_at(result, "moments")) {
    for (const auto& reason : list_at(moment, "reasons")) {
      const json::value difference = at(reason, "difference");
      moments.add(reason, {{"step", at(moment, "step")},
                           {"value", difference.is_null() ? at(reason, "value") : difference}});
    }
  }
  SheetBuilder unmapped("unmapped",
                        {text("event"), text("touchpoint"), count("events"), count("people"),
                         share("share", "share.share"), share("low", "share.low"),
                         share("high", "share.high"), text("after"), ref_pick()});
  SheetBuilder cards("cards", {text("id"), text("label"), count("people"),
                               share("share", "share.share"), share("low", "share.low"),
                               share("high", "share.high"), count("events"), ref_pick()});
  std::vector<Sheet> sheets{steps.take(), stages.take(), channels.take(), moments.take(),
                            unmapped.add_all(list_at(result, "unmapped")).take()};
  if (auto sheet = cards.add_all(list_at(result, "cards")).take(); !sheet.rows.empty())
    sheets.push_back(std::move(sheet));
  if (auto sheet = trend.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

}  // namespace wend::cli
