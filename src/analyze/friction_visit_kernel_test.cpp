#include "analyze/friction_visit_kernel.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>

#include "analyze/discovery.h"
#include "analyze/friction_detect.h"
#include "analyze/journey_table_builder.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

using env::kDayUs;
using env::kMinuteUs;

// Customers who walk about a small shop, with many events at the same time.
std::vector<MemoryEvent> random_events(std::uint64_t seed, int customers) {
  constexpr std::array<const char*, 10> kNames = {
      "Home page",     "Product viewed", "Cart",           "Payment",         "Order placed",
      "Delivery page", "Call started",   "Payment failed", "Newsletter sent", "Chat started"};
  env::Random random(seed);
  std::vector<MemoryEvent> events;
  for (int c = 0; c < customers; ++c) {
    TimeUs now = static_cast<TimeUs>(random.below(20)) * kDayUs;
    const auto count = 1 + random.below(25);
    std::size_t at = random.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string platform = random.chance(0.5) ? "ios" : "web";
      std::string properties =
          random.chance(0.4) ? "{\"platform\":\"" + platform + "\"" : "{\"x\":1";
      if (random.chance(0.05)) properties += ",\"status\":\"declined\"";
      events.push_back({.customer = fmt::format("c{}", c),
                        .time_us = now,
                        .name = kNames[at],
                        .channel = at == 6   ? "phone"
                                   : at == 8 ? "email"
                                             : "web",
                        .properties = properties + "}"});
      if (!random.chance(0.25))
        now += static_cast<TimeUs>(random.below(6)) * 4 * kMinuteUs +
               (random.chance(0.1) ? static_cast<TimeUs>(random.below(40)) * 2 * env::kHourUs : 0);
      at = random.chance(0.6) ? std::min<std::size_t>(at + 1, 5) : random.below(kNames.size());
    }
  }
  return events;
}

// What docs/friction.md says of one visit, looked for straight ahead.
class SlowReference {
 public:
  SlowReference(const JourneyModel& model, const VisitTable& visits, std::vector<JourneyStep> steps)
      : model_(model), visits_(visits), steps_(std::move(steps)) {}

