#include "analyze/drift_words.h"

#include <array>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "model/time_text.h"

namespace wend::analyze {
namespace {

constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                "May",       "June",     "July",     "August",
                                "September", "October",  "November", "December"};
// "1 in 3" stands for what is as near to it as this, of it.
constexpr double kNearEnough = 0.08;
constexpr int kOneInMost = 10;

std::chrono::year_month_day day_of(TimeUs time_us, const model::TimeZone& zone) {
  return std::chrono::year_month_day(model::local_day(time_us, zone));
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

}  // namespace

ShareInWords share_in_words(Proportion share) {
  const double value = share.share();
  if (value >= 0.995) return {"everybody"};
  for (int of = 2; of <= kOneInMost; ++of)
    if (std::abs(value * of - 1) <= kNearEnough) return {fmt::format("1 in {}", of)};
  return {value < 0.01 ? "less than 1 %" : percent(value), true};
}

std::string day_in_words(TimeUs time_us, TimeUs now_us, const model::TimeZone& zone) {
  const auto day = day_of(time_us, zone);
  std::string words = fmt::format("{} {}", static_cast<unsigned>(day.day()),
                                  kMonths[static_cast<unsigned>(day.month()) - 1]);
  if (day.year() != day_of(now_us, zone).year())
    words += fmt::format(" {}", static_cast<int>(day.year()));
  return words;
}

std::string deviation_in_words(DeviationKind kind, std::string_view label, bool backward,
                               bool plural) {
  const auto say = [&](std::string_view one, std::string_view many, std::string_view rest = {}) {
    return fmt::format("{} “{}”{}", plural ? many : one, label, rest);
  };
  switch (kind) {
    case DeviationKind::kMissing:
      return say("leaves out", "leave out");
    case DeviationKind::kExtra:
      return say("turns to", "turn to");
    case DeviationKind::kRepeated:
      if (!backward) return say("does", "do", " again");
      return say("goes back to", "go back to");
    case DeviationKind::kOutOfOrder:
      if (!backward) return say("goes ahead to", "go ahead to");
      return say("goes back to", "go back to");
    case DeviationKind::kWrongBranch:
      return say("takes", "take", " of another branch");
    case DeviationKind::kTooSlow:
      break;
  }
  return say("takes too long for", "take too long for");
}

std::string turn_in_words(const Turn& turn, const std::string& day) {
  const double before = turn.before.share(), after = turn.after.share();
  if (before > 0 && after >= 1.9 * before && after <= 2.2 * before)
    return fmt::format("the share doubled since {}", day);
  if (before > 0 && after >= 2.8 * before && after <= 3.3 * before)
    return fmt::format("the share tripled since {}", day);
  return fmt::format("the share {} from {} to {} since {}", after > before ? "rose" : "fell",
                     percent(before), percent(after), day);
}

}  // namespace wend::analyze
