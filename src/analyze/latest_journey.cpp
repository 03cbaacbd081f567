#include "analyze/latest_journey.h"

#include <chrono>

#include "env/thread_rank.h"

namespace wend::analyze {
namespace {

using Clock = std::chrono::steady_clock;

// While somebody looks on and events keep coming, working it out takes a fifth of one core.
constexpr int kRestShare = 4;
constexpr std::chrono::seconds kRestLeast{1};

}  // namespace

LatestJourney::LatestJourney(JourneyTableStore& tables, const events::EventStore& store,
                             std::function<void(std::string_view)> report)
    : tables_(tables),
      store_(store),
      report_(std::move(report)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

LatestJourney::~LatestJourney() = default;

std::shared_ptr<const LatestJourney::Journey> LatestJourney::get() {
  std::lock_guard lock(mutex_);
  if (store_.data_version() != version_ && !is_wanted_) {
    is_wanted_ = true;
    wanted_.notify_all();
  }
  return latest_;
}

void LatestJourney::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kBackground);
  bool failed = false;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!wanted_.wait(lock, stop, [this] { return is_wanted_; })) return;
    }
    const auto began = Clock::now();
    const std::int64_t version = store_.data_version();
    auto journey = std::make_shared<Journey>();
    const auto done = [&]() -> base::Status {
      WEND_ASSIGN(journey->table, tables_.current(stop));
      WEND_ASSIGN(journey->model, discover(journey->table));
      return {};
    }();
    if (stop.stop_requested()) return;
    if (!done && !failed) report_(done.error().to_sentence());
    failed = !done;
    std::unique_lock lock(mutex_);
    if (done) {
      latest_ = std::move(journey);
      version_ = version;
    }
    is_wanted_ = false;
    const auto rest = std::max<Clock::duration>(kRestLeast, (Clock::now() - began) * kRestShare);
    wanted_.wait_for(lock, stop, rest, [] { return false; });
  }
}

}  // namespace wend::analyze
