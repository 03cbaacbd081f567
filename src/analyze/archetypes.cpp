#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "analyze/behaviour_rule.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::int64_t kGroupsMax = 12;
constexpr std::size_t kTriedFrom = 3, kTriedTo = 8;
constexpr std::size_t kComparedMax = 4'000;  // customers that the number of groups is found with
constexpr std::size_t kSampleMax = 20'000;   // customers that groups are found with
constexpr std::size_t kBeginnings = 6;
constexpr std::uint64_t kCustomersMin = 10;
constexpr double kLeastGroup = 0.02;        // of the customers: a smaller one is no archetype
constexpr double kWeak = 0.25;              // silhouettes below this tell of hardly any groups
constexpr std::size_t kDifferencesMax = 8;  // that are told of a group
constexpr double kLeastDifference = 0.2;    // in deviations
constexpr std::size_t kTypical = 20;
constexpr double kUnit = 1 << 20;  // values are summed as whole numbers of this

struct ArchetypesAsk {
  Grouping by;
  std::optional<std::size_t> groups;
  std::uint32_t least = 3;
};

// The same for a customer whatever else is in the table: a number that looks drawn at random (the
// finaliser of SplitMix64).
std::uint64_t drawn(std::int64_t profile_id) {
  auto x = static_cast<std::uint64_t>(profile_id) + 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// The customers that are compared in full, and what they did.
struct Sample {
  CountedCustomers counted;
  std::vector<float> points;
};

struct Tried {
  std::size_t groups = 0;
  double silhouette = 0;
  bool has_small = false;
};

struct Typical {
  double squared = 0;
  std::uint32_t profile = 0;
  auto operator<=>(const Typical&) const = default;
};

// Of one group.
struct GroupTally {
  std::uint64_t people = 0, events = 0;
  std::vector<std::uint64_t> had;     // by feature: people who had it at all
  std::vector<std::uint64_t> counts;  // by feature: how often in all
  std::vector<__int128> values;       // by feature: the values, summed
  std::uint64_t ruled = 0;            // people of the group whom its rule describes
  std::vector<Typical> typical;       // the nearest to the centre, a heap

  void add_typical(const Typical& one) {
    if (typical.size() == kTypical && !(one < typical.front())) return;
    if (typical.size() == kTypical) {
      std::ranges::pop_heap(typical);
      typical.pop_back();
    }
    typical.push_back(one);
    std::ranges::push_heap(typical);
  }
  void merge(GroupTally&& others) {
    people += others.people;
    events += others.events;
    ruled += others.ruled;
    for (std::size_t i = 0; i < had.size(); ++i) {
      had[i] += others.had[i];
      counts[i] += others.counts[i];
      values[i] += others.values[i];
    }
    for (const Typical& one : others.typical) add_typical(one);
  }
};

struct ArchetypeTally {
  std::vector<GroupTally> groups;
  std::vector<std::uint64_t> ruled;  // by group: everybody whom its rule describes

  void merge(ArchetypeTally&& others) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i].merge(std::move(others.groups[i]));
      ruled[i] += others.ruled[i];
    }
  }
};

// One for each thread.
struct Assigner {
  BehaviourFeatures::Reader reader;
  std::vector<float> point;
};

class ArchetypesAnswer final : public Answer {
 public:
  ArchetypesAnswer(const QueryRun& run, const ArchetypesAsk& ask, BehaviourFeatures features)
      : run_(run), ask_(ask), features_(std::move(features)) {}

  base::Status tally() {
    if (features_.customers() < kCustomersMin || features_.list().size() < 2) {
      run_.notes.add(
          fmt::format("Groups are looked for among at least {} customers who each did "
                      "{} things or more and do not all do the same; there are {}.",
                      kCustomersMin, ask_.least, features_.customers()));
      return {};
    }
    WEND_TRY(find_groups());
    if (clusters_.count() == 0) return {};
    return count();
  }

  base::Result<json::object> result() override {
    json::object result;
    result["people"] = features_.customers();
    result["ref"] = "compared";
    result["left_out"] = features_.left_out();
    result["left_out_ref"] = "left_out";
    result["silhouette"] = nullptr;
    if (silhouette_) result["silhouette"] = *silhouette_;
    json::array tried;
    for (const Tried& one : tried_)
      tried.push_back(
          {{"groups", one.groups}, {"silhouette", one.silhouette}, {"has_small", one.has_small}});
    result["tried"] = std::move(tried);
    json::array groups;
    for (std::size_t group = 0; group < tally_.groups.size(); ++group)
      groups.push_back(group_json(group));
    result["groups"] = std::move(groups);
    return result;
  }

