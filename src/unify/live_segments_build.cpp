// The part of LiveSegments that counts members anew.
#include <algorithm>

#include "unify/live_segments.h"
#include "unify/stored_traits.h"

namespace wend::unify {
namespace {

bool names_places(const model::Predicate& predicate) {
  return predicate.form == model::PredicateForm::kTouchpoint ||
         predicate.form == model::PredicateForm::kStage ||
         std::ranges::any_of(predicate.parts, names_places);
}

// What a segment's members depend on, apart from events: when it changes, those who come and go do
// so by the change.
std::string rule_text(const workspace::Segment& segment) {
  return segment.is_list ? "list" : segment.rule;
}

}  // namespace

base::Result<LiveSegments::Wanted> LiveSegments::read_wanted() {
  Wanted wanted;
  wanted.changes = changes();
  WEND_ASSIGN(wanted.segments, segments_.all());
  if (options_.computed_traits != nullptr) {
    WEND_ASSIGN(wanted.stored, options_.computed_traits->all());
  }
  WEND_ASSIGN(const auto zone, options_.zone());
  for (const workspace::Segment& segment : wanted.segments) {
    auto meaning = meaning_of(segment, zone);
    if (!meaning) {
      // Kept with a rule that fails by itself, so that its place in the plan stays.
      wanted.unreadable.emplace(segment.id, meaning.error());
      meaning = model::SegmentMeaning{.name = segment.name};
      meaning->rule.form = model::PredicateForm::kAny;
    }
    wanted.places = wanted.places || names_places(meaning->rule);
    wanted.definitions.push_back({segment.id, *std::move(meaning)});
  }
  for (const workspace::ComputedTrait& trait : wanted.stored) {
    auto meaning = meaning_of(trait, zone);
    if (!meaning) {
      wanted.unreadable.emplace(trait.id, meaning.error());
      continue;
    }
    wanted.places = wanted.places || names_places(meaning->of);
    wanted.traits.push_back(*std::move(meaning));
  }
  for (const SegmentDefinition& definition : wanted.definitions)
    std::ranges::move(model::computed_traits_in(definition.meaning.rule),
                      std::back_inserter(wanted.named));
  for (const model::ComputedTrait& trait : wanted.traits)
    std::ranges::move(model::computed_traits_in(trait.of), std::back_inserter(wanted.named));
  std::erase_if(wanted.named, [&](const std::string& key) {
    return std::ranges::find(wanted.stored, key, &workspace::ComputedTrait::key) !=
           wanted.stored.end();
  });
  WEND_TRY(add_built_in(wanted.traits, wanted.named, options_.built_in));
  built_in_checked_ = options_.clock->now_us();
  WEND_ASSIGN(wanted.naming, options_.naming(wanted.places));
  naming_checked_ = options_.clock->now_us();
  return wanted;
}

base::Status LiveSegments::read_all(SegmentReading& reading, std::int64_t up_to,
                                    SegmentEngine& engine, TimeUs now) {
  std::vector<Transition> silent;
  WEND_TRY(reading.each(0, up_to, [&](std::span<const ProfileEvent> events) -> base::Status {
    if (stop_.stop_requested()) return base::fail(base::ErrorCode::kCancelled, "Wend stops.");
    for (const ProfileEvent& one : events) engine.apply(one.profile_id, one.event, now, silent);
    silent.clear();
    return {};
  }));
  return read_again(reading, engine.take_stale(), up_to, engine, now, Cause::kEvent, silent);
}

base::Result<std::unique_ptr<SegmentEngine>> LiveSegments::count_all(const Wanted& wanted,
                                                                     SegmentReading& reading,
                                                                     TimeUs now) {
  std::unique_ptr<SegmentEngine> engine;
  const std::int64_t last = reading.last_sequence();
  WEND_ASSIGN(const std::int64_t count, reading.count_up_to(last));
  // Without segments and traits there is nobody to count, and no need to read.
  if (!wanted.segments.empty() || !wanted.traits.empty()) {
    engine = std::make_unique<SegmentEngine>(
        SegmentPlan::make(wanted.definitions, wanted.naming, wanted.traits), now);
    std::vector<Transition> silent;
    accounts_.reset();
    WEND_TRY(put_accounts(*engine, now, Cause::kRule, silent));
    WEND_TRY(read_all(reading, last, *engine, now));
  }
  version_ = reading.version();
  events_seen_ = count;
  std::lock_guard lock(mutex_);
  position_ = last;
  return engine;
}

// What the engine that is alive keeps anyway is not counted again; of a segment that changed in a
// word that is nearly all.
base::Result<std::unique_ptr<SegmentEngine>> LiveSegments::count_changed(
    const Wanted& wanted, SegmentReading& reading, std::unordered_set<std::int64_t>& moved) {
  if (!engine_ || wanted.naming != naming_) return nullptr;
  if (wanted.segments.empty() && wanted.traits.empty()) return nullptr;
  WEND_ASSIGN(const std::int64_t seen, reading.count_up_to(position_));
  // Whose events belong to somebody else than when they were read.
  const auto changed = store_.profiles_changed_since(version_);
  if (seen != events_seen_ || !changed) return nullptr;
  const TimeUs now = engine_->now();
  auto engine = std::make_unique<SegmentEngine>(
      SegmentPlan::make(wanted.definitions, wanted.naming, wanted.traits), now, *engine_);
  if (engine->needs_events()) WEND_TRY(read_all(reading, position_, *engine, now));
  std::vector<Transition> silent;
  accounts_.reset();
  WEND_TRY(put_accounts(*engine, now, Cause::kRule, silent));
  {
    std::lock_guard lock(mutex_);
    engine->take_over(*engine_);
  }
  WEND_TRY(read_again(reading, *changed, position_, *engine, now, Cause::kIdentity, silent));
  moved.insert(changed->begin(), changed->end());
  return engine;
}

base::Status LiveSegments::build(bool all) {
  WEND_ASSIGN(Wanted wanted, read_wanted());
  wants_places_ = wanted.places;
  WEND_ASSIGN(auto reading, SegmentReading::begin(store_, wanted.naming));
  for (SegmentDefinition& definition : wanted.definitions) {
    if (!definition.meaning.is_list) continue;
    WEND_ASSIGN(const auto identities, segments_.identities(definition.id));
    WEND_ASSIGN(definition.meaning.profiles, reading.profiles_of(identities));
  }
  std::unordered_set<std::int64_t> forgotten;
  {
    std::lock_guard lock(mutex_);
    forgotten = forgotten_;
  }
  const TimeUs now = options_.clock->now_us();
  std::unordered_set<std::int64_t> moved;
  std::unique_ptr<SegmentEngine> engine, before;
  if (!all && forgotten.empty()) {
    WEND_ASSIGN(engine, count_changed(wanted, reading, moved));
  }
  const bool went_on = engine != nullptr;
  if (!went_on) {
    WEND_ASSIGN(engine, count_all(wanted, reading, now));
  }
  // Who is on a list is asked of the engine.
  for (SegmentDefinition& definition : wanted.definitions) definition.meaning.profiles.clear();
  std::vector<workspace::Segment> segments_before;
  {
    std::lock_guard lock(mutex_);
    before = std::exchange(engine_, std::move(engine));
    segments_before = std::exchange(built_, wanted.segments);
    for (const workspace::Segment& segment : built_) {
      const auto was = std::ranges::find(segments_before, segment.id, &workspace::Segment::id);
      if (was == segments_before.end() || was->version != segment.version)
        unwritten_.insert(segment.id);
    }
    naming_ = std::move(wanted.naming);
    definitions_ = std::move(wanted.definitions);
    unreadable_ = std::move(wanted.unreadable);
    built_traits_ = std::move(wanted.stored);
    traits_ = std::move(wanted.traits);
    named_ = std::move(wanted.named);
  }
  if (!went_on) before.reset();

  // What the journal does not know yet.
  std::vector<SegmentJournal::Entry> entries;
  std::vector<SegmentJournal::Rule> rules;
  std::vector<ProfileIndex> in_order;  // of the numbers of their profiles
  for (std::size_t i = 0; i < wanted.segments.size(); ++i) {
    const workspace::Segment& segment = wanted.segments[i];
    WEND_ASSIGN(const auto known, journal_->rule_of(segment.id));
    const std::string rule = rule_text(segment);
    const auto sorted_members = [&] {
      if (in_order.empty()) in_order = engine_->known_in_order();
      std::vector<std::int64_t> ids;
      for (const ProfileIndex profile : in_order)
        if (engine_->members(i).has(profile)) ids.push_back(engine_->profile_id(profile));
      return ids;
    };
    if (!known) {
      WEND_TRY(journal_->begin_segment({segment.id, rule}, sorted_members(), now));
      continue;
    }
    // One that did not change may be made of one that did. A list changes by what people put in it,
    // and while it is live by identities.
    const bool by_rule = known != rule || segment.is_list || went_on;
    const Cause cause = by_rule ? Cause::kRule : Cause::kDowntime;
    if (known != rule) rules.push_back({segment.id, rule});
    const auto note = [&](std::int64_t profile, bool entered) {
      if (!entered && forgotten.contains(profile)) return;
      const bool by_identity = known == rule && moved.contains(profile);
      entries.push_back(
          {segment.id, profile, entered, now, by_identity ? Cause::kIdentity : cause, 0});
    };
    const auto was = std::ranges::find(segments_before, segment.id, &workspace::Segment::id);
    if (before && was != segments_before.end()) {
      // As it was journalled, with profiles in the same places.
      const auto& then = before->members(static_cast<std::size_t>(was - segments_before.begin()));
      const auto& now_in = engine_->members(i);
      then.each([&](ProfileIndex profile) {
        if (!now_in.has(profile)) note(engine_->profile_id(profile), false);
      });
      now_in.each([&](ProfileIndex profile) {
        if (!then.has(profile)) note(engine_->profile_id(profile), true);
      });
      continue;
    }
    WEND_ASSIGN(const auto journalled, journal_->member_ids(segment.id));
    const std::vector<std::int64_t> after = sorted_members();
    std::vector<std::int64_t> left, entered;
    std::ranges::set_difference(journalled, after, std::back_inserter(left));
    std::ranges::set_difference(after, journalled, std::back_inserter(entered));
    for (const std::int64_t profile : left) note(profile, false);
    for (const std::int64_t profile : entered) note(profile, true);
  }
  std::vector<std::string> gone;
  WEND_ASSIGN(const auto journalled, journal_->segment_ids());
  for (const std::string& id : journalled) {
    if (std::ranges::find(wanted.segments, id, &workspace::Segment::id) == wanted.segments.end())
      gone.push_back(id);
  }
  WEND_TRY(journal_->write(entries, rules, gone));
  // What was journalled while they were on their way out. Who came back is somebody new.
  std::vector<std::int64_t> out;
  for (const std::int64_t profile : forgotten) {
    const auto known = engine_ ? engine_->profile_of(profile) : std::nullopt;
    bool is_back = false;
    for (std::size_t i = 0; known && i < wanted.segments.size(); ++i)
      is_back = is_back || engine_->members(i).has(*known);
    if (!is_back) out.push_back(profile);
  }
  WEND_TRY(journal_->forget(out));
  built_changes_ = wanted.changes;
  {
    std::lock_guard lock(mutex_);
    for (const std::int64_t profile : forgotten) forgotten_.erase(profile);
    unwritten_.clear();
  }
  tell(entries);
  return {};
}

}  // namespace wend::unify
