#include "unify/erasure.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <fmt/format.h>
#include <unordered_set>

#include "base/failpoint.h"
#include "env/thread_rank.h"
#include "unify/hashed_values.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using workspace::Erasure;
using workspace::ErasureState;

constexpr std::chrono::seconds kRetryAfter{5};
// How soon what was refused after all leaves the log.
constexpr std::chrono::seconds kSweepEvery{60};
constexpr std::chrono::milliseconds kLook{20};
constexpr std::chrono::seconds kSegmentsMost{120};
// In the counts of one that a copy brought back.
constexpr const char* kAgain = "again";
constexpr const char* kSweptSetting = "privacy_log_position";

Counts counts_of(const Erasure& erasure) {
  boost::system::error_code error;
  auto counts = json::parse(erasure.counts, error);
  return error || !counts.is_object() ? Counts() : counts.get_object();
}

std::function<bool(const model::NamedIdentity&, env::TimeUs)> has_one_of(
    const IdentityHasher& hasher, const std::vector<std::string>& hashes) {
  return [&hasher, set = std::unordered_set<std::string>(hashes.begin(), hashes.end())](
             const model::NamedIdentity& one, env::TimeUs) {
    return set.contains(hasher.text(one.identity_namespace, one.value));
  };
}

// No namespace is empty, so no identity has the hash of a number.
std::string hash_of_number(const IdentityHasher& hasher, std::int64_t identity) {
  return hasher.text("", std::to_string(identity));
}

}  // namespace

const std::vector<std::string>& PersonErasure::steps() {
  static const std::vector<std::string> steps = {"log",   "files",    "workspace", "backups",
                                                 "store", "segments", "rewrite",   "rest"};
  return steps;
}

base::Result<std::unique_ptr<PersonErasure>> PersonErasure::open(Places places) {
  WEND_ASSIGN(std::string key, places.workspace.erasures().key());
  WEND_ASSIGN(const auto kept, ErasedFolder(places.folder / "erased").key());
  if (kept && *kept != key) {
    // A workspace of before the first erasure.
    WEND_ASSIGN(const auto known, places.workspace.erasures().all());
    if (!known.empty())
      return base::fail(
          base::ErrorCode::kConflict,
          "The list of erased customers and workspace.db are of different data folders.",
          (places.folder / "erased").string(), "Put back the ones that belong together.");
    WEND_TRY(places.workspace.erasures().set_key(*kept));
    key = *kept;
  }
  WEND_ASSIGN(const auto hasher, IdentityHasher::make(key));
  std::unique_ptr<PersonErasure> erasure(new PersonErasure(std::move(places), hasher));
  WEND_TRY(erasure->note_brought_back());
  WEND_TRY(erasure->load_list());
  return erasure;
}

PersonErasure::~PersonErasure() {
  thread_ = {};
}

base::Status PersonErasure::load_list() {
  WEND_ASSIGN(const auto erasures, places_.workspace.erasures().all());
  auto list = std::make_shared<const ErasureList>(hasher_, erasures, refused_);
  places_.events.set_erased(list->empty() ? nullptr : list);
  std::lock_guard lock(list_mutex_);
  list_ = std::move(list);
  return {};
}

