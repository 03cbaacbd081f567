#include <gtest/gtest.h>

#include "collect/inspect.h"

namespace wend::collect {
namespace {

Sample sample_of(std::vector<std::string> columns,
                 const std::vector<std::vector<std::string>>& rows) {
  Sample sample{.columns = std::move(columns), .rows = rows.size()};
  sample.values.resize(sample.columns.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) sample.values[i].push_back(row[i]);
    }
  }
  return sample;
}

TEST(GuessMappingTest, KnowsEnglishNames) {
  const auto guess =
      guess_mapping(sample_of({"event_name", "created_at", "Customer ID", "channel", "price"},
                              {{"Cart", "2026-01-02", "a1", "web", "3"},
                               {"Paid", "2026-01-03", "a1", "app", "4"},
                               {"Cart", "2026-01-04", "b2", "web", "5"}}),
                    "orders.csv");
  EXPECT_TRUE(guess.complete);
  EXPECT_EQ(guess.mapping.customer, "Customer ID");
  EXPECT_EQ(guess.mapping.event.column, "event_name");
  EXPECT_EQ(guess.mapping.time, "created_at");
  EXPECT_EQ(guess.mapping.channel.column, "channel");
  EXPECT_EQ(guess.columns[4].looks_like, "number");
}

TEST(GuessMappingTest, KnowsGermanNames) {
  const auto guess =
      guess_mapping(sample_of({"Kundennummer", "Ereignis", "Zeitpunkt", "Kanal"},
                              {{"10001", "Bestellung", "13.01.2026 10:00", "Filiale"},
                               {"10002", "Anruf", "14.01.2026 11:00", "Telefon"}}),
                    "kontakte.csv");
  EXPECT_EQ(guess.mapping.customer, "Kundennummer");
  EXPECT_EQ(guess.mapping.event.column, "Ereignis");
  EXPECT_EQ(guess.mapping.time, "Zeitpunkt");
  EXPECT_EQ(guess.mapping.time_format, "%d.%m.%Y %H:%M");
  EXPECT_EQ(guess.mapping.channel.column, "Kanal");
}

TEST(GuessMappingTest, PutsADayAndATimeOfDayTogether) {
  const auto guess = guess_mapping(
      sample_of({"date", "time", "customer", "event"}, {{"14.03.2026", "9:05", "10001", "Call"},
                                                        {"14.03.2026", "17:30", "10002", "Order"},
                                                        {"15.03.2026", "00:00", "10001", "Order"}}),
      "contacts.csv");
  EXPECT_TRUE(guess.complete);
  EXPECT_EQ(guess.mapping.time, "date");
  EXPECT_EQ(guess.mapping.time_of_day, "time");
  EXPECT_EQ(guess.mapping.time_format, "%d.%m.%Y %H:%M");
  EXPECT_EQ(guess.columns[1].looks_like, "time");
}

TEST(GuessMappingTest, ATimeOfDayBesideAWholeTimeIsAProperty) {
  const auto guess = guess_mapping(sample_of({"timestamp", "delivery_time", "customer", "event"},
                                             {{"2026-03-14 08:00", "9:05", "10001", "Call"},
                                              {"2026-03-14 09:00", "17:30", "10002", "Order"}}),
                                   "contacts.csv");
  EXPECT_EQ(guess.mapping.time, "timestamp");
  EXPECT_EQ(guess.mapping.time_of_day, "");
}

TEST(GuessMappingTest, NamesTheEventAfterTheFileWhenThereIsNone) {
  const auto guess = guess_mapping(
      sample_of({"customer_id", "date", "number_of_cds", "dollar_value"},
                {{"00001", "19970101", "1", "11.77"}, {"00002", "19970112", "5", "77.00"}}),
      "CDNOW_master.txt");
  EXPECT_TRUE(guess.complete);
  EXPECT_EQ(guess.mapping.event.constant, "CDNOW master");
  EXPECT_EQ(guess.mapping.customer, "customer_id");
  EXPECT_EQ(guess.mapping.time, "date");
}

