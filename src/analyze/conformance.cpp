#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "analyze/conformance_deviations.h"
#include "analyze/process_cases.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr double kZ95 = 1.959963984540054;  // the standard normal quantile of 0.975
constexpr double kMicrosecondsPerSecond = 1e6;
constexpr std::int64_t kVariantsMax = 100;
constexpr const char* kKindNames[] = {"missing",      "extra",        "repeated",
                                      "out_of_order", "wrong_branch", "too_slow"};

struct ConformanceAsk {
  JourneyDesign design;
  ProcessAsk process;
  std::size_t variants = 20;
  bool ignore_extra = false;
};

// Cases whose activities are the same are aligned once.
struct Variant {
  std::vector<std::uint32_t> labels;
  Alignment alignment;
  std::vector<MoveKind> kinds;
  double fitness = 1;
  std::uint64_t cases = 0;
};

struct Case {
  std::uint32_t profile;
  std::uint32_t variant;
  std::int64_t length_us;
  bool fits;
};

struct Deviation {
  DeviationKind kind = DeviationKind::kMissing;
  std::string label;
  std::uint64_t count = 0;
  std::vector<std::uint32_t> cases;  // ascending, each once
};

class ConformanceAnswer final : public Answer {
 public:
  ConformanceAnswer(const QueryRun& run, const ConformanceAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    WEND_ASSIGN(auto cases, ProcessCases::make(run_, ask_.process));
    process_.emplace(std::move(cases));
    const auto& steps = ask_.design.steps;
    for (const auto& step : steps) {
      std::uint32_t label = Aligner::kNoLabel;
      for (std::size_t i = 0; i < process_->activity_count(); ++i)
        if (process_->name(i) == step.label) label = static_cast<std::uint32_t>(i);
      if (label == Aligner::kNoLabel)
        run_.notes.add(fmt::format("Nothing is labelled \"{}\".", step.label));
      label_of_step_.push_back(label);
    }
    step_times_.resize(steps.size());
    step_cases_.resize(steps.size());
    step_missing_.resize(steps.size());
    Aligner aligner(ask_.design, label_of_step_);
    shortest_ = aligner.shortest();
    WEND_TRY(
        process_->each_case([&](std::uint32_t profile, std::span<const std::uint32_t> positions) {
          add(aligner, profile, positions);
        }));
    rank();
    return {};
  }

