#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of_events(const json::value& result) {
  SheetBuilder events(
      "events",
      {text("event"), text("type"), count("count"), count("people"), text("channels"),
       text("touchpoint"), text("stage"), text("first_seen"), text("last_seen"), ref_pick()},
      true);
  SheetBuilder properties(
      "properties", {text("event"), text("property"), text("type"), share("fill", "fill.share"),
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

std::vector<Sheet> sheets_of_overview(const json::value& result) {
  SheetBuilder figures("figures", {text("figure"), count("value")});
  for (const char* name : {"customers", "events", "sources", "event_names", "first", "last"})
    figures.add(json::object{{"figure", name}, {"value", at(result, name)}});
  SheetBuilder days("days",
                    {text("day"), count("events"), count("customers"), text("partial"), ref_pick()},
                    true);
  SheetBuilder channels("channels",
                        {text("channel"), count("events"), count("customers"), ref_pick()});
  return {figures.take(), days.add_all(list_at(result, "per_day")).take(),
          channels.add_all(list_at(result, "channels")).take()};
}

Sheet sheet_of_people(const json::value& answer) {
  SheetBuilder people("people",
                      {text("id"), text("name"), text("label"), text("first_seen"),
                       text("last_seen"), count("events"), text("last_event")},
                      true);
  for (const auto& person : list_at(answer, "people")) {
    const json::array& last = list_at(person, "last_events");
    people.add(person,
               {{"last_event", last.empty() ? json::value(nullptr) : at(last.back(), "event")}});
  }
  return people.take();
}

}  // namespace wend::cli
