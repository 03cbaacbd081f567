#include <algorithm>
#include <fmt/format.h>

#include "analyze/breakdown.h"
#include "analyze/duration_bins.h"
#include "analyze/matching.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "analyze/time_between_kernel.h"
#include "model/duration.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kNever = TimeBetweenKernel::kNever;

struct TimeBetweenAsk {
  model::Predicate from, to;
  std::optional<model::DurationUs> within_us;
  bool each = false;
  std::optional<Breakdown> breakdown;
};

// One `from` event, and the `to` event it is answered by.
struct Pair {
  std::uint32_t profile;
  std::uint32_t from;
  std::uint32_t to;  // or kNever
  std::uint32_t label;
};

class TimeBetweenAnswer final : public Answer {
 public:
  TimeBetweenAnswer(const QueryRun& run, const TimeBetweenAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    WEND_ASSIGN(const auto from, selected(run_, ask_.from));
    WEND_ASSIGN(const auto to, selected(run_, ask_.to));
    if (ask_.breakdown) {
      WEND_ASSIGN(groups_, BreakdownGroups::make(run_, *ask_.breakdown));
    }
    WEND_ASSIGN(
        const auto parts, in_profile_ranges_by<std::vector<Pair>>(*run_.table, run_.stop, [&] {
          return [&, kernel = TimeBetweenKernel(*run_.table, from, to)](
                     ProfileRange range, std::vector<Pair>& part) mutable {
            for (std::size_t profile = range.first; profile < range.last; ++profile) {
              const auto [begin, end] = run_.scope.events.of_profile(profile);
              const auto add = [&](std::uint32_t from_event, std::uint32_t to_event) {
                part.push_back(pair(static_cast<std::uint32_t>(profile), from_event, to_event));
              };
              if (ask_.each) {
                kernel.each(begin, end, add);
              } else {
                kernel.first(begin, end, add);
              }
            }
          };
        }));
    for (const auto& part : parts) pairs_.insert(pairs_.end(), part.begin(), part.end());
    if (groups_) {
      std::vector<std::uint64_t> units(groups_->label_count());
      for (const Pair& pair : pairs_) ++units[pair.label];
      groups_->rank(units, run_.notes);
    }
    return {};
  }

