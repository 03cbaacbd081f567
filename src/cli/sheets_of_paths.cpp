#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of_paths(const json::value& result) {
  SheetBuilder nodes("nodes", {count("step"), text("label"), text("role"), text("channel"),
                               count("value"), count("people"), share("share", "share.share"),
                               share("low", "share.low"), share("high", "share.high"), ref_pick()});
  SheetBuilder edges(
      "edges",
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

std::vector<Sheet> sheets_of_process(const json::value& result) {
  SheetBuilder nodes("nodes", {text("activity", "label"), text("channel"), count("events"),
                               count("people"), count("starts"), count("ends"), ref_pick()});
  SheetBuilder edges(
      "edges",
      {text("from"), text("to"), count("count"), count("people"),
       seconds("median_s", "times.median_s"), seconds("p90_s", "times.p90_s"), ref_pick()},
      true);
  SheetBuilder variants(
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

std::vector<Sheet> sheets_of_transitions(const json::value& result) {
  SheetBuilder states("states",
                      {text("label"), count("events"), count("people"), count("ends"), ref_pick()});
  SheetBuilder moves(
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

std::vector<Sheet> sheets_of_next(const json::value& result) {
  SheetBuilder next(
      "next",
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

}  // namespace wend::cli
