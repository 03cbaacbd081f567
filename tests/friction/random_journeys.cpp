#include "random_journeys.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "env/clock.h"
#include "env/random.h"

namespace wend {
namespace {

using env::kDayUs;
using env::kHourUs;
using env::kMinuteUs;
using TimeUs = std::int64_t;

struct Theme {
  const char* name;
  std::vector<std::string> steps;
  std::string error;       // event of a failed step
  std::size_t error_step;  // the step that can fail
  double minutes;          // median time between steps
  const char* channel;
};

const std::vector<Theme>& themes() {
  static const std::vector<Theme> all = {
      {"onboarding",
       {"signup_page", "account_created", "email_verified", "workspace_created", "teammate_invited",
        "first_report", "trial_upgraded"},
       "verification_error",
       2,
       6,
       "web"},
      {"claims",
       {"Claim opened", "Documents uploaded", "Claim checked", "Expert assigned", "Offer made",
        "Claim settled"},
       "Upload failed",
       1,
       900,
       "portal"},
      {"shop",
       {"landing", "view_item", "add_to_cart", "checkout", "shipping", "payment",
        "order_confirmed"},
       "payment_error",
       5,
       0.8,
       "web"},
      {"booking",
       {"/", "/search", "/hotel", "/hotel/rooms", "/guest", "/pay", "/booked"},
       "payment_declined",
       5,
       1.5,
       "site"}};
  return all;
}

struct Segmentation {
  std::string name;
  std::vector<std::string> values;
  std::vector<double> weights;
  std::vector<double> ease;  // how the value changes the chance to go on, in logits
};

class LogMaker {
 public:
  LogMaker(std::uint64_t seed, bool with_incidents)
      : random_(seed * 7919 + 17), theme_(themes()[seed % themes().size()]) {
    days_ = 42 + static_cast<int>(random_.below(100));
    per_day_ = 45 + random_.uniform() * 140;
    trend_ = random_.normal() * 0.4;  // of volume over the span, in logs
    weekend_ = 0.4 + random_.uniform();
    again_ = random_.chance(0.5) ? 0.0 : 0.5;
    cut_ = random_.chance(0.7);
    start_ = 1'735'689'600'000'000 + static_cast<TimeUs>(random_.below(300)) * kDayUs;
    for (std::size_t i = 0; i + 1 < theme_.steps.size(); ++i) {
      onward_.push_back(0.62 + 0.34 * random_.uniform());
    }
    back_ = 0.03 + 0.05 * random_.uniform();
    fail_ = 0.02 + 0.03 * random_.uniform();
    add_segmentation({"platform", "os", "device"}, {"ios", "android", "windows", "mac"});
    add_segmentation({"country", "region"}, {"north", "south", "east", "west", "islands"});
    add_segmentation({"plan", "customer_type"}, {"new", "known"});
    campaign_from_ = static_cast<int>(random_.below(static_cast<std::uint64_t>(days_)));
    if (with_incidents) plant();
  }

  RandomLog make() {
    RandomLog log;
    const double repeats = again_ > 0 ? 2.0 : 1.0;
    for (int day = 0; day < days_; ++day) {
      const int weekday = day % 7;
      double volume = per_day_ / repeats * std::exp(trend_ * day / days_);
      if (weekday >= 5) volume *= weekend_;
      if (in_campaign(day)) volume *= 1.5;
      const auto count = random_.poisson(volume);
      for (std::uint64_t i = 0; i < count; ++i) customer(day, log.events);
    }
    const TimeUs end = start_ + days_ * kDayUs;
    if (cut_) std::erase_if(log.events, [&](const auto& event) { return event.time_us >= end; });
    log.incidents = incidents_;
    log.about = fmt::format("{}: {} days, {:.0f} journeys a day, {} events", theme_.name, days_,
                            per_day_, log.events.size());
    for (const auto& incident : incidents_) {
      log.about +=
          fmt::format("; {} at {} for {}={} from day {:.1f} to {:.1f}", incident.what,
                      incident.touchpoints[0], incident.property, incident.value,
                      day_of(incident.from_us), incident.to_us ? day_of(*incident.to_us) : days_);
    }
    return log;
  }

 private:
  double day_of(TimeUs time) const {
    return static_cast<double>(time - start_) / static_cast<double>(kDayUs);
  }
  bool in_campaign(int day) const { return day >= campaign_from_ && day < campaign_from_ + 12; }

  void add_segmentation(std::vector<std::string> names, std::vector<std::string> values) {
    Segmentation s{names[random_.below(names.size())], std::move(values), {}, {}};
    for (std::size_t i = 0; i < s.values.size(); ++i) {
      s.weights.push_back(0.5 + random_.uniform());
      s.ease.push_back(0.35 * random_.normal());
    }
    segmentations_.push_back(std::move(s));
  }

