#include "analyze/catalogue_findings.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "analyze/catalogue_volume.h"

namespace wend::analyze {
namespace {

constexpr Day kWeek = 7;
constexpr Day kWindow = 28;
constexpr double kMostDays = 0.5;
constexpr Day kSilentDaysMin = 3;
constexpr double kSilentChance = 1e-4;
constexpr double kExpectedMin = 10;
constexpr std::uint64_t kBeforeMin = 50;
constexpr std::uint64_t kAfterMin = 20;
constexpr double kLostFill = 0.5;
constexpr double kNewTypeShare = 0.01;
constexpr std::size_t kNull = static_cast<std::size_t>(PropertyType::kNull);

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}
std::string rounded(double number) {
  return grouped(static_cast<std::uint64_t>(std::llround(std::max(0.0, number))));
}
std::string events(std::uint64_t count) {
  return count == 1 ? "1 event" : grouped(count) + " events";
}
std::string percent(double share) {
  return share > 0 && share < 0.01     ? std::string("less than 1 %")
         : share < 1 && share >= 0.995 ? std::string("more than 99 %")
                                       : fmt::format("{:.0f} %", 100 * share);
}
double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Looks at the events of one view.
class Search {
 public:
  Search(const CatalogueView& view, const EventNames& names, Day days)
      : view_(view), names_(names), last_(last_day_of(view)), first_(last_ - days + 1) {
    bool any = false;
    for (const auto& [name, tally] : view_.tally.events()) {
      for (const EventOrigin& origin : tally->origins) {
        const auto& entries = origin.days.entries();
        if (!any || entries.front().day < begin_) begin_ = entries.front().day;
        any = true;
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
          if (entry->day > last_) continue;
          auto [end, is_new] = end_of_source_.try_emplace(origin.source_id, entry->day);
          end->second = std::max(end->second, entry->day);
          break;
        }
      }
    }
  }

  std::vector<EventFinding> run() && {
    for (const auto& [name, tally] : view_.tally.events()) look_at(*tally);
    std::ranges::stable_sort(found_, [](const EventFinding& a, const EventFinding& b) {
      return a.day != b.day ? a.day > b.day : a.event < b.event;
    });
    return std::move(found_);
  }

 private:
  struct Event {
    const EventTally& tally;
    std::string shown;  // in quotes
    DayCounts days;
    Day first, last;  // with events, up to the view's last day
    Day end;          // until when it could come; this day may not be over
  };

  void look_at(const EventTally& tally) {
    Event event{tally, fmt::format("\"{}\"", names_.shown(tally.name)), tally.days(), 0, 0, 0};
    const auto& entries = event.days.entries();
    event.first = entries.front().day;
    if (event.first > last_) return;  // all of it in the future
    for (const auto& entry : entries)
      if (entry.day <= last_) event.last = entry.day;
    event.end = event.last;
    for (const EventOrigin& origin : tally.origins) {
      const auto source = view_.sources.find(origin.source_id);
      const bool live = source != view_.sources.end() && source->second.live;
      const auto end = end_of_source_.find(origin.source_id);
      if (live)
        event.end = last_;
      else if (end != end_of_source_.end())
        event.end = std::max(event.end, end->second);
    }
    new_event(event);
    // Days that it is silent on are told once.
    const Day judged = silent_event(event) ? event.last : event.end - 1;
    for (const PropertyTally& property : tally.properties) {
      new_property(event, property);
      lost_property(event, property);
      for (std::size_t type = 0; type < kNull; ++type)
        new_type(event, property, static_cast<PropertyType>(type));
    }
    for (const VolumeAnomaly& odd : volume_anomalies(event.days, event.first, first_, judged)) {
      found_.push_back(
          {EventFindingKind::kVolume,
           tally.name,
           {},
           {},
           odd.day,
           fmt::format("{} {} on {}; {} to {} would be usual for this weekday.", event.shown,
                       odd.count == 0   ? std::string("did not come")
                       : odd.count == 1 ? std::string("came once")
                                        : fmt::format("came {} times", grouped(odd.count)),
                       day_text(odd.day), rounded(std::ceil(odd.low)),
                       rounded(std::floor(odd.high))),
           odd.count,
           odd.expected,
           odd.low,
           odd.high});
    }
  }

  void new_event(const Event& event) {
    if (event.first < first_ || event.first < begin_ + kWeek) return;
    const std::uint64_t count = event.days.between(event.first, last_);
    add(EventFindingKind::kNewEvent, event, {}, {}, event.first, count,
        fmt::format("{} came for the first time on {}: {} since.", event.shown,
                    day_text(event.first), events(count)));
  }

  bool silent_event(const Event& event) {
    const Day silent = event.end - 1 - event.last;  // whole days without it
    const Day begin = event.last - kWindow + 1;
    if (silent < kSilentDaysMin || event.last + 1 < first_ || begin < event.first) return false;
    Day came = 0;
    for (const auto& entry : event.days.entries()) came += entry.day >= begin && entry.day <= last_;
    if (came <= kMostDays * kWindow) return false;
    const double p = (came + 1.0) / (kWindow + 2.0);
    if (std::pow(1 - p, silent) > kSilentChance) return false;
    const std::uint64_t count = event.days.between(begin, event.last);
    add(EventFindingKind::kSilentEvent, event, {}, {}, event.last + 1, count,
        fmt::format("{} has not come since {}; before, it came on {} of {} days, about {} a day.",
                    event.shown, day_text(event.last), came, kWindow,
                    rounded(share(count, static_cast<std::uint64_t>(came)))));
    return true;
  }

