#include <algorithm>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "analyze/calendar.h"
#include "analyze/journey_steps.h"
#include "analyze/parallel_profiles.h"
#include "analyze/pattern_kernel.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kNothing = ~0U;   // no event before or after
constexpr std::uint64_t kTimesShown = 5;  // customers by matches: 1, 2, 3, 4, and 5 or more
constexpr std::int64_t kTopMax = 50;

struct PatternAsk {
  model::Pattern pattern;
  model::PatternProgram program;
  std::vector<model::Predicate> tests;
  Grouping by;
  std::size_t top = 8;
  std::optional<CalendarUnit> trend;
};

struct Found {
  std::uint32_t profile;
  std::uint32_t before, after;  // labels of the neighbours, or kNothing
  std::uint32_t events;         // from the first to the last
  TimeUs first_us, last_us;
};

// What was found in a range of customers, in the order of profiles and time.
struct PatternPart {
  std::vector<Found> found;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> customers;  // with how many matches
  ProfileList not_matched;
  // By test:
  std::vector<std::uint64_t> step_events;
  std::vector<ProfileList> step_people;

  void append(PatternPart&& behind) {
    const auto join = [](auto& list, const auto& more) {
      list.insert(list.end(), more.begin(), more.end());
    };
    join(found, behind.found);
    join(customers, behind.customers);
    join(not_matched, behind.not_matched);
    step_events.resize(std::max(step_events.size(), behind.step_events.size()));
    step_people.resize(step_events.size());
    for (std::size_t test = 0; test < behind.step_events.size(); ++test) {
      step_events[test] += behind.step_events[test];
      join(step_people[test], behind.step_people[test]);
    }
  }
};

// What stands right before matches, or right after them.
struct Neighbours {
  struct Row {
    std::uint32_t label = kNothing;
    bool other = false;
    std::uint64_t count = 0;
  };
  std::vector<Row> rows;
  std::vector<std::size_t> row_of_label;  // one more than labels: the last is of kNothing

  std::size_t row_of(std::uint32_t label) const {
    return row_of_label[label == kNothing ? row_of_label.size() - 1 : label];
  }
};

