#include <algorithm>
#include <fmt/format.h>

#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of_retention(const json::value& result) {
  const auto columns = [](std::vector<Pick> before, bool lost) {
    for (Pick& pick : std::vector<Pick>{count("from"), count("to"),
                                        share("returned", "share.share"), share("low", "share.low"),
                                        share("high", "share.high"), count("of", "share.of"),
                                        count("people"), text("incomplete"), ref_pick()})
      before.push_back(std::move(pick));
    if (lost) before.push_back(ref_pick("lost_ref"));
    return before;
  };
  SheetBuilder curve("curve", columns({}, true), true);
  SheetBuilder cohorts("cohorts", columns({text("cohort"), count("size")}, false));
  const json::array& groups = list_at(result, "breakdown");
  std::vector<Pick> of_group = group_picks(groups);
  of_group.push_back(count("size"));
  SheetBuilder breakdown("breakdown", columns(std::move(of_group), true));
  for (const auto& cohort : list_at(result, "cohorts"))
    for (const auto& cell : list_at(cohort, "cells"))
      cohorts.add(cell, {{"cohort", at(cohort, "from")}, {"size", at(cohort, "size")}});
  for (const auto& group : groups) {
    auto cells = group_cells(group);
    cells["size"] = at(group, "size");
    for (const auto& cell : list_at(group, "curve")) breakdown.add(cell, cells);
  }
  std::vector<Sheet> sheets{curve.add_all(list_at(result, "curve")).take(), cohorts.take()};
  if (auto sheet = breakdown.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> sheets_of_lifecycle(const json::value& result) {
  SheetBuilder periods(
      "periods",
      {text("from"), count("active"), count("new", "new.count"),
       count("returning", "returning.count"), count("resurrecting", "resurrecting.count"),
       count("dormant", "dormant.count"), share("dormant_share", "dormant.share"),
       share("low", "dormant.low"), share("high", "dormant.high"), number("quick_ratio"),
       text("incomplete"), ref_pick("active_ref"), ref_pick("new_ref"), ref_pick("returning_ref"),
       ref_pick("resurrecting_ref"), ref_pick("dormant_ref")},
      true);
  return {periods.add_all(list_at(result, "periods")).take()};
}

std::vector<Sheet> sheets_of_stickiness(const json::value& result) {
  SheetBuilder periods(
      "periods",
      {text("from"), count("days"), count("active"), number("active_days", "active_days.mean"),
       number("active_days_low", "active_days.low"), number("active_days_high", "active_days.high"),
       share("stickiness", "stickiness.ratio"), share("low", "stickiness.low"),
       share("high", "stickiness.high"), text("incomplete"), ref_pick("active_ref")},
      true);
  SheetBuilder histogram("histogram", {text("from"), count("days"), share("share", "share.share"),
                                       share("low", "share.low"), share("high", "share.high"),
                                       count("people"), ref_pick()});
  for (const auto& period : list_at(result, "periods"))
    for (const auto& bar : list_at(period, "histogram"))
      histogram.add(bar, {{"from", at(period, "from")}});
  SheetBuilder days("days",
                    {text("day"), count("dau"), count("wau"), count("mau"), share("dau_wau", ""),
                     share("dau_mau", ""), share("wau_mau", ""), text("incomplete")});
  return {periods.add_all(list_at(result, "periods")).take(), histogram.take(),
          days.add_all(list_at(result, "days")).take()};
}

std::vector<Sheet> sheets_of_trend(const json::value& result) {
  json::array groups;
  for (const auto& one : list_at(result, "series")) groups.push_back(at(one, "group"));
  const auto columns = [&](std::vector<Pick> picks, std::vector<Pick> behind) {
    for (Pick& pick : group_picks(groups)) picks.push_back(std::move(pick));
    std::ranges::move(behind, std::back_inserter(picks));
    return picks;
  };
  SheetBuilder points("points",
                      columns({text("from"), text("measure"), text("name")},
                              {number("value"), number("low"), number("high"), number("previous"),
                               number("expected"), number("low95"), number("high95"),
                               text("anomaly", "anomaly.direction"), count("people"),
                               text("incomplete"), ref_pick()}),
                      true);
  SheetBuilder series("series",
                      columns({text("measure"), text("name")},
                              {number("value"), number("previous"), count("people"), ref_pick()}));
  SheetBuilder formulas("formulas",
                        columns({text("from"), text("name")},
                                {number("value"), number("previous"), number("expected"),
                                 text("anomaly", "anomaly.direction"), text("incomplete")}));
  const json::array& buckets = list_at(result, "buckets");
  const auto add_points = [&buckets](SheetBuilder& into, const json::value& of) {
    const json::array& points_of = list_at(of, "points");
    for (std::size_t i = 0; i < points_of.size() && i < buckets.size(); ++i) {
      std::map<std::string, json::value> given = {
          {"from", at(buckets[i], "from")}, {"incomplete", at(buckets[i], "incomplete")},
          {"measure", at(of, "measure")},   {"name", at(of, "name")},
          {"group", at(of, "group.value")}, {"segment", at(of, "group.segment")}};
      const json::array& band = list_at(points_of[i], "band95");
      if (band.size() == 2) {
        given["low95"] = band[0];
        given["high95"] = band[1];
      }
      into.add(points_of[i], given);
    }
  };
  for (const auto& one : list_at(result, "series")) {
    series.add(one, {{"group", at(one, "group.value")}, {"segment", at(one, "group.segment")}});
    add_points(points, one);
  }
  for (const auto& one : list_at(result, "formulas")) add_points(formulas, one);
  std::vector<Sheet> sheets{points.take(), series.take()};
  if (auto sheet = formulas.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> sheets_of_sessions(const json::value& result) {
  SheetBuilder figures("figures", {text("figure"), number("value"), number("low"), number("high")});
  for (const char* name : {"sessions", "people"})
    figures.add(json::object{{"figure", name}, {"value", at(result, name)}});
  for (const char* name : {"per_customer", "events_per_session", "bounced"}) {
    const json::value of = at(result, name);
    const bool is_share = std::string_view(name) == "bounced";
    figures.add(of,
                {{"figure", json::string(name)}, {"value", at(of, is_share ? "share" : "mean")}});
  }
  for (const char* name : {"q1_s", "median_s", "q3_s"})
    figures.add(json::object{{"figure", fmt::format("duration_{}", name)},
                             {"value", at(at(result, "duration"), name)}});
  const auto columns = [](std::string first, bool bounced) {
    std::vector<Pick> picks{text(std::move(first)),        count("sessions", "share.count"),
                            share("share", "share.share"), share("low", "share.low"),
                            share("high", "share.high"),   count("people")};
    if (bounced) picks.push_back(share("bounced", "bounced.share"));
    picks.push_back(ref_pick());
    return picks;
  };
  SheetBuilder entries("entries", columns("label", true));
  SheetBuilder exits("exits", columns("label", false));
  SheetBuilder channels("channels", columns("channel", true));
  SheetBuilder trend(
      "trend",
      {text("from"), count("sessions"), count("people"), share("bounced", "bounced.share"),
       seconds("median_s", "duration.median_s"), text("incomplete"), ref_pick()},
      true);
  return {figures.take(), entries.add_all(list_at(result, "entries")).take(),
          exits.add_all(list_at(result, "exits")).take(),
          channels.add_all(list_at(result, "channels")).take(),
          trend.add_all(list_at(result, "trend")).take()};
}

}  // namespace wend::cli
