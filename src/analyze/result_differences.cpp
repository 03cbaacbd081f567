#include "analyze/result_differences.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyze/friction_interval.h"
#include "analyze/result_shares.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// What an entry of a list may be called by, the first that it has.
constexpr std::array kNames = {"name", "label",   "value", "event", "title", "measure",
                               "day",  "channel", "days",  "from",  "from_s"};

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// What the ids of an answer stand for: "s1n0" differs from group to group, the label does not.
using Ids = std::map<std::string, std::string, std::less<>>;

std::string label_of_node(const json::object& node) {
  const auto* step = node.if_contains("step");
  const auto* label = node.if_contains("label");
  const auto* role = node.if_contains("role");
  std::string text = label == nullptr ? std::string() : text_of(*label);
  if (role != nullptr && *role != "event") text = fmt::format("({})", text_of(*role));
  return step == nullptr ? text : fmt::format("{}: {}", text_of(*step), text);
}

void collect_ids(const json::value& value, Ids& ids) {
  if (const auto* list = value.if_array()) {
    for (const auto& entry : *list) collect_ids(entry, ids);
  }
  const auto* object = value.if_object();
  if (object == nullptr) return;
  if (const auto* id = object->if_contains("id"); id != nullptr && id->is_string())
    ids.emplace(text_of(*id), label_of_node(*object));
  for (const auto& field : *object) collect_ids(field.value(), ids);
}

std::string key_of(const json::value& entry, std::size_t index, const Ids& ids) {
  const auto* object = entry.if_object();
  if (object == nullptr) return std::to_string(index);
  if (object->contains("id")) return label_of_node(*object);
  const auto* from = object->if_contains("from");
  const auto* to = object->if_contains("to");
  if (from != nullptr && to != nullptr && from->is_string() && to->is_string()) {
    const auto name = [&](const json::value& id) {
      const auto found = ids.find(text_of(id));
      return found == ids.end() ? text_of(id) : found->second;
    };
    return fmt::format("{} > {}", name(*from), name(*to));
  }
  if (const auto* steps = object->if_contains("steps"); steps != nullptr && steps->is_array()) {
    // A variant: the ids of its activities.
    std::string text;
    bool ids_only = true;
    for (const auto& step : steps->get_array()) {
      ids_only = ids_only && step.is_string();
      if (!ids_only) break;
      const auto found = ids.find(text_of(step));
      text += (text.empty() ? "" : " > ") + (found == ids.end() ? text_of(step) : found->second);
    }
    if (ids_only) return text;
  }
  for (const char* name : kNames) {
    const auto* found = object->if_contains(name);
    if (found == nullptr || found->is_object() || found->is_array()) continue;
    std::string text = text_of(*found);
    const auto* group = object->if_contains("group");
    if (group != nullptr && group->is_object() && group->get_object().contains("value"))
      text += ", " + text_of(group->get_object().at("value"));
    return text;
  }
  return std::to_string(index);
}

// Counts of people that have no share of their own.
std::optional<FoundShare> people_of(const json::object& entry, const ComparedAnswer& answer) {
  const auto* people = entry.if_contains("people");
  if (people == nullptr || !people->is_number() || entry.contains("share")) return std::nullopt;
  return FoundShare{people->to_number<std::uint64_t>(), answer.customers,
                    ref_of(entry, "people", answer.ref_prefix)};
}

class Walk {
 public:
  Walk(const ComparedAnswer& base, const ComparedAnswer& value, std::size_t entries_max)
      : base_(base), value_(value), entries_max_(entries_max) {
    collect_ids(base.result, base_ids_);
    collect_ids(value.result, value_ids_);
    objects(base.result, value.result, "");
  }
  json::array take() { return std::move(found_); }

 private:
  void values(const json::value& base, const json::value& value, const std::string& place) {
    if (found_.size() >= entries_max_) return;
    if (base.is_object() && value.is_object())
      objects(base.get_object(), value.get_object(), place);
    if (base.is_array() && value.is_array()) lists(base.get_array(), value.get_array(), place);
  }

