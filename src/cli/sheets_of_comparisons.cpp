#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of_compare(const json::value& result) {
  SheetBuilder groups("groups", {text("name"), count("customers"), count("events"), ref_pick()});
  SheetBuilder differences(
      "differences",
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

std::vector<Sheet> sheets_of_formula(const json::value& result) {
  SheetBuilder values("values", {text("name"), text("formula"), number("value")}, true);
  return {values.add_all(list_at(result, "values")).take()};
}

}  // namespace wend::cli
