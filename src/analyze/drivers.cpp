#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <mutex>

#include "analyze/driver_candidates.h"
#include "analyze/driver_statistics.h"
#include "analyze/journey_steps.h"
#include "analyze/matching.h"
#include "analyze/parallel_profiles.h"
#include "analyze/questions.h"
#include "analyze/ref.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr model::DurationUs kDayUs = 86'400LL * 1'000'000;
constexpr double kMicrosecondsPerSecond = 1e6;
constexpr std::size_t kAlsoShown = 5;
constexpr std::size_t kKinds = 5;

struct DriversAsk {
  model::Predicate outcome;
  std::optional<model::Predicate> start, hide;
  model::DurationUs observe_us = 7 * kDayUs;
  model::DurationUs within_us = 30 * kDayUs;
  std::vector<std::uint8_t> kinds = std::vector<std::uint8_t>(kKinds, 1);
  double fdr = 0.05;
  std::size_t limit = 50;
  std::uint64_t least = 20;
};

// A customer whose time of observation and of outcome are both known in full.
struct Member {
  std::uint32_t profile;
  std::uint32_t first, last;  // positions of what was observed: [first, last)
  bool outcome;
};

// Of a range of customers.
struct Members {
  std::vector<Member> members;
  ProfileList early, too_recent;
};

struct Driver {
  std::size_t candidate = 0;
  std::vector<std::size_t> also;  // candidates that exactly the same customers have
  TwoGroups groups;
  Effect difference;
  double p = 1, q = 1;
};

// Mixes the bits of a number (the finaliser of SplitMix64), for fingerprints of sets of customers.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

std::string in_words(model::DurationUs length) {
  const double days = static_cast<double>(length) / static_cast<double>(kDayUs);
  if (length % kDayUs == 0) return fmt::format("{} day{}", days, days == 1 ? "" : "s");
  if (length >= kDayUs / 24) return fmt::format("{:.4g} hours", days * 24);
  return fmt::format("{:.4g} minutes", days * 24 * 60);
}

std::string label_of(const DriverCandidate& candidate) {
  switch (candidate.kind) {
    case DriverKind::kEvent:
      return candidate.name;
    case DriverKind::kCount:
      return fmt::format("{} at least {} times", candidate.name, candidate.at_least);
    case DriverKind::kChannel:
      return fmt::format("channel {}", candidate.name);
    default:
      return fmt::format("{} is {}", candidate.name, candidate.value);
  }
}

class DriversAnswer final : public Answer {
 public:
  DriversAnswer(const QueryRun& run, const DriversAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    WEND_TRY(find_members());
    WEND_ASSIGN(auto candidates, DriverCandidates::make(run_, ask_.kinds));
    candidates_.emplace(std::move(candidates));
    WEND_TRY(find_drivers());
    run_.notes.add(
        "Drivers are what goes with the outcome, not what causes it; only an experiment tells.");
    if (std::ranges::any_of(drivers_, [&](const Driver& driver) {
          return (*candidates_)[driver.candidate].kind == DriverKind::kTrait;
        }))
      run_.notes.add(
          "Traits are as they are known now; one that was set by the outcome explains "
          "nothing.");
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    std::uint64_t outcomes = 0;
    for (const Member& member : members_) outcomes += member.outcome;
    result["population"] = members_.size();
    result["population_ref"] = "population";
    result["outcome"] = share_json(outcomes, members_.size());
    result["outcome_ref"] = "outcome";
    result["left_out"] = {{"early", early_.size()},
                          {"early_ref", "early"},
                          {"too_recent", too_recent_.size()},
                          {"too_recent_ref", "too_recent"}};
    result["observe_s"] = static_cast<double>(ask_.observe_us) / kMicrosecondsPerSecond;
    result["within_s"] = static_cast<double>(ask_.within_us) / kMicrosecondsPerSecond;
    result["tested"] = tested_;
    result["held"] = held_;
    result["fdr"] = ask_.fdr;
    json::array drivers;
    for (std::size_t i = 0; i < drivers_.size(); ++i) drivers.push_back(driver_json(i));
    result["drivers"] = std::move(drivers);
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto all = [](const Member&) { return true; };
    const auto outcome = [](const Member& member) { return member.outcome; };
    if (ref == "population") return list(all);
    if (ref == "outcome") return list(outcome);
    if (ref == "early") return early_;
    if (ref == "too_recent") return too_recent_;
    const auto parts = parts_of_ref(ref);
    const bool of_outcome = parts.size() == 4 && parts[3] == "outcome";
    if (parts[0] != "driver" || (parts.size() != 3 && !of_outcome)) return std::nullopt;
    const auto number = index_in_ref(parts[1], drivers_.size());
    if (!number || (parts[2] != "with" && parts[2] != "without")) return std::nullopt;
    const bool wanted = parts[2] == "with";
    ProfileList profiles;
    Having look = having();
    for (const Member& member : members_) {
      if (of_outcome && !member.outcome) continue;
      bool has = false;
      look.each(member, [&](std::size_t candidate) {
        has = has || candidate == drivers_[*number].candidate;
      });
      if (has == wanted) profiles.push_back(member.profile);
    }
    return profiles;
  }