  void lists(const json::array& base, const json::array& value, const std::string& place) {
    const auto at = [&](const std::string& key) { return fmt::format("{}[{}]", place, key); };
    CommonNumbers of_base(base), of_value(value);
    std::map<std::string, const json::value*, std::less<>> by_key;
    std::size_t index = 0;
    for (const auto& entry : base) by_key.emplace(key_of(entry, index++, base_ids_), &entry);
    index = 0;
    for (const auto& entry : value) {
      const std::string key = key_of(entry, index++, value_ids_);
      const auto met = by_key.find(key);
      if (met == by_key.end()) {
        alone(entry, value_, of_value, base_, of_base, at(key), false);
        continue;
      }
      if (met->second == nullptr) continue;  // a second one of that name meets nobody
      people(*met->second, entry, at(key));
      values(*met->second, entry, at(key));
      met->second = nullptr;
    }
    index = 0;
    for (const auto& entry : base) {
      const std::string key = key_of(entry, index++, base_ids_);
      if (const auto left = by_key.find(key); left != by_key.end() && left->second == &entry)
        alone(entry, base_, of_base, value_, of_value, at(key), true);
    }
  }

  void people(const json::value& base, const json::value& value, const std::string& place) {
    if (!base.is_object() || !value.is_object()) return;
    const auto b = people_of(base.get_object(), base_), v = people_of(value.get_object(), value_);
    if (b && v) add_share(place_inside(place, "people"), *b, *v);
  }

  // An entry that the other list does not have.
  void alone(const json::value& entry, const ComparedAnswer& answer, CommonNumbers& own,
             const ComparedAnswer& other, CommonNumbers& others, const std::string& place,
             bool is_base) {
    if (!entry.is_object()) return;
    const auto against_none = [&](const std::string& at, const FoundShare& share,
                                  std::uint64_t of) {
      const FoundShare none{0, of, nullptr};
      add_share(place_inside(place, at), is_base ? share : none, is_base ? none : share);
    };
    if (const auto people = people_of(entry.get_object(), answer))
      against_none("people", *people, other.customers);
    for (const auto& [at, share] : shares_of(entry.get_object(), answer.ref_prefix)) {
      if (!own.of(at)) continue;
      if (const auto of = others.of(at)) against_none(at, share, *of);
    }
  }

  void objects(const json::object& base, const json::object& value, const std::string& place) {
    limits(base, value, place, "mean", "mean", "low", "high");
    limits(base, value, place, "median_s", "median", "low_s", "high_s");
    for (const auto& field : value) {
      const auto* met = base.if_contains(field.key());
      if (met == nullptr) continue;
      const std::string at = place_inside(place, field.key());
      if (met->is_object() && field.value().is_object() && is_share(met->get_object()) &&
          is_share(field.value().get_object()))
        add_share(at, share_in(base, field.key(), base_.ref_prefix),
                  share_in(value, field.key(), value_.ref_prefix));
      else
        values(*met, field.value(), at);
    }
  }

  static std::optional<double> number(const json::object& of, std::string_view field) {
    const auto* found = of.if_contains(field);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
  }

  void add_share(const std::string& place, const FoundShare& base, const FoundShare& value) {
    if (base.of == 0 || value.of == 0 || base.count > base.of || value.count > value.of) return;
    const auto part = [](const FoundShare& share) {
      return static_cast<double>(share.count) / static_cast<double>(share.of);
    };
    if (!add(place, "share", part(base), part(value),
             newcombe_interval(value.count, value.of, base.count, base.of)))
      return;
    json::object& added = found_.back().as_object();
    added["base_share"] = share_json(base.count, base.of);
    added["value_share"] = share_json(value.count, value.of);
    added["refs"] = {{"base", base.ref}, {"value", value.ref}};
  }

  void limits(const json::object& base, const json::object& value, const std::string& place,
              std::string_view field, std::string_view what, std::string_view low,
              std::string_view high) {
    const auto b = number(base, field), v = number(value, field);
    const auto b_low = number(base, low), b_high = number(base, high);
    const auto v_low = number(value, low), v_high = number(value, high);
    if (!b || !v || !b_low || !b_high || !v_low || !v_high) return;
    add(place, what, *b, *v,
        {*v - *b - std::hypot(*v - *v_low, *b_high - *b),
         *v - *b + std::hypot(*v_high - *v, *b - *b_low)});
  }

  bool add(const std::string& place, std::string_view what, double base, double value,
           Interval interval) {
    if (found_.size() >= entries_max_) return false;
    found_.push_back({{"at", place},
                      {"what", what},
                      {"base", base},
                      {"value", value},
                      {"difference", value - base},
                      {"low", interval.low},
                      {"high", interval.high},
                      {"clear", interval.low > 0 || interval.high < 0}});
    return true;
  }

  const ComparedAnswer& base_;
  const ComparedAnswer& value_;
  std::size_t entries_max_;
  Ids base_ids_, value_ids_;
  json::array found_;
};

}  // namespace

json::array result_differences(const ComparedAnswer& base, const ComparedAnswer& value,
                               std::size_t entries_max) {
  return Walk(base, value, entries_max).take();
}

}  // namespace wend::analyze
