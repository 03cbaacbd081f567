#include "unify/live_segments.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <unordered_set>

namespace wend::unify {
namespace {

// How often the store is looked at. A step that takes long is followed by a longer pause, so that
// this thread never takes more than a part of what ingest could use.
constexpr std::chrono::milliseconds kPauseLeast{100};
constexpr std::chrono::milliseconds kPauseMost{700};
constexpr int kPausePerStep = 3;
constexpr std::chrono::seconds kPauseAfterError{2};
// Read in one step; membership is journalled after each.
constexpr std::int64_t kEventsPerStep = 100'000;
constexpr TimeUs kNamingCheckUs = 5 * env::kSecondUs;
// The journey is discovered for it, and for what comes with Wend.
constexpr TimeUs kPlacesCheckUs = 60 * env::kSecondUs;
constexpr std::size_t kRuleLevelsMax = 100;  // of JSON; it was checked when it was stored

}  // namespace

std::string_view to_string(SegmentState state) {
  switch (state) {
    case SegmentState::kBuilding:
      return "building";
    case SegmentState::kLive:
      return "live";
    case SegmentState::kFailed:
      return "failed";
  }
  return "";
}

base::Result<model::SegmentMeaning> meaning_of(const workspace::Segment& segment,
                                               const model::TimeZone& zone) {
  model::SegmentMeaning meaning;
  meaning.name = segment.name;
  meaning.is_list = segment.is_list;
  if (segment.is_list) return meaning;
  boost::json::parse_options options;
  options.max_depth = kRuleLevelsMax;
  boost::system::error_code error;
  const auto rule = boost::json::parse(segment.rule, error, {}, options);
  if (error) return base::fail(base::ErrorCode::kInvalidInput, "The rule is not JSON.", "rule");
  WEND_ASSIGN(meaning.rule, model::PredicateReader(zone).read(rule, "rule"));
  return meaning;
}

base::Result<std::unique_ptr<LiveSegments>> LiveSegments::open(const events::EventStore& store,
                                                               workspace::Segments& segments,
                                                               Options options) {
  WEND_ASSIGN(auto journal, SegmentJournal::open(options.file.string(), options.journal));
  auto live = std::unique_ptr<LiveSegments>(
      new LiveSegments(store, segments, std::move(options), std::move(journal)));
  if (live->options_.own_thread) {
    live->thread_ =
        std::jthread([live = live.get()](const std::stop_token& stop) { live->work(stop); });
  }
  return live;
}

LiveSegments::~LiveSegments() {
  thread_ = {};
}

void LiveSegments::naming_may_differ() {
  naming_may_differ_ = true;
  wake();
}

void LiveSegments::wake() {
  {
    std::lock_guard lock(wake_mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void LiveSegments::work(const std::stop_token& stop) {
  stop_ = stop;
  bool failed = false;
  while (!stop.stop_requested()) {
    const auto started = std::chrono::steady_clock::now();
    const auto more = step();
    auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(
                     std::chrono::steady_clock::now() - started) *
                 kPausePerStep;
    pause = std::clamp(pause, kPauseLeast, kPauseMost);
    if (!more) {
      if (!failed)
        options_.report(fmt::format("Segments cannot follow: {}", more.error().to_sentence()));
      pause = kPauseAfterError;
    }
    failed = !more;
    if (more && *more) continue;
    std::unique_lock lock(wake_mutex_);
    wake_.wait_for(lock, stop, pause, [this] { return woken_; });
    woken_ = false;
  }
}

bool LiveSegments::naming_changed() {
  const TimeUs now = options_.clock->now_us();
  const TimeUs pause = wants_places_ ? kPlacesCheckUs : kNamingCheckUs;
  if (!naming_may_differ_.exchange(false) && std::abs(now - naming_checked_) < pause) return false;
  naming_checked_ = now;
  auto naming = options_.naming(wants_places_);
  if (!naming || *naming == naming_) return false;
  return true;
}

std::int64_t LiveSegments::changes() const {
  // Both only grow.
  std::int64_t changes = segments_.changes();
  if (options_.computed_traits != nullptr)
    changes += options_.computed_traits->changes().value_or(0);
  return changes;
}

bool LiveSegments::built_in_changed() {
  if (!options_.built_in || !engine_ || named_.empty()) return false;
  const TimeUs now = options_.clock->now_us();
  if (std::abs(now - built_in_checked_) < kPlacesCheckUs) return false;
  built_in_checked_ = now;
  std::vector<model::ComputedTrait> traits;
  if (!add_built_in(traits, named_, options_.built_in)) return false;
  const auto leaves = [](const SegmentPlan& plan) {
    std::vector<std::string> keys;
    for (const ValueLeaf& leaf : plan.value_leaves()) keys.push_back(leaf.key);
    std::ranges::sort(keys);
    return keys;
  };
  const auto now_meant = leaves(SegmentPlan::make({}, naming_, traits));
  return !std::ranges::includes(leaves(engine_->plan()), now_meant);
}

base::Status LiveSegments::forget(std::span<const std::int64_t> profiles) {
  {
    std::lock_guard lock(mutex_);
    forgotten_.insert(profiles.begin(), profiles.end());
  }
  WEND_TRY(journal_->forget(profiles));
  wake();
  return {};
}

bool LiveSegments::has_forgotten() const {
  std::lock_guard lock(mutex_);
  return forgotten_.empty();
}

base::Result<bool> LiveSegments::step() {
  if (!has_forgotten() || naming_changed()) rebuild_ = true;
  const bool other_rules = built_changes_ != changes() || built_in_changed();
  if (!rebuild_) {
    auto more = follow();
    // Members in memory may be ahead of the journal now: only a comparison finds what was not
    // written.
    if (!more) rebuild_ = true;
    if (!more || !other_rules) return more;
  }
  // Until it is done; what the engine holds may still be asked for.
  const bool all = std::exchange(rebuild_, true);
  WEND_TRY(build(all));
  rebuild_ = false;
  return true;
}

base::Result<bool> LiveSegments::follow() {
  if (!engine_) return false;  // nobody asks for members
  const TimeUs now = options_.clock->now_us();
  std::vector<Transition> out;
  bool more = false;
  // Before the events, so that who is new enters and leaves nothing on the way.
  WEND_TRY(put_accounts(*engine_, now, Cause::kAccount, out));
  if (store_.data_version() != version_) {
    WEND_ASSIGN(auto reading, SegmentReading::begin(store_, naming_));
    WEND_ASSIGN(const std::int64_t seen, reading.count_up_to(position_));
    const auto changed = store_.profiles_changed_since(version_);
    // Events were taken out, or it is too long ago: everything anew.
    if (seen != events_seen_ || !changed) {
      rebuild_ = true;
      return true;
    }
    const std::int64_t up_to = std::min(reading.last_sequence(), position_ + kEventsPerStep);
    WEND_TRY(take_in(reading, up_to, *changed, out));
    more = up_to < reading.last_sequence();
    // What is not read yet keeps the version behind, so that the next step comes back.
    version_ = more ? reading.version() - 1 : reading.version();
  }
  {
    std::lock_guard lock(mutex_);
    engine_->advance(now, out);
  }
  WEND_TRY(commit(out));
  return more;
}

base::Status LiveSegments::take_in(SegmentReading& reading, std::int64_t up_to,
                                   const std::vector<std::int64_t>& changed,
                                   std::vector<Transition>& out) {
  const TimeUs now = options_.clock->now_us();
  const std::unordered_set<std::int64_t> moved(changed.begin(), changed.end());
  if (!changed.empty()) WEND_TRY(put_lists(reading, out));
  WEND_TRY(reading.each(position_, up_to, [&](std::span<const ProfileEvent> events) {
    std::lock_guard lock(mutex_);
    for (const ProfileEvent& one : events) {
      // Those that moved are read again as a whole.
      if (!moved.contains(one.profile_id)) engine_->apply(one.profile_id, one.event, now, out);
    }
    return base::Status();
  }));
  WEND_TRY(read_again(reading, changed, up_to, *engine_, now, Cause::kIdentity, out));
  std::vector<std::int64_t> stale;
  {
    std::lock_guard lock(mutex_);
    stale = engine_->take_stale();
  }
  WEND_TRY(read_again(reading, std::move(stale), up_to, *engine_, now, Cause::kEvent, out));
  WEND_ASSIGN(events_seen_, reading.count_up_to(up_to));
  std::lock_guard lock(mutex_);
  position_ = up_to;
  return {};
}

base::Status LiveSegments::read_again(SegmentReading& reading, std::vector<std::int64_t> profiles,
                                      std::int64_t up_to, SegmentEngine& engine, TimeUs now,
                                      Cause cause, std::vector<Transition>& out) {
  return reading.each_profile(
      std::move(profiles), up_to,
      [&](std::int64_t profile, std::span<const SegmentEvent> events) -> base::Status {
        std::lock_guard lock(mutex_);
        engine.rebuild(profile, events, now, out, cause);
        return {};
      });
}

base::Status LiveSegments::put_lists(SegmentReading& reading, std::vector<Transition>& out) {
  for (const workspace::Segment& segment : built_) {
    if (!segment.is_list) continue;
    WEND_ASSIGN(const auto identities, segments_.identities(segment.id));
    WEND_ASSIGN(auto profiles, reading.profiles_of(identities));
    std::lock_guard lock(mutex_);
    engine_->set_list(segment.id, std::move(profiles), options_.clock->now_us(), out);
  }
  return {};
}

// Gives the engine the members of accounts that rules name, when something changed there.
base::Status LiveSegments::put_accounts(SegmentEngine& engine, TimeUs now, Cause cause,
                                        std::vector<Transition>& out) {
  if (engine.plan().account_lists().empty() || !options_.accounts) return {};
  WEND_ASSIGN(auto accounts, options_.accounts());
  if (accounts == accounts_) return {};
  for (const auto& [list, of_account] : engine.plan().account_lists()) {
    auto members = accounts->members_where(of_account);
    std::lock_guard lock(mutex_);
    engine.set_list(list, std::move(members.profiles), now, out, cause);
  }
  accounts_ = std::move(accounts);
  return {};
}

base::Status LiveSegments::commit(const std::vector<Transition>& out) {
  if (out.empty()) return {};
  std::vector<SegmentJournal::Entry> entries;
  entries.reserve(out.size());
  for (const Transition& one : out) {
    entries.push_back(
        {built_[one.segment].id, one.profile_id, one.entered, one.at, one.cause, one.sequence});
  }
  WEND_TRY(journal_->write(entries));
  tell(entries);
  return {};
}

std::optional<std::size_t> LiveSegments::index_of(std::string_view id) const {
  const auto found = std::ranges::find(built_, id, &workspace::Segment::id);
  if (found == built_.end() || !engine_) return std::nullopt;
  return static_cast<std::size_t>(found - built_.begin());
}

LiveSegments::Standing LiveSegments::standing(const workspace::Segment& segment) const {
  std::lock_guard lock(mutex_);
  Standing standing;
  const auto index = index_of(segment.id);
  if (!index) return standing;
  standing.size = engine_->members(*index).count();
  if (built_[*index].version != segment.version || unwritten_.contains(segment.id)) return standing;
  standing.state = SegmentState::kLive;
  standing.error = engine_->plan().segments()[*index].error;
  if (const auto unreadable = unreadable_.find(segment.id); unreadable != unreadable_.end())
    standing.error = unreadable->second;
  if (standing.error) standing.state = SegmentState::kFailed;
  return standing;
}

LiveSegments::Standing LiveSegments::standing(const workspace::ComputedTrait& trait) const {
  std::lock_guard lock(mutex_);
  Standing standing;
  const auto built = std::ranges::find(built_traits_, trait.id, &workspace::ComputedTrait::id);
  if (built == built_traits_.end() || built->version != trait.version) return standing;
  standing.state = SegmentState::kLive;
  if (const auto unreadable = unreadable_.find(trait.id); unreadable != unreadable_.end()) {
    standing.error = unreadable->second;
  } else if (engine_) {
    const auto& computed = engine_->plan().computed();
    const auto found = std::ranges::find(computed, trait.key, &SegmentPlan::ComputedTrait::key);
    if (found != computed.end()) standing.error = found->error;
  }
  if (standing.error) standing.state = SegmentState::kFailed;
  return standing;
}

std::optional<std::map<std::string, model::Value>> LiveSegments::computed_of(
    std::int64_t profile_id) const {
  std::lock_guard lock(mutex_);
  if (!engine_) return std::nullopt;
  const auto profile = engine_->profile_of(profile_id);
  if (!profile) return std::nullopt;
  std::map<std::string, model::Value> values;
  const auto& computed = engine_->plan().computed();
  for (std::size_t i = 0; i < computed.size(); ++i)
    if (!computed[i].error) values.emplace(computed[i].key, engine_->value_of(i, *profile));
  return values;
}

base::Result<std::vector<model::ComputedTrait>> LiveSegments::known_traits(
    const std::vector<SegmentDefinition>& definitions) const {
  std::vector<model::ComputedTrait> traits;
  std::vector<std::string> named;
  if (options_.computed_traits != nullptr) {
    WEND_ASSIGN(const auto stored, options_.computed_traits->all());
    WEND_ASSIGN(const auto zone, options_.zone());
    for (const workspace::ComputedTrait& trait : stored) {
      auto meaning = meaning_of(trait, zone);
      if (!meaning) continue;
      std::ranges::move(model::computed_traits_in(meaning->of), std::back_inserter(named));
      traits.push_back(*std::move(meaning));
    }
  }
  for (const SegmentDefinition& definition : definitions)
    std::ranges::move(model::computed_traits_in(definition.meaning.rule),
                      std::back_inserter(named));
  WEND_TRY(add_built_in(traits, named, options_.built_in));
  return traits;
}

std::optional<std::size_t> LiveSegments::profiles() const {
  std::lock_guard lock(mutex_);
  if (!engine_) return std::nullopt;
  return engine_->known().count();
}

std::optional<std::size_t> LiveSegments::size_of(const model::Predicate& rule) const {
  if (built_changes_ != changes()) return std::nullopt;
  std::vector<SegmentDefinition> definitions;
  std::vector<model::ComputedTrait> traits;
  EventNaming naming;
  {
    std::lock_guard lock(mutex_);
    if (!engine_) return std::nullopt;
    definitions = definitions_;
    naming = naming_;
    traits = traits_;
  }
  SegmentDefinition draft;
  draft.meaning.rule = rule;
  definitions.push_back(std::move(draft));
  const SegmentPlan plan = SegmentPlan::make(definitions, naming, traits);
  if (plan.segments().back().error) return std::nullopt;
  std::lock_guard lock(mutex_);
  const auto found = engine_->evaluate(plan, plan.segments().size() - 1);
  if (!found) return std::nullopt;
  return found->count();
}

std::map<std::string, std::size_t> LiveSegments::counts_among(
    std::span<const std::int64_t> profiles) const {
  std::map<std::string, std::size_t> counts;
  std::lock_guard lock(mutex_);
  if (!engine_) return counts;
  for (const std::int64_t id : profiles) {
    const auto profile = engine_->profile_of(id);
    if (!profile) continue;
    for (std::size_t segment = 0; segment < built_.size(); ++segment)
      if (engine_->members(segment).has(*profile)) ++counts[built_[segment].id];
  }
  return counts;
}

std::optional<std::vector<std::size_t>> LiveSegments::overlap(
    const std::vector<std::string>& ids) const {
  std::lock_guard lock(mutex_);
  std::vector<const ProfileSet*> sets;
  std::size_t words = 0;
  for (const std::string& id : ids) {
    const auto index = index_of(id);
    if (!index) return std::nullopt;
    sets.push_back(&engine_->members(*index));
    words = std::max(words, sets.back()->words().size());
  }
  std::vector<std::size_t> counts(std::size_t{1} << sets.size(), 0);
  for (std::size_t word = 0; word < words; ++word) {
    for (std::size_t in = 1; in < counts.size(); ++in) {
      std::uint64_t bits = ~std::uint64_t{0};
      for (std::size_t set = 0; set < sets.size(); ++set) {
        const std::uint64_t members = sets[set]->word(word);
        bits &= (in >> set & 1) != 0 ? members : ~members;
      }
      counts[in] += static_cast<std::size_t>(std::popcount(bits));
    }
  }
  counts[0] = engine_->known().count();
  for (std::size_t in = 1; in < counts.size(); ++in) counts[0] -= counts[in];
  return counts;
}

std::int64_t LiveSegments::position() const {
  std::lock_guard lock(mutex_);
  return position_;
}

base::Status LiveSegments::watch(SegmentWatcher watcher) {
  std::lock_guard lock(watchers_mutex_);
  std::erase_if(watchers_, [](const SegmentWatcher& one) { return one.gone(); });
  if (watchers_.size() >= kWatchersMax) {
    return base::fail(base::ErrorCode::kUnavailable, "As many as may look on already do.", "",
                      "Close another view and try again.");
  }
  watchers_.push_back(std::move(watcher));
  return {};
}

void LiveSegments::tell(std::span<const SegmentJournal::Entry> entries) {
  std::lock_guard lock(watchers_mutex_);
  std::erase_if(watchers_, [&](const SegmentWatcher& watcher) {
    if (watcher.gone()) return true;
    for (const auto& entry : entries) {
      if (!watcher.segment.empty() && watcher.segment != entry.segment) continue;
      if (!watcher.tell(entry)) return true;
    }
    return false;
  });
}

}  // namespace wend::unify
