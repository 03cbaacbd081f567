#include "unify/segment_plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <utility>

#include "model/beginning.h"

namespace wend::unify {

using model::Predicate;
using model::PredicateForm;

namespace {

bool is_about_the_customer(const Predicate& predicate) {
  switch (predicate.form) {
    case PredicateForm::kTrait:
    case PredicateForm::kDid:
    case PredicateForm::kFirst:
    case PredicateForm::kSequence:
    case PredicateForm::kSegment:
    case PredicateForm::kAccount:
    case PredicateForm::kPattern:
      return true;
    default:
      return false;
  }
}

const Predicate* part_about_the_customer(const Predicate& predicate) {
  if (is_about_the_customer(predicate)) return &predicate;
  for (const Predicate& part : predicate.parts) {
    if (const Predicate* found = part_about_the_customer(part)) return found;
  }
  return nullptr;
}

std::string key_of(const model::TimeBounds& bounds) {
  const auto text = [](const auto& value) { return value ? fmt::format("{}", *value) : "-"; };
  return fmt::format("[{},{},{}]", text(bounds.within), text(bounds.from_us), text(bounds.to_us));
}

std::string key_of(const Predicate& predicate) {
  std::string key = fmt::format(
      "{}{}{};{};{};{};{};{};{}(", static_cast<int>(predicate.form), unify::key_of(predicate.names),
      predicate.path.size(), predicate.path, unify::key_of(predicate.comparison),
      predicate.at_least, predicate.at_most ? fmt::format("{}", *predicate.at_most) : "-",
      static_cast<int>(predicate.aggregate), predicate.span.value_or(-1));
  key += key_of(predicate.bounds);
  for (const auto type : predicate.types) key += fmt::format("t{}", static_cast<int>(type));
  for (const Predicate& part : predicate.parts) key += key_of(part) + ",";
  return key + ")";
}

Predicate constant(bool value) {
  Predicate predicate;
  predicate.form = value ? PredicateForm::kAll : PredicateForm::kAny;  // of nothing
  return predicate;
}

// The predicate with what has this key taken for true or false.
Predicate with(const Predicate& predicate, const std::string& key, bool value) {
  if (is_about_the_customer(predicate))
    return key_of(predicate) == key ? constant(value) : predicate;
  Predicate copy = predicate;
  for (Predicate& part : copy.parts) part = with(part, key, value);
  return copy;
}

}  // namespace

std::string_view EventNaming::shown_name(std::string_view sent) const {
  const auto found = shown.find(sent);
  return found == shown.end() ? sent : std::string_view(found->second);
}

class SegmentCompiler {
 public:
  SegmentCompiler(const std::vector<SegmentDefinition>& definitions, const EventNaming& naming,
                  const std::vector<model::ComputedTrait>& traits)
      : definitions_(definitions), traits_(traits), naming_(naming) {
    for (const auto& [sent, shown] : naming.shown) shown_names_.push_back(shown);
    std::ranges::sort(shown_names_);
  }

  SegmentPlan make() {
    for (const SegmentDefinition& definition : definitions_) {
      SegmentPlan::Segment segment;
      segment.id = definition.id;
      const auto node = segment_node(definition.id, "");
      if (node)
        segment.node = *node;
      else
        segment.error = node.error();
      if (!node) segment.node = add({.kind = Node::Kind::kFalse});
      if (definition.meaning.is_list) segment.list_profiles = definition.meaning.profiles;
      plan_.segments_.push_back(std::move(segment));
    }
    for (const model::ComputedTrait& trait : traits_) {
      SegmentPlan::ComputedTrait computed{.key = trait.key};
      if (const auto value = computed_value(trait.key, ""))
        computed.value = *value;
      else
        computed.error = value.error();
      plan_.computed_.push_back(std::move(computed));
    }
    return std::move(plan_);
  }

 private:
  using NodeResult = base::Result<std::uint32_t>;

