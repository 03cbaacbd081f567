#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/time_zone.h"
#include "unify/account_table.h"
#include "unify/segment_engine.h"
#include "unify/segment_journal.h"
#include "unify/segment_reading.h"
#include "unify/stored_traits.h"
#include "workspace/segments.h"

namespace wend::unify {

// What a stored segment means. Errors: kInvalidInput when its rule cannot be read.
base::Result<model::SegmentMeaning> meaning_of(const workspace::Segment& segment,
                                               const model::TimeZone& zone);

enum class SegmentState : std::uint8_t { kBuilding, kLive, kFailed };
std::string_view to_string(SegmentState state);

// Somebody who is told who enters and leaves. Called from the engine's thread: must not block.
struct SegmentWatcher {
  std::string segment;                                     // id; empty: all
  std::function<bool(const SegmentJournal::Entry&)> tell;  // false: gone
  std::function<bool()> gone;
};

// Keeps who is in which segment, and the values of computed traits, current: reads what was
// committed to the event store a moment after it was, by sequence, on a thread of its own that
// nobody waits for, and looks at the clock. Members and values are kept in memory and are
// disposable; they are counted anew from the store at a start, compared with what the journal
// holds, and the difference is journalled. When a segment changes, only what nobody kept yet is
// counted.
class LiveSegments {
 public:
  static constexpr std::size_t kWatchersMax = 64;

  struct Options {
    std::filesystem::path file;  // of the journal
    SegmentJournal::Sizes journal = {};
    const env::Clock* clock = nullptr;
    // How events are shown, and where they belong in the journey when `places` is wanted.
    std::function<base::Result<EventNaming>(bool places)> naming;
    std::function<base::Result<model::TimeZone>()> zone;
    // Who belongs to which account; without it, nobody belongs to any.
    std::function<base::Result<std::shared_ptr<const AccountTable>>()> accounts = {};
    std::function<void(std::string_view)> report;
    // Those that people define, and those that come with Wend. Without them there are none.
    workspace::ComputedTraits* computed_traits = nullptr;
    model::FindComputedTrait built_in;
    bool own_thread = true;  // false: step() is called by somebody
  };
  // Errors: those of SegmentJournal::open.
  static base::Result<std::unique_ptr<LiveSegments>> open(const events::EventStore& store,
                                                          workspace::Segments& segments,
                                                          Options options);
  ~LiveSegments();

  // Something changed that should be looked at soon.
  void wake();
  // To be told when events may be named otherwise now, or belong to other touchpoints; else that is
  // noticed some time later.
  void naming_may_differ();
  // Reads what is new and lets time pass, once. True when there is more to do at once.
  base::Result<bool> step();

  struct Standing {
    SegmentState state = SegmentState::kBuilding;
    std::optional<std::size_t> size;   // unknown while it is built for the first time
    std::optional<base::Error> error;  // why it failed
  };
  // A segment of another version than the one that is kept is still building.
  Standing standing(const workspace::Segment& segment) const;
  // Its size is unknown.
  Standing standing(const workspace::ComputedTrait& trait) const;
  // The values of the computed traits that are kept, of one profile, by key. Nothing when the
  // profile is not known or nothing is kept yet.
  std::optional<std::map<std::string, model::Value>> computed_of(std::int64_t profile_id) const;
  // What computed traits segments name; for rules that are tried.
  base::Result<std::vector<model::ComputedTrait>> known_traits(
      const std::vector<SegmentDefinition>& definitions) const;
  // How many profiles have events, as far as the engine has read; nothing before it has any.
  std::optional<std::size_t> profiles() const;
  // How many satisfy a rule that is made of what is kept anyway; nothing when it is not.
  std::optional<std::size_t> size_of(const model::Predicate& rule) const;
  // For each set of these segments, as bits in their order, how many are in all of the set and in
  // none of the others. Nothing while one of them is built.
  std::optional<std::vector<std::size_t>> overlap(const std::vector<std::string>& ids) const;
  // How many of these profiles are in each segment, by its id.
  std::map<std::string, std::size_t> counts_among(std::span<const std::int64_t> profiles) const;
  // Up to which sequence the store's events are in.
  std::int64_t position() const;