 private:
  base::Status find_members() {
    const JourneyTable& table = *run_.table;
    WEND_ASSIGN(const auto outcomes, selected(run_, ask_.outcome));
    WEND_ASSIGN(Labels names, Grouping{}.labels(run_));
    WEND_ASSIGN(observed_, JourneySteps::make(run_, names, ask_.hide));
    // Without a `start` of its own a customer starts with the first step of a journey.
    std::optional<Selection> starts;
    std::optional<JourneySteps> steps;
    if (ask_.start) {
      WEND_ASSIGN(starts, selected(run_, *ask_.start));
    } else {
      WEND_ASSIGN(steps, JourneySteps::make(run_, std::move(names), std::nullopt));
    }
    const auto is_start = [&](std::size_t at) {
      return starts ? starts->holds(table.signatures(), at)
                    : steps->label_at(at) != JourneySteps::kNone;
    };
    WEND_ASSIGN(
        const auto parts,
        in_profile_ranges<Members>(table, run_.stop, [&](ProfileRange range, Members& part) {
          for (std::size_t p = range.first; p < range.last; ++p)
            find_member(static_cast<std::uint32_t>(p), is_start, outcomes, part);
        }));
    const auto join = [](auto& list, const auto& more) {
      list.insert(list.end(), more.begin(), more.end());
    };
    for (const Members& part : parts) {
      join(members_, part.members);
      join(early_, part.early);
      join(too_recent_, part.too_recent);
    }
    return {};
  }

  template <typename IsStart>
  void find_member(std::uint32_t profile, const IsStart& is_start, const Selection& outcomes,
                   Members& found) const {
    const auto time_us = run_.table->time_us();
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    std::size_t at = begin;
    while (at < end && !is_start(at)) ++at;
    if (at == end) return;
    const TimeUs start_us = time_us[at];
    if (start_us + ask_.within_us > run_.scope.to_us) {
      found.too_recent.push_back(profile);
      return;
    }
    // Everything of the first moment was observed.
    while (at > begin && time_us[at - 1] == start_us) --at;
    const auto first = static_cast<std::uint32_t>(at);
    Member member{profile, first, first, false};
    for (; at < end && time_us[at] < start_us + ask_.within_us; ++at) {
      const bool outcome = outcomes.holds(run_.table->signatures(), at);
      if (time_us[at] >= start_us + ask_.observe_us) {
        member.outcome = member.outcome || outcome;
        continue;
      }
      member.last = static_cast<std::uint32_t>(at + 1);
      if (!outcome) continue;
      found.early.push_back(profile);
      return;
    }
    found.members.push_back(member);
  }

  // Which candidates members have; one for each thread.
  struct Having {
    const JourneySteps& observed;
    DriverCandidates candidates;
    std::vector<std::uint32_t> positions;

    template <typename Hit>
    void each(const Member& member, Hit&& hit) {
      positions.clear();
      for (std::uint32_t at = member.first; at < member.last; ++at)
        if (observed.label_at(at) != JourneySteps::kNone) positions.push_back(at);
      candidates.each(member.profile, positions, hit);
    }
  };
  Having having() const { return {*observed_, *candidates_, {}}; }

  struct Groups {
    std::vector<TwoGroups> groups;
    std::vector<std::uint64_t> fingerprints;
    std::uint64_t outcomes = 0;
  };

