#include "model/identity_finder.h"

#include <gtest/gtest.h>

namespace wend::model {
namespace {

using Names = std::vector<std::string>;

Names found(const EventRow& row, const IdentityRules& rules = {}) {
  IdentityFinder finder(rules);
  Names names;
  std::vector<NamedIdentity> identities;
  finder.find(row, identities);
  for (const NamedIdentity& one : identities) {
    names.push_back(std::string(one.identity_namespace) + " " + std::string(one.value) +
                    (one.alias ? " alias" : ""));
  }
  return names;
}

EventRow row_of(std::string_view name, std::string_view value, std::string_view properties = "{}",
                EventType type = EventType::kTrack) {
  return {.message_id = {},
          .type = type,
          .name = "Seen",
          .channel = "web",
          .identity_namespace = name,
          .identity_value = value,
          .properties = properties};
}

TEST(IdentityFinderTest, WhatTheEventNames) {
  EXPECT_EQ(found(row_of("user_id", "ann")), Names{"user_id ann"});
  const NamedIdentity also[] = {{"anonymous_id", "v1"}, {"anonymous_id", "v1"}, {"card", " 77 "}};
  EventRow row = row_of("user_id", "ann");
  row.also = also;
  EXPECT_EQ(found(row), (Names{"user_id ann", "anonymous_id v1", "card 77"}));
}

TEST(IdentityFinderTest, TraitsOfAnIdentifyAloneSayWhoSomebodyIs) {
  const auto* text = R"({"email":" Ann@Example.com","phone":"+49 170 1234567","friend":"b@c.de"})";
  EXPECT_EQ(found(row_of("user_id", "7", text, EventType::kIdentify)),
            (Names{"user_id 7", "email ann@example.com", "phone +491701234567"}));
  EXPECT_EQ(found(row_of("user_id", "7", text)), Names{"user_id 7"});
  // What is no address is none.
  for (const auto* email : {R"("ann")", R"("ann@home")", R"("a@b.de, c@d.de")", R"("")", "null",
                            "true", "[1]", R"("@b.de")", R"("a@.de")"}) {
    const std::string traits = std::string(R"({"email":)") + email + "}";
    EXPECT_EQ(found(row_of("user_id", "7", traits, EventType::kIdentify)), Names{"user_id 7"})
        << email;
  }
}

TEST(IdentityFinderTest, RulesSayWhereToLook) {
  IdentityRules rules;
  rules.findings = {{"", "device.id", "device_id"}, {"crm.id", "", "crm_id"}};
  const auto* text = R"({"device":{"id":12},"crm":{"id":"c9"},"email":"a@b.de"})";
  EXPECT_EQ(found(row_of("user_id", "7", text), rules), (Names{"user_id 7", "device_id 12"}));
  EXPECT_EQ(found(row_of("user_id", "7", text, EventType::kIdentify), rules),
            (Names{"user_id 7", "crm_id c9"}));
}

TEST(IdentityFinderTest, AnAddressAsUserIdIsThatAddress) {
  EXPECT_EQ(found(row_of("user_id", "Ann@Example.com")),
            (Names{"user_id Ann@Example.com", "email ann@example.com"}));
  IdentityRules rules;
  rules.email_in_user_id = false;
  EXPECT_EQ(found(row_of("user_id", "Ann@Example.com"), rules), Names{"user_id Ann@Example.com"});
}

TEST(IdentityFinderTest, AnEventBelongsToSomebodyIfItCan) {
  const NamedIdentity visitor[] = {{"anonymous_id", "v1"}};
  EventRow row = row_of("user_id", "null");
  row.also = visitor;
  EXPECT_EQ(found(row), (Names{"anonymous_id v1", "user_id null"}));
  EXPECT_EQ(found(row_of("user_id", "null")), Names{"user_id null"});
  // There is always one, and it is kept as it was said.
  EXPECT_EQ(found(row_of("user_id", " ")), Names{"user_id  "});
}

TEST(IdentityFinderTest, AnAliasIsOneUnlessTheRulesSayOtherwise) {
  const NamedIdentity before[] = {{"user_id", "old", true}};
  EventRow row = row_of("user_id", "new");
  row.also = before;
  EXPECT_EQ(found(row), (Names{"user_id new", "user_id old alias"}));
  IdentityRules rules;
  rules.alias_joins = false;
  EXPECT_EQ(found(row, rules), (Names{"user_id new", "user_id old"}));
}

}  // namespace
}  // namespace wend::model
