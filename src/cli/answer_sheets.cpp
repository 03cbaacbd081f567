#include "cli/answer_sheets.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace wend::cli {
namespace {

namespace json = boost::json;
using enum CellKind;

// A column and where its cell is in an item of the answer: "share.low".
struct Pick {
  Column column;
  std::string_view path;
};

constexpr bool kForPrograms = true;

Pick ref_pick(std::string name = "ref") {
  Pick pick{{std::move(name), kText, kForPrograms}, ""};
  return pick;
}

json::value at(const json::value& item, std::string_view path) {
  const json::value* here = &item;
  while (here != nullptr && !path.empty()) {
    const auto* object = here->if_object();
    const std::size_t dot = std::min(path.find('.'), path.size());
    here = object == nullptr ? nullptr : object->if_contains(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return here == nullptr ? json::value(nullptr) : *here;
}

const json::array& list_at(const json::value& item, std::string_view name) {
  static const json::array kNone;
  const auto* object = item.if_object();
  const auto* field = object == nullptr ? nullptr : object->if_contains(name);
  return field != nullptr && field->is_array() ? field->get_array() : kNone;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string())
         : value.is_null() ? std::string()
                           : json::serialize(value);
}

// A list as one cell: texts, or what `path` names in each item.
json::value joined(const json::array& items, std::string_view path = {},
                   std::string_view between = ", ") {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(text_of(at(item, path)));
  return json::string(fmt::format("{}", fmt::join(texts, between)));
}

class Builder {
 public:
  Builder(std::string name, std::vector<Pick> picks, bool main = false) : picks_(std::move(picks)) {
    sheet_.name = std::move(name);
    sheet_.main = main;
    for (const Pick& pick : picks_) sheet_.columns.push_back(pick.column);
  }
  // `given` replaces cells by the name of their column.
  Builder& add(const json::value& item, const std::map<std::string, json::value>& given = {}) {
    auto& row = sheet_.rows.emplace_back();
    for (const Pick& pick : picks_) {
      const auto cell = given.find(pick.column.name);
      row.push_back(cell != given.end()
                        ? cell->second
                        : at(item, pick.path.empty() ? pick.column.name : pick.path));
    }
    return *this;
  }
  Builder& add_all(const json::array& items) {
    for (const auto& item : items) add(item);
    return *this;
  }
  Sheet take() { return std::move(sheet_); }

 private:
  std::vector<Pick> picks_;
  Sheet sheet_;
};

Pick text(std::string name, std::string_view path = {}) {
  return {{std::move(name), kText}, path};
}
Pick count(std::string name, std::string_view path = {}) {
  return {{std::move(name), kCount}, path};
}
Pick number(std::string name, std::string_view path = {}) {
  return {{std::move(name), kNumber}, path};
}
Pick seconds(std::string name, std::string_view path = {}) {
  return {{std::move(name), kSeconds}, path};
}
Pick share(std::string name, std::string_view path) {
  return {{std::move(name), kShare}, path};
}

std::vector<Sheet> of_events(const json::value& result) {
  Builder events(
      "events",
      {text("event"), text("type"), count("count"), count("people"), text("channels"),
       text("touchpoint"), text("stage"), text("first_seen"), text("last_seen"), ref_pick()},
      true);
  Builder properties("properties",
                     {text("event"), text("property"), text("type"), share("fill", "fill.share"),
                      count("filled", "fill.count"), count("distinct"), text("top")});
  for (const auto& event : list_at(result, "events")) {
    events.add(event, {{"channels", joined(list_at(event, "channels"), "channel")}});
    for (const auto& property : list_at(event, "properties"))
      properties.add(property, {{"event", at(event, "event")},
                                {"top", joined(list_at(property, "top"), "value")}});
  }
  std::vector<Sheet> sheets{events.take()};
  if (auto sheet = properties.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> of_overview(const json::value& result) {
  Builder figures("figures", {text("figure"), count("value")});
  for (const char* name : {"customers", "events", "sources", "event_names", "first", "last"})
    figures.add(json::object{{"figure", name}, {"value", at(result, name)}});
  Builder days("days",
               {text("day"), count("events"), count("customers"), text("partial"), ref_pick()},
               true);
  Builder channels("channels", {text("channel"), count("events"), count("customers"), ref_pick()});
  return {figures.take(), days.add_all(list_at(result, "per_day")).take(),
          channels.add_all(list_at(result, "channels")).take()};
}

std::map<std::string, json::value> by_id(const json::array& items) {
  std::map<std::string, json::value> found;
  for (const auto& item : items) found[text_of(at(item, "id"))] = item;
  return found;
}

std::vector<Sheet> of_paths(const json::value& result) {
  Builder nodes("nodes", {count("step"), text("label"), text("role"), text("channel"),
                          count("value"), count("people"), share("share", "share.share"),
                          share("low", "share.low"), share("high", "share.high"), ref_pick()});
  Builder edges("edges",
                {count("from_step"), text("from"), count("to_step"), text("to"), count("value"),
                 count("people"), share("share", "share.share"), share("low", "share.low"),
                 share("high", "share.high"), seconds("median_s", "times.median_s"),
                 seconds("p90_s", "times.p90_s"), ref_pick()},
                true);
  auto known = by_id(list_at(result, "nodes"));
  for (const auto& link : list_at(result, "links")) {
    const json::value &from = known[text_of(at(link, "from"))],
                      &to = known[text_of(at(link, "to"))];
    edges.add(link, {{"from_step", at(from, "step")},
                     {"from", at(from, "label")},
                     {"to_step", at(to, "step")},
                     {"to", at(to, "label")}});
  }
  return {nodes.add_all(list_at(result, "nodes")).take(), edges.take()};
}

std::vector<Sheet> of_process(const json::value& result) {
  Builder nodes("nodes", {text("activity", "label"), text("channel"), count("events"),
                          count("people"), count("starts"), count("ends"), ref_pick()});
  Builder edges(
      "edges",
      {text("from"), text("to"), count("count"), count("people"),
       seconds("median_s", "times.median_s"), seconds("p90_s", "times.p90_s"), ref_pick()},
      true);
  Builder variants(
      "variants", {text("steps"), count("cases", "share.count"), count("people"),
                   share("share", "share.share"), share("low", "share.low"),
                   share("high", "share.high"), seconds("median_s", "times.median_s"), ref_pick()});
  const auto known = by_id(list_at(result, "activities"));
  const auto label = [&known](const json::value& id) -> json::value {
    const auto found = known.find(text_of(id));
    if (found != known.end()) return at(found->second, "label");
    return json::string("(" + text_of(id) + ")");  // the artificial ends: (start), (end)
  };
  for (const auto& edge : list_at(result, "edges"))
    edges.add(edge, {{"from", label(at(edge, "from"))}, {"to", label(at(edge, "to"))}});
  for (const auto& variant : list_at(result, "variants")) {
    json::array steps;
    for (const auto& id : list_at(variant, "steps")) steps.push_back(label(id));
    if (!at(variant, "truncated").is_null()) steps.push_back("…");
    variants.add(variant, {{"steps", joined(steps, {}, " > ")}});
  }
  return {nodes.add_all(list_at(result, "activities")).take(), edges.take(), variants.take()};
}

std::vector<Sheet> of_funnel(const json::value& result) {
  Builder steps("steps",
                {count("step"), text("name"), count("count"),
                 share("from_first", "from_first.share"), share("low", "from_first.low"),
                 share("high", "from_first.high"), share("from_previous", "from_previous.share"),
                 count("lost"), seconds("median_s", "times_from_previous.median_s"),
                 seconds("p90_s", "times_from_previous.p90_s"), ref_pick(), ref_pick("lost_ref")},
                true);
  Builder breakdown("breakdown",
                    {text("group"), count("step"), text("name"), count("count"),
                     share("from_first", "from_first.share"), share("low", "from_first.low"),
                     share("high", "from_first.high"), ref_pick()});
  Builder attempts("attempts", {count("step"), text("name"), count("count"),
                                share("from_first", "from_first.share"),
                                share("low", "from_first.low"), share("high", "from_first.high")});
  Builder bins("bins", {count("step"), text("name"), seconds("from_s"), seconds("to_s"),
                        count("count"), count("people"), ref_pick()});
  Builder trend("trend", {text("from"), count("entered"), share("converted", "converted.share"),
                          share("low", "converted.low"), share("high", "converted.high"),
                          text("incomplete"), ref_pick()});
  const json::array& all = list_at(result, "steps");
  const json::value totals = at(result, "attempts");
  const json::array& tries = list_at(totals, "steps");
  for (std::size_t i = 0; i < all.size(); ++i) {
    steps.add(all[i], {{"step", i + 1}});
    if (i < tries.size()) attempts.add(tries[i], {{"step", i + 1}, {"name", at(all[i], "name")}});
    for (const auto& bin : list_at(all[i], "histogram"))
      bins.add(bin, {{"step", i + 1}, {"name", at(all[i], "name")}});
  }
  for (const auto& group : list_at(result, "breakdown")) {
    const json::array& own = list_at(group, "steps");
    for (std::size_t i = 0; i < own.size() && i < all.size(); ++i)
      breakdown.add(own[i], {{"group", json::string(text_of(at(group, "value")))},
                             {"step", i + 1},
                             {"name", at(all[i], "name")}});
  }
  std::vector<Sheet> sheets{steps.take()};
  trend.add_all(list_at(result, "trend"));
  for (auto* more : {&attempts, &breakdown, &trend, &bins}) {
    if (auto sheet = more->take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  }
  return sheets;
}

std::vector<Sheet> of_time_between(const json::value& result) {
  Builder quantiles(
      "quantiles",
      {text("group"), count("people"), share("arrived", "arrived.share"), count("n", "times.n"),
       seconds("q1_s", "times.q1_s"), seconds("median_s", "times.median_s"),
       seconds("low_s", "times.low_s"), seconds("high_s", "times.high_s"),
       seconds("q3_s", "times.q3_s"), seconds("p90_s", "times.p90_s")});
  quantiles.add(result, {{"group", "all"}, {"people", at(result, "from_people")}});
  for (const auto& group : list_at(result, "breakdown"))
    quantiles.add(group, {{"group", json::string(text_of(at(group, "value")))}});
  Builder bins("bins",
               {seconds("from_s"), seconds("to_s"), count("count"), count("people"), ref_pick()},
               true);
  return {quantiles.take(), bins.add_all(list_at(result, "histogram")).take()};
}

std::vector<Sheet> of_journey(const json::value& result) {
  Builder stages("stages", {text("stage", "name"), count("people"), share("onward", "onward.share"),
                            share("low", "onward.low"), share("high", "onward.high"), count("lost"),
                            seconds("median_s", "onward_times.median_s"),
                            number("friction", "friction.value"), ref_pick()});
  Builder touchpoints(
      "touchpoints",
      {text("stage"), text("touchpoint", "name"), text("role"), text("channel"),
       count("events", "count"), count("people"), number("friction", "friction.value"), ref_pick()},
      true);
  Builder kpis("kpis", {text("name"), share("share", "share.share"), share("low", "share.low"),
                        share("high", "share.high"), text("changed_since", "change.since"),
                        share("changed_by", "change.by"), ref_pick()});
  for (const auto& stage : list_at(result, "stages"))
    for (const auto& touchpoint : list_at(stage, "touchpoints"))
      touchpoints.add(touchpoint, {{"stage", at(stage, "name")}});
  return {stages.add_all(list_at(result, "stages")).take(), touchpoints.take(),
          kpis.add_all(list_at(result, "kpis")).take()};
}

std::vector<Sheet> of_friction(const json::value& result) {
  Builder findings("findings",
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
                    {{"sentence", kText, kForPrograms}, ""},
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
  Builder worse("worse_for", worse_columns({text("id"), text("touchpoint"), text("kind")}));
  Builder series("series", bucket_columns({text("id"), text("touchpoint"), text("kind")}));
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
  Builder standing(
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

std::vector<Sheet> of_retention(const json::value& result) {
  const auto columns = [](std::vector<Pick> before, bool lost) {
    for (Pick& pick : std::vector<Pick>{count("from"), count("to"),
                                        share("returned", "share.share"), share("low", "share.low"),
                                        share("high", "share.high"), count("of", "share.of"),
                                        count("people"), text("incomplete"), ref_pick()})
      before.push_back(std::move(pick));
    if (lost) before.push_back(ref_pick("lost_ref"));
    return before;
  };
  Builder curve("curve", columns({}, true), true);
  Builder cohorts("cohorts", columns({text("cohort"), count("size")}, false));
  Builder breakdown("breakdown", columns({text("group"), count("size")}, true));
  for (const auto& cohort : list_at(result, "cohorts"))
    for (const auto& cell : list_at(cohort, "cells"))
      cohorts.add(cell, {{"cohort", at(cohort, "from")}, {"size", at(cohort, "size")}});
  for (const auto& group : list_at(result, "breakdown"))
    for (const auto& cell : list_at(group, "curve"))
      breakdown.add(cell, {{"group", json::string(text_of(at(group, "value")))},
                           {"size", at(group, "size")}});
  std::vector<Sheet> sheets{curve.add_all(list_at(result, "curve")).take(), cohorts.take()};
  if (auto sheet = breakdown.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> of_lifecycle(const json::value& result) {
  Builder periods(
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

std::vector<Sheet> of_stickiness(const json::value& result) {
  Builder periods(
      "periods",
      {text("from"), count("days"), count("active"), number("active_days", "active_days.mean"),
       number("active_days_low", "active_days.low"), number("active_days_high", "active_days.high"),
       share("stickiness", "stickiness.ratio"), share("low", "stickiness.low"),
       share("high", "stickiness.high"), text("incomplete"), ref_pick("active_ref")},
      true);
  Builder histogram("histogram", {text("from"), count("days"), share("share", "share.share"),
                                  share("low", "share.low"), share("high", "share.high"),
                                  count("people"), ref_pick()});
  for (const auto& period : list_at(result, "periods"))
    for (const auto& bar : list_at(period, "histogram"))
      histogram.add(bar, {{"from", at(period, "from")}});
  Builder days("days", {text("day"), count("dau"), count("wau"), count("mau"), share("dau_wau", ""),
                        share("dau_mau", ""), share("wau_mau", ""), text("incomplete")});
  return {periods.add_all(list_at(result, "periods")).take(), histogram.take(),
          days.add_all(list_at(result, "days")).take()};
}

std::vector<Sheet> of_trend(const json::value& result) {
  Builder points(
      "points",
      {text("from"), text("measure"), text("name"), text("group"), number("value"), number("low"),
       number("high"), number("previous"), number("expected"), number("low95"), number("high95"),
       text("anomaly", "anomaly.direction"), count("people"), text("incomplete"), ref_pick()},
      true);
  Builder series("series", {text("measure"), text("name"), text("group"), number("value"),
                            number("previous"), count("people"), ref_pick()});
  Builder formulas("formulas",
                   {text("from"), text("name"), text("group"), number("value"), number("previous"),
                    number("expected"), text("anomaly", "anomaly.direction"), text("incomplete")});
  const json::array& buckets = list_at(result, "buckets");
  const auto add_points = [&buckets](Builder& into, const json::value& of) {
    const json::array& points_of = list_at(of, "points");
    for (std::size_t i = 0; i < points_of.size() && i < buckets.size(); ++i) {
      std::map<std::string, json::value> given = {{"from", at(buckets[i], "from")},
                                                  {"incomplete", at(buckets[i], "incomplete")},
                                                  {"measure", at(of, "measure")},
                                                  {"name", at(of, "name")},
                                                  {"group", at(of, "group.value")}};
      const json::array& band = list_at(points_of[i], "band95");
      if (band.size() == 2) {
        given["low95"] = band[0];
        given["high95"] = band[1];
      }
      into.add(points_of[i], given);
    }
  };
  for (const auto& one : list_at(result, "series")) {
    series.add(one, {{"group", at(one, "group.value")}});
    add_points(points, one);
  }
  for (const auto& one : list_at(result, "formulas")) add_points(formulas, one);
  std::vector<Sheet> sheets{points.take(), series.take()};
  if (auto sheet = formulas.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> of_sessions(const json::value& result) {
  Builder figures("figures", {text("figure"), number("value"), number("low"), number("high")});
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
  Builder entries("entries", columns("label", true));
  Builder exits("exits", columns("label", false));
  Builder channels("channels", columns("channel", true));
  Builder trend(
      "trend",
      {text("from"), count("sessions"), count("people"), share("bounced", "bounced.share"),
       seconds("median_s", "duration.median_s"), text("incomplete"), ref_pick()},
      true);
  return {figures.take(), entries.add_all(list_at(result, "entries")).take(),
          exits.add_all(list_at(result, "exits")).take(),
          channels.add_all(list_at(result, "channels")).take(),
          trend.add_all(list_at(result, "trend")).take()};
}

std::vector<Sheet> of_transitions(const json::value& result) {
  Builder states("states",
                 {text("label"), count("events"), count("people"), count("ends"), ref_pick()});
  Builder moves(
      "transitions",
      {text("from"), text("to"), count("count"), count("people"), share("share", "share.share"),
       share("low", "share.low"), share("high", "share.high"),
       seconds("median_s", "times.median_s"), seconds("p90_s", "times.p90_s"), ref_pick()},
      true);
  auto known = by_id(list_at(result, "states"));
  for (const auto& move : list_at(result, "transitions"))
    moves.add(move, {{"from", at(known[text_of(at(move, "from"))], "label")},
                     {"to", at(known[text_of(at(move, "to"))], "label")}});
  return {states.add_all(list_at(result, "states")).take(), moves.take()};
}

std::vector<Sheet> of_next(const json::value& result) {
  Builder next("next",
               {text("label"), count("count", "share.count"), share("share", "share.share"),
                share("low", "share.low"), share("high", "share.high"), count("people"),
                seconds("median_s", "times.median_s"), seconds("p90_s", "times.p90_s"), ref_pick()},
               true);
  next.add_all(list_at(result, "next"));
  next.add(json::object{{"label", "(nothing)"},
                        {"share", at(result, "nothing")},
                        {"people", at(result, "nothing_people")},
                        {"ref", at(result, "nothing_ref")}});
  return {next.take()};
}

std::vector<Sheet> of_compare(const json::value& result) {
  Builder groups("groups", {text("name"), count("customers"), count("events"), ref_pick()});
  Builder differences("differences",
                      {text("group"), text("at"), text("what"), number("base"), number("value"),
                       number("difference"), number("low"), number("high"), text("clear")},
                      true);
  const json::array& all = list_at(result, "groups");
  for (const auto& difference : list_at(result, "differences")) {
    const json::value index = at(difference, "group");
    const auto group = index.is_number() ? index.to_number<std::size_t>() : all.size();
    differences.add(difference,
                    {{"group", group < all.size() ? at(all[group], "name") : json::value()}});
  }
  return {groups.add_all(all).take(), differences.take()};
}

std::vector<Sheet> of_formula(const json::value& result) {
  Builder values("values", {text("name"), text("formula"), number("value")}, true);
  return {values.add_all(list_at(result, "values")).take()};
}

std::vector<Sheet> of_pattern(const json::value& result) {
  Builder figures("figures", {text("figure"), number("value")});
  for (const char* name : {"matches", "matches_people", "not_matched"})
    figures.add(json::object{{"figure", name}, {"value", at(result, name)}});
  for (const char* name : {"median_s", "low_s", "high_s", "p90_s"})
    figures.add(
        json::object{{"figure", name}, {"value", at(result, fmt::format("times.{}", name))}});
  Builder neighbours("neighbours",
                     {text("side"), text("label"), text("role"), count("count"), count("people"),
                      share("share", "share.share"), share("low", "share.low"),
                      share("high", "share.high"), ref_pick()},
                     true);
  for (const char* side : {"before", "after"})
    for (const auto& row : list_at(result, side))
      neighbours.add(row, {{"side", json::string(side)}});
  std::vector<Sheet> sheets{figures.take(), neighbours.take()};
  Builder trend("trend",
                {text("from"), count("matches"), count("people"), text("incomplete"), ref_pick()});
  if (auto sheet = trend.add_all(list_at(result, "trend")).take(); !sheet.rows.empty())
    sheets.push_back(std::move(sheet));
  return sheets;
}

std::vector<Sheet> of_drivers(const json::value& result) {
  Builder drivers("drivers",
                  {text("label"),
                   text("kind"),
                   text("held"),
                   count("with_people", "with.of"),
                   share("with", "with.share"),
                   count("without_people", "without.of"),
                   share("without", "without.share"),
                   number("difference", "difference.value"),
                   number("low", "difference.low"),
                   number("high", "difference.high"),
                   number("ratio", "ratio.value"),
                   number("p"),
                   number("q"),
                   {{"sentence", kText, kForPrograms}, ""},
                   ref_pick("with_ref")},
                  true);
  return {drivers.add_all(list_at(result, "drivers")).take()};
}

std::vector<Sheet> of_conformance(const json::value& result) {
  Builder steps(
      "steps", {text("label"), share("done", "done.share"), share("low", "done.low"),
                share("high", "done.high"), count("missing"), seconds("median_s", "times.median_s"),
                seconds("p90_s", "times.p90_s"), ref_pick("done_ref")});
  Builder deviations(
      "deviations",
      {text("kind"), text("label"), count("count"), count("cases", "share.count"),
       share("share", "share.share"), share("low", "share.low"), share("high", "share.high"),
       count("people"), seconds("time_cost_s", "time_cost.median_s"),
       seconds("time_cost_low_s", "time_cost.low_s"),
       seconds("time_cost_high_s", "time_cost.high_s"), ref_pick()},
      true);
  Builder variants("variants", {text("moves"), text("fits"), count("cost"), number("fitness"),
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

std::vector<Sheet> of_attribution(const json::value& result) {
  Builder credits("credits",
                  {text("label"), text("model"), number("conversions"), share("share", "share"),
                   share("low", "low"), share("high", "high"), number("value"),
                   share("value_share", "value_share"), count("touches"), count("people"),
                   share("converted", "converted.share"), ref_pick()},
                  true);
  Builder paths("paths",
                {text("path"), count("conversions"), count("people"), number("value"),
                 count("not_converted"), share("converted", "converted.share"),
                 share("low", "converted.low"), share("high", "converted.high"), ref_pick()});
  const auto models = by_id(list_at(result, "models"));
  for (const auto& channel : list_at(result, "channels")) {
    for (const auto& credit : list_at(channel, "credits")) {
      const auto model = models.find(text_of(at(credit, "model")));
      credits.add(credit, {{"label", at(channel, "label")},
                           {"model", model == models.end() ? nullptr : at(model->second, "name")},
                           {"touches", at(channel, "touches")},
                           {"people", at(channel, "people")},
                           {"converted", at(channel, "converted.share")},
                           {"ref", at(channel, "ref")}});
    }
  }
  for (const auto& path : list_at(result, "paths")) {
    json::array steps = list_at(path, "steps");
    if (!at(path, "truncated").is_null()) steps.push_back("…");
    paths.add(path, {{"path", joined(steps, {}, " > ")}});
  }
  return {credits.take(), paths.take()};
}

Sheet of_people(const json::value& answer) {
  Builder people("people",
                 {text("id"), text("name"), text("label"), text("first_seen"), text("last_seen"),
                  count("events"), text("last_event")},
                 true);
  for (const auto& person : list_at(answer, "people")) {
    const json::array& last = list_at(person, "last_events");
    people.add(person,
               {{"last_event", last.empty() ? json::value(nullptr) : at(last.back(), "event")}});
  }
  return people.take();
}

}  // namespace

std::vector<Sheet> sheets_of(const json::object& answer) {
  using Make = std::vector<Sheet> (*)(const json::value&);
  static const std::map<std::string_view, Make> kKinds{{"events", of_events},
                                                       {"overview", of_overview},
                                                       {"paths", of_paths},
                                                       {"process", of_process},
                                                       {"funnel", of_funnel},
                                                       {"time-between", of_time_between},
                                                       {"journey", of_journey},
                                                       {"friction", of_friction},
                                                       {"retention", of_retention},
                                                       {"lifecycle", of_lifecycle},
                                                       {"stickiness", of_stickiness},
                                                       {"trend", of_trend},
                                                       {"sessions", of_sessions},
                                                       {"transitions", of_transitions},
                                                       {"next", of_next},
                                                       {"compare", of_compare},
                                                       {"formula", of_formula},
                                                       {"attribution", of_attribution},
                                                       {"pattern", of_pattern},
                                                       {"drivers", of_drivers},
                                                       {"conformance", of_conformance}};
  const std::string kind = text_of(answer.at("kind"));
  if (kind == "people") return {of_people(answer)};
  const auto make = kKinds.find(kind);
  return make == kKinds.end() ? std::vector<Sheet>{} : make->second(answer.at("result"));
}

base::Result<std::vector<Sheet>> chosen_sheets(const json::object& answer, std::string_view part,
                                               bool every) {
  const std::string kind = text_of(answer.at("kind"));
  std::vector<Sheet> chosen;
  std::vector<std::string> names;
  for (Sheet& sheet : sheets_of(answer)) {
    names.push_back(sheet.name);
    if (part.empty() ? every || sheet.main : sheet.name == part) chosen.push_back(std::move(sheet));
  }
  if (!chosen.empty()) return chosen;
  if (names.empty())
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("An answer of the kind {} has no table.", kind), "--format",
                      "Ask for json.");
  return base::fail(base::ErrorCode::kInvalidInput,
                    fmt::format("An answer of the kind {} has no part \"{}\".", kind, part),
                    "--part", fmt::format("It has {}.", fmt::join(names, ", ")));
}

}  // namespace wend::cli