  // compared | left_out | group:I | rule:I | typical:I
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "compared")
      return list([&](auto& assigner, const Behaviour& behaviour) {
        return assigner.reader.is_compared(behaviour);
      });
    if (ref == "left_out")
      return list([&](auto& assigner, const Behaviour& behaviour) {
        return behaviour.events > 0 && !assigner.reader.is_compared(behaviour);
      });
    const auto parts = parts_of_ref(ref);
    if (parts.size() != 2) return std::nullopt;
    const auto group = index_in_ref(parts[1], tally_.groups.size());
    if (!group) return std::nullopt;
    if (parts[0] == "typical") {
      ProfileList profiles;
      for (const Typical& one : tally_.groups[*group].typical) profiles.push_back(one.profile);
      std::ranges::sort(profiles);
      return profiles;
    }
    if (parts[0] == "group")
      return list([&](auto& assigner, const Behaviour& behaviour) {
        return assigner.reader.is_compared(behaviour) &&
               nearest(assigner, behaviour).cluster == *group;
      });
    if (parts[0] == "rule" && !rules_[*group].conditions.empty())
      return list([&](auto&, const Behaviour& behaviour) {
        return behaviour.events > 0 && rules_[*group].holds(behaviour.counts);
      });
    return std::nullopt;
  }

 private:
  auto assigner() const {
    return [this] {
      return Assigner{BehaviourFeatures::Reader(features_),
                      std::vector<float>(features_.list().size())};
    };
  }

  Nearest nearest(Assigner& assigner, const Behaviour& behaviour) const {
    features_.point(behaviour, assigner.point);
    return nearest_centre(assigner.point, clusters_);
  }

  template <typename Belongs>
  base::Result<std::optional<ProfileList>> list(Belongs&& belongs) const {
    return profiles_where(run_, assigner(), [&](auto& assigner, std::uint32_t profile) {
      return belongs(assigner, assigner.reader.of_profile(profile));
    });
  }

  // Customers by drawing, `most` of them or nearly so.
  base::Result<Sample> sample(std::size_t most) const {
    const bool all = features_.customers() <= most;
    const auto below = static_cast<std::uint64_t>(
        std::ldexp(static_cast<double>(most) / static_cast<double>(features_.customers()), 63));
    WEND_ASSIGN(const auto profiles,
                profiles_where(run_, assigner(), [&](auto& assigner, std::uint32_t profile) {
                  if (!all && drawn(run_.table->profile_id(profile)) >> 1 >= below) return false;
                  return assigner.reader.is_compared(assigner.reader.of_profile(profile));
                }));
    Sample sample;
    sample.counted.features = features_.list().size();
    Assigner reading = assigner()();
    for (const std::uint32_t profile : profiles) {
      const Behaviour& behaviour = reading.reader.of_profile(profile);
      features_.point(behaviour, reading.point);
      sample.points.insert(sample.points.end(), reading.point.begin(), reading.point.end());
      sample.counted.counts.insert(sample.counted.counts.end(), behaviour.counts.begin(),
                                   behaviour.counts.end());
    }
    return sample;
  }

  Points points_of(const Sample& sample, std::size_t most) const {
    const std::size_t dimensions = features_.list().size();
    return {std::span(sample.points).first(std::min(sample.points.size(), most * dimensions)),
            dimensions};
  }

  static bool has_small(const Clusters& clusters) {
    return static_cast<double>(std::ranges::min(clusters.sizes)) <
           std::max(2.0, kLeastGroup * static_cast<double>(clusters.cluster.size()));
  }

  // How many groups there are is asked of some customers, for each number of groups; the groups
  // themselves are found with more of them.
  base::Status find_groups() {
    WEND_ASSIGN(auto sampled, sample(kSampleMax));
    WEND_ASSIGN(auto few, sample(kComparedMax));
    const Points compared = points_of(few, kSampleMax);
    std::vector<std::size_t> counts;
    if (ask_.groups)
      counts.push_back(*ask_.groups);
    else
      for (std::size_t groups = kTriedFrom; groups <= kTriedTo; ++groups) counts.push_back(groups);
    std::optional<Tried> best;
    for (const std::size_t groups : counts) {
      if (groups > compared.size()) break;
      WEND_ASSIGN(const auto clusters, k_means(compared, groups, kBeginnings, run_.stop));
      const Tried one{groups, simplified_silhouette(compared, clusters), has_small(clusters)};
      tried_.push_back(one);
      if ((!one.has_small || ask_.groups) && (!best || one.silhouette > best->silhouette))
        best = one;
    }
    if (!best) {
      run_.notes.add("Customers do not fall into groups: all but a few of them behave alike.");
      return {};
    }
    const Points points = points_of(sampled, kSampleMax + kSampleMax / 2);
    WEND_ASSIGN(clusters_, k_means(points, best->groups, kBeginnings / 2, run_.stop));
    silhouette_ = simplified_silhouette(points, clusters_);
    if (*silhouette_ < kWeak)
      run_.notes.add(
          fmt::format("The groups run into each other (silhouette {:.2f}; from 0.5 on "
                      "they stand apart): take them as a first sketch.",
                      *silhouette_));
    order_by_size();
    sampled.counted.group = clusters_.cluster;
    rules_.resize(clusters_.count());
    side_by_side(clusters_.count(), [&](std::size_t group) {
      rules_[group] =
          rule_for(features_.list(), sampled.counted, static_cast<std::uint32_t>(group));
    });
    return {};
  }

  // The largest group first; those without anybody are dropped.
  void order_by_size() {
    std::vector<std::uint32_t> order(clusters_.count());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::uint32_t group) { return clusters_.sizes[group]; });
    std::erase_if(order, [&](std::uint32_t group) { return clusters_.sizes[group] == 0; });
    Clusters ordered{.dimensions = clusters_.dimensions, .within = clusters_.within};
    std::vector<std::uint32_t> place(clusters_.count());
    for (std::uint32_t at = 0; at < order.size(); ++at) {
      place[order[at]] = at;
      const auto centre = clusters_.centre(order[at]);
      ordered.centres.insert(ordered.centres.end(), centre.begin(), centre.end());
      ordered.sizes.push_back(clusters_.sizes[order[at]]);
    }
    for (const std::uint32_t group : clusters_.cluster) ordered.cluster.push_back(place[group]);
    clusters_ = std::move(ordered);
  }

  base::Status count() {
    const std::size_t features = features_.list().size();
    ArchetypeTally none;
    GroupTally empty;
    empty.had.resize(features);
    empty.counts.resize(features);
    empty.values.resize(features);
    none.groups.resize(clusters_.count(), empty);
    none.ruled.resize(clusters_.count());
    WEND_ASSIGN(tally_, tally_profiles(run_, none, assigner(),
                                       [&](auto& assigner, auto& tally, std::uint32_t profile) {
                                         const Behaviour& behaviour =
                                             assigner.reader.of_profile(profile);
                                         if (behaviour.events == 0) return;
                                         for (std::size_t i = 0; i < rules_.size(); ++i)
                                           tally.ruled[i] += rules_[i].holds(behaviour.counts);
                                         if (!assigner.reader.is_compared(behaviour)) return;
                                         const Nearest at = nearest(assigner, behaviour);
                                         GroupTally& group = tally.groups[at.cluster];
                                         ++group.people;
                                         group.events += behaviour.events;
                                         group.ruled += rules_[at.cluster].holds(behaviour.counts);
                                         group.add_typical({at.squared, profile});
                                         for (std::size_t i = 0; i < features; ++i) {
                                           group.had[i] += behaviour.counts[i] > 0;
                                           group.counts[i] += behaviour.counts[i];
                                           group.values[i] +=
                                               std::llround(features_.value(i, behaviour) * kUnit);
                                         }
                                       }));
    return {};
  }

  // What the group does more or less than everybody else: in deviations of all customers.
  double difference(std::size_t group, std::size_t feature) const {
    const GroupTally& in = tally_.groups[group];
    __int128 elsewhere = 0;
    for (std::size_t i = 0; i < tally_.groups.size(); ++i)
      if (i != group) elsewhere += tally_.groups[i].values[feature];
    const std::uint64_t others = features_.customers() - in.people;
    if (in.people == 0 || others == 0) return 0;
    return (static_cast<double>(in.values[feature]) / static_cast<double>(in.people) -
            static_cast<double>(elsewhere) / static_cast<double>(others)) /
           kUnit / features_.list()[feature].deviation;
  }

  json::object feature_json(std::size_t group, std::size_t i) const {
    const Feature& feature = features_.list()[i];
    const GroupTally& in = tally_.groups[group];
    std::uint64_t had = 0, counts = 0, events = 0;
    for (std::size_t other = 0; other < tally_.groups.size(); ++other) {
      if (other == group) continue;
      had += tally_.groups[other].had[i];
      counts += tally_.groups[other].counts[i];
      events += tally_.groups[other].events;
    }
    const std::uint64_t others = features_.customers() - in.people;
    constexpr std::array<const char*, 3> kOf = {"step", "channel", "rhythm"};
    // Per customer; of evenings and weekends, of their events.
    const auto mean = [&](std::uint64_t count, std::uint64_t people,
                          std::uint64_t of_events) -> json::value {
      const bool of_each_event = feature.of == FeatureOf::kRhythm && feature.name != "days";
      const std::uint64_t of = of_each_event ? of_events : people;
      if (of == 0) return nullptr;
      return static_cast<double>(count) / static_cast<double>(of);
    };
    json::object out{{"name", feature.name},
                     {"of", kOf[static_cast<std::size_t>(feature.of)]},
                     {"difference", difference(group, i)},
                     {"share", share_json(in.had[i], in.people)},
                     {"share_elsewhere", share_json(had, others)},
                     {"mean", mean(in.counts[i], in.people, in.events)},
                     {"mean_elsewhere", mean(counts, others, events)}};
    return out;
  }

  json::object group_json(std::size_t group) const {
    const GroupTally& in = tally_.groups[group];
    json::object out;
    out["people"] = in.people;
    out["share"] = share_json(in.people, features_.customers());
    out["ref"] = fmt::format("group:{}", group);
    out["events_each"] =
        static_cast<double>(in.events) / static_cast<double>(std::max<std::uint64_t>(in.people, 1));
    out["typical"] = in.typical.size();
    out["typical_ref"] = fmt::format("typical:{}", group);
    std::vector<std::size_t> order(features_.list().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::size_t i) { return std::abs(difference(group, i)); });
    json::array differences;
    for (const std::size_t i : order) {
      if (differences.size() == kDifferencesMax) break;
      if (std::abs(difference(group, i)) < kLeastDifference) break;
      differences.push_back(feature_json(group, i));
    }
    out["differences"] = std::move(differences);
    json::array channels;
    for (std::size_t i = 0; i < features_.list().size(); ++i)
      if (features_.list()[i].of == FeatureOf::kChannel && in.counts[i] > 0)
        channels.push_back({{"channel", features_.list()[i].name},
                            {"events", share_json(in.counts[i], in.events)},
                            {"share", share_json(in.had[i], in.people)}});
    out["channels"] = std::move(channels);
    out["rule"] = rule_json(group);
    return out;
  }

  json::value rule_json(std::size_t group) const {
    // A rule of a segment knows nothing of `where`, and a segment of properties is not made here.
    if (rules_[group].conditions.empty() || run_.scope.events.where()) return nullptr;
    const char* form = ask_.by.kind == Grouping::Kind::kTouchpoint ? "touchpoint" : "event";
    std::optional<std::string> within;
    if (run_.scope.from_us > run_.table->first_us()) {
      const TimeUs length = run_.scope.to_us - run_.scope.from_us;
      within = fmt::format("{}d", std::max<TimeUs>(1, (length + env::kDayUs - 1) / env::kDayUs));
    }
    const GroupTally& in = tally_.groups[group];
    return json::object{{"who", predicate_of(rules_[group], features_.list(), form, within)},
                        {"sentence", sentence_of(rules_[group], features_.list())},
                        {"people", tally_.ruled[group]},
                        {"ref", fmt::format("rule:{}", group)},
                        {"precision", share_json(in.ruled, tally_.ruled[group])},
                        {"recall", share_json(in.ruled, in.people)}};
  }

  const QueryRun run_;
  const ArchetypesAsk& ask_;
  const BehaviourFeatures features_;
  std::vector<Tried> tried_;
  std::optional<double> silhouette_;
  Clusters clusters_;
  std::vector<BehaviourRule> rules_;  // by group
  ArchetypeTally tally_;
};

class ArchetypesQuestion final : public Question {
 public:
  explicit ArchetypesQuestion(ArchetypesAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    WEND_ASSIGN(auto steps, JourneySteps::make(run, std::move(labels), std::nullopt));
    WEND_ASSIGN(auto features, BehaviourFeatures::make(run, std::move(steps), ask_.least));
    auto answer = std::make_unique<ArchetypesAnswer>(run, ask_, std::move(features));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  ArchetypesAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_archetypes(model::ObjectReader& document,
                                                        model::PredicateReader&) {
  ArchetypesAsk ask;
  WEND_ASSIGN(const auto by, document.choice("by", {"event", "touchpoint"}));
  if (by == 1U) ask.by.kind = Grouping::Kind::kTouchpoint;
  WEND_ASSIGN(const auto groups, document.integer("groups", 2, kGroupsMax));
  if (groups) ask.groups = static_cast<std::size_t>(*groups);
  WEND_ASSIGN(const auto least, document.integer("least", 1, 1'000));
  if (least) ask.least = static_cast<std::uint32_t>(*least);
  return std::make_unique<ArchetypesQuestion>(std::move(ask));
}

}  // namespace wend::analyze
