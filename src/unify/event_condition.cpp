#include "unify/event_condition.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::unify {
namespace {

using Kind = EventCondition::Kind;

EventCondition constant(bool value) {
  EventCondition condition;
  condition.kind = value ? Kind::kTrue : Kind::kFalse;
  return condition;
}

EventCondition joined(std::vector<EventCondition> parts, bool all) {
  std::vector<EventCondition> kept;
  for (EventCondition& part : parts) {
    if (part.kind == (all ? Kind::kTrue : Kind::kFalse)) continue;
    if (part.kind == (all ? Kind::kFalse : Kind::kTrue)) return part;
    kept.push_back(std::move(part));
  }
  if (kept.empty()) return constant(all);
  if (kept.size() == 1) return std::move(kept[0]);
  EventCondition condition;
  condition.kind = all ? Kind::kAll : Kind::kAny;
  condition.parts = std::move(kept);
  return condition;
}

bool among(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::binary_search(texts, text, {},
                                    [](const auto& one) { return std::string_view(one); });
}

}  // namespace

std::uint32_t Paths::number_of(std::string_view path) {
  const auto found = std::ranges::find(paths_, path);
  if (found != paths_.end()) return static_cast<std::uint32_t>(found - paths_.begin());
  paths_.emplace_back(path);
  return static_cast<std::uint32_t>(paths_.size() - 1);
}

void EventReader::open(const SegmentEvent& event, const Paths& paths) {
  event_ = &event;
  paths_ = &paths;
  parser_.open(event.properties);
  ++opened_;
  if (values_.size() < paths.size()) {
    values_.resize(paths.size());
    read_at_.resize(paths.size(), 0);
  }
}

const model::Value& EventReader::property(std::uint32_t path) {
  if (read_at_[path] != opened_) {
    values_[path] = event_->type == model::EventType::kIdentify ? model::Value()
                                                                : parser_.at(paths_->path(path));
    read_at_[path] = opened_;
  }
  return values_[path];
}

model::Value EventReader::trait(std::string_view path) {
  return parser_.at(path);
}

bool EventCondition::holds(EventReader& reader) const {
  switch (kind) {
    case Kind::kTrue:
      return true;
    case Kind::kFalse:
      return false;
    case Kind::kName:
      return among(texts, reader.event().name);
    case Kind::kType:
      return (types >> static_cast<unsigned>(reader.event().type) & 1) != 0;
    case Kind::kChannel:
      return among(texts, reader.event().channel);
    case Kind::kSource:
      return among(texts, reader.event().source);
    case Kind::kProperty:
      return comparison.holds(reader.property(path));
    case Kind::kAll:
      return std::ranges::all_of(parts, [&](const auto& part) { return part.holds(reader); });
    case Kind::kAny:
      return std::ranges::any_of(parts, [&](const auto& part) { return part.holds(reader); });
    case Kind::kNot:
      return !parts[0].holds(reader);
  }
  return false;
}

std::optional<bool> EventCondition::of(std::string_view name, model::EventType type) const {
  switch (kind) {
    case Kind::kTrue:
      return true;
    case Kind::kFalse:
      return false;
    case Kind::kName:
      return among(texts, name);
    case Kind::kType:
      return (types >> static_cast<unsigned>(type) & 1) != 0;
    case Kind::kProperty:
      if (type == model::EventType::kIdentify) return comparison.holds({});
      return std::nullopt;
    case Kind::kAll:
    case Kind::kAny: {
      const bool deciding = kind == Kind::kAny;
      bool sure = true;
      for (const EventCondition& part : parts) {
        const auto one = part.of(name, type);
        if (one == deciding) return deciding;
        sure = sure && one.has_value();
      }
      return sure ? std::optional(!deciding) : std::nullopt;
    }
    case Kind::kNot: {
      const auto one = parts[0].of(name, type);
      return one ? std::optional(!*one) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::string key_of(const std::vector<std::string>& texts) {
  std::string key;
  for (const std::string& text : texts) key += fmt::format("{}:{}", text.size(), text);
  return key;
}

std::string key_of(const model::Comparison& comparison) {
  std::string key(model::to_string(comparison.op()));
  for (const model::Value& value : comparison.values()) {
    const std::string text = model::to_text(value);
    key += fmt::format("|{}{}:{}", value.index(), text.size(), text);
  }
  return key;
}

std::string EventCondition::key() const {
  switch (kind) {
    case Kind::kTrue:
      return "T";
    case Kind::kFalse:
      return "F";
    case Kind::kName:
      return "n(" + key_of(texts) + ")";
    case Kind::kType:
      return fmt::format("t({})", types);
    case Kind::kChannel:
      return "c(" + key_of(texts) + ")";
    case Kind::kSource:
      return "s(" + key_of(texts) + ")";
    case Kind::kProperty:
      return fmt::format("p({},{})", key_of(texts), key_of(comparison));
    case Kind::kNot:
      return "!(" + parts[0].key() + ")";
    case Kind::kAll:
    case Kind::kAny: {
      std::vector<std::string> keys;
      for (const EventCondition& part : parts) keys.push_back(part.key());
      std::ranges::sort(keys);
      return fmt::format("{}({})", kind == Kind::kAll ? '&' : '|', key_of(keys));
    }
  }
  return {};
}

EventCondition all_of(std::vector<EventCondition> parts) {
  return joined(std::move(parts), true);
}

EventCondition any_of(std::vector<EventCondition> parts) {
  return joined(std::move(parts), false);
}

EventCondition negated(EventCondition part) {
  if (part.kind == Kind::kTrue || part.kind == Kind::kFalse)
    return constant(part.kind == Kind::kFalse);
  EventCondition condition;
  condition.kind = Kind::kNot;
  condition.parts.push_back(std::move(part));
  return condition;
}

}  // namespace wend::unify
