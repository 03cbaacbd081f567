#include <algorithm>
#include <fmt/format.h>

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

// Customers who come one after another, each counted once.
struct Customers {
  std::uint64_t count = 0;
  std::uint64_t last = 0;  // the one counted last, plus one

  void add(std::uint32_t profile) {
    count += last != std::uint64_t{profile} + 1;
    last = std::uint64_t{profile} + 1;
  }
};

class TransitionsAnswer final : public Answer {
 public:
  TransitionsAnswer(const QueryRun& run, const TransitionsAsk& ask, Labels labels)
      : run_(run), ask_(ask), labels_(std::move(labels)) {}

  base::Status tally() {
    WEND_ASSIGN(steps_, journey_steps(run_, labels_, ask_.hide));
    std::vector<std::uint64_t> counts(labels_.size());
    WEND_TRY(each_profile(*run_.table, run_.stop,
                          [&](std::uint32_t, std::size_t begin, std::size_t end) {
                            for (std::size_t i = begin; i < end; ++i) {
                              if (steps_[i] != 0) ++counts[labels_.of(i)];
                            }
                          }));
    top_ = TopLabels(labels_, counts, ask_.top);
    states_.resize(top_.size());
    moves_.resize(top_.size() * top_.size());
    return each(
        [&](std::uint32_t profile, std::size_t i) {
          State& state = states_[state_of(i)];
          ++state.events;
          state.people.add(profile);
          everybody_.add(profile);
        },
        [&](std::uint32_t profile, std::size_t from, std::size_t to) {
          Move& move = moves_[move_of(from, to)];
          move.people.add(profile);
          move.times_us.push_back(run_.table->time_us()[to] - run_.table->time_us()[from]);
          if (labels_.of(from) != labels_.of(to)) switched_.add(profile);
        },
        [&](std::uint32_t, std::size_t i) { ++states_[state_of(i)].ends; });
  }

  base::Result<json::object> result() override {
    json::array states, transitions;
    std::uint64_t count = 0;
    for (std::size_t from = 0; from < states_.size(); ++from) {
      json::object state = {{"id", fmt::format("t{}", from)}};
      top_.describe(labels_, from, "label", state);
      state["events"] = states_[from].events;
      state["people"] = states_[from].people.count;
      state["ref"] = fmt::format("state:{}", from);
      state["ends"] = states_[from].ends;
      states.push_back(std::move(state));
      Move* row = &moves_[from * states_.size()];
      std::uint64_t out = 0;
      for (std::size_t to = 0; to < states_.size(); ++to) out += row[to].times_us.size();
      count += out;
      for (std::size_t to = 0; to < states_.size(); ++to) {
        if (row[to].times_us.empty()) continue;
        transitions.push_back({{"from", fmt::format("t{}", from)},
                               {"to", fmt::format("t{}", to)},
                               {"count", row[to].times_us.size()},
                               {"people", row[to].people.count},
                               {"ref", fmt::format("move:{}:{}", from, to)},
                               {"share", share_json(row[to].times_us.size(), out)},
                               {"times", times_json(row[to].times_us)}});
      }
    }
    return json::object{{"states", std::move(states)},
                        {"transitions", std::move(transitions)},
                        {"count", count},
                        {"switched", share_json(switched_.count, everybody_.count)},
                        {"switched_ref", "switched"}};
  }

  // switched | state:I | move:FROM:TO
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 1; i < parts.size() && i < 4; ++i) {
      const auto number = index_in_ref(parts[i], states_.size());
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
    const bool switched = ref == "switched";
    const bool state = parts[0] == "state" && numbers.size() == 1;
    const bool move = parts[0] == "move" && numbers.size() == 2;
    if (!switched && !state && !move) return std::nullopt;
    ProfileList profiles;
    const auto take = [&](std::uint32_t profile, bool belongs) {
      if (belongs && (profiles.empty() || profiles.back() != profile)) profiles.push_back(profile);
    };
    WEND_TRY(each([&](std::uint32_t profile,
                      std::size_t i) { take(profile, state && state_of(i) == numbers[0]); },
                  [&](std::uint32_t profile, std::size_t from, std::size_t to) {
                    take(profile, switched ? labels_.of(from) != labels_.of(to)
                                           : move && move_of(from, to) ==
                                                         numbers[0] * states_.size() + numbers[1]);
                  },
                  [](std::uint32_t, std::size_t) {}));
    return profiles;
  }

 private:
  struct State {
    std::uint64_t events = 0, ends = 0;
    Customers people;
  };
  struct Move {
    Customers people;
    std::vector<std::int64_t> times_us;  // put in order when they are asked for
  };

  template <typename Step, typename Go, typename Ends>
  base::Status each(Step&& step, Go&& move, Ends&& ends) const {
    const TransitionKernel kernel(*run_.table, steps_, labels_, ask_.rule);
    return each_profile(*run_.table, run_.stop,
                        [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                          kernel.each(
                              begin, end, [&](std::size_t i) { step(profile, i); },
                              [&](std::size_t from, std::size_t to) { move(profile, from, to); },
                              [&](std::size_t i) { ends(profile, i); });
                        });
  }
  std::size_t state_of(std::size_t event) const { return top_.group_of(labels_.of(event)); }
  std::size_t move_of(std::size_t from, std::size_t to) const {
    return state_of(from) * states_.size() + state_of(to);
  }

  const QueryRun run_;
  const TransitionsAsk& ask_;
  Labels labels_;
  Mask steps_;
  TopLabels top_;
  std::vector<State> states_;
  std::vector<Move> moves_;  // [from][to]
  Customers everybody_, switched_;
};

class TransitionsQuestion final : public Question {
 public:
  explicit TransitionsQuestion(TransitionsAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    auto answer = std::make_unique<TransitionsAnswer>(run, ask_, std::move(labels));
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
