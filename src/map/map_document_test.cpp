#include "map/map_document.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace wend::map {
namespace {

namespace json = boost::json;

const std::string kStage = "stg_aaaaaaaaaaaa";
const std::string kStep = "stp_aaaaaaaaaaaa";
const std::string kNext = "stp_bbbbbbbbbbbb";
const std::string kLane = "lan_aaaaaaaaaaaa";
const std::string kCell = "cel_aaaaaaaaaaaa";

base::Status change(MapDocument& document, std::string_view operations) {
  WEND_ASSIGN(const auto read, read_operations(json::parse(operations), "operations"));
  return document.apply(read);
}

std::string add(std::string_view part, const std::string& id, std::string_view value) {
  return R"({"op": "add", "in": ")" + std::string(part) + R"(", "id": ")" + id + R"(", "value": )" +
         std::string(value) + "}";
}

// A stage with two steps and a lane with a card in the first of them.
MapDocument small_map() {
  MapDocument document;
  const std::string operations =
      "[" + add("stages", kStage, R"({"order": "a0", "title": "Buys"})") + "," +
      add("steps", kStep, R"({"order": "a0", "stage": ")" + kStage + R"(", "title": "Pays"})") +
      "," + add("steps", kNext, R"({"order": "a1", "stage": ")" + kStage + R"("})") + "," +
      add("lanes", kLane, R"({"order": "a0", "kind": "voice"})") + "," +
      add("cells", kCell,
          R"({"lane": ")" + kLane + R"(", "step": ")" + kStep +
              R"(", "order": "a0", "text": "Né \u00e0 Köln"})") +
      "]";
  EXPECT_TRUE(change(document, operations));
  return document;
}

const json::object& cell(const MapDocument& document) {
  return *document.find(*find_part("cells"), kCell);
}

std::string text_after(std::string_view edit) {
  MapDocument document = small_map();
  const auto done =
      change(document, R"([{"op": "edit", "in": "cells", "id": ")" + kCell +
                           R"(", "field": "text", "edit": )" + std::string(edit) + "}]");
  return done ? std::string(text_of(cell(document), "text")) : done.error().to_sentence();
}

TEST(MapDocument, EditsCountCharactersAndNotBytes) {
  EXPECT_EQ(text_after(R"([1, "X", -1, 4, "ü"])"), "NX à Küöln");
  EXPECT_EQ(text_after(R"([9])"), "Né à Köln");
  EXPECT_EQ(text_after(R"([-9, "😀"])"), "😀");
  EXPECT_EQ(text_after(R"([10])"),
            "operations[0].edit: The edit goes beyond the end of the text. Make it for the "
            "revision that the change is based on.");
  EXPECT_EQ(text_after(R"([0])").substr(0, 22), "operations[0].edit[0]:");
  EXPECT_EQ(text_after(R"(["a\u0000"])").substr(0, 19), "operations[0].edit:");
}

TEST(MapDocument, AChangeIsAppliedAllOrNotAtAll) {
  MapDocument document = small_map();
  const std::string before = json::serialize(document.json());
  const auto refused =
      change(document, R"([{"op": "set", "in": "cells", "id": ")" + kCell +
                           R"(", "field": "value", "value": 2},
          {"op": "remove", "in": "lanes", "id": ")" +
                           kLane + R"("},
          {"op": "edit", "in": "about", "id": "about", "field": "title", "edit": ["New"]},
          )" +
                           add("links", "lnk_aaaaaaaaaaaa",
                               R"({"from": ")" + kStep + R"(", "to": "stp_nowhere00000"})") +
                           "]");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place, "operations[3].value.to");
  EXPECT_EQ(refused.error().message, "The map has no such step.");
  EXPECT_EQ(json::serialize(document.json()), before);
}

TEST(MapDocument, WhatBelongsToSomethingRemovedIsNotShownAndComesBack) {
  MapDocument document = small_map();
  ASSERT_EQ(document.shown("cells").size(), 1U);
  ASSERT_TRUE(change(document, R"([{"op": "remove", "in": "stages", "id": ")" + kStage + R"("}])"));
  EXPECT_TRUE(document.shown("steps").empty());
  EXPECT_TRUE(document.shown("cells").empty());
  EXPECT_EQ(document.shown("lanes").size(), 1U);
  // What somebody writes into it meanwhile is not lost.
  ASSERT_TRUE(change(document, R"([{"op": "edit", "in": "cells", "id": ")" + kCell +
                                   R"(", "field": "text", "edit": ["> "]}])"));
  ASSERT_TRUE(
      change(document, R"([{"op": "restore", "in": "stages", "id": ")" + kStage + R"("}])"));
  EXPECT_EQ(document.shown("cells").size(), 1U);
  EXPECT_EQ(text_of(cell(document), "text"), "> Né à Köln");
}

