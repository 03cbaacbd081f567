#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

#include "analyze/testing/small_logs.h"

// Funnels that count accounts.
namespace wend::analyze {
namespace {

using namespace testing;

std::vector<Row> random_rows(env::Random& random) {
  std::vector<Row> rows;
  const std::size_t count = 2 + random.below(24);
  for (std::size_t i = 0; i < count; ++i) {
    const char* const values[] = {"", "x", "y"};
    rows.push_back({"c" + std::to_string(random.below(6)),
                    static_cast<TimeUs>(random.below(5)) * 1'000'000,
                    std::string(1, static_cast<char>('A' + random.below(4))),
                    random.below(3) == 0 ? "app" : "web", values[random.below(3)]});
  }
  return rows;
}

KnownMembers random_members(env::Random& random) {
  KnownMembers members;
  for (int customer = 0; customer < 6; ++customer) {
    for (std::size_t more = random.below(3); more > 0; --more) {
      const std::pair member("c" + std::to_string(customer),
                             std::string(1, static_cast<char>('p' + random.below(3))));
      if (std::ranges::find(members, member) == members.end()) members.push_back(member);
    }
  }
  return members;
}

// A funnel with some knobs, without the closing brace.
std::string random_funnel(env::Random& random) {
  const auto one_of = [&](std::initializer_list<const char*> texts) {
    return std::string(texts.begin()[random.below(texts.size())]);
  };
  const std::string order = one_of({"ordered", "ordered", "strict", "any"});
  const auto step = [&] {
    return one_of({R"({"event": "A"})", R"({"event": ["A", "B"]})", R"({"event": "B"})",
                   R"({"event": ["B", "C"]})", R"({"channel": "app"})"});
  };
  std::string document = fmt::format(
      R"({{"kind": "funnel", "order": "{}", "steps": [{{"match": {}}}, {{"match": {}}}, {{"match": {}}}],
          "range": {{"from": "1970-01-01", "to": "1970-01-01T00:00:{}"}})",
      order, step(), step(), step(), random.below(3) == 0 ? "03" : "30");
  if (random.below(2) == 0) document += R"(, "window": "2s")";
  if (random.below(3) == 0) document += R"(, "where": {"not": {"event": "D"}})";
  if (random.below(4) == 0) document += R"(, "reuse": true)";
  if (random.below(4) == 0) document += R"(, "hold": ["p"])";
  document += fmt::format(R"(, "attempt": "{}")",
                          order == "any" ? one_of({"best", "first", "all"})
                                         : one_of({"best", "best", "first", "latest", "all"}));
  const bool grace = order == "ordered" && random.below(5) == 0;
  if (order != "any" && !grace && random.below(3) == 0) document += R"(, "ties": "strict")";
  if (grace) document += R"(, "ties": "1s")";
  if (!grace && random.below(3) == 0) document += R"(, "exclude": [{"match": {"event": "D"}}])";
  document += one_of({"", R"(, "breakdown": {"channel": true})",
                      R"(, "breakdown": {"property": "p", "touch": "last"})"});
  if (random.below(3) == 0) document += R"(, "trend": "day")";
  return document;
}

// Without what names people.
json::value counts_of(const json::value& value) {
  if (value.is_array()) {
    json::array list;
    for (const auto& entry : value.get_array()) list.push_back(counts_of(entry));
    return list;
  }
  if (!value.is_object()) return value;
  json::object object;
  for (const auto& [name, field] : value.get_object()) {
    const std::string_view text(name);
    if (!text.ends_with("ref") && !text.ends_with("people") && !text.ends_with("account") &&
        text != "accounts")
      object[name] = counts_of(field);
  }
  return object;
}

json::object answer_of(const std::vector<Row>& rows, const KnownMembers& members,
                       const std::string& document) {
  auto answer = run_query(context_of(make_journey_table(to_events(rows)), members),
                          parse_query(document).value());
  if (!answer) throw std::runtime_error(document + ": " + answer.error().to_sentence());
  return *std::move(answer);
}

// Whoever belongs to an account is the account itself.
TEST(AccountFunnel, IsTheFunnelOfAccountsThatAreCustomers) {
  std::size_t entered = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    SCOPED_TRACE(seed);
    env::Random random(seed);
    const auto rows = random_rows(random);
    const auto members = random_members(random);
    std::vector<Row> merged;
    for (const Row& row : rows) {
      for (const auto& [customer, key] : members) {
        if (customer != row.customer) continue;
        merged.push_back(row);
        merged.back().customer = key;
      }
    }
    const std::string funnel = random_funnel(random);
    const auto one = answer_of(rows, members, funnel + R"(, "by": "account"})").at("result");
    const auto other = answer_of(merged, {}, funnel + "}").at("result");
    ASSERT_EQ(json::serialize(counts_of(one)), json::serialize(counts_of(other))) << funnel;
    entered += one.at("entered").to_number<std::size_t>();
  }
  EXPECT_GT(entered, 2'000u) << "many funnels are entered";
}

TEST(AccountFunnel, IsTheFunnelOfCustomersWhereEachIsAnAccount) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    env::Random random(seed);
    const auto rows = random_rows(random);
    KnownMembers members;
    for (int customer = 0; customer < 6; ++customer)
      members.emplace_back("c" + std::to_string(customer), "of " + std::to_string(customer));
    const std::string funnel = random_funnel(random);
    EXPECT_EQ(counts_of(answer_of(rows, members, funnel + R"(, "by": "account"})").at("result")),
              counts_of(answer_of(rows, members, funnel + R"(, "by": "profile"})").at("result")))
        << funnel;
  }
}

