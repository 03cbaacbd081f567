#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/journey_table_builder.h"
#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

using Run = std::vector<Row>;

// Paths by their description: cut the events, gather equal neighbours, take so many.
struct ReferencePaths {
  std::string start, end, around, hide;  // letters of the names
  int steps = 2;
  bool by_channel = false;
  bool collapse = false;
  std::optional<TimeUs> within_us;
  bool transitions = false;

  using Path = std::map<int, std::pair<std::string, TimeUs>>;  // step → label and time, -1 where
                                                               // nothing happens

  static bool in(const std::string& letters, const Row& row) {
    return letters.find(row.name[0]) != std::string::npos;
  }
  std::string label(const Row& row) const { return by_channel ? row.channel : row.name; }
  bool near(const Row& a, const Row& b) const {
    return !within_us || std::abs(a.time_us - b.time_us) <= *within_us;
  }

  std::vector<Run> runs(const std::vector<Row>& rows) const {
    std::vector<Run> list;
    for (const Row& row : rows) {
      if (collapse && !list.empty() && label(list.back()[0]) == label(row)) {
        list.back().push_back(row);
      } else {
        list.push_back({row});
      }
    }
    return list;
  }

  // Puts the runs of `rows` (the anchor first) into steps 0, direction, 2·direction, …; answers how
  // many rows they took.
  std::size_t lay(const std::vector<Row>& rows, int direction, bool arrives, Path& path) const {
    const auto list = runs(rows);
    std::size_t taken = 0;
    for (int step = 0; step <= steps; ++step) {
      const auto at = static_cast<std::size_t>(step);
      if (at < list.size()) {
        TimeUs first = list[at][0].time_us;
        for (const Row& row : list[at]) first = std::min(first, row.time_us);
        auto& node = path[step * direction];
        node = {label(list[at][0]), node.first.empty() ? first : std::min(first, node.second)};
        taken += list[at].size();
      } else {
        if (!arrives) path[step * direction] = {direction > 0 ? "Exit" : "Entry", -1};
        break;
      }
    }
    return taken;
  }

  std::vector<Path> paths(const std::vector<Row>& all) const {
    std::vector<Row> rows;
    for (const Row& row : all) {
      if (!in(hide, row)) rows.push_back(row);
    }
    std::vector<Path> list;
    const bool backward = start.empty() && around.empty() && !end.empty();
    if (backward) std::ranges::reverse(rows);
    const std::string anchors = !around.empty() ? around : backward ? end : start;
    std::size_t floor = 0;
    for (std::size_t i = 0; i < rows.size();) {
      if (!anchors.empty() && !in(anchors, rows[i])) {
        ++i;
        continue;
      }
      Path path;
      std::vector<Row> from_anchor;
      for (std::size_t k = i; k < rows.size() && near(rows[i], rows[k]); ++k)
        from_anchor.push_back(rows[k]);
      std::size_t next = i;
      if (!start.empty() && !end.empty()) {
        std::size_t stop = 1;
        while (stop < from_anchor.size() && !in(end, from_anchor[stop])) ++stop;
        if (stop < from_anchor.size()) {
          lay({from_anchor.begin(), from_anchor.begin() + static_cast<std::ptrdiff_t>(stop) + 1}, 1,
              true, path);
          next += stop + 1;
        } else {
          path = {{0, {label(rows[i]), rows[i].time_us}}, {1, {"Exit", -1}}};
          next += from_anchor.size();
        }
      } else {
        next += lay(from_anchor, backward ? -1 : 1, false, path);
      }
      if (!around.empty()) {
        std::vector<Row> to_anchor;
        for (std::size_t k = i + 1; k-- > floor && near(rows[i], rows[k]);)
          to_anchor.push_back(rows[k]);
        lay(to_anchor, -1, false, path);
      }
      list.push_back(path);
      if (!transitions || anchors.empty()) break;
      i = floor = next;
    }
    return list;
  }
};

json::value names_of(const std::string& letters) {
  json::array names;
  for (const char letter : letters) names.emplace_back(std::string(1, letter));
  return {{"event", names}};
}

std::string document_of(const ReferencePaths& paths, int top) {
  json::object document = {{"kind", "paths"}, {"steps", paths.steps}, {"top", top}};
  if (!paths.start.empty()) document["start"] = names_of(paths.start);
  if (!paths.end.empty()) document["end"] = names_of(paths.end);
  if (!paths.around.empty()) document["around"] = names_of(paths.around);
  if (!paths.hide.empty()) document["hide"] = names_of(paths.hide);
  if (paths.by_channel) document["by"] = "channel";
  if (paths.collapse) document["loops"] = "collapse";
  if (paths.within_us) document["within"] = static_cast<double>(*paths.within_us) / 1e6;
  if (paths.transitions) document["count"] = "transitions";
  return json::serialize(document);
}