base::Status PersonErasure::note_brought_back() {
  constexpr const char* kWhy = "A copy of before was put in place, so it is done again.";
  auto& erasures = places_.workspace.erasures();
  WEND_ASSIGN(auto all, erasures.all());
  WEND_ASSIGN(const auto listed, folder_.all());
  for (const auto& entry : listed) {
    if (std::ranges::find(all, entry.id, &Erasure::id) != all.end()) continue;
    WEND_ASSIGN(const bool store, places_.events.has_erased(entry.id));
    WEND_ASSIGN(const bool log, places_.log.has_erased(entry.id));
    brought_back_[entry.id] = {store, log};
    WEND_TRY(erasures.put({.id = entry.id,
                           .keep_out = entry.keep_out,
                           .actor = entry.actor,
                           .requested_at = entry.requested_at,
                           .hashes = entry.hashes,
                           .step = steps().front(),
                           .counts = fmt::format(R"({{"{}":true}})", kAgain),
                           .error = kWhy}));
  }
  if (all.empty()) return {};
  const auto file = places_.folder / "segments.db";
  std::unique_ptr<SegmentJournal> journal;
  if (std::error_code error; std::filesystem::exists(file, error)) {
    WEND_ASSIGN(journal, SegmentJournal::open(file.string()));
  }
  for (Erasure& erasure : all) {
    if (std::ranges::find(listed, erasure.id, &ErasedFolder::Entry::id) == listed.end()) {
      WEND_ASSIGN(const auto person,
                  person_of_hashes(places_.events, hasher_, erasure.hashes, false));
      WEND_TRY(write_down(erasure, person));
    }
    Counts counts = counts_of(erasure);
    if (erasure.state != ErasureState::kDone) {
      // The process that found it was ended before it was done.
      if (counts.contains(kAgain)) brought_back_[erasure.id] = {};
      continue;
    }
    WEND_ASSIGN(const bool store, places_.events.has_erased(erasure.id));
    WEND_ASSIGN(const bool log, places_.log.has_erased(erasure.id));
    bool segments = true;
    if (journal != nullptr) {
      WEND_ASSIGN(segments, journal->has_erased(erasure.id));
    }
    if (store && log && segments) continue;
    brought_back_[erasure.id] = {store, log};
    erasure.state = ErasureState::kWaiting;
    erasure.step = steps().front();
    erasure.position = 0;
    counts[kAgain] = true;
    erasure.counts = json::serialize(counts);
    erasure.error = kWhy;
    WEND_TRY(erasures.save(erasure));
  }
  return {};
}

base::Status PersonErasure::write_down(const Erasure& erasure, const Person& person) {
  ErasedFolder::Entry entry{.id = erasure.id,
                            .keep_out = erasure.keep_out,
                            .actor = erasure.actor,
                            .requested_at = erasure.requested_at,
                            .hashes = erasure.hashes,
                            .numbers = {}};
  for (const std::int64_t identity : person.identities)
    entry.numbers.push_back(hash_of_number(hasher_, identity));
  WEND_ASSIGN(const auto kept, folder_.key());
  if (!kept) {
    WEND_ASSIGN(const auto key, places_.workspace.erasures().key());
    WEND_TRY(folder_.set_key(key));
  }
  return folder_.put(entry);
}

void PersonErasure::start(Memory memory) {
  memory_ = std::move(memory);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

base::Result<PersonErasure::Preview> PersonErasure::preview(std::int64_t profile) {
  WEND_ASSIGN(const Person person, person_of_profile(places_.events, hasher_, profile));
  if (person.empty()) return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
  const model::PersonTexts texts(places_.events.identity_rules().rules, person.values);
  Preview preview;
  WEND_ASSIGN(preview.rows, places_.events.count_person(person.identities));
  WEND_ASSIGN(preview.workspace, places_.workspace.person_data().find(in_workspace(person, texts)));
  preview.profiles = person.profiles.size();
  preview.short_values = texts.short_values();
  return preview;
}

base::Result<Erasure> PersonErasure::request(std::int64_t profile, std::string_view actor,
                                             bool keep_out) {
  WEND_ASSIGN(const Person person, person_of_profile(places_.events, hasher_, profile));
  if (person.empty()) return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
  WEND_ASSIGN(const auto all, places_.workspace.erasures().all());
  for (const Erasure& other : all) {
    if (other.state == ErasureState::kDone) continue;
    if (std::ranges::find_first_of(other.hashes, person.hashes) != other.hashes.end())
      return base::fail(base::ErrorCode::kConflict, "This customer is being erased already.");
  }
  Erasure erasure;
  erasure.keep_out = keep_out;
  erasure.actor = actor;
  erasure.hashes = person.hashes;
  erasure.step = steps().front();
  WEND_ASSIGN(erasure, places_.workspace.erasures().create(std::move(erasure)));
  base::failpoint("erasure.requested");
  // The first step does it again.
  if (const auto written = write_down(erasure, person); !written)
    places_.report(written.error().to_sentence());
  WEND_TRY(load_list());
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
  return erasure;
}

base::Status PersonErasure::run_all() {
  WEND_ASSIGN(auto all, places_.workspace.erasures().all());
  std::ranges::reverse(all);
  for (Erasure& erasure : all)
    if (erasure.state != ErasureState::kDone) WEND_TRY(run(erasure, {}));
  return {};
}

void PersonErasure::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kBackground);
  while (!stop.stop_requested()) {
    bool again = false;
    auto all = places_.workspace.erasures().all();
    if (all) {
      std::ranges::reverse(*all);
      for (Erasure& erasure : *all) {
        if (erasure.state == ErasureState::kDone || stop.stop_requested()) continue;
        const auto done = run(erasure, stop);
        again = again || !done;
      }
      if (!again && !stop.stop_requested()) {
        if (const auto swept = sweep(stop); !swept && !stop.stop_requested())
          places_.report(fmt::format("Erased customers are still in the log: {}",
                                     swept.error().to_sentence()));
      }
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, again ? kRetryAfter : kSweepEvery, [this] { return woken_; });
    woken_ = false;
  }
}