  base::Result<Groups> count_groups() const {
    std::mutex adding;
    Groups all{std::vector<TwoGroups>(candidates_->size()),
               std::vector<std::uint64_t>(candidates_->size())};
    struct Worker {
      Having having;
      Groups counted;
    };
    constexpr std::size_t kMembersPerRange = 4096;
    std::vector<std::unique_ptr<Worker>> workers;
    side_by_side_with((members_.size() + kMembersPerRange - 1) / kMembersPerRange, [&] {
      Worker* worker = nullptr;
      {
        const std::lock_guard lock(adding);
        workers.emplace_back(new Worker{having(), all});
        worker = workers.back().get();
      }
      return [&, worker](std::size_t range) {
        if (run_.stop.stop_requested()) return;
        const std::size_t last = std::min(members_.size(), (range + 1) * kMembersPerRange);
        for (std::size_t i = range * kMembersPerRange; i < last; ++i) {
          Groups& counted = worker->counted;
          counted.outcomes += members_[i].outcome;
          worker->having.each(members_[i], [&](std::size_t candidate) {
            ++counted.groups[candidate].with;
            counted.groups[candidate].with_outcome += members_[i].outcome;
            counted.fingerprints[candidate] += mixed(i + 1);
          });
        }
      };
    });
    WEND_TRY(check_stop(run_.stop));
    for (const auto& worker : workers) {
      all.outcomes += worker->counted.outcomes;
      for (std::size_t candidate = 0; candidate < all.groups.size(); ++candidate) {
        all.groups[candidate].with += worker->counted.groups[candidate].with;
        all.groups[candidate].with_outcome += worker->counted.groups[candidate].with_outcome;
        all.fingerprints[candidate] += worker->counted.fingerprints[candidate];
      }
    }
    return all;
  }

  base::Status find_drivers() {
    WEND_ASSIGN(auto counted, count_groups());
    auto& [groups, fingerprints, outcomes] = counted;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> known;  // to drivers_
    for (std::size_t candidate = 0; candidate < groups.size(); ++candidate) {
      TwoGroups& group = groups[candidate];
      group.without = members_.size() - group.with;
      group.without_outcome = outcomes - group.with_outcome;
      if (group.with < ask_.least || group.without < ask_.least) continue;
      const auto [same, is_new] =
          known.try_emplace({group.with, fingerprints[candidate]}, drivers_.size());
      if (!is_new) {
        drivers_[same->second].also.push_back(candidate);
        continue;
      }
      drivers_.push_back({.candidate = candidate, .groups = group});
      drivers_.back().difference = risk_difference(group);
      drivers_.back().p = equality_p(group);
    }
    tested_ = drivers_.size();
    std::vector<double> p;
    for (const Driver& driver : drivers_) p.push_back(driver.p);
    const auto q = q_values(p);
    for (std::size_t i = 0; i < q.size(); ++i) {
      drivers_[i].q = q[i];
      held_ += q[i] <= ask_.fdr;
    }
    std::ranges::stable_sort(drivers_, [&](const Driver& a, const Driver& b) {
      const bool held_a = a.q <= ask_.fdr, held_b = b.q <= ask_.fdr;
      if (held_a != held_b) return held_a;
      const double bound_a = surely(a.difference), bound_b = surely(b.difference);
      if (bound_a != bound_b) return bound_a > bound_b;
      return a.p < b.p;
    });
    if (drivers_.size() > ask_.limit) drivers_.resize(ask_.limit);
    return {};
  }

  // The bound nearer to no difference, as a distance from it; 0 when it is enclosed.
  static double surely(const Effect& effect) { return std::max({0.0, effect.low, -effect.high}); }

  json::object driver_json(std::size_t i) const {
    const Driver& driver = drivers_[i];
    const DriverCandidate& candidate = (*candidates_)[driver.candidate];
    static constexpr const char* kNames[] = {"event", "count", "channel", "property", "trait"};
    json::object out;
    out["id"] = fmt::format("d{}", i);
    out["kind"] = kNames[static_cast<std::size_t>(candidate.kind)];
    out["label"] = label_of(candidate);
    if (candidate.kind == DriverKind::kCount) {
      out["event"] = candidate.name;
      out["at_least"] = candidate.at_least;
    } else {
      out[kNames[static_cast<std::size_t>(candidate.kind)]] = candidate.name;
      if (candidate.kind >= DriverKind::kProperty) out["value"] = candidate.value;
    }
    out["direction"] = driver.difference.value < 0 ? "less" : "more";
    const TwoGroups& groups = driver.groups;
    const auto ref = [i](std::string_view of) { return fmt::format("driver:{}:{}", i, of); };
    out["with"] = share_json(groups.with_outcome, groups.with);
    out["with_ref"] = ref("with:outcome");
    out["without"] = share_json(groups.without_outcome, groups.without);
    out["without_ref"] = ref("without:outcome");
    out["refs"] = {{"with", ref("with")},
                   {"with_outcome", ref("with:outcome")},
                   {"without", ref("without")},
                   {"without_outcome", ref("without:outcome")}};
    const auto ratio = risk_ratio(groups);
    out["ratio"] = ratio ? effect_json(*ratio) : json::value(nullptr);
    out["difference"] = effect_json(driver.difference);
    out["p"] = driver.p;
    out["q"] = driver.q;
    out["held"] = driver.q <= ask_.fdr;
    out["sentence"] = sentence(candidate, groups);
    json::array also;
    for (std::size_t k = 0; k < driver.also.size() && k < kAlsoShown; ++k)
      also.emplace_back(label_of((*candidates_)[driver.also[k]]));
    out["also"] = std::move(also);
    return out;
  }

