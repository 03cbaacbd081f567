#include "demo/calendar.h"

#include <array>
#include <chrono>

namespace wend::demo {
namespace {

using env::kDayUs;
using env::kHourUs;

constexpr std::array<double, 7> kWeekday = {1.02, 0.96, 0.94, 0.98, 0.92, 1.02, 1.22};
constexpr std::array<double, 24> kHour = {0.6, 0.3, 0.2, 0.1, 0.1, 0.3, 0.9, 1.8,
                                          2.6, 3.0, 3.2, 3.4, 4.2, 3.8, 3.0, 3.0,
                                          3.3, 3.9, 4.8, 5.8, 6.4, 5.6, 3.6, 1.6};

std::chrono::month_day day_of_year(model::TimeUs time_us) {
  const auto days = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time_us)));
  const std::chrono::year_month_day date(days);
  return {date.month(), date.day()};
}

}  // namespace

int weekday_of(model::TimeUs time_us) {
  return static_cast<int>((time_us / kDayUs + 3) % 7);  // 1970-01-01 was a Thursday
}

bool spring_campaign(model::TimeUs time_us) {
  using namespace std::chrono;
  const auto day = day_of_year(time_us);
  return day >= month_day{March, 23d} && day < month_day{April, 6d};
}

double busyness(model::TimeUs day_us) {
  using namespace std::chrono;
  const auto day = day_of_year(day_us);
  double factor = kWeekday[static_cast<std::size_t>(weekday_of(day_us))];
  if (day >= month_day{December, 1d} && day < month_day{December, 21d}) factor *= 1.45;
  if (day >= month_day{December, 24d} && day < month_day{December, 27d}) factor *= 0.55;
  if (day >= month_day{January, 2d} && day < month_day{January, 16d}) factor *= 1.2;
  if (day >= month_day{February, 1d} && day < month_day{March, 1d}) factor *= 0.88;
  if (spring_campaign(day_us)) factor *= 1.25;
  return factor;
}

model::TimeUs moment_of_day(model::TimeUs day_us, env::Random& random) {
  const auto hour = static_cast<model::TimeUs>(random.pick(kHour));
  return day_us + hour * kHourUs +
         static_cast<model::TimeUs>(random.uniform() * static_cast<double>(kHourUs));
}

model::TimeUs moment_of_opening(model::TimeUs day_us, env::Random& random) {
  return day_us + 8 * kHourUs +
         static_cast<model::TimeUs>(random.uniform() * 12 * static_cast<double>(kHourUs));
}

}  // namespace wend::demo
