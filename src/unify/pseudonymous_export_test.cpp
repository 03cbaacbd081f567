#include "unify/pseudonymous_export.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "model/time_text.h"
#include "unify/column_proposal.h"
#include "unify/testing/export_world.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using Times = ExportRequest::Times;
using What = ExportRequest::What;
using Format = ExportRequest::Format;

constexpr env::TimeUs kHour = env::kHourUs, kDay = env::kDayUs;

ExportRequest events_with(std::vector<ExportRequest::Column> columns) {
  ExportRequest request;
  request.columns = std::move(columns);
  request.format = Format::kJsonLines;
  return request;
}

std::string text_of(const json::object& row, std::string_view column) {
  const auto& value = row.at(column);
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

env::TimeUs time_of(const json::object& row, std::string_view column = "time") {
  return *model::parse_time(std::string_view(row.at(column).as_string()), model::TimeZone());
}

TEST(PseudonymousExportTest, WritesWhatIsKeptAndNothingElse) {
  ExportWorld world("kept");
  world.identify("ann-48102", kExportBase,
                 R"({"name": "Annabella Leeward", "email": "ann@example.com", "plan": "gold"})");
  world.add("ann-48102", kExportBase + kHour, "Order",
            R"({"amount": 20.5, "note": "for Annabella Leeward", "to": "Rosengasse 17"})");
  world.store();
  const auto key = PseudonymKey::make();
  const auto outcome = world.write(events_with({keep("event"), keep("properties.amount"),
                                                keep("properties.note"), keep("properties.plan")}),
                                   key);
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  EXPECT_EQ(outcome->rows, 2U);
  EXPECT_EQ(outcome->customers, 1U);
  EXPECT_EQ(outcome->replaced, 1U);
  const auto rows = world.objects();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text_of(rows[0], "properties.plan"), "gold");
  EXPECT_TRUE(rows[0].at("properties.amount").is_null());
  EXPECT_EQ(text_of(rows[1], "event"), "Order");
  EXPECT_EQ(rows[1].at("properties.amount").as_double(), 20.5);
  EXPECT_EQ(text_of(rows[1], "properties.note"), "for [removed]");
  EXPECT_EQ(text_of(rows[1], "time"), "2026-01-01T01:00:00+00:00");
  EXPECT_EQ(text_of(rows[0], "customer"), text_of(rows[1], "customer"));
  EXPECT_FALSE(rows[1].contains("properties.to"));
  EXPECT_FALSE(rows[1].contains("channel"));
  for (const char* personal : {"Annabella", "ann-48102", "ann@example.com", "Rosengasse"})
    EXPECT_FALSE(world.bytes().contains(personal)) << personal;
}

TEST(PseudonymousExportTest, OneKeyGivesOnePseudonymAndAnotherKeyAnother) {
  ExportWorld world("keys");
  for (const char* who : {"ann", "bob", "cem"}) world.add(who, kExportBase, "Visit");
  world.store();
  const auto people = [&](const PseudonymKey& key) {
    EXPECT_TRUE(world.write(events_with({keep("identity")}), key));
    std::set<std::string> all;
    for (const auto& row : world.objects()) {
      all.insert(text_of(row, "customer"));
      all.insert(text_of(row, "identity"));
    }
    return all;
  };
  const auto kept = PseudonymKey::make();
  const auto first = people(kept), again = people(kept), other = people(PseudonymKey::make());
  EXPECT_EQ(first.size(), 6U) << "of three customers and their identities";
  EXPECT_EQ(first, again);
  for (const std::string& one : other) EXPECT_FALSE(first.contains(one));
}

TEST(PseudonymousExportTest, RowsComeInTheOrderOfPseudonymsAndThenOfTime) {
  ExportWorld world("order");
  for (int i = 0; i < 50; ++i) {
    world.add(fmt::format("customer-{}", i), kExportBase + kHour, "B");
    world.add(fmt::format("customer-{}", i), kExportBase, "A");
  }
  world.store();
  ASSERT_TRUE(world.write(events_with({keep("event")}), PseudonymKey::make()));
  std::string before;
  int rows = 0;
  for (const auto& row : world.objects()) {
    EXPECT_LE(before, text_of(row, "customer"));
    before = text_of(row, "customer");
    EXPECT_EQ(text_of(row, "event"), rows++ % 2 == 0 ? "A" : "B");
  }
  EXPECT_EQ(rows, 100);
}