class PatternAnswer final : public Answer {
 public:
  PatternAnswer(const QueryRun& run, const PatternAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    std::vector<Selection> selections;
    for (const auto& test : ask_.tests) {
      WEND_ASSIGN(auto selection, run_.masks.selection(test));
      selections.push_back(std::move(selection));
    }
    const StepClasses tests(run_.table, std::move(selections));
    WEND_ASSIGN(labels_, ask_.by.labels(run_));
    WEND_ASSIGN(const Labels names, Grouping{}.labels(run_));
    WEND_ASSIGN(const auto steps, JourneySteps::make(run_, names, std::nullopt));
    if (ask_.trend) {
      WEND_ASSIGN(calendar_, model::at_place(Calendar::of_unit(*ask_.trend, run_.scope.from_us,
                                                               run_.scope.to_us, run_.zone),
                                             "trend"));
    }
    WEND_ASSIGN(auto parts, in_profile_ranges_by<PatternPart>(table, run_.stop, [&] {
                  return [&, kernel = PatternKernel(table, tests, ask_.program),
                          list = std::vector<std::uint32_t>()](ProfileRange range,
                                                               PatternPart& part) mutable {
                    part.step_events.resize(ask_.tests.size());
                    part.step_people.resize(ask_.tests.size());
                    for (std::size_t profile = range.first; profile < range.last; ++profile)
                      look(static_cast<std::uint32_t>(profile), steps, kernel, list, part);
                  };
                }));
    all_.step_events.resize(ask_.tests.size());
    all_.step_people.resize(ask_.tests.size());
    for (PatternPart& part : parts) all_.append(std::move(part));
    before_ = rank(&Found::before);
    after_ = rank(&Found::after);
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["pattern"] = ask_.pattern.to_text();
    result["matches"] = all_.found.size();
    result["matches_people"] = all_.customers.size();
    result["matches_ref"] = "matched";
    result["matched"] = share_json(all_.customers.size(), run_.scope.customer_count);
    result["matched_ref"] = "matched";
    result["not_matched"] = all_.not_matched.size();
    result["not_matched_ref"] = "not_matched";
    std::vector<std::int64_t> spans, lengths;
    for (const Found& found : all_.found) {
      spans.push_back(found.last_us - found.first_us);
      lengths.push_back(found.events);
    }
    result["times"] = times_json(spans, run_.stop);
    result["events"] = lengths_json(lengths);
    json::array per_customer;
    for (std::uint64_t times = 1; times <= kTimesShown; ++times) {
      json::object row = {{"matches", times},
                          {"people", people_by_times(times).size()},
                          {"ref", fmt::format("times:{}", times)}};
      if (times == kTimesShown) row["or_more"] = true;
      per_customer.push_back(std::move(row));
    }
    result["per_customer"] = std::move(per_customer);
    json::array steps;
    for (std::size_t test = 0; test < ask_.tests.size(); ++test) {
      steps.push_back({{"name", plain_name(ask_.pattern.tests[test])},
                       {"events", all_.step_events[test]},
                       {"people", all_.step_people[test].size()},
                       {"ref", fmt::format("step:{}", test)}});
    }
    result["steps"] = std::move(steps);
    result["before"] = neighbours_json(before_, &Found::before, "before", "entry");
    result["after"] = neighbours_json(after_, &Found::after, "after", "exit");
    if (calendar_) result["trend"] = trend_json();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "matched") return list([](const Found&) { return true; });
    if (ref == "not_matched") return all_.not_matched;
    const auto parts = parts_of_ref(ref);
    if (parts.size() != 2) return std::nullopt;
    const auto number = index_in_ref(parts[1], ~std::size_t{0});
    if (!number) return std::nullopt;
    if (parts[0] == "times" && *number >= 1 && *number <= kTimesShown)
      return people_by_times(*number);
    if (parts[0] == "step" && *number < all_.step_people.size()) return all_.step_people[*number];
    if (parts[0] == "before" && *number < before_.rows.size())
      return list([&](const Found& found) { return before_.row_of(found.before) == *number; });
    if (parts[0] == "after" && *number < after_.rows.size())
      return list([&](const Found& found) { return after_.row_of(found.after) == *number; });
    if (parts[0] == "trend" && calendar_ && *number < calendar_->size()) {
      return list(
          [&](const Found& found) { return calendar_->bucket_of(found.first_us) == *number; });
    }
    return std::nullopt;
  }

 private:
  void look(std::uint32_t profile, const JourneySteps& steps, PatternKernel& kernel,
            std::vector<std::uint32_t>& list, PatternPart& part) const {
    list.clear();
    bool seen = false;
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    for (std::size_t i = begin; i < end; ++i) {
      if (steps.label_at(i) != JourneySteps::kNone) list.push_back(static_cast<std::uint32_t>(i));
      seen = seen || !list.empty() || run_.scope.events.takes(i);
    }
    const std::size_t before = part.found.size();
    kernel.each_match(list,
                      [&](const PatternKernel::Match& match) { add(profile, list, match, part); });
    const std::size_t matches = part.found.size() - before;
    if (seen && matches == 0) part.not_matched.push_back(profile);
    if (matches > 0) part.customers.push_back({profile, matches});
  }

  void add(std::uint32_t profile, std::span<const std::uint32_t> list,
           const PatternKernel::Match& match, PatternPart& part) const {
    const auto time_us = run_.table->time_us();
    const auto label = [&](std::size_t number) {
      const std::uint32_t of = labels_->of(list[number]);
      return of == Labels::kLeftOut ? 0 : of;
    };
    part.found.push_back({.profile = profile,
                          .before = match.before == 0 ? kNothing : label(match.before - 1),
                          .after = match.behind == list.size() ? kNothing : label(match.behind),
                          .events = static_cast<std::uint32_t>(match.behind - match.before),
                          .first_us = time_us[list[match.before]],
                          .last_us = time_us[list[match.behind - 1]]});
    for (const std::uint32_t test : match.tests) {
      ++part.step_events[test];
      auto& people = part.step_people[test];
      if (people.empty() || people.back() != profile) people.push_back(profile);
    }
  }

  // The most frequent labels, the rest as "other"; nothing at all stands last.
  Neighbours rank(std::uint32_t Found::* side) const {
    std::vector<std::uint64_t> counts(labels_->size() + 1);
    for (const Found& found : all_.found)
      ++counts[found.*side == kNothing ? labels_->size() : found.*side];
    std::vector<std::uint32_t> order;
    for (std::uint32_t label = 0; label < labels_->size(); ++label)
      if (counts[label] > 0) order.push_back(label);
    std::ranges::stable_sort(order, std::greater(), [&](auto label) { return counts[label]; });
    Neighbours neighbours;
    neighbours.row_of_label.resize(counts.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i <= ask_.top) neighbours.rows.push_back({order[i], i == ask_.top, 0});
      neighbours.row_of_label[order[i]] = neighbours.rows.size() - 1;
      neighbours.rows.back().count += counts[order[i]];
    }
    if (counts.back() > 0) {
      neighbours.row_of_label.back() = neighbours.rows.size();
      neighbours.rows.push_back({kNothing, false, counts.back()});
    }
    return neighbours;
  }

  json::array neighbours_json(const Neighbours& neighbours, std::uint32_t Found::* side,
                              std::string_view ref, std::string_view nothing) const {
    std::vector<PeopleCount> people(neighbours.rows.size());
    for (const Found& found : all_.found) people[neighbours.row_of(found.*side)].add(found.profile);
    json::array rows;
    for (std::size_t i = 0; i < neighbours.rows.size(); ++i) {
      const auto& row = neighbours.rows[i];
      const bool none = row.label == kNothing;
      json::object out;
      out["label"] = row.other ? "other"
                     : none    ? (nothing == "entry" ? "Entry" : "Exit")
                               : labels_->text(row.label);
      out["role"] = row.other ? "other" : none ? nothing : "event";
      out["count"] = row.count;
      out["people"] = people[i].count();
      out["share"] = share_json(row.count, all_.found.size());
      out["ref"] = fmt::format("{}:{}", ref, i);
      rows.push_back(std::move(out));
    }
    return rows;
  }

  static json::value lengths_json(std::vector<std::int64_t>& lengths) {
    if (lengths.empty()) return nullptr;
    std::ranges::sort(lengths);
    return json::object{{"median", quantile(lengths, 0.5)}, {"q1", quantile(lengths, 0.25)},
                        {"q3", quantile(lengths, 0.75)},    {"p90", quantile(lengths, 0.9)},
                        {"min", lengths.front()},           {"max", lengths.back()}};
  }

  json::array trend_json() const {
    std::vector<std::uint64_t> matches(calendar_->size()), people(calendar_->size());
    std::vector<std::uint32_t> last(calendar_->size(), kNothing);
    for (const Found& found : all_.found) {
      const std::size_t bucket = calendar_->bucket_of(found.first_us);
      ++matches[bucket];
      people[bucket] += last[bucket] != found.profile;
      last[bucket] = found.profile;
    }
    json::array rows;
    for (std::size_t bucket = 0; bucket < matches.size(); ++bucket) {
      rows.push_back({{"from", calendar_->label(bucket)},
                      {"matches", matches[bucket]},
                      {"people", people[bucket]},
                      {"ref", fmt::format("trend:{}", bucket)},
                      {"incomplete", calendar_->is_partial(bucket)}});
    }
    return rows;
  }

  // "Cart" without its quotes.
  static std::string plain_name(const std::string& name) {
    json::error_code error;
    const json::value text = json::parse(name, error);
    return !error && text.is_string() ? std::string(text.get_string()) : name;
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (const Found& found : all_.found) {
      if (belongs(found) && (profiles.empty() || profiles.back() != found.profile))
        profiles.push_back(found.profile);
    }
    return profiles;
  }

  ProfileList people_by_times(std::uint64_t times) const {
    ProfileList profiles;
    for (const auto& [profile, matches] : all_.customers)
      if (std::min<std::uint64_t>(matches, kTimesShown) == times) profiles.push_back(profile);
    return profiles;
  }

  const QueryRun run_;
  const PatternAsk& ask_;
  std::optional<Labels> labels_;
  std::optional<Calendar> calendar_;
  PatternPart all_;
  Neighbours before_, after_;
};

