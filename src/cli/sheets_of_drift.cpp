#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

std::vector<Pick> place_picks() {
  return {text("id"),
          text("label"),
          count("people"),
          count("left", "drift.count"),
          share("drift", "drift.share"),
          share("low", "drift.low"),
          share("high", "drift.high"),
          ref_pick("drift_ref")};
}

}  // namespace

std::vector<Sheet> sheets_of_drift(const json::value& result) {
  auto step_picks = place_picks();
  step_picks.insert(step_picks.begin() + 2, {text("stage"), text("bound"), text("reached")});
  SheetBuilder steps("steps", std::move(step_picks));
  SheetBuilder stages("stages", place_picks());
  SheetBuilder deviations(
      "deviations",
      {text("step"), text("kind"), text("label"), count("count"), count("people"),
       share("share", "share.share"), share("low", "share.low"), share("high", "share.high"),
       share("back", "back.share"), text("back_at"), seconds("away_median_s", "away.median_s"),
       ref_pick()},
      true);
  std::vector<Sheet> sheets{deviations.add_all(list_at(result, "deviations")).take(),
                            steps.add_all(list_at(result, "steps")).take(),
                            stages.add_all(list_at(result, "stages")).take()};
  SheetBuilder trend("trend",
                     {text("from"), count("people"), count("left", "drift.count"),
                      share("drift", "drift.share"), text("incomplete"), ref_pick("drift_ref")});
  trend.add_all(list_at(result, "trend"));
  if (auto sheet = trend.take(); !sheet.rows.empty()) sheets.push_back(std::move(sheet));
  return sheets;
}

}  // namespace wend::cli