base::Status PersonErasure::run(Erasure& erasure, const std::stop_token& stop) {
  auto& erasures = places_.workspace.erasures();
  erase_body_ = places_.body_eraser();
  behind_.reset();
  erasure.state = ErasureState::kRunning;
  erasure.error.clear();
  Counts counts = counts_of(erasure);
  const auto save = [&] {
    erasure.counts = json::serialize(counts);
    return erasures.save(erasure);
  };
  WEND_TRY(save());
  while (!erasure.step.empty()) {
    base::Status done = step(erasure, counts, stop);
    if (!done) {
      const base::Error error = std::move(done).error();
      // It goes on from here, soon or at the next start.
      erasure.state = ErasureState::kWaiting;
      if (error.code != base::ErrorCode::kCancelled) {
        erasure.error = error.to_sentence();
        places_.report(fmt::format("An erasure waits: {}", erasure.error));
      }
      WEND_TRY(save());
      return base::fail(error);
    }
    const auto at = std::ranges::find(steps(), erasure.step);
    WEND_TRY(save());
    base::failpoint("erasure.step");
    const bool last = at == steps().end() || at + 1 == steps().end();
    erasure.step = last ? std::string() : *(at + 1);
    erasure.position = erasure.length = 0;
    WEND_TRY(save());
  }
  erasure.state = ErasureState::kDone;
  erasure.finished_at = places_.clock.now_us();
  WEND_TRY(save());
  WEND_TRY(places_.workspace.audit().record(erasure.actor, "privacy.erased", erasure.id));
  return places_.workspace.person_data().scrub();
}

// What stands in texts of a log and a workspace that know the person, when the event store does
// not.
base::Result<std::vector<model::PersonTexts::Value>> PersonErasure::values_behind(
    const Erasure& erasure, std::int64_t from, const std::stop_token& stop) {
  const auto rules = places_.events.identity_rules().rules;
  std::vector<std::string> namespaces;
  WEND_ASSIGN(auto connection, places_.events.reader());
  WEND_ASSIGN(auto rows, connection.query("SELECT DISTINCT namespace FROM identities"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) namespaces.emplace_back(rows.text(0, i));
  }
  HashedValues hashed(hasher_, rules, namespaces, erasure.hashes);
  WEND_ASSIGN(const auto last, places_.log.last_position());
  WEND_TRY(hashed.look_into(places_.log, from, last, [&] { return !stop.stop_requested(); }));
  WEND_TRY(hashed.look_into(places_.workspace));
  return hashed.values();
}

base::Result<Person> PersonErasure::person_of(const Erasure& erasure, const std::stop_token& stop) {
  WEND_ASSIGN(Person person, person_of_hashes(places_.events, hasher_, erasure.hashes, false));
  const auto again = brought_back_.find(erasure.id);
  if (again == brought_back_.end() || person.hashes.size() == erasure.hashes.size()) return person;
  if (!behind_) {
    // A log that is clean says nothing of them.
    std::int64_t from = 0;
    if (again->second.log) {
      WEND_ASSIGN(from, places_.log.last_position());
    }
    WEND_ASSIGN(behind_, values_behind(erasure, from, stop));
  }
  for (const auto& value : *behind_) {
    person.values.push_back(value);
    person.identities.push_back(model::identity_id_of(value.identity_namespace, value.value));
  }
  // Lists and decisions name people by numbers alone.
  WEND_ASSIGN(const auto listed, folder_.all());
  WEND_ASSIGN(const auto named, places_.workspace.person_data().identities());
  for (const auto& entry : listed) {
    if (entry.id != erasure.id) continue;
    const std::unordered_set<std::string> numbers(entry.numbers.begin(), entry.numbers.end());
    for (const std::int64_t identity : named)
      if (numbers.contains(hash_of_number(hasher_, identity)))
        person.identities.push_back(identity);
  }
  std::ranges::sort(person.identities);
  person.identities.erase(std::unique(person.identities.begin(), person.identities.end()),
                          person.identities.end());
  return person;
}