  NodeResult segment_node(const std::string& id, const std::string& place) {
    if (const auto found = of_segment_.find(id); found != of_segment_.end()) return found->second;
    const auto definition = std::ranges::find(definitions_, id, &SegmentDefinition::id);
    if (definition == definitions_.end()) {
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("There is no segment \"{}\".", model::beginning(id, 100)),
                        place, "Name a segment by its id.");
    }
    if (std::ranges::find(under_way_, id) != under_way_.end()) {
      return base::fail(
          base::ErrorCode::kInvalidInput,
          fmt::format("The segment \"{}\" would be made of itself.",
                      definition->meaning.name.empty() ? id : definition->meaning.name),
          place);
    }
    WEND_TRY(check_depth(place));
    under_way_.push_back(id);
    NodeResult node = 0;
    if (definition->meaning.is_list) {
      Leaf leaf;
      leaf.kind = Leaf::Kind::kList;
      leaf.list = id;
      leaf.key = "L" + id;
      node = leaf_node(std::move(leaf));
    } else {
      node = customers(definition->meaning.rule);
    }
    under_way_.pop_back();
    if (node) of_segment_.emplace(id, *node);
    return node;
  }

  base::Status check_depth(const std::string& place) const {
    if (under_way_.size() < model::kSegmentLevelsMax) return {};
    return base::fail(
        base::ErrorCode::kInvalidInput,
        fmt::format("Segments name each other deeper than {} levels.", model::kSegmentLevelsMax),
        place);
  }

