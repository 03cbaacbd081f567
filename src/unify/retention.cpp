#include "unify/retention.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <fmt/format.h>

namespace wend::unify {
namespace {

// Large enough that a step's scan is worth it, small enough that writers wait for moments.
constexpr std::size_t kStepEvents = 50'000;
// How often the thread looks whether a day has passed: clocks are set, machines sleep.
constexpr std::chrono::seconds kLookEvery{30};

}  // namespace

base::Status Retention::look_up_sources(model::RetentionRules& rules) const {
  for (model::RetentionRule& rule : rules.rules) {
    if (!rule.source) continue;
    WEND_ASSIGN(const auto source, places_.store.source_named(*rule.source));
    rule.source_id = source ? source->id : 0;
  }
  return {};
}

base::Result<Retention::Rules> Retention::rules() {
  WEND_ASSIGN(const auto document, places_.documents.find(model::kRetentionDocument));
  if (!document) return Rules{};
  boost::system::error_code error;
  const auto body = boost::json::parse(document->body, error);
  WEND_ASSIGN(auto rules, model::retention_rules_from(body));
  return Rules{std::move(rules), document->version};
}

base::Status Retention::apply() {
  WEND_ASSIGN(auto stored, rules());
  WEND_TRY(look_up_sources(stored.rules));
  places_.store.set_retention_rules(std::move(stored.rules));
  return {};
}

base::Result<Retention::Rules> Retention::replace(const model::RetentionRules& rules,
                                                  std::int64_t version) {
  WEND_ASSIGN(const auto written,
              places_.documents.replace(model::kRetentionDocument, version,
                                        boost::json::serialize(model::to_json(rules))));
  WEND_TRY(apply());
  return Rules{rules, written.version};
}

base::Result<Retention::Preview> Retention::preview(model::RetentionRules rules) {
  WEND_TRY(look_up_sources(rules));
  const env::TimeUs now = places_.clock.now_us();
  Preview preview;
  WEND_ASSIGN(const auto counts, places_.store.counts());
  preview.events = static_cast<std::uint64_t>(counts.events);
  for (model::RetentionRule& rule : rules.rules) {
    WEND_ASSIGN(const auto due, places_.store.count_due(rule, now));
    if (!rule.pseudonymise) preview.deletes += due.events;
    preview.rules.push_back({std::move(rule), due});
  }
  preview.needs_confirmation = preview.deletes * 2 > preview.events;
  return preview;
}

base::Result<std::uint64_t> Retention::run(bool confirmed, const std::stop_token& stop) {
  const std::lock_guard one(running_);
  WEND_TRY(apply());  // sources may have come since
  WEND_ASSIGN(auto stored, rules());
  WEND_ASSIGN(const Preview preview, this->preview(stored.rules));
  if (preview.needs_confirmation && !confirmed) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("The retention rules would delete {} of {} events, more than half.",
                    preview.deletes, preview.events),
        "confirm", "Look at the rules, and confirm the run with the word delete.");
  }
  const env::TimeUs now = places_.clock.now_us();
  std::uint64_t done = 0;
  base::Status failed;
  for (const auto& [rule, due] : preview.rules) {
    for (;;) {
      if (stop.stop_requested()) failed = base::fail(base::ErrorCode::kCancelled, "Stopped.");
      if (!failed) break;
      const auto step = places_.store.expire(rule, now, now, kStepEvents);
      if (!step) {
        failed = base::fail(step.error());
        break;
      }
      done += *step;
      if (*step == 0) break;
    }
    if (!failed) break;
  }
  if (done > 0 && places_.changed) places_.changed();
  WEND_TRY(failed);
  return done;
}

void Retention::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Retention::wake(bool confirmed) {
  {
    std::lock_guard lock(mutex_);
    asked_ = confirmed || asked_.value_or(false);
  }
  wake_.notify_all();
}

Retention::Standing Retention::standing() const {
  std::lock_guard lock(mutex_);
  return standing_;
}

void Retention::work(const std::stop_token& stop) {
  std::optional<env::TimeUs> last;
  while (!stop.stop_requested()) {
    bool confirmed = false;
    {
      std::unique_lock lock(mutex_);
      const auto is_due = [&] {
        return asked_ || !last || places_.clock.now_us() - *last >= env::kDayUs;
      };
      while (!is_due() && !stop.stop_requested()) wake_.wait_for(lock, stop, kLookEvery, is_due);
      if (stop.stop_requested()) return;
      confirmed = asked_.value_or(false);
      asked_.reset();
      standing_.running = true;
    }
    last = places_.clock.now_us();
    const auto done = run(confirmed, stop);
    if (!done && done.error().code != base::ErrorCode::kCancelled)
      places_.report(fmt::format("Retention: {}", done.error().to_sentence()));
    std::lock_guard lock(mutex_);
    standing_.running = false;
    standing_.error = done ? "" : done.error().to_sentence();
  }
}

}  // namespace wend::unify
