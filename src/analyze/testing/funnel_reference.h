#pragma once

// For tests: what a funnel's attempts are by their definition (docs/query-language.md), found by
// trying every choice of events. Times are exponential in the steps.

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyze/testing/small_logs.h"

namespace wend::analyze::testing {

inline constexpr int kNoEvent = -1;

struct KnobsReference {
  std::vector<std::string> steps;  // each the letters of the names that satisfy it
  std::vector<bool> optional;
  std::optional<TimeUs> window_us;
  std::string order = "ordered", attempt = "best", ties = "order-free";
  TimeUs grace_us = 0;
  bool reuse = false, hold = false;
  struct Exclusion {
    char name;
    int from, to;  // steps, from 1
  };
  std::vector<Exclusion> exclude;

  // Per step the event, or kNoEvent; for order `any` the events as they come.
  using Choice = std::vector<int>;

  // What makes one attempt better than another, smallest first.
  struct Rank {
    int not_reached;
    TimeUs begun;
    TimeUs ended;  // of whole ones
    int not_filled;
    std::vector<TimeUs> times;  // without optional steps
    auto operator<=>(const Rank&) const = default;
  };

  static bool has(const std::string& letters, const Row& row) {
    return letters.find(row.name[0]) != std::string::npos;
  }

  std::vector<int> filled(const Choice& choice) const {
    std::vector<int> steps_filled;
    for (int step = 0; step < static_cast<int>(choice.size()); ++step) {
      if (choice[static_cast<std::size_t>(step)] != kNoEvent) steps_filled.push_back(step);
    }
    return steps_filled;
  }

  // The property of its first event, "" where that is a '*'.
  std::string held_value(const std::vector<Row>& rows, const Choice& choice) const {
    for (const int event : choice) {
      if (event == kNoEvent) continue;
      const Row& row = rows[static_cast<std::size_t>(event)];
      if (row.name != "*") return row.p;
    }
    return "";
  }

  // Whether the choice is an attempt. A row named '*' satisfies every step.
  bool is_attempt(const std::vector<Row>& rows, const Choice& choice) const {
    const auto steps_filled = filled(choice);
    if (steps_filled.empty()) return false;
    const auto event = [&](int step) { return choice[static_cast<std::size_t>(step)]; };
    const auto row = [&](int step) -> const Row& {
      return rows[static_cast<std::size_t>(event(step))];
    };
    const std::string held = hold ? held_value(rows, choice) : "";
    TimeUs first = INT64_MAX, last = INT64_MIN;
    for (const int step : steps_filled) {
      if (row(step).name != "*" && !has(steps[static_cast<std::size_t>(step)], row(step)))
        return false;
      if (hold && row(step).name != "*" && (held.empty() || row(step).p != held)) return false;
      for (const int other : steps_filled) {
        if (other != step && event(other) == event(step) && !reuse) return false;
      }
      first = std::min(first, row(step).time_us);
      last = std::max(last, row(step).time_us);
    }
    if (order != "any") {
      for (int step = 0; step < steps_filled.back(); ++step) {
        if (event(step) == kNoEvent && !optional[static_cast<std::size_t>(step)]) return false;
      }
      for (const int later : steps_filled) {
        for (const int step : steps_filled) {
          if (step >= later) break;
          const TimeUs gap = row(later).time_us - row(step).time_us;
          if (gap < -grace_us) return false;
          if (ties == "strict" && gap == 0 && event(step) != event(later)) return false;
        }
        if (window_us && row(later).time_us - row(0).time_us > *window_us) return false;
      }
    } else if (window_us && last - first > *window_us) {
      return false;
    }
    if (order == "strict") {
      for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const TimeUs time = rows[static_cast<std::size_t>(i)].time_us;
        if (time > first && time < last && std::ranges::find(choice, i) == choice.end())
          return false;
      }
    }
    for (const Exclusion& exclusion : exclude) {
      TimeUs from = first, to = last;
      if (order != "any") {
        const auto begins = std::ranges::lower_bound(steps_filled, exclusion.from - 1);
        if (begins == steps_filled.end()) continue;
        const auto ends = std::ranges::lower_bound(steps_filled, exclusion.to - 1);
        from = row(*begins).time_us;
        to = ends == steps_filled.end() ? row(steps_filled.back()).time_us : row(*ends).time_us;
      }
      for (const Row& other : rows) {
        if (other.name[0] == exclusion.name && other.time_us > from && other.time_us < to)
          return false;
      }
    }
    return true;
  }

  void each_choice(const std::vector<Row>& rows, Choice& choice, std::vector<Choice>& found) const {
    if (choice.size() == steps.size()) {
      if (is_attempt(rows, choice)) found.push_back(choice);
      return;
    }
    const std::string& letters = steps[choice.size()];
    for (int event = kNoEvent; event < static_cast<int>(rows.size()); ++event) {
      if (event != kNoEvent) {
        const Row& row = rows[static_cast<std::size_t>(event)];
        if (row.name != "*" && !has(letters, row)) continue;
      }
      choice.push_back(event);
      each_choice(rows, choice, found);
      choice.pop_back();
    }
  }

