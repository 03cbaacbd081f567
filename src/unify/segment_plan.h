#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "model/computed_trait.h"
#include "model/segment_meaning.h"
#include "unify/event_condition.h"

namespace wend::unify {

// How events are called where people see them, and where they belong in the journey.
struct EventNaming {
  std::map<std::string, std::string, std::less<>> shown;  // name as sent -> name as shown
  struct Place {
    std::string touchpoint, stage;
    bool operator==(const Place&) const = default;
  };
  std::map<std::string, Place, std::less<>> places;  // of shown names

  std::string_view shown_name(std::string_view sent) const;
  bool operator==(const EventNaming&) const = default;
};

struct SegmentDefinition {
  std::string id;
  model::SegmentMeaning meaning;
};

// A value that is kept for each profile: what a measure makes of the events of a condition.
struct ValueLeaf {
  std::uint32_t condition = 0;
  std::optional<std::uint32_t> part;  // of a share: the condition of those that are part of it
  model::Measure measure = model::Measure::kCount;
  std::uint32_t path = 0;  // of the property
  model::TimeBounds bounds;
  std::optional<model::TouchField> touch;  // instead of a measure
  std::string key;
};

// Which value a profile has: a leaf's, or one of two, as a node says.
struct ValueNode {
  std::optional<std::uint32_t> leaf;
  std::uint32_t asked = 0;  // a Node
  std::uint32_t yes = 0, no = 0;
};

// One thing that is kept for each profile. Two segments that ask the same share it.
struct Leaf {
  enum class Kind : std::uint8_t {
    kCount,
    kAggregate,
    kFirst,
    kSequence,
    kTrait,
    kList,
    kComputed,  // how a computed value compares
  };
  Kind kind = Kind::kCount;
  std::vector<std::uint32_t> conditions;  // one; of a sequence each step's
  model::TimeBounds bounds;
  std::uint64_t at_least = 1;
  std::optional<std::uint64_t> at_most;
  model::Aggregate aggregate = model::Aggregate::kCount;
  std::uint32_t path = 0;  // of the property or trait
  model::Comparison comparison;
  std::optional<model::DurationUs> span;
  std::string list;         // the segment's id, or that of an AccountList
  std::uint32_t value = 0;  // of kComputed: a ValueNode
  std::string key;
};

// What a segment says in terms of leaves. Parts stand before what they are part of.
struct Node {
  enum class Kind : std::uint8_t { kTrue, kFalse, kLeaf, kAll, kAny, kNot };
  Kind kind = Kind::kTrue;
  std::uint32_t leaf = 0;
  std::vector<std::uint32_t> parts;
};

// All segments together, taken apart into conditions and leaves that each stand here once.
//
// A condition on events may speak of the customer too ("ordered while their city is Hamburg"). Such
// a part is taken out: the leaf is made once for the part being true and once for it being false.
class SegmentPlan {
 public:
  // So many different parts may speak of the customer inside one condition on events.
  static constexpr std::size_t kPartsOfCustomersMax = 6;

  // A segment that cannot be kept has an error and no members, a computed trait no value; the
  // others do not mind.
  static SegmentPlan make(const std::vector<SegmentDefinition>& definitions,
                          const EventNaming& naming,
                          const std::vector<model::ComputedTrait>& traits = {});

  struct Segment {
    std::string id;
    std::uint32_t node = 0;
    std::optional<base::Error> error;
    std::vector<std::int64_t> list_profiles;
  };
  struct ComputedTrait {
    std::string key;
    std::uint32_t value = 0;  // a ValueNode
    std::optional<base::Error> error;
  };
  const std::vector<Segment>& segments() const { return segments_; }
  const std::vector<ComputedTrait>& computed() const { return computed_; }
  const std::vector<EventCondition>& conditions() const { return conditions_; }
  const std::vector<Leaf>& leaves() const { return leaves_; }
  // What a leaf depends on stands before it.
  const std::vector<Node>& nodes() const { return nodes_; }
  // Lists whose members are those of the accounts of which something is true: whoever knows them
  // gives them to the engine.
  struct AccountList {
    std::string list;
    model::Predicate of_account;
  };
  const std::vector<AccountList>& account_lists() const { return account_lists_; }
  const std::vector<ValueLeaf>& value_leaves() const { return value_leaves_; }
  const std::vector<ValueNode>& values() const { return values_; }
  const Paths& properties() const { return properties_; }
  const Paths& traits() const { return traits_; }

 private:
  friend class SegmentCompiler;
  std::vector<Segment> segments_;
  std::vector<EventCondition> conditions_;
  std::vector<Leaf> leaves_;
  std::vector<Node> nodes_;
  std::vector<AccountList> account_lists_;
  std::vector<ComputedTrait> computed_;
  std::vector<ValueLeaf> value_leaves_;
  std::vector<ValueNode> values_;
  Paths properties_, traits_;
};

}  // namespace wend::unify
