#include "model/account_rules.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::model {
namespace {

using Kind = AccountDomains::Verdict::Kind;

AccountRules rules_from(const char* text) {
  const auto rules = account_rules_from(boost::json::parse(text));
  EXPECT_TRUE(rules) << rules.error().to_sentence();
  return rules ? *rules : AccountRules{};
}

TEST(DomainIn, TakesDomainsOutOfAddresses) {
  EXPECT_EQ(domain_in("ann@Acme.COM"), "acme.com");
  EXPECT_EQ(domain_in(" https://www.Acme.co.uk/about?x=1 "), "acme.co.uk");
  EXPECT_EQ(domain_in("http://shop.acme.com:8080"), "shop.acme.com");
  EXPECT_EQ(domain_in("acme.com."), "acme.com");
  for (const char* none : {"", "localhost", "127.0.0.1", "Acme GmbH & Co. KG", "a b.com", ".com",
                           "acme..com", "mailto:"})
    EXPECT_EQ(domain_in(none), "") << none;
}

TEST(AccountDomains, FreeMailMakesNoAccount) {
  const AccountDomains domains(rules_from(
      R"({"domain_rule": true, "free_mail": ["isp.example"], "not_free_mail": ["hey.com"]})"));
  for (const char* free : {"gmail.com", "web.de", "mail.gmail.com", "isp.example"}) {
    EXPECT_TRUE(domains.is_free_mail(free)) << free;
    EXPECT_EQ(domains.ask(free, {{free, 7}}).kind, Kind::kNobody) << free;
  }
  EXPECT_EQ(domains.ask("hey.com", {}).key, "hey.com");
  EXPECT_GT(free_mail_count(), 300u);
}

TEST(AccountDomains, TheNearestRuleCountsAndAPersonBeforeWhatAccountsSay) {
  const AccountDomains domains(rules_from(R"({"excluded": ["us.example", "agency.acme.com"],
      "domains": [{"domain": "acme.de", "account": "acme"}, {"domain": "gmail.com", "account": "g"}]})"));
  const AccountDomains::Claims claims = {{"acme.de", 1}, {"corp.example", 2}, {"us.example", 3}};
  EXPECT_EQ(domains.ask("acme.de", claims).key, "acme");
  EXPECT_EQ(domains.ask("mail.acme.de", claims).key, "acme");
  EXPECT_EQ(domains.ask("gmail.com", claims).key, "g");  // said in so many words
  EXPECT_EQ(domains.ask("us.example", claims).kind, Kind::kNobody);
  EXPECT_EQ(domains.ask("agency.acme.com", claims).kind, Kind::kNobody);
  EXPECT_EQ(domains.ask("acme.com", claims).key, "acme.com");
  EXPECT_EQ(domains.ask("eu.corp.example", claims).kind, Kind::kClaim);
  EXPECT_EQ(domains.ask("eu.corp.example", claims).account, 2);
  EXPECT_EQ(domains.ask("localhost", claims).kind, Kind::kNobody);
}

TEST(AccountRulesDocument, ReadsWhatItWritesAndNamesWhatIsWrong) {
  const AccountRules rules = rules_from(R"({"domain_rule": true, "excluded": ["WWW.Us.Example"],
      "domains": [{"domain": "https://acme.de/", "account": "acme"}], "domain_traits": ["site"]})");
  EXPECT_EQ(rules.excluded, std::vector<std::string>{"us.example"});
  EXPECT_EQ(rules.domains[0].domain, "acme.de");
  EXPECT_EQ(*account_rules_from(to_json(rules)), rules);
  EXPECT_EQ(*account_rules_from(to_json(AccountRules{})), AccountRules{});
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"excluded": ["nothing"]})", "excluded[0]"},
      {R"({"domains": [{"domain": "a.com"}]})", "domains[0].account"},
      {R"({"domains": [{"domain": "a.com", "account": "x"}, {"domain": "a.com", "account": "y"}]})",
       "domains[1].domain"},
      {R"({"domain_traits": [""]})", "domain_traits[0]"},
      {R"({"domainrule": true})", "domainrule"}};
  for (const auto& [text, place] : wrong) {
    const auto read = account_rules_from(boost::json::parse(text));
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().place, place);
  }
}

}  // namespace
}  // namespace wend::model