TEST(PseudonymousExportTest, ShiftedTimesKeepOrderAndGapsAndMoveTextsThatAreTimes) {
  ExportWorld world("shifted");
  for (const char* who : {"ann", "bob"}) {
    world.add(who, kExportBase + 5 * kHour, "A", R"({"due": "2026-01-03", "at": 1767312000})");
    world.add(who, kExportBase + 29 * kHour, "B", R"({"due": "2026-01-04T12:00:00Z"})");
  }
  world.store();
  ExportRequest request =
      events_with({keep("event"), keep("properties.due"), keep("properties.at")});
  request.times = Times::kShifted;
  ASSERT_TRUE(world.write(request, PseudonymKey::make()));
  std::map<std::string, std::vector<json::object>> by_customer;
  for (auto& row : world.objects()) by_customer[text_of(row, "customer")].push_back(row);
  ASSERT_EQ(by_customer.size(), 2U);
  for (const auto& [customer, rows] : by_customer) {
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(text_of(rows[0], "event"), "A");
    EXPECT_EQ(time_of(rows[1]) - time_of(rows[0]), kDay);
    const auto shift = time_of(rows[0]) - (kExportBase + 5 * kHour);
    EXPECT_NE(shift, 0);
    EXPECT_EQ(shift % kDay, 0);
    EXPECT_EQ(time_of(rows[0], "properties.due") - shift, kExportBase + 2 * kDay);
    EXPECT_EQ(text_of(rows[0], "properties.due").size(), 10U) << "a day stays a day";
    EXPECT_EQ(time_of(rows[1], "properties.due") - shift, kExportBase + 3 * kDay + 12 * kHour);
    EXPECT_EQ(time_of(rows[0], "properties.at") - shift, kExportBase + kDay);
  }
}

TEST(PseudonymousExportTest, TimesToTheDay) {
  ExportWorld world("days");
  world.add("ann", kExportBase + 5 * kHour, "A", R"({"due": "2026-01-03T17:00:00Z"})");
  world.store();
  ExportRequest request = events_with({keep("properties.due")});
  request.times = Times::kDay;
  ASSERT_TRUE(world.write(request, PseudonymKey::make()));
  EXPECT_EQ(text_of(world.objects()[0], "time"), "2026-01-01");
  EXPECT_EQ(text_of(world.objects()[0], "properties.due"), "2026-01-03");
}

TEST(PseudonymousExportTest, CustomersWithTheirLatestTraits) {
  ExportWorld world("customers");
  world.identify("ann", kExportBase, R"({"plan": "silver", "score": 3})");
  world.identify("ann", kExportBase + kDay, R"({"plan": "gold"})");
  world.add("ann", kExportBase + 2 * kDay, "Order", "{}", "app");
  world.identify("bob", kExportBase + 40 * kDay, R"({"plan": "late"})");
  world.store();
  ExportRequest request = events_with({keep("traits.plan"), keep("traits.score"), keep("events"),
                                       keep("channels"), keep("first_seen"), keep("last_seen")});
  request.what = What::kCustomers;
  request.to = kExportBase + 10 * kDay;
  const auto outcome = world.write(request, PseudonymKey::make());
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  const auto rows = world.objects();
  ASSERT_EQ(rows.size(), 1U) << "Bob came after the period";
  EXPECT_EQ(text_of(rows[0], "traits.plan"), "gold");
  EXPECT_EQ(rows[0].at("traits.score").as_int64(), 3);
  EXPECT_EQ(rows[0].at("events").as_int64(), 3);
  EXPECT_EQ(text_of(rows[0], "channels"), "app");
  EXPECT_EQ(time_of(rows[0], "first_seen"), kExportBase);
  EXPECT_EQ(time_of(rows[0], "last_seen"), kExportBase + 2 * kDay);
}

