#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "analyze/drift_ask.h"
#include "analyze/drift_growth.h"
#include "analyze/drift_journeys.h"
#include "analyze/drift_tally.h"
#include "analyze/drift_words.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr double kZ95 = 1.959963984540054;  // the standard normal quantile of 0.975
constexpr std::size_t kDeviationsShown = 200;
constexpr TimeUs kWindowMinUs = 3'600LL * 1'000'000;
constexpr const char* kKindNames[] = {"missing",      "extra",        "repeated",
                                      "out_of_order", "wrong_branch", "too_slow"};
// A way of leaving that most of those who leave a step take is told as theirs.
constexpr double kMostOfThem = 0.8;

class DriftAnswer final : public Answer {
 public:
  DriftAnswer(const QueryRun& run, const DriftAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    WEND_ASSIGN(buckets_, DriftBuckets::make(run_, ask_));
    WEND_ASSIGN(auto journeys, DriftJourneys::make(run_, ask_));
    journeys_.emplace(std::move(journeys));
    WEND_ASSIGN(tally_, tally_drift(run_, ask_, *journeys_, buckets_));
    return {};
  }

  base::Result<json::object> result() override {
    json::object out = place_json(tally_.whole, "map", "drift");
    out["journeys"] = tally_.journeys;
    put_fitness(out);
    out["sentence"] = nullptr;
    if (auto sentence = this->sentence(); !sentence.empty()) out["sentence"] = sentence;
    json::array steps;
    for (std::size_t step = 0; step < tally_.steps.size(); ++step) steps.push_back(step_json(step));
    out["steps"] = std::move(steps);
    json::array stages;
    for (std::size_t stage = 0; stage < tally_.stages.size(); ++stage) {
      const MapPlace& place = ask_.map.stages[stage];
      json::object one{{"id", place.id}, {"label", place.label}};
      const std::string ref = "stage:" + place.id;
      for (auto& field : place_json(tally_.stages[stage], ref, ref + ":drift"))
        one[field.key()] = field.value();
      stages.push_back(std::move(one));
    }
    out["stages"] = std::move(stages);
    json::array deviations;
    for (std::size_t i = 0; i < std::min(tally_.deviations.size(), kDeviationsShown); ++i)
      deviations.push_back(deviation_json(i));
    out["deviations"] = std::move(deviations);
    out["deviations_total"] = tally_.deviations.size();
    json::array kinds;
    for (std::size_t kind = 0; kind < kDeviationKinds; ++kind) {
      if (static_cast<DeviationKind>(kind) == DeviationKind::kTooSlow) continue;
      kinds.push_back({{"kind", kKindNames[kind]},
                       {"people", tally_.kinds[kind].size()},
                       {"ref", fmt::format("kind:{}", kKindNames[kind])},
                       {"share", share_json(tally_.kinds[kind].size(), people())}});
    }
    out["by_kind"] = std::move(kinds);
    return out;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const ProfileList* found = list_of(ref);
    if (found == nullptr) return std::nullopt;
    return *found;
  }

 private:
  std::size_t people() const { return tally_.whole.here.size(); }

  // The people at a place, the drift there, its trend, and where that turned.
  json::object place_json(const DriftPlace& place, const std::string& ref,
                          const std::string& drift_ref) const {
    json::object out{{"people", place.here.size()},
                     {"ref", ref},
                     {"drift", share_json(place.left.size(), place.here.size())},
                     {"drift_ref", drift_ref}};
    if (!buckets_) return out;
    json::array trend;
    for (std::size_t bucket = 0; bucket < buckets_->size(); ++bucket) {
      const Proportion share = place.share_in(bucket);
      const std::string at =
          ref == "map" ? fmt::format("trend:{}", bucket) : fmt::format("{}:trend:{}", ref, bucket);
      trend.push_back({{"from", bucket_day(bucket)},
                       {"people", share.of},
                       {"ref", at},
                       {"drift", share_json(share.count, share.of)},
                       {"drift_ref", at + ":drift"},
                       {"incomplete", buckets_->is_partial(bucket)}});
    }
    out["trend"] = std::move(trend);
    out["turn"] = nullptr;
    if (const auto turn = turn_of(place)) {
      out["turn"] = {{"from", bucket_day(turn->at)},
                     {"before", share_json(turn->before.count, turn->before.of)},
                     {"after", share_json(turn->after.count, turn->after.of)}};
    }
    return out;
  }

  // "2026-04-09"
  std::string bucket_day(std::size_t bucket) const {
    const TimeUs start = buckets_->start_us(bucket);
    return model::format_day(model::local_day(start, run_.zone));
  }

  // Among complete buckets; `at` counts all of them.
  std::optional<Turn> turn_of(const DriftPlace& place) const {
    if (!buckets_) return std::nullopt;
    std::vector<Proportion> series;
    std::size_t first = buckets_->size();
    for (std::size_t bucket = 0; bucket < buckets_->size(); ++bucket) {
      if (buckets_->is_partial(bucket)) continue;
      first = std::min(first, bucket);
      series.push_back(place.share_in(bucket));
    }
    auto turn = find_turn(series, ask_.map.least);
    if (turn) turn->at += first;
    return turn;
  }

