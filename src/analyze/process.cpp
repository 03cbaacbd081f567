#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "analyze/process_cases.h"
#include "analyze/process_map.h"
#include "analyze/process_variants.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kNobody = ~0U;

struct EdgeTally {
  std::uint64_t count = 0;
  std::uint64_t people = 0;
  std::uint32_t last_profile = kNobody;
  std::vector<std::int64_t> durations_us;
};

struct ActivityTally {
  std::uint64_t events = 0;
  std::uint64_t people = 0;
  std::uint32_t last_profile = kNobody;
  std::vector<std::uint64_t> channels;
};

template <typename Tally>
void count_profile(Tally& tally, std::uint32_t profile) {
  tally.people += tally.last_profile != profile;
  tally.last_profile = profile;
}

class ProcessAnswer final : public Answer {
 public:
  ProcessAnswer(const QueryRun& run, const ProcessAsk& ask, ProcessCases cases)
      : run_(run), ask_(ask), cases_(std::move(cases)), variants_(*run.table, cases_) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    const auto time_us = table.time_us();
    activities_.resize(cases_.activity_count());
    for (auto& activity : activities_) activity.channels.resize(table.channels().size());
    edges_.resize(nodes() * nodes());
    WEND_TRY(cases_.each_case([&](std::uint32_t profile, std::span<const std::uint32_t> positions) {
      case_people_ += last_case_profile_ != profile;
      last_case_profile_ = profile;
      std::uint32_t from = start();
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const std::uint32_t here = cases_.activity_of(positions[i]);
        ActivityTally& activity = activities_[here];
        ++activity.events;
        ++activity.channels[table.channel()[positions[i]]];
        count_profile(activity, profile);
        EdgeTally& edge = count_edge(from, here, profile);
        if (i > 0) edge.durations_us.push_back(time_us[positions[i]] - time_us[positions[i - 1]]);
        from = here;
      }
      count_edge(from, end(), profile);
      variants_.add(profile, positions);
    }));
    variants_.rank(ask_.variants);
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    json::array activities;
    for (std::uint32_t i = 0; i < activities_.size(); ++i) activities.push_back(activity_json(i));
    result["activities"] = std::move(activities);
    put_edges(result);
    result["cases"] = variants_.case_count();
    result["cases_people"] = case_people_;
    result["cases_ref"] = "cases";
    result["variants"] = variants_.json();
    result["variants_total"] = variants_.variant_count();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "cases") return list([](auto) { return true; });
    const auto parts = parts_of_ref(ref);
    if (parts[0] == "activity" && parts.size() == 2) {
      const auto activity = node_of(parts[1]);
      if (!activity || *activity >= start()) return std::nullopt;
      return list([&](std::span<const std::uint32_t> positions) {
        return std::ranges::any_of(positions,
                                   [&](auto at) { return cases_.activity_of(at) == *activity; });
      });
    }
    if (parts[0] == "variant" && parts.size() == 2) {
      const auto variant = index_in_ref(parts[1], variants_.shown_count());
      if (!variant) return std::nullopt;
      return variants_.people(*variant);
    }
    if (parts[0] == "edge" && parts.size() == 3) {
      const auto from = node_of(parts[1]);
      const auto to = node_of(parts[2]);
      if (!from || !to || *from == end() || *to == start() || tally_of(*from, *to).count == 0)
        return std::nullopt;
      return list([&](std::span<const std::uint32_t> positions) {
        std::uint32_t before = start();
        for (const std::uint32_t at : positions) {
          const std::uint32_t here = cases_.activity_of(at);
          if (before == *from && here == *to) return true;
          before = here;
        }
        return before == *from && *to == end();
      });
    }
    return std::nullopt;
  }

 private:
  std::uint32_t start() const { return static_cast<std::uint32_t>(cases_.activity_count()); }
  std::uint32_t end() const { return start() + 1; }
  std::size_t nodes() const { return cases_.activity_count() + 2; }
  EdgeTally& tally_of(std::uint32_t from, std::uint32_t to) { return edges_[from * nodes() + to]; }

  EdgeTally& count_edge(std::uint32_t from, std::uint32_t to, std::uint32_t profile) {
    EdgeTally& edge = tally_of(from, to);
    ++edge.count;
    count_profile(edge, profile);
    return edge;
  }

  std::string id(std::uint32_t node) const {
    if (node == start()) return "start";
    if (node == end()) return "end";
    return fmt::format("a{}", node);
  }

  std::optional<std::uint32_t> node_of(std::string_view text) const {
    if (text == "start") return start();
    if (text == "end") return end();
    if (!text.starts_with('a')) return std::nullopt;
    const auto index = index_in_ref(text.substr(1), cases_.activity_count());
    if (!index) return std::nullopt;
    return static_cast<std::uint32_t>(*index);
  }

  json::object activity_json(std::uint32_t activity) {
    const ActivityTally& tally = activities_[activity];
    json::object out;
    out["id"] = id(activity);
    out["label"] = cases_.name(activity);
    const auto most = std::ranges::max_element(tally.channels) - tally.channels.begin();
    const auto channel = run_.table->channels().text(static_cast<std::uint32_t>(most));
    out["channel"] = channel.empty() ? json::value() : json::value(channel);
    out["events"] = tally.events;
    out["people"] = tally.people;
    out["starts"] = tally_of(start(), activity).count;
    out["ends"] = tally_of(activity, end()).count;
    out["ref"] = fmt::format("activity:{}", id(activity));
    return out;
  }

  void put_edges(json::object& result) {
    std::vector<ProcessEdge> edges;
    for (std::uint32_t from = 0; from < nodes(); ++from) {
      for (std::uint32_t to = 0; to < nodes(); ++to) {
        if (const auto count = tally_of(from, to).count; count > 0)
          edges.push_back({from, to, count});
      }
    }
    const auto keep = edges_to_keep(edges, start(), ask_.detail);
    std::vector<ProcessEdge> kept;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (keep[i] != 0) kept.push_back(edges[i]);
    }
    std::ranges::stable_sort(kept, std::greater(), &ProcessEdge::count);
    json::array list;
    for (const ProcessEdge& edge : kept) {
      EdgeTally& tally = tally_of(edge.from, edge.to);
      list.push_back({{"from", id(edge.from)},
                      {"to", id(edge.to)},
                      {"count", tally.count},
                      {"people", tally.people},
                      {"times", times_json(tally.durations_us)},
                      {"ref", fmt::format("edge:{}:{}", id(edge.from), id(edge.to))}});
    }
    result["edges"] = std::move(list);
    result["edges_hidden"] = edges.size() - kept.size();
  }

  // The people with a case that belongs.
  template <typename Belongs>
  base::Result<std::optional<ProfileList>> list(Belongs&& belongs) const {
    ProfileList profiles;
    WEND_TRY(cases_.each_case([&](std::uint32_t profile, std::span<const std::uint32_t> positions) {
      if (!profiles.empty() && profiles.back() == profile) return;
      if (belongs(positions)) profiles.push_back(profile);
    }));
    return profiles;
  }

  const QueryRun run_;
  const ProcessAsk& ask_;
  const ProcessCases cases_;
  std::vector<ActivityTally> activities_;
  std::vector<EdgeTally> edges_;  // dense: from × to
  ProcessVariants variants_;
  std::uint64_t case_people_ = 0;
  std::uint32_t last_case_profile_ = kNobody;
};

class ProcessQuestion final : public Question {
 public:
  explicit ProcessQuestion(ProcessAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto cases, ProcessCases::make(run, ask_));
    auto answer = std::make_unique<ProcessAnswer>(run, ask_, std::move(cases));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  ProcessAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_process(model::ObjectReader& document,
                                                     model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_process_ask(document, predicates));
  return std::make_unique<ProcessQuestion>(std::move(ask));
}

}  // namespace wend::analyze
