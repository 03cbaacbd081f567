#pragma once

// For tests: what a journey map says of a small log, by its definitions (docs/query-language.md),
// quadratic and without anything shared with the kernel.

#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyze/testing/small_logs.h"

namespace wend::analyze::testing {

// One layer of a map: which of its places an event is at, or -1.
struct MapReference {
  int places = 0;
  std::function<int(const Row&)> place_of;    // of this layer
  std::function<bool(const Row&)> is_on_map;  // of either layer
  std::function<bool(const Row&)> is_outcome, is_contact;
  std::function<std::optional<double>(const Row&)> emotion;  // −2 … +2
  TimeUs feedback_us = 0, contact_us = 0;

  using People = std::set<std::string>;
  struct Place {
    std::map<std::string, People> people;  // by what the ref says behind the place
    std::map<std::string, People> channels;
    std::map<std::string, int> channel_events;
    int events = 0, visits = 0, answers = 0;
    std::vector<std::int64_t> at_us, next_us;
    std::vector<double> emotions;  // one a person
    std::map<std::string, TimeUs> next_of, first_of;
  };

  // The events of one customer, in the store's order.
  void add(const std::string& who, const std::vector<Row>& rows, std::vector<Place>& found) const {
    const int n = static_cast<int>(rows.size());
    const auto row = [&](int i) -> const Row& { return rows[static_cast<std::size_t>(i)]; };
    const auto at = [&](int i) { return place_of(row(i)); };
    int begin = n, last = -1;  // on the map; of the layer
    for (int i = n; i-- > 0;)
      if (is_on_map(row(i))) begin = i;
    for (int i = 0; i < n; ++i)
      if (at(i) >= 0) last = i;
    if (begin == n) return;
    int first_outcome = n;
    for (int i = n; i-- > begin;)
      if (is_outcome(row(i))) first_outcome = i;
    // The event of the layer before one, or after it; -1, n: none.
    const auto before = [&](int i) {
      do --i;
      while (i >= 0 && at(i) < 0);
      return i;
    };
    const auto after = [&](int i) {
      do ++i;
      while (i < n && at(i) < 0);
      return i;
    };
    for (int p = 0; p < places; ++p) {
      Place& place = found[static_cast<std::size_t>(p)];
      int first = -1, visits = 0;
      for (int i = n; i-- > 0;)
        if (at(i) == p) first = i;
      const bool was_before = first >= 0 && first < first_outcome;
      place.people[was_before ? "with" : "without"].insert(who);
      if (first_outcome < n)
        place.people[was_before ? "with:outcome" : "without:outcome"].insert(who);
      if (first < 0) continue;
      const auto add_to = [&](const char* what, bool belongs) {
        if (belongs) place.people[what].insert(who);
      };
      add_to("", true);
      bool higher = false, outcome = false, contact = false;
      for (int i = 0; i < n; ++i) {
        higher = higher || (i > first && at(i) > p);
        outcome = outcome || (i >= first && is_outcome(row(i)));
        if (at(i) != p) continue;
        ++place.events;
        ++place.channel_events[row(i).channel];
        place.channels[row(i).channel].insert(who);
        if (before(i) < 0 || at(before(i)) != p) ++visits;
        for (int c = i + 1; c < n; ++c)
          contact = contact || (is_contact(row(c)) && at(c) != p &&
                                row(c).time_us - row(i).time_us <= contact_us);
      }
      int end = first;  // of the first visit
      while (after(end) < n && at(after(end)) == p) end = after(end);
      const int next = after(end);
      place.visits += visits;
      place.at_us.push_back(row(end).time_us - row(first).time_us);
      place.first_of[who] = row(first).time_us;
      const bool left = at(last) == p && first_outcome == n;
      const bool back = next < n && at(next) < p;
      if (next < n) {
        place.next_us.push_back(row(next).time_us - row(end).time_us);
        place.next_of[who] = place.next_us.back();
      }
      add_to("go_on", higher);
      add_to("outcome", outcome);
      add_to("contact_after", contact);
      add_to("repeat", visits > 1);
      add_to("backward", back);
      add_to("leave", left);
      add_to("to_next", next < n);
      // Before an outcome alone.
      add_to("trouble:backward", back && next < first_outcome);
      bool again = false;
      for (int i = end + 1; i < first_outcome; ++i) again = again || at(i) == p;
      add_to("trouble:repeat", again);
    }
    std::vector<std::vector<double>> answers(static_cast<std::size_t>(places));
    for (int i = begin; i < n; ++i) {
      const auto said = emotion(row(i));
      const int of = at(i) >= 0 ? i : before(i);
      if (!said || of < 0 || row(i).time_us - row(of).time_us > feedback_us) continue;
      answers[static_cast<std::size_t>(at(of))].push_back(*said);
    }
    for (int p = 0; p < places; ++p) {
      const auto& list = answers[static_cast<std::size_t>(p)];
      if (list.empty()) continue;
      double sum = 0;
      for (const double one : list) sum += one;
      Place& place = found[static_cast<std::size_t>(p)];
      place.answers += static_cast<int>(list.size());
      place.emotions.push_back(sum / static_cast<double>(list.size()));
      place.people["feedback"].insert(who);
    }
  }

  // Who was slow, known when everybody's ways on are: longer than nine of ten of them.
  static void add_slow(std::vector<Place>& found) {
    std::vector<TimeUs> all;
    for (const Place& place : found)
      all.insert(all.end(), place.next_us.begin(), place.next_us.end());
    std::ranges::sort(all);
    for (Place& place : found) {
      for (const auto& [who, us] : place.next_of) {
        const auto shorter = std::ranges::count_if(all, [&](TimeUs other) { return other < us; });
        if (10 * shorter < 9 * static_cast<std::ptrdiff_t>(all.size())) continue;
        place.people["slow"].insert(who);
      }
    }
  }
};

}  // namespace wend::analyze::testing
