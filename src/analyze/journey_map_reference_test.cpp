#include "analyze/testing/journey_map_reference.h"

#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kDay = 86'400'000'000;

// Overlapping steps, one told by a property; a stage with a match of its own that takes events of
// the other's steps and some of no step.
constexpr const char* kDocument =
    R"({"kind": "map", "least": 1, "trend": "week", "stages": [{"id": "s"}, {"id": "t", "match": {"event": ["C", "D"]}}, {"id": "u"}],
        "steps": [{"id": "a", "stage": "s", "match": {"event": "A"}}, {"id": "b", "stage": "s", "match": {"any": [{"event": ["A", "B"]}, {"property": "p", "value": "4"}]}},
                  {"id": "none", "stage": "s"}, {"id": "c", "stage": "t", "match": {"event": ["B", "C"]}}, {"id": "e", "stage": "u", "match": {"event": "E"}}],
        "cards": [{"id": "ab", "match": {"event": ["A", "B"]}}, {"id": "four", "match": {"property": "p", "value": "4"}}, {"id": "g", "match": {"all": [{"event": "G"}, {"channel": "web"}]}}],
        "outcome": {"all": [{"event": "D"}, {"channel": "web"}]}, "contact": {"event": ["B", "F"]},
        "feedback": [{"match": {"event": ["C", "F"]}, "property": "p", "scale": [0, 5], "within": "2d"}]})";
constexpr const char* kPlain =
    R"({"kind": "map", "least": 1, "trend": "day", "stages": [{"id": "s"}],
        "steps": [{"id": "a", "stage": "s", "match": {"event": "A"}}, {"id": "b", "stage": "s", "match": {"event": "B"}}, {"id": "c", "stage": "s", "match": {"event": "C"}}],
        "cards": [{"id": "a", "match": {"event": "A"}}, {"id": "d", "match": {"event": "D"}}], "contact": {"event": "F"}, "where": {"not": {"property": "p", "value": "9"}}})";

struct Case {
  const char* document;
  std::vector<std::string> steps, stages;
  bool has_outcome;
  std::function<bool(const Row&)> looked_at;
  std::function<int(const Row&)> step_of, stage_of;
  std::function<bool(const Row&)> is_outcome, is_contact, may_answer;
  std::map<std::string, std::function<bool(const Row&)>> cards;
};

bool is(const Row& row, std::string_view names) {
  return names.find(row.name[0]) != std::string_view::npos;
}

Case overlapping() {
  const auto step_of = [](const Row& row) {
    if (is(row, "A")) return 0;
    if (is(row, "B") || row.p == "4") return 1;
    return is(row, "C") ? 3 : is(row, "E") ? 4 : -1;
  };
  return {kDocument,
          {"a", "b", "none", "c", "e"},
          {"s", "t", "u"},
          true,
          [](const Row&) { return true; },
          step_of,
          [=](const Row& row) {
            if (step_of(row) == 0 || step_of(row) == 1) return 0;
            return is(row, "CD") ? 1 : step_of(row) == 4 ? 2 : -1;
          },
          [](const Row& row) { return is(row, "D") && row.channel == "web"; },
          [](const Row& row) { return is(row, "BF"); },
          [](const Row& row) { return is(row, "CF"); },
          {{"ab", [](const Row& row) { return is(row, "AB"); }},
           {"four", [](const Row& row) { return row.p == "4"; }},
           {"g", [](const Row& row) { return is(row, "G") && row.channel == "web"; }}}};
}

Case plain() {
  const auto step_of = [](const Row& row) { return is(row, "ABC") ? row.name[0] - 'A' : -1; };
  return {kPlain,
          {"a", "b", "c"},
          {"s"},
          false,
          [](const Row& row) { return row.p != "9"; },
          step_of,
          [=](const Row& row) { return step_of(row) >= 0 ? 0 : -1; },
          [](const Row&) { return false; },
          [](const Row& row) { return is(row, "F"); },
          [](const Row&) { return false; },
          {{"a", [](const Row& row) { return is(row, "A"); }},
           {"d", [](const Row& row) { return is(row, "D"); }}}};
}

// Answers from 0 to 4, one outside of the scale, one that is no number; days instead of seconds.
std::vector<Row> random_days() {
  auto rows = random_log(8, 12, 25, "AABBCCDEFG");
  for (Row& row : rows) {
    row.time_us *= 86'400;
    row.p = *rc::gen::element<std::string>("", "0", "3", "4", "9", "no");
  }
  return rows;
}

