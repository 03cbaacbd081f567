#include "model/identity_rules.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wend::model {
namespace {

TEST(IdentityRulesTest, ValuesThatStandForNobody) {
  const BlockedValues blocked{IdentityRules()};
  for (const auto* value : {"", "null", "NULL", "0", "000", "-", "0000-0000", "undefined",
                            "[object Object]", "Anonymous", "(not set)", "-1"})
    EXPECT_TRUE(blocked.contains(value)) << value;
  for (const auto* value : {"1", "00x", "nulla", "ann@example.com", "10"})
    EXPECT_FALSE(blocked.contains(value)) << value;
}

TEST(IdentityRulesTest, OneSpellingForOneMeaning) {
  IdentityRules rules;
  EXPECT_EQ(normal_identity(rules, "email", "  Ann.Lee@Example.COM\n"), "ann.lee@example.com");
  EXPECT_EQ(normal_identity(rules, "email", "ÄNNE@exämple.de"), "änne@exämple.de");
  EXPECT_EQ(normal_identity(rules, "user_id", " Ann "), "Ann");
  for (const auto* text : {"+49 (170) 123-45.67", "0049 170 1234567", " +491701234567"})
    EXPECT_EQ(normal_identity(rules, "phone", text), "+491701234567") << text;
  // Without a country a number is not the same everywhere.
  EXPECT_EQ(normal_identity(rules, "phone", "0170 1234567"), "0170 1234567");
  EXPECT_EQ(normal_identity(rules, "phone", "call me"), "call me");
  EXPECT_EQ(normal_identity(rules, "phone", "+1"), "+1");
  rules.calling_code = "49";
  EXPECT_EQ(normal_identity(rules, "phone", "0170 1234567"), "+491701234567");
  EXPECT_EQ(normal_identity(rules, "phone", "+1 212 555 0100"), "+12125550100");
}

RC_GTEST_PROP(IdentityRulesTest, ANormalValueIsItsOwnNormalValue, (const std::string& text)) {
  const IdentityRules rules;
  for (const auto* name : {"email", "phone", "user_id"}) {
    const auto once = normal_identity(rules, name, text);
    RC_ASSERT(normal_identity(rules, name, once) == once);
  }
}

TEST(IdentityRulesTest, StrongerNamespacesComeFirst) {
  const IdentityRules rules;
  EXPECT_EQ(rules.rank_of("user_id"), 0);
  EXPECT_LT(rules.rank_of("email"), rules.rank_of("anonymous_id"));
  EXPECT_LT(rules.rank_of("device_id"), rules.rank_of("loyalty_card"));
}

TEST(IdentityRulesTest, ReadsWhatItWrites) {
  IdentityRules rules;
  rules.namespaces = {{"card", 2}, {"user_id", 1}};
  rules.blocked_values = {"x"};
  rules.calling_code = "1";
  rules.findings = {{"crm.id", "", "crm_id"}, {"", "device_id", "device_id"}};
  rules.email_in_user_id = rules.alias_joins = false;
  EXPECT_EQ(identity_rules_from(to_json(rules)).value(), rules);
  EXPECT_EQ(identity_rules_from(boost::json::parse("{}")).value(), IdentityRules());
}

TEST(IdentityRulesTest, SaysWhatIsWrongAndWhere) {
  const auto place_of = [](const char* text) {
    const auto rules = identity_rules_from(boost::json::parse(text));
    return rules ? "" : rules.error().place;
  };
  EXPECT_EQ(place_of(R"({"namespaces": [{"name": ""}]})"), "namespaces[0].name");
  EXPECT_EQ(place_of(R"({"namespaces": [{"name": "a"}, {"name": "a"}]})"), "namespaces[1].name");
  EXPECT_EQ(place_of(R"({"namespaces": [{"name": "a", "limit": -1}]})"), "namespaces[0].limit");
  EXPECT_EQ(place_of(R"({"blocked_values": [1]})"), "blocked_values[0]");
  EXPECT_EQ(place_of(R"({"calling_code": "+49"})"), "calling_code");
  EXPECT_EQ(place_of(R"({"name_spaces": []})"), "name_spaces");
}

}  // namespace
}  // namespace wend::model