base::Status PersonErasure::step(Erasure& erasure, Counts& counts, const std::stop_token& stop) {
  const std::string& name = erasure.step;
  if (const auto again = brought_back_.find(erasure.id); again != brought_back_.end()) {
    if (name == "log" && again->second.log) return {};
    if ((name == "store" || name == "rewrite") && again->second.store) return {};
  }
  if (name == "segments") return segments_step(erasure, counts, stop);
  if (name == "rewrite") return places_.events.rewrite();
  if (name == "rest") return rest_step(erasure, counts, stop);

  // Whoever joined the person since the request belongs to them; not in a copy of before, where
  // the person may have been joined to somebody they were taken apart from later.
  if (!brought_back_.contains(erasure.id) && name == "log" && erasure.position == 0) {
    WEND_ASSIGN(const Person whole,
                person_of_hashes(places_.events, hasher_, erasure.hashes, true));
    const bool grew = whole.hashes.size() > erasure.hashes.size();
    if (grew) {
      erasure.hashes = whole.hashes;
      WEND_TRY(places_.workspace.erasures().save_hashes(erasure));
    }
    WEND_TRY(write_down(erasure, whole));
    if (grew) WEND_TRY(load_list());
  }
  WEND_ASSIGN(const Person person, person_of(erasure, stop));
  const auto rules = places_.events.identity_rules().rules;
  const model::PersonTexts texts(rules, person.values);
  const auto is = has_one_of(hasher_, erasure.hashes);
  if (name == "log") {
    counts["short_values"] = texts.short_values();
    return log_step(erasure, {is, &texts}, counts, stop);
  }
  if (name == "files") return erase_in_files(places_.erase_files, places_.folder, texts, counts);
  if (name == "workspace" && memory_.write_refusals) memory_.write_refusals();
  if (name == "workspace") return erase_in_workspace(places_.workspace, person, texts, counts);
  if (name == "backups") {
    return erase_in_copies(
        {erase_body_, places_.erase_files, hasher_, places_.clock, is, erasure.hashes, erasure.id},
        places_.folder / "backups", person, rules, counts, stop);
  }
  if (name == "store") {
    WEND_TRY(erase_in_store(places_.events, person, texts, erasure.id, counts));
    texts_of_ = erasure.id;
    texts_.emplace(texts);
    WEND_ASSIGN(counts["store_position"], places_.events.log_position());
    return {};
  }
  return base::fail(base::ErrorCode::kInternal, "There is no such step of an erasure.", name);
}

base::Status PersonErasure::log_step(Erasure& erasure, const PersonInBodies& person, Counts& counts,
                                     const std::stop_token& stop) {
  WEND_ASSIGN(erasure.length, places_.log.last_position());
  const auto progress = [&](std::int64_t position) {
    erasure.position = position;
    erasure.counts = json::serialize(counts);
    return places_.workspace.erasures().save(erasure).has_value() && !stop.stop_requested();
  };
  counts["log_position"] = erasure.length;
  // What was there before is cleaned of this person here, and was of those before.
  auto& settings = places_.workspace.settings();
  WEND_ASSIGN(const auto swept, settings.get(kSweptSetting));
  if (!swept) WEND_TRY(settings.set(kSweptSetting, std::to_string(erasure.length)));
  return erase_in_log(places_.log, erase_body_, person, erasure.position, erasure.length, counts,
                      progress);
}

base::Status PersonErasure::segments_step(Erasure& erasure, Counts& counts,
                                          const std::stop_token& stop) {
  std::unique_ptr<SegmentJournal> own;
  if (memory_.segments == nullptr) {
    WEND_ASSIGN(own, SegmentJournal::open((places_.folder / "segments.db").string()));
  }
  SegmentJournal& journal = own != nullptr ? *own : memory_.segments->journal();
  WEND_ASSIGN(const auto profiles, unknown_profiles(journal, places_.events));
  add_count(counts, "segments", "profiles", profiles.size());
  if (own != nullptr) {
    WEND_TRY(journal.forget(profiles));
    WEND_TRY(journal.note_erasure(erasure.id));
    return journal.scrub();
  }
  WEND_TRY(memory_.segments->forget(profiles));
  const auto end = std::chrono::steady_clock::now() + kSegmentsMost;
  while (!memory_.segments->has_forgotten()) {
    if (stop.stop_requested()) return base::fail(base::ErrorCode::kCancelled, "Wend stops.");
    if (std::chrono::steady_clock::now() > end)
      return base::fail(base::ErrorCode::kUnavailable, "Segments are not counted anew.", "segments",
                        "It goes on as soon as they are.");
    std::this_thread::sleep_for(kLook);
  }
  WEND_TRY(journal.note_erasure(erasure.id));
  return journal.scrub();
}