  base::Result<json::object> result() override;

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto all = [](std::size_t) { return true; };
    if (ref == "cases") return list(all);
    if (ref == "fitting") return list([&](std::size_t i) { return cases_[i].fits; });
    const auto parts = parts_of_ref(ref);
    if (parts.size() != 2) return std::nullopt;
    if (parts[0] == "kind") {
      const auto kind = std::ranges::find(kKindNames, parts[1]);
      if (kind == std::end(kKindNames)) return std::nullopt;
      return people_of(cases_of_kind(static_cast<DeviationKind>(kind - std::begin(kKindNames))));
    }
    const auto number = index_in_ref(parts[1], ~std::size_t{0});
    if (!number) return std::nullopt;
    if (parts[0] == "deviation" && *number < deviations_.size())
      return people_of(deviations_[*number].cases);
    if (parts[0] == "step" && *number < step_cases_.size()) return people_of(step_cases_[*number]);
    if (parts[0] == "variant" && *number < shown_.size())
      return list([&](std::size_t i) { return cases_[i].variant == shown_[*number]; });
    return std::nullopt;
  }

 private:
  void add(Aligner& aligner, std::uint32_t profile, std::span<const std::uint32_t> positions) {
    labels_.clear();
    kept_.clear();
    for (const std::uint32_t position : positions) {
      const std::uint32_t label = process_->activity_of(position);
      if (ask_.ignore_extra && std::ranges::find(label_of_step_, label) == label_of_step_.end())
        continue;
      labels_.push_back(label);
      kept_.push_back(position);
    }
    const auto [found, is_new] =
        variant_of_.try_emplace(labels_, static_cast<std::uint32_t>(variants_.size()));
    if (is_new) {
      Variant variant{.labels = labels_, .alignment = aligner.align(labels_)};
      variant.kinds = kinds_of_moves(ask_.design, variant.alignment, labels_, label_of_step_);
      const double worst = static_cast<double>(labels_.size() + shortest_);
      variant.fitness = worst == 0 ? 1 : 1 - variant.alignment.cost / worst;
      variants_.push_back(std::move(variant));
    }
    Variant& variant = variants_[found->second];
    ++variant.cases;
    const auto number = static_cast<std::uint32_t>(cases_.size());
    const auto time_us = run_.table->time_us();
    cases_.push_back({profile, found->second,
                      time_us[positions.back()] - time_us[positions.front()],
                      variant.alignment.cost == 0});
    total_cost_ += variant.alignment.cost;
    follow(variant, number);
  }

  // Counts what one case did in place, left out and did otherwise, and looks at its times.
  void follow(const Variant& variant, std::uint32_t number) {
    const auto time_us = run_.table->time_us();
    std::optional<TimeUs> before;
    done_us_.assign(ask_.design.steps.size(), {});
    for (std::size_t i = 0; i < variant.alignment.moves.size(); ++i) {
      const Move& move = variant.alignment.moves[i];
      if (variant.kinds[i].deviates) {
        const std::string& label = move.kind == Move::Kind::kLog
                                       ? process_->name(variant.labels[move.event])
                                       : ask_.design.steps[move.step].label;
        deviate(variant.kinds[i].kind, label, number);
      }
      if (move.kind == Move::Kind::kDesign) ++step_missing_[move.step];
      if (move.kind != Move::Kind::kBoth) continue;
      const TimeUs now = time_us[kept_[move.event]];
      const auto& step = ask_.design.steps[move.step];
      put(step_cases_[move.step], number);
      if (before) {
        step_times_[move.step].push_back(now - *before);
        if (step.within && now - *before > *step.within)
          deviate(DeviationKind::kTooSlow, step.label, number);
      }
      before = now;
      auto& span = done_us_[move.step];
      if (!span) span = {now, now};
      span->second = now;
    }
    for (const auto& stretch : ask_.design.stretches) {
      std::optional<std::pair<TimeUs, TimeUs>> whole;
      for (std::uint32_t step = stretch.first; step < stretch.last; ++step) {
        if (!done_us_[step]) continue;
        if (!whole) whole = done_us_[step];
        whole->first = std::min(whole->first, done_us_[step]->first);
        whole->second = std::max(whole->second, done_us_[step]->second);
      }
      if (!whole || whole->second - whole->first <= stretch.within) continue;
      deviate(DeviationKind::kTooSlow,
              fmt::format("{} … {}", ask_.design.steps[stretch.first].label,
                          ask_.design.steps[stretch.last - 1].label),
              number);
    }
  }

  static void put(std::vector<std::uint32_t>& cases, std::uint32_t number) {
    if (cases.empty() || cases.back() != number) cases.push_back(number);
  }

  void deviate(DeviationKind kind, const std::string& label, std::uint32_t number) {
    const auto [found, is_new] = deviation_of_.try_emplace({kind, label}, deviations_.size());
    if (is_new) deviations_.push_back({kind, label, 0, {}});
    Deviation& deviation = deviations_[found->second];
    ++deviation.count;
    put(deviation.cases, number);
    cases_[number].fits = false;
  }

  void rank() {
    std::ranges::sort(deviations_, [](const Deviation& a, const Deviation& b) {
      if (a.cases.size() != b.cases.size()) return a.cases.size() > b.cases.size();
      return std::pair(a.kind, a.label) < std::pair(b.kind, b.label);
    });
    for (std::uint32_t i = 0; i < variants_.size(); ++i) shown_.push_back(i);
    std::ranges::sort(shown_, [&](std::uint32_t a, std::uint32_t b) {
      if (variants_[a].cases != variants_[b].cases) return variants_[a].cases > variants_[b].cases;
      return variants_[a].labels < variants_[b].labels;
    });
    if (shown_.size() > ask_.variants) shown_.resize(ask_.variants);
  }

  std::vector<std::uint32_t> cases_of_kind(DeviationKind kind) const {
    std::vector<std::uint32_t> cases;
    for (const Deviation& deviation : deviations_)
      if (deviation.kind == kind)
        cases.insert(cases.end(), deviation.cases.begin(), deviation.cases.end());
    std::ranges::sort(cases);
    cases.erase(std::ranges::unique(cases).begin(), cases.end());
    return cases;
  }

  ProfileList people_of(const std::vector<std::uint32_t>& cases) const {
    ProfileList profiles;
    for (const std::uint32_t number : cases) put(profiles, cases_[number].profile);
    return profiles;
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (std::size_t i = 0; i < cases_.size(); ++i)
      if (belongs(i)) put(profiles, cases_[i].profile);
    return profiles;
  }

  json::object deviation_json(std::size_t i) const;
  json::object variant_json(std::size_t rank) const;

  const QueryRun run_;
  const ConformanceAsk& ask_;
  std::optional<ProcessCases> process_;
  std::vector<std::uint32_t> label_of_step_;
  std::uint32_t shortest_ = 0;
  std::map<std::vector<std::uint32_t>, std::uint32_t> variant_of_;
  std::vector<Variant> variants_;
  std::vector<Case> cases_;
  std::map<std::pair<DeviationKind, std::string>, std::size_t> deviation_of_;
  std::vector<Deviation> deviations_;
  std::vector<std::vector<std::int64_t>> step_times_;
  std::vector<std::vector<std::uint32_t>> step_cases_;
  std::vector<std::uint64_t> step_missing_;
  std::vector<std::uint32_t> shown_;
  std::uint64_t total_cost_ = 0;
  std::vector<std::uint32_t> labels_, kept_;
  std::vector<std::optional<std::pair<TimeUs, TimeUs>>> done_us_;
};

