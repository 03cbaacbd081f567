#pragma once

// For tests: segments and histories made up from a seed, and who is in a segment by the book.

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/computed_trait.h"
#include "model/origin.h"
#include "model/predicate.h"
#include "model/segment_meaning.h"
#include "model/time_text.h"
#include "unify/event_condition.h"

namespace wend::unify::testing {

inline constexpr TimeUs kHour = env::kHourUs;
inline constexpr TimeUs kBase = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

// Small choices, so that things meet: few names, times on the hour, few customers.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

struct TestEvent {
  std::int64_t identity = 0;
  std::int64_t sequence = 0;
  TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::string name, channel;
  std::string properties;  // JSON text

  SegmentEvent view() const { return {sequence, time_us, type, name, channel, "test", properties}; }
};

// Properties, and what they say of where somebody came from, worked out by hand.
struct KnownOrigin {
  std::string properties;
  model::Origin origin;
};
inline const std::vector<KnownOrigin>& known_origins() {
  static const std::vector<KnownOrigin> kKnown = {
      {R"({"path":"/a"})", {.landing_page = "/a"}},
      {R"({"url":"https://shop.example/b?x=1","referrer":"https://shop.example/a"})",
       {.landing_page = "/b"}},
      {R"({"utm_medium":"email","utm_campaign":"Spring"})",
       {.channel = "email", .medium = "email", .campaign = "Spring"}},
      {R"({"url":"https://shop.example/sale?utm_source=Google&utm_medium=cpc"})",
       {.channel = "paid search", .source = "google", .medium = "cpc", .landing_page = "/sale"}},
      {R"({"referrer":"https://l.facebook.com/x","path":"/f"})",
       {.channel = "social",
        .source = "l.facebook.com",
        .medium = "social",
        .referrer = "l.facebook.com",
        .landing_page = "/f"}},
      {R"({"referrer":"https://blog.example/post"})",
       {.channel = "referral",
        .source = "blog.example",
        .medium = "referral",
        .referrer = "blog.example"}}};
  return kKnown;
}

inline TestEvent random_event(Chance& chance, int identities, std::int64_t sequence) {
  TestEvent event;
  event.identity = 100 + chance.below(identities);
  event.sequence = sequence;
  // Visits end after half an hour without an event.
  event.time_us = kBase + chance.below(24) * kHour;
  if (chance.one_in(3)) event.time_us += chance.below(6) * 10 * env::kMinuteUs;
  event.channel = chance.of<std::string>({"web", "app"});
  if (chance.one_in(4)) {
    event.type = model::EventType::kIdentify;
    event.name = "identify";
    event.properties =
        chance.of<std::string>({R"({"city":"x"})", R"({"city":"y"})", R"({"city":null,"age":30})",
                                R"({"age":"41"})", R"({"city":"x","price":9})"});
  } else {
    event.name = chance.of<std::string>({"A", "A", "B", "C"});
    event.type = event.name == "C" ? model::EventType::kPage : model::EventType::kTrack;
    event.properties =
        chance.of<std::string>({"{}", R"({"price":1})", R"({"price":2.25})", R"({"price":"3"})",
                                R"({"price":"cheap"})", R"({"price":-1.5,"city":"x"})"});
    if (chance.one_in(3)) event.properties = chance.of(known_origins()).properties;
  }
  return event;
}

inline model::ComputedTrait random_touch(Chance& chance, std::string key) {
  model::ComputedTrait trait;
  trait.key = std::move(key);
  trait.touch = model::TouchField{static_cast<model::TouchField::Which>(chance.below(3)),
                                  static_cast<model::TouchField::Part>(chance.below(7))};
  return trait;
}

class RandomPredicate {
 public:
  // `traits`: the keys of computed ones; `accounts`: rules name accounts, too.
  RandomPredicate(Chance& chance, std::vector<std::string> segments,
                  std::vector<std::string> traits = {}, bool accounts = false)
      : chance_(chance),
        segments_(std::move(segments)),
        traits_(std::move(traits)),
        accounts_(accounts) {}