base::Status PersonErasure::rest_step(Erasure& erasure, Counts& counts,
                                      const std::stop_token& stop) {
  // What came while the other places were cleaned: all of it as far as the store had read when the
  // person left it, and from there on what the store refuses. Who comes back later is somebody new.
  const auto position = [&](const char* name) {
    const auto* value = counts.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : 0;
  };
  const auto again = brought_back_.find(erasure.id);
  if (!texts_ || texts_of_ != erasure.id) {
    const auto rules = places_.events.identity_rules().rules;
    if (again != brought_back_.end()) {
      WEND_ASSIGN(const Person person, person_of(erasure, stop));
      texts_.emplace(rules, person.values);
    } else {
      // Another process began it and knew. What came since says it again, or does not name them.
      WEND_ASSIGN(const auto values, values_behind(erasure, position("log_position"), stop));
      texts_.emplace(rules, values);
    }
    texts_of_ = erasure.id;
  }
  const PersonInBodies all{has_one_of(hasher_, erasure.hashes), &*texts_};
  const PersonInBodies refused{[&](const model::NamedIdentity& one, env::TimeUs time) {
                                 return (erasure.keep_out || time <= erasure.requested_at) &&
                                        all.is(one, time);
                               },
                               nullptr};
  WEND_ASSIGN(const auto last, places_.log.last_position());
  const auto go_on = [&](std::int64_t) { return !stop.stop_requested(); };
  const std::int64_t left_store = position("store_position");
  if (again == brought_back_.end() || !again->second.log) {
    WEND_TRY(erase_in_log(places_.log, erase_body_, all, position("log_position"), left_store,
                          counts, go_on));
    WEND_TRY(erase_in_log(places_.log, erase_body_, refused,
                          std::max(position("log_position"), left_store), last, counts, go_on));
  }
  // An import that ran when the files were looked through may have left rows that it refused.
  WEND_TRY(erase_in_files(places_.erase_files, places_.folder, *texts_, counts));
  if (memory_.forget_caches) WEND_TRY(memory_.forget_caches());
  std::error_code ignored;
  if (!memory_.forget_caches) {
    std::vector<std::filesystem::path> caches;
    for (const auto& entry : std::filesystem::directory_iterator(places_.folder / "index", ignored))
      if (entry.is_regular_file()) caches.push_back(entry.path());
    for (const auto& cache : caches) std::filesystem::remove(cache, ignored);
  }
  WEND_TRY(places_.log.note_erasure(erasure.id));
  WEND_TRY(places_.log.scrub());
  texts_.reset();
  return places_.workspace.person_data().scrub();
}

// What was sent again is refused by the store, but stands in the log.
base::Status PersonErasure::sweep(const std::stop_token& stop) {
  std::shared_ptr<const ErasureList> list;
  {
    std::lock_guard lock(list_mutex_);
    list = list_;
  }
  if (list->empty()) return {};
  // In this order: what was refused up to the position is counted.
  WEND_ASSIGN(const auto last, places_.events.log_position());
  const std::uint64_t refusals = refused_->load();
  auto& settings = places_.workspace.settings();
  const std::string swept_to = std::to_string(last);
  WEND_ASSIGN(const auto swept, settings.get(kSweptSetting));
  if (swept == swept_to) return {};
  if (swept_refusals_ != refusals) {
    erase_body_ = places_.body_eraser();
    const std::int64_t from = swept ? std::strtoll(swept->c_str(), nullptr, 10) : 0;
    Counts counts;
    WEND_TRY(erase_in_log(
        places_.log, erase_body_,
        {[&](const model::NamedIdentity& one, env::TimeUs time) { return list->has(one, time); },
         nullptr},
        from, last, counts, [&](std::int64_t) { return !stop.stop_requested(); }));
    if (counts.contains("log")) WEND_TRY(places_.log.scrub());
    swept_refusals_ = refusals;
  }
  return settings.set(kSweptSetting, swept_to);
}

}  // namespace wend::unify
