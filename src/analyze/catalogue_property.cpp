#include "analyze/catalogue_property.h"

#include <algorithm>

#include "base/assert.h"
#include "model/event.h"

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, kPropertyTypes> kTypeNames = {
    "text", "number", "boolean", "time", "list", "object", "null"};
constexpr std::size_t kExampleCharacters = 80;

constexpr std::size_t kNull = static_cast<std::size_t>(PropertyType::kNull);

// At most so many characters, whole ones.
std::string_view cut(std::string_view text) {
  if (text.size() <= kExampleCharacters) return text;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && characters++ == kExampleCharacters) return text.substr(0, i);
  }
  return text;
}

// The number that `digits` digits from `at` on are, or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int number = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

bool is_offset(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return true;
  if (text[0] != '+' && text[0] != '-') return false;
  const std::size_t minutes = text.size() > 3 && text[3] == ':' ? 4 : 3;
  if (digits_at(text, 1, 2) < 0 || digits_at(text, 1, 2) > 23) return false;
  if (text.size() == 3) return true;
  return text.size() == minutes + 2 && digits_at(text, minutes, 2) >= 0 &&
         digits_at(text, minutes, 2) < 60;
}

}  // namespace

std::string_view to_string(PropertyType type) {
  return kTypeNames[static_cast<std::size_t>(type)];
}

bool looks_like_time(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  if (text.size() < 10 || text.size() > kLongest || text[4] != '-' || text[7] != '-') return false;
  const int month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  if (digits_at(text, 0, 4) < 0 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (text.size() == 10) return true;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return false;
  const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
  if (hour < 0 || hour > 24 || text.size() < 16 || text[13] != ':' || minute < 0 || minute > 59)
    return false;
  std::size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    const int second = digits_at(text, at + 1, 2);
    if (second < 0 || second > 60) return false;
    at += 3;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      const std::size_t fraction = ++at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
      if (at == fraction) return false;
    }
  }
  return is_offset(text.substr(at));
}

void DistinctValues::add(std::uint64_t hash) {
  if (smallest_.size() == kKept && hash >= smallest_.back()) return;
  const auto place = std::ranges::lower_bound(smallest_, hash);
  if (place != smallest_.end() && *place == hash) return;
  smallest_.insert(place, hash);
  if (smallest_.size() > kKept) smallest_.pop_back();
}

std::uint64_t DistinctValues::count() const {
  if (smallest_.size() < kKept) return smallest_.size();
  const double largest = static_cast<double>(smallest_.back()) / 0x1p64;
  return static_cast<std::uint64_t>(static_cast<double>(kKept - 1) / largest);
}

void FrequentValues::add(std::uint64_t hash, std::string_view text, double weight) {
  const auto found = std::ranges::find(values_, hash, &Value::hash);
  if (found != values_.end()) {
    found->weight += weight;
    return;
  }
  if (values_.size() < kKept) {
    values_.push_back({hash, weight, std::string(cut(text))});
    return;
  }
  const auto least = std::ranges::min_element(values_, {}, &Value::weight);
  *least = {hash, least->weight + weight, std::string(cut(text))};
}

std::vector<std::string> FrequentValues::top(std::size_t count) const {
  std::vector<const Value*> order;
  for (const Value& value : values_) order.push_back(&value);
  std::ranges::sort(order, [](const Value* a, const Value* b) {
    return a->weight != b->weight ? a->weight > b->weight : a->text < b->text;
  });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) texts.push_back(order[i]->text);
  return texts;
}

void PropertyTally::add(PropertyType type, std::string_view value, Day day, TimeUs time_us,
                        double stands_for, bool keep_day) {
  const auto index = static_cast<std::size_t>(type);
  first_us = std::min(first_us, time_us);
  last_us = std::max(last_us, time_us);
  weight[index] += stands_for;
  ++count[index];
  first_day[index] = std::min(first_day[index], day);
  if (keep_day) {
    auto found = days.end();
    if (!days.empty() && days.back().day >= day)
      found = std::ranges::lower_bound(days, day, {}, &OnDay::day);
    if (found == days.end() || found->day != day) found = days.insert(found, {day, {}});
    ++found->count[index];
  }
  if (type == PropertyType::kNull) return;
  const std::uint64_t hash = model::message_id_of(value, index).low;
  distinct.add(hash);
  frequent.add(hash, value, stands_for);
}

Day PropertyTally::first_value_day() const {
  return *std::min_element(first_day.begin(), first_day.begin() + kNull);
}

std::uint64_t PropertyTally::values_between(Day first, Day last) const {
  std::uint64_t sum = 0;
  for (const OnDay& on : days) {
    if (on.day < first || on.day > last) continue;
    for (std::size_t type = 0; type < kNull; ++type) sum += on.count[type];
  }
  return sum;
}

std::uint64_t PropertyTally::of_type_between(PropertyType type, Day first, Day last) const {
  std::uint64_t sum = 0;
  for (const OnDay& on : days) {
    if (on.day >= first && on.day <= last) sum += on.count[static_cast<std::size_t>(type)];
  }
  return sum;
}

}  // namespace wend::analyze
