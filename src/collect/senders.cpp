#include "collect/senders.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

constexpr env::TimeUs kCheckedUs = env::kSecondUs;

}  // namespace

bool Senders::remembers(std::string_view write_key) const {
  std::lock_guard lock(mutex_);
  const auto found = known_.find(write_key);
  return found != known_.end() && clock_.now_us() - found->second.checked_at < kCheckedUs;
}

base::Result<Sender> Senders::find(std::string_view write_key) {
  const env::TimeUs now = clock_.now_us();
  std::uint64_t forgotten = 0;
  {
    std::lock_guard lock(mutex_);
    const auto found = known_.find(write_key);
    if (found != known_.end()) {
      if (now - found->second.checked_at < kCheckedUs) return found->second.sender;
      found->second.checked_at = now;  // others need not wait for this check
    }
    forgotten = times_forgotten_;
  }
  WEND_ASSIGN(const auto name, keys_.source_of(write_key));
  if (!name) {
    std::lock_guard lock(mutex_);
    if (const auto found = known_.find(write_key); found != known_.end()) known_.erase(found);
    return fail(ErrorCode::kNotSignedIn, "This write key is not known.", "write_key",
                "Make one with \"wend key create --source NAME\".");
  }
  WEND_ASSIGN(const auto source, store_.create_source(*name, "sdk"));
  std::lock_guard lock(mutex_);
  if (const auto found = known_.find(write_key); found != known_.end()) return found->second.sender;
  const Known known{.sender = {source.id, std::make_shared<std::atomic<std::size_t>>(0)},
                    .checked_at = now,
                    .tokens = std::max(1.0, requests_per_second_),
                    .filled_at = now};
  if (forgotten == times_forgotten_) known_.emplace(write_key, known);
  return known.sender;
}

base::Result<Sender> Senders::admit(std::string_view write_key) {
  WEND_ASSIGN(auto sender, find(write_key));
  if (requests_per_second_ <= 0) return sender;
  std::lock_guard lock(mutex_);
  const auto found = known_.find(write_key);
  if (found == known_.end() || take_token(found->second, clock_.now_us())) return sender;
  return fail(
      ErrorCode::kTooMany,
      fmt::format("This write key sends more than {} requests a second.", requests_per_second_),
      "write_key", "Try again in a second, or send more events in one request.");
}

bool Senders::take_token(Known& known, env::TimeUs now) const {
  const double passed_s =
      static_cast<double>(std::max<env::TimeUs>(0, now - known.filled_at)) / env::kSecondUs;
  known.tokens =
      std::min(std::max(1.0, requests_per_second_), known.tokens + passed_s * requests_per_second_);
  known.filled_at = now;
  if (known.tokens < 1) return false;
  known.tokens -= 1;
  return true;
}

void Senders::forget_keys() {
  std::lock_guard lock(mutex_);
  known_.clear();
  ++times_forgotten_;
}

base::Status Senders::make_sources_of_keys() {
  WEND_ASSIGN(const auto keys, keys_.write_keys());
  for (const workspace::WriteKey& key : keys)
    if (!key.revoked_at) WEND_TRY(store_.create_source(key.source, "sdk"));
  return {};
}

}  // namespace wend::collect
