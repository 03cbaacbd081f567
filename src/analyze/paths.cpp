#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/parallel_profiles.h"
#include "analyze/path_builder.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

enum class Role { kEvent, kOther, kExit };

struct Node {
  std::string id;
  std::size_t column = 0;
  Role role = Role::kEvent;
  std::uint32_t label = 0;
  std::uint64_t value = 0;
  std::uint64_t people = 0;
  std::uint32_t last_profile = PathRows::kNothing;
  std::vector<std::uint64_t> channels;
};

struct Link {
  std::uint64_t value = 0;
  std::uint64_t people = 0;
  std::uint32_t last_profile = PathRows::kNothing;
  std::vector<std::int64_t> durations_us;
};

template <typename Counted>
void count(Counted& counted, std::uint32_t profile) {
  ++counted.value;
  counted.people += counted.last_profile != profile;
  counted.last_profile = profile;
}

// The nodes of one column: the most frequent labels, then "other", then "exit", as far as they
// occur.
struct Column {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> node_of_label;  // index in nodes
  std::uint32_t other = PathRows::kNothing;
  std::uint32_t exit = PathRows::kNothing;
  std::vector<Link> links;  // to the next column, dense: from × to
};

class PathsAnswer final : public Answer {
 public:
  PathsAnswer(const QueryRun& run, const PathsAsk& ask, Labels labels, PathRows rows)
      : run_(run),
        ask_(ask),
        labels_(std::move(labels)),
        rows_(std::move(rows)),
        columns_(rows_.columns) {}

  base::Status tally() {
    side_by_side(rows_.columns, [&](std::size_t column) {
      if (!run_.stop.stop_requested()) make_nodes(column);
    });
    WEND_TRY(check_stop(run_.stop));
    side_by_side(rows_.columns - 1, [&](std::size_t column) {
      if (!run_.stop.stop_requested()) count_links(column);
    });
    return check_stop(run_.stop);
  }

  base::Result<json::object> result() override {
    json::object result;
    result["steps"] = ask_.steps;
    json::array nodes;
    for (const Column& column : columns_)
      for (const Node& node : column.nodes) nodes.push_back(node_json(node));
    result["nodes"] = std::move(nodes);
    std::vector<std::pair<std::size_t, std::size_t>> shown;  // column and link
    for (std::size_t column = 0; column + 1 < rows_.columns; ++column)
      for (std::size_t i = 0; i < columns_[column].links.size(); ++i)
        if (columns_[column].links[i].value > 0) shown.emplace_back(column, i);
    std::vector<json::object> links(shown.size());
    side_by_side(shown.size(), [&](std::size_t i) { links[i] = link_json(shown[i]); });
    json::array list;
    for (json::object& link : links) list.push_back(std::move(link));
    result["links"] = std::move(list);
    result["anchor_step"] = 0;
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    if (parts[0] == "node" && parts.size() == 2) {
      const auto node = find(parts[1]);
      if (!node) return std::nullopt;
      return list([&](std::size_t row) { return node_at(row, node->column) == node->index; });
    }
    if (parts[0] == "link" && parts.size() == 3) {
      const auto from = find(parts[1]);
      const auto to = find(parts[2]);
      if (!from || !to || to->column != from->column + 1) return std::nullopt;
      return list([&](std::size_t row) {
        return node_at(row, from->column) == from->index && node_at(row, to->column) == to->index;
      });
    }
    return std::nullopt;
  }

 private:
  static bool is_event(std::uint32_t cell) { return cell < PathRows::kExit; }

  // The node of a path in a column, by its index there, or kNothing.
  std::uint32_t node_at(std::size_t row, std::size_t column) const {
    const std::uint32_t cell = rows_.cell(row, column);
    if (cell == PathRows::kNothing) return PathRows::kNothing;
    if (cell == PathRows::kExit) return columns_[column].exit;
    return columns_[column].node_of_label[rows_.label(row, column)];
  }

