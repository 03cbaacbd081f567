#pragma once

#include <optional>
#include <string_view>

#include "analyze/journey_map_figures.h"

namespace wend::analyze {

// The people behind one number of a map:
//   map | outcome | trend:I[:outcome] | unmapped:NAME
//   step:ID | stage:ID, and behind it nothing or one of
//     go_on leave outcome repeat backward contact_after slow to_next feedback
//     with[:outcome] without[:outcome] trouble:NAME channel:I trend:I[:go_on]
class JourneyMapRef {
 public:
  // None where the map has no such number. The figures must be counted where is_told_by_counting().
  static std::optional<JourneyMapRef> parse(const JourneyMapFigures& figures, std::string_view ref);
  // Whether it takes all customers to know whom this ref means.
  static bool is_told_by_counting(std::string_view ref);

  // Whether the customer whom `kernel` follows, who is on the map, belongs to it.
  bool holds(const JourneyMapFigures& figures, const JourneyMapKernel& kernel,
             const JourneyTable& table) const;

 private:
  enum class What {
    kMap,
    kOutcome,
    kTrend,
    kTrendOutcome,
    kUnmapped,
    kHere,
    kGoOn,
    kLeave,
    kHereOutcome,
    kRepeat,
    kBackward,
    kContactAfter,
    kSlow,
    kToNext,
    kFeedback,
    kWith,
    kWithOutcome,
    kWithout,
    kWithoutOutcome,
    kTrouble,
    kChannel,
    kHereTrend,
    kHereTrendGoOn
  };
  bool parse_at_place(const JourneyMapFigures& figures, std::string_view rest);
  bool holds_here(const JourneyMapFigures& figures, const JourneyMapKernel& kernel) const;
  bool holds_of(const JourneyMapFigures& figures, const MapStay& stay) const;

  What what_ = What::kMap;
  std::size_t layer_ = 0, place_ = 0;
  std::size_t number_ = 0;  // of a bucket, a channel group, a name or a trouble
};

}  // namespace wend::analyze
