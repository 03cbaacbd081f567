#include "analyze/path_builder.h"

#include <algorithm>
#include <limits>

#include "analyze/selection_search.h"

namespace wend::analyze {
namespace {

using base::ErrorCode;

constexpr std::int64_t kStepsMax = 20;
constexpr std::int64_t kTopMax = 50;

// Which events paths are anchored at.
struct Anchors {
  std::optional<Selection> start, end, around;
};

// Cuts the paths out of one customer's events after another. One for each thread.
class Cutter {
 public:
  Cutter(const QueryRun& run, const PathsAsk& ask, const JourneySteps& steps,
         const Anchors& anchors)
      : signatures_(&run.table->signatures()),
        time_us_(run.table->time_us()),
        ask_(ask),
        steps_(steps),
        anchors_(anchors) {
    const auto& first = anchors.around  ? anchors.around
                        : anchors.start ? anchors.start
                                        : anchors.end;
    if (first) search_.emplace(*run.table, *first);
  }

  // Adds the paths among the events [begin, end) of a customer.
  void cut(std::uint32_t profile, std::size_t begin, std::size_t end, PathRows& rows) {
    // Whoever has no anchor has no path.
    if (begin == end || (search_ && search_->find(begin, end).empty())) return;
    // From the beginning, without a jump, only so many can matter.
    const std::size_t most = search_ || ask_.collapse ? end - begin : ask_.columns() + 1;
    events_.clear();
    labels_.clear();
    for (std::size_t i = begin; i < end && events_.size() < most; ++i) {
      const std::uint32_t label = steps_.label_at(i);
      if (label == JourneySteps::kNone) continue;
      events_.push_back(static_cast<std::uint32_t>(i));
      labels_.push_back(label);
    }
    profile_ = profile;
    rows_ = &rows;
    if (anchors_.around) {
      cut_forward(*anchors_.around, true);
    } else if (anchors_.start) {
      cut_forward(*anchors_.start, false);
    } else if (anchors_.end) {
      cut_backward();
    } else if (!events_.empty()) {
      begin_row();
      go_forward(0, events_.size());
    }
  }

 private:
  std::size_t count() const { return events_.size(); }
  std::uint32_t at(std::size_t index) const { return events_[index]; }
  std::uint32_t label(std::size_t index) const { return labels_[index]; }
  bool holds(const Selection& anchor, std::size_t index) const {
    return anchor.holds(*signatures_, at(index));
  }
  void put(std::size_t column, std::size_t index) {
    rows_->cells[rows_->cells.size() - rows_->columns + column] = at(index);
    rows_->labels[rows_->labels.size() - rows_->columns + column] = label(index);
  }
  void put_exit(std::size_t column) {
    rows_->cells[rows_->cells.size() - rows_->columns + column] = PathRows::kExit;
  }

  bool too_far(std::size_t anchor, std::size_t other) const {
    if (!ask_.within_us) return false;
    const TimeUs distance = time_us_[at(other)] - time_us_[at(anchor)];
    return (distance < 0 ? -distance : distance) > *ask_.within_us;
  }

  void begin_row() {
    rows_->profiles.push_back(profile_);
    rows_->cells.insert(rows_->cells.end(), rows_->columns, PathRows::kNothing);
    rows_->labels.insert(rows_->labels.end(), rows_->columns, 0);
  }

  // Fills the columns from the anchor on, up to and including `last_event` when that is an event;
  // answers the first index behind the path.
  std::size_t go_forward(std::size_t anchor, std::size_t last_event) {
    std::size_t column = ask_.before();
    put(column, anchor);
    std::size_t index = anchor;
    while (index != last_event) {
      if (index + 1 == count() || too_far(anchor, index + 1)) {
        if (column + 1 < rows_->columns) put_exit(column + 1);
        break;
      }
      if (!ask_.collapse || label(index + 1) != label(index)) {
        if (column + 1 == rows_->columns) break;
        put(++column, index + 1);
      }
      ++index;
    }
    return index + 1;
  }

  // Fills the columns before the anchor with events not below `floor`; answers the first index of
  // the path.
  std::size_t go_backward(std::size_t anchor, std::size_t floor) {
    std::size_t column = ask_.before();
    put(column, anchor);
    std::size_t index = anchor;
    for (;;) {
      if (index == floor || too_far(anchor, index - 1)) {
        if (column > 0) put_exit(column - 1);
        break;
      }
      const bool same = ask_.collapse && label(index - 1) == label(index);
      if (!same && column == 0) break;
      --index;
      if (!same) --column;
      put(column, index);
    }
    return index;
  }

  // From the start to the first end behind it; who never gets there leaves at once.
  std::size_t go_to_end(std::size_t anchor) {
    for (std::size_t index = anchor + 1; index < count() && !too_far(anchor, index); ++index) {
      if (holds(*anchors_.end, index)) {
        go_forward(anchor, index);
        return index + 1;
      }
    }
    put(ask_.before(), anchor);
    put_exit(ask_.before() + 1);
    std::size_t behind = anchor + 1;
    while (behind < count() && !too_far(anchor, behind)) ++behind;
    return behind;
  }

  void cut_forward(const Selection& anchor, bool both_ways) {
    std::size_t floor = 0;
    for (std::size_t index = 0; index < count();) {
      if (!holds(anchor, index)) {
        ++index;
        continue;
      }
      begin_row();
      std::size_t behind = 0;
      if (both_ways) {
        behind = go_forward(index, count());
        go_backward(index, floor);
      } else {
        behind = !anchors_.end ? go_forward(index, count()) : go_to_end(index);
      }
      if (!ask_.transitions) return;
      index = floor = behind;
    }
  }

  void cut_backward() {
    for (std::size_t index = count(); index-- > 0;) {
      if (!holds(*anchors_.end, index)) continue;
      begin_row();
      index = go_backward(index, 0);
      if (!ask_.transitions) return;
    }
  }

  const SignatureCodes* signatures_;
  std::span<const TimeUs> time_us_;
  const PathsAsk& ask_;
  const JourneySteps& steps_;
  const Anchors& anchors_;
  std::optional<SelectionSearch> search_;
  // Of the customer, the events that paths are made of.
  std::vector<std::uint32_t> events_, labels_;
  std::uint32_t profile_ = 0;
  PathRows* rows_ = nullptr;
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

base::Result<std::vector<PathRows>> build_paths(const QueryRun& run, const PathsAsk& ask,
                                                const JourneySteps& steps) {
  Anchors anchors;
  const auto select = [&](const std::optional<model::Predicate>& predicate,
                          std::optional<Selection>& anchor) -> base::Status {
    if (!predicate) return {};
    WEND_ASSIGN(anchor, run.masks.selection(*predicate));
    return {};
  };
  WEND_TRY(select(ask.start, anchors.start));
  WEND_TRY(select(ask.end, anchors.end));
  WEND_TRY(select(ask.around, anchors.around));
  return in_profile_ranges_by<PathRows>(*run.table, run.stop, [&] {
    return
        [&, cutter = Cutter(run, ask, steps, anchors)](ProfileRange range, PathRows& part) mutable {
          part.columns = ask.columns();
          for (std::size_t profile = range.first; profile < range.last; ++profile) {
            const auto [begin, end] = run.scope.events.of_profile(profile);
            cutter.cut(static_cast<std::uint32_t>(profile), begin, end, part);
          }
        };
  });
}

}  // namespace wend::analyze