TEST(PseudonymousExportTest, GroupsSmallerThanKAreLeftOut) {
  ExportWorld world("groups");
  // 12 from Berlin with amounts around 10, 2 of them with another plan; one from Rosenheim.
  for (int i = 0; i < 13; ++i)
    world.identify(fmt::format("customer-{}", i), kExportBase,
                   fmt::format(R"({{"city": "{}", "plan": "{}"}})",
                               i == 12 ? "Rosenheim" : "Berlin", i < 2 ? "gold" : "free"));
  world.store();
  ExportRequest request = events_with({generalise("traits.city", true), keep("traits.plan", true)});
  request.what = What::kCustomers;
  request.k = 3;
  const auto outcome = world.write(request, PseudonymKey::make());
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  EXPECT_EQ(outcome->rows, 10U);
  EXPECT_EQ(outcome->small_group_rows, 3U);
  EXPECT_EQ(outcome->small_groups, 2U) << "Berlin with gold, and other with free";
  EXPECT_EQ(outcome->smallest_group, 10U);
  EXPECT_FALSE(world.bytes().contains("Rosenheim"));
  for (const auto& row : world.objects()) {
    EXPECT_EQ(text_of(row, "traits.city"), "Berlin");
    EXPECT_EQ(text_of(row, "traits.plan"), "free");
  }
  // Two rows of one customer are one customer.
  ExportWorld two("groups-of-rows");
  for (int i = 0; i < 5; ++i) two.add("ann", kExportBase + i, "Visit");
  two.store();
  ExportRequest visits = events_with({keep("event", true)});
  visits.k = 2;
  const auto none = two.write(visits, PseudonymKey::make());
  ASSERT_TRUE(none);
  EXPECT_EQ(none->rows, 0U);
  EXPECT_EQ(none->small_group_rows, 5U);
}

TEST(PseudonymousExportTest, OnlyThoseForWhomThePurposeIsAllowed) {
  ExportWorld world("consent");
  for (const char* who : {"ann", "bob", "cem"}) world.add(who, kExportBase, "Visit");
  world.store();
  const auto say = [&](std::string_view who, model::ConsentState state, env::TimeUs at) {
    ASSERT_TRUE(world.events().state_consent({.identity = model::identity_id_of("user_id", who),
                                              .category = "research",
                                              .state = state,
                                              .time = at,
                                              .recorded_at = at}));
  };
  say("ann", model::ConsentState::kGiven, 1);
  say("bob", model::ConsentState::kGiven, 1);
  say("bob", model::ConsentState::kWithdrawn, 2);
  model::ConsentPurpose purpose{.id = "research", .name = "Research"};
  ExportRequest request = events_with({keep("event")});
  request.only_with = "research";
  const auto opt_in = world.write(request, PseudonymKey::make(), &purpose);
  ASSERT_TRUE(opt_in);
  EXPECT_EQ(opt_in->rows, 1U);
  EXPECT_EQ(opt_in->without_consent, 2U);
  purpose.allowed_unasked = true;
  const auto opt_out = world.write(request, PseudonymKey::make(), &purpose);
  ASSERT_TRUE(opt_out);
  EXPECT_EQ(opt_out->rows, 2U);
  EXPECT_EQ(opt_out->without_consent, 1U);
}

TEST(PseudonymousExportTest, WhoIsBeingErasedIsLeftOutAndNotNamedByOthers) {
  ExportWorld world("erased");
  world.identify("ann-48102", kExportBase, R"({"name": "Annabella Leeward"})");
  world.add("ann-48102", kExportBase, "Visit");
  world.add("bob", kExportBase, "Call", R"x({"note": "with annabella leeward (Ann-48102)"})x");
  world.store();
  const auto outcome =
      world.write(events_with({keep("event"), keep("properties.note")}), PseudonymKey::make(),
                  nullptr, {world.hasher().text("user_id", "ann-48102")});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->being_erased, 1U);
  ASSERT_EQ(world.objects().size(), 1U);
  EXPECT_EQ(text_of(world.objects()[0], "properties.note"), "with [removed] ([removed])");
}

TEST(PseudonymousExportTest, NamesOfEventsThatManyHaveStayThoughSomebodyIsCalledSo) {
  ExportWorld world("event-names");
  for (int i = 0; i < 25; ++i) world.add(fmt::format("customer-{}", i), kExportBase, "Bill paid");
  world.identify("bill-77", kExportBase, R"({"first_name": "Bill"})");
  world.add("bill-77", kExportBase + 1, "Bill paid");
  world.add("bill-77", kExportBase + 2, "Letter to Bill");
  world.store();
  ASSERT_TRUE(world.write(events_with({keep("event")}), PseudonymKey::make()));
  EXPECT_EQ(world.objects().size(), 28U);
  EXPECT_TRUE(world.bytes().contains("Letter to [removed]"));
  EXPECT_FALSE(world.bytes().contains("\"[removed] paid\"")) << "which would tell who is Bill";
}

