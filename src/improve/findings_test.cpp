#include "improve/findings.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::improve {
namespace {

namespace json = boost::json;

TEST(Findings, AKindAtATouchpointStandsOnceAndChangesComeFirst) {
  const auto answer = json::parse(R"({"findings": [
      {"id": "f0", "kind": "error", "touchpoint": "Payment"},
      {"id": "f1", "kind": "error", "touchpoint": "Payment"}],
      "standing": [{"kind": "wait", "touchpoint": "Shipping"},
                   {"kind": "error", "touchpoint": "Payment"}]})")
                          .as_object();
  const auto frictions = frictions_of(answer);
  ASSERT_EQ(frictions.size(), 2U);
  EXPECT_EQ(frictions[0].key, "error Payment");
  EXPECT_EQ(frictions[0].found->at("id"), json::value("f0"));
  EXPECT_TRUE(frictions[1].standing);
  EXPECT_EQ(find_friction(frictions, "loop Payment"), nullptr);
  EXPECT_EQ(finding_key("error", "A\nB"), "error A B");
}

TEST(Findings, AStepHasTheTouchpointsThatItAndItsCardsAreBoundTo) {
  const auto document = map::MapDocument::read(json::parse(R"({"format": 1,
      "stages": {"stg_aaaaaaaaaaaa": {"order": "a0"}},
      "steps": {"stp_aaaaaaaaaaaa": {"order": "a0", "stage": "stg_aaaaaaaaaaaa", "touchpoint": "Cart"},
        "stp_bbbbbbbbbbbb": {"order": "a1", "stage": "stg_aaaaaaaaaaaa",
          "binding": {"any": [{"event": "Paid"}, {"not": {"touchpoint": "Chat"}}]}}},
      "lanes": {"lan_aaaaaaaaaaaa": {"order": "a0", "kind": "touchpoint"}},
      "cells": {"cel_aaaaaaaaaaaa": {"order": "a0", "lane": "lan_aaaaaaaaaaaa", "step": "stp_bbbbbbbbbbbb",
        "touchpoint": "Cart"}, "cel_bbbbbbbbbbbb": {"order": "a1", "lane": "lan_aaaaaaaaaaaa",
        "step": "stp_bbbbbbbbbbbb", "binding": {"touchpoint": ["Invoice", "Receipt"]}}}})"));
  ASSERT_TRUE(document) << document.error().to_sentence();
  const auto journey =
      json::parse(R"({"stages": [{"touchpoints": [{"name": "Payment", "events": ["Paid"]}]}]})")
          .as_object();
  const std::map<std::string, std::string> expected = {{"Cart", "stp_aaaaaaaaaaaa"},
                                                       {"Invoice", "stp_bbbbbbbbbbbb"},
                                                       {"Payment", "stp_bbbbbbbbbbbb"},
                                                       {"Receipt", "stp_bbbbbbbbbbbb"}};
  EXPECT_EQ(step_of_touchpoint(*document, journey), expected);
}

TEST(Findings, SeverityFollowsTheRank) {
  EXPECT_EQ(severity_of(0, 4), 5);
  EXPECT_EQ(severity_of(1, 4), 4);
  EXPECT_EQ(severity_of(3, 4), 2);
  EXPECT_EQ(severity_of(0, 0), 5);
}

}  // namespace
}  // namespace wend::improve
