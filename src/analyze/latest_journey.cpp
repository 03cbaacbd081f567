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
  name_touchpoints();
  const bool renamed = latest_ != nullptr && latest_->names != tables_.event_names();
  if ((store_.data_version() != version_ || renamed) && !is_wanted_) {
    is_wanted_ = true;
    wanted_.notify_all();
  }
  return latest_;
}

void LatestJourney::name_touchpoints() {
  auto touchpoints = tables_.touchpoints();
  if (latest_ == nullptr || latest_->touchpoints == touchpoints) return;
  // What was discovered in the events is remembered by the table without them.
  const auto& unnamed = latest_->table->unnamed() ? latest_->table->unnamed() : latest_->table;
  auto journey = std::make_shared<Journey>(*latest_);
  journey->table =
      touchpoints->empty() ? unnamed : JourneyTable::with_touchpoints(unnamed, touchpoints);
  auto model = discover(journey->table);
  if (!model) return;  // what was known stays
  journey->model = *std::move(model);
  journey->touchpoints = std::move(touchpoints);
  latest_ = std::move(journey);
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
    // Before the table is made: of a change meanwhile nothing is missed.
    journey->names = tables_.event_names();
    journey->touchpoints = tables_.touchpoints();
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
