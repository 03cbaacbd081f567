#include "workspace/login_throttle.h"

#include <algorithm>

namespace wend::workspace {
namespace {

std::string key_of(std::string_view account, std::string_view address) {
  std::string key(address);
  key.push_back('\n');
  for (char c : account) key.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return key;
}

}  // namespace

env::TimeUs LoginThrottle::begin(std::string_view account, std::string_view address) {
  const env::TimeUs now = clock_.now_us();
  const std::string pair = key_of(account, address);
  const std::string alone(address);
  std::lock_guard lock(mutex_);
  const env::TimeUs wait = std::max(wait_of(pair, now), wait_of(alone, now));
  if (wait > 0) return wait;
  make_room(now);
  fail(pair, kFreeFailures, now);
  fail(alone, kFreeAddressFailures, now);
  return 0;
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
  std::lock_guard lock(mutex_);
  entries_.erase(key_of(account, address));
  const auto alone = entries_.find(std::string(address));
  if (alone == entries_.end()) return;
  // Only this attempt is taken back: one known account must not reset the guessing of others.
  alone->second.failures -= 1;
  alone->second.blocked_until = 0;
}

void LoginThrottle::fail(const std::string& key, int free, env::TimeUs now) {
  Entry& entry = entries_[key];
  if (entry.last + kForgetUs <= now) entry = {};
  entry.failures += 1;
  entry.last = now;
  if (entry.failures < free) return;
  const int doublings = std::min(entry.failures - free, 10);
  entry.blocked_until = now + std::min(kFirstWaitUs << doublings, kLongestWaitUs);
}

env::TimeUs LoginThrottle::wait_of(const std::string& key, env::TimeUs now) {
  const auto found = entries_.find(key);
  return found == entries_.end() ? 0 : std::max<env::TimeUs>(0, found->second.blocked_until - now);
}

void LoginThrottle::make_room(env::TimeUs now) {
  if (entries_.size() + 2 <= kEntriesMax) return;
  std::erase_if(entries_, [&](const auto& item) { return item.second.last + kForgetUs <= now; });
  // Still full: whoever floods us loses the oldest half of the memory, not the newest.
  while (entries_.size() + 2 > kEntriesMax) {
    const auto oldest =
        std::ranges::min_element(entries_, {}, [](const auto& item) { return item.second.last; });
    entries_.erase(oldest);
  }
}

}  // namespace wend::workspace