  void put_fitness(json::object& out) const {
    out["fitness"] = out["fitness_low"] = out["fitness_high"] = nullptr;
    const auto n = static_cast<double>(tally_.journeys);
    if (tally_.journeys == 0) return;
    const double mean = tally_.fitness_sum / n;
    out["fitness"] = mean;
    if (tally_.journeys < 2) return;
    const double variance = std::max(0.0, (tally_.fitness_squares - n * mean * mean) / (n - 1));
    const double half = kZ95 * std::sqrt(variance / n);
    out["fitness_low"] = std::max(0.0, mean - half);
    out["fitness_high"] = std::min(1.0, mean + half);
  }

  json::object step_json(std::size_t step) const {
    const MapPlace& place = ask_.map.steps[step];
    json::object one{{"id", place.id},
                     {"label", place.label},
                     {"stage", ask_.map.stages[place.stage].id},
                     {"bound", journeys_->is_bound(step)},
                     {"reached", static_cast<bool>(journeys_->walked()[step])}};
    const std::string ref = "step:" + place.id;
    for (auto& field : place_json(tally_.steps[step], ref, ref + ":drift"))
      one[field.key()] = field.value();
    one["entered"] = share_json(tally_.entered[step].size(), people());
    one["entered_ref"] = ref + ":entered";
    one["ended"] = share_json(tally_.ended[step].size(), people());
    one["ended_ref"] = ref + ":ended";
    return one;
  }

  bool is_step(std::uint32_t label) const { return label < ask_.map.steps.size(); }
  const std::string& name_of(std::uint32_t label) const {
    return is_step(label) ? ask_.map.steps[label].label : journeys_->contact_name(label);
  }
  std::string words_of(const Deviation& deviation, bool plural) const {
    return deviation_in_words(deviation.kind, name_of(deviation.label),
                              deviation.label < deviation.step, plural);
  }

  json::object deviation_json(std::size_t i) const {
    const Deviation& deviation = tally_.deviations[i];
    const Proportion share{deviation.people.size(), tally_.steps[deviation.step].here.size()};
    json::object out{{"id", fmt::format("d{}", i)},
                     {"step", ask_.map.steps[deviation.step].id},
                     {"kind", kKindNames[static_cast<std::size_t>(deviation.kind)]},
                     {"label", name_of(deviation.label)},
                     {"to", nullptr},
                     {"count", deviation.count},
                     {"people", deviation.people.size()},
                     {"ref", fmt::format("deviation:{}", i)},
                     {"share", share_json(share.count, share.of)},
                     {"back", share_json(deviation.back.size(), deviation.people.size())},
                     {"back_ref", fmt::format("deviation:{}:back", i)},
                     {"back_at", nullptr},
                     {"away", times_json(deviation.away_us)}};
    if (is_step(deviation.label)) out["to"] = ask_.map.steps[deviation.label].id;
    const auto most =
        std::ranges::max_element(deviation.back_at, {}, [](const auto& at) { return at.second; });
    if (most != deviation.back_at.end()) out["back_at"] = ask_.map.steps[most->first].id;
    const ShareInWords who = share_in_words(share);
    out["sentence"] = fmt::format("At “{}”, {} {}.", ask_.map.steps[deviation.step].label, who.text,
                                  words_of(deviation, who.plural));
    return out;
  }

  // The step that most people leave the path at, and how they do.
  std::string sentence() const {
    if (people() == 0) return "";
    if (tally_.whole.left.empty()) return "Everybody keeps to the mapped path.";
    std::size_t step = 0;
    for (std::size_t other = 0; other < tally_.steps.size(); ++other)
      if (tally_.steps[other].left.size() > tally_.steps[step].left.size()) step = other;
    const DriftPlace& place = tally_.steps[step];
    const auto way = std::ranges::find(tally_.deviations, step, &Deviation::step);
    const Proportion of_them{way->people.size(), place.left.size()};
    const ShareInWords who = share_in_words(place.share());
    std::string text = fmt::format("At “{}”, {} {} the mapped path", ask_.map.steps[step].label,
                                   who.text, who.plural ? "leave" : "leaves");
    if (of_them.share() >= kMostOfThem) {
      text += fmt::format(" and {}", words_of(*way, who.plural));
    } else {
      const ShareInWords they = share_in_words(of_them);
      text += fmt::format("; {} of them {}", they.text, words_of(*way, they.plural));
    }
    if (const auto turn = turn_of(place)) {
      const std::string day =
          day_in_words(buckets_->start_us(turn->at), run_.scope.to_us - 1, run_.zone);
      text += "; " + turn_in_words(*turn, day);
    }
    return text + ".";
  }