  std::string computed_trait() {
    const std::string measure = chance_.of<std::string>(
        {"count", "distinct", "sum", "average", "min", "max", "first_value", "last_value",
         "most_frequent", "values", "first_time", "last_time", "days_since_first",
         "days_since_last", "count", "days_since_last", "share", "last_value", "sum"});
    const bool needs = !measure.ends_with("time") && !measure.starts_with("days") &&
                       measure != "count" && measure != "share";
    return fmt::format(R"({{"of": {}, "measure": "{}"{}{}}})", about_events(1), measure,
                       !needs              ? ""
                       : chance_.one_in(4) ? R"(, "property": "city")"
                                           : R"(, "property": "price")",
                       bounds("within"));
  }

  std::string about_customers(int depth) {
    if (accounts_ && chance_.one_in(5)) return account();
    switch (chance_.below(depth > 0 ? 13 : 8)) {
      case 0:
        return trait();
      case 1:
      case 2:
      case 3: {
        const int least = chance_.below(4);
        std::string counts = fmt::format(R"(, "at_least": {})", least);
        if (chance_.one_in(3))
          counts += fmt::format(R"(, "at_most": {})", least + chance_.below(3));
        if (chance_.one_in(4)) counts = R"(, "at_most": 0)";
        if (chance_.one_in(4)) counts = "";
        return fmt::format(R"({{"did": {}{}{}}})", about_events(depth), counts, bounds("within"));
      }
      case 4:
        return fmt::format(
            R"({{"did": {}, "{}": "price", "op": "{}", "value": {}{}}})", about_events(depth),
            chance_.of<std::string>({"sum", "average", "min", "max"}),
            chance_.of<std::string>({"is", "is_not", "greater", "at_least", "less", "at_most"}),
            chance_.of<std::string>({"0", "1", "2.25", "3", "4.25", "-1.5"}), bounds("within"));
      case 5:
        return fmt::format(R"({{"first": {}{}}})", about_events(depth), bounds("within"));
      case 6: {
        std::string steps = about_events(depth);
        for (int i = 0; i < 1 + chance_.below(2); ++i) steps += ", " + about_events(depth);
        return fmt::format(
            R"({{"sequence": [{}]{}{}}})", steps,
            chance_.one_in(2) ? "" : fmt::format(R"(, "within": "{}h")", chance_.below(5)),
            bounds("in_last"));
      }
      case 7:
        return one_event();
      case 8:
        return fmt::format(R"({{"not": {}}})", about_customers(depth - 1));
      case 9:
      case 10:
        return list("all", depth);
      case 11:
        return list("any", depth);
      default:
        return segments_.empty() ? one_event()
                                 : fmt::format(R"({{"segment": "{}"}})", chance_.of(segments_));
    }
  }

