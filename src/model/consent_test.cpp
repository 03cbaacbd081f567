#include "model/consent.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "model/consent_said.h"

namespace wend::model {
namespace {

using Why = ConsentAnswer::Why;

base::Result<ConsentPurposes> read(std::string_view text) {
  return consent_purposes_from(boost::json::parse(text));
}

ConsentPurpose newsletter() {
  ConsentPurpose purpose;
  purpose.id = "newsletter";
  purpose.aliases = {"C0004", "Advertising"};
  return purpose;
}

ConsentAnswer ask(const ConsentPurpose& purpose, std::string_view channel,
                  const std::vector<ConsentStatement>& statements) {
  return answer_consent<ConsentStatement>(purpose, channel,
                                          std::span<const ConsentStatement>(statements));
}

constexpr auto kGiven = ConsentState::kGiven;
constexpr auto kWithdrawn = ConsentState::kWithdrawn;

TEST(ConsentTest, TheLatestStatementCountsAndWithdrawnWinsATie) {
  const auto purpose = newsletter();
  EXPECT_FALSE(ask(purpose, "", {}).allowed);
  EXPECT_EQ(ask(purpose, "", {}).why, Why::kNothingSaid);
  const auto later =
      ask(purpose, "", {{"newsletter", "", kGiven, 20}, {"C0004", "", kWithdrawn, 10}});
  EXPECT_TRUE(later.allowed);
  EXPECT_EQ(later.statement, 0U);
  for (const bool turned : {false, true}) {
    std::vector<ConsentStatement> same = {{"newsletter", "", kGiven, 20},
                                          {"Advertising", "", kWithdrawn, 20}};
    if (turned) std::swap(same[0], same[1]);
    EXPECT_EQ(ask(purpose, "", same).why, Why::kWithdrawn);
  }
  EXPECT_EQ(ask(purpose, "", {{"advertising", "", kGiven, 1}}).why, Why::kNothingSaid)
      << "platforms' ids are read letter by letter";
}

TEST(ConsentTest, AChannelIsAnsweredByItsOwnAndByWhatHoldsForAll) {
  auto purpose = newsletter();
  const std::vector<ConsentStatement> said = {{"newsletter", "", kGiven, 10},
                                              {"newsletter", "sms", kWithdrawn, 20}};
  EXPECT_TRUE(ask(purpose, "email", said).allowed);
  EXPECT_FALSE(ask(purpose, "sms", said).allowed);
  EXPECT_TRUE(ask(purpose, "", said).allowed) << "what was said of one channel is of that alone";
  purpose.channels = {"email", "sms"};
  EXPECT_EQ(ask(purpose, "phone", said).why, Why::kChannel);
  EXPECT_FALSE(ask(purpose, "phone", said).allowed);
}

TEST(ConsentTest, TheBasisSaysWhetherThePersonIsAsked) {
  auto purpose = newsletter();
  const std::vector<ConsentStatement> no = {{"newsletter", "", kWithdrawn, 1}};
  for (const auto basis :
       {LawfulBasis::kContract, LawfulBasis::kLegalObligation, LawfulBasis::kVitalInterests}) {
    purpose.basis = basis;
    EXPECT_TRUE(ask(purpose, "", no).allowed);
    EXPECT_EQ(ask(purpose, "", no).why, Why::kBasis);
  }
  for (const auto basis : {LawfulBasis::kPublicTask, LawfulBasis::kLegitimateInterests}) {
    purpose.basis = basis;
    EXPECT_FALSE(ask(purpose, "", no).allowed) << "they objected";
  }
  purpose.allowed_unasked = true;
  EXPECT_TRUE(ask(purpose, "", {}).allowed);
  EXPECT_FALSE(ask(purpose, "", no).allowed);
}

TEST(ConsentTest, PurposesAreReadAndWrittenAndWhatIsWrongIsNamed) {
  const auto purposes = read(R"({"purposes": [
      {"id": "analytics", "name": "Analytics", "lawful_basis": "consent", "aliases": ["C0002"],
       "required_at_ingest": {"events": ["Page *", "*video*"], "kinds": ["track", "page"],
                              "otherwise": "drop"}},
      {"id": "care", "name": "Care", "lawful_basis": "contract", "default": "opt_out"}]})");
  ASSERT_TRUE(purposes) << purposes.error().to_sentence();
  EXPECT_EQ(consent_purposes_from(to_json(*purposes)).value().purposes.size(), 2U);
  EXPECT_EQ(to_json(*consent_purposes_from(to_json(*purposes))), to_json(*purposes));
  const auto& analytics = *purposes->find("analytics");
  EXPECT_TRUE(analytics.collects(EventType::kTrack, "Page left"));
  EXPECT_TRUE(analytics.collects(EventType::kTrack, "My video played"));
  EXPECT_FALSE(analytics.collects(EventType::kTrack, "Order"));
  EXPECT_FALSE(analytics.collects(EventType::kIdentify, "Page left"));
  EXPECT_FALSE(purposes->find("care")->collects(EventType::kTrack, "Page left"));