  const ProfileList* list_of(const DriftPlace& place,
                             std::span<const std::string_view> parts) const {
    if (parts.empty()) return &place.here;
    if (parts[0] == "drift" && parts.size() == 1) return &place.left;
    if (parts[0] != "trend" || parts.size() < 2 || !buckets_) return nullptr;
    const auto bucket = index_in_ref(parts[1], buckets_->size());
    if (!bucket) return nullptr;
    if (parts.size() == 2) return &place.here_in[*bucket];
    return parts.size() == 3 && parts[2] == "drift" ? &place.left_in[*bucket] : nullptr;
  }

  const ProfileList* list_of(std::string_view ref) const {
    const auto parts = parts_of_ref(ref);
    const std::span all(parts);
    if (ref == "map") return &tally_.whole.here;
    if (parts[0] == "drift" || parts[0] == "trend") return list_of(tally_.whole, all);
    if (parts.size() < 2) return nullptr;
    const auto found = [&](const std::vector<MapPlace>& places) {
      return static_cast<std::size_t>(std::ranges::find(places, parts[1], &MapPlace::id) -
                                      places.begin());
    };
    if (parts[0] == "step") {
      const std::size_t step = found(ask_.map.steps);
      if (step == tally_.steps.size()) return nullptr;
      if (parts.size() == 3 && parts[2] == "entered") return &tally_.entered[step];
      if (parts.size() == 3 && parts[2] == "ended") return &tally_.ended[step];
      return list_of(tally_.steps[step], all.subspan(2));
    }
    if (parts[0] == "stage") {
      const std::size_t stage = found(ask_.map.stages);
      return stage == tally_.stages.size() ? nullptr
                                           : list_of(tally_.stages[stage], all.subspan(2));
    }
    if (parts[0] == "kind" && parts.size() == 2) {
      const auto kind = std::ranges::find(kKindNames, parts[1]);
      return kind == std::end(kKindNames) ? nullptr : &tally_.kinds[kind - std::begin(kKindNames)];
    }
    if (parts[0] != "deviation" || parts.size() > 3) return nullptr;
    const auto number = index_in_ref(parts[1], tally_.deviations.size());
    if (!number) return nullptr;
    if (parts.size() == 2) return &tally_.deviations[*number].people;
    return parts[2] == "back" ? &tally_.deviations[*number].back : nullptr;
  }

  const QueryRun run_;
  const DriftAsk& ask_;
  std::optional<DriftBuckets> buckets_;
  std::optional<DriftJourneys> journeys_;
  DriftTally tally_;
};

class DriftQuestion final : public Question {
 public:
  explicit DriftQuestion(DriftAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<DriftAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  DriftAsk ask_;
};

base::Status read_links(model::ObjectReader& document, DriftAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("links", kDriftLinksMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("links"), i)));
    DriftLink link;
    WEND_ASSIGN(link.from, map_step_named(reader, "from", ask.map));
    WEND_ASSIGN(link.to, map_step_named(reader, "to", ask.map));
    WEND_ASSIGN(const auto kind, reader.choice("kind", {"branch", "loop", "skip"}));
    link.branch = kind.value_or(0) == 0;
    WEND_TRY(reader.finish());
    ask.links.push_back(link);
  }
  return {};
}

base::Status read_optional(model::ObjectReader& document, DriftAsk& ask) {
  ask.optional.resize(ask.map.steps.size());
  WEND_ASSIGN(const auto* list, document.list("optional", kMapStepsMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = model::entry_place(document.place_of("optional"), i);
    if (!(*list)[i].is_string()) return model::wrong_kind((*list)[i], place, "the id of a step");
    const auto found =
        std::ranges::find(ask.map.steps, std::string_view((*list)[i].get_string()), &MapPlace::id);
    if (found == ask.map.steps.end())
      return base::fail(ErrorCode::kInvalidInput, "There is no step with this id.", place,
                        "Name one of those in \"steps\".");
    ask.optional[static_cast<std::size_t>(found - ask.map.steps.begin())] = true;
  }
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Question>> read_drift(model::ObjectReader& document,
                                                   model::PredicateReader& predicates) {
  DriftAsk ask;
  WEND_TRY(read_map_places(document, predicates, ask.map));
  WEND_TRY(read_optional(document, ask));
  WEND_TRY(read_links(document, ask));
  WEND_ASSIGN(const auto extra, document.choice("extra", {"contacts", "none"}));
  ask.contacts = extra != 1U;
  WEND_ASSIGN(const auto gap, document.duration("gap"));
  ask.gap_us = gap.value_or(ask.gap_us);
  WEND_ASSIGN(ask.every_us, document.duration("every"));
  if (ask.every_us && *ask.every_us < kWindowMinUs)
    return base::fail(ErrorCode::kInvalidInput, "The windows of a trend are an hour at least.",
                      document.place_of("every"));
  if (ask.every_us && ask.map.trend)
    return base::fail(ErrorCode::kInvalidInput, "A trend has a unit or windows, not both.",
                      document.place_of("every"), "Leave \"trend\" or \"every\" out.");
  return std::make_unique<DriftQuestion>(std::move(ask));
}

}  // namespace wend::analyze
