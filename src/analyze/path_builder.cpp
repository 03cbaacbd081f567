#include "analyze/path_builder.h"

#include <algorithm>
#include <limits>

namespace wend::analyze {
namespace {

using base::ErrorCode;

constexpr std::int64_t kStepsMax = 20;
constexpr std::int64_t kTopMax = 50;

// Cuts the paths out of one customer's events.
class Cutter {
 public:
  Cutter(const JourneyTable& table, const PathsAsk& ask, const Labels& labels, PathRows& rows)
      : time_us_(table.time_us()), ask_(ask), labels_(labels), rows_(rows) {}

  Mask start, end, around;  // empty: not asked for

  // `events` are the positions of the customer's events that paths are made of.
  void cut(std::uint32_t profile, const std::vector<std::uint32_t>& events) {
    profile_ = profile;
    events_ = &events;
    if (!around.empty()) {
      cut_forward(around, true);
    } else if (!start.empty()) {
      cut_forward(start, false);
    } else if (!end.empty()) {
      cut_backward();
    } else if (!events.empty()) {
      begin_row();
      go_forward(0, events.size());
    }
  }

 private:
  std::size_t count() const { return events_->size(); }
  std::uint32_t at(std::size_t index) const { return (*events_)[index]; }
  std::uint32_t label(std::size_t index) const { return labels_.of(at(index)); }
  std::uint32_t& cell(std::size_t column) {
    return rows_.cells[rows_.cells.size() - rows_.columns + column];
  }

  bool too_far(std::size_t anchor, std::size_t other) const {
    if (!ask_.within_us) return false;
    const TimeUs distance = time_us_[at(other)] - time_us_[at(anchor)];
    return (distance < 0 ? -distance : distance) > *ask_.within_us;
  }

  void begin_row() {
    rows_.profiles.push_back(profile_);
    rows_.cells.insert(rows_.cells.end(), rows_.columns, PathRows::kNothing);
  }

  // Fills the columns from the anchor on, up to and including `last_event` when that is an event;
  // answers the first index behind the path.
  std::size_t go_forward(std::size_t anchor, std::size_t last_event) {
    std::size_t column = ask_.before();
    cell(column) = at(anchor);
    std::size_t index = anchor;
    while (index != last_event) {
      if (index + 1 == count() || too_far(anchor, index + 1)) {
        if (column + 1 < rows_.columns) cell(column + 1) = PathRows::kExit;
        break;
      }
      if (!ask_.collapse || label(index + 1) != label(index)) {
        if (column + 1 == rows_.columns) break;
        cell(++column) = at(index + 1);
      }
      ++index;
    }
    return index + 1;
  }

  // Fills the columns before the anchor with events not below `floor`; answers the first index of
  // the path.
  std::size_t go_backward(std::size_t anchor, std::size_t floor) {
    std::size_t column = ask_.before();
    cell(column) = at(anchor);
    std::size_t index = anchor;
    for (;;) {
      if (index == floor || too_far(anchor, index - 1)) {
        if (column > 0) cell(column - 1) = PathRows::kExit;
        break;
      }
      const bool same = ask_.collapse && label(index - 1) == label(index);
      if (!same && column == 0) break;
      --index;
      if (!same) --column;
      cell(column) = at(index);
    }
    return index;
  }

  // From the start to the first end behind it; who never gets there leaves at once.
  std::size_t go_to_end(std::size_t anchor) {
    for (std::size_t index = anchor + 1; index < count() && !too_far(anchor, index); ++index) {
      if (end[at(index)] != 0) {
        go_forward(anchor, index);
        return index + 1;
      }
    }
    cell(ask_.before()) = at(anchor);
    cell(ask_.before() + 1) = PathRows::kExit;
    std::size_t behind = anchor + 1;
    while (behind < count() && !too_far(anchor, behind)) ++behind;
    return behind;
  }

  void cut_forward(const Mask& anchors, bool both_ways) {
    std::size_t floor = 0;
    for (std::size_t index = 0; index < count();) {
      if (anchors[at(index)] == 0) {
        ++index;
        continue;
      }
      begin_row();
      std::size_t behind = 0;
      if (both_ways) {
        behind = go_forward(index, count());
        go_backward(index, floor);
      } else {
        behind = end.empty() ? go_forward(index, count()) : go_to_end(index);
      }
      if (!ask_.transitions) return;
      index = floor = behind;
    }
  }

  void cut_backward() {
    for (std::size_t index = count(); index-- > 0;) {
      if (end[at(index)] == 0) continue;
      begin_row();
      index = go_backward(index, 0);
      if (!ask_.transitions) return;
    }
  }

  std::span<const TimeUs> time_us_;
  const PathsAsk& ask_;
  const Labels& labels_;
  PathRows& rows_;
  std::uint32_t profile_ = 0;
  const std::vector<std::uint32_t>* events_ = nullptr;
};

}  // namespace

base::Result<PathsAsk> read_paths_ask(model::ObjectReader& document,
                                      model::PredicateReader& predicates) {
  PathsAsk ask;
  const auto read = [&](std::string_view field,
                        std::optional<model::Predicate>& into) -> base::Status {
    const auto* value = document.find(field);
    if (value == nullptr) return {};
    WEND_ASSIGN(into, predicates.read(*value, document.place_of(field)));
    return {};
  };
  WEND_TRY(read("start", ask.start));
  WEND_TRY(read("end", ask.end));
  WEND_TRY(read("around", ask.around));
  WEND_TRY(read("hide", ask.hide));
  if (ask.around && (ask.start || ask.end)) {
    return base::fail(ErrorCode::kInvalidInput, "\"around\" stands alone.",
                      document.place_of("around"), "Leave \"start\" and \"end\" out.");
  }
  WEND_ASSIGN(const auto steps, document.integer("steps", 1, kStepsMax));
  if (steps) ask.steps = static_cast<std::size_t>(*steps);
  WEND_ASSIGN(ask.by, Grouping::read(document));
  WEND_ASSIGN(const auto loops, document.choice("loops", {"keep", "collapse"}));
  ask.collapse = loops == 1U;
  WEND_ASSIGN(ask.within_us, document.duration("within"));
  WEND_ASSIGN(const auto counted, document.choice("count", {"customers", "transitions"}));
  ask.transitions = counted == 1U;
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  return ask;
}

base::Result<PathRows> build_paths(const QueryRun& run, const PathsAsk& ask, const Labels& labels,
                                   const Mask& steps) {
  PathRows rows;
  rows.columns = ask.columns();
  Cutter cutter(*run.table, ask, labels, rows);
  if (ask.start) {
    WEND_ASSIGN(cutter.start, run.masks.events(*ask.start));
  }
  if (ask.end) {
    WEND_ASSIGN(cutter.end, run.masks.events(*ask.end));
  }
  if (ask.around) {
    WEND_ASSIGN(cutter.around, run.masks.events(*ask.around));
  }
  std::vector<std::uint32_t> events;
  WEND_TRY(each_profile(*run.table, run.stop,
                        [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                          events.clear();
                          for (std::size_t i = begin; i < end; ++i) {
                            if (steps[i] != 0) events.push_back(static_cast<std::uint32_t>(i));
                          }
                          cutter.cut(profile, events);
                        }));
  return rows;
}

}  // namespace wend::analyze
