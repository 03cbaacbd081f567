#include "analyze/conformance_design.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using Edge = JourneyDesign::Edge;

constexpr std::size_t kLevelsMax = 32;

// A part of the automaton with one beginning and one end.
struct Net {
  std::uint32_t states = 0, start = 0, end = 0;
  std::vector<Edge> edges;
};

class Reader {
 public:
  explicit Reader(JourneyDesign& design) : design_(design) {}

  base::Result<Net> read(const json::value& item, const std::string& place, std::size_t level) {
    if (level > kLevelsMax) {
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The design is deeper than {} levels.", kLevelsMax), place);
    }
    if (item.is_string()) return step(std::string(item.get_string()), std::nullopt, place);
    if (item.is_array()) return sequence(item.get_array(), place, level);
    if (!item.is_object()) return model::wrong_kind(item, place, "a label, a list, or an object");
    WEND_ASSIGN(auto reader, model::ObjectReader::open(item, place));
    WEND_ASSIGN(Net net, read_object(reader, place, level));
    WEND_TRY(reader.finish());
    return net;
  }

 private:
  base::Result<Net> read_object(model::ObjectReader& reader, const std::string& place,
                                std::size_t level) {
    WEND_ASSIGN(const auto label, reader.text("step"));
    if (label) {
      WEND_ASSIGN(const auto within, reader.duration("within"));
      return step(*label, within, reader.place_of("step"));
    }
    if (reader.has("sequence")) {
      WEND_ASSIGN(const auto* list, parts(reader, "sequence"));
      WEND_ASSIGN(const auto within, reader.duration("within"));
      const auto first = static_cast<std::uint32_t>(design_.steps.size());
      WEND_ASSIGN(Net net, sequence(*list, reader.place_of("sequence"), level));
      const auto last = static_cast<std::uint32_t>(design_.steps.size());
      if (within) design_.stretches.push_back({first, last, *within});
      return net;
    }
    if (reader.has("choice")) return choice(reader, level);
    if (reader.has("any_order")) return any_order(reader, level);
    for (const char* field : {"optional", "repeat"}) {
      const auto* inner = reader.find(field);
      if (inner == nullptr) continue;
      WEND_ASSIGN(Net net, read(*inner, reader.place_of(field), level + 1));
      // A passage of their own keeps what stands around from being entered from within.
      Net around = wrapped(std::move(net));
      if (std::string_view(field) == "optional") {
        around.edges.push_back({around.start, around.end});
      } else {
        around.edges.push_back({around.end - 1, around.start + 1});
      }
      return around;
    }
    WEND_TRY(reader.finish());
    return base::fail(ErrorCode::kInvalidInput, "This part of the design says nothing.", place,
                      "It has one of: step, sequence, choice, any_order, optional, repeat.");
  }

  static base::Result<const json::array*> parts(model::ObjectReader& reader,
                                                std::string_view field) {
    WEND_ASSIGN(const auto* list, reader.list(field, kDesignStepsMax));
    if (list->empty())
      return base::fail(ErrorCode::kInvalidInput, "The list is empty.", reader.place_of(field));
    return list;
  }

  base::Result<Net> step(std::string label, std::optional<model::DurationUs> within,
                         const std::string& place) {
    if (label.empty()) return base::fail(ErrorCode::kInvalidInput, "The label is empty.", place);
    if (design_.steps.size() == kDesignStepsMax) {
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The design has more than {} steps.", kDesignStepsMax), place);
    }
    const auto number = static_cast<std::uint32_t>(design_.steps.size());
    design_.steps.push_back({std::move(label), within, branches_});
    return Net{2, 0, 1, {{0, 1, number}}};
  }

  base::Result<Net> sequence(const json::array& list, const std::string& place, std::size_t level) {
    if (list.empty()) return base::fail(ErrorCode::kInvalidInput, "The list is empty.", place);
    Net all{1, 0, 0, {}};
    for (std::size_t i = 0; i < list.size(); ++i) {
      WEND_ASSIGN(Net net, read(list[i], model::entry_place(place, i), level + 1));
      const std::uint32_t first = append(all, net);
      all.edges.push_back({all.end, first + net.start});
      all.end = first + net.end;
    }
    return all;
  }