// Ann and Bob are of Acme, Bob and Cid of Beta, Dan of none; Eve's account does nothing.
const KnownMembers kOffice = {
    {"ann", "acme"}, {"bob", "acme"}, {"bob", "beta"}, {"cid", "beta"}, {"eve", "gamma"}};
const std::vector<Row> kDone = {{"ann", 1'000'000, "Trial", "web", ""},
                                {"dan", 2'000'000, "Trial", "web", ""},
                                {"cid", 3'000'000, "Trial", "app", ""},
                                {"bob", 2'500'000, "Buy", "web", ""},
                                {"dan", 9'000'000, "Buy", "web", ""}};
constexpr const char* kTrialBuy =
    R"({"kind": "funnel", "steps": [{"match": {"event": "Trial"}}, {"match": {"event": "Buy"}}])";

TEST(AccountFunnel, LetsOneMemberGoOnWhereAnotherWas) {
  const auto result =
      answer_of(kDone, kOffice, std::string(kTrialBuy) + R"(, "by": "account"})").at("result");
  EXPECT_EQ(result.at("accounts").to_number<int>(), 2) << "gamma did nothing";
  EXPECT_EQ(result.at("entered").to_number<int>(), 2);
  const auto& buy = result.at("steps").at(1);
  EXPECT_EQ(buy.at("count").to_number<int>(), 1) << "Bob bought before Beta's trial";
  EXPECT_EQ(buy.at("people").to_number<int>(), 2) << "Ann and Bob";
  EXPECT_EQ(buy.at("times_from_previous").at("median_s").to_number<double>(), 1.5);
  EXPECT_EQ(result.at("steps").at(0).at("lost").to_number<int>(), 1);
  EXPECT_EQ(result.at("steps").at(0).at("lost_people").to_number<int>(), 2);
  EXPECT_EQ(result.at("steps").at(0).at("people").to_number<int>(), 3);
  EXPECT_EQ(result.at("without_account").at("people").to_number<int>(), 1);
  const auto& bin = buy.at("histogram").at(0);
  EXPECT_EQ(bin.at("accounts").to_number<int>(), 1);
  EXPECT_EQ(bin.at("people").to_number<int>(), 2);
}

