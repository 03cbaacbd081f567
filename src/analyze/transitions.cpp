#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "analyze/duration_list.h"
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

struct TransitionsAsk {
  Grouping by{.kind = Grouping::Kind::kChannel, .path = {}};
  std::optional<model::Predicate> hide;
  TransitionRule rule;
  std::size_t top = 20;
};

using Step = TransitionKernel::Step;

struct TransitionTally {
  struct State {
    std::uint64_t events = 0, ends = 0;
    PeopleCount people;
  };
  struct Move {
    PeopleCount people;
    DurationList times;
  };
  std::vector<State> states;
  std::vector<Move> moves;  // [from][to]
  PeopleCount everybody, switched;

  void merge(TransitionTally&& others) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].events += others.states[i].events;
      states[i].ends += others.states[i].ends;
      states[i].people.merge(others.states[i].people);
    }
    for (std::size_t i = 0; i < moves.size(); ++i) {
      moves[i].people.merge(others.moves[i].people);
      moves[i].times.merge(std::move(others.moves[i].times));
    }
    everybody.merge(others.everybody);
    switched.merge(others.switched);
  }
};

class TransitionsAnswer final : public Answer {
 public:
  TransitionsAnswer(const QueryRun& run, const TransitionsAsk& ask, JourneySteps steps)
      : run_(run), ask_(ask), steps_(std::move(steps)) {}

  base::Status tally() {
    WEND_ASSIGN(const auto counts, steps_.count(run_));
    top_ = TopLabels(labels(), counts, ask_.top);
    TransitionTally none;
    none.states.resize(top_.size());
    none.moves.resize(top_.size() * top_.size());
    const auto time_us = run_.table->time_us();
    WEND_ASSIGN(tally_, tally_profiles(
                            run_, none, kernel(),
                            [&](const auto& kernel, auto& tally, std::uint32_t profile) {
                              each(
                                  kernel, profile,
                                  [&](Step step) {
                                    auto& state = tally.states[state_of(step)];
                                    ++state.events;
                                    state.people.add(profile);
                                    tally.everybody.add(profile);
                                  },
                                  [&](Step from, Step to) {
                                    auto& move = tally.moves[move_of(from, to)];
                                    move.people.add(profile);
                                    move.times.add(time_us[to.position] - time_us[from.position]);
                                    if (from.label != to.label) tally.switched.add(profile);
                                  },
                                  [&](Step last) { ++tally.states[state_of(last)].ends; });
                            }));
    return {};
  }

  base::Result<json::object> result() override {
    std::vector<const DurationList*> lists;
    for (const auto& move : tally_.moves) lists.push_back(&move.times);
    WEND_ASSIGN(auto times, times_of_each(lists, run_.stop));
    json::array states, transitions;
    std::uint64_t count = 0;
    const std::size_t states_count = tally_.states.size();
    for (std::size_t from = 0; from < states_count; ++from) {
      const auto& of = tally_.states[from];
      json::object state = {{"id", fmt::format("t{}", from)}};
      top_.describe(labels(), from, "label", state);
      state["events"] = of.events;
      state["people"] = of.people.count();
      state["ref"] = fmt::format("state:{}", from);
      state["ends"] = of.ends;
      states.push_back(std::move(state));
      const auto* row = &tally_.moves[from * states_count];
      std::uint64_t out = 0;
      for (std::size_t to = 0; to < states_count; ++to) out += row[to].times.size();
      count += out;
      for (std::size_t to = 0; to < states_count; ++to) {
        const std::size_t moves = row[to].times.size();
        if (moves == 0) continue;
        transitions.push_back({{"from", fmt::format("t{}", from)},
                               {"to", fmt::format("t{}", to)},
                               {"count", moves},
                               {"people", row[to].people.count()},
                               {"ref", fmt::format("move:{}:{}", from, to)},
                               {"share", share_json(moves, out)},
                               {"times", std::move(times[from * states_count + to])}});
      }
    }
    return json::object{{"states", std::move(states)},
                        {"transitions", std::move(transitions)},
                        {"count", count},
                        {"switched", share_json(tally_.switched.count(), tally_.everybody.count())},
                        {"switched_ref", "switched"}};
  }

  // switched | state:I | move:FROM:TO
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 1; i < parts.size() && i < 4; ++i) {
      const auto number = index_in_ref(parts[i], tally_.states.size());
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
    const bool switched = ref == "switched";
    const bool state = parts[0] == "state" && numbers.size() == 1;
    const bool move = parts[0] == "move" && numbers.size() == 2;
    if (!switched && !state && !move) return std::nullopt;
    const std::size_t wanted = move ? numbers[0] * tally_.states.size() + numbers[1] : 0;
    return profiles_where(run_, kernel(), [&](const auto& kernel, std::uint32_t profile) {
      bool found = false;
      each(
          kernel, profile,
          [&](Step step) { found = found || (state && state_of(step) == numbers[0]); },
          [&](Step from, Step to) {
            found = found || (switched && from.label != to.label) ||
                    (move && move_of(from, to) == wanted);
          },
          [](Step) {});
      return found;
    });
  }

 private:
  std::function<TransitionKernel()> kernel() const {
    return [this] { return TransitionKernel(*run_.table, steps_, ask_.rule); };
  }
  template <typename OnStep, typename OnMove, typename OnEnd>
  void each(const TransitionKernel& kernel, std::uint32_t profile, OnStep&& step, OnMove&& move,
            OnEnd&& ends) const {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    kernel.each(begin, end, step, move, ends);
  }
  const Labels& labels() const { return steps_.labels(); }
  std::size_t state_of(Step step) const { return top_.group_of(step.label); }
  std::size_t move_of(Step from, Step to) const {
    return state_of(from) * top_.size() + state_of(to);
  }

  const QueryRun run_;
  const TransitionsAsk& ask_;
  const JourneySteps steps_;
  TopLabels top_;
  TransitionTally tally_;
};

class TransitionsQuestion final : public Question {
 public:
  explicit TransitionsQuestion(TransitionsAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    WEND_ASSIGN(auto steps, JourneySteps::make(run, std::move(labels), ask_.hide));
    auto answer = std::make_unique<TransitionsAnswer>(run, ask_, std::move(steps));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  TransitionsAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_transitions(model::ObjectReader& document,
                                                         model::PredicateReader& predicates) {
  TransitionsAsk ask;
  if (document.has("by")) {
    WEND_ASSIGN(ask.by, Grouping::read(document));
  }
  if (const auto* hide = document.find("hide")) {
    WEND_ASSIGN(ask.hide, predicates.read(*hide, document.place_of("hide")));
  }
  const json::value* per = document.find("per");
  if (per != nullptr && per->is_object()) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(*per, document.place_of("per")));
    WEND_ASSIGN(ask.rule.session_us, reader.duration("session"));
    WEND_TRY(reader.finish());
    if (!ask.rule.session_us) {
      return base::fail(base::ErrorCode::kInvalidInput, "The gap that ends a session is missing.",
                        reader.place_of("session"), "Write {\"session\": \"30m\"}.");
    }
  } else if (per != nullptr && !per->is_string()) {
    return model::wrong_kind(*per, document.place_of("per"),
                             "\"customer\" or {\"session\": duration}");
  } else {
    WEND_TRY(document.choice("per", {"customer"}));
  }
  WEND_ASSIGN(const auto loops, document.choice("loops", {"keep", "collapse"}));
  ask.rule.collapse = loops == 1U;
  WEND_ASSIGN(ask.rule.within_us, document.duration("within"));
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  return std::make_unique<TransitionsQuestion>(std::move(ask));
}

}  // namespace wend::analyze