  base::Result<json::object> result() override {
    std::vector<std::int64_t> durations;
    std::vector<Bin> bins(kDurationBins.size());
    for (const Pair& pair : pairs_) {
      if (pair.to == kNever) continue;
      durations.push_back(duration_us(pair));
      Bin& bin = bins[bin_of(pair)];
      ++bin.count;
      bin.people.add(pair.profile);
    }
    WEND_TRY(check_stop(run_.stop));
    json::object result;
    result["from_count"] = pairs_.size();
    result["from_people"] = count_people([](const Pair&) { return true; });
    result["from_ref"] = "from";
    result["arrived"] = share_json(durations.size(), pairs_.size());
    result["arrived_people"] = count_people([](const Pair& pair) { return pair.to != kNever; });
    result["arrived_ref"] = "arrived";
    result["not_arrived_people"] = count_people([](const Pair& pair) { return pair.to == kNever; });
    result["not_arrived_ref"] = "not_arrived";
    result["times"] = times_json(durations, run_.stop);
    result["histogram"] = histogram_json(bins);
    if (groups_) result["breakdown"] = breakdown_json();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "from") return list([](const Pair&) { return true; });
    if (ref == "arrived") return list([](const Pair& pair) { return pair.to != kNever; });
    if (ref == "not_arrived") return list([](const Pair& pair) { return pair.to == kNever; });
    const auto parts = parts_of_ref(ref);
    if (parts.size() == 3 && parts[0] == "group" && parts[2] == "arrived" && groups_) {
      const auto group = index_in_ref(parts[1], groups_->group_count());
      if (!group) return std::nullopt;
      return list([&](const Pair& pair) {
        return pair.to != kNever && groups_->is_in(*group, pair.label);
      });
    }
    if (parts.size() != 2) return std::nullopt;
    if (parts[0] == "bin") {
      const auto bin = index_in_ref(parts[1], kDurationBins.size() - 1);
      if (!bin) return std::nullopt;
      return list([&](const Pair& pair) { return pair.to != kNever && bin_of(pair) == *bin; });
    }
    if (parts[0] == "group" && groups_) {
      const auto group = index_in_ref(parts[1], groups_->group_count());
      if (!group) return std::nullopt;
      return list([&](const Pair& pair) { return groups_->is_in(*group, pair.label); });
    }
    return std::nullopt;
  }

 private:
  Pair pair(std::uint32_t profile, std::uint32_t from, std::uint32_t to) const {
    const auto time_us = run_.table->time_us();
    Pair pair{profile, from, to, 0};
    if (pair.to != kNever && ask_.within_us && time_us[to] - time_us[from] > *ask_.within_us)
      pair.to = kNever;
    if (groups_) {
      const std::uint32_t attempt[] = {pair.from, pair.to};
      pair.label = groups_->label_of(profile, std::span(attempt).first(pair.to == kNever ? 1 : 2));
    }
    return pair;
  }

  std::int64_t duration_us(const Pair& pair) const {
    return run_.table->time_us()[pair.to] - run_.table->time_us()[pair.from];
  }

  std::size_t bin_of(const Pair& pair) const { return duration_bin(duration_us(pair)); }

  // From the first bin that has something to the last.
  struct Bin {
    std::uint64_t count = 0;
    PeopleCount people;
  };
  static json::array histogram_json(const std::vector<Bin>& bins) {
    json::array list;
    const auto some = [](const Bin& bin) { return bin.count > 0; };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(bins, some) - bins.begin());
    for (std::size_t bin = first, last = bins.size(); bin < last; ++bin) {
      if (std::none_of(bins.begin() + static_cast<std::ptrdiff_t>(bin), bins.end(), some)) break;
      list.push_back({{"from_s", kDurationBins[bin]},
                      {"to_s", kDurationBins[bin + 1]},
                      {"count", bins[bin].count},
                      {"people", bins[bin].people.count()},
                      {"ref", fmt::format("bin:{}", bin)}});
    }
    return list;
  }

  json::array breakdown_json() const {
    std::vector<std::vector<std::int64_t>> durations(groups_->group_count());
    std::vector<std::uint64_t> counts(groups_->group_count());
    for (const Pair& pair : pairs_) {
      for (const std::uint32_t group : groups_->groups_of(pair.label)) {
        ++counts[group];
        if (pair.to != kNever) durations[group].push_back(duration_us(pair));
      }
    }
    json::array list;
    for (std::size_t group = 0; group < counts.size(); ++group) {
      json::object out;
      groups_->describe(group, out);
      out["ref"] = fmt::format("group:{}", group);
      out["people"] =
          count_people([&](const Pair& pair) { return groups_->is_in(group, pair.label); });
      out["times"] = times_json(durations[group]);
      out["arrived"] = share_json(durations[group].size(), counts[group]);
      out["arrived_people"] = count_people(
          [&](const Pair& pair) { return pair.to != kNever && groups_->is_in(group, pair.label); });
      out["arrived_ref"] = fmt::format("group:{}:arrived", group);
      list.push_back(std::move(out));
    }
    return list;
  }

  template <typename Belongs>
  std::uint64_t count_people(Belongs&& belongs) const {
    return list(belongs).size();
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (const Pair& pair : pairs_) {
      if (belongs(pair) && (profiles.empty() || profiles.back() != pair.profile))
        profiles.push_back(pair.profile);
    }
    return profiles;
  }

  const QueryRun run_;
  const TimeBetweenAsk& ask_;
  std::optional<BreakdownGroups> groups_;
  std::vector<Pair> pairs_;  // in the order of their profiles
};

class TimeBetweenQuestion final : public Question {
 public:
  explicit TimeBetweenQuestion(TimeBetweenAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<TimeBetweenAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  TimeBetweenAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_time_between(model::ObjectReader& document,
                                                          model::PredicateReader& predicates) {
  TimeBetweenAsk ask;
  const auto read = [&](std::string_view field, model::Predicate& into) -> base::Status {
    const auto* value = document.find(field);
    if (value == nullptr) {
      return base::fail(base::ErrorCode::kInvalidInput, fmt::format("\"{}\" is missing.", field),
                        document.place_of(field),
                        "Give it a predicate, such as {\"event\": \"Order placed\"}.");
    }
    WEND_ASSIGN(into, predicates.read(*value, document.place_of(field)));
    return {};
  };
  WEND_TRY(read("from", ask.from));
  WEND_TRY(read("to", ask.to));
  WEND_ASSIGN(ask.within_us, document.duration("within"));
  WEND_ASSIGN(const auto pick, document.choice("pick", {"first", "each"}));
  ask.each = pick == 1U;
  WEND_ASSIGN(ask.breakdown, Breakdown::read(document, 2));
  return std::make_unique<TimeBetweenQuestion>(std::move(ask));
}

}  // namespace wend::analyze
