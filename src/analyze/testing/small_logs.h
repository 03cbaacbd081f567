#pragma once

// For tests: random small logs with many equal timestamps, and checks that hold for every answer.

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "analyze/testing/known_groups.h"
#include "env/random.h"

namespace wend::analyze::testing {

namespace json = boost::json;

// One event of a reference implementation: what the documents of these tests can see of it.
struct Row {
  std::string customer;
  TimeUs time_us;
  std::string name;
  std::string channel;
  std::string p;  // the property "p"; empty: missing
};

inline std::vector<MemoryEvent> to_events(const std::vector<Row>& rows) {
  std::vector<MemoryEvent> events;
  for (const Row& row : rows) {
    events.push_back({row.customer, row.time_us, row.name, row.channel,
                      row.p.empty() ? "{}" : "{\"p\": \"" + row.p + "\"}"});
  }
  return events;
}

// Customers with few events each, at few different times, with few different names.
inline std::vector<Row> random_log(int customers_max, int events_max, int times,
                                   std::string_view names = "ABCD") {
  std::vector<Row> rows;
  const int customers = *rc::gen::inRange(1, customers_max + 1);
  for (int customer = 0; customer < customers; ++customer) {
    const int events = *rc::gen::inRange(0, events_max + 1);
    for (int event = 0; event < events; ++event) {
      const int time = *rc::gen::inRange(0, times);
      const auto name = *rc::gen::elementOf(std::string(names));
      const auto channel = *rc::gen::element<std::string>("web", "app");
      const auto p = *rc::gen::element<std::string>("", "x", "y");
      rows.push_back(
          {"c" + std::to_string(customer), time * 1'000'000LL, std::string(1, name), channel, p});
    }
  }
  return rows;
}

// The rows of each customer in the store's order: by time, then as they were added.
inline std::map<std::string, std::vector<Row>> by_customer(const std::vector<Row>& rows) {
  std::map<std::string, std::vector<Row>> customers;
  for (const Row& row : rows) customers[row.customer].push_back(row);
  for (auto& [customer, list] : customers) std::ranges::stable_sort(list, {}, &Row::time_us);
  return customers;
}

inline json::object must_answer(const std::shared_ptr<const JourneyTable>& table,
                                std::string_view document) {
  const auto parsed = parse_query(document);
  if (!parsed)
    throw std::runtime_error(std::string(document) + ": " + parsed.error().to_sentence());
  auto answer = run_query(context_of(table), *parsed);
  if (!answer)
    throw std::runtime_error(std::string(document) + ": " + answer.error().to_sentence());
  return std::move(*answer);
}

// The labels ("user_id c0") of the people behind a ref, in the order they come, through pages of
// two.
inline std::vector<std::string> people_of(const std::shared_ptr<const JourneyTable>& table,
                                          std::string_view document, std::string_view ref,
                                          std::uint64_t* count = nullptr) {
  std::vector<std::string> labels;
  std::string cursor;
  do {
    json::object asked = parse_query(document)->as_object();
    json::object people = {{"of", json::string(ref)}, {"limit", 2}};
    if (!cursor.empty()) people["cursor"] = cursor;
    asked["people"] = people;
    const auto answer = run_query(context_of(table), asked);
    if (!answer) throw std::runtime_error(std::string(ref) + ": " + answer.error().to_sentence());
    for (const auto& person : answer->at("people").as_array())
      labels.emplace_back(person.at("label").as_string());
    if (count != nullptr) *count = answer->at("count").to_number<std::uint64_t>();
    cursor = answer->at("next_cursor").is_null()
                 ? ""
                 : std::string(answer->at("next_cursor").as_string());
  } while (!cursor.empty());
  return labels;
}

// How many customers an answer says stand behind the ref in `field` of an object.
inline std::uint64_t customers_said(const json::object& object, std::string_view field) {
  const auto number = [&](std::string_view name) {
    return object.at(name).to_number<std::uint64_t>();
  };
  if (field == "ref") {
    for (const char* name : {"people", "customers", "entered", "count", "value"}) {
      if (object.contains(name)) return number(name);
    }
  }
  const std::string base(field.substr(0, field.size() - std::string_view("_ref").size()));
  if (object.contains(base + "_people")) return number(base + "_people");
  if (object.contains(base + "_count")) return number(base + "_count");
  const json::value& said = object.at(base);
  return said.is_object() ? said.at("count").to_number<std::uint64_t>()
                          : said.to_number<std::uint64_t>();
}

// Checks for every ref anywhere in a result that the list behind it is as long as the number beside
// it, without doubles. Answers how many refs there were.
inline int check_refs(const std::shared_ptr<const JourneyTable>& table, std::string_view document,
                      const json::value& value) {
  int refs = 0;
  if (value.is_array()) {
    for (const auto& entry : value.get_array()) refs += check_refs(table, document, entry);
  }
  if (!value.is_object()) return refs;
  for (const auto& field : value.get_object()) {
    refs += check_refs(table, document, field.value());
    const std::string_view name(field.key());
    if (name != "ref" && !name.ends_with("_ref")) continue;
    ++refs;
    const std::string ref(field.value().as_string());
    std::uint64_t count = 0;
    auto people = people_of(table, document, ref, &count);
    const std::uint64_t said = customers_said(value.get_object(), name);
    if (people.size() != said || count != said) {
      throw std::runtime_error(ref + " has " + std::to_string(people.size()) + " people, not " +
                               std::to_string(said) + " in " + json::serialize(value));
    }
    std::ranges::sort(people);
    if (std::ranges::adjacent_find(people) != people.end())
      throw std::runtime_error(ref + " lists somebody twice");
  }
  return refs;
}

// The same log with its rows shuffled and its customers' rows interleaved differently; only rows of
// one customer at one time keep their order, which is the store's.
inline std::vector<Row> shuffled(const std::vector<Row>& rows, std::uint64_t seed) {
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  env::Random random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  // Rows of one (customer, time) go, in their old order, to the places that their group got.
  std::map<std::pair<std::string, TimeUs>, std::vector<std::size_t>> places;
  for (std::size_t place = 0; place < order.size(); ++place) {
    places[{rows[order[place]].customer, rows[order[place]].time_us}].push_back(place);
  }
  std::vector<Row> out(rows.size());
  std::map<std::pair<std::string, TimeUs>, std::size_t> used;
  for (const Row& row : rows) {
    const std::pair key(row.customer, row.time_us);
    out[places[key][used[key]++]] = row;
  }
  return out;
}

// Shuffling the rows changes no byte of an answer.
inline void check_row_order(const std::vector<Row>& rows, std::string_view document) {
  const auto one = must_answer(make_journey_table(to_events(rows)), document);
  const auto other = must_answer(
      make_journey_table(to_events(shuffled(rows, *rc::gen::arbitrary<std::uint64_t>()))),
      document);
  RC_ASSERT(json::serialize(one) == json::serialize(other));
}

}  // namespace wend::analyze::testing
