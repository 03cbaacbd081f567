#include "unify/segment_engine.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unify/testing/random_segments.h"

namespace wend::unify {
namespace {

using namespace testing;

// A small company: identities that are joined and taken apart, their events, and the engine's
// owner, who reads again what the engine asks for.
class World {
 public:
  World(std::vector<std::pair<std::string, std::string>> rules, int identities,
        ByTheBook::Traits traits = {})
      : now_(kBase + 10 * kHour), traits_(std::move(traits)) {
    for (int i = 0; i < identities; ++i) profile_of_[100 + i] = 100 + i;
    for (auto& [id, rule] : rules) {
      model::SegmentMeaning meaning;
      if (rule.empty())
        meaning.is_list = true;
      else
        meaning.rule = predicate_of(rule);
      meanings_[id] = meaning;
      definitions_.push_back({id, meaning});
    }
    start();
  }

  // A new engine over all events, as after a restart.
  void start() {
    // Lists may have changed since they were defined.
    for (auto& definition : definitions_) definition.meaning = meanings_[definition.id];
    engine_ = std::make_unique<SegmentEngine>(SegmentPlan::make(definitions_, {}, traits_), now_);
    std::vector<Transition> silent;
    for (const auto& event : events_)
      engine_->apply(profile_of_.at(event->identity), event->view(), now_, silent);
    for (const std::int64_t profile : engine_->take_stale()) rebuild(profile, silent);
    told_.clear();
    for (std::size_t segment = 0; segment < definitions_.size(); ++segment) {
      engine_->members(segment).each(
          [&](ProfileIndex profile) { told_.insert({segment, engine_->profile_id(profile)}); });
    }
  }

  // A segment or a computed trait becomes another: an engine that goes on from this one.
  void change(std::size_t segment, const std::string& rule) {
    meanings_[definitions_[segment].id].rule = predicate_of(rule);
    go_on();
  }
  void change(std::size_t trait, model::ComputedTrait to) {
    traits_[trait] = std::move(to);
    go_on();
  }

  void arrive(TestEvent event) {
    events_.push_back(std::make_unique<TestEvent>(std::move(event)));
    std::vector<Transition> out;
    engine_->apply(profile_of_.at(events_.back()->identity), events_.back()->view(), now_, out);
    for (const std::int64_t profile : engine_->take_stale()) {
      ++stale_;
      rebuild(profile, out);
    }
    hear(out);
  }
  void advance(TimeUs by) {
    std::vector<Transition> out;
    const TimeUs before = now_;
    now_ += by;
    engine_->advance(now_, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto& one = out[i];
      EXPECT_GT(one.at, before);
      EXPECT_LE(one.at, now_);
      // True at that very moment, and not a microsecond before.
      const auto same = [&](const Transition& other) {
        return other.segment == one.segment && other.profile_id == one.profile_id &&
               other.at == one.at;
      };
      if (std::none_of(out.begin() + static_cast<std::ptrdiff_t>(i) + 1, out.end(), same)) {
        EXPECT_EQ(by_the_book(one.segment, one.profile_id, one.at), one.entered);
      }
      if (std::none_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(i), same)) {
        EXPECT_EQ(by_the_book(one.segment, one.profile_id, one.at - 1), !one.entered);
      }
    }
    timed_ += out.size();
    hear(out);
  }
  // All identities of one profile become another's, or one of them a profile of its own.
  void move(std::int64_t from, std::int64_t to) {
    std::vector<Transition> out;
    for (auto& [identity, profile] : profile_of_)
      if (profile == from) profile = to;
    rebuild(from, out);
    rebuild(to, out);
    hear(out);
  }
  void part(std::int64_t identity) {
    std::vector<Transition> out;
    const std::int64_t before = profile_of_.at(identity);
    if (before == identity) return;
    profile_of_[identity] = identity;
    rebuild(before, out);
    rebuild(identity, out);
    hear(out);
  }
  void set_list(const std::string& id, std::vector<std::int64_t> profiles) {
    std::vector<Transition> out;
    meanings_[id].profiles = profiles;
    engine_->set_list(id, std::move(profiles), now_, out);
    hear(out);
  }