  // The value of a computed trait.
  NodeResult computed_value(const std::string& key, const std::string& place) {
    if (const auto found = of_trait_.find(key); found != of_trait_.end()) return found->second;
    const auto trait = std::ranges::find(traits_, key, &model::ComputedTrait::key);
    if (trait == traits_.end()) return base::fail(model::no_computed_trait(key, place));
    const std::string step(fmt::format("{}{}", model::kComputedPrefix, key));
    if (std::ranges::find(under_way_, step) != under_way_.end()) {
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("The computed trait \"{}\" would be made of itself.",
                                    trait->name.empty() ? key : trait->name),
                        place);
    }
    WEND_TRY(check_depth(place));
    under_way_.push_back(step);
    const NodeResult value = value_node(*trait, trait->of, 0);
    under_way_.pop_back();
    if (value) of_trait_.emplace(key, *value);
    return value;
  }

  // Made once for each part about the customer being true and being false, as `past` is.
  NodeResult value_node(const model::ComputedTrait& trait, const Predicate& of,
                        std::size_t taken_out) {
    const Predicate* part = part_about_the_customer(of);
    if (part == nullptr) return value_leaf(trait, of);
    if (taken_out == SegmentPlan::kPartsOfCustomersMax)
      return base::fail(too_many_parts(part->place));
    ValueNode node;
    WEND_ASSIGN(node.asked, customers(*part));
    const std::string key = key_of(*part);
    WEND_ASSIGN(node.yes, value_node(trait, with(of, key, true), taken_out + 1));
    WEND_ASSIGN(node.no, value_node(trait, with(of, key, false), taken_out + 1));
    plan_.values_.push_back(node);
    return static_cast<std::uint32_t>(plan_.values_.size() - 1);
  }

  std::uint32_t value_leaf(const model::ComputedTrait& trait, const Predicate& of) {
    ValueLeaf leaf{.condition = condition(events(of)),
                   .measure = trait.measure,
                   .bounds = trait.bounds,
                   .touch = trait.touch};
    std::string part;
    if (trait.touch) {
      leaf.condition = condition(events(doings()));
      part = fmt::format("touch {} {}", static_cast<int>(trait.touch->which),
                         static_cast<int>(trait.touch->part));
    } else if (trait.measure == model::Measure::kShare) {
      leaf.part = std::exchange(leaf.condition, condition(events(doings())));
      part = plan_.conditions_[*leaf.part].key();
    }
    if (model::needs_property(trait.measure))
      leaf.path = plan_.properties_.number_of(trait.property);
    leaf.key = fmt::format("{},{},{},{}{};{};{}", static_cast<int>(leaf.measure),
                           key_of(leaf.bounds), trait.property.size(), trait.property,
                           plan_.conditions_[leaf.condition].key(), part.size(), part);
    const auto [found, is_new] = of_value_leaf_.try_emplace(
        leaf.key, static_cast<std::uint32_t>(plan_.value_leaves_.size()));
    if (is_new) plan_.value_leaves_.push_back(std::move(leaf));
    plan_.values_.push_back({.leaf = found->second});
    return static_cast<std::uint32_t>(plan_.values_.size() - 1);
  }

  // What customers do; the other types of events only say who somebody is.
  static Predicate doings() {
    Predicate doings;
    doings.form = PredicateForm::kType;
    doings.types = {model::EventType::kTrack, model::EventType::kPage, model::EventType::kScreen};
    return doings;
  }

  NodeResult computed_leaf(const Predicate& predicate, std::string_view key) {
    Leaf leaf;
    leaf.kind = Leaf::Kind::kComputed;
    WEND_ASSIGN(leaf.value, computed_value(std::string(key), predicate.place + ".trait"));
    leaf.comparison = predicate.comparison;
    leaf.key = fmt::format("C{},{}", predicate.path, unify::key_of(leaf.comparison));
    return leaf_node(std::move(leaf));
  }

  static base::Error too_many_parts(const std::string& place) {
    return {base::ErrorCode::kTooLarge,
            fmt::format("More than {} different things are asked of the customer inside one "
                        "condition on events.",
                        SegmentPlan::kPartsOfCustomersMax),
            place, "Ask them beside it, in an \"all\"."};
  }

  // What a predicate says of customers; the same reading as MaskBuilder::profiles.
  NodeResult customers(const Predicate& predicate) {
    switch (predicate.form) {
      case PredicateForm::kAlways:
        return add({.kind = Node::Kind::kTrue});
      case PredicateForm::kTrait: {
        if (const auto key = model::computed_key(predicate.path))
          return computed_leaf(predicate, *key);
        Leaf leaf;
        leaf.kind = Leaf::Kind::kTrait;
        leaf.path = plan_.traits_.number_of(predicate.path);
        leaf.comparison = predicate.comparison;
        leaf.key = fmt::format("T{},{}", predicate.path, unify::key_of(leaf.comparison));
        return leaf_node(std::move(leaf));
      }
      case PredicateForm::kAccount: {
        Leaf leaf;
        leaf.kind = Leaf::Kind::kList;
        leaf.list = "account " + key_of(predicate.parts[0]);
        leaf.key = "L" + leaf.list;
        if (std::ranges::find(plan_.account_lists_, leaf.list, &SegmentPlan::AccountList::list) ==
            plan_.account_lists_.end())
          plan_.account_lists_.push_back({leaf.list, predicate.parts[0]});
        return leaf_node(std::move(leaf));
      }
      case PredicateForm::kSegment:
        return segment_node(predicate.names[0], predicate.place + ".segment");
      case PredicateForm::kPattern:
        return base::fail(base::ErrorCode::kInvalidInput,
                          "A segment that is kept live cannot hold a pattern.",
                          predicate.place + ".pattern",
                          "Use \"sequence\" here, or the pattern in the \"who\" of a question.");
      case PredicateForm::kDid:
      case PredicateForm::kFirst:
      case PredicateForm::kSequence:
        return past(predicate, predicate.parts, 0);
      case PredicateForm::kNot: {
        WEND_ASSIGN(const std::uint32_t part, customers(predicate.parts[0]));
        return add({.kind = Node::Kind::kNot, .parts = {part}});
      }
      case PredicateForm::kAny:
      case PredicateForm::kAll: {
        const bool all = predicate.form == PredicateForm::kAll;
        Node node{.kind = all ? Node::Kind::kAll : Node::Kind::kAny};
        Predicate one_event;
        one_event.form = PredicateForm::kAll;
        for (const Predicate& part : predicate.parts) {
          if (all && model::is_about_one_event(part)) {
            if (part.form != PredicateForm::kAlways) one_event.parts.push_back(part);
            continue;
          }
          WEND_ASSIGN(const std::uint32_t one, customers(part));
          node.parts.push_back(one);
        }
        if (!one_event.parts.empty()) {
          WEND_ASSIGN(const std::uint32_t one, did_one(one_event));
          node.parts.push_back(one);
        }
        return add(std::move(node));
      }
      default:
        return did_one(predicate);
    }
  }

  NodeResult did_one(const Predicate& about_one_event) {
    Predicate did;
    did.form = PredicateForm::kDid;
    return past(did, {about_one_event}, 0);
  }

  // A leaf on events that satisfy `parts`; `of` says what is asked of them.
  NodeResult past(const Predicate& of, const std::vector<Predicate>& parts, std::size_t taken_out) {
    const bool counts = of.form == PredicateForm::kDid && of.aggregate == model::Aggregate::kCount;
    if (counts && of.at_least == 0 && !of.at_most) return add({.kind = Node::Kind::kTrue});
    const Predicate* part = nullptr;
    for (const Predicate& one : parts) {
      if (part == nullptr) part = part_about_the_customer(one);
    }
    if (part == nullptr) return past_leaf(of, parts);
    if (taken_out == SegmentPlan::kPartsOfCustomersMax)
      return base::fail(too_many_parts(part->place));
    WEND_ASSIGN(const std::uint32_t asked, customers(*part));
    const std::string key = key_of(*part);
    const auto taking = [&](bool value) {
      std::vector<Predicate> rest;
      for (const Predicate& one : parts) rest.push_back(with(one, key, value));
      return past(of, rest, taken_out + 1);
    };
    WEND_ASSIGN(const std::uint32_t when, taking(true));
    WEND_ASSIGN(const std::uint32_t otherwise, taking(false));
    const auto both = [&](std::uint32_t a, std::uint32_t b) {
      return add({.kind = Node::Kind::kAll, .parts = {a, b}});
    };
    const std::uint32_t not_asked = add({.kind = Node::Kind::kNot, .parts = {asked}});
    const std::uint32_t yes = both(asked, when), no = both(not_asked, otherwise);
    return add({.kind = Node::Kind::kAny, .parts = {yes, no}});
  }

  std::uint32_t past_leaf(const Predicate& of, const std::vector<Predicate>& parts) {
    Leaf leaf;
    std::vector<std::string> keys;
    for (const Predicate& part : parts) {
      leaf.conditions.push_back(condition(events(part)));
      keys.push_back(plan_.conditions_[leaf.conditions.back()].key());
    }
    leaf.bounds = of.bounds;
    switch (of.form) {
      case PredicateForm::kFirst:
        // That they ever did is all the first time says then.
        leaf.kind = of.bounds.any() ? Leaf::Kind::kFirst : Leaf::Kind::kCount;
        break;
      case PredicateForm::kSequence:
        leaf.kind = Leaf::Kind::kSequence;
        leaf.span = of.span;
        break;
      default:
        leaf.at_least = of.at_least;
        leaf.at_most = of.at_most;
        if (of.aggregate == model::Aggregate::kCount) break;
        leaf.kind = Leaf::Kind::kAggregate;
        leaf.aggregate = of.aggregate;
        leaf.path = plan_.properties_.number_of(of.path);
        leaf.comparison = of.comparison;
        keys.push_back(fmt::format("{},{}", of.path, unify::key_of(of.comparison)));
    }
    leaf.key =
        fmt::format("{},{},{},{},{},{},{}", static_cast<int>(leaf.kind), key_of(leaf.bounds),
                    leaf.at_least, leaf.at_most ? fmt::format("{}", *leaf.at_most) : "-",
                    static_cast<int>(leaf.aggregate), leaf.span.value_or(-1), unify::key_of(keys));
    return leaf_node(std::move(leaf));
  }

  // A predicate without any part that speaks of the customer.
  EventCondition events(const Predicate& predicate) {
    EventCondition condition;
    const auto texts = [&](EventCondition::Kind kind, std::vector<std::string> names) {
      condition.kind = names.empty() ? EventCondition::Kind::kFalse : kind;
      std::ranges::sort(names);
      const auto [first, last] = std::ranges::unique(names);
      names.erase(first, last);
      condition.texts = std::move(names);
      return condition;
    };
    switch (predicate.form) {
      case PredicateForm::kEvent:
        return texts(EventCondition::Kind::kName, names_meant(predicate.names));
      case PredicateForm::kChannel:
        return texts(EventCondition::Kind::kChannel, predicate.names);
      case PredicateForm::kSource:
        return texts(EventCondition::Kind::kSource, predicate.names);
      case PredicateForm::kTouchpoint:
      case PredicateForm::kStage:
        return texts(EventCondition::Kind::kName, names_at(predicate));
      case PredicateForm::kType:
        condition.kind = EventCondition::Kind::kType;
        for (const auto type : predicate.types)
          condition.types =
              static_cast<std::uint8_t>(condition.types | 1U << static_cast<unsigned>(type));
        return condition;
      case PredicateForm::kProperty:
        condition.kind = EventCondition::Kind::kProperty;
        condition.path = plan_.properties_.number_of(predicate.path);
        condition.texts = {predicate.path};
        condition.comparison = predicate.comparison;
        return condition;
      case PredicateForm::kAll:
      case PredicateForm::kAny: {
        std::vector<EventCondition> parts;
        for (const Predicate& part : predicate.parts) parts.push_back(events(part));
        return predicate.form == PredicateForm::kAll ? all_of(std::move(parts))
                                                     : any_of(std::move(parts));
      }
      case PredicateForm::kNot:
        return negated(events(predicate.parts[0]));
      default:
        return condition;  // always
    }
  }

  // A rule from before an event was renamed still means that event.
  std::vector<std::string> names_meant(const std::vector<std::string>& names) const {
    std::vector<std::string> meant = names;
    for (const std::string& name : names) {
      if (!std::ranges::binary_search(shown_names_, name))
        meant.emplace_back(naming_.shown_name(name));
    }
    return meant;
  }

  std::vector<std::string> names_at(const Predicate& predicate) const {
    std::vector<std::string> names;
    for (const auto& [name, place] : naming_.places) {
      const std::string& where =
          predicate.form == PredicateForm::kStage ? place.stage : place.touchpoint;
      if (std::ranges::find(predicate.names, where) != predicate.names.end()) names.push_back(name);
    }
    return names;
  }

  std::uint32_t condition(EventCondition condition) {
    const auto [found, is_new] = of_condition_.try_emplace(
        condition.key(), static_cast<std::uint32_t>(plan_.conditions_.size()));
    if (is_new) plan_.conditions_.push_back(std::move(condition));
    return found->second;
  }

  std::uint32_t leaf_node(Leaf leaf) {
    const auto [found, is_new] =
        of_leaf_.try_emplace(leaf.key, static_cast<std::uint32_t>(plan_.leaves_.size()));
    if (is_new) plan_.leaves_.push_back(std::move(leaf));
    return add({.kind = Node::Kind::kLeaf, .leaf = found->second});
  }

  std::uint32_t add(Node node) {
    std::string key = fmt::format("{},{}", static_cast<int>(node.kind), node.leaf);
    for (const std::uint32_t part : node.parts) key += fmt::format(",{}", part);
    const auto [found, is_new] =
        of_node_.try_emplace(std::move(key), static_cast<std::uint32_t>(plan_.nodes_.size()));
    if (is_new) plan_.nodes_.push_back(std::move(node));
    return found->second;
  }

  const std::vector<SegmentDefinition>& definitions_;
  const std::vector<model::ComputedTrait>& traits_;
  const EventNaming& naming_;
  std::vector<std::string> shown_names_;  // sorted
  SegmentPlan plan_;
  std::vector<std::string> under_way_;
  std::unordered_map<std::string, std::uint32_t> of_segment_, of_condition_, of_leaf_, of_node_;
  std::unordered_map<std::string, std::uint32_t> of_trait_, of_value_leaf_;
};

SegmentPlan SegmentPlan::make(const std::vector<SegmentDefinition>& definitions,
                              const EventNaming& naming,
                              const std::vector<model::ComputedTrait>& traits) {
  return SegmentCompiler(definitions, naming, traits).make();
}

}  // namespace wend::unify
