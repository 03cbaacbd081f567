#include "model/time_zone.h"

#include <cmath>
#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace wend::model {
namespace {

constexpr std::int64_t kMillisecondUs = 1'000;

UDate to_udate(std::int64_t us) {
  return std::floor(static_cast<double>(us) / kMillisecondUs);
}

}  // namespace

struct TimeZone::Zone {
  std::unique_ptr<icu::BasicTimeZone> basic;
};

TimeZone::TimeZone() = default;

base::Result<TimeZone> TimeZone::find(const std::string& name) {
  TimeZone found;
  if (name == "UTC" || name == "Etc/UTC") return found;
  std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  icu::UnicodeString id;
  // ICU answers an unknown name with the zone "Etc/Unknown", and takes its own "GMT+3" forms, which
  // IANA has not.
  if (!zone || zone->getID(id) == icu::UnicodeString("Etc/Unknown") || name.starts_with("GMT") ||
      name.empty() || dynamic_cast<icu::BasicTimeZone*>(zone.get()) == nullptr) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("There is no time zone \"{}\".", name), {},
                      "Use a name of the IANA database, such as \"Europe/Berlin\".");
  }
  auto adapter = std::make_shared<Zone>();
  adapter->basic.reset(dynamic_cast<icu::BasicTimeZone*>(zone.release()));
  found.name_ = name;
  found.zone_ = std::move(adapter);
  return found;
}

std::int64_t TimeZone::offset_us(TimeUs utc_us) const {
  if (!zone_) return 0;
  std::int32_t raw_ms = 0;
  std::int32_t saving_ms = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone_->basic->getOffset(to_udate(utc_us), false, raw_ms, saving_ms, status);
  return U_FAILURE(status) ? 0 : (static_cast<std::int64_t>(raw_ms) + saving_ms) * kMillisecondUs;
}

TimeUs TimeZone::to_utc(std::int64_t local_us) const {
  if (!zone_) return local_us;
  std::int32_t raw_ms = 0;
  std::int32_t saving_ms = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone_->basic->getOffsetFromLocal(to_udate(local_us), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER,
                                   raw_ms, saving_ms, status);
  if (U_FAILURE(status)) return local_us;
  return local_us - (static_cast<std::int64_t>(raw_ms) + saving_ms) * kMillisecondUs;
}

}  // namespace wend::model
