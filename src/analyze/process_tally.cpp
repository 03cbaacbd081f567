#include "analyze/process_tally.h"

#include <algorithm>

#include "base/stable_array.h"

namespace wend::analyze {
namespace {

// Each part keeps a count of each edge.
constexpr std::size_t kPartsMax = 64;
// So many durations are in memory at once: 256 MiB of them.
constexpr std::size_t kDurationsMax = 1 << 25;

constexpr std::uint32_t kNobody = ~0U;

}  // namespace

// Counts ranges of customers, on a thread of its own.
struct ProcessTally::Counter {
  // Of an edge: what is asked for together stands together.
  struct Edge {
    std::uint32_t count = 0;  // of the range
    std::uint32_t people = 0;
    std::uint32_t last_profile = kNobody;
  };
  struct Activity {
    std::uint32_t people = 0;
    std::uint32_t last_profile = kNobody;
  };
  template <typename Counted>
  static void count_person(Counted& counted, std::uint32_t profile) {
    counted.people += counted.last_profile != profile ? 1 : 0;
    counted.last_profile = profile;
  }

  Counter(const QueryRun& run, const ProcessCases& process_cases, ProcessTally& whole)
      : table(*run.table),
        process(process_cases),
        tally(whole),
        edges(tally.nodes_ * tally.nodes_),
        activities(process.activity_count()),
        channels(process.activity_count() * tally.channel_count_) {}

  void operator()(ProfileRange range) {
    // In places of their own, so that the compiler knows that no counter is one of them.
    Edge* const edge_at = edges.data();
    Activity* const activity_at = activities.data();
    std::uint64_t* const channel_at = channels.data();
    const std::size_t nodes = tally.nodes_, channel_count = tally.channel_count_;
    const auto start = static_cast<std::uint32_t>(process.activity_count());
    const SignatureCodes& signatures = table.signatures();
    const std::uint32_t* const channel_of = table.shown().channel.data();
    std::uint64_t begun = 0;
    process.each_follow(range, [&](std::uint32_t profile, std::uint32_t from, std::uint32_t to,
                                   std::uint32_t, std::uint32_t position) {
      Edge& edge = edge_at[from * nodes + to];
      ++edge.count;
      count_person(edge, profile);
      if (to < start) {
        count_person(activity_at[to], profile);
        ++channel_at[to * channel_count + channel_of[signatures[position]]];
      }
      if (from == start) {
        ++begun;
        count_person(case_people, profile);
      }
    });
    cases += begun;
    auto& count_of_part = tally.edge_count_of_part_[range.first / tally.profiles_per_part_];
    count_of_part.reserve(edges.size());
    for (Edge& edge : edges) count_of_part.push_back(std::exchange(edge.count, 0));
  }