 private:
  std::string account() {
    return fmt::format(
        R"({{"account": {}}})",
        chance_.of<std::string>(
            {"{}", R"({"trait": "plan", "value": "pro"})",
             R"({"not": {"trait": "plan", "value": "pro"}})",
             R"({"trait": "$members", "op": "at_least", "value": 2})",
             R"({"any": [{"trait": "$key", "value": "b"}, {"trait": "plan", "op": "exists"}]})"}));
  }
  std::string list(const char* form, int depth) {
    std::string parts = about_customers(depth - 1);
    for (int i = 0; i < chance_.below(3); ++i)
      parts += ", " + (chance_.one_in(3) ? one_event() : about_customers(depth - 1));
    return fmt::format(R"({{"{}": [{}]}})", form, parts);
  }
  std::string about_events(int depth) {
    switch (chance_.below(depth > 0 ? 12 : 7)) {
      case 7:
        return fmt::format(R"({{"not": {}}})", about_events(depth - 1));
      case 8:
        return fmt::format(R"({{"all": [{}, {}]}})", about_events(depth - 1),
                           about_events(depth - 1));
      case 9:
        return fmt::format(R"({{"any": [{}, {}]}})", about_events(depth - 1),
                           about_events(depth - 1));
      case 10:  // a part that speaks of the customer
        return fmt::format(R"({{"all": [{}, {}]}})", one_event(), about_customers(depth - 1));
      default:
        return one_event();
    }
  }
  std::string one_event() {
    return chance_.of<std::string>(
        {"{}", R"({"event": "A"})", R"({"event": "A"})", R"({"event": "B"})",
         R"({"event": ["B", "C"]})", R"({"type": "page"})", R"({"type": ["identify", "page"]})",
         R"({"channel": "web"})", R"({"property": "price", "op": "greater", "value": 1})",
         R"({"property": "price", "op": "not_exists"})",
         R"({"property": "city", "op": "is_not", "value": "x"})"});
  }
  std::string trait() {
    if (!traits_.empty() && chance_.below(4) > 0) {
      return fmt::format(
          R"({{"trait": "computed:{}", {}}})", chance_.of(traits_),
          chance_.of<std::string>({R"("op": "at_least", "value": 2)", R"("op": "exists")",
                                   R"("value": 1)", R"("op": "at_most", "value": 0)",
                                   R"("value": "x")", R"("op": "greater", "value": 1.5)",
                                   R"("op": "contains", "value": "2")", R"("value": "email")",
                                   R"("op": "is_not", "value": "direct")",
                                   R"("op": "less", "value": "2026-01-01T09:00:00Z")"}));
    }
    return chance_.of<std::string>({R"({"trait": "city", "value": "x"})",
                                    R"({"trait": "city", "op": "is_not", "value": "x"})",
                                    R"({"trait": "city", "op": "not_exists"})",
                                    R"({"trait": "age", "op": "greater", "value": 35})"});
  }
  std::string bounds(const char* window) {
    switch (chance_.below(5)) {
      case 0:
      case 1:
        return fmt::format(R"(, "{}": "{}h")", window, 1 + chance_.below(8));
      case 2:
        return fmt::format(R"(, "from": "2026-01-01T{:02}:00:00Z")", chance_.below(20));
      case 3: {
        const int from = chance_.below(20);
        return fmt::format(
            R"(, "from": "2026-01-01T{:02}:00:00Z", "to": "2026-01-01T{:02}:00:00Z")", from,
            from + chance_.below(4));
      }
      default:
        return "";
    }
  }

  Chance& chance_;
  std::vector<std::string> segments_, traits_;
  bool accounts_ = false;
};

inline model::Predicate predicate_of(const std::string& text) {
  auto read = model::PredicateReader().read(boost::json::parse(text), "");
  if (!read) throw std::runtime_error(text + ": " + read.error().to_sentence());
  return *std::move(read);
}

inline model::ComputedTrait trait_of(const std::string& key, const std::string& text) {
  auto read = model::read_computed_trait(boost::json::parse(text), {});
  if (!read) throw std::runtime_error(text + ": " + read.error().to_sentence());
  read->key = key;
  return *std::move(read);
}

// How a failing test tells of it.
inline std::string touch_text(const model::ComputedTrait& trait) {
  return fmt::format("touch {} part {}", static_cast<int>(trait.touch->which),
                     static_cast<int>(trait.touch->part));
}

// Who satisfies a predicate, straight from its words: looks at all events every time, in no order,
// with nothing kept.
class ByTheBook {
 public:
  using Events = std::vector<const TestEvent*>;
  using Segments = std::map<std::string, model::SegmentMeaning>;
  using Traits = std::vector<model::ComputedTrait>;
  ByTheBook(const Segments& segments, TimeUs now, Traits traits = {})
      : segments_(segments), now_(now), traits_(std::move(traits)) {}

