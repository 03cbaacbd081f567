#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "analyze/journey_model.h"
#include "analyze/journey_table.h"
#include "analyze/notes.h"
#include "analyze/selection.h"
#include "model/account.h"
#include "model/computed_trait.h"
#include "model/predicate.h"
#include "model/segment_meaning.h"

namespace wend::analyze {

// Decides predicates for every event of a table at once. Names and values are compared once per
// distinct value, not per event.
class MaskBuilder {
 public:
  // `did` counts events in [from_us, to_us). Names that nothing has become notes.
  MaskBuilder(std::shared_ptr<const JourneyTable> table, TimeUs from_us, TimeUs to_us, Notes& notes,
              std::stop_token stop)
      : table_(std::move(table)),
        from_us_(from_us),
        to_us_(to_us),
        notes_(&notes),
        stop_(std::move(stop)) {}

  // The moment that `within` and `in_last` count back from; without it, just after the last event.
  void set_now(TimeUs now_us) { now_us_ = now_us; }
  // Who knows what {"segment": id} means; without it, such a form is an error.
  void set_segments(model::FindSegment find) { find_segment_ = std::move(find); }
  // Who knows the members of accounts; without it, {"account": …} is an error.
  void set_accounts(model::FindAccountMembers find) { find_account_members_ = std::move(find); }
  // Who knows what {"trait": "computed:KEY"} means; without it, there are no computed traits.
  void set_computed_traits(model::FindComputedTrait find) { find_trait_ = std::move(find); }

  // Which events satisfy the predicate: by position, or decided where they are met.
  base::Result<Mask> events(const model::Predicate& predicate);
  base::Result<Selection> selection(const model::Predicate& predicate);

  // Which profiles satisfy the predicate as a statement about customers (`who` in documents):
  // traits, `did`, `first`, `sequence` and `segment` are about the customer; an event form means
  // that the customer did such an event within the range; the event forms of one `all` mean one and
  // the same event; `not` always means that the customer did no such thing.
  base::Result<Mask> profiles(const model::Predicate& predicate);

  // The customers who are in a segment, as {"segment": id} means it, one byte per profile, and what
  // the segment is called. Errors: kInvalidInput at `place` when there is none of this id.
  struct NamedMask {
    std::string name;
    Mask members;
  };
  base::Result<NamedMask> segment(const std::string& id, const std::string& place);

  // A trait of every profile, collected or computed. One that nobody has is noted.
  base::Result<std::shared_ptr<const ValueColumn>> trait(const std::string& path,
                                                         const std::string& place);
  // The values of a computed trait, whether it is stored or not, over everything that is known.
  base::Result<std::shared_ptr<const ValueColumn>> computed(const model::ComputedTrait& trait);

  // The journey model, discovered when first asked for.
  base::Result<std::shared_ptr<const JourneyModel>> journey_model();

  // Notes that nothing has this property (or trait), with the nearest name that something has.
  base::Status note_missing_path(const std::string& path, bool trait);

 private:
  // Half-open.
  struct Span {
    TimeUs from_us, to_us;
    bool holds(TimeUs time_us) const { return time_us >= from_us && time_us < to_us; }
  };
  // What the bounds say; without any, the query's range.
  Span span_of(const model::TimeBounds& bounds) const;
  base::Result<Mask> profile_count(const Selection& events, Span span, std::uint64_t at_least,
                                   std::uint64_t at_most) const;
  base::Result<Mask> profile_did(const model::Predicate& predicate);
  base::Result<Mask> profile_aggregate(const model::Predicate& predicate, const Selection& events);
  base::Result<Mask> profile_first(const model::Predicate& predicate);
  base::Result<Mask> profile_sequence(const model::Predicate& predicate);
  base::Result<Mask> profile_pattern(const model::Predicate& predicate);
  // The events that complete a match of a pattern among all within the range.
  base::Result<Mask> pattern_ends(const model::Predicate& predicate);
  base::Result<Mask> profile_account(const model::Predicate& predicate);
  base::Result<Mask> profile_trait(const model::Predicate& predicate);
  // About everything that is known, whatever the range of the query. Errors: kInvalidInput when
  // segments and traits name each other too deep.
  base::Result<MaskBuilder> about_everything(const std::string& place);
  base::Result<Selection> journey_names(const model::Predicate& predicate);
  base::Result<Selection> property(const model::Predicate& predicate);
  Mask spread(const Mask& profiles) const;
  Mask mask_of(const Selection& selection) const;
  void note_unknown(std::string_view what, const std::string& name,
                    const std::vector<std::string_view>& known);

  std::shared_ptr<const JourneyTable> table_;
  TimeUs from_us_;
  TimeUs to_us_;
  Notes* notes_;
  std::stop_token stop_;
  std::shared_ptr<const JourneyModel> model_;
  std::optional<TimeUs> now_us_;
  model::FindSegment find_segment_;
  model::FindAccountMembers find_account_members_;
  model::FindComputedTrait find_trait_;
  // Of computed traits, by key; shared with builders that this one makes.
  using Columns = std::map<std::string, std::shared_ptr<const ValueColumn>, std::less<>>;
  std::shared_ptr<Columns> computed_ = std::make_shared<Columns>();
  std::size_t segment_level_ = 0;  // how many segments name each other on the way here
};

// The error of a query whose asker has left, or nothing.
base::Status check_stop(const std::stop_token& stop);

// How many profiles a kernel may pass between two looks at the stop token: well under a millisecond
// of work.
inline constexpr std::size_t kProfilesPerStopCheck = 2048;

}  // namespace wend::analyze