  SegmentJournal& journal() { return *journal_; }
  // Lets go of profiles whose events are gone or about to go: members are counted anew, and their
  // leaving is not journalled. Whoever calls waits for has_forgotten() when the events are gone.
  base::Status forget(std::span<const std::int64_t> profiles);
  // Whether members were counted anew since the last forget().
  bool has_forgotten() const;
  // Errors: kUnavailable when as many as may look on already do.
  base::Status watch(SegmentWatcher watcher);

 private:
  LiveSegments(const events::EventStore& store, workspace::Segments& segments, Options options,
               std::unique_ptr<SegmentJournal> journal)
      : store_(store),
        segments_(segments),
        options_(std::move(options)),
        journal_(std::move(journal)) {}

  void work(const std::stop_token& stop);
  base::Result<bool> follow();
  // What people define now.
  struct Wanted {
    std::int64_t changes = 0;
    std::vector<workspace::Segment> segments;
    std::vector<SegmentDefinition> definitions;  // of them, in their order
    std::vector<workspace::ComputedTrait> stored;
    std::vector<model::ComputedTrait> traits;  // these and built-in ones that are named
    std::vector<std::string> named;
    std::map<std::string, base::Error> unreadable;
    bool places = false;  // named by one of them
    EventNaming naming;
  };
  base::Result<Wanted> read_wanted();
  // `all`: nothing of the engine that is alive can be kept.
  base::Status build(bool all);
  base::Result<std::unique_ptr<SegmentEngine>> count_all(const Wanted& wanted,
                                                         SegmentReading& reading, TimeUs now);
  // Nothing when everything has to be counted anew.
  base::Result<std::unique_ptr<SegmentEngine>> count_changed(
      const Wanted& wanted, SegmentReading& reading, std::unordered_set<std::int64_t>& moved);
  base::Status read_all(SegmentReading& reading, std::int64_t up_to, SegmentEngine& engine,
                        TimeUs now);
  base::Status take_in(SegmentReading& reading, std::int64_t up_to,
                       const std::vector<std::int64_t>& changed, std::vector<Transition>& out);
  base::Status read_again(SegmentReading& reading, std::vector<std::int64_t> profiles,
                          std::int64_t up_to, SegmentEngine& engine, TimeUs now, Cause cause,
                          std::vector<Transition>& out);
  base::Status put_lists(SegmentReading& reading, std::vector<Transition>& out);
  base::Status put_accounts(SegmentEngine& engine, TimeUs now, Cause cause,
                            std::vector<Transition>& out);
  base::Status commit(const std::vector<Transition>& out);
  void tell(std::span<const SegmentJournal::Entry> entries);
  bool naming_changed();
  bool built_in_changed();
  std::int64_t changes() const;
  std::optional<std::size_t> index_of(std::string_view id) const;

  const events::EventStore& store_;
  workspace::Segments& segments_;
  const Options options_;
  std::unique_ptr<SegmentJournal> journal_;

  // Of the worker alone.
  std::atomic<std::int64_t> built_changes_ = 0;  // of the definitions
  std::int64_t version_ = 0;                     // of the store
  std::int64_t events_seen_ = 0;
  bool rebuild_ = true;
  bool wants_places_ = false;
  std::shared_ptr<const AccountTable> accounts_;  // as the engine has them
  TimeUs built_in_checked_ = 0;
  TimeUs naming_checked_ = 0;
  EventNaming naming_;  // changed under mutex_
  std::stop_token stop_;

  mutable std::mutex mutex_;  // of what others ask for
  std::unique_ptr<SegmentEngine> engine_;
  std::vector<workspace::Segment> built_;  // in the plan's order
  // Of them, by id: what changed and is not journalled yet.
  std::unordered_set<std::string> unwritten_;
  std::vector<SegmentDefinition> definitions_;     // the same, as they were understood
  std::map<std::string, base::Error> unreadable_;  // rules, by segment, and traits, by id
  std::vector<workspace::ComputedTrait> built_traits_;
  std::vector<model::ComputedTrait> traits_;  // in the plan's order
  std::vector<std::string> named_;            // keys of others that are named
  std::int64_t position_ = 0;
  std::unordered_set<std::int64_t> forgotten_;  // profiles, until members were counted anew

  std::mutex watchers_mutex_;
  std::vector<SegmentWatcher> watchers_;

  std::mutex wake_mutex_;
  std::condition_variable_any wake_;
  bool woken_ = false;
  std::atomic<bool> naming_may_differ_ = false;
  std::jthread thread_;
};

}  // namespace wend::unify