  model::Value computed(const model::ComputedTrait& trait, const Events& events,
                        std::int64_t profile) const {
    using model::Measure;
    if (trait.touch) return touch(*trait.touch, events);
    Events theirs;
    for (const TestEvent* one : events)
      if (event(trait.of, *one, events, profile) && in(trait.bounds, one->time_us))
        theirs.push_back(one);
    std::ranges::sort(theirs, {},
                      [](const TestEvent* one) { return std::pair(one->time_us, one->sequence); });
    if (trait.measure == Measure::kShare) {
      double part = 0, all = 0;
      for (const TestEvent* one : events) {
        if (one->type == model::EventType::kIdentify || !in(trait.bounds, one->time_us)) continue;
        ++all;
        part += event(trait.of, *one, events, profile);
      }
      return all == 0 ? model::Value() : model::Value(part / all);
    }
    if (trait.measure == Measure::kCount) return static_cast<double>(theirs.size());
    if (!trait.property.empty())
      std::erase_if(theirs, [&](const TestEvent* one) {
        return model::is_missing(property(trait.property, *one));
      });
    std::vector<double> numbers;
    std::map<std::string, int> values;
    for (const TestEvent* one : theirs) {
      const model::Value value = property(trait.property, *one);
      if (const auto number = model::number_of(value)) numbers.push_back(*number);
      ++values[model::to_text(value)];
    }
    switch (trait.measure) {
      case Measure::kSum:
        return aggregate(model::Aggregate::kSum, numbers);
      case Measure::kAverage:
        return aggregate(model::Aggregate::kAverage, numbers);
      case Measure::kMin:
        return aggregate(model::Aggregate::kMin, numbers);
      case Measure::kMax:
        return aggregate(model::Aggregate::kMax, numbers);
      case Measure::kDistinct:
        return static_cast<double>(values.size());
      default:
        break;
    }
    if (theirs.empty()) return {};
    // What is a number in one event and a text in another is the number.
    const auto typed = [&](const std::string& text) {
      model::Value found = text;
      for (const TestEvent* one : theirs) {
        const model::Value value = property(trait.property, *one);
        if (model::to_text(value) == text && std::holds_alternative<double>(value)) found = value;
      }
      return found;
    };
    if (trait.measure == Measure::kMostFrequent) {
      std::string most = values.begin()->first;
      for (const auto& [text, count] : values)
        if (count > values[most]) most = text;
      return typed(most);
    }
    if (trait.measure == Measure::kValues) {
      std::string list;
      for (const auto& [text, count] : values) {
        const model::Value value = typed(text);
        const auto* number = std::get_if<double>(&value);
        list +=
            (list.empty() ? "" : ",") +
            boost::json::serialize(number ? boost::json::value(*number) : boost::json::value(text));
      }
      return "[" + list + "]";
    }
    const bool first = trait.measure == Measure::kFirstValue ||
                       trait.measure == Measure::kFirstTime ||
                       trait.measure == Measure::kDaysSinceFirst;
    const TestEvent& end = first ? *theirs.front() : *theirs.back();
    if (!trait.property.empty()) return property(trait.property, end);
    if (trait.measure == Measure::kFirstTime || trait.measure == Measure::kLastTime)
      return model::format_time(end.time_us, {}).substr(0, 19) + "Z";
    double days = 0;
    while (end.time_us + (days + 1) * 24.0 * static_cast<double>(kHour) <=
           static_cast<double>(now_))
      ++days;
    return days;
  }