// The difference of two medians with the interval that follows from those of each (Zou and Donner
// 2008, "MOVER").
json::object median_difference(const json::object& with, const json::object& without) {
  json::object cost = {{"median_s", nullptr}, {"low_s", nullptr}, {"high_s", nullptr}};
  const auto number = [](const json::object& times, const char* field) {
    return times.at(field).is_null() ? std::optional<double>()
                                     : times.at(field).to_number<double>();
  };
  const auto a = number(with, "median_s"), b = number(without, "median_s");
  if (!a || !b) return cost;
  cost["median_s"] = *a - *b;
  const auto a_low = number(with, "low_s"), a_high = number(with, "high_s");
  const auto b_low = number(without, "low_s"), b_high = number(without, "high_s");
  if (!a_low || !b_low) return cost;
  cost["low_s"] = *a - *b - std::hypot(*a - *a_low, *b_high - *b);
  cost["high_s"] = *a - *b + std::hypot(*a_high - *a, *b - *b_low);
  return cost;
}

json::object ConformanceAnswer::deviation_json(std::size_t i) const {
  const Deviation& deviation = deviations_[i];
  static constexpr const char* kSentences[] = {
      "“{}” was left out in {:.3g} % of cases.",
      "“{}”, which the design does not have, was done in {:.3g} % of cases.",
      "“{}” was done again in {:.3g} % of cases.",
      "“{}” was done in another place in {:.3g} % of cases.",
      "“{}” of another branch was done in {:.3g} % of cases.",
      "“{}” took too long in {:.3g} % of cases."};
  json::object out;
  out["id"] = fmt::format("d{}", i);
  out["kind"] = kKindNames[static_cast<std::size_t>(deviation.kind)];
  out["label"] = deviation.label;
  out["sentence"] = fmt::format(
      fmt::runtime(kSentences[static_cast<std::size_t>(deviation.kind)]), deviation.label,
      100 * static_cast<double>(deviation.cases.size()) / static_cast<double>(cases_.size()));
  out["count"] = deviation.count;
  out["share"] = share_json(deviation.cases.size(), cases_.size());
  out["people"] = people_of(deviation.cases).size();
  out["ref"] = fmt::format("deviation:{}", i);
  std::vector<std::int64_t> with, without;
  std::size_t next = 0;
  for (std::uint32_t number = 0; number < cases_.size(); ++number) {
    const bool has = next < deviation.cases.size() && deviation.cases[next] == number;
    next += has;
    (has ? with : without).push_back(cases_[number].length_us);
  }
  const json::object with_times = times_json(with), without_times = times_json(without);
  json::object cost = median_difference(with_times, without_times);
  cost["with"] = with_times;
  cost["without"] = without_times;
  out["time_cost"] = std::move(cost);
  return out;
}

json::object ConformanceAnswer::variant_json(std::size_t rank) const {
  const Variant& variant = variants_[shown_[rank]];
  json::object out;
  out["fits"] = variant.alignment.cost == 0;
  out["cost"] = variant.alignment.cost;
  out["fitness"] = variant.fitness;
  out["share"] = share_json(variant.cases, cases_.size());
  out["people"] = list([&](std::size_t i) { return cases_[i].variant == shown_[rank]; }).size();
  out["ref"] = fmt::format("variant:{}", rank);
  json::array moves;
  for (std::size_t i = 0; i < variant.alignment.moves.size(); ++i) {
    const Move& move = variant.alignment.moves[i];
    const bool log = move.kind == Move::Kind::kLog;
    moves.push_back(
        {{"move", log                              ? "log"
                  : move.kind == Move::Kind::kBoth ? "both"
                                                   : "design"},
         {"label",
          log ? process_->name(variant.labels[move.event]) : ask_.design.steps[move.step].label},
         {"kind", variant.kinds[i].deviates
                      ? json::value(kKindNames[static_cast<std::size_t>(variant.kinds[i].kind)])
                      : json::value(nullptr)}});
  }
  out["moves"] = std::move(moves);
  return out;
}