  // Empty when the engine, its transitions and the book agree about everybody.
  std::string disagreement() {
    const ByTheBook book(meanings_, now_, traits_);
    std::set<std::pair<std::size_t, std::int64_t>> expected;
    std::map<std::int64_t, ByTheBook::Events> events;
    for (const auto& event : events_)
      events[profile_of_.at(event->identity)].push_back(event.get());
    for (std::size_t segment = 0; segment < definitions_.size(); ++segment) {
      const auto& meaning = meanings_.at(definitions_[segment].id);
      std::size_t size = 0;
      for (const auto& [profile, theirs] : events) {
        const bool in = meaning.is_list
                            ? std::ranges::find(meaning.profiles, profile) != meaning.profiles.end()
                            : book.customer(meaning.rule, theirs, profile);
        size += in;
        if (in) expected.insert({segment, profile});
        const auto index = engine_->profile_of(profile);
        if (!index) return fmt::format("profile {} is not known", profile);
        if (engine_->members(segment).has(*index) != in)
          return fmt::format("profile {} is {} of {}", profile, in ? "no member" : "a member",
                             definitions_[segment].id);
      }
      if (engine_->members(segment).count() != size) return "a segment has members without events";
    }
    for (std::size_t trait = 0; trait < traits_.size(); ++trait) {
      auto& values = traits_[trait].touch ? touches_ : values_;
      for (const auto& [profile, theirs] : events) {
        const auto kept = engine_->value_of(trait, *engine_->profile_of(profile));
        const auto wanted = book.computed(traits_[trait], theirs, profile);
        if (kept != wanted)
          return fmt::format("{} of profile {} is \"{}\", not \"{}\"", traits_[trait].key, profile,
                             model::to_text(kept), model::to_text(wanted));
        values += !model::is_missing(kept) && kept != model::Value("direct");
      }
    }
    if (engine_->known().count() != events.size()) return "the known profiles are others";
    return told_ == expected ? "" : "the transitions say otherwise";
  }

  TimeUs now() const { return now_; }
  std::size_t stale() const { return stale_; }
  std::size_t timed() const { return timed_; }
  std::size_t values() const { return values_; }
  std::size_t touches() const { return touches_; }
  std::size_t counted() const { return counted_; }
  std::size_t kept() const { return kept_; }
  SegmentEngine& engine() { return *engine_; }
  bool in(std::size_t segment, std::int64_t profile) const {
    return told_.contains({segment, profile});
  }
  const std::vector<Transition>& heard() const { return heard_; }

 private:
  void go_on() {
    for (auto& definition : definitions_) definition.meaning = meanings_[definition.id];
    auto next = std::make_unique<SegmentEngine>(SegmentPlan::make(definitions_, {}, traits_), now_,
                                                *engine_);
    std::vector<Transition> silent;
    ++(next->needs_events() ? counted_ : kept_);
    std::swap(engine_, next);
    if (engine_->needs_events()) {
      for (const auto& event : events_)
        engine_->apply(profile_of_.at(event->identity), event->view(), now_, silent);
      for (const std::int64_t profile : engine_->take_stale()) rebuild(profile, silent);
    }
    EXPECT_TRUE(silent.empty());
    engine_->take_over(*next);
    told_.clear();
    for (std::size_t segment = 0; segment < definitions_.size(); ++segment) {
      engine_->members(segment).each(
          [&](ProfileIndex profile) { told_.insert({segment, engine_->profile_id(profile)}); });
    }
  }
  bool by_the_book(std::size_t segment, std::int64_t profile, TimeUs at) const {
    ByTheBook::Events theirs;
    for (const auto& event : events_)
      if (profile_of_.at(event->identity) == profile) theirs.push_back(event.get());
    model::Predicate named;
    named.form = model::PredicateForm::kSegment;
    named.names = {definitions_[segment].id};
    return ByTheBook(meanings_, at, traits_).customer(named, theirs, profile);
  }
  void rebuild(std::int64_t profile, std::vector<Transition>& out) {
    std::vector<SegmentEvent> theirs;
    for (const auto& event : events_)
      if (profile_of_.at(event->identity) == profile) theirs.push_back(event->view());
    engine_->rebuild(profile, theirs, now_, out);
  }
  void hear(const std::vector<Transition>& out) {
    for (const auto& one : out) {
      heard_.push_back(one);
      const std::pair<std::size_t, std::int64_t> who(one.segment, one.profile_id);
      // Nobody enters twice or leaves without having been there.
      EXPECT_EQ(told_.contains(who), !one.entered);
      if (one.entered)
        told_.insert(who);
      else
        told_.erase(who);
    }
  }

