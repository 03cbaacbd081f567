#include "analyze/process_tally.h"

#include <algorithm>

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
  struct Last {
    std::uint64_t people = 0;
    std::uint32_t profile = kNobody;
    void count(std::uint32_t by) {
      people += profile != by ? 1 : 0;
      profile = by;
    }
  };

  Counter(const QueryRun& run, const ProcessCases& process_cases, ProcessTally& whole)
      : table(*run.table),
        process(process_cases),
        tally(whole),
        edge_count(tally.nodes_ * tally.nodes_),
        edge_people(edge_count.size()),
        activity_people(process.activity_count()),
        channels(process.activity_count() * tally.channel_count_) {}

  void operator()(ProfileRange range) {
    const auto channel = table.channel();
    const auto start = static_cast<std::uint32_t>(process.activity_count());
    process.each_follow(range, [&](std::uint32_t profile, std::uint32_t from, std::uint32_t to,
                                   std::uint32_t, std::uint32_t position) {
      const std::size_t edge = from * tally.nodes_ + to;
      ++edge_count[edge];
      edge_people[edge].count(profile);
      if (to < start) {
        activity_people[to].count(profile);
        ++channels[to * tally.channel_count_ + channel[position]];
      }
      if (from == start) {
        ++cases;
        case_people.count(profile);
      }
    });
    tally.edge_count_of_part_[range.first / tally.profiles_per_part_] = edge_count;
    std::ranges::fill(edge_count, 0);
  }

  const JourneyTable& table;
  const ProcessCases& process;
  ProcessTally& tally;
  std::vector<std::uint32_t> edge_count;  // of the range
  std::vector<Last> edge_people, activity_people;
  std::vector<std::uint64_t> channels;
  std::uint64_t cases = 0;
  Last case_people;
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
      tally.activity_people_[i] += worker->activity_people[i].people;
    for (std::size_t i = 0; i < tally.channels_.size(); ++i)
      tally.channels_[i] += worker->channels[i];
    for (std::size_t i = 0; i < tally.edge_people_.size(); ++i)
      tally.edge_people_[i] += worker->edge_people[i].people;
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
  std::vector<std::int64_t> durations;
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
    durations.resize(room);
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
          return [&](ProfileRange range) {
            auto& here = next[range.first / profiles_per_part_];
            cases.each_follow(range, [&](std::uint32_t, std::uint32_t from, std::uint32_t to,
                                         std::uint32_t before, std::uint32_t position) {
              const std::uint32_t slot = slot_of_edge[from * nodes_ + to];
              if (slot == kNotNow || before == ProcessCases::kNone ||
                  position == ProcessCases::kNone)
                return;
              durations[here[slot]++] = time_us[position] - time_us[before];
            });
          };
        },
        profiles_per_part_));
    side_by_side(last - first, [&](std::size_t slot) {
      take(first + slot,
           std::span(durations).subspan(begins[slot], begins[slot + 1] - begins[slot]));
    });
    first = last;
  }
  return {};
}

}  // namespace wend::analyze
