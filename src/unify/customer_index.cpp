#include "unify/customer_index.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <unordered_set>

#include "env/thread_rank.h"

namespace wend::unify {
namespace {

// How often the store is looked at. What takes long is followed by a longer pause, so that this
// thread never takes more than a part of what ingest could use.
constexpr std::chrono::milliseconds kPauseLeast{100};
constexpr std::chrono::milliseconds kPauseMost{1000};
constexpr int kPausePerStep = 3;
constexpr std::chrono::seconds kPauseAfterError{5};
// What is waiting is written after this at the latest.
constexpr std::chrono::seconds kWriteAfter{30};
// Who asks waits so long for what is being read, at most; of a store with fewer events they have
// everything.
constexpr std::chrono::milliseconds kPatience{20};
constexpr std::int64_t kSmallStore = 300'000;
// When more came than there was, and at least so many events, reading everything in order is
// quicker than following.
constexpr std::int64_t kFollowMost = 500'000;
// Whole customers that are read at once.
constexpr std::size_t kMovedAtOnce = 50'000;

}  // namespace

CustomerIndex::CustomerIndex(const events::EventStore& store, Options options)
    : store_(store), options_(std::move(options)) {
  if (auto connection = store_.reader())
    if (const auto events = connection->number("SELECT count(*) FROM events"))
      small_ = *events < kSmallStore;
  if (options_.own_thread)
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

CustomerIndex::~CustomerIndex() {
  if (thread_.joinable()) {
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
  }
  std::lock_guard working(working_);
  if (!opened_ || anew_ || !standing().complete || sums_needed_) return;
  auto written = write_waiting();
  if (written) written = shelf()->commit_sums();
  if (!written && options_.report) options_.report(written.error().to_sentence());
}

std::filesystem::path CustomerIndex::file(int number) const {
  return options_.folder / fmt::format("customers-{}.db", number);
}

void CustomerIndex::remove_file(int number) const {
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(file(number).string() + suffix, error);
}

std::shared_ptr<CustomerShelf> CustomerIndex::shelf() const {
  std::lock_guard lock(mutex_);
  return shelf_;
}

void CustomerIndex::serve(std::shared_ptr<CustomerShelf> shelf) {
  std::lock_guard lock(mutex_);
  shelf_ = std::move(shelf);
}

CustomerIndex::Standing CustomerIndex::standing() const {
  std::lock_guard lock(mutex_);
  return standing_;
}

CustomerShelf::Memory CustomerIndex::memory() const {
  const auto served = shelf();
  return served ? served->memory() : CustomerShelf::Memory{};
}

// Of the two files the one that is whole; a damaged one is thrown away.
base::Status CustomerIndex::open_file() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  opened_ = true;
  anew_ = true;
  for (const int number : {0, 1}) {
    if (anew_ && std::filesystem::exists(file(number), error)) {
      auto opened = CustomerShelf::open(file(number));
      if (opened && (*opened)->state().complete) {
        std::shared_ptr<CustomerShelf> shelf = *std::move(opened);
        marks_ = shelf->state().marks;
        sums_needed_ = shelf->sums_missing();
        file_ = number;
        anew_ = false;
        serve(std::move(shelf));
        continue;
      }
    }
    remove_file(number);
  }
  return {};
}

void CustomerIndex::mark_read(std::int64_t version) {
  std::lock_guard lock(mutex_);
  read_version_ = version;
  small_ = marks_.events < kSmallStore;
  standing_ = {};
  changed_.notify_all();
}

base::Status CustomerIndex::step() {
  std::lock_guard working(working_);
  if (!opened_) WEND_TRY(open_file());
  base::Status done = anew_ ? make_anew() : follow();
  if (done || stopped()) return done;
  // What is in memory may be half of it: the file is whole.
  opened_ = anew_.load();
  return done;
}

base::Status CustomerIndex::follow() {
  if (store_.data_version() == marks_.version && !sums_needed_) {
    mark_read(marks_.version);
    return {};
  }
  WEND_ASSIGN(auto reading, CustomerReading::begin(store_));
  WEND_ASSIGN(const bool grew, reading.grew_from(marks_));
  const std::int64_t added = reading.marks().events - marks_.events;
  if (!grew || (added > kFollowMost && added > marks_.events)) {
    anew_ = true;
    return make_anew();
  }
  const auto shelf = this->shelf();
  WEND_ASSIGN(const auto moved, reading.moved_profiles(marks_));
  const std::unordered_set<std::int64_t> others(moved.begin(), moved.end());
  base::Status done;
  WEND_TRY(reading.each_identity(
      marks_, [&](std::int64_t profile, std::string_view name, std::string_view value) {
        if (done && !others.contains(profile)) done = shelf->add_identity(profile, name, value);
      }));
  WEND_TRY(done);
  if (!sums_needed_) {
    WEND_TRY(reading.each_event(marks_, [&](const CustomerReading::Event& event) {
      if (!others.contains(event.profile_id))
        shelf->see(event.profile_id, event.time_us, event.time_us, event.channel, 1);
    }));
  }
  WEND_TRY(reading.each_identify(marks_, [&](const CustomerReading::Identify& event) {
    if (done && !others.contains(event.profile_id))
      done = shelf->add_traits(event.profile_id, event.time_us, event.sequence, event.traits);
  }));
  WEND_TRY(done);
  for (std::size_t at = 0; at < moved.size(); at += kMovedAtOnce) {
    const auto some = std::span(moved).subspan(at, std::min(kMovedAtOnce, moved.size() - at));
    WEND_ASSIGN(auto customers, reading.customers(some));
    shelf->replace(some, std::move(customers));
  }
  if (sums_needed_) {
    shelf->forget_sums();
    WEND_TRY(reading.each_sum([&](const CustomerReading::Sum& sum) {
      shelf->see(sum.profile_id, sum.first_us, sum.last_us, sum.channel,
                 static_cast<std::uint64_t>(sum.events));
    }));
    sums_needed_ = false;
  }
  marks_ = reading.marks();
  mark_read(marks_.version);
  if (shelf->waiting() >= options_.customers_waiting || Clock::now() - written_at_ > kWriteAfter)
    WEND_TRY(write_waiting());
  return {};
}

base::Status CustomerIndex::write_waiting() {
  written_at_ = Clock::now();
  return shelf()->commit(marks_, true);
}

base::Status CustomerIndex::make_anew() {
  const bool first = shelf() == nullptr || !shelf()->state().complete;
  const int number = first ? file_ : 1 - file_;
  {
    std::lock_guard lock(mutex_);
    standing_ = {.complete = false, .progress = 0};
    if (first) shelf_ = nullptr;
  }
  remove_file(number);
  WEND_ASSIGN(auto opened, CustomerShelf::open(file(number)));
  std::shared_ptr<CustomerShelf> shelf = std::move(opened);
  // What there is already may be found meanwhile.
  if (first) serve(shelf);
  anew_ = true;
  WEND_ASSIGN(auto reading, CustomerReading::begin(store_));
  {
    std::lock_guard lock(mutex_);
    small_ = reading.marks().events < kSmallStore;
  }
  const auto parts =
      reading.marks().identities / static_cast<std::int64_t>(options_.identities_read) + 1;
  // Numbers of profiles are spread evenly over all that are not negative.
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const std::int64_t width = kLast / parts;
  for (std::int64_t part = 0; part < parts; ++part) {
    if (stopped()) return base::fail(base::ErrorCode::kCancelled, "Wend stops.");
    const std::int64_t from = part == 0 ? std::numeric_limits<std::int64_t>::min() : width * part;
    WEND_ASSIGN(auto customers,
                reading.customers(from, part + 1 == parts ? kLast : width * (part + 1) - 1));
    WEND_TRY(shelf->write(std::move(customers)));
    std::lock_guard lock(mutex_);
    standing_.progress = static_cast<double>(part + 1) / static_cast<double>(parts);
  }
  WEND_TRY(shelf->commit(reading.marks(), true));
  WEND_TRY(shelf->commit_sums());
  const int before = file_;
  file_ = number;
  marks_ = reading.marks();
  sums_needed_ = false;
  serve(std::move(shelf));
  if (before != number) remove_file(before);
  anew_ = false;
  written_at_ = Clock::now();
  mark_read(marks_.version);
  return {};
}

// Takes over that the store has no more than these events and identities less. When it is
// otherwise, everything is read anew.
base::Status CustomerIndex::allow_for(std::span<const std::int64_t> profiles, std::uint64_t events,
                                      std::size_t identities) {
  WEND_ASSIGN(auto reading, CustomerReading::begin(store_));
  WEND_ASSIGN(const StoreMarks now, reading.counts_up_to(marks_));
  const bool same = now.events == marks_.events - static_cast<std::int64_t>(events) &&
                    now.identities == marks_.identities - static_cast<std::int64_t>(identities) &&
                    reading.marks().last_change >= marks_.last_change &&
                    reading.marks().last_identity >= marks_.last_identity;
  if (!same || profiles.empty()) {
    anew_ = true;
    return {};
  }
  marks_.events = now.events;
  marks_.identities = now.identities;
  marks_.changes = now.changes;
  return {};
}

base::Status CustomerIndex::forget(std::span<const std::int64_t> profiles) {
  std::lock_guard working(working_);
  if (!opened_) WEND_TRY(open_file());
  if (!anew_) {
    const auto shelf = this->shelf();
    WEND_ASSIGN(const auto entries, shelf->entries(profiles));
    std::size_t identities = 0;
    for (const CustomerEntry& entry : entries) identities += entry.card.identities.size();
    WEND_TRY(allow_for(profiles, shelf->events_of(profiles), identities));
    if (!anew_) {
      const auto forgotten = shelf->forget(profiles, marks_);
      if (!forgotten) opened_ = false;
      WEND_TRY(forgotten);
      return {};
    }
  }
  WEND_TRY(make_anew());
  return {};
}

base::Status CustomerIndex::renew() {
  std::lock_guard working(working_);
  if (!opened_) WEND_TRY(open_file());
  anew_ = true;
  return make_anew();
}

void CustomerIndex::wait() {
  const std::int64_t version = store_.data_version();
  {
    std::unique_lock lock(mutex_);
    if (read_version_ >= version || !thread_.joinable()) return;
    if (!small_) {
      changed_.wait_for(lock, kPatience, [&] { return read_version_ >= version; });
      return;
    }
  }
  // Who asks reads it, rather than wait for a thread that others go before. What goes wrong is told
  // by that thread.
  (void)step();
}

base::Result<CustomerIndex::Found> CustomerIndex::find(const CustomerAsk& ask) {
  wait();
  Found found;
  found.standing = standing();
  const auto shelf = this->shelf();
  if (shelf == nullptr) return found;
  auto page = shelf->find(ask);
  if (page) {
    found.page = *std::move(page);
    return found;
  }
  if (page.error().code != base::ErrorCode::kIo) return base::fail(std::move(page).error());
  // The file is damaged: it is made anew, and those who ask are told that it is incomplete.
  if (options_.report) options_.report(page.error().to_sentence());
  anew_ = true;
  std::lock_guard lock(mutex_);
  standing_ = {.complete = false, .progress = 0};
  if (shelf_ == shelf) shelf_ = nullptr;
  woken_ = true;
  changed_.notify_all();
  found.standing = standing_;
  return found;
}

base::Result<std::vector<CustomerEntry>> CustomerIndex::entries(
    std::span<const std::int64_t> profiles) {
  wait();
  const auto shelf = this->shelf();
  if (shelf == nullptr) return std::vector<CustomerEntry>();
  return shelf->entries(profiles);
}

void CustomerIndex::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kQuestions);
  stop_ = stop;
  bool failed = false;
  while (!stop.stop_requested()) {
    const auto began = Clock::now();
    const auto done = step();
    if (stop.stop_requested()) return;
    if (!done && !failed && options_.report)
      options_.report(fmt::format("Customers cannot be indexed: {}", done.error().to_sentence()));
    failed = !done;
    const auto pause = done ? std::clamp<Clock::duration>((Clock::now() - began) * kPausePerStep,
                                                          kPauseLeast, kPauseMost)
                            : Clock::duration(kPauseAfterError);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, pause, [this] { return woken_; });
    woken_ = false;
  }
}

}  // namespace wend::unify
