#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "env/clock.h"

namespace wend::model {

using env::TimeUs;

// A time zone of the IANA database. Copies are cheap and may be used by several threads at once.
class TimeZone {
 public:
  TimeZone();  // UTC
  static base::Result<TimeZone> find(const std::string& name);

  const std::string& name() const { return name_; }
  // How far local time is ahead of UTC at an instant, in microseconds.
  std::int64_t offset_us(TimeUs utc_us) const;
  // The instant of a local time, given as microseconds since 1970-01-01T00:00 local time. A local
  // time that a change of the clock skips is the instant of the change at the earliest; one that
  // comes twice is the first of the two.
  TimeUs to_utc(std::int64_t local_us) const;

 private:
  struct Zone;  // the adapter of ICU
  std::string name_ = "UTC";
  std::shared_ptr<const Zone> zone_;  // none: UTC
};

}  // namespace wend::model
