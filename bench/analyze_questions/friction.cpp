// How long the friction report takes over many events of a shop, its properties already read:
//   wend_bench_friction EVENTS
#include "analyze/friction.h"

#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <fstream>

#include "analyze/discovery.h"
#include "analyze/journey_table_builder.h"
#include "analyze/parallel_profiles.h"
#include "analyze/query.h"
#include "data.h"

namespace {

using namespace wend;
using Clock = std::chrono::steady_clock;

double since_s(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::size_t memory_mib(const char* which) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(which)) return std::strtoul(line.c_str() + 6, nullptr, 10) / 1024;
  return 0;
}

// What people do on a visit, in order; a visit goes on to the next with a chance, or stays, goes
// back, or ends anywhere. What stands beyond kWay happens beside the way.
constexpr std::array<std::string_view, 20> kNames = {
    "Home page",    "Category page",  "Search",        "Product viewed",  "Reviews read",
    "Size guide",   "Cart",           "Checkout",      "Shipping form",   "Payment",
    "Order placed", "Order page",     "Delivery page", "Returns page",    "Account page",
    "Login",        "Payment failed", "Chat started",  "Newsletter sent", "Search without result"};
constexpr std::size_t kWay = 11, kPaymentAt = 9, kFailed = 16;

struct Event {
  std::uint32_t customer;
  std::uint8_t name;
};

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 31) * 0x7FB5D329728EA185ULL;
  x = (x ^ x >> 27) * 0x81DADEF4BC2DD44DULL;
  return x ^ x >> 33;
}

std::string_view platform_of(std::uint32_t customer) {
  constexpr std::array<std::string_view, 3> kPlatforms = {"web", "ios", "android"};
  return kPlatforms[mixed(customer) % 3];
}

// The properties of the events by their number, said anew whenever they are asked for.
class Properties final : public analyze::ColumnSource {
 public:
  explicit Properties(std::vector<Event> events) : events_(std::move(events)) {}
  base::Status each_property(
      std::string_view, const std::function<void(std::int64_t, const model::Value&)>&) override {
    return {};  // all are read at once; what is asked for alone is what nothing has
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    std::string text;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const Event& event = events_[i];
      const std::uint64_t hash = mixed(event.customer + 1000);
      text.clear();
      const auto out = std::back_inserter(text);
      fmt::format_to(out, R"({{"platform":"{}")", platform_of(event.customer));
      if (event.name < 2)
        fmt::format_to(out, R"(,"country":"c{}","plan":"p{}","app_version":"{}.0")", hash % 12,
                       hash / 12 % 4, 1 + i * 6 / events_.size());
      if (event.name == 10) fmt::format_to(out, R"(,"revenue":{})", 20 + hash % 100);
      text += '}';
      take(static_cast<std::int64_t>(i), text);
    }
    return {};
  }

 private:
  std::vector<Event> events_;
};

std::shared_ptr<const analyze::JourneyTable> make_table(std::size_t count) {
  struct Timed {
    std::uint32_t customer;
    std::uint8_t name, channel;
    env::TimeUs time_us;
  };
  std::vector<Timed> all;
  all.reserve(count);
  {
    env::Random random(11);
    std::uint64_t customer = 0;
    env::TimeUs last = 0;
    std::size_t at = 0;
    const env::TimeUs incident = bench::AnalyzeData::kStart + 40 * env::kDayUs;
    bench::AnalyzeData(count).each([&](const bench::GeneratedEvent& event) {
      const bool visit_begins = event.customer != customer ||
                                event.time_us - last > 30 * env::kMinuteUs || event.time_us < last;
      customer = event.customer, last = event.time_us;
      const double drawn = random.uniform();
      if (visit_begins || at >= kWay)
        at = random.below(4);
      else if (at == kPaymentAt && event.time_us > incident &&
               platform_of(static_cast<std::uint32_t>(customer)) == "ios" && drawn < 0.3)
        at = kFailed;
      else if (drawn < 0.55)
        ++at;
      else if (drawn < 0.8)
        at = at == 0 ? 0 : at - random.below(2);
      else if (drawn < 0.9)
        at = random.below(kWay - 2);
      else
        at = kWay + random.below(kNames.size() - kWay);
      all.push_back({static_cast<std::uint32_t>(event.customer), static_cast<std::uint8_t>(at),
                     event.channel, event.time_us});
    });
  }
  std::ranges::stable_sort(all, {}, &Timed::time_us);
  analyze::JourneyTableBuilder builder;
  builder.reserve(all.size());
  std::vector<std::string> channels;
  for (std::size_t i = 0; i < bench::AnalyzeData::kChannels; ++i)
    channels.push_back(bench::AnalyzeData::channel(i));
  std::vector<Event> events;
  events.reserve(all.size());
  for (const Timed& event : all) {
    builder.add(static_cast<std::int64_t>(mixed(event.customer) >> 1), event.time_us,
                static_cast<std::int64_t>(events.size()), model::EventType::kTrack,
                kNames[event.name], channels[event.channel], "bench");
    events.push_back({event.customer, event.name});
  }
  all = {};
  return builder.finish(std::make_shared<Properties>(std::move(events)), 1).value();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "wend_bench_friction EVENTS\n");
    return 2;
  }
  auto begin = Clock::now();
  const auto table = make_table(std::strtoul(arguments[1], nullptr, 10));
  fmt::print("{} events of {} customers, made in {:.0f} s\n", table->event_count(),
             table->profile_count(), since_s(begin));
  begin = Clock::now();
  const auto names = table->property_names().value();
  if (!table->fetch(names)) return 1;
  fmt::print("{} properties read in {:.0f} s, {} MiB\n", names.size(), since_s(begin),
             memory_mib("VmRSS"));
  std::fflush(stdout);
  for (int run = 0; run < 2; ++run) {
    const auto fresh = table->with_names(std::make_shared<analyze::EventNames>());
    begin = Clock::now();
    const auto cpu_before = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    const auto model = analyze::discover(fresh).value();
    const double discovered = since_s(begin);
    auto basis = analyze::friction_basis(*fresh, model, {}, nullptr).value();
    const double based = since_s(begin);
    const auto cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC - cpu_before;
    const auto report = analyze::friction_report(std::move(basis), 0.05, {}).value();
    const double all = since_s(begin);
    const double whole = static_cast<double>(std::clock()) / CLOCKS_PER_SEC - cpu_before;
    fmt::print("journey {:.2f} s, visits {:.2f} s, report {:.2f} s, all {:.2f} s\n", discovered,
               based - discovered, all - based, all);
    fmt::print(
        "  {} threads, CPU {:.2f} s before the report, {:.2f} s in all; {} series, {} "
        "findings, peak {} MiB\n",
        analyze::query_threads(), cpu, whole, report.tested, report.findings.size(),
        memory_mib("VmHWM"));
    if (run == 0)
      for (const auto& finding : report.findings) fmt::print("  {}\n", finding.sentence);
    std::fflush(stdout);
  }
  return 0;
}
