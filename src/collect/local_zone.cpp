#include "collect/local_zone.h"

#include <fmt/format.h>
#include <limits>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace wend::collect {

struct LocalZone::State {
  std::unique_ptr<icu::TimeZone> zone;
  // Offsets change on the quarter of an hour at most, and neighbouring rows have neighbouring
  // times.
  std::int64_t quarter = std::numeric_limits<std::int64_t>::min();
  env::TimeUs offset_us = 0;
};

LocalZone::LocalZone() = default;
LocalZone::~LocalZone() = default;
LocalZone::LocalZone(LocalZone&&) noexcept = default;
LocalZone& LocalZone::operator=(LocalZone&&) noexcept = default;

LocalZone::LocalZone(const LocalZone& other) {
  if (other.state_ == nullptr) return;
  state_ = std::make_unique<State>();
  state_->zone.reset(other.state_->zone->clone());
}

LocalZone& LocalZone::operator=(const LocalZone& other) {
  if (this != &other) *this = LocalZone(other);
  return *this;
}

base::Result<LocalZone> LocalZone::named(const std::string& name) {
  LocalZone zone;
  if (name.empty() || name == "UTC" || name == "Z") return zone;
  std::unique_ptr<icu::TimeZone> found(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (found == nullptr || *found == icu::TimeZone::getUnknown()) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("There is no time zone called \"{}\".", name), "time.zone",
                      "Use a name such as Europe/Berlin.");
  }
  zone.state_ = std::make_unique<State>();
  zone.state_->zone = std::move(found);
  return zone;
}

env::TimeUs LocalZone::to_utc(env::TimeUs local_us) {
  if (state_ == nullptr) return local_us;
  constexpr env::TimeUs kQuarterUs = 15 * env::kMinuteUs;
  const std::int64_t quarter = (local_us - (local_us < 0 ? kQuarterUs - 1 : 0)) / kQuarterUs;
  if (quarter != state_->quarter) {
    std::int32_t raw = 0, saving = 0;
    UErrorCode error = U_ZERO_ERROR;
    const auto local_ms = static_cast<UDate>(quarter * (kQuarterUs / 1000));
    if (const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(state_->zone.get())) {
      basic->getOffsetFromLocal(local_ms, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving,
                                error);
    } else {
      state_->zone->getOffset(local_ms, true, raw, saving, error);
    }
    state_->quarter = quarter;
    state_->offset_us = U_FAILURE(error) ? 0 : 1000LL * (raw + saving);
  }
  return local_us - state_->offset_us;
}

}  // namespace wend::collect
