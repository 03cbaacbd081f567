#include "map/map_templates.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <set>

namespace wend::map {
namespace {

namespace json = boost::json;

TEST(MapTemplates, EachIsAWholeMapWithAndWithoutItsExample) {
  std::set<std::string> titles;
  for (const MapTemplate& one : templates()) {
    SCOPED_TRACE(one.name);
    EXPECT_TRUE(titles.insert(one.title).second);
    EXPECT_TRUE(one.what.ends_with('.') && one.use.ends_with('.'));
    const auto with = document_of(one, true, "");
    ASSERT_TRUE(with) << with.error().to_sentence();
    const auto without = document_of(one, false, "Ours");
    ASSERT_TRUE(without) << without.error().to_sentence();
    EXPECT_EQ(text_of(without->about(), "title"), "Ours");
    EXPECT_EQ(text_of(without->about(), "template"), one.name);
    EXPECT_EQ(without->shown("lanes").size(), one.outline.lanes.size());
    EXPECT_EQ(without->shown("stages").size(), one.outline.stages.size());
    EXPECT_EQ(without->shown("steps").size(), one.outline.stages.size());
    EXPECT_TRUE(without->shown("cells").empty());
    // What stages and lanes are for speaks of any journey, and stays.
    const auto said = [](const MapDocument& document, std::string_view part,
                         std::string_view field) {
      std::vector<std::string> all;
      for (const auto& thing : document.shown(part))
        all.emplace_back(text_of(*thing.fields, field));
      return all;
    };
    EXPECT_EQ(said(*without, "stages", "description"), said(*with, "stages", "description"));
    EXPECT_EQ(said(*without, "lanes", "note"), said(*with, "lanes", "note"));
    if (one.name == "blank") continue;
    // The example is worked out: every lane says something, in nearly every step.
    const auto steps = with->shown("steps").size();
    EXPECT_GE(steps, 4U);
    for (const MapOutline::Lane& lane : one.outline.lanes) {
      const auto kind = text_of(lane.fields, "kind");
      if (kind == "line" || kind == "metric" || kind == "pain") continue;
      std::set<std::size_t> filled;
      for (const auto& card : lane.cards)
        for (std::size_t step = card.step; step <= card.to; ++step) filled.insert(step);
      EXPECT_GE(filled.size() * 3, steps) << text_of(lane.fields, "title");
      if (kind == "emotion") {
        EXPECT_EQ(filled.size(), steps);
      }
    }
    EXPECT_FALSE(one.personas.empty());
  }
  EXPECT_EQ(templates().front().name, "blank");
  EXPECT_EQ(find_template("nothing"), nullptr);
}

TEST(MapTemplates, OrderKeysStandInOrder) {
  std::string before;
  for (std::size_t n = 0; n < 5'000; ++n) {
    const std::string key = order_key(n);
    EXPECT_LT(before, key);
    before = key;
  }
  EXPECT_EQ(order_key(0), "a0");
  EXPECT_EQ(order_key(61), "az");
  EXPECT_EQ(order_key(62), "b00");
  EXPECT_EQ(order_key(62 + 62 * 62), "c000");
}

TEST(MapTemplates, AnOutlineNamesTheStepThatIsNotThere) {
  MapOutline outline;
  outline.stages.push_back({.fields = {}, .steps = {{}, {}}});
  outline.lanes.push_back({.fields = {}, .cards = {{.step = 0, .to = 2, .fields = {}}}});
  const auto made = document_of(outline);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().place, "lanes[0].cells[0]");
  EXPECT_EQ(made.error().message, "There is no step 3; the map has 2.");
}

TEST(MapTemplates, AFileThatSaysSomethingUnknownIsRefused) {
  const auto place = [](std::string_view text) {
    const auto made = read_template(json::parse(text));
    return made ? std::string("taken") : made.error().place;
  };
  EXPECT_EQ(place(R"({"name": "x", "stages": [{"title": "a", "step": []}]})"), "stages[0].step");
  EXPECT_EQ(place(R"({"name": "x", "lanes": [{"cells": [["a"], [{"txt": ""}]]}]})"),
            "lanes[0].cells[1][0].txt");
  EXPECT_EQ(place(R"({"name": "x", "pains": [{"step": 0}]})"), "pains[0].step");
}

}  // namespace
}  // namespace wend::map
