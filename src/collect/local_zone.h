#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "env/clock.h"

namespace wend::collect {

// Turns wall-clock times of one time zone into UTC. A time that occurs twice, when clocks go back,
// is read as the first; one that is skipped moves forward. Not safe to share between threads;
// copies are.
class LocalZone {
 public:
  // UTC.
  LocalZone();
  // An IANA name such as "Europe/Berlin". Errors: kInvalidInput.
  static base::Result<LocalZone> named(const std::string& name);
  LocalZone(const LocalZone& other);
  LocalZone& operator=(const LocalZone& other);
  LocalZone(LocalZone&&) noexcept;
  LocalZone& operator=(LocalZone&&) noexcept;
  ~LocalZone();

  env::TimeUs to_utc(env::TimeUs local_us);

 private:
  struct State;
  std::unique_ptr<State> state_;  // none: UTC
};

}  // namespace wend::collect