  base::Result<Net> choice(model::ObjectReader& reader, std::size_t level) {
    WEND_ASSIGN(const auto* list, parts(reader, "choice"));
    const std::uint32_t number = choices_++;
    Net all{2, 0, 1, {}};
    for (std::size_t i = 0; i < list->size(); ++i) {
      branches_.emplace_back(number, static_cast<std::uint32_t>(i));
      WEND_ASSIGN(Net net,
                  read((*list)[i], model::entry_place(reader.place_of("choice"), i), level + 1));
      branches_.pop_back();
      const std::uint32_t first = append(all, net);
      all.edges.push_back({all.start, first + net.start});
      all.edges.push_back({first + net.end, all.end});
    }
    return all;
  }

  // All interleavings: a state is a state of each part.
  base::Result<Net> any_order(model::ObjectReader& reader, std::size_t level) {
    WEND_ASSIGN(const auto* list, parts(reader, "any_order"));
    Net all{1, 0, 0, {}};
    for (std::size_t i = 0; i < list->size(); ++i) {
      WEND_ASSIGN(const Net net,
                  read((*list)[i], model::entry_place(reader.place_of("any_order"), i), level + 1));
      const std::uint64_t states = std::uint64_t{all.states} * net.states;
      if (states > kDesignStatesMax) {
        return base::fail(
            ErrorCode::kTooLarge,
            fmt::format("Too much can happen in any order: more than {} states.", kDesignStatesMax),
            reader.place_of("any_order"), "Put fewer parts into it.");
      }
      Net both{static_cast<std::uint32_t>(states),
               all.start * net.states + net.start,
               all.end * net.states + net.end,
               {}};
      for (const Edge& edge : all.edges)
        for (std::uint32_t other = 0; other < net.states; ++other)
          both.edges.push_back(
              {edge.from * net.states + other, edge.to * net.states + other, edge.step});
      for (const Edge& edge : net.edges)
        for (std::uint32_t other = 0; other < all.states; ++other)
          both.edges.push_back(
              {other * net.states + edge.from, other * net.states + edge.to, edge.step});
      all = std::move(both);
    }
    return all;
  }

  // start (0) → start + 1 → net → end - 1 → end
  static Net wrapped(Net net) {
    const std::uint32_t shift = 2;
    Net around{net.states + 4, 0, net.states + 3, {}};
    around.edges = {{0, 1},
                    {1, net.start + shift},
                    {net.end + shift, net.states + 2},
                    {net.states + 2, net.states + 3}};
    for (const Edge& edge : net.edges)
      around.edges.push_back({edge.from + shift, edge.to + shift, edge.step});
    return around;
  }

  // Puts the states and edges of a part behind those of all; the number of its state 0.
  static std::uint32_t append(Net& all, const Net& net) {
    const std::uint32_t first = all.states;
    all.states += net.states;
    for (const Edge& edge : net.edges)
      all.edges.push_back({edge.from + first, edge.to + first, edge.step});
    return first;
  }

  JourneyDesign& design_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> branches_;
  std::uint32_t choices_ = 0;
};

}  // namespace

base::Result<JourneyDesign> read_journey_design(model::ObjectReader& document) {
  const json::value* journey = document.find("journey");
  if (journey == nullptr) {
    return base::fail(ErrorCode::kInvalidInput, "The designed journey is missing.",
                      document.place_of("journey"),
                      "Write it as a list, such as [\"Cart\", {\"optional\": \"Voucher\"}, "
                      "\"Order placed\"].");
  }
  JourneyDesign design;
  WEND_ASSIGN(Net net, Reader(design).read(*journey, document.place_of("journey"), 1));
  if (net.states > kDesignStatesMax) {
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The design has more than {} states.", kDesignStatesMax),
                      document.place_of("journey"));
  }
  design.states = net.states;
  design.start = net.start;
  design.end = net.end;
  design.edges = std::move(net.edges);
  std::ranges::stable_sort(design.edges, {}, &Edge::from);
  return design;
}

}  // namespace wend::analyze
