#include "demo/life.h"

#include <algorithm>
#include <fmt/format.h>

#include "demo/calendar.h"

namespace wend::demo {
namespace {

using env::kDayUs;
using env::kHourUs;
using env::kMinuteUs;

constexpr double kNewsletterOpened = 0.27;
constexpr double kNewsletterClicked = 0.24;  // of those opened
constexpr double kPushOpened = 0.12;

}  // namespace

void Life::live() {
  introduce();
  newsletters();
  const TimeUs last = std::min(end_us_, customer_.leaves_us);
  for (TimeUs day = customer_.arrives_us / kDayUs * kDayUs; day < last; day += kDayUs) {
    digital_day(day);
    store_day(day);
  }
}

void Life::introduce() {
  const bool newcomer = customer_.is_new;
  signed_up_ = !newcomer;
  const TimeUs at = newcomer ? moment_of_day(customer_.arrives_us / kDayUs * kDayUs, random_)
                             : start_us_ + static_cast<TimeUs>(random_.below(kDayUs));
  timeline_.add(at, "Identify", "web", "Customer database",
                fmt::format(R"("name":"{}","email":"{}","city":"{}","country":"{}","persona":"{}",)"
                            R"("plan":"{}","birth_year":{},"newsletter":{})",
                            customer_.name, customer_.email, customer_.city, customer_.country,
                            customer_.persona->name, customer_.plan, customer_.birth_year,
                            customer_.newsletter),
                model::EventType::kIdentify);
  if (!newcomer) return;
  // The first visit: how they heard of the company.
  const bool spring = spring_campaign(at);
  const double kinds[] = {spring ? 0.45 : 0.2, 0.3, 0.15, 0.35};
  constexpr std::string_view kCampaigns[] = {"social", "search ads", "newsletter swap", ""};
  const auto campaign =
      spring && kinds[0] > 0.4 && random_.chance(0.5) ? "spring" : kCampaigns[random_.pick(kinds)];
  visit(enter(at + kMinuteUs, random_.chance(customer_.persona->app_share * 0.5), campaign));
}

void Life::newsletters() {
  const TimeUs last = std::min(end_us_, customer_.leaves_us + 30 * kDayUs);
  for (TimeUs day = start_us_ / kDayUs * kDayUs; day < last; day += kDayUs) {
    const bool even_week = (day / kDayUs + 3) / 7 % 2 == 0;
    if (customer_.newsletter && weekday_of(day) == 1 && even_week && day > customer_.arrives_us) {
      TimeUs at = day + 9 * kHourUs + static_cast<TimeUs>(random_.below(20 * kMinuteUs));
      const std::string issue =
          fmt::format(R"("issue":"week {}")", (day - start_us_) / kDayUs / 7 + 1);
      timeline_.add(at, "Newsletter sent", "email", "E-mail", issue);
      if (!random_.chance(kNewsletterOpened)) continue;
      at += static_cast<TimeUs>(random_.log_normal(3.0, 1.1) * static_cast<double>(kHourUs));
      timeline_.add(at, "Newsletter opened", "email", "E-mail", issue);
      if (!random_.chance(kNewsletterClicked)) continue;
      at += static_cast<TimeUs>(random_.log_normal(25, 0.6) * 1e6);
      timeline_.add(at, "Newsletter clicked", "email", "E-mail", issue);
      visit(enter(at + 2'000'000, false, "newsletter"));
    }
    if (customer_.push && weekday_of(day) == 4 && !even_week && day > customer_.arrives_us) {
      TimeUs at = day + 17 * kHourUs + static_cast<TimeUs>(random_.below(10 * kMinuteUs));
      timeline_.add(at, "Push sent", "push", "App", R"("topic":"weekend deals")");
      if (!random_.chance(kPushOpened)) continue;
      at += static_cast<TimeUs>(random_.log_normal(40, 1.0) * 60e6);
      timeline_.add(at, "Push opened", "push", "App", R"("topic":"weekend deals")");
      visit(enter(at + 3'000'000, true, "push"));
    }
  }
}

void Life::digital_day(TimeUs day_us) {
  const double per_day = customer_.persona->visits_per_week / 7 * busyness(day_us);
  if (!random_.chance(per_day)) return;
  const TimeUs at = moment_of_day(day_us, random_);
  if (at < customer_.arrives_us) return;
  const bool app = random_.chance(customer_.persona->app_share);
  const double kinds[] = {0.68, spring_campaign(at) ? 0.4 : 0.14, 0.18};
  constexpr std::string_view kCampaigns[] = {"", "search ads", "social"};
  visit(enter(at, app, app ? "" : kCampaigns[random_.pick(kinds)]));
  if (random_.chance(0.022)) ask_for_help(at + 20 * kMinuteUs, "product question");
}

void Life::store_day(TimeUs day_us) {
  if (weekday_of(day_us) == 6) return;  // closed on Sundays
  if (!random_.chance(customer_.persona->store_per_week / 6 * busyness(day_us))) return;
  const TimeUs at = moment_of_opening(day_us, random_);
  if (at < customer_.arrives_us) return;
  const std::string where =
      fmt::format(R"("store":"{}","country":"{}")", customer_.city, customer_.country);
  timeline_.add(at, "Store visited", "store", "Stores", where);
  if (!random_.chance(0.42)) return;
  const double revenue = random_.log_normal(38, 0.6);
  timeline_.add(at + 15 * kMinuteUs, "Store purchase", "store", "Stores",
                fmt::format(R"({},"revenue":{:.2f},"currency":"EUR")", where, revenue));
}

}  // namespace wend::demo