base::Result<json::object> ConformanceAnswer::result() {
  json::object result;
  const auto count = [&](std::string_view ref) { return people(ref).value()->size(); };
  result["cases"] = cases_.size();
  result["cases_people"] = count("cases");
  result["cases_ref"] = "cases";
  std::uint64_t fitting = 0;
  double sum = 0, squares = 0;
  for (const Case& one : cases_) {
    fitting += one.fits;
    sum += variants_[one.variant].fitness;
  }
  const auto n = static_cast<double>(cases_.size());
  for (const Case& one : cases_) squares += std::pow(variants_[one.variant].fitness - sum / n, 2);
  result["fitting"] = share_json(fitting, cases_.size());
  result["fitting_people"] = count("fitting");
  result["fitting_ref"] = "fitting";
  result["fitness"] = cases_.empty() ? json::value(nullptr) : json::value(sum / n);
  const bool enough = cases_.size() > 1;
  const double half = enough ? kZ95 * std::sqrt(squares / (n - 1) / n) : 0;
  result["fitness_low"] = enough ? json::value(std::max(0.0, sum / n - half)) : nullptr;
  result["fitness_high"] = enough ? json::value(std::min(1.0, sum / n + half)) : nullptr;
  result["cost"] = total_cost_;
  json::array steps;
  for (std::size_t step = 0; step < ask_.design.steps.size(); ++step) {
    steps.push_back({{"id", fmt::format("t{}", step)},
                     {"label", ask_.design.steps[step].label},
                     {"done", share_json(step_cases_[step].size(), cases_.size())},
                     {"done_people", people_of(step_cases_[step]).size()},
                     {"done_ref", fmt::format("step:{}", step)},
                     {"missing", step_missing_[step]},
                     {"times", times_json(step_times_[step])}});
  }
  result["steps"] = std::move(steps);
  json::array deviations;
  for (std::size_t i = 0; i < deviations_.size(); ++i) deviations.push_back(deviation_json(i));
  result["deviations"] = std::move(deviations);
  json::array by_kind;
  for (std::size_t kind = 0; kind < kDeviationKinds; ++kind) {
    const auto cases = cases_of_kind(static_cast<DeviationKind>(kind));
    std::uint64_t times = 0;
    for (const Deviation& deviation : deviations_)
      if (deviation.kind == static_cast<DeviationKind>(kind)) times += deviation.count;
    by_kind.push_back({{"kind", kKindNames[kind]},
                       {"count", times},
                       {"share", share_json(cases.size(), cases_.size())},
                       {"people", people_of(cases).size()},
                       {"ref", fmt::format("kind:{}", kKindNames[kind])}});
  }
  result["by_kind"] = std::move(by_kind);
  json::array variants;
  for (std::size_t rank = 0; rank < shown_.size(); ++rank) variants.push_back(variant_json(rank));
  result["variants"] = std::move(variants);
  result["variants_total"] = variants_.size();
  return result;
}

class ConformanceQuestion final : public Question {
 public:
  explicit ConformanceQuestion(ConformanceAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<ConformanceAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  ConformanceAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_conformance(model::ObjectReader& document,
                                                         model::PredicateReader& predicates) {
  ConformanceAsk ask;
  WEND_ASSIGN(ask.design, read_journey_design(document));
  WEND_ASSIGN(ask.process.by, Grouping::read(document));
  if (const auto* hide = document.find("hide")) {
    WEND_ASSIGN(ask.process.hide, predicates.read(*hide, document.place_of("hide")));
  }
  WEND_ASSIGN(ask.process.session_us, read_case_gap(document));
  WEND_ASSIGN(const auto variants, document.integer("variants", 0, kVariantsMax));
  if (variants) ask.variants = static_cast<std::size_t>(*variants);
  WEND_ASSIGN(const auto extra, document.choice("extra", {"count", "ignore"}));
  ask.ignore_extra = extra == 1U;
  return std::make_unique<ConformanceQuestion>(std::move(ask));
}

}  // namespace wend::analyze