  bool customer(const model::Predicate& p, const Events& events, std::int64_t profile) const {
    using Form = model::PredicateForm;
    switch (p.form) {
      case Form::kAlways:
        return true;
      case Form::kTrait: {
        const auto key = model::computed_key(p.path);
        if (!key) return p.comparison.holds(trait(p.path, events));
        const auto found = std::ranges::find(traits_, *key, &model::ComputedTrait::key);
        return p.comparison.holds(computed(*found, events, profile));
      }
      case Form::kNot:
        return !customer(p.parts[0], events, profile);
      case Form::kAny:
        return std::ranges::any_of(
            p.parts, [&](const auto& part) { return customer(part, events, profile); });
      case Form::kAll: {
        const auto one_event = [](const auto& part) { return model::is_about_one_event(part); };
        const bool rest = std::ranges::all_of(p.parts, [&](const auto& part) {
          return one_event(part) || customer(part, events, profile);
        });
        // {} alone asks for no event.
        const bool none = std::ranges::none_of(p.parts, [&](const auto& part) {
          return one_event(part) && part.form != Form::kAlways;
        });
        return rest && (none || std::ranges::any_of(events, [&](const TestEvent* event) {
                          return std::ranges::all_of(p.parts, [&](const auto& part) {
                            return !one_event(part) || this->event(part, *event, events, profile);
                          });
                        }));
      }
      case Form::kSegment: {
        const auto& meaning = segments_.at(p.names[0]);
        if (meaning.is_list)
          return std::ranges::find(meaning.profiles, profile) != meaning.profiles.end();
        return customer(meaning.rule, events, profile);
      }
      case Form::kDid: {
        std::uint64_t count = 0;
        std::vector<double> numbers;
        for (const TestEvent* event : events) {
          if (!this->event(p.parts[0], *event, events, profile) || !in(p.bounds, event->time_us))
            continue;
          ++count;
          const auto number = model::number_of(property(p.path, *event));
          if (number) numbers.push_back(*number);
        }
        if (p.aggregate == model::Aggregate::kCount)
          return count >= p.at_least && (!p.at_most || count <= *p.at_most);
        return p.comparison.holds(aggregate(p.aggregate, numbers));
      }
      case Form::kFirst: {
        std::vector<TimeUs> times;
        for (const TestEvent* event : events)
          if (this->event(p.parts[0], *event, events, profile)) times.push_back(event->time_us);
        return !times.empty() && in(p.bounds, std::ranges::min(times));
      }
      case Form::kSequence: {
        std::set<const TestEvent*> used;
        return sequence(p, 0, 0, 0, used, events, profile);
      }
      default:
        return std::ranges::any_of(
            events, [&](const TestEvent* one) { return event(p, *one, events, profile); });
    }
  }