TEST(MapDocument, AFieldThatHoldsItsDefaultIsAbsent) {
  MapDocument document = small_map();
  const auto set = [&](std::string_view field, std::string_view value) {
    return change(document, R"([{"op": "set", "in": "cells", "id": ")" + kCell +
                                R"(", "field": ")" + std::string(field) + R"(", "value": )" +
                                std::string(value) + "}]");
  };
  const json::object before = cell(document);
  ASSERT_TRUE(set("evidence", "\"measured\""));
  ASSERT_TRUE(set("moment", "true"));
  EXPECT_NE(cell(document), before);
  ASSERT_TRUE(set("evidence", "\"none\""));
  ASSERT_TRUE(set("moment", "null"));
  EXPECT_EQ(cell(document), before);
  EXPECT_EQ(set("lane", "null").error().message, "The lane is missing.");
}

TEST(MapDocument, HostileValuesAreRefusedAtTheirPlace) {
  const auto place = [](const std::string& operation) {
    MapDocument document = small_map();
    const auto refused = change(document, "[" + operation + "]");
    return refused ? std::string("taken") : refused.error().place;
  };
  const auto set = [&](std::string_view field, std::string_view value) {
    return place(R"({"op": "set", "in": "cells", "id": ")" + kCell + R"(", "field": ")" +
                 std::string(field) + R"(", "value": )" + std::string(value) + "}");
  };
  EXPECT_EQ(set("link", "\"javascript:alert(1)\""), "operations[0].value");
  EXPECT_EQ(set("link", "\"https://wend.example/a\""), "taken");
  EXPECT_EQ(set("value", "2.1"), "operations[0].value");
  EXPECT_EQ(set("value", "-2"), "taken");
  EXPECT_EQ(set("evidence", "\"certain\""), "operations[0].value");
  EXPECT_EQ(set("source", "\"a\\nb\""), "operations[0].value");
  EXPECT_EQ(set("order", "\"a-b\""), "operations[0].value");
  EXPECT_EQ(set("text", "\"whole\""), "operations[0].field");
  EXPECT_EQ(set("nothing", "1"), "operations[0].field");
  EXPECT_EQ(set("binding", R"({"event": 7})"), "operations[0].value.event");
  EXPECT_EQ(set("binding", R"({"event": "Cart"})"), "taken");
  EXPECT_EQ(set("to", "\"stp_nowhere00000\""), "operations[0].value");
  EXPECT_EQ(place(R"({"op": "remove", "in": "about", "id": "about"})"), "operations[0].in");
  EXPECT_EQ(place(R"({"op": "remove", "in": "cells", "id": "cel_x"})"), "operations[0].id");
  EXPECT_EQ(place(add("cells", kCell,
                      R"({"lane": ")" + kLane + R"(", "step": ")" + kStep + R"(", "order": "a"})")),
            "operations[0].id");
  EXPECT_EQ(place(add("steps", "stp_cccccccccccc", R"({"order": "a"})")),
            "operations[0].value.stage");
  EXPECT_EQ(place(add("stages", "stg_cccccccccccc", R"({"order": "a", "removed": true})")),
            "operations[0].value.removed");
}

TEST(MapDocument, IsReadAsItWasWritten) {
  MapDocument document = small_map();
  ASSERT_TRUE(change(document, R"([{"op": "remove", "in": "steps", "id": ")" + kNext + R"("}])"));
  const auto again = MapDocument::read(document.json());
  ASSERT_TRUE(again) << again.error().to_sentence();
  EXPECT_EQ(again->json(), document.json());
  EXPECT_EQ(again->thing_count(), document.thing_count());

  json::object broken = document.json();
  broken["format"] = 2;
  EXPECT_EQ(MapDocument::read(broken).error().place, "format");
  broken = document.json();
  broken.at("cells").get_object().at(kCell).get_object()["lane"] = "lan_bbbbbbbbbbbb";
  EXPECT_EQ(MapDocument::read(broken).error().place, "cells." + kCell + ".value.lane");
}

TEST(MapDocument, TheDifferenceLeadsFromOneToTheOther) {
  const MapDocument from = small_map();
  MapDocument to = small_map();
  ASSERT_TRUE(change(to, R"([{"op": "edit", "in": "about", "id": "about", "field": "title",
                              "edit": ["Größe"]},
      {"op": "set", "in": "cells", "id": ")" +
                             kCell + R"(", "field": "value", "value": -1.5},
      {"op": "edit", "in": "cells", "id": ")" +
                             kCell + R"(", "field": "text", "edit": [3, "x", -2]},
      {"op": "remove", "in": "steps", "id": ")" +
                             kNext + R"("},
      )" + add("stages", "stg_cccccccccccc", R"({"order": "a5"})") +
                             "]"));
  for (const auto& [a, b] : {std::pair(from, to), std::pair(to, from)}) {
    MapDocument walked = a;
    ASSERT_TRUE(walked.apply(difference(a, b)));
    // Only what was added stays, removed.
    for (const std::string_view part : {"stages", "steps", "lanes", "cells"}) {
      const auto expected = b.shown(part);
      const auto shown = walked.shown(part);
      ASSERT_EQ(shown.size(), expected.size()) << part;
      for (std::size_t i = 0; i < shown.size(); ++i) {
        EXPECT_EQ(shown[i].id, expected[i].id);
        EXPECT_EQ(*shown[i].fields, *expected[i].fields);
      }
    }
    EXPECT_EQ(walked.about(), b.about());
  }
}

}  // namespace
}  // namespace wend::map
