#include "analyze/latest_orders.h"

#include <algorithm>

#include "env/thread_rank.h"

namespace wend::analyze {
namespace {

// Events that were added since may be this part of those that were read.
constexpr std::int64_t kGrowthPart = 10;
// To look anew takes at most a twentieth of one core.
constexpr int kRestShare = 20;

}  // namespace

LatestOrders::LatestOrders(JourneyTableStore& tables, const events::EventStore& store,
                           Options options)
    : tables_(tables),
      store_(store),
      options_(std::move(options)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

LatestOrders::~LatestOrders() = default;

base::Result<LatestOrders::Found> LatestOrders::look(const std::stop_token& stop) {
  const auto began = Clock::now();
  Found found;
  found.names = tables_.event_names();
  found.touchpoints = tables_.touchpoints();
  found.version = store_.data_version();
  WEND_ASSIGN(const auto table, tables_.current(stop));
  WEND_ASSIGN(found.orders, orders_of(table));
  found.events = static_cast<std::int64_t>(table->event_count());
  found.at = Clock::now();
  found.took = found.at - began;
  return found;
}

base::Result<bool> LatestOrders::differs_little() {
  if (found_.orders == nullptr || tables_.event_names() != found_.names ||
      tables_.touchpoints() != found_.touchpoints)
    return false;
  if (store_.data_version() == found_.version) return true;
  WEND_ASSIGN(auto connection, store_.reader());
  WEND_ASSIGN(const std::int64_t events, connection.number("SELECT count(*) FROM events"));
  return events > options_.few_events && events >= found_.events &&
         events - found_.events <= found_.events / kGrowthPart;
}

base::Result<std::shared_ptr<const Orders>> LatestOrders::get() {
  // Whoever comes while somebody reads waits for the same.
  std::lock_guard lock(mutex_);
  WEND_ASSIGN(const bool little, differs_little());
  if (!little) {
    WEND_ASSIGN(found_, look({}));
    return found_.orders;
  }
  const auto age = Clock::now() - found_.at;
  if (!is_wanted_ && store_.data_version() != found_.version &&
      age >= std::max<Clock::duration>(options_.look_again_after, found_.took * kRestShare)) {
    is_wanted_ = true;
    wanted_.notify_all();
  }
  return found_.orders;
}

void LatestOrders::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kBackground);
  bool failed = false;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!wanted_.wait(lock, stop, [this] { return is_wanted_; })) return;
    }
    auto found = look(stop);
    if (stop.stop_requested()) return;
    if (!found && !failed) options_.report(found.error().to_sentence());
    failed = !found;
    std::lock_guard lock(mutex_);
    is_wanted_ = false;
    if (found)
      found_ = *std::move(found);
    else
      found_.at = Clock::now();  // what is known stays, and it is tried again later
  }
}

}  // namespace wend::analyze
