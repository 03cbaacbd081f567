#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "env/clock.h"

namespace wend::workspace {

// Slows down guessing of passwords: after kFreeFailures for one account from one address, or
// kFreeAddressFailures from one address whatever the account, every further failure doubles the
// wait. Kept in memory, for a bounded number of addresses; a restart forgives.
class LoginThrottle {
 public:
  static constexpr int kFreeFailures = 5;
  static constexpr int kFreeAddressFailures = 30;
  static constexpr env::TimeUs kFirstWaitUs = 30 * env::kSecondUs;
  static constexpr env::TimeUs kLongestWaitUs = 15 * env::kMinuteUs;
  static constexpr env::TimeUs kForgetUs = 60 * env::kMinuteUs;  // after the last failure
  static constexpr std::size_t kEntriesMax = 20'000;

  explicit LoginThrottle(const env::Clock& clock) : clock_(clock) {}

  // How long this attempt has to wait; 0: it may go ahead, and counts as failed until succeeded()
  // says otherwise.
  env::TimeUs begin(std::string_view account, std::string_view address);
  void succeeded(std::string_view account, std::string_view address);

 private:
  struct Entry {
    int failures = 0;
    env::TimeUs last = 0;
    env::TimeUs blocked_until = 0;
  };
  void fail(const std::string& key, int free, env::TimeUs now);
  env::TimeUs wait_of(const std::string& key, env::TimeUs now);
  void make_room(env::TimeUs now);

  const env::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace wend::workspace