 private:
  bool event(const model::Predicate& p, const TestEvent& e, const Events& events,
             std::int64_t profile) const {
    using Form = model::PredicateForm;
    const auto named = [&](std::string_view text) {
      return std::ranges::find(p.names, text) != p.names.end();
    };
    switch (p.form) {
      case Form::kAlways:
        return true;
      case Form::kEvent:
        return named(e.name);
      case Form::kChannel:
        return named(e.channel);
      case Form::kSource:
        return named("test");
      case Form::kType:
        return std::ranges::find(p.types, e.type) != p.types.end();
      case Form::kProperty:
        return p.comparison.holds(property(p.path, e));
      case Form::kNot:
        return !event(p.parts[0], e, events, profile);
      case Form::kAll:
        return std::ranges::all_of(
            p.parts, [&](const auto& part) { return event(part, e, events, profile); });
      case Form::kAny:
        return std::ranges::any_of(
            p.parts, [&](const auto& part) { return event(part, e, events, profile); });
      default:
        return customer(p, events, profile);
    }
  }
  static model::Origin origin(const TestEvent& e) {
    const auto known = std::ranges::find(known_origins(), e.properties, &KnownOrigin::properties);
    return known == known_origins().end() ? model::Origin() : known->origin;
  }
  // All visits in order, each with its events; then the one that is asked for.
  static model::Value touch(const model::TouchField& field, Events events) {
    std::erase_if(events,
                  [](const TestEvent* e) { return e->type == model::EventType::kIdentify; });
    std::ranges::sort(events, {},
                      [](const TestEvent* e) { return std::pair(e->time_us, e->sequence); });
    std::vector<Events> visits;
    for (const TestEvent* e : events) {
      if (visits.empty() || e->time_us > visits.back().back()->time_us + kHour / 2)
        visits.emplace_back();
      visits.back().push_back(e);
    }
    const auto told = [](const Events& visit) -> const TestEvent* {
      const auto found = std::ranges::find_if(
          visit, [](const TestEvent* e) { return !origin(*e).channel.empty(); });
      return found == visit.end() ? nullptr : *found;
    };
    using Which = model::TouchField::Which;
    if (field.which == Which::kLastNonDirect)
      std::erase_if(visits, [&](const Events& visit) { return told(visit) == nullptr; });
    if (visits.empty()) return {};
    const Events& visit = field.which == Which::kFirst ? visits.front() : visits.back();
    model::Origin from = {.channel = "direct"};
    if (const TestEvent* e = told(visit)) from = origin(*e);
    from.landing_page.clear();
    for (const TestEvent* e : visit)
      if (from.landing_page.empty()) from.landing_page = origin(*e).landing_page;
    const std::string parts[] = {
        from.channel,
        from.source,
        from.medium,
        from.campaign,
        from.referrer,
        from.landing_page,
        model::format_time(visit.front()->time_us, {}).substr(0, 19) + "Z"};
    const std::string& part = parts[static_cast<std::size_t>(field.part)];
    return part.empty() ? model::Value() : model::Value(part);
  }
  bool sequence(const model::Predicate& p, std::size_t step, TimeUs first, TimeUs last,
                std::set<const TestEvent*>& used, const Events& events,
                std::int64_t profile) const {
    if (step == p.parts.size()) return in(p.bounds, last) && (!p.span || last - first <= *p.span);
    for (const TestEvent* one : events) {
      if (used.contains(one) || (step > 0 && one->time_us < last)) continue;
      if (!event(p.parts[step], *one, events, profile)) continue;
      used.insert(one);
      const bool found = sequence(p, step + 1, step == 0 ? one->time_us : first, one->time_us, used,
                                  events, profile);
      used.erase(one);
      if (found) return true;
    }
    return false;
  }
  bool in(const model::TimeBounds& bounds, TimeUs time_us) const {
    if (bounds.within && now_ - time_us >= *bounds.within) return false;
    if (bounds.from_us && time_us < *bounds.from_us) return false;
    return !bounds.to_us || time_us < *bounds.to_us;
  }
  static model::Value value_at(const std::string& path, const TestEvent& e) {
    const auto properties = boost::json::parse(e.properties).as_object();
    const auto* value = properties.if_contains(path);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return std::string(value->as_string());
    return value->to_number<double>();
  }
  static model::Value property(const std::string& path, const TestEvent& e) {
    return e.type == model::EventType::kIdentify ? model::Value() : value_at(path, e);
  }
  static model::Value trait(const std::string& path, const Events& events) {
    const TestEvent* latest = nullptr;
    for (const TestEvent* e : events) {
      if (e->type != model::EventType::kIdentify || model::is_missing(value_at(path, *e))) continue;
      if (latest == nullptr ||
          std::pair(e->time_us, e->sequence) > std::pair(latest->time_us, latest->sequence))
        latest = e;
    }
    return latest == nullptr ? model::Value() : value_at(path, *latest);
  }
  static model::Value aggregate(model::Aggregate aggregate, const std::vector<double>& numbers) {
    double sum = 0;  // of quarters: exact
    for (const double number : numbers) sum += number;
    if (aggregate == model::Aggregate::kSum) return sum;
    if (numbers.empty()) return {};
    if (aggregate == model::Aggregate::kMin) return std::ranges::min(numbers);
    if (aggregate == model::Aggregate::kMax) return std::ranges::max(numbers);
    return sum / static_cast<double>(numbers.size());
  }

  const Segments& segments_;
  TimeUs now_;
  Traits traits_;
};

}  // namespace wend::unify::testing
