#include "analyze/result_differences.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <string>

#include "analyze/friction_interval.h"

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

class Walk {
 public:
  Walk(const json::object& base, const json::object& value, std::size_t entries_max)
      : entries_max_(entries_max) {
    collect_ids(base, base_ids_);
    collect_ids(value, value_ids_);
    objects(base, value, "");
  }
  json::array take() { return std::move(found_); }

 private:
  void values(const json::value& base, const json::value& value, const std::string& place) {
    if (found_.size() >= entries_max_) return;
    if (base.is_object() && value.is_object())
      objects(base.get_object(), value.get_object(), place);
    if (!base.is_array() || !value.is_array()) return;
    std::map<std::string, const json::value*, std::less<>> by_key;
    std::size_t index = 0;
    for (const auto& entry : base.get_array())
      by_key.emplace(key_of(entry, index++, base_ids_), &entry);
    index = 0;
    for (const auto& entry : value.get_array()) {
      const auto met = by_key.find(key_of(entry, index++, value_ids_));
      if (met == by_key.end()) continue;
      values(*met->second, entry, fmt::format("{}[{}]", place, met->first));
      by_key.erase(met);  // a second one of that name meets nobody
    }
  }

  void objects(const json::object& base, const json::object& value, const std::string& place) {
    if (share(base, value, place)) return;
    limits(base, value, place, "mean", "mean", "low", "high");
    limits(base, value, place, "median_s", "median", "low_s", "high_s");
    for (const auto& field : value) {
      const auto* met = base.if_contains(field.key());
      if (met == nullptr) continue;
      const std::string_view name(field.key());
      values(*met, field.value(),
             place.empty() ? std::string(name) : fmt::format("{}.{}", place, name));
    }
  }

  static std::optional<double> number(const json::object& of, std::string_view field) {
    const auto* found = of.if_contains(field);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
  }

  bool share(const json::object& base, const json::object& value, const std::string& place) {
    for (const auto* one : {&base, &value}) {
      for (const char* field : {"share", "of", "count"})
        if (!one->contains(field)) return false;
    }
    const auto base_share = number(base, "share"), value_share = number(value, "share");
    if (!base_share || !value_share) return true;
    const auto whole = [](const json::value& count) { return count.to_number<std::uint64_t>(); };
    const Interval interval = newcombe_interval(whole(value.at("count")), whole(value.at("of")),
                                                whole(base.at("count")), whole(base.at("of")));
    add(place, "share", *base_share, *value_share, interval);
    return true;
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

  void add(const std::string& place, std::string_view what, double base, double value,
           Interval interval) {
    if (found_.size() >= entries_max_) return;
    found_.push_back({{"at", place},
                      {"what", what},
                      {"base", base},
                      {"value", value},
                      {"difference", value - base},
                      {"low", interval.low},
                      {"high", interval.high},
                      {"clear", interval.low > 0 || interval.high < 0}});
  }

  std::size_t entries_max_;
  Ids base_ids_, value_ids_;
  json::array found_;
};

}  // namespace

json::array result_differences(const json::object& base, const json::object& value,
                               std::size_t entries_max) {
  return Walk(base, value, entries_max).take();
}

}  // namespace wend::analyze