TEST(PseudonymousExportTest, AColumnWhoseNameNamesSomebodyIsRefused) {
  ExportWorld world("column-name");
  world.add("ann-48102", kExportBase, "Visit", R"({"score of ann-48102": 1})");
  world.store();
  const auto outcome =
      world.write(events_with({keep("properties.score of ann-48102")}), PseudonymKey::make());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, base::ErrorCode::kInvalidInput);
}

TEST(PseudonymousExportTest, CsvHasAHeaderAndNoFormulas) {
  ExportWorld world("csv");
  world.add("ann", kExportBase, "Visit", R"({"a": "=1+2", "b": "x, \"y\"", "c": -5})");
  world.store();
  ExportRequest request =
      events_with({keep("properties.a"), keep("properties.b"), keep("properties.c")});
  request.format = Format::kCsv;
  const auto key = PseudonymKey::make();
  ASSERT_TRUE(world.write(request, key));
  const auto lines = world.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "customer,time,properties.a,properties.b,properties.c");
  EXPECT_EQ(lines[1].substr(33), R"(2026-01-01T00:00:00+00:00,'=1+2,"x, ""y""",-5)");
}

TEST(PseudonymousExportTest, ParquetHasTypes) {
  ExportWorld world("parquet");
  world.add("ann", kExportBase, "Visit",
            R"({"n": 2, "x": 0.5, "yes": true, "t": "it's \"so\"", "mixed": 1})");
  world.add("ann", kExportBase + kHour, "Visit", R"({"x": 1, "mixed": "one"})");
  world.store();
  ExportRequest request =
      events_with({keep("properties.n"), keep("properties.x"), keep("properties.yes"),
                   keep("properties.t"), keep("properties.mixed")});
  request.format = Format::kParquet;
  const auto outcome = world.write(request, PseudonymKey::make());
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  const auto table = world.parquet();
  ASSERT_EQ(table.size(), 4U);
  EXPECT_EQ(table[0],
            (std::vector<std::string>{"customer", "time", "properties.n", "properties.x",
                                      "properties.yes", "properties.t", "properties.mixed"}));
  EXPECT_EQ(table[1], (std::vector<std::string>{"VARCHAR", "TIMESTAMP", "BIGINT", "DOUBLE",
                                                "BOOLEAN", "VARCHAR", "VARCHAR"}));
  EXPECT_EQ(
      std::vector(table[2].begin() + 1, table[2].end()),
      (std::vector<std::string>{"2026-01-01 00:00:00", "2", "0.5", "true", "it's \"so\"", "1"}));
  EXPECT_EQ(table[3][6], "one");
  // Nothing is left beside the file.
  EXPECT_FALSE(std::filesystem::exists(world.file().string() + ".scratch"));
}

TEST(PseudonymousExportTest, ThePreviewIsTheFirstRowsAndCountsAll) {
  ExportWorld world("preview");
  for (int i = 0; i < 30; ++i) world.add(fmt::format("customer-{}", i), kExportBase, "Visit");
  world.add("customer-3", kExportBase, "Secret");
  world.store();
  ExportRequest request = events_with({keep("event", true)});
  request.k = 2;
  const auto preview = world.preview(request);
  ASSERT_TRUE(preview) << preview.error().to_sentence();
  EXPECT_EQ(preview->rows.size(), kPreviewRows);
  EXPECT_EQ(preview->outcome.rows, 30U);
  EXPECT_EQ(preview->outcome.small_group_rows, 1U);
  EXPECT_TRUE(preview->all);
  EXPECT_EQ(preview->fields[2].name, "event");
}

TEST(ExportRequestTest, SaysWhatIsWrongAndWhere) {
  const auto error_of = [](const char* text) {
    const auto read = export_request_from(json::parse(text), model::TimeZone());
    return read ? std::string("none") : read.error().place;
  };
  EXPECT_EQ(error_of(R"({"what": "events", "columns": []})"), "none");
  EXPECT_EQ(error_of(R"({"what": "all", "columns": []})"), "what");
  EXPECT_EQ(error_of(R"({"what": "events", "columns": [{"name": "x", "choice": "keep"}]})"),
            "columns[0].name");
  EXPECT_EQ(error_of(R"({"what": "events", "columns": [{"name": "event", "choice": "show"}]})"),
            "columns[0].choice");
  EXPECT_EQ(error_of(R"({"what": "customers", "columns": [{"name": "traits.a", "choice":
              "leave_out", "quasi_identifier": true}]})"),
            "columns[0].quasi_identifier");
  EXPECT_EQ(error_of(R"({"what": "events", "columns": [], "k": 5})"), "columns");
  EXPECT_EQ(error_of(R"({"what": "events", "columns": [], "from": "soon"})"), "from");
  EXPECT_EQ(error_of(R"({"what": "events", "columns": [], "from": "2026-02-01", "to":
              "2026-01-01"})"),
            "to");
  const auto text = R"({"what":"customers","from":"2026-01-01T00:00:00+00:00","to":null,"columns":)"
                    R"([{"name":"traits.plan","choice":"generalise","quasi_identifier":true}],)"
                    R"("times":"shifted","only_with":"research","k":5,"key":"of_the_workspace",)"
                    R"("format":"parquet"})";
  const auto read = export_request_from(json::parse(text), model::TimeZone());
  ASSERT_TRUE(read) << read.error().to_sentence();
  EXPECT_EQ(json::serialize(to_json(*read, model::TimeZone())), text);
}

TEST(ColumnProposalTest, LeavesOutWhatLooksPersonal) {
  ExportWorld world("proposal");
  for (int i = 0; i < 40; ++i) {
    const std::string who = fmt::format("customer-{}", i);
    world.identify(who, kExportBase,
                   fmt::format(R"({{"name": "Person {0}", "email": "p{0}@example.com", "age": {1},
                                  "postcode": "101{1}", "plan": "{2}", "newsletter": true,
                                  "birthday": "19{1}-03-17", "contact": "p{0}@example.com",
                                  "reference": "customer-{0}", "shoe": {3}}})",
                               i, 20 + i, i % 2 == 0 ? "gold" : "free", 35 + i % 10));
    world.add(who, kExportBase + 1, "Order",
              fmt::format(R"({{"amount": {0}, "note": "x", "voucher": "v{0}f{1}",
                             "opinion": "I think that this shop sells {0} good things",
                             "color": "red", "cart": {{"a": 1}}, "page_url": "/a"}})",
                          i, i * 7919));
  }
  world.store();
  const auto choices = [&](What what) {
    std::map<std::string, std::string> all;
    const auto proposed = *propose_columns(world.events(), what, model::TimeZone());
    for (const auto& one : proposed) {
      all[one.name] = std::string(to_string(one.choice)) + (one.quasi_identifier ? " quasi" : "");
      EXPECT_NE(one.why, "") << one.name;
    }
    return all;
  };
  auto of = choices(What::kEvents);
  for (const char* name :
       {"name", "email", "contact", "reference", "note", "voucher", "opinion", "cart", "page_url"})
    EXPECT_EQ(of[fmt::format("properties.{}", name)], "leave_out") << name;
  EXPECT_EQ(of["event"], "keep");
  EXPECT_EQ(of["identity"], "leave_out");
  EXPECT_EQ(of["properties.amount"], "keep");
  EXPECT_EQ(of["properties.color"], "keep");
  EXPECT_EQ(of["properties.newsletter"], "keep");
  EXPECT_EQ(of["properties.age"], "generalise quasi");
  EXPECT_EQ(of["properties.postcode"], "generalise quasi");
  EXPECT_EQ(of["properties.birthday"], "generalise quasi");
  of = choices(What::kCustomers);
  EXPECT_FALSE(of.contains("traits.amount")) << "no trait";
  EXPECT_EQ(of["traits.plan"], "generalise quasi");
  EXPECT_EQ(of["traits.shoe"], "generalise quasi");
  EXPECT_EQ(of["traits.email"], "leave_out");
}

}  // namespace
}  // namespace wend::unify
