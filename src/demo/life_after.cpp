#include <algorithm>
#include <fmt/format.h>

#include "demo/calendar.h"
#include "demo/life.h"

namespace wend::demo {
namespace {

using env::kDayUs;
using env::kHourUs;
using env::kMinuteUs;

constexpr double kAbandonsCall = 0.08;
constexpr double kAbandonsCallUnderstaffed = 0.58;
constexpr double kLateByDays = 5.0;

TimeUs days(double count) {
  return static_cast<TimeUs>(count * static_cast<double>(kDayUs));
}
TimeUs seconds(double count) {
  return static_cast<TimeUs>(count * 1e6);
}

// The next moment at which the phone is answered: 8 to 20 o'clock.
TimeUs in_opening_hours(TimeUs time_us) {
  const TimeUs day = time_us / kDayUs * kDayUs;
  const TimeUs open = day + 8 * kHourUs;
  const TimeUs close = day + 20 * kHourUs;
  if (time_us < open) return open + (time_us - day) / 8;
  if (time_us >= close) return open + kDayUs + (time_us - close) / 4;
  return time_us;
}

}  // namespace

void Life::fulfil(TimeUs ordered_us, double revenue) {
  const std::string parcel = fmt::format(R"("country":"{}","carrier":"{}")", customer_.country,
                                         customer_.country == "NL" ? "PakketNL" : "ParcelPlus");
  const TimeUs shipped = ordered_us + days(random_.log_normal(0.9, 0.35));
  timeline_.add(shipped, "Order shipped", "mail", "Warehouse", parcel);
  const bool late = incidents_.deliveries_late(shipped, customer_.country);
  const TimeUs delivered = shipped + days(random_.log_normal(1.9, 0.3)) +
                           (late ? days(random_.log_normal(kLateByDays, 0.2)) : 0);
  timeline_.add(delivered, "Order delivered", "mail", "Warehouse", parcel);
  if (random_.chance(late ? 0.7 : 0.3)) {
    const TimeUs at =
        shipped + static_cast<TimeUs>(random_.uniform() * static_cast<double>(delivered - shipped));
    timeline_.add(at, "Order tracked", "web", "Web shop",
                  fmt::format(R"("country":"{}")", customer_.country));
  }
  if (random_.chance(late ? 0.34 : 0.05)) {
    ask_for_help(shipped + days(late ? 3.5 + random_.uniform() : 1 + random_.uniform()),
                 "delivery");
  }
  if (random_.chance(0.09)) {
    const TimeUs back = delivered + days(random_.log_normal(4, 0.6));
    timeline_.add(back, "Return requested", "web", "Web shop",
                  fmt::format(R"("country":"{}","reason":"{}")", customer_.country,
                              random_.chance(0.6) ? "does not fit" : "damaged"));
    timeline_.add(back + days(random_.log_normal(6, 0.3)), "Refund issued", "mail", "Warehouse",
                  fmt::format(R"("country":"{}","refund":{:.2f})", customer_.country, revenue));
    if (random_.chance(0.15)) ask_for_help(back + days(4), "refund");
  }
  if (random_.chance(0.11)) {
    const double stars[] = {0.06, 0.06, 0.14, 0.34, 0.40};
    timeline_.add(delivered + days(random_.log_normal(5, 0.7)), "Review written", "web", "Web shop",
                  fmt::format(R"("stars":{})", 1 + random_.pick(stars)));
  }
  if (random_.chance(0.03)) {
    timeline_.add(delivered + days(random_.log_normal(8, 0.5)), "Friend invited", "app", "App", "");
  }
  if (orders_ >= 2 && random_.chance(0.05)) {
    timeline_.add(delivered + days(1), "Plus plan started", "web", "Web shop", R"("plan":"Plus")");
  }
}

void Life::ask_for_help(TimeUs time_us, std::string_view topic) {
  const TimeUs at = time_us + seconds(random_.log_normal(400, 0.8));
  if (random_.chance(0.55)) {
    call(in_opening_hours(at), topic);
  } else {
    chat(at, topic);
  }
}

void Life::call(TimeUs time_us, std::string_view topic) {
  TimeUs now = time_us;
  for (int tries = 0; tries < 3; ++tries) {
    const std::string about = fmt::format(R"("topic":"{}")", topic);
    timeline_.add(now, "Call started", "phone", "Contact centre", about);
    const bool understaffed = incidents_.phones_understaffed(now);
    if (!random_.chance(understaffed ? kAbandonsCallUnderstaffed : kAbandonsCall)) {
      const TimeUs answered = now + seconds(random_.log_normal(understaffed ? 420 : 55, 0.5));
      timeline_.add(answered, "Call answered", "phone", "Contact centre", about);
      timeline_.add(answered + seconds(random_.log_normal(260, 0.6)), "Call ended", "phone",
                    "Contact centre",
                    fmt::format(R"({},"solved":{})", about, random_.chance(0.74)));
      return;
    }
    now += seconds(random_.log_normal(understaffed ? 600 : 120, 0.5));
    timeline_.add(now, "Call abandoned", "phone", "Contact centre", about);
    if (!random_.chance(0.35)) return;
    now = in_opening_hours(now + days(0.05 + 0.2 * random_.uniform()));
  }
}

void Life::chat(TimeUs time_us, std::string_view topic) {
  const std::string about = fmt::format(R"("topic":"{}")", topic);
  timeline_.add(time_us, "Chat started", "chat", "Contact centre", about);
  timeline_.add(time_us + seconds(random_.log_normal(420, 0.6)), "Chat ended", "chat",
                "Contact centre", fmt::format(R"({},"solved":{})", about, random_.chance(0.66)));
}

}  // namespace wend::demo