  std::size_t size() const { return steps_.size(); }
  const JourneyStep& step(std::size_t i) const { return steps_[i]; }
  bool begins(std::size_t i) const {
    if (role(i) == "error") return false;
    for (std::size_t j = i; j-- > 0;) {
      if (steps_[i].time_us - steps_[j].time_us > horizons(i).progress_us) return true;
      if (steps_[j].touchpoint == steps_[i].touchpoint) return false;
      if (role(j) != "message") return true;
    }
    return true;
  }
  // Known and bad, per kind.
  std::pair<std::uint16_t, std::uint16_t> judge(std::size_t i) const {
    std::uint16_t known = 0, bad = 0;
    const Horizons& h = horizons(i);
    const auto tell = [&](FrictionKind kind, TimeUs needed, bool is) {
      if (visits_.last_us - steps_[i].time_us < needed) return;
      known |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind));
      if (is) bad |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind));
    };
    TimeUs limit = std::max(h.progress_us, h.patience_us);
    if (role(i) == "message") limit = std::min(limit, kDayUs);
    const auto on = first(i + 1, limit, i, [&](std::size_t j) { return is_progress(i, j); });
    const bool moved = on && after(i, *on) <= h.progress_us;
    tell(FrictionKind::kDropOff, h.progress_us, !moved);
    if (role(i) == "message") return {known, bad};
    int here = 0;
    bool any = false, other = false, error = false, back = false;
    for (std::size_t j = i; j < (moved ? *on : steps_.size()); ++j) {
      if (after(i, j) > h.progress_us || role(j) == "message") continue;
      if (steps_[j].touchpoint == steps_[i].touchpoint) {
        ++here;
        if (!other && steps_[j].failed) error = true;
      } else {
        any = true;
        if (role(j) == "error" && !other) error = true;
        if (role(j) != "error" && role(j) != "contact" && position(j) < position(i) - 0.02 &&
            steps_[j].touchpoint < steps_[i].touchpoint)
          back = true;
        if (role(j) != "contact" && (role(j) != "error" || !other)) other = true;
      }
    }
    tell(FrictionKind::kError, h.progress_us, error);
    tell(FrictionKind::kLoop, h.progress_us, here >= 3);
    const bool before_goal =
        !model_.goal || (steps_[i].touchpoint < *model_.goal && role(i) != "goal");
    if (role(i) != "contact" && before_goal) tell(FrictionKind::kBackward, h.progress_us, back);
    tell(FrictionKind::kDeadEnd, h.progress_us, !moved && !any && here < 2);
    const auto again =
        moved ? first(*on, 2 * h.progress_us, i,
                      [&](std::size_t j) {
                        return role(j) == "goal" || steps_[j].touchpoint == steps_[i].touchpoint;
                      })
              : std::nullopt;
    tell(FrictionKind::kRework, 2 * h.progress_us, again && role(*again) != "goal");
    if (on) tell(FrictionKind::kWait, h.patience_us, h.slow_us > 0 && after(i, *on) > h.slow_us);
    if (role(i) != "contact")
      tell(FrictionKind::kContact, visits_.contact_us,
           first(i + 1, visits_.contact_us, i, [&](std::size_t j) {
             return role(j) == "contact";
           }).has_value());
    if (moved && h.usual_next < model_.touchpoints.size()) {
      const TimeUs late = std::max(2 * h.progress_us, h.patience_us);
      tell(FrictionKind::kMissing, late, !first(i + 1, late, i, [&](std::size_t j) {
             return steps_[j].touchpoint == h.usual_next;
           }));
    }
    return {known, bad};
  }
  bool goal(std::size_t i) const {
    return first(i + 1, visits_.goal_within_us, i, [&](std::size_t j) { return role(j) == "goal"; })
        .has_value();
  }

 private:
  const std::string& role(std::size_t i) const {
    return model_.touchpoints[steps_[i].touchpoint].role;
  }
  double position(std::size_t i) const { return model_.touchpoints[steps_[i].touchpoint].position; }
  const Horizons& horizons(std::size_t i) const { return visits_.horizons[steps_[i].touchpoint]; }
  TimeUs after(std::size_t i, std::size_t j) const { return steps_[j].time_us - steps_[i].time_us; }
  bool is_progress(std::size_t i, std::size_t j) const {
    if (steps_[j].touchpoint <= steps_[i].touchpoint) return false;
    return role(j) == "step" || role(j) == "goal" ||
           (role(j) == role(i) && (role(j) == "contact" || role(j) == "message"));
  }
  template <typename Is>
  std::optional<std::size_t> first(std::size_t from, TimeUs within, std::size_t since,
                                   Is&& is) const {
    for (std::size_t j = from; j < steps_.size(); ++j)
      if (after(since, j) <= within && is(j)) return j;
    return std::nullopt;
  }

  const JourneyModel& model_;
  const VisitTable& visits_;
  const std::vector<JourneyStep> steps_;
};

struct Made {
  std::shared_ptr<const JourneyTable> table;
  std::shared_ptr<const JourneyModel> model;
  std::vector<Dimension> dimensions;
  VisitTable visits;
};
Made made(std::vector<MemoryEvent> events, std::size_t parts) {
  Made made{.table = make_journey_table(std::move(events))};
  made.model = *discover(made.table);
  made.dimensions = *find_dimensions(*made.table);
  const auto steps = *StepReader::make(*made.table, *made.model, nullptr, {});
  made.visits = *make_visits(*made.table, *made.model, steps, made.dimensions, {}, {}, parts);
  return made;
}

