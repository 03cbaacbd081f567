#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

namespace {

std::vector<Pick> picks_of(std::initializer_list<std::vector<Pick>> parts) {
  std::vector<Pick> picks;
  for (const auto& part : parts) picks.insert(picks.end(), part.begin(), part.end());
  return picks;
}

}  // namespace

std::vector<Sheet> sheets_of_funnel(const json::value& result) {
  // A funnel of accounts counts those, and says beside it how many people they are.
  const bool accounts = !at(result, "accounts").is_null();
  const auto people = [&](const char* name) {
    return accounts ? std::vector<Pick>{count(name)} : std::vector<Pick>{};
  };
  SheetBuilder steps(
      "steps",
      picks_of({{count("step"), text("name"), count("count")},
                people("people"),
                {share("from_first", "from_first.share"), share("low", "from_first.low"),
                 share("high", "from_first.high"), share("from_previous", "from_previous.share"),
                 count("lost")},
                people("lost_people"),
                {seconds("median_s", "times_from_previous.median_s"),
                 seconds("p90_s", "times_from_previous.p90_s"), ref_pick(), ref_pick("lost_ref")}}),
      true);
  const json::array& groups = list_at(result, "breakdown");
  SheetBuilder breakdown("breakdown", picks_of({group_picks(groups),
                                                {count("step"), text("name"), count("count")},
                                                people("people"),
                                                {share("from_first", "from_first.share"),
                                                 share("low", "from_first.low"),
                                                 share("high", "from_first.high"), ref_pick()}}));
  SheetBuilder attempts(
      "attempts",
      {count("step"), text("name"), count("count"), share("from_first", "from_first.share"),
       share("low", "from_first.low"), share("high", "from_first.high")});
  SheetBuilder bins(
      "bins",
      picks_of({{count("step"), text("name"), seconds("from_s"), seconds("to_s"), count("count")},
                people("accounts"),
                {count("people"), ref_pick()}}));
  SheetBuilder trend(
      "trend", picks_of({{text("from"), count("entered")},
                         people("people"),
                         {share("converted", "converted.share"), share("low", "converted.low"),
                          share("high", "converted.high"), text("incomplete"), ref_pick()}}));
  const json::array& all = list_at(result, "steps");
  const json::value totals = at(result, "attempts");
  const json::array& tries = list_at(totals, "steps");
  for (std::size_t i = 0; i < all.size(); ++i) {
    steps.add(all[i], {{"step", i + 1}});
    if (i < tries.size()) attempts.add(tries[i], {{"step", i + 1}, {"name", at(all[i], "name")}});
    for (const auto& bin : list_at(all[i], "histogram"))
      bins.add(bin, {{"step", i + 1}, {"name", at(all[i], "name")}});
  }
  for (const auto& group : groups) {
    const json::array& own = list_at(group, "steps");
    for (std::size_t i = 0; i < own.size() && i < all.size(); ++i) {
      auto cells = group_cells(group);
      cells["step"] = i + 1;
      cells["name"] = at(all[i], "name");
      breakdown.add(own[i], cells);
    }
  }
  std::vector<Sheet> sheets{steps.take()};
  trend.add_all(list_at(result, "trend"));
  for (auto* more : {&attempts, &breakdown, &trend, &bins}) {
    if (auto sheet = more->take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  }
  return sheets;
}

std::vector<Sheet> sheets_of_time_between(const json::value& result) {
  const json::array& groups = list_at(result, "breakdown");
  SheetBuilder quantiles(
      "quantiles",
      picks_of({group_picks(groups),
                {count("people"), share("arrived", "arrived.share"), count("n", "times.n"),
                 seconds("q1_s", "times.q1_s"), seconds("median_s", "times.median_s"),
                 seconds("low_s", "times.low_s"), seconds("high_s", "times.high_s"),
                 seconds("q3_s", "times.q3_s"), seconds("p90_s", "times.p90_s")}}));
  quantiles.add(result, {{"group", "all"}, {"people", at(result, "from_people")}});
  for (const auto& group : groups) quantiles.add(group, group_cells(group));
  SheetBuilder bins(
      "bins", {seconds("from_s"), seconds("to_s"), count("count"), count("people"), ref_pick()},
      true);
  return {quantiles.take(), bins.add_all(list_at(result, "histogram")).take()};
}

std::vector<Sheet> sheets_of_attribution(const json::value& result) {
  SheetBuilder credits("credits",
                       {text("label"), text("model"), number("conversions"),
                        share("share", "share"), share("low", "low"), share("high", "high"),
                        number("value"), share("value_share", "value_share"), count("touches"),
                        count("people"), share("converted", "converted.share"), ref_pick()},
                       true);
  SheetBuilder paths("paths",
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

}  // namespace wend::cli
