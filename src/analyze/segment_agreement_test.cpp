#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>

#include "analyze/event_mask.h"
#include "analyze/journey_table_builder.h"
#include "unify/account_state.h"
#include "unify/segment_engine.h"
#include "unify/testing/random_segments.h"

namespace wend::analyze {
namespace {

using namespace unify::testing;

// The segment engine, fed in any order, and `who` of questions read every rule alike.
std::string disagreement(std::uint64_t seed, std::size_t& members, std::size_t& values) {
  constexpr int kIdentities = 4;
  Chance chance(seed);
  std::vector<std::string> ids;
  ByTheBook::Segments meanings;
  std::vector<unify::SegmentDefinition> definitions;
  std::string told;
  // Computed traits and segments are made of those before them.
  std::vector<model::ComputedTrait> traits;
  std::vector<std::string> keys;
  for (int i = 0; i < 4; ++i) {
    const std::string id = fmt::format("s{}", i), key = fmt::format("t{}", i);
    if (chance.one_in(4)) {
      traits.push_back(random_touch(chance, key));
      told += fmt::format("{}: {}\n", key, touch_text(traits.back()));
    } else {
      const std::string definition = RandomPredicate(chance, ids, keys).computed_trait();
      told += fmt::format("{}: {}\n", key, definition);
      traits.push_back(trait_of(key, definition));
    }
    keys.push_back(key);
    model::SegmentMeaning meaning;
    meaning.is_list = i == 0;
    if (i == 0) {
      meaning.profiles = {model::identity_id_of("user_id", "101")};
    } else {
      const std::string rule = RandomPredicate(chance, ids, keys, true).about_customers(2);
      told += fmt::format("{}: {}\n", id, rule);
      meaning.rule = predicate_of(rule);
    }
    meanings[id] = meaning;
    definitions.push_back({id, meaning});
    ids.push_back(id);
  }
  std::vector<TestEvent> events;
  std::vector<MemoryEvent> rows;
  for (int i = 0; i < 5 + chance.below(25); ++i) {
    // make_journey_table numbers events in their order.
    TestEvent event = random_event(chance, kIdentities, i + 1);
    rows.push_back({std::to_string(event.identity), event.time_us, event.name, event.channel,
                    event.properties, event.type});
    event.identity = model::identity_id_of("user_id", std::to_string(event.identity));
    events.push_back(std::move(event));
  }
  const auto table = make_journey_table(std::move(rows));
  const TimeUs now = kBase + chance.below(40) * kHour;

  // Some belong to accounts, of which some have a plan.
  unify::AccountState accounts;
  for (int i = 0; i < chance.below(8); ++i) {
    const std::int64_t who =
        model::identity_id_of("user_id", std::to_string(100 + chance.below(kIdentities)));
    const std::string properties =
        fmt::format(R"({{"group_id":"{}"{}}})", chance.of<std::string>({"a", "b", "c"}),
                    chance.of<std::string>({"", R"(,"plan":"pro")", R"(,"plan":"free")"}));
    const unify::NamingEvent naming{.sequence = i + 1,
                                    .time_us = kBase + i,
                                    .type = model::EventType::kGroup,
                                    .identity = who,
                                    .profile = who,
                                    .identity_value = "u",
                                    .properties = properties};
    accounts.note_member(naming);
    accounts.note_traits(naming);
  }
  const auto account_table = accounts.table({}, {}, 1);

  unify::SegmentEngine engine(unify::SegmentPlan::make(definitions, {}, traits), kBase);
  std::vector<unify::Transition> transitions;
  auto order = events;
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[static_cast<std::size_t>(chance.below(static_cast<int>(i)))]);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const TimeUs then =
        kBase + (now - kBase) * static_cast<TimeUs>(i) / static_cast<TimeUs>(order.size());
    engine.apply(order[i].identity, order[i].view(), then, transitions);
  }
  for (const std::int64_t profile : engine.take_stale()) {
    std::vector<unify::SegmentEvent> theirs;
    for (const TestEvent& event : events)
      if (event.identity == profile) theirs.push_back(event.view());
    engine.rebuild(profile, theirs, now, transitions);
  }
  // Wherever between the events the accounts become known.
  for (const auto& [list, of_account] : engine.plan().account_lists())
    engine.set_list(list, account_table->members_where(of_account).profiles, now, transitions);
  engine.advance(now, transitions);

  Notes notes;
  MaskBuilder masks(table, std::numeric_limits<TimeUs>::min(), std::numeric_limits<TimeUs>::max(),
                    notes, {});
  masks.set_now(now);
  masks.set_segments(
      [&](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
        return meanings.at(std::string(id));
      });
  masks.set_accounts(
      [&](const model::Predicate& of_account) -> base::Result<model::AccountMembers> {
        return account_table->members_where(of_account);
      });
  masks.set_computed_traits(
      [&](std::string_view key) -> base::Result<std::optional<model::ComputedTrait>> {
        const auto found = std::ranges::find(traits, key, &model::ComputedTrait::key);
        return found == traits.end() ? std::nullopt : std::optional(*found);
      });
  for (std::size_t trait = 0; trait < traits.size(); ++trait) {
    const auto column = masks.trait("computed:" + traits[trait].key, "");
    if (!column) return fmt::format("seed {}: {}", seed, column.error().to_sentence());
    for (std::size_t profile = 0; profile < table->profile_count(); ++profile) {
      const auto index = engine.profile_of(table->profile_id(profile));
      const auto asked = (*column)->values[(*column)->codes[profile]];
      const auto kept = engine.value_of(trait, *index);
      values += !model::is_missing(asked);
      if (asked != kept) {
        return fmt::format("seed {}: {} of profile {} at {} is {}, kept is {}\n{}", seed,
                           traits[trait].key, profile, (now - kBase) / kHour, model::to_text(asked),
                           model::to_text(kept), told);
      }
    }
  }
  for (std::size_t segment = 0; segment < definitions.size(); ++segment) {
    model::Predicate named;
    named.form = model::PredicateForm::kSegment;
    named.names = {definitions[segment].id};
    const auto mask = masks.profiles(named);
    if (!mask) return fmt::format("seed {}: {}", seed, mask.error().to_sentence());
    for (std::size_t profile = 0; profile < table->profile_count(); ++profile) {
      const auto index = engine.profile_of(table->profile_id(profile));
      const bool in = index && engine.members(segment).has(*index);
      members += in;
      if (in != ((*mask)[profile] != 0)) {
        return fmt::format("seed {}: profile {} of {} at {}\n{}", seed, profile,
                           definitions[segment].id, (now - kBase) / kHour, told);
      }
    }
  }
  return "";
}

TEST(SegmentAgreement, TheEngineAndQuestionsReadRulesAlike) {
  std::size_t members = 0, values = 0;
  const bool held = rc::check("a history is read alike", [&] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    for (std::uint64_t i = 0; i < 25; ++i) {
      const std::string wrong = disagreement(seed + i, members, values);
      if (!wrong.empty()) RC_FAIL(wrong);
    }
  });
  EXPECT_TRUE(held);
  EXPECT_GT(members, 5000u);
  EXPECT_GT(values, 10'000u);
}

}  // namespace
}  // namespace wend::analyze