  void make_nodes(std::size_t index) {
    Column& column = columns_[index];
    std::vector<std::uint64_t> counts(labels_.size());
    bool exits = false;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const std::uint32_t cell = rows_.cell(row, index);
      if (is_event(cell)) ++counts[rows_.label(row, index)];
      exits |= cell == PathRows::kExit;
    }
    std::vector<std::uint32_t> order;
    for (std::uint32_t label = 0; label < counts.size(); ++label) {
      if (counts[label] > 0) order.push_back(label);
    }
    // Labels are in the order of their texts.
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::uint32_t label) { return counts[label]; });

    const auto add = [&](Role role, std::uint32_t label) {
      const auto step = static_cast<std::int64_t>(index) - static_cast<std::int64_t>(ask_.before());
      Node node;
      node.id = fmt::format("s{}n{}", step, column.nodes.size());
      node.column = index;
      node.role = role;
      node.label = label;
      node.channels.resize(run_.table->channels().size());
      column.nodes.push_back(std::move(node));
      return static_cast<std::uint32_t>(column.nodes.size() - 1);
    };
    column.node_of_label.assign(counts.size(), PathRows::kNothing);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i < ask_.top) {
        column.node_of_label[order[i]] = add(Role::kEvent, order[i]);
      } else {
        if (column.other == PathRows::kNothing) column.other = add(Role::kOther, 0);
        column.node_of_label[order[i]] = column.other;
      }
    }
    if (exits) column.exit = add(Role::kExit, 0);

    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const std::uint32_t at = node_at(row, index);
      if (at == PathRows::kNothing) continue;
      count(column.nodes[at], rows_.profiles[row]);
      if (is_event(rows_.cell(row, index)))
        ++column.nodes[at].channels[run_.table->channel()[rows_.cell(row, index)]];
    }
  }

  void count_links(std::size_t index) {
    Column& column = columns_[index];
    const Column& next = columns_[index + 1];
    const std::size_t width = next.nodes.size();
    column.links.resize(column.nodes.size() * width);
    const auto time_us = run_.table->time_us();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const std::uint32_t from = node_at(row, index);
      const std::uint32_t to = node_at(row, index + 1);
      if (from == PathRows::kNothing || to == PathRows::kNothing) continue;
      Link& link = column.links[from * width + to];
      count(link, rows_.profiles[row]);
      const std::uint32_t here = rows_.cell(row, index);
      const std::uint32_t there = rows_.cell(row, index + 1);
      if (is_event(here) && is_event(there))
        link.durations_us.push_back(time_us[there] - time_us[here]);
    }
  }

  json::object node_json(const Node& node) const {
    static constexpr std::string_view kRoles[] = {"event", "other", "exit"};
    const bool before = node.column < ask_.before();
    json::object out;
    out["id"] = node.id;
    out["step"] = static_cast<std::int64_t>(node.column) - static_cast<std::int64_t>(ask_.before());
    out["label"] = node.role == Role::kEvent   ? labels_.text(node.label)
                   : node.role == Role::kOther ? "Other"
                   : before                    ? "Entry"
                                               : "Exit";
    out["role"] = kRoles[static_cast<std::size_t>(node.role)];
    out["value"] = node.value;
    out["people"] = node.people;
    out["share"] = share_json(node.value, rows_.size());
    out["channel"] = nullptr;
    if (node.role == Role::kEvent) {
      const auto most = std::ranges::max_element(node.channels) - node.channels.begin();
      const auto channel = run_.table->channels().text(static_cast<std::uint32_t>(most));
      if (!channel.empty()) out["channel"] = channel;
    }
    out["ref"] = fmt::format("node:{}", node.id);
    return out;
  }

  json::object link_json(std::pair<std::size_t, std::size_t> at) const {
    const Column& column = columns_[at.first];
    const std::size_t width = columns_[at.first + 1].nodes.size();
    const Link& link = column.links[at.second];
    const Node& from = column.nodes[at.second / width];
    const Node& to = columns_[at.first + 1].nodes[at.second % width];
    return {{"from", from.id},
            {"to", to.id},
            {"value", link.value},
            {"people", link.people},
            {"share", share_json(link.value, from.value)},
            {"times", times_json(link.durations_us)},
            {"ref", fmt::format("link:{}:{}", from.id, to.id)}};
  }

  struct Place {
    std::size_t column;
    std::uint32_t index;
  };
  std::optional<Place> find(std::string_view id) const {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const auto& nodes = columns_[column].nodes;
      if (const auto found = std::ranges::find(nodes, id, &Node::id); found != nodes.end())
        return Place{column, static_cast<std::uint32_t>(found - nodes.begin())};
    }
    return std::nullopt;
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!belongs(row)) continue;
      if (profiles.empty() || profiles.back() != rows_.profiles[row])
        profiles.push_back(rows_.profiles[row]);
    }
    return profiles;
  }

  const QueryRun run_;
  const PathsAsk& ask_;
  const Labels labels_;
  const PathRows rows_;
  std::vector<Column> columns_;
};

class PathsQuestion final : public Question {
 public:
  explicit PathsQuestion(PathsAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    WEND_ASSIGN(const auto steps, JourneySteps::make(run, std::move(labels), ask_.hide));
    WEND_ASSIGN(auto rows, build_paths(run, ask_, steps));
    auto answer = std::make_unique<PathsAnswer>(run, ask_, steps.labels(), std::move(rows));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  PathsAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_paths(model::ObjectReader& document,
                                                   model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_paths_ask(document, predicates));
  return std::make_unique<PathsQuestion>(std::move(ask));
}

}  // namespace wend::analyze