TEST(VisitKernel, JudgesAsLookingStraightAheadDoes) {
  std::array<int, kFrictionKinds> seen{};
  int visits_seen = 0, goals = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Made one = made(random_events(seed, 150), 0);
    const auto reader = *StepReader::make(*one.table, *one.model, nullptr, {});
    std::map<std::uint32_t, Visit> by_event;
    for (const VisitList& list : one.visits.of)
      list.each([&](VisitList::At visit) { by_event.emplace(visit->event, *visit); });
    std::vector<JourneyStep> steps;
    std::size_t expected = 0;
    for (std::size_t profile = 0; profile < one.table->profile_count(); ++profile) {
      reader.read(profile, steps);
      const SlowReference slow(*one.model, one.visits, steps);
      for (std::size_t i = 0; i < slow.size(); ++i) {
        const auto found = by_event.find(slow.step(i).event);
        ASSERT_EQ(found != by_event.end(), slow.begins(i)) << "event " << slow.step(i).event;
        if (found == by_event.end()) continue;
        ++expected, ++visits_seen;
        const auto [known, bad] = slow.judge(i);
        EXPECT_EQ(found->second.known, known) << "event " << slow.step(i).event;
        EXPECT_EQ(found->second.bad, bad) << "event " << slow.step(i).event;
        EXPECT_EQ(found->second.goal, slow.goal(i)) << "event " << slow.step(i).event;
        for (std::size_t k = 0; k < kFrictionKinds; ++k) seen[k] += bad >> k & 1;
        goals += found->second.goal ? 1 : 0;
      }
    }
    EXPECT_EQ(expected, by_event.size());
  }
  EXPECT_GT(visits_seen, 5000);
  EXPECT_GT(goals, 100);
  for (std::size_t k = 0; k < kFrictionKinds; ++k)
    EXPECT_GT(seen[k], 10) << to_string(static_cast<FrictionKind>(k));
}

bool same(const Visit& a, const Visit& b) {
  return a.event == b.event && a.profile == b.profile && a.bucket == b.bucket &&
         a.known == b.known && a.bad == b.bad && a.ordinal == b.ordinal && a.counted == b.counted &&
         a.goal_known == b.goal_known && a.goal == b.goal && a.progress_s == b.progress_s;
}

TEST(VisitKernel, PartsChangeNothing) {
  const auto events = random_events(77, 400);
  const Made whole = made(events, 1);
  std::size_t compared = 0;
  for (const std::size_t parts : {2, 7, 50, 400}) {
    const Made other = made(events, parts);
    ASSERT_EQ(other.visits.of.size(), whole.visits.of.size());
    for (std::size_t t = 0; t < whole.visits.of.size(); ++t) {
      std::vector<VisitList::At> a, b;
      whole.visits.of[t].each([&](VisitList::At visit) { a.push_back(visit); });
      other.visits.of[t].each([&](VisitList::At visit) { b.push_back(visit); });
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i, ++compared) {
        EXPECT_TRUE(same(*a[i], *b[i])) << parts << " parts, event " << a[i]->event;
        for (std::size_t d = 0; d < whole.dimensions.size(); ++d)
          EXPECT_EQ(a[i].code(d), b[i].code(d));
      }
      EXPECT_EQ(whole.visits.horizons[t].progress_us, other.visits.horizons[t].progress_us);
      EXPECT_EQ(whole.visits.horizons[t].slow_us, other.visits.horizons[t].slow_us);
      EXPECT_EQ(whole.visits.horizons[t].usual_next, other.visits.horizons[t].usual_next);
    }
    EXPECT_EQ(measure_yardstick(whole.visits).slow_s, measure_yardstick(other.visits).slow_s);
  }
  EXPECT_GT(compared, 10'000U);
}