  static json::value effect_json(const Effect& effect) {
    return json::object{{"value", effect.value}, {"low", effect.low}, {"high", effect.high}};
  }

  std::string sentence(const DriverCandidate& candidate, const TwoGroups& groups) const {
    const auto percent = [](std::uint64_t count, std::uint64_t of) {
      return fmt::format("{:.3g} %", 100 * static_cast<double>(count) / static_cast<double>(of));
    };
    const std::string did = candidate.kind == DriverKind::kTrait
                                ? fmt::format("Of those whose {}", label_of(candidate))
                                : fmt::format("Of those with “{}” in the first {}",
                                              label_of(candidate), in_words(ask_.observe_us));
    return fmt::format("{}, {} had the outcome within {}; of the others {}.", did,
                       percent(groups.with_outcome, groups.with), in_words(ask_.within_us),
                       percent(groups.without_outcome, groups.without));
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (const Member& member : members_)
      if (belongs(member)) profiles.push_back(member.profile);
    return profiles;
  }

  const QueryRun run_;
  const DriversAsk& ask_;
  std::optional<JourneySteps> observed_;
  std::vector<Member> members_;
  ProfileList early_, too_recent_;
  std::optional<DriverCandidates> candidates_;
  std::vector<Driver> drivers_;
  std::size_t tested_ = 0, held_ = 0;
};

class DriversQuestion final : public Question {
 public:
  explicit DriversQuestion(DriversAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<DriversAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  DriversAsk ask_;
};

base::Status read_kinds(model::ObjectReader& document, DriversAsk& ask) {
  if (!document.has("candidates")) return {};
  static constexpr std::string_view kNames[] = {"events", "counts", "channels", "properties",
                                                "traits"};
  WEND_ASSIGN(const auto* list, document.list("candidates", kKinds));
  ask.kinds.assign(kKinds, 0);
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = model::entry_place(document.place_of("candidates"), i);
    if (!(*list)[i].is_string()) return model::wrong_kind((*list)[i], place, "a text");
    const auto found = std::ranges::find(kNames, std::string_view((*list)[i].get_string()));
    if (found == std::end(kNames)) {
      return base::fail(
          ErrorCode::kInvalidInput,
          fmt::format("\"{}\" is not known here.", std::string_view((*list)[i].get_string())),
          place, "Use one of: events, counts, channels, properties, traits.");
    }
    ask.kinds[static_cast<std::size_t>(found - std::begin(kNames))] = 1;
  }
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Question>> read_drivers(model::ObjectReader& document,
                                                     model::PredicateReader& predicates) {
  DriversAsk ask;
  const json::value* outcome = document.find("outcome");
  if (outcome == nullptr) {
    return base::fail(ErrorCode::kInvalidInput, "The document does not say what the outcome is.",
                      document.place_of("outcome"),
                      "Give it a predicate, such as {\"event\": \"Order placed\"}.");
  }
  WEND_ASSIGN(ask.outcome, predicates.read(*outcome, document.place_of("outcome")));
  for (const auto& [field, into] : {std::pair("start", &ask.start), {"hide", &ask.hide}}) {
    if (const auto* value = document.find(field)) {
      WEND_ASSIGN(*into, predicates.read(*value, document.place_of(field)));
    }
  }
  WEND_ASSIGN(const auto observe, document.duration("observe"));
  if (observe) ask.observe_us = *observe;
  WEND_ASSIGN(const auto within, document.duration("within"));
  if (within) ask.within_us = *within;
  if (ask.observe_us <= 0 || ask.within_us <= ask.observe_us) {
    return base::fail(ErrorCode::kInvalidInput,
                      "The time for the outcome must end after the observation.",
                      document.place_of(within ? "within" : "observe"),
                      "\"within\" counts from the start, as \"observe\" does.");
  }
  WEND_TRY(read_kinds(document, ask));
  WEND_ASSIGN(const auto fdr, document.number("fdr", 0, 1));
  ask.fdr = fdr.value_or(ask.fdr);
  WEND_ASSIGN(const auto limit, document.integer("limit", 1, 500));
  if (limit) ask.limit = static_cast<std::size_t>(*limit);
  WEND_ASSIGN(const auto least, document.integer("least", 1, 1'000'000));
  if (least) ask.least = static_cast<std::uint64_t>(*least);
  return std::make_unique<DriversQuestion>(std::move(ask));
}

}  // namespace wend::analyze
