#pragma once

#include <memory>
#include <stop_token>

#include "analyze/journey_model.h"
#include "analyze/journey_table.h"
#include "analyze/notes.h"
#include "model/predicate.h"

namespace wend::analyze {

// One byte per event (or profile) of the table: 1 when it satisfies something, else 0.
using Mask = std::vector<std::uint8_t>;

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

  // Which events satisfy the predicate.
  base::Result<Mask> events(const model::Predicate& predicate);

  // Which profiles satisfy the predicate as a statement about customers (`who` in documents):
  // traits and `did` are about the customer; an event form means that the customer did such an
  // event within the range; the event forms of one `all` mean one and the same event; `not` always
  // means that the customer did no such thing.
  base::Result<Mask> profiles(const model::Predicate& predicate);

  // The journey model, discovered when first asked for.
  base::Result<std::shared_ptr<const JourneyModel>> journey_model();

  // Notes that nothing has this property (or trait), with the nearest name that something has.
  base::Status note_missing_path(const std::string& path, bool trait);

 private:
  base::Result<Mask> profile_did(const Mask& events, std::uint64_t at_least,
                                 std::uint64_t at_most) const;
  base::Result<Mask> profile_trait(const model::Predicate& predicate);
  base::Result<Mask> journey_names(const model::Predicate& predicate);
  base::Result<Mask> property(const model::Predicate& predicate);
  Mask spread(const Mask& profiles) const;
  void note_unknown(std::string_view what, const std::string& name,
                    const std::vector<std::string_view>& known);

  std::shared_ptr<const JourneyTable> table_;
  TimeUs from_us_;
  TimeUs to_us_;
  Notes* notes_;
  std::stop_token stop_;
  std::shared_ptr<const JourneyModel> model_;
};

// The error of a query whose asker has left, or nothing.
base::Status check_stop(const std::stop_token& stop);

// How many profiles a kernel may pass between two looks at the stop token: well under a millisecond
// of work.
inline constexpr std::size_t kProfilesPerStopCheck = 2048;

}  // namespace wend::analyze