std::optional<double> number_of(const Row& row) {
  if (row.p.empty() || row.p == "no" || row.p == "9") return std::nullopt;
  return std::stod(row.p);
}

MapReference::People labels(const MapReference::People& customers) {
  MapReference::People out;
  for (const auto& customer : customers) out.insert("user_id " + customer);
  return out;
}

class Checked {
 public:
  Checked(const Case& of, const std::vector<Row>& rows)
      : of_(of), table_(make_journey_table(to_events(rows))) {
    result_ = must_answer(table_, of.document).at("result").as_object();
    for (auto& [customer, list] : by_customer(rows)) {
      std::erase_if(list, [&](const Row& row) { return !of.looked_at(row); });
      customers_[customer] = list;
    }
  }

  void check() {
    check_layer("steps", "step:", of_.steps, of_.step_of);
    check_layer("stages", "stage:", of_.stages, of_.stage_of);
    check_unmapped();
    check_cards();
    check_refs(table_, of_.document, result_);
  }

 private:
  bool on_map(const Row& row) const { return of_.step_of(row) >= 0 || of_.stage_of(row) >= 0; }

  MapReference::People listed(const std::string& ref) const {
    const auto list = people_of(table_, of_.document, ref);
    return {list.begin(), list.end()};
  }

  void check_layer(const char* field, const std::string& prefix,
                   const std::vector<std::string>& ids, const std::function<int(const Row&)>& at) {
    MapReference reference;
    reference.places = static_cast<int>(ids.size());
    reference.place_of = at;
    reference.is_on_map = [&](const Row& row) { return on_map(row); };
    reference.is_outcome = of_.is_outcome;
    reference.is_contact = of_.is_contact;
    reference.emotion = [&](const Row& row) -> std::optional<double> {
      const auto number = number_of(row);
      if (!of_.may_answer(row) || !number) return std::nullopt;
      return -2 + 4 * *number / 5;
    };
    reference.feedback_us = 2 * kDay;
    reference.contact_us = 7 * kDay;
    std::vector<MapReference::Place> places(ids.size());
    for (const auto& [customer, rows] : customers_) reference.add(customer, rows, places);
    MapReference::add_slow(places);
    const auto& list = result_.at(field).as_array();
    RC_ASSERT(list.size() == ids.size());
    std::size_t last_bound = 0, first_bound = ids.size();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == "none") continue;
      last_bound = i;
      first_bound = std::min(first_bound, i);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& one = list[i].as_object();
      RC_ASSERT(one.at("id") == json::string(ids[i]));
      if (ids[i] != "none") check_place(one, prefix + ids[i], places[i], i < last_bound);
    }
    check_measured(list, prefix, places, first_bound, last_bound, ids);
  }

  void check_place(const json::object& one, const std::string& ref, MapReference::Place& place,
                   bool leads_on) {
    RC_ASSERT(one.at("people").to_number<std::size_t>() == place.people[""].size());
    RC_ASSERT(one.at("events").to_number<int>() == place.events);
    RC_ASSERT(one.at("visits").to_number<int>() == place.visits);
    RC_ASSERT(listed(ref) == labels(place.people[""]));
    for (const char* what :
         {"go_on", "leave", "outcome", "repeat", "backward", "contact_after", "slow"}) {
      const std::string text(what);
      if ((text == "go_on" && !leads_on) || (text == "outcome" && !of_.has_outcome)) {
        RC_ASSERT(one.at(what).is_null());
        continue;
      }
      RC_ASSERT(one.at(what).at("count").to_number<std::size_t>() == place.people[what].size());
      RC_ASSERT(one.at(what).at("of").to_number<std::size_t>() == place.people[""].size());
      RC_ASSERT(listed(ref + ":" + what) == labels(place.people[what]));
    }
    RC_ASSERT(listed(ref + ":to_next") == labels(place.people["to_next"]));
    check_times(one.at("times_at"), place.at_us);
    check_times(one.at("times_to_next"), place.next_us);
    for (const auto& channel : one.at("channels").as_array()) {
      const std::string name(channel.at("channel").as_string());
      RC_ASSERT(channel.at("share").at("count").to_number<int>() == place.channel_events[name]);
      RC_ASSERT(listed(std::string(channel.at("ref").as_string())) == labels(place.channels[name]));
    }
    RC_ASSERT(one.at("channels").as_array().size() == place.channels.size());
    check_trend(one, ref, place, leads_on);
    check_computed(one, ref, place);
    check_effect(one, ref, place);
  }

  static void check_times(const json::value& times, std::vector<std::int64_t> us) {
    RC_ASSERT(times.at("n").to_number<std::size_t>() == us.size());
    if (us.empty()) return;
    std::ranges::sort(us);
    for (const auto& [field, share] : {std::pair("q1_s", 0.25), {"median_s", 0.5}, {"q3_s", 0.75}})
      RC_ASSERT(std::abs(times.at(field).as_double() - quantile(us, share) / 1e6) < 1e-6);
  }

  void check_trend(const json::object& one, const std::string& ref, MapReference::Place& place,
                   bool leads_on) {
    std::size_t people = 0, on = 0, bucket = 0;
    for (const auto& point : one.at("trend").as_array()) {
      people += point.at("people").to_number<std::size_t>();
      if (leads_on) on += point.at("go_on").at("count").to_number<std::size_t>();
      const auto here = listed(ref + ":trend:" + std::to_string(bucket++));
      for (const auto& [who, first_us] : place.first_of) {
        // The first bucket begins before everything.
        const std::string from(point.at("from").as_string());
        if (first_us < 0 || !here.contains("user_id " + who)) continue;
        RC_ASSERT(day_of(first_us) >= from);
        if (!of_.has_outcome) RC_ASSERT(day_of(first_us) == from);
      }
    }
    RC_ASSERT(people == place.people[""].size());
    if (leads_on) RC_ASSERT(on == place.people["go_on"].size());
  }

  static std::string day_of(TimeUs time_us) {
    const auto day = time_us / kDay;
    return "1970-01-" + std::string(day < 9 ? "0" : "") + std::to_string(day + 1);
  }

  void check_computed(const json::object& one, const std::string& ref, MapReference::Place& place) {
    const auto& computed = one.at("emotion").at("computed");
    const std::size_t n = place.emotions.size();
    RC_ASSERT(computed.is_null() == (n == 0));
    if (n == 0) return;
    const double mean =
        std::accumulate(place.emotions.begin(), place.emotions.end(), 0.0) / static_cast<double>(n);
    RC_ASSERT(std::abs(computed.at("value").as_double() - mean) < 1e-5);
    RC_ASSERT(computed.at("answers").to_number<int>() == place.answers);
    RC_ASSERT(listed(ref + ":feedback") == labels(place.people["feedback"]));
    if (n < 2) return;
    double squares = 0;
    for (const double emotion : place.emotions) squares += (emotion - mean) * (emotion - mean);
    const double half =
        1.96 * std::sqrt(squares / static_cast<double>(n - 1) / static_cast<double>(n));
    RC_ASSERT(std::abs(computed.at("high").as_double() - std::min(2.0, mean + half)) < 1e-3);
  }

  void check_effect(const json::object& one, const std::string& ref, MapReference::Place& place) {
    const auto& effect = one.at("effect");
    const bool both = !place.people["with"].empty() && !place.people["without"].empty();
    RC_ASSERT(effect.is_null() == !(both && of_.has_outcome));
    if (effect.is_null()) return;
    for (const char* group : {"with", "without", "with:outcome", "without:outcome"})
      RC_ASSERT(listed(ref + ":" + group) == labels(place.people[group]));
    RC_ASSERT(effect.at("with").at("of").to_number<std::size_t>() == place.people["with"].size());
    RC_ASSERT(effect.at("without").at("count").to_number<std::size_t>() ==
              place.people["without:outcome"].size());
  }

  // −2·tanh((mean trouble − expected trouble) / 0.35), from its definition.
  void check_measured(const json::array& list, const std::string& prefix,
                      std::vector<MapReference::Place>& places, std::size_t first_bound,
                      std::size_t last_bound, const std::vector<std::string>& ids) {
    const std::vector<std::pair<const char*, double>> kinds = {
        {"leave", 1}, {"backward", 0.75}, {"contact_after", 0.75}, {"repeat", 0.5}, {"slow", 0.15}};
    const auto applies = [&](std::size_t place, std::string_view kind) {
      if (kind == "leave") return of_.has_outcome || place != last_bound;
      return kind != "backward" || place != first_bound;
    };
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == "none") continue;
      const auto& measured = list[i].at("emotion").at("measured");
      const std::size_t n = places[i].people[""].size();
      RC_ASSERT(measured.is_null() == (n == 0));
      if (n == 0) continue;
      double excess = 0;
      for (const auto& [kind, weight] : kinds) {
        if (!applies(i, kind)) continue;
        // Going back and coming again are no trouble after the outcome.
        const std::string of(kind);
        const std::string key = of == "backward" || of == "repeat" ? "trouble:" + of : of;
        const std::string ref = prefix + ids[i] + ":trouble:" + of;
        RC_ASSERT(listed(ref) == labels(places[i].people[key]));
        double bad = 0, all = 0;
        for (std::size_t other = 0; other < ids.size(); ++other) {
          if (!applies(other, kind)) continue;
          bad += static_cast<double>(places[other].people[key].size());
          all += static_cast<double>(places[other].people[""].size());
        }
        excess +=
            weight * (static_cast<double>(places[i].people[key].size()) / static_cast<double>(n) -
                      bad / all);
      }
      RC_ASSERT(std::abs(measured.at("value").as_double() + 2 * std::tanh(excess / 0.35)) < 1e-9);
      if (n > 1) {
        RC_ASSERT(measured.at("low").as_double() <= measured.at("value").as_double());
        RC_ASSERT(measured.at("high").as_double() >= measured.at("value").as_double());
      }
    }
  }

  void check_unmapped() {
    std::map<std::string, MapReference::People> people;
    std::map<std::string, int> events;
    MapReference::People all, outcome;
    int several = 0;
    for (const auto& [customer, rows] : customers_) {
      int first = -1, last = -1;
      for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const Row& row = rows[static_cast<std::size_t>(i)];
        if (on_map(row) && first < 0) first = i;
        if (on_map(row)) last = i;
        if (first >= 0) all.insert(customer);
        if (first >= 0 && of_.is_outcome(row)) outcome.insert(customer);
        if (of_.has_outcome)
          several +=
              is(row, "AB") || (is(row, "C") && row.p == "4") || (is(row, "E") && row.p == "4");
      }
      for (int i = first + 1; i < last; ++i) {
        const Row& row = rows[static_cast<std::size_t>(i)];
        const bool meets_card =
            std::ranges::any_of(of_.cards, [&](const auto& card) { return card.second(row); });
        if (on_map(row) || meets_card) continue;
        people[row.name].insert(customer);
        ++events[row.name];
      }
    }
    RC_ASSERT(result_.at("several_steps").to_number<int>() == several);
    RC_ASSERT(listed("map") == labels(all));
    if (of_.has_outcome) RC_ASSERT(listed("outcome") == labels(outcome));
    const auto& list = result_.at("unmapped").as_array();
    RC_ASSERT(list.size() == people.size());
    for (const auto& one : list) {
      const std::string name(one.at("event").as_string());
      RC_ASSERT(one.at("events").to_number<int>() == events[name]);
      RC_ASSERT(listed("unmapped:" + name) == labels(people[name]));
    }
  }

  void check_cards() {
    std::size_t asked = 0;
    for (const auto& [customer, rows] : customers_) asked += rows.empty() ? 0 : 1;
    RC_ASSERT(result_.at("cards").as_array().size() == of_.cards.size());
    for (const auto& card : result_.at("cards").as_array()) {
      const std::string id(card.at("id").as_string());
      MapReference::People people;
      std::size_t events = 0;
      for (const auto& [customer, rows] : customers_) {
        for (const Row& row : rows) {
          if (!of_.cards.at(id)(row)) continue;
          people.insert(customer);
          ++events;
        }
      }
      RC_ASSERT(card.at("people").to_number<std::size_t>() == people.size());
      RC_ASSERT(card.at("events").to_number<std::size_t>() == events);
      RC_ASSERT(card.at("share").at("of").to_number<std::size_t>() == asked);
      RC_ASSERT(listed("card:" + id) == labels(people));
    }
  }

  const Case& of_;
  std::shared_ptr<const JourneyTable> table_;
  json::object result_;
  std::map<std::string, std::vector<Row>> customers_;
};

RC_GTEST_PROP(JourneyMapReference, AgreesWhereStepsAndStagesOverlap, ()) {
  const Case of = overlapping();
  Checked(of, random_days()).check();
}

RC_GTEST_PROP(JourneyMapReference, AgreesWithoutAnOutcome, ()) {
  const Case of = plain();
  Checked(of, random_days()).check();
}

RC_GTEST_PROP(JourneyMapReference, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_days(), kDocument);
}

}  // namespace
}  // namespace wend::analyze