TEST(GuessMappingTest, TakesAnEMailAddressAsOne) {
  const auto guess =
      guess_mapping(sample_of({"email", "action", "ts"},
                              {{"a@x.org", "A", "1767225600"}, {"b@x.org", "B", "1767225700"}}),
                    "a.csv");
  EXPECT_EQ(guess.mapping.customer, "email");
  EXPECT_EQ(guess.mapping.customer_namespace, "email");
  EXPECT_EQ(guess.mapping.time_format, "unix_s");
}

TEST(GuessMappingTest, SaysWhatItCannotFind) {
  const auto guess =
      guess_mapping(sample_of({"colour", "size"}, {{"red", "1"}, {"blue", "2"}}), "a.csv");
  EXPECT_FALSE(guess.complete);
  EXPECT_NE(std::ranges::find(guess.remarks, "No column looks like a time."), guess.remarks.end());
}

TEST(GuessMappingTest, KnowsAListOfCustomers) {
  const auto guess = guess_mapping(
      sample_of({"Customer ID", "Name", "E-Mail", "Mobile", "Status", "Last modified"},
                {{"1", "Ann", "a@x.org", "0170 1", "active", "2026-01-02"},
                 {"2", "Bob", "b@x.org", "0170 2", "gone", "2026-01-03"},
                 {"3", "Cem", "c@x.org", "", "active", "2026-01-03"}}),
      "customers.csv");
  EXPECT_TRUE(guess.complete);
  EXPECT_TRUE(guess.mapping.are_customers());
  EXPECT_EQ(guess.mapping.customer, "Customer ID");
  EXPECT_FALSE(guess.mapping.event.given());
  EXPECT_EQ(guess.mapping.time, "Last modified");
  EXPECT_EQ(guess.mapping.identities,
            (std::map<std::string, std::string>{{"E-Mail", "email"}, {"Mobile", "phone"}}));
  EXPECT_EQ(guess.mapping.properties,
            (std::map<std::string, std::optional<std::string>>{{"Name", "name"}}));
  EXPECT_EQ(guess.columns[4].looks_like, "text");
}

TEST(GuessMappingTest, AListWithoutATimeIsOfCustomersWhateverItsName) {
  const auto guess = guess_mapping(
      sample_of({"email", "plan"}, {{"a@x.org", "pro"}, {"b@x.org", "pro"}}), "export.csv");
  EXPECT_TRUE(guess.mapping.are_customers());
  EXPECT_EQ(guess.mapping.customer_namespace, "email");
  EXPECT_TRUE(guess.mapping.time.empty());
}

TEST(GuessMappingTest, KnowsAListOfAccounts) {
  const std::vector<std::vector<std::string>> rows = {{"acme", "Acme Ltd", "gold"},
                                                      {"beta", "Beta", "free"}};
  const auto guess =
      guess_mapping(sample_of({"company_id", "name", "plan"}, rows), "companies-2026.csv");
  EXPECT_TRUE(guess.complete);
  EXPECT_TRUE(guess.mapping.are_accounts());
  EXPECT_EQ(guess.mapping.account, "company_id");
  EXPECT_TRUE(guess.mapping.customer.empty());
  EXPECT_FALSE(guess_mapping(sample_of({"company_id", "name", "plan"}, rows), "crm.csv")
                   .mapping.are_accounts());
}

TEST(GuessMappingTest, OrdersOfDifferentCustomersAreEvents) {
  const std::vector<std::vector<std::string>> rows = {{"a@x.org", "12.50", "2026-01-02"},
                                                      {"b@x.org", "3.00", "2026-01-03"}};
  EXPECT_FALSE(guess_mapping(sample_of({"email", "total", "created_at"}, rows), "orders.csv")
                   .mapping.are_customers());
  EXPECT_TRUE(guess_mapping(sample_of({"email", "total", "created_at"}, rows), "contacts.csv")
                  .mapping.are_customers());
}

}  // namespace
}  // namespace wend::collect
