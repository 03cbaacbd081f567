#include <chrono>
#include <cmath>

#include "fmt/format.h"
#include "map/map_question.h"
#include "model/duration.h"
#include "model/time_text.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::int64_t kDayUs = 86'400LL * 1'000'000;
constexpr std::size_t kDateBytes = 10;  // "2026-01-31"

base::Result<std::chrono::local_days> day_of(std::string_view text, const model::TimeZone& zone) {
  if (text.size() == kDateBytes) {
    const auto at = model::parse_time(text, zone);
    if (at) return model::local_day(*at, zone);
  }
  return base::fail(ErrorCode::kInvalidInput, "This is no day.", "period",
                    "Write two days as \"2026-01-01/2026-01-31\".");
}

json::object range_of(std::chrono::local_days first, std::chrono::local_days end) {
  return {{"from", model::format_day(first)}, {"to", model::format_day(end)}};
}

}  // namespace

base::Result<std::optional<json::object>> range_of_period(
    std::string_view period, std::optional<model::TimeUs> last_event_us,
    const model::TimeZone& zone) {
  if (period.empty() || period == "all") return std::nullopt;
  if (const auto slash = period.find('/'); slash != std::string_view::npos) {
    WEND_ASSIGN(const auto first, day_of(period.substr(0, slash), zone));
    WEND_ASSIGN(const auto last, day_of(period.substr(slash + 1), zone));
    if (last < first)
      return base::fail(ErrorCode::kInvalidInput, "The period ends before it begins.", "period");
    return range_of(first, last + std::chrono::days(1));
  }
  const auto length_us = model::parse_duration(period);
  if (!length_us || *length_us == 0) {
    return base::fail(ErrorCode::kInvalidInput, "This is no period.", "period",
                      "Write \"8w\", \"30d\", \"2026-01-01/2026-01-31\" or \"all\".");
  }
  if (!last_event_us) return std::nullopt;
  const auto end = model::local_day(*last_event_us, zone) + std::chrono::days(1);
  return range_of(end - std::chrono::days((*length_us + kDayUs - 1) / kDayUs), end);
}

}  // namespace wend::map
