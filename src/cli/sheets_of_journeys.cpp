#include <fmt/format.h>

#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of_journey(const json::value& result) {
  SheetBuilder stages(
      "stages", {text("stage", "name"), count("people"), share("onward", "onward.share"),
                 share("low", "onward.low"), share("high", "onward.high"), count("lost"),
                 seconds("median_s", "onward_times.median_s"), number("friction", "friction.value"),
                 ref_pick()});
  SheetBuilder touchpoints(
      "touchpoints",
      {text("stage"), text("touchpoint", "name"), text("role"), text("named"), text("channel"),
       count("events", "count"), count("people"), number("friction", "friction.value"), ref_pick()},
      true);
  SheetBuilder kpis("kpis", {text("name"), share("share", "share.share"), share("low", "share.low"),
                             share("high", "share.high"), text("changed_since", "change.since"),
                             share("changed_by", "change.by"), ref_pick()});
  for (const auto& stage : list_at(result, "stages"))
    for (const auto& touchpoint : list_at(stage, "touchpoints"))
      touchpoints.add(touchpoint, {{"stage", at(stage, "name")}});
  return {stages.add_all(list_at(result, "stages")).take(), touchpoints.take(),
          kpis.add_all(list_at(result, "kpis")).take()};
}

std::vector<Sheet> sheets_of_friction(const json::value& result) {
  SheetBuilder findings("findings",
                        {text("title"),
                         text("kind"),
                         text("touchpoint"),
                         text("stage"),
                         text("segment"),
                         text("from"),
                         text("to"),
                         number("before"),
                         number("during"),
                         number("difference", "effect.difference"),
                         number("low", "effect.low"),
                         number("high", "effect.high"),
                         text("unit", "effect.unit"),
                         count("n"),
                         count("people"),
                         number("excess_people"),
                         number("loss", "rank.loss"),
                         number("value", "rank.value"),
                         number("score", "rank.score"),
                         text("rank_unit", "rank.unit"),
                         number("impact"),
                         number("q"),
                         sentence("sentence"),
                         ref_pick()},
                        true);
  // "platform is ios"
  const auto condition = [](const json::value& part) {
    const json::value property = at(part, "property");
    return json::string(fmt::format("{} is {}",
                                    text_of(property.is_null() ? at(part, "trait") : property),
                                    text_of(at(part, "value"))));
  };
  const auto worse_columns = [](std::vector<Pick> first) {
    for (Pick& pick : std::vector<Pick>{
             text("worse_for"), share("share", "share.share"), share("rest", "rest.share"),
             share("difference", "difference"), share("low", "low"), share("high", "high"),
             count("n", "share.of"), count("people"), number("q"), ref_pick()})
      first.push_back(std::move(pick));
    return first;
  };
  const auto bucket_columns = [](std::vector<Pick> first) {
    for (Pick& pick : std::vector<Pick>{
             text("from"), count("n"), count("count"), share("share", "share"), share("low", "low"),
             share("high", "high"), share("expected", "expected"),
             share("expected_low", "expected_low"), share("expected_high", "expected_high")})
      first.push_back(std::move(pick));
    return first;
  };
  SheetBuilder worse("worse_for", worse_columns({text("id"), text("touchpoint"), text("kind")}));
  SheetBuilder series("series", bucket_columns({text("id"), text("touchpoint"), text("kind")}));
  const auto add_parts = [&](const json::value& item, const json::value& id) {
    const json::value touchpoint = at(item, "touchpoint"), kind = at(item, "kind");
    for (const auto& one : list_at(item, "worse_for"))
      worse.add(one, {{"id", id},
                      {"touchpoint", touchpoint},
                      {"kind", kind},
                      {"worse_for", condition(at(one, "segment"))}});
    for (const auto& bucket : list_at(item, "series"))
      series.add(bucket, {{"id", id}, {"touchpoint", touchpoint}, {"kind", kind}});
  };
  for (const auto& finding : list_at(result, "findings")) {
    json::array segment;
    for (const auto& part : list_at(finding, "segment")) segment.push_back(condition(part));
    const auto level = [&finding](std::string_view when) {
      const json::value value = at(finding, fmt::format("effect.{}", when));
      return value.is_object() ? at(value, "share") : value;
    };
    findings.add(
        finding,
        {{"segment", joined(segment)}, {"before", level("before")}, {"during", level("during")}});
    add_parts(finding, at(finding, "id"));
  }
  SheetBuilder standing(
      "standing",
      {text("touchpoint"), text("stage"), text("kind"), share("share", "share.share"),
       share("baseline", "baseline"), share("excess", "excess"), share("low", "low"),
       share("high", "high"), count("people"), number("excess_people"), number("loss", "rank.loss"),
       number("value", "rank.value"), number("score", "rank.score"), text("unit", "rank.unit"),
       number("impact"), number("per_week", "trend.per_week"), text("sentence"), ref_pick()});
  for (const auto& item : list_at(result, "standing")) {
    standing.add(item);
    add_parts(item, at(item, "ref"));
  }
  return {findings.take(), standing.take(), worse.take(), series.take()};
}

