#include "analyze/retention_ask.h"

#include <array>

#include "analyze/matching.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

struct Bucket {
  std::string_view name;
  PeriodUnit cohort_unit;
  TimeUs rolling_us;
  std::uint32_t periods;  // by default: two weeks, a day, two months, a year
};
constexpr std::array kBuckets = {
    Bucket{"24h", PeriodUnit::kDay, env::kDayUs, 14},
    Bucket{"hour", PeriodUnit::kHour, env::kHourUs, 24}, Bucket{"day", PeriodUnit::kDay, 0, 14},
    Bucket{"week", PeriodUnit::kWeek, 0, 8}, Bucket{"month", PeriodUnit::kMonth, 0, 12}};

constexpr std::int64_t kPeriodsMax = 366;
constexpr std::size_t kBracketBoundsMax = 50;
constexpr std::int64_t kBracketBoundMax = 10'000;
constexpr std::array<std::uint32_t, 5> kUsualBrackets = {0, 1, 3, 7, 14};

base::Result<std::vector<RetentionCell>> read_brackets(model::ObjectReader& document) {
  WEND_ASSIGN(const json::array* list, document.list("brackets", kBracketBoundsMax));
  std::vector<std::uint32_t> bounds(kUsualBrackets.begin(), kUsualBrackets.end());
  if (list != nullptr) {
    bounds.clear();
    for (std::size_t i = 0; i < list->size(); ++i) {
      const json::value& bound = (*list)[i];
      const std::string place = model::entry_place(document.place_of("brackets"), i);
      if (!bound.is_int64() || bound.get_int64() < 0 || bound.get_int64() > kBracketBoundMax)
        return model::wrong_kind(bound, place, "a whole number from 0 to 10000");
      const auto number = static_cast<std::uint32_t>(bound.get_int64());
      if (!bounds.empty() && number <= bounds.back()) {
        return base::fail(ErrorCode::kInvalidInput, "The bounds of brackets must ascend.", place);
      }
      bounds.push_back(number);
    }
    if (bounds.size() < 2) {
      return base::fail(ErrorCode::kInvalidInput, "Brackets need two bounds or more.",
                        document.place_of("brackets"),
                        "[0, 1, 3, 7] means the periods 0, 1 to 2 and 3 to 6.");
    }
  }
  std::vector<RetentionCell> cells;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) cells.push_back({bounds[i], bounds[i + 1]});
  return cells;
}

}  // namespace

base::Result<RetentionAsk> read_retention_ask(model::ObjectReader& document,
                                              model::PredicateReader& predicates) {
  RetentionAsk ask;
  WEND_ASSIGN(ask.start, required_predicate(document, "start", predicates));
  ask.back = ask.start;
  if (document.has("return")) {
    WEND_ASSIGN(ask.back, optional_predicate(document, "return", predicates));
  }
  WEND_ASSIGN(const auto entry, document.choice("entry", {"first_time", "recurring"}));
  ask.recurring = entry == 1U;
  WEND_ASSIGN(const auto mode, document.choice("mode", {"on", "on_or_after", "brackets"}));
  ask.mode = static_cast<RetentionMode>(mode.value_or(0));
  WEND_ASSIGN(const auto chosen,
              document.choice("bucket", {"24h", "hour", "day", "week", "month"}));
  const Bucket& bucket = kBuckets[chosen.value_or(0)];
  ask.bucket = bucket.name;
  ask.cohort_unit = bucket.cohort_unit;
  ask.rolling_us = bucket.rolling_us;
  const bool brackets = ask.mode == RetentionMode::kBrackets;
  for (const char* field : {"brackets", "periods"}) {
    if ((field == std::string_view("brackets")) == brackets || !document.has(field)) continue;
    return base::fail(ErrorCode::kInvalidInput,
                      brackets ? "With brackets, their last bound says how many periods there are."
                               : "Brackets are only for the mode \"brackets\".",
                      document.place_of(field),
                      brackets ? "Leave it out." : "Write \"mode\": \"brackets\".");
  }
  if (brackets) {
    WEND_ASSIGN(ask.cells, read_brackets(document));
  } else {
    WEND_ASSIGN(const auto periods, document.integer("periods", 1, kPeriodsMax));
    const auto last = static_cast<std::uint32_t>(periods.value_or(bucket.periods));
    for (std::uint32_t k = 0; k <= last; ++k)
      ask.cells.push_back({k, ask.mode == RetentionMode::kOn ? k + 1 : RetentionCell::kOpen});
  }
  WEND_ASSIGN(ask.breakdown, Breakdown::read(document, 1));
  return ask;
}

}  // namespace wend::analyze