  // Sampled events of the event from a day on, as far as the view's last day.
  std::uint64_t sampled_since(const Event& event, Day day) const {
    return event.tally.sampled_days.between(day, last_);
  }
  std::uint64_t sampled_before(const Event& event, Day day) const {
    return event.tally.sampled_days.between(std::numeric_limits<Day>::min(), day - 1);
  }

  // Whether so many of the events before would have had what `with` of the `after` ones since have
  // that it can only be new. The first of them is left out, because the days since begin with it.
  static bool would_have_come(std::uint64_t with, std::uint64_t after, std::uint64_t before) {
    return with > 1 && share(with - 1, after) * static_cast<double>(before) >= kExpectedMin;
  }

  void new_property(const Event& event, const PropertyTally& property) {
    const Day day = property.first_value_day();
    if (day < first_ || day > last_ || event.first > day - kWeek) return;
    const std::uint64_t with = property.values_between(day, last_);
    const std::uint64_t after = sampled_since(event, day), before = sampled_before(event, day);
    if (before < kBeforeMin || !would_have_come(with, after, before)) return;
    add(EventFindingKind::kNewProperty, event, property.name, {}, day, with,
        fmt::format("\"{}\" is new in {} since {}: {} of {} sampled events have it.", property.name,
                    event.shown, day_text(day), grouped(with), grouped(after)));
  }

  void lost_property(const Event& event, const PropertyTally& property) {
    Day last_with = PropertyTally::kNever;
    for (const auto& on : property.days) {
      if (on.day <= last_ && std::any_of(on.count.begin(), on.count.begin() + kNull,
                                         [](std::uint32_t count) { return count > 0; }))
        last_with = on.day;
    }
    if (last_with == PropertyTally::kNever || last_with + 1 < first_) return;
    const std::uint64_t after = sampled_since(event, last_with + 1);
    if (after < kAfterMin) return;
    Day day = last_with + 1;
    while (event.tally.sampled_days.of(day) == 0) ++day;
    const std::uint64_t before = event.tally.sampled_days.between(day - kWindow, last_with);
    const std::uint64_t with = property.values_between(day - kWindow, last_with);
    if (before < kBeforeMin || share(with, before) < kLostFill) return;
    add(EventFindingKind::kLostProperty, event, property.name, {}, day, after,
        fmt::format("\"{}\" is gone from {} since {}: before, {} of the sampled events had it "
                    "({} of {}), since then none of {}.",
                    property.name, event.shown, day_text(day), percent(share(with, before)),
                    grouped(with), grouped(before), grouped(after)));
  }

  void new_type(const Event& event, const PropertyTally& property, PropertyType type) {
    const Day day = property.first_day[static_cast<std::size_t>(type)];
    if (day < first_ || day > last_ || property.first_value_day() > day - kWeek) return;
    const std::uint64_t with = property.of_type_between(type, day, last_);
    const std::uint64_t after = property.values_between(day, last_);
    const std::uint64_t before = property.values_between(std::numeric_limits<Day>::min(), day - 1);
    if (before < kBeforeMin || share(with, after) < kNewTypeShare ||
        !would_have_come(with, after, before))
      return;
    std::size_t usual = kNull;
    for (std::size_t other = 0; other < kNull; ++other) {
      const auto before_of = [&](std::size_t one) {
        return one == kNull ? 0
                            : property.of_type_between(static_cast<PropertyType>(one),
                                                       std::numeric_limits<Day>::min(), day - 1);
      };
      if (before_of(other) > before_of(usual)) usual = other;
    }
    add(EventFindingKind::kNewType, event, property.name, to_string(type), day, with,
        fmt::format("\"{}\" of {} is a {} in {} of the sampled values since {} ({} of {}); before, "
                    "it was a {}.",
                    property.name, event.shown, to_string(type), percent(share(with, after)),
                    day_text(day), grouped(with), grouped(after),
                    to_string(static_cast<PropertyType>(usual))));
  }

  void add(EventFindingKind kind, const Event& event, std::string_view property,
           std::string_view type, Day day, std::uint64_t count, std::string sentence) {
    found_.push_back({kind, event.tally.name, std::string(property), std::string(type), day,
                      std::move(sentence), count});
  }

  const CatalogueView& view_;
  const EventNames& names_;
  const Day last_, first_;
  Day begin_ = 0;  // the first day that has events
  std::map<std::int64_t, Day> end_of_source_;
  std::vector<EventFinding> found_;
};

}  // namespace

std::string_view to_string(EventFindingKind kind) {
  switch (kind) {
    case EventFindingKind::kNewEvent:
      return "new_event";
    case EventFindingKind::kSilentEvent:
      return "silent_event";
    case EventFindingKind::kNewProperty:
      return "new_property";
    case EventFindingKind::kLostProperty:
      return "lost_property";
    case EventFindingKind::kNewType:
      return "new_type";
    case EventFindingKind::kVolume:
      break;
  }
  return "volume";
}

Day last_day_of(const CatalogueView& view) {
  const Day today = LocalDays(view.zone).of(view.now_us);
  Day last = 0, latest = 0;
  bool any = false;
  for (const auto& [name, tally] : view.tally.events()) {
    for (const EventOrigin& origin : tally->origins) {
      for (auto entry = origin.days.entries().rbegin(); entry != origin.days.entries().rend();
           ++entry) {
        latest = std::max(latest, entry->day);
        if (entry->day > today) continue;
        last = any ? std::max(last, entry->day) : entry->day;
        any = true;
        break;
      }
    }
  }
  return any ? last : latest;
}

std::vector<EventFinding> find_changes(const CatalogueView& view, const EventNames& names,
                                       Day days) {
  if (view.tally.events().empty()) return {};
  return Search(view, names, days).run();
}

}  // namespace wend::analyze
