#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "analyze/process_cases.h"
#include "analyze/process_map.h"
#include "analyze/process_tally.h"
#include "analyze/process_variants.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

class ProcessAnswer final : public Answer {
 public:
  ProcessAnswer(const QueryRun& run, const ProcessAsk& ask, ProcessCases cases)
      : run_(run), ask_(ask), cases_(std::move(cases)), variants_(*run.table, cases_) {}

  base::Status tally() {
    WEND_ASSIGN(tally_, ProcessTally::count(run_, cases_));
    if (ask_.variants > 0) {
      WEND_TRY(
          cases_.each_case([&](std::uint32_t profile, std::span<const std::uint32_t> positions) {
            variants_.add(profile, positions);
          }));
      variants_.rank(ask_.variants);
    }
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    json::array activities;
    for (std::uint32_t i = 0; i < start(); ++i) activities.push_back(activity_json(i));
    result["activities"] = std::move(activities);
    WEND_TRY(put_edges(result));
    result["cases"] = tally_.cases();
    result["cases_people"] = tally_.case_people();
    result["cases_ref"] = "cases";
    result["variants"] = variants_.json();
    if (ask_.variants > 0) result["variants_total"] = variants_.variant_count();
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
      if (!from || !to || *from == end() || *to == start() || tally_.count_of(*from, *to) == 0)
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
    const auto channels = tally_.channels_of_activity(activity);
    json::object out;
    out["id"] = id(activity);
    out["label"] = cases_.name(activity);
    const auto most = std::ranges::max_element(channels) - channels.begin();
    const auto channel = run_.table->channels().text(static_cast<std::uint32_t>(most));
    out["channel"] = channel.empty() ? json::value() : json::value(channel);
    out["events"] = std::accumulate(channels.begin(), channels.end(), std::uint64_t{0});
    out["people"] = tally_.people_of_activity(activity);
    out["starts"] = tally_.count_of(start(), activity);
    out["ends"] = tally_.count_of(activity, end());
    out["ref"] = fmt::format("activity:{}", id(activity));
    return out;
  }

  base::Status put_edges(json::object& result) {
    std::vector<ProcessEdge> edges;
    for (std::uint32_t from = 0; from < tally_.nodes(); ++from) {
      for (std::uint32_t to = 0; to < tally_.nodes(); ++to) {
        if (const auto count = tally_.count_of(from, to); count > 0)
          edges.push_back({from, to, count});
      }
    }
    const auto keep = edges_to_keep(edges, start(), ask_.detail);
    std::vector<ProcessEdge> kept;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (keep[i] != 0) kept.push_back(edges[i]);
    }
    std::ranges::stable_sort(kept, std::greater(), &ProcessEdge::count);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> asked;
    for (const ProcessEdge& edge : kept) asked.emplace_back(edge.from, edge.to);
    std::vector<json::object> times(kept.size());
    WEND_TRY(tally_.each_durations(
        run_, cases_, asked,
        [&](std::size_t i, std::span<std::int64_t> durations) { times[i] = times_of(durations); }));
    json::array list;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const ProcessEdge& edge = kept[i];
      list.push_back({{"from", id(edge.from)},
                      {"to", id(edge.to)},
                      {"count", edge.count},
                      {"people", tally_.people_of(edge.from, edge.to)},
                      {"times", std::move(times[i])},
                      {"ref", fmt::format("edge:{}:{}", id(edge.from), id(edge.to))}});
    }
    result["edges"] = std::move(list);
    result["edges_hidden"] = edges.size() - kept.size();
    return {};
  }

  static json::object times_of(std::span<const std::int64_t> durations) {
    return times_json(NumberParts(&durations, 1));
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
  ProcessTally tally_;
  ProcessVariants variants_;
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