  std::vector<Choice> all_choices(const std::vector<Row>& rows) const {
    Choice choice;
    std::vector<Choice> found;
    each_choice(rows, choice, found);
    return found;
  }

  std::vector<TimeUs> times(const std::vector<Row>& rows, const Choice& choice) const {
    std::vector<TimeUs> list;
    for (const int step : filled(choice))
      list.push_back(
          rows[static_cast<std::size_t>(choice[static_cast<std::size_t>(step)])].time_us);
    if (order == "any") std::ranges::sort(list);
    return list;
  }

  int reached(const Choice& choice) const {
    if (order == "any") return static_cast<int>(filled(choice).size());
    int furthest = 0;
    for (const int step : filled(choice)) {
      if (!optional[static_cast<std::size_t>(step)]) furthest = step + 1;
    }
    return furthest;
  }

  Rank rank(const std::vector<Row>& rows, const Choice& choice) const {
    const auto list = times(rows, choice);
    const bool whole = reached(choice) == static_cast<int>(steps.size());
    const bool skips = std::ranges::find(optional, true) != optional.end();
    return {-reached(choice), list.front(), whole && skips ? *std::ranges::max_element(list) : 0,
            -static_cast<int>(list.size()), skips ? std::vector<TimeUs>() : list};
  }

  // The first moment at which the attempts from `begun` are all over: nothing behind it could go on
  // with any of them.
  TimeUs over(const std::vector<Row>& rows, TimeUs begun,
              const std::optional<std::string>& p) const {
    std::set<TimeUs> later;
    for (const Row& row : rows) {
      if (row.time_us > begun) later.insert(row.time_us);
    }
    KnobsReference free = *this;
    free.window_us.reset();
    for (const TimeUs moment : later) {
      if (window_us && moment - begun > *window_us) return moment;
      std::vector<Row> until;
      for (const Row& row : rows) {
        if (row.time_us <= moment) until.push_back(row);
      }
      until.push_back({"", moment + 1, "*", "", ""});
      const int next = static_cast<int>(until.size()) - 1;
      const auto choices = free.all_choices(until);
      const bool alive = std::ranges::any_of(choices, [&](const Choice& choice) {
        const auto list = free.times(until, choice);
        return list.size() > 1 && list.front() == begun &&
               (!p || held_value(until, choice) == *p) &&
               std::ranges::find(choice, next) != choice.end();
      });
      if (!alive) return moment;
    }
    return INT64_MAX;
  }

  // The attempts of one customer whose held property has one value, `p`, or any.
  std::vector<Choice> attempts_at(const std::vector<Row>& rows,
                                  const std::optional<std::string>& p) const {
    std::vector<Choice> choices;
    for (const Choice& choice : all_choices(rows)) {
      if (!p || held_value(rows, choice) == *p) choices.push_back(choice);
    }
    const auto best_of = [&](auto&& belongs) -> std::optional<Choice> {
      std::optional<Choice> best;
      for (const Choice& choice : choices) {
        if (belongs(choice) && (!best || rank(rows, choice) < rank(rows, *best))) best = choice;
      }
      return best;
    };
    if (attempt == "best" || attempt == "latest") {
      const auto best = best_of([](const Choice&) { return true; });
      return best ? std::vector<Choice>(1, *best) : std::vector<Choice>();
    }
    std::vector<Choice> attempts;
    for (TimeUs not_before = INT64_MIN;;) {
      TimeUs begun = INT64_MAX;
      for (const Choice& choice : choices) {
        const TimeUs time = times(rows, choice).front();
        if (time >= not_before) begun = std::min(begun, time);
      }
      if (begun == INT64_MAX) return attempts;
      attempts.push_back(
          *best_of([&](const Choice& choice) { return times(rows, choice).front() == begun; }));
      if (attempt == "first") return attempts;
      const auto list = times(rows, attempts.back());
      const TimeUs last = *std::ranges::max_element(list);
      not_before = reached(attempts.back()) == static_cast<int>(steps.size())
                       ? last + 1
                       : std::max(last + 1, over(rows, begun, p));
    }
  }

  std::string document() const {
    json::array list;
    for (std::size_t step = 0; step < steps.size(); ++step) {
      json::array names;
      for (const char letter : steps[step]) names.emplace_back(std::string(1, letter));
      json::object entry{{"match", {{"event", names}}}};
      if (optional[step]) entry["optional"] = true;
      list.emplace_back(std::move(entry));
    }
    json::object out = {{"kind", "funnel"},   {"steps", list}, {"order", order},
                        {"attempt", attempt}, {"ties", ties},  {"reuse", reuse}};
    if (grace_us > 0) out["ties"] = static_cast<double>(grace_us) / 1e6;
    if (window_us) out["window"] = static_cast<double>(*window_us) / 1e6;
    if (hold) out["hold"] = json::array{"p"};
    json::array excluded;
    for (const Exclusion& exclusion : exclude) {
      json::object entry{{"match", {{"event", std::string(1, exclusion.name)}}}};
      if (order != "any") {
        entry["from"] = exclusion.from;
        entry["to"] = exclusion.to;
      }
      excluded.emplace_back(std::move(entry));
    }
    if (!excluded.empty()) out["exclude"] = excluded;
    return json::serialize(out);
  }
};

}  // namespace wend::analyze::testing