  void plant() {
    const auto count = 1 + random_.below(2);
    for (std::uint64_t i = 0; i < count; ++i) {
      constexpr const char* kWhat[] = {"break", "outage", "loop", "wait", "vanish"};
      RandomIncident incident{.what = kWhat[random_.below(5)]};
      const auto& steps = theme_.steps;
      step_.push_back(1 + random_.below(steps.size() - 3));
      if (incident.what == "outage") step_.back() = theme_.error_step;
      if (i == 1 && step_[0] == step_[1]) {
        step_.pop_back();
        return;
      }
      const std::size_t step = step_.back();
      incident.touchpoints = {steps[step]};
      if (incident.what == "vanish") incident.touchpoints.push_back(steps[step + 1]);
      incident.kinds = incident.what == "outage" ? std::vector<std::string>{"error"}
                       : incident.what == "loop" ? std::vector<std::string>{"loop"}
                       : incident.what == "wait"
                           ? std::vector<std::string>{"wait", "drop_off"}
                           : std::vector<std::string>{"drop_off", "dead_end", "backward"};
      // Two incidents lie in different halves of the log.
      const double low = count == 1 ? 0.35 : i == 0 ? 0.2 : 0.6;
      const double high = count == 1 ? 0.8 : i == 0 ? 0.45 : 0.85;
      const TimeUs from = start_ + static_cast<TimeUs>((low + (high - low) * random_.uniform()) *
                                                       days_ * static_cast<double>(kDayUs));
      incident.from_us = from / kHourUs * kHourUs;
      const bool days_only = incident.what == "outage" || incident.what == "vanish" || count == 2;
      if (days_only || random_.chance(0.5)) {
        incident.to_us = incident.from_us + (3 + static_cast<TimeUs>(random_.below(5))) * kDayUs;
      }
      if (incident.what != "vanish" && random_.chance(0.6)) {
        const auto& s = segmentations_[random_.below(2)];
        std::size_t v = random_.below(s.values.size());
        incident.property = s.name;
        incident.value = s.values[v];
        // A short incident of a small group is felt by few.
        if (incident.to_us) *incident.to_us += 5 * kDayUs;
      }
      incidents_.push_back(incident);
    }
  }

  bool strikes(std::size_t i, TimeUs now, const std::vector<std::size_t>& who) const {
    const RandomIncident& incident = incidents_[i];
    if (now < incident.from_us || (incident.to_us && now >= *incident.to_us)) return false;
    if (incident.property.empty()) return true;
    for (std::size_t s = 0; s < segmentations_.size(); ++s) {
      if (segmentations_[s].name == incident.property) {
        return segmentations_[s].values[who[s]] == incident.value;
      }
    }
    return false;
  }

  void customer(int day, std::vector<analyze::MemoryEvent>& events) {
    const std::string id = fmt::format("u{}", ++customers_);
    std::vector<std::size_t> who;
    std::string properties;
    for (const Segmentation& s : segmentations_) {
      who.push_back(random_.pick(s.weights));
      properties += fmt::format(R"("{}":"{}",)", s.name, s.values[who.back()]);
    }
    const bool campaign = in_campaign(day) && random_.chance(0.4);
    properties = fmt::format(R"({{{}"campaign":"{}"}})", properties, campaign ? "promo" : "none");
    TimeUs now = start_ + day * kDayUs + 6 * kHourUs +
                 static_cast<TimeUs>(random_.uniform() * 16 * static_cast<double>(kHourUs));
    do {
      journey(id, now, who, properties, campaign, events);
      now += static_cast<TimeUs>(random_.exponential(9) * static_cast<double>(kDayUs));
    } while (random_.chance(again_));
  }

  void journey(const std::string& id, TimeUs now, const std::vector<std::size_t>& who,
               const std::string& properties, bool campaign,
               std::vector<analyze::MemoryEvent>& events) {
    const auto& steps = theme_.steps;
    double ease = campaign ? -0.7 : 0;
    for (std::size_t s = 0; s < who.size(); ++s) ease += segmentations_[s].ease[who[s]];
    const auto emit = [&](const std::string& name) {
      events.push_back({.customer = id,
                        .time_us = now,
                        .name = name,
                        .channel = theme_.channel,
                        .properties = properties});
    };
    const auto wait = [&](double factor) {
      now += 1'000'000 + static_cast<TimeUs>(random_.log_normal(theme_.minutes * factor, 0.6) *
                                             static_cast<double>(kMinuteUs));
    };
    std::size_t at = 0;
    for (int moves = 0; moves < 40; ++moves) {
      emit(steps[at]);
      double slow = 1, fail = at == theme_.error_step ? fail_ : 0, leave = 0;
      for (std::size_t i = 0; i < incidents_.size(); ++i) {
        if (step_[i] != at || !strikes(i, now, who)) continue;
        const std::string& what = incidents_[i].what;
        if (what == "break") leave = 0.6;
        if (what == "vanish") leave = 1;
        if (what == "outage") fail = 0.5;
        if (what == "wait") slow = 5;
        if (what == "loop") {
          for (std::uint64_t n = 1 + random_.below(4); n > 0 && random_.chance(0.85); --n) {
            wait(0.2);
            emit(steps[at]);
          }
        }
      }
      wait(slow);
      if (random_.chance(fail)) {
        emit(theme_.error);
        wait(0.5);
        if (random_.chance(0.4)) return;
        continue;
      }
      if (at + 1 == steps.size() || random_.chance(leave)) return;
      if (at > 0 && random_.chance(back_)) {
        --at;
        continue;
      }
      const double odds = onward_[at] / (1 - onward_[at]) * std::exp(ease);
      if (!random_.chance(odds / (1 + odds))) return;
      ++at;
    }
  }

  env::Random random_;
  const Theme& theme_;
  int days_ = 0, campaign_from_ = 0;
  double per_day_ = 0, trend_ = 0, weekend_ = 0, again_ = 0, back_ = 0, fail_ = 0;
  bool cut_ = true;
  TimeUs start_ = 0;
  std::vector<double> onward_;
  std::vector<Segmentation> segmentations_;
  std::vector<RandomIncident> incidents_;
  std::vector<std::size_t> step_;
  std::size_t customers_ = 0;
};

}  // namespace

RandomLog random_log(std::uint64_t seed, bool with_incidents) {
  return LogMaker(seed, with_incidents).make();
}

}  // namespace wend