class PatternQuestion final : public Question {
 public:
  explicit PatternQuestion(PatternAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<PatternAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  PatternAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_pattern_question(model::ObjectReader& document,
                                                              model::PredicateReader& predicates) {
  PatternAsk ask;
  const json::value* pattern = document.find("pattern");
  if (pattern == nullptr) {
    return base::fail(base::ErrorCode::kInvalidInput, "The pattern is missing.",
                      document.place_of("pattern"),
                      "Write it as a text, such as \"\\\"Cart\\\" then \\\"Order placed\\\"\".");
  }
  WEND_ASSIGN(const auto within, document.duration("within"));
  WEND_ASSIGN(ask.pattern, model::read_pattern(
                               *pattern, document.place_of("pattern"), document.find("steps"),
                               document.place_of("steps"), within,
                               [&](const json::value& test, const std::string& place) {
                                 return predicates.read(test, place);
                               },
                               ask.tests));
  WEND_ASSIGN(ask.program,
              model::PatternProgram::compile(ask.pattern, document.place_of("pattern")));
  WEND_ASSIGN(ask.by, Grouping::read(document));
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  WEND_ASSIGN(const auto trend, document.choice("trend", {"day", "week", "month"}));
  if (trend) ask.trend = static_cast<CalendarUnit>(*trend);
  return std::make_unique<PatternQuestion>(std::move(ask));
}

}  // namespace wend::analyze