  TimeUs now_;
  ByTheBook::Traits traits_;
  std::map<std::int64_t, std::int64_t> profile_of_;  // by identity
  std::vector<std::unique_ptr<TestEvent>> events_;
  ByTheBook::Segments meanings_;
  std::vector<SegmentDefinition> definitions_;
  std::unique_ptr<SegmentEngine> engine_;
  std::set<std::pair<std::size_t, std::int64_t>> told_;
  std::vector<Transition> heard_;
  std::size_t stale_ = 0, timed_ = 0, values_ = 0, touches_ = 0;
  std::size_t counted_ = 0, kept_ = 0;  // changes that had to read events, and those that had not
};

struct Tally {
  std::size_t cases = 0, stale = 0, timed = 0, members = 0, values = 0, touches = 0;
  std::size_t counted = 0, kept = 0;
};

// One made-up company from its beginning to its end; empty when nothing disagreed.
std::string live_through(std::uint64_t seed, Tally& tally) {
  constexpr int kIdentities = 5;
  Chance chance(seed);
  std::vector<std::pair<std::string, std::string>> rules;
  std::vector<std::string> ids, said;
  std::string told;
  // Segments and computed traits made of those before them.
  ByTheBook::Traits traits;
  std::vector<std::string> keys;
  for (int i = 0; i < 4; ++i) {
    std::string id = fmt::format("s{}", i);
    std::string rule = i == 0 ? "" : RandomPredicate(chance, ids, keys).about_customers(2);
    const std::string key = fmt::format("t{}", i);
    const bool touch = chance.one_in(4);
    const std::string trait = touch ? "" : RandomPredicate(chance, ids, keys).computed_trait();
    traits.push_back(touch ? random_touch(chance, key) : trait_of(key, trait));
    keys.push_back(key);
    told +=
        fmt::format("{}: {}\n{}: {}\n", id, rule, key, touch ? touch_text(traits.back()) : trait);
    said.push_back(rule);
    rules.emplace_back(id, std::move(rule));
    ids.push_back(std::move(id));
  }
  World world(std::move(rules), kIdentities, std::move(traits));
  const auto somebody = [&] { return 100 + chance.below(kIdentities); };
  const int steps = 20 + chance.below(20);
  for (int step = 0; step < steps; ++step) {
    std::string what;
    switch (chance.below(13)) {
      case 0:
      case 1:
      case 2: {
        const TimeUs by = chance.of<TimeUs>({1, kHour / 2, kHour, kHour, 3 * kHour, 24 * kHour});
        // To the exact moment, and to the last one before it.
        what = fmt::format("advance {}", by);
        world.advance(by);
        break;
      }
      case 3: {
        const auto from = somebody(), to = somebody();
        what = fmt::format("move {} to {}", from, to);
        if (from != to) world.move(from, to);
        break;
      }
      case 4:
        what = "part";
        world.part(somebody());
        break;
      case 5:
        what = "restart";
        world.start();
        break;
      case 6:
        what = "list";
        world.set_list("s0", {somebody()});
        break;
      case 7: {
        // Made of those before it.
        const auto which = 1 + chance.below(3);
        const auto before = [&](const std::vector<std::string>& all) {
          return std::vector<std::string>(all.begin(), all.begin() + which);
        };
        RandomPredicate random(chance, before(ids), before(keys));
        const auto place = static_cast<std::size_t>(which);
        if (chance.one_in(3)) {
          const std::string& key = keys[place];
          const bool touch = chance.one_in(3);
          const std::string trait = touch ? "" : random.computed_trait();
          auto to = touch ? random_touch(chance, key) : trait_of(key, trait);
          what = fmt::format("{} is now {}", key, touch ? touch_text(to) : trait);
          world.change(place, std::move(to));
        } else {
          // Often of what is kept anyway.
          const std::string rule = chance.one_in(2) ? fmt::format(R"({{"not": {}}})", said[place])
                                                    : random.about_customers(2);
          what = fmt::format("{} is now {}", ids[place], rule);
          said[place] = rule;
          world.change(place, rule);
        }
        break;
      }
      default: {
        TestEvent event = random_event(chance, kIdentities, step + 1);
        // Half of them around now, early and late.
        if (chance.one_in(2))
          event.time_us = world.now() - world.now() % kHour + (1 - chance.below(8)) * kHour +
                          chance.below(4) * 20 * env::kMinuteUs;
        what = fmt::format("{} of {} at {} {} {}", event.name, event.identity,
                           (event.time_us - kBase) / kHour, event.channel, event.properties);
        world.arrive(std::move(event));
      }
    }
    told += fmt::format("{} (now {})\n", what, world.now() - kBase);
    if (auto wrong = world.disagreement(); !wrong.empty())
      return fmt::format("seed {}: {}\n{}", seed, wrong, told);
  }
  ++tally.cases;
  tally.stale += world.stale();
  tally.timed += world.timed();
  tally.values += world.values();
  tally.touches += world.touches();
  tally.counted += world.counted();
  tally.kept += world.kept();
  for (std::size_t i = 0; i < 4; ++i) tally.members += world.engine().members(i).count();
  return "";
}

TEST(SegmentEngineAgainstTheBook, MembersAreThoseOfAFullRecomputation) {
  // RapidCheck gives the seeds, 100 companies a case.
  Tally tally;
  const bool held = rc::check("a company lives through", [&] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    for (std::uint64_t i = 0; i < 100; ++i) {
      const std::string wrong = live_through(seed + i, tally);
      if (!wrong.empty()) RC_FAIL(wrong);
    }
  });
  EXPECT_TRUE(held);
  // The cases reach what is hard.
  EXPECT_GE(tally.cases, 10'000u);
  EXPECT_GT(tally.stale, 1000u);
  EXPECT_GT(tally.timed, 3000u);
  EXPECT_GT(tally.members, 10'000u);
  EXPECT_GT(tally.values, 100'000u);
  EXPECT_GT(tally.touches, 100'000u);
  EXPECT_GT(tally.counted, 3000u);
  EXPECT_GT(tally.kept, 3000u);
}

TestEvent event_at(std::string name, TimeUs time_us, std::int64_t sequence,
                   std::int64_t identity = 100) {
  return {identity, sequence, time_us, model::EventType::kTrack, std::move(name), "web", "{}"};
}

TEST(SegmentEngine, EntersAndLeavesAtTheExactMoment) {
  World world({{"active", R"({"did": {"event": "A"}, "at_least": 2, "within": "3h"})"},
               {"quiet", R"({"did": {"event": "A"}, "at_most": 0, "within": "3h"})"}},
              1);
  world.arrive(event_at("B", kBase, 1));
  EXPECT_TRUE(world.in(1, 100));
  world.arrive(event_at("A", kBase + 9 * kHour, 2));  // an hour ago
  EXPECT_FALSE(world.in(1, 100));
  world.arrive(event_at("A", kBase + 10 * kHour, 3));  // now
  EXPECT_TRUE(world.in(0, 100));
  EXPECT_EQ(world.engine().next_timer() <= kBase + 12 * kHour, true);
  world.advance(2 * kHour - 1);
  EXPECT_TRUE(world.in(0, 100));
  world.advance(1);  // the first of the two is three hours old
  EXPECT_FALSE(world.in(0, 100));
  // A jump: everything happens at its own moment.
  world.advance(100 * kHour);
  ASSERT_TRUE(world.in(1, 100));
  EXPECT_EQ(world.heard().back().at, kBase + 13 * kHour);
  EXPECT_EQ(world.heard().back().cause, Cause::kTime);
  EXPECT_EQ(world.disagreement(), "");
}

TEST(SegmentEngine, NamesTheEventThatBroughtThemIn) {
  World world({{"buyers", R"({"event": "A"})"}}, 2);
  world.arrive(event_at("B", kBase, 41));
  world.arrive(event_at("A", kBase + kHour, 42));
  ASSERT_EQ(world.heard().size(), 1u);
  EXPECT_TRUE(world.heard()[0].entered);
  EXPECT_EQ(world.heard()[0].sequence, 42);
  EXPECT_EQ(world.heard()[0].cause, Cause::kEvent);
  EXPECT_EQ(world.heard()[0].profile_id, 100);
}

TEST(SegmentPlan, SharesWhatSegmentsHaveInCommon) {
  const auto plan_of = [](std::vector<std::string> rules) {
    std::vector<SegmentDefinition> definitions;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      model::SegmentMeaning meaning;
      meaning.rule = predicate_of(rules[i]);
      definitions.push_back({fmt::format("s{}", i), meaning});
    }
    return SegmentPlan::make(definitions, {});
  };
  const auto plan =
      plan_of({R"({"did": {"event": "A"}})", R"({"not": {"event": ["A", "A"]}})",
               R"({"all": [{"segment": "s0"}, {"did": {"event": "A"}, "within": "7d"}]})"});
  EXPECT_EQ(plan.leaves().size(), 2u);
  EXPECT_EQ(plan.conditions().size(), 1u);

  const auto circle = plan_of({R"({"segment": "s1"})", R"({"not": {"segment": "s0"}})", "{}"});
  ASSERT_TRUE(circle.segments()[0].error);
  EXPECT_NE(circle.segments()[0].error->message.find("made of itself"), std::string::npos);
  EXPECT_FALSE(circle.segments()[2].error);

  std::string many = R"({"event": "A"})";
  for (int i = 0; i < 7; ++i) many += fmt::format(R"(, {{"trait": "t{}", "value": 1}})", i);
  const auto large = plan_of({fmt::format(R"({{"did": {{"all": [{}]}}}})", many)});
  ASSERT_TRUE(large.segments()[0].error);
  EXPECT_EQ(large.segments()[0].error->code, base::ErrorCode::kTooLarge);
}

TEST(SegmentEngine, KeepsTheVisitsOfACustomerOnceForAllTouches) {
  ByTheBook::Traits traits;
  for (int which = 0; which < 3; ++which) {
    for (int part = 0; part < 7; ++part) {
      traits.push_back({.key = fmt::format("t{}{}", which, part)});
      traits.back().touch = model::TouchField{static_cast<model::TouchField::Which>(which),
                                              static_cast<model::TouchField::Part>(part)};
    }
  }
  SegmentEngine engine(SegmentPlan::make({}, {}, traits), kBase);
  constexpr int kCustomers = 1000;
  std::vector<Transition> out;
  for (int i = 0; i < kCustomers; ++i) {
    TestEvent event = event_at("A", kBase, i + 1);
    event.properties = R"({"utm_medium":"email","path":"/a"})";
    engine.apply(i, event.view(), kBase, out);
  }
  EXPECT_EQ(engine.value_of(0, *engine.profile_of(7)), model::Value("email"));
  EXPECT_LT(engine.memory().leaves / kCustomers, 400u);
}

TEST(SegmentEngine, EvaluatesARuleFromTheLeavesItKeeps) {
  World world({{"a", R"({"event": "A"})"}, {"b", R"({"event": "B"})"}}, 3);
  world.arrive(event_at("A", kBase, 1, 100));
  world.arrive(event_at("B", kBase, 2, 100));
  world.arrive(event_at("A", kBase, 3, 101));
  world.arrive(event_at("C", kBase, 4, 102));
  const auto count = [&](const std::string& rule) -> int {
    model::SegmentMeaning meaning;
    meaning.rule = predicate_of(rule);
    const auto plan = SegmentPlan::make({{"x", meaning}}, {});
    const auto found = world.engine().evaluate(plan, 0);
    return found ? static_cast<int>(found->count()) : -1;
  };
  EXPECT_EQ(count(R"({"all": [{"did": {"event": "A"}}, {"not": {"event": "B"}}]})"), 1);
  EXPECT_EQ(count(R"({"any": [{"event": "A"}, {"did": {"event": "B"}}]})"), 2);
  EXPECT_EQ(count(R"({"not": {"event": "A"}})"), 1);
  EXPECT_EQ(count("{}"), 3);
  EXPECT_EQ(count(R"({"event": "C"})"), -1);  // no segment asks for it
}

}  // namespace
}  // namespace wend::unify
