// What an event costs the segment engine, and what it keeps, one thread, warm. Data:
// WEND_BENCH_PROFILES customers (default 100,000) with 10 events each over 60 days, 40 event names
// with Zipf frequencies, one event in 20 an identify; time goes on as they come, in their order.
// 200 segments: counts, counts in windows, "did not", first times, sums, sequences, traits, and
// mixtures, each over one of the 40 names.
#include <benchmark/benchmark.h>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <stdexcept>

#include "env/random.h"
#include "unify/segment_engine.h"

namespace {

using namespace wend;

constexpr std::size_t kNames = 40;
constexpr std::size_t kSegments = 200;
constexpr std::size_t kEventsPerProfile = 10;
constexpr env::TimeUs kBegin = 1'767'225'600'000'000;
constexpr env::TimeUs kSpan = 60 * env::kDayUs;

std::size_t profile_count() {
  const char* text = std::getenv("WEND_BENCH_PROFILES");
  return text == nullptr ? 100'000 : std::strtoul(text, nullptr, 10);
}

std::string rule(std::size_t i) {
  const auto name = [&](std::size_t k) { return fmt::format("E{}", (i * 7 + k) % kNames); };
  switch (i % 10) {
    case 0:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "at_least": 3}})", name(0));
    case 1:
    case 2:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "within": "{}d"}})", name(0), 3 + i % 28);
    case 3:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "at_least": 3, "within": "30d"}})",
                         name(0));
    case 4:
      return fmt::format(
          R"({{"all": [{{"event": "{}"}}, {{"did": {{"event": "{}"}}, "at_most": 0, "within": "14d"}}]}})",
          name(0), name(1));
    case 5:
      return fmt::format(R"({{"first": {{"event": "{}"}}, "within": "7d"}})", name(0));
    case 6:
      return fmt::format(
          R"({{"did": {{"event": "{}"}}, "sum": "price", "op": "at_least", "value": {}}})", name(0),
          20 + i);
    case 7:
      return fmt::format(
          R"({{"sequence": [{{"event": "{}"}}, {{"event": "{}"}}], "within": "7d", "in_last": "30d"}})",
          name(0), name(3));
    case 8:
      return fmt::format(
          R"({{"all": [{{"trait": "city", "value": "city{}"}}, {{"event": "{}"}}]}})", i % 20,
          name(0));
    default:
      return fmt::format(
          R"({{"did": {{"all": [{{"event": "{}"}}, {{"property": "price", "op": "greater", "value": {}}}]}}, "within": "30d"}})",
          name(0), i % 50);
  }
}

unify::SegmentPlan plan() {
  std::vector<unify::SegmentDefinition> definitions;
  for (std::size_t i = 0; i < kSegments; ++i) {
    model::SegmentMeaning meaning;
    auto read = model::PredicateReader().read(boost::json::parse(rule(i)), "rule");
    if (!read) throw std::runtime_error(read.error().to_sentence());
    meaning.rule = *std::move(read);
    definitions.push_back({fmt::format("s{}", i), std::move(meaning)});
  }
  return unify::SegmentPlan::make(definitions, {});
}

struct Row {
  std::int64_t profile;
  std::size_t name;
  std::size_t value;
  bool identify;
};

void live(benchmark::State& state) {
  const std::size_t profiles = profile_count(), events = profiles * kEventsPerProfile;
  env::Random random(7);
  std::vector<double> weights;
  std::vector<std::string> names, properties, traits;
  for (std::size_t i = 0; i < kNames; ++i) {
    weights.push_back(1.0 / static_cast<double>(i + 1));
    names.push_back(fmt::format("E{}", i));
  }
  for (int i = 0; i < 100; ++i) {
    properties.push_back(
        fmt::format(R"({{"price":{},"currency":"EUR","sku":"A-{}","page":{{"path":"/shop/{}"}}}})",
                    i, i * 31, i));
    traits.push_back(fmt::format(R"({{"city":"city{}","name":"Somebody {}"}})", i % 20, i));
  }
  std::vector<Row> rows(events);
  for (Row& row : rows) {
    row = {static_cast<std::int64_t>(random.below(profiles)) * 7919 + 1, random.pick(weights),
           random.below(100), random.below(20) == 0};
  }
  std::size_t transitions = 0;
  for (auto _ : state) {
    unify::SegmentEngine engine(plan(), kBegin);
    std::vector<unify::Transition> out;
    for (std::size_t i = 0; i < events; ++i) {
      const Row& row = rows[i];
      const env::TimeUs now =
          kBegin + kSpan / static_cast<env::TimeUs>(events) * static_cast<env::TimeUs>(i);
      const unify::SegmentEvent event{
          .sequence = static_cast<std::int64_t>(i),
          .time_us = now,
          .type = row.identify ? model::EventType::kIdentify : model::EventType::kTrack,
          .name = row.identify ? std::string_view("identify") : names[row.name],
          .channel = "web",
          .source = "bench",
          .properties = row.identify ? traits[row.value] : properties[row.value]};
      engine.apply(row.profile, event, now, out);
      if (out.size() > 100'000) {
        transitions += out.size();
        out.clear();
      }
    }
    transitions += out.size();
    const auto memory = engine.memory();
    state.counters["MiB"] = static_cast<double>(memory.all()) / (1 << 20);
    state.counters["MiB_leaves"] = static_cast<double>(memory.leaves) / (1 << 20);
    state.counters["MiB_timers"] = static_cast<double>(memory.timers) / (1 << 20);
    state.counters["leaves"] = static_cast<double>(engine.plan().leaves().size());
    std::size_t members = 0;
    for (std::size_t i = 0; i < kSegments; ++i) members += engine.members(i).count();
    state.counters["members"] = static_cast<double>(members);
  }
  state.counters["transitions"] =
      static_cast<double>(transitions) / static_cast<double>(state.iterations());
  state.counters["ns_per_event"] = benchmark::Counter(
      static_cast<double>(events) / 1e9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(live)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
