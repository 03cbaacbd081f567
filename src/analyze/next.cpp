#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "analyze/duration_list.h"
#include "analyze/matching.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "analyze/top_labels.h"
#include "analyze/transition_kernel.h"
#include "model/duration.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTopMax = 50;

struct NextAsk {
  model::Predicate from;
  Grouping by;
  std::optional<model::Predicate> hide;
  NextRule rule;
  std::size_t top = 10;
};

using Found = NextKernel::Found;

struct NextCounts {
  std::uint64_t count = 0;
  PeopleCount people;
  DurationList times;

  void add(std::uint32_t profile) {
    ++count;
    people.add(profile);
  }
  void merge(NextCounts&& others) {
    count += others.count;
    people.merge(others.people);
    times.merge(std::move(others.times));
  }
};

struct NextTally {
  NextCounts all, nothing;
  std::vector<NextCounts> of_next;

  void merge(NextTally&& others) {
    all.merge(std::move(others.all));
    nothing.merge(std::move(others.nothing));
    for (std::size_t i = 0; i < of_next.size(); ++i) of_next[i].merge(std::move(others.of_next[i]));
  }
};

// How often something of each label comes next.
struct NextLabels {
  std::vector<std::uint64_t> counts;
  void merge(NextLabels&& others) {
    for (std::size_t label = 0; label < counts.size(); ++label)
      counts[label] += others.counts[label];
  }
};

class NextAnswer final : public Answer {
 public:
  NextAnswer(const QueryRun& run, const NextAsk& ask, Selection from, JourneySteps steps)
      : run_(run), ask_(ask), from_(std::move(from)), steps_(std::move(steps)) {}

  base::Status tally() {
    const std::vector<std::uint64_t> of_labels(labels().size());
    WEND_ASSIGN(const auto ranked,
                tally_profiles(run_, NextLabels{of_labels}, kernel(),
                               [&](auto& kernel, auto& tally, std::uint32_t profile) {
                                 each(kernel, profile, [&](const Found& found) {
                                   if (found.next != NextKernel::kNothing)
                                     ++tally.counts[found.label];
                                 });
                               }));
    top_ = TopLabels(labels(), ranked.counts, ask_.top);
    NextTally none;
    none.of_next.resize(top_.size());
    const auto time_us = run_.table->time_us();
    WEND_ASSIGN(
        tally_,
        tally_profiles(run_, none, kernel(), [&](auto& kernel, auto& tally, std::uint32_t profile) {
          each(kernel, profile, [&](const Found& found) {
            tally.all.add(profile);
            if (found.next == NextKernel::kNothing) {
              tally.nothing.add(profile);
              return;
            }
            NextCounts& counts = tally.of_next[top_.group_of(found.label)];
            counts.add(profile);
            counts.times.add(time_us[found.next] - time_us[found.from]);
          });
        }));
    return {};
  }

  base::Result<json::object> result() override {
    std::vector<std::span<const std::int64_t>> times;
    std::vector<const DurationList*> lists;
    for (const NextCounts& counts : tally_.of_next) lists.push_back(&counts.times);
    WEND_ASSIGN(auto times_of_next, times_of_each(lists, run_.stop));
    json::array list;
    for (std::size_t group = 0; group < tally_.of_next.size(); ++group) {
      const NextCounts& counts = tally_.of_next[group];
      counts.times.append_to(times);
      json::object out;
      top_.describe(labels(), group, "label", out);
      out["share"] = share_json(counts.count, tally_.all.count);
      out["people"] = counts.people.count();
      out["ref"] = fmt::format("next:{}", group);
      out["times"] = std::move(times_of_next[group]);
      list.push_back(std::move(out));
    }
    return json::object{{"from_count", tally_.all.count},
                        {"from_people", tally_.all.people.count()},
                        {"from_ref", "from"},
                        {"times", times_json(NumberParts(times), run_.stop)},
                        {"next", std::move(list)},
                        {"nothing", share_json(tally_.nothing.count, tally_.all.count)},
                        {"nothing_people", tally_.nothing.people.count()},
                        {"nothing_ref", "nothing"}};
  }

  // from | nothing | next:I
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    const bool nothing = ref == "nothing";
    std::optional<std::size_t> group;
    if (parts.size() == 2 && parts[0] == "next")
      group = index_in_ref(parts[1], tally_.of_next.size());
    if (ref != "from" && !nothing && !group) return std::nullopt;
    return profiles_where(run_, kernel(), [&](auto& kernel, std::uint32_t profile) {
      bool belongs = false;
      each(kernel, profile, [&](const Found& found) {
        const bool none = found.next == NextKernel::kNothing;
        belongs = belongs || (nothing ? none
                              : group ? !none && top_.group_of(found.label) == *group
                                      : true);
      });
      return belongs;
    });
  }

 private:
  std::function<NextKernel()> kernel() const {
    return [this] { return NextKernel(*run_.table, from_, steps_, ask_.rule); };
  }
  template <typename Visit>
  void each(NextKernel& kernel, std::uint32_t profile, Visit&& visit) const {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    kernel.each(begin, end, visit);
  }
  const Labels& labels() const { return steps_.labels(); }

  const QueryRun run_;
  const NextAsk& ask_;
  const Selection from_;
  const JourneySteps steps_;
  TopLabels top_;
  NextTally tally_;
};

class NextQuestion final : public Question {
 public:
  explicit NextQuestion(NextAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    WEND_ASSIGN(auto from, selected(run, ask_.from));
    WEND_ASSIGN(auto steps, JourneySteps::make(run, std::move(labels), ask_.hide));
    auto answer = std::make_unique<NextAnswer>(run, ask_, std::move(from), std::move(steps));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  NextAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_next(model::ObjectReader& document,
                                                  model::PredicateReader& predicates) {
  NextAsk ask;
  WEND_ASSIGN(ask.from, required_predicate(document, "from", predicates));
  WEND_ASSIGN(ask.by, Grouping::read(document));
  if (const auto* hide = document.find("hide")) {
    WEND_ASSIGN(ask.hide, predicates.read(*hide, document.place_of("hide")));
  }
  WEND_ASSIGN(ask.rule.within_us, document.duration("within"));
  WEND_ASSIGN(const auto pick, document.choice("pick", {"first", "each"}));
  ask.rule.each = pick == 1U;
  WEND_ASSIGN(const auto loops, document.choice("loops", {"keep", "collapse"}));
  ask.rule.collapse = loops == 1U;
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  return std::make_unique<NextQuestion>(std::move(ask));
}

}  // namespace wend::analyze