ReferencePaths random_paths() {
  ReferencePaths paths;
  const int mode = *rc::gen::inRange(0, 5);
  if (mode == 1 || mode == 3) paths.start = *rc::gen::element<std::string>("A", "AB");
  if (mode == 2 || mode == 3) paths.end = *rc::gen::element<std::string>("B", "CD");
  if (mode == 4) paths.around = *rc::gen::element<std::string>("A", "BC");
  paths.hide = *rc::gen::element<std::string>("", "", "D");
  paths.steps = *rc::gen::inRange(1, 5);
  paths.by_channel = *rc::gen::inRange(0, 3) == 0;
  paths.collapse = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) paths.within_us = *rc::gen::inRange(0, 4) * 1'000'000LL;
  paths.transitions = *rc::gen::inRange(0, 3) == 0;
  return paths;
}

struct Counts {
  std::uint64_t value = 0;
  std::set<std::string> people;
  std::vector<std::int64_t> durations;
};

RC_GTEST_PROP(Paths, AgreeWithTheirDescription, ()) {
  const auto rows = random_log(4, 9, 6);
  // Several questions of each log: some bugs show only in rare combinations.
  for (int question = 0; question < 10; ++question) {
    const ReferencePaths reference = random_paths();
    const auto table = make_journey_table(to_events(rows));
    const std::string document = document_of(reference, 50);
    RC_LOG() << document << "\n";
    const auto result = must_answer(table, document).at("result");

    std::map<std::pair<int, std::string>, Counts> nodes;
    std::map<std::pair<int, std::pair<std::string, std::string>>, Counts> links;
    for (const auto& [customer, list] : by_customer(rows)) {
      for (const auto& path : reference.paths(list)) {
        for (const auto& [step, node] : path) {
          auto& counts = nodes[{step, node.first}];
          ++counts.value;
          counts.people.insert("user_id " + customer);
          const auto next = path.find(step + 1);
          if (next == path.end()) continue;
          auto& link = links[{step, {node.first, next->second.first}}];
          ++link.value;
          link.people.insert("user_id " + customer);
          if (node.second >= 0 && next->second.second >= 0)
            link.durations.push_back(next->second.second - node.second);
        }
      }
    }
    RC_ASSERT(result.at("nodes").as_array().size() == nodes.size());
    std::map<std::string, std::pair<int, std::string>> node_of_id;
    for (const auto& node : result.at("nodes").as_array()) {
      const std::pair key(node.at("step").to_number<int>(),
                          std::string(node.at("label").as_string()));
      node_of_id[std::string(node.at("id").as_string())] = key;
      RC_ASSERT(nodes.contains(key));
      RC_ASSERT(node.at("value").to_number<std::uint64_t>() == nodes[key].value);
      const auto people = people_of(table, document, std::string(node.at("ref").as_string()));
      RC_ASSERT(std::set(people.begin(), people.end()) == nodes[key].people);
    }
    RC_ASSERT(result.at("links").as_array().size() == links.size());
    for (const auto& link : result.at("links").as_array()) {
      const auto from = node_of_id.at(std::string(link.at("from").as_string()));
      const auto to = node_of_id.at(std::string(link.at("to").as_string()));
      auto& counts = links[{from.first, {from.second, to.second}}];
      RC_ASSERT(link.at("value").to_number<std::uint64_t>() == counts.value);
      RC_ASSERT(link.at("times") == json::value(times_json(counts.durations)));
      const auto people = people_of(table, document, std::string(link.at("ref").as_string()));
      RC_ASSERT(std::set(people.begin(), people.end()) == counts.people);
    }
  }
}

RC_GTEST_PROP(Paths, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 8, 5)));
  const std::string document = document_of(random_paths(), *rc::gen::inRange(1, 4));
  check_refs(table, document, must_answer(table, document).at("result"));
}

RC_GTEST_PROP(Paths, DoNotDependOnTheOrderOfRows, ()) {
  const auto rows = random_log(4, 8, 4);
  check_row_order(rows, document_of(random_paths(), 2));
}

// "Other" takes exactly what is beyond `top`: every step keeps its number of paths.
RC_GTEST_PROP(Paths, OtherLosesNobody, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 8, 5, "ABCDEF")));
  const ReferencePaths reference = random_paths();
  const auto by_step = [&](int top) {
    std::map<int, std::uint64_t> values;
    const auto result = must_answer(table, document_of(reference, top)).at("result");
    std::map<int, int> events;
    for (const auto& node : result.at("nodes").as_array()) {
      const int step = node.at("step").to_number<int>();
      values[step] += node.at("value").to_number<std::uint64_t>();
      RC_ASSERT(node.at("role").as_string() != "event" || ++events[step] <= top);
    }
    return values;
  };
  RC_ASSERT(by_step(1) == by_step(50));
}