// What an event does not say, its session said before, on the same channel.
TEST(VisitKernel, DimensionsAreCarriedThroughASession) {
  const Made one = made(random_events(5, 300), 0);
  const auto platform = std::ranges::find(one.dimensions, "platform", &Dimension::name);
  ASSERT_NE(platform, one.dimensions.end());
  const auto d = static_cast<std::size_t>(platform - one.dimensions.begin());
  const JourneyTable& table = *one.table;
  const auto column = *table.property("platform");
  int carried = 0;
  for (const VisitList& list : one.visits.of) {
    list.each([&](VisitList::At visit) {
      std::size_t at = visit->event;
      while (column->codes[at] == 0 && at > table.begin(visit->profile) &&
             table.time_us()[at] - table.time_us()[at - 1] <= 60 * kMinuteUs &&
             table.channel()[at] == table.channel()[at - 1])
        --at;
      const auto* said = std::get_if<std::string>(&column->values[column->codes[at]]);
      EXPECT_EQ(platform->values[visit.code(d)], said ? *said : "");
      carried += at != visit->event && said ? 1 : 0;
    });
  }
  EXPECT_GT(carried, 100);
}

TEST(Detect, CountsWhatGoingThroughTheVisitsCounts) {
  const Made one = made(random_events(9, 2500), 0);
  const VisitTable& visits = one.visits;
  const Yardstick yardstick = measure_yardstick(visits);
  const auto outcomes = measure_outcomes(visits, yardstick);
  const Detection detection =
      detect(visits, one.dimensions, make_seasons(visits.buckets, {}), yardstick, {});
  EXPECT_GT(detection.tested, 50U);
  int compared = 0;
  for (std::size_t t = 0; t < visits.of.size(); ++t) {
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      const auto kind = static_cast<FrictionKind>(k);
      Count all;
      std::vector<double> daily(visits.buckets.size(), 0);
      std::set<std::uint32_t> people;
      visits.of[t].each([&](VisitList::At visit) {
        if (!yardstick.applies(*visit, kind)) return;
        ++all.n;
        if (!yardstick.bad(*visit, kind)) return;
        ++all.k, people.insert(visit->profile);
        daily[visit->bucket] += 1;
      });
      EXPECT_EQ(outcomes[t].of[k].visits.n, all.n);
      EXPECT_EQ(outcomes[t].of[k].visits.k, all.k);
      EXPECT_EQ(outcomes[t].of[k].people, people.size());
      EXPECT_EQ(detection.values[t].everyone[k].k, daily);
      for (std::size_t d = 0; d < one.dimensions.size(); ++d) {
        for (std::size_t v = 1; v < one.dimensions[d].values.size(); ++v) {
          Count here;
          visits.of[t].each([&](VisitList::At visit) {
            if (visit.code(d) != v || !yardstick.applies(*visit, kind)) return;
            ++here.n;
            here.k += yardstick.bad(*visit, kind) ? 1 : 0;
          });
          EXPECT_EQ(detection.values[t].of[d][v][k].n, here.n);
          EXPECT_EQ(detection.values[t].of[d][v][k].k, here.k);
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 200);
}

TEST(DurationTally, RanksAreThoseOfTheSortedDurationsOrALittleLonger) {
  env::Random random(3);
  std::vector<TimeUs> all;
  DurationTally one, other;
  for (int i = 0; i < 5000; ++i) {
    const auto taken = static_cast<TimeUs>(random.log_normal(6e8, 3));
    all.push_back(taken);
    (i % 3 == 0 ? one : other).add(taken);
  }
  one.join(other);
  std::ranges::sort(all);
  ASSERT_EQ(one.count(), all.size());
  for (std::size_t rank = 0; rank < all.size(); rank += 7) {
    EXPECT_GE(one.at_rank(rank), all[rank]);
    EXPECT_LE(one.at_rank(rank), all[rank] + all[rank] / 256);
  }
  DurationTally lumps;
  for (int i = 0; i < 10; ++i) lumps.add(i < 6 ? 60'000'000 : 600'000'000);
  EXPECT_EQ(lumps.at_rank(5), 60'000'000);
  EXPECT_EQ(lumps.at_rank(6), 600'000'000);
}

}  // namespace
}  // namespace wend::analyze
