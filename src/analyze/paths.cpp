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

struct Count {
  std::uint64_t value = 0;
  std::uint64_t people = 0;
  std::uint32_t last_profile = PathRows::kNothing;

  void add(std::uint32_t profile) {
    ++value;
    people += last_profile != profile ? 1 : 0;
    last_profile = profile;
  }
  // Of other customers.
  void add(const Count& others) {
    value += others.value;
    people += others.people;
  }
};

struct Node {
  std::string id;
  std::size_t column = 0;
  Role role = Role::kEvent;
  std::uint32_t label = 0;
  Count count;
  std::vector<std::uint64_t> channels;
};

struct Link {
  Count count;
  std::vector<std::vector<std::int64_t>> durations_us;  // in parts
};

// The nodes of one column: the most frequent labels, then "other", then "exit", as far as they
// occur.
struct Column {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> node_of_label;  // index in nodes
  std::uint32_t other = PathRows::kNothing;
  std::uint32_t exit = PathRows::kNothing;
  std::vector<Link> links;  // to the next column, dense: from × to

  // What another thread counted in this column.
  struct Counted {
    struct Link {
      Count count;
      std::vector<std::int64_t> durations_us;
    };
    std::vector<Count> nodes;
    std::vector<std::uint64_t> channels;  // node × channel
    std::vector<Link> links;
  };
  void add(Counted&& counted) {
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      nodes[node].count.add(counted.nodes[node]);
      auto& of_node = nodes[node].channels;
      for (std::size_t channel = 0; channel < of_node.size(); ++channel)
        of_node[channel] += counted.channels[node * of_node.size() + channel];
    }
    for (std::size_t link = 0; link < links.size(); ++link) {
      links[link].count.add(counted.links[link].count);
      links[link].durations_us.push_back(std::move(counted.links[link].durations_us));
    }
  }
};

class PathsAnswer final : public Answer {
 public:
  PathsAnswer(const QueryRun& run, const PathsAsk& ask, Labels labels, std::vector<PathRows> rows)
      : run_(run),
        ask_(ask),
        labels_(std::move(labels)),
        rows_(std::move(rows)),
        columns_(ask.columns()) {
    for (const PathRows& part : rows_) row_count_ += part.size();
  }