  const auto place = [](std::string_view text) { return read(text).error().place; };
  EXPECT_EQ(place(R"({"purposes": [{"id": "A b", "name": "A", "lawful_basis": "consent"}]})"),
            "purposes[0].id");
  EXPECT_EQ(place(R"({"purposes": [{"id": "a", "name": "A"}]})"), "purposes[0].lawful_basis");
  EXPECT_EQ(place(R"({"purposes": [{"id": "a", "name": "A", "lawful_basis": "consent"},
                     {"id": "b", "name": "B", "lawful_basis": "consent", "aliases": ["x", "a"]}]})"),
            "purposes[1].aliases[1]");
  EXPECT_EQ(place(R"({"purposes": [{"id": "a", "name": "A", "lawful_basis": "consent",
                     "required_at_ingest": {"events": []}}]})"),
            "purposes[0].required_at_ingest.events");
}

EventConsent said_by(std::string_view name, std::string_view properties) {
  EventRow row;
  row.name = name;
  row.properties = properties;
  EXPECT_TRUE(ConsentReader::may_say(row));
  return ConsentReader().read(row);
}

TEST(ConsentSaidTest, IsReadAsThePlatformsSendIt) {
  const auto stamp =
      said_by("Order", R"({"consent": {"Advertising": true, "Data": false, "x": 1}})");
  EXPECT_FALSE(stamp.decision);
  ASSERT_EQ(stamp.said.size(), 2U);
  EXPECT_EQ(stamp.said[0].category, "Advertising");
  EXPECT_EQ(stamp.said[0].state, kGiven);
  EXPECT_EQ(stamp.said[1].state, kWithdrawn);
  const auto rudder = said_by("Order", R"({"consent_management": {"provider": "oneTrust",
      "allowedConsentIds": ["C1", "C2"], "deniedConsentIds": ["C3"]}})");
  ASSERT_EQ(rudder.said.size(), 3U);
  EXPECT_EQ(rudder.said[2].category, "C3");
  EXPECT_EQ(rudder.said[2].state, kWithdrawn);
  const auto own =
      said_by("Consent withdrawn", R"({"purposes": ["a", "b"], "consent_channel": "sms",
      "wording": "2026-04"})");
  EXPECT_TRUE(own.decision);
  ASSERT_EQ(own.said.size(), 2U);
  EXPECT_EQ(own.said[1].category, "b");
  EXPECT_EQ(own.said[1].channel, "sms");
  EXPECT_EQ(own.said[1].state, kWithdrawn);
  EXPECT_EQ(own.wording, "2026-04");
  EXPECT_TRUE(
      said_by("Segment Consent Preference Updated", R"({"consent": {"a": true}})").decision);
  // What merely looks like it says nothing.
  EXPECT_TRUE(said_by("Order", R"({"consent": "yes"})").said.empty());
  EXPECT_TRUE(said_by("Consent given", R"({"purpose": 7})").said.empty());
  EXPECT_TRUE(said_by("Consent given", "broken").said.empty());
  EventRow plain;
  plain.name = "Order";
  plain.properties = R"({"total": 7})";
  EXPECT_FALSE(ConsentReader::may_say(plain));
}

}  // namespace
}  // namespace wend::model
