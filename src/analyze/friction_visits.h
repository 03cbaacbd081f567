#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/duration_tally.h"
#include "analyze/friction_steps.h"
#include "analyze/journey_model.h"
#include "model/time_zone.h"

namespace wend::analyze {

// What can go wrong at a touchpoint. docs/friction.md defines each.
enum class FrictionKind : std::uint8_t {
  kError,
  kDropOff,
  kLoop,
  kBackward,
  kRework,
  kDeadEnd,
  kWait,
  kContact,
  kMissing
};
inline constexpr std::size_t kFrictionKinds = 9;
std::string_view to_string(FrictionKind kind);

// The spans of time that visits are counted in: days of the workspace's time zone, hours in short
// logs, weeks in very long ones, several weeks beyond fourteen years; a thousand at most.
struct Buckets {
  std::vector<TimeUs> starts;  // ascending; one more than there are buckets
  TimeUs length_us = 0;        // of most buckets
  std::size_t size() const { return starts.empty() ? 0 : starts.size() - 1; }
  std::size_t of(TimeUs time_us) const;
  double per_week() const;
};
Buckets make_buckets(TimeUs first_us, TimeUs last_us, const model::TimeZone& zone);

// One customer being at one touchpoint: a run of its events without another in between.
struct Visit {
  std::uint32_t event;    // the first one's position in the table
  std::uint32_t profile;  // index in the table
  float progress_s;       // seconds until the customer moved forward; negative: did not
  std::uint16_t bucket;
  std::uint16_t known;   // bit per kind: the visit is long enough ago to tell
  std::uint16_t bad;     // bit per kind
  std::uint8_t ordinal;  // which visit here of the customer: 1, 2, … at most 255
  bool counted : 1;     // the customer's first visit here in this bucket: only these count in rates
  bool goal_known : 1;  // long enough ago to tell whether the goal was reached
  bool goal : 1;        // it was, within VisitTable::goal_within_us
};

inline bool is_known(const Visit& visit, FrictionKind kind) {
  return (visit.known >> static_cast<unsigned>(kind) & 1U) != 0;
}
inline bool is_bad(const Visit& visit, FrictionKind kind) {
  return (visit.bad >> static_cast<unsigned>(kind) & 1U) != 0;
}

// The visits to one touchpoint, by (profile, time), each with its value of every dimension. Kept in
// blocks, so that what several threads found is joined without moving it.
class VisitList {
 public:
  class Block {
   public:
    static constexpr std::size_t kSize = 512;
    explicit Block(std::size_t dimensions)
        : visits_(new Visit[kSize]), codes_(new std::uint8_t[dimensions * kSize]) {}
    std::size_t size() const { return size_; }
    const Visit& operator[](std::size_t at) const { return visits_[at]; }
    std::uint8_t code(std::size_t dimension, std::size_t at) const {
      return codes_[dimension * kSize + at];
    }
    std::uint8_t& code(std::size_t dimension, std::size_t at) {
      return codes_[dimension * kSize + at];
    }
    Visit& last() { return visits_[size_ - 1]; }

   private:
    friend class VisitList;
    std::size_t size_ = 0;
    std::unique_ptr<Visit[]> visits_;
    std::unique_ptr<std::uint8_t[]> codes_;
  };

  // A visit where it stands.
  class At {
   public:
    At(const Block& block, std::size_t at) : block_(&block), at_(at) {}
    const Visit& operator*() const { return (*block_)[at_]; }
    const Visit* operator->() const { return &(*block_)[at_]; }
    std::uint8_t code(std::size_t dimension) const { return block_->code(dimension, at_); }

   private:
    const Block* block_;
    std::size_t at_;
  };

  explicit VisitList(std::size_t dimensions) : dimensions_(dimensions) {}
  VisitList(VisitList&&) = default;
  VisitList& operator=(VisitList&&) = default;
  // An empty one for each of so many touchpoints.
  static std::vector<VisitList> several(std::size_t count, std::size_t dimensions) {
    std::vector<VisitList> lists;
    for (std::size_t i = 0; i < count; ++i) lists.emplace_back(dimensions);
    return lists;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t block_count() const { return blocks_.size(); }
  const Block& block(std::size_t at) const { return blocks_[at]; }

  template <typename Look>
  void each(Look&& look) const {
    each_in(0, blocks_.size(), look);
  }
  // Those of the blocks [first, last).
  template <typename Look>
  void each_in(std::size_t first, std::size_t last, Look&& look) const {
    for (std::size_t b = first; b < last; ++b)
      for (std::size_t i = 0; i < blocks_[b].size(); ++i) look(At(blocks_[b], i));
  }

  // Where it stands now; its values are not set.
  std::pair<Block*, std::size_t> add(const Visit& visit) {
    if (blocks_.empty() || blocks_.back().size_ == Block::kSize) blocks_.emplace_back(dimensions_);
    Block& block = blocks_.back();
    block.visits_[block.size_] = visit;
    ++size_;
    return {&block, block.size_++};
  }
  void append(VisitList&& other) {
    for (Block& block : other.blocks_) blocks_.push_back(std::move(block));
    size_ += std::exchange(other.size_, 0);
    other.blocks_.clear();
  }

 private:
  std::size_t dimensions_;
  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

// How long after a visit is looked at, per touchpoint; drawn from the data.
struct Horizons {
  TimeUs progress_us = 0;  // for moving on
  TimeUs slow_us = 0;      // a longer way to the next touchpoint is a wait
  TimeUs patience_us = 0;  // waits are judged among those who moved on within this time
  std::size_t usual_next = static_cast<std::size_t>(-1);
};

struct VisitTable {
  TimeUs first_us = 0, last_us = -1;  // of the events that were looked at
  Buckets buckets;
  std::vector<VisitList> of;  // per touchpoint
  std::vector<Horizons> horizons;
  DurationTally ways_on;      // how long counted visits took that moved on, at all touchpoints
  TimeUs contact_us = 0;      // how long after a visit a contact counts as caused by it
  TimeUs session_us = 0;      // a longer pause ends a session
  TimeUs goal_within_us = 0;  // how long after a visit a goal counts
};

struct Dimension;

// Goes through the customers twice, on several threads: for the horizons, and for the visits. Tells
// of each dimension whether it is a circumstance. `parts` customers' ranges are made, which changes
// nothing in what comes out; 0: as many as are of use. Errors: kCancelled.
base::Result<VisitTable> make_visits(const JourneyTable& table, const JourneyModel& model,
                                     const StepReader& steps, std::vector<Dimension>& dimensions,
                                     const model::TimeZone& zone, const std::stop_token& stop = {},
                                     std::size_t parts = 0);

}  // namespace wend::analyze