TEST(AccountFunnel, OpensTheAccountsAndTheirPeople) {
  const auto people = [&](const std::string& ref) {
    return answer_of(
        kDone, kOffice,
        std::string(kTrialBuy) + R"(, "by": "account", "people": {"of": ")" + ref + "\"}}");
  };
  const auto lost = people("step:1:lost");
  EXPECT_EQ(lost.at("count").to_number<int>(), 2) << "Bob and Cid";
  EXPECT_EQ(lost.at("accounts").at("count").to_number<int>(), 1);
  const auto& beta = lost.at("accounts").at("first").at(0);
  EXPECT_EQ(beta.at("key").as_string(), "beta");
  EXPECT_EQ(beta.at("people").to_number<int>(), 2);
  EXPECT_EQ(beta.at("id").as_string(),
            model::account_id_text(model::account_number_of("company", "beta")));
  const auto alone = people("without_account");
  EXPECT_EQ(alone.at("people").at(0).at("label").as_string(), "user_id dan");
  EXPECT_FALSE(alone.contains("accounts"));
}

TEST(AccountFunnel, LooksOnlyAtMembersWhoAreAskedFor) {
  // Without Ann's trial Acme begins with nothing.
  const auto result = answer_of(kDone, kOffice,
                                std::string(kTrialBuy) +
                                    R"(, "by": "account", "who": {"not": {"channel": "app"}},
                                        "where": {"not": {"event": "Trial"}}})")
                          .at("result");
  EXPECT_EQ(result.at("entered").to_number<int>(), 0);
  EXPECT_EQ(result.at("accounts").to_number<int>(), 2) << "Bob is in both";
  EXPECT_EQ(result.at("without_account").at("people").to_number<int>(), 1);
}

TEST(AccountFunnel, DividesByTraitsOfAccounts) {
  const auto groups = [&](const char* trait) {
    std::string list;
    const auto result = answer_of(
        kDone, kOffice,
        std::string(kTrialBuy) + R"(, "by": "account", "breakdown": {"trait": ")" + trait + "\"}}");
    for (const auto& group : result.at("result").at("breakdown").as_array())
      list +=
          fmt::format("{} {}/{} of {}; ", std::string_view(group.at("value").as_string()),
                      group.at("steps").at(1).at("count").to_number<int>(),
                      group.at("entered").to_number<int>(), group.at("people").to_number<int>());
    if (result.contains("notes")) list += std::string(result.at("notes").at(0).as_string());
    return list;
  };
  EXPECT_EQ(groups("plan"), "a 1/1 of 2; b 0/1 of 2; ");
  EXPECT_EQ(groups("$key"), "acme 1/1 of 2; beta 0/1 of 2; ");
  EXPECT_EQ(groups("$type"), "company 1/2 of 3; ");
  EXPECT_EQ(groups("$members"), "2 1/2 of 3; ");
  EXPECT_EQ(groups("size"), "(none) 1/2 of 3; No account has the trait \"size\".");
}

TEST(AccountFunnel, TakesAccountsOfOneType) {
  const auto result =
      answer_of(kDone, kOffice, std::string(kTrialBuy) + R"(, "by": {"account": "household"}})");
  EXPECT_EQ(result.at("result").at("entered").to_number<int>(), 0);
  EXPECT_EQ(result.at("result").at("without_account").at("people").to_number<int>(), 4);
  EXPECT_EQ(result.at("notes").at(0).as_string(), "No account is of the type \"household\".");
  EXPECT_FALSE(
      answer_of(kDone, kOffice, std::string(kTrialBuy) + R"(, "by": {"account": "company"}})")
          .contains("notes"));
}

TEST(AccountFunnel, IsAnErrorWhereNobodyKnowsAccounts) {
  const auto answer =
      run_query({.table = make_journey_table(to_events(kDone))},
                parse_query(std::string(kTrialBuy) + R"(, "by": "account"})").value());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().place, "by");
}

TEST(AccountFunnel, ChangesAsMembersDo) {
  EXPECT_TRUE(depends_on_now(json::parse(std::string(kTrialBuy) + R"(, "by": "account"})")));
  EXPECT_TRUE(
      depends_on_now(json::parse(std::string(kTrialBuy) + R"(, "by": {"account": "company"}})")));
  EXPECT_FALSE(
      depends_on_now(json::parse(std::string(kTrialBuy) + R"(, "by": {"session": "1h"}})")));
}

}  // namespace
}  // namespace wend::analyze