std::string drawn(const json::value& result) {
  std::string text;
  for (const auto& node : result.at("nodes").as_array()) {
    text += std::string(node.at("id").as_string()) + " " +
            std::string(node.at("label").as_string()) + " " + json::serialize(node.at("value")) +
            "; ";
  }
  return text;
}

TEST(Paths, ByHand) {
  const std::vector<MemoryEvent> log = {{"1", 0, "Home"}, {"1", 1, "Cart"}, {"1", 2, "Cart"},
                                        {"1", 3, "Pay"},  {"2", 0, "Cart"}, {"2", 9, "Home"},
                                        {"3", 0, "Home"}};
  const auto table = make_journey_table(log);
  const auto ask = [&](const std::string& fields) {
    return drawn(
        must_answer(table, R"({"kind": "paths", "steps": 2, )" + fields + "}").at("result"));
  };
  EXPECT_EQ(ask(R"("start": {"event": "Cart"})"),
            "s0n0 Cart 2; s1n0 Cart 1; s1n1 Home 1; s2n0 Pay 1; s2n1 Exit 1; ");
  EXPECT_EQ(ask(R"("start": {"event": "Cart"}, "loops": "collapse")"),
            "s0n0 Cart 2; s1n0 Home 1; s1n1 Pay 1; s2n0 Exit 2; ");
  EXPECT_EQ(ask(R"("end": {"event": "Pay"})"), "s-2n0 Cart 1; s-1n0 Cart 1; s0n0 Pay 1; ");
  EXPECT_EQ(ask(R"("end": {"event": "Home"})"),
            "s-2n0 Entry 1; s-1n0 Cart 1; s-1n1 Entry 2; s0n0 Home 3; ");
  EXPECT_EQ(ask(R"("start": {"event": "Home"}, "end": {"event": "Pay"}, "loops": "collapse")"),
            "s0n0 Home 3; s1n0 Cart 1; s1n1 Exit 2; s2n0 Pay 1; ");
  EXPECT_EQ(ask(R"("start": {"event": "Cart"}, "within": 0.000002)"),
            "s0n0 Cart 2; s1n0 Cart 1; s1n1 Exit 1; s2n0 Pay 1; ");
  EXPECT_EQ(ask(R"("top": 1, "hide": {"event": "Pay"})"),
            "s0n0 Home 2; s0n1 Other 1; s1n0 Cart 1; s1n1 Other 1; s1n2 Exit 1; s2n0 Cart 1; s2n1 "
            "Exit 1; ");
}

TEST(Paths, IdentifyIsNoStep) {
  const auto table =
      make_journey_table({{"1", 0, "Home"},
                          {"1", 1, "identify", "web", "{}", model::EventType::kIdentify},
                          {"1", 2, "Cart"}});
  EXPECT_EQ(drawn(must_answer(table, R"({"kind": "paths", "steps": 1})").at("result")),
            "s0n0 Home 1; s1n0 Cart 1; ");
}

TEST(Paths, ByPropertyAndTouchpoint) {
  const auto table = make_journey_table(
      {{"1", 0, "Page", "web", R"({"path": "/a"})"}, {"1", 1, "Page", "web", "{}"}});
  EXPECT_EQ(drawn(must_answer(table, R"({"kind": "paths", "steps": 1, "by": {"property": "path"}})")
                      .at("result")),
            "s0n0 /a 1; s1n0 (none) 1; ");
  EXPECT_EQ(must_answer(table, R"({"kind": "paths", "by": {"property": "pth"}})")
                .at("notes")
                .at(0)
                .as_string(),
            R"(No event has a property "pth"; did you mean "path"?)");
}

TEST(Paths, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query(R"({"kind": "paths", )" + fields + "}").value());
    return status ? "" : status.error().place;
  };
  EXPECT_EQ(place(R"("around": {}, "start": {})"), "around");
  EXPECT_EQ(place(R"("steps": 21)"), "steps");
  EXPECT_EQ(place(R"("by": "evnt")"), "by");
  EXPECT_EQ(place(R"("by": {"proprety": "a"})"), "by.proprety");
  EXPECT_EQ(place(R"("by": {})"), "by.property");
  EXPECT_EQ(place(R"("loops": "colapse")"), "loops");
  EXPECT_EQ(place(R"("top": 0)"), "top");
  EXPECT_EQ(place(R"("start": {"event": 1})"), "start.event");
}

}  // namespace
}  // namespace wend::analyze