  base::Status tally() {
    WEND_ASSIGN(const auto labels,
                by_workers(*run_.table, run_.stop, [&] { return LabelCounter(*this); }));
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      std::vector<std::uint64_t> counts(labels_.size());
      bool exits = false;
      for (const auto& worker : labels) {
        for (std::size_t label = 0; label < counts.size(); ++label)
          counts[label] += worker->counts[column][label];
        exits |= worker->exits[column] != 0;
      }
      make_nodes(column, counts, exits);
    }
    WEND_ASSIGN(const auto workers,
                by_workers(*run_.table, run_.stop, [&] { return RowCounter(*this); }));
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      columns_[column].links.resize(workers.front()->columns[column].links.size());
      for (const auto& worker : workers) columns_[column].add(std::move(worker->columns[column]));
    }
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["steps"] = ask_.steps;
    json::array nodes;
    for (const Column& column : columns_)
      for (const Node& node : column.nodes) nodes.push_back(node_json(node));
    result["nodes"] = std::move(nodes);
    std::vector<std::pair<std::size_t, std::size_t>> shown;  // column and link
    for (std::size_t column = 0; column + 1 < columns_.size(); ++column)
      for (std::size_t i = 0; i < columns_[column].links.size(); ++i)
        if (columns_[column].links[i].count.value > 0) shown.emplace_back(column, i);
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
      return list([&](const PathRows& rows, std::size_t row) {
        return node_at(rows, row, node->column) == node->index;
      });
    }
    if (parts[0] == "link" && parts.size() == 3) {
      const auto from = find(parts[1]);
      const auto to = find(parts[2]);
      if (!from || !to || to->column != from->column + 1) return std::nullopt;
      return list([&](const PathRows& rows, std::size_t row) {
        return node_at(rows, row, from->column) == from->index &&
               node_at(rows, row, to->column) == to->index;
      });
    }
    return std::nullopt;
  }

 private:
  static bool is_event(std::uint32_t cell) { return cell < PathRows::kExit; }

  // The node of a path in a column, by its index there, or kNothing.
  std::uint32_t node_at(const PathRows& rows, std::size_t row, std::size_t column) const {
    const std::uint32_t cell = rows.cell(row, column);
    if (cell == PathRows::kNothing) return PathRows::kNothing;
    if (cell == PathRows::kExit) return columns_[column].exit;
    return columns_[column].node_of_label[rows.label(row, column)];
  }

  // How many paths have each label in each column, of ranges of customers.
  struct LabelCounter {
    explicit LabelCounter(const PathsAnswer& the_answer)
        : answer(&the_answer),
          counts(answer->columns_.size(), std::vector<std::uint64_t>(answer->labels_.size())),
          exits(answer->columns_.size()) {}
    void operator()(ProfileRange range) {
      const PathRows& rows = answer->rows_[range.first / kProfilesPerRange];
      for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows.columns; ++column) {
          const std::uint32_t cell = rows.cell(row, column);
          if (is_event(cell)) ++counts[column][rows.label(row, column)];
          if (cell == PathRows::kExit) exits[column] = 1;
        }
      }
    }
    const PathsAnswer* answer;
    std::vector<std::vector<std::uint64_t>> counts;
    Mask exits;
  };

  // Counts nodes and links of ranges of customers.
  struct RowCounter {
    explicit RowCounter(const PathsAnswer& the_answer)
        : answer(&the_answer), columns(answer->columns_.size()) {
      const std::size_t channels = answer->run_.table->channels().size();
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::size_t nodes = answer->columns_[i].nodes.size();
        columns[i].nodes.resize(nodes);
        columns[i].channels.resize(nodes * channels);
        if (i + 1 < columns.size())
          columns[i].links.resize(nodes * answer->columns_[i + 1].nodes.size());
      }
    }
    void operator()(ProfileRange range) {
      const JourneyTable& table = *answer->run_.table;
      const auto time_us = table.time_us();
      const auto channel = table.channel();
      const std::size_t channels = table.channels().size();
      const PathRows& rows = answer->rows_[range.first / kProfilesPerRange];
      for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::uint32_t profile = rows.profiles[row];
        std::uint32_t from = PathRows::kNothing, here = PathRows::kNothing;
        for (std::size_t column = 0; column < rows.columns; ++column) {
          const std::uint32_t to = answer->node_at(rows, row, column);
          const std::uint32_t there = rows.cell(row, column);
          if (to != PathRows::kNothing) {
            columns[column].nodes[to].add(profile);
            if (is_event(there)) ++columns[column].channels[to * channels + channel[there]];
            if (from != PathRows::kNothing) {
              auto& link =
                  columns[column - 1].links[from * answer->columns_[column].nodes.size() + to];
              link.count.add(profile);
              if (is_event(here) && is_event(there))
                link.durations_us.push_back(time_us[there] - time_us[here]);
            }
          }
          from = to;
          here = there;
        }
      }
    }
    const PathsAnswer* answer;
    std::vector<Column::Counted> columns;
  };

  void make_nodes(std::size_t index, std::span<const std::uint64_t> counts, bool exits) {
    Column& column = columns_[index];
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
    out["value"] = node.count.value;
    out["people"] = node.count.people;
    out["share"] = share_json(node.count.value, row_count_);
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
    std::vector<std::span<const std::int64_t>> durations;
    for (const auto& part : link.durations_us) durations.emplace_back(part);
    return {{"from", from.id},
            {"to", to.id},
            {"value", link.count.value},
            {"people", link.count.people},
            {"share", share_json(link.count.value, from.count.value)},
            {"times", times_json(NumberParts(durations))},
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
    for (const PathRows& rows : rows_) {
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if ((profiles.empty() || profiles.back() != rows.profiles[row]) && belongs(rows, row))
          profiles.push_back(rows.profiles[row]);
      }
    }
    return profiles;
  }

  const QueryRun run_;
  const PathsAsk& ask_;
  const Labels labels_;
  const std::vector<PathRows> rows_;  // by range of customers
  std::size_t row_count_ = 0;
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