  const JourneyTable& table;
  const ProcessCases& process;
  ProcessTally& tally;
  std::vector<Edge> edges;
  std::vector<Activity> activities;
  std::vector<std::uint64_t> channels;
  std::uint64_t cases = 0;
  Activity case_people;
};

base::Result<ProcessTally> ProcessTally::count(const QueryRun& run, const ProcessCases& cases) {
  ProcessTally tally;
  tally.nodes_ = cases.activity_count() + 2;
  tally.channel_count_ = run.table->channels().size();
  tally.profiles_per_part_ =
      std::max(kProfilesPerRange, (run.table->profile_count() + kPartsMax - 1) / kPartsMax);
  tally.edge_count_of_part_.resize((run.table->profile_count() + tally.profiles_per_part_ - 1) /
                                   tally.profiles_per_part_);
  WEND_ASSIGN(const auto workers,
              by_workers(
                  *run.table, run.stop, [&] { return Counter(run, cases, tally); },
                  tally.profiles_per_part_));
  tally.activity_people_.resize(cases.activity_count());
  tally.channels_.resize(cases.activity_count() * tally.channel_count_);
  tally.edge_count_.resize(tally.nodes_ * tally.nodes_);
  tally.edge_people_.resize(tally.edge_count_.size());
  for (const auto& worker : workers) {
    tally.cases_ += worker->cases;
    tally.case_people_ += worker->case_people.people;
    for (std::size_t i = 0; i < tally.activity_people_.size(); ++i)
      tally.activity_people_[i] += worker->activities[i].people;
    for (std::size_t i = 0; i < tally.channels_.size(); ++i)
      tally.channels_[i] += worker->channels[i];
    for (std::size_t i = 0; i < tally.edge_people_.size(); ++i)
      tally.edge_people_[i] += worker->edges[i].people;
  }
  for (const auto& part : tally.edge_count_of_part_)
    for (std::size_t i = 0; i < part.size(); ++i) tally.edge_count_[i] += part[i];
  return tally;
}

base::Status ProcessTally::each_durations(
    const QueryRun& run, const ProcessCases& cases,
    std::span<const std::pair<std::uint32_t, std::uint32_t>> edges,
    const std::function<void(std::size_t, std::span<std::int64_t>)>& take) const {
  const auto time_us = run.table->time_us();
  constexpr std::uint32_t kNotNow = ~0U;
  constexpr std::size_t kNotAtAll = ~std::size_t{0};
  for (std::size_t first = 0; first < edges.size();) {
    // As many as there is room for; one at least.
    std::size_t last = first, room = 0;
    std::vector<std::uint32_t> slot_of_edge(edge_count_.size(), kNotNow);
    std::vector<std::size_t> begins;
    for (; last < edges.size(); ++last) {
      const std::size_t edge = edges[last].first * nodes_ + edges[last].second;
      if (last > first && room + edge_count_[edge] > kDurationsMax) break;
      slot_of_edge[edge] = static_cast<std::uint32_t>(last - first);
      begins.push_back(room);
      // Only what leads from an activity to another takes time.
      const bool timed =
          edges[last].first < cases.activity_count() && edges[last].second < cases.activity_count();
      room += timed ? edge_count_[edge] : 0;
    }
    begins.push_back(room);
    // Written all over the place: large pages spare the processor many a look for where they are.
    base::StableArray<std::int64_t> kept(room);
    const std::span<std::int64_t> durations = kept.extend(room);
    // Where each part writes the durations of each edge.
    std::vector<std::vector<std::size_t>> next(edge_count_of_part_.size());
    std::vector<std::size_t> at(begins.begin(), begins.end() - 1);
    for (std::size_t part = 0; part < next.size(); ++part) {
      next[part] = at;
      for (std::size_t i = first; i < last; ++i)
        at[i - first] += edge_count_of_part_[part][edges[i].first * nodes_ + edges[i].second];
    }
    WEND_TRY(by_workers(
        *run.table, run.stop,
        [&] {
          return [&, cursor = std::vector<std::size_t>(slot_of_edge.size())](
                     ProfileRange range) mutable {
            const auto& here = next[range.first / profiles_per_part_];
            for (std::size_t edge = 0; edge < cursor.size(); ++edge)
              cursor[edge] = slot_of_edge[edge] == kNotNow ? kNotAtAll : here[slot_of_edge[edge]];
            std::size_t* const cursor_at = cursor.data();
            std::int64_t* const write = durations.data();
            const std::size_t nodes = nodes_;
            cases.each_follow(range, [&](std::uint32_t, std::uint32_t from, std::uint32_t to,
                                         std::uint32_t before, std::uint32_t position) {
              std::size_t& at_edge = cursor_at[from * nodes + to];
              if (at_edge == kNotAtAll || before == ProcessCases::kNone ||
                  position == ProcessCases::kNone)
                return;
              write[at_edge++] = time_us[position] - time_us[before];
            });
          };
        },
        profiles_per_part_));
    side_by_side(last - first, [&](std::size_t slot) {
      if (run.stop.stop_requested()) return;
      take(first + slot, durations.subspan(begins[slot], begins[slot + 1] - begins[slot]));
    });
    WEND_TRY(check_stop(run.stop));
    first = last;
  }
  return {};
}

}  // namespace wend::analyze
