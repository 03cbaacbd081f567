#include <algorithm>
#include <fmt/format.h>

#include "analyze/matching.h"
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

class NextAnswer final : public Answer {
 public:
  NextAnswer(const QueryRun& run, const NextAsk& ask, Labels labels)
      : run_(run), ask_(ask), labels_(std::move(labels)) {}

  base::Status tally() {
    WEND_ASSIGN(steps_, journey_steps(run_, labels_, ask_.hide));
    WEND_ASSIGN(from_, matching(run_, ask_.from));
    std::vector<std::uint64_t> counts(labels_.size());
    WEND_TRY(each([&](std::uint32_t, std::size_t, std::size_t next) {
      if (next != NextKernel::kNothing) ++counts[labels_.of(next)];
    }));
    top_ = TopLabels(labels_, counts, ask_.top);
    of_next_.resize(top_.size());
    return each([&](std::uint32_t profile, std::size_t from, std::size_t next) {
      all_.add(profile);
      if (next == NextKernel::kNothing) {
        nothing_.add(profile);
        return;
      }
      Counts& counts_of = of_next_[top_.group_of(labels_.of(next))];
      counts_of.add(profile);
      counts_of.times_us.push_back(run_.table->time_us()[next] - run_.table->time_us()[from]);
    });
  }

  base::Result<json::object> result() override {
    std::vector<std::int64_t> times_us;
    json::array list;
    for (std::size_t group = 0; group < of_next_.size(); ++group) {
      Counts& counts = of_next_[group];
      times_us.insert(times_us.end(), counts.times_us.begin(), counts.times_us.end());
      json::object out;
      top_.describe(labels_, group, "label", out);
      out["share"] = share_json(counts.count, all_.count);
      out["people"] = counts.people;
      out["ref"] = fmt::format("next:{}", group);
      out["times"] = times_json(counts.times_us);
      list.push_back(std::move(out));
    }
    return json::object{{"from_count", all_.count},
                        {"from_people", all_.people},
                        {"from_ref", "from"},
                        {"times", times_json(times_us)},
                        {"next", std::move(list)},
                        {"nothing", share_json(nothing_.count, all_.count)},
                        {"nothing_people", nothing_.people},
                        {"nothing_ref", "nothing"}};
  }

  // from | nothing | next:I
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    const bool nothing = ref == "nothing";
    std::optional<std::size_t> group;
    if (parts.size() == 2 && parts[0] == "next") group = index_in_ref(parts[1], of_next_.size());
    if (ref != "from" && !nothing && !group) return std::nullopt;
    ProfileList profiles;
    WEND_TRY(each([&](std::uint32_t profile, std::size_t, std::size_t next) {
      if (!profiles.empty() && profiles.back() == profile) return;
      const bool none = next == NextKernel::kNothing;
      if (nothing && !none) return;
      if (group && (none || top_.group_of(labels_.of(next)) != *group)) return;
      profiles.push_back(profile);
    }));
    return profiles;
  }

 private:
  // Customers must come one after another.
  struct Counts {
    std::uint64_t count = 0;
    std::uint64_t people = 0;
    std::uint64_t last = 0;              // the customer counted last, plus one
    std::vector<std::int64_t> times_us;  // put in order when they are asked for

    void add(std::uint32_t profile) {
      ++count;
      people += last != std::uint64_t{profile} + 1;
      last = std::uint64_t{profile} + 1;
    }
  };

  template <typename Visit>
  base::Status each(Visit&& visit) const {
    NextKernel kernel(*run_.table, from_, steps_, labels_, ask_.rule);
    return each_profile(
        *run_.table, run_.stop, [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
          kernel.each(begin, end,
                      [&](std::size_t from, std::size_t next) { visit(profile, from, next); });
        });
  }

  const QueryRun run_;
  const NextAsk& ask_;
  Labels labels_;
  Mask steps_, from_;
  TopLabels top_;
  Counts all_, nothing_;
  std::vector<Counts> of_next_;
};

class NextQuestion final : public Question {
 public:
  explicit NextQuestion(NextAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    auto answer = std::make_unique<NextAnswer>(run, ask_, std::move(labels));
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