std::vector<Sheet> sheets_of_pattern(const json::value& result) {
  SheetBuilder figures("figures", {text("figure"), number("value")});
  for (const char* name : {"matches", "matches_people", "not_matched"})
    figures.add(json::object{{"figure", name}, {"value", at(result, name)}});
  for (const char* name : {"median_s", "low_s", "high_s", "p90_s"})
    figures.add(
        json::object{{"figure", name}, {"value", at(result, fmt::format("times.{}", name))}});
  SheetBuilder neighbours("neighbours",
                          {text("side"), text("label"), text("role"), count("count"),
                           count("people"), share("share", "share.share"),
                           share("low", "share.low"), share("high", "share.high"), ref_pick()},
                          true);
  for (const char* side : {"before", "after"})
    for (const auto& row : list_at(result, side))
      neighbours.add(row, {{"side", json::string(side)}});
  std::vector<Sheet> sheets{figures.take(), neighbours.take()};
  SheetBuilder trend(
      "trend", {text("from"), count("matches"), count("people"), text("incomplete"), ref_pick()});
  if (auto sheet = trend.add_all(list_at(result, "trend")).take(); !sheet.rows.empty())
    sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> sheets_of_drivers(const json::value& result) {
  SheetBuilder drivers("drivers",
                       {text("label"), text("kind"), text("held"), count("with_people", "with.of"),
                        share("with", "with.share"), count("without_people", "without.of"),
                        share("without", "without.share"), number("difference", "difference.value"),
                        number("low", "difference.low"), number("high", "difference.high"),
                        number("ratio", "ratio.value"), number("p"), number("q"),
                        sentence("sentence"), ref_pick("with_ref")},
                       true);
  return {drivers.add_all(list_at(result, "drivers")).take()};
}

std::vector<Sheet> sheets_of_conformance(const json::value& result) {
  SheetBuilder steps(
      "steps", {text("label"), share("done", "done.share"), share("low", "done.low"),
                share("high", "done.high"), count("missing"), seconds("median_s", "times.median_s"),
                seconds("p90_s", "times.p90_s"), ref_pick("done_ref")});
  SheetBuilder deviations(
      "deviations",
      {text("kind"), text("label"), count("count"), count("cases", "share.count"),
       share("share", "share.share"), share("low", "share.low"), share("high", "share.high"),
       count("people"), seconds("time_cost_s", "time_cost.median_s"),
       seconds("time_cost_low_s", "time_cost.low_s"),
       seconds("time_cost_high_s", "time_cost.high_s"), ref_pick()},
      true);
  SheetBuilder variants("variants", {text("moves"), text("fits"), count("cost"), number("fitness"),
                                     count("cases", "share.count"), share("share", "share.share"),
                                     count("people"), ref_pick()});
  for (const auto& variant : list_at(result, "variants")) {
    json::array moves;
    for (const auto& move : list_at(variant, "moves")) {
      const std::string kind = text_of(at(move, "move"));
      const char* sign = kind == "both" ? "" : kind == "log" ? "+" : "-";
      moves.push_back(json::string(sign + text_of(at(move, "label"))));
    }
    variants.add(variant, {{"moves", joined(moves, {}, " > ")}});
  }
  return {steps.add_all(list_at(result, "steps")).take(),
          deviations.add_all(list_at(result, "deviations")).take(), variants.take()};
}

}  // namespace wend::cli
