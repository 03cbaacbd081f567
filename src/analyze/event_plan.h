#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wend::analyze {

// What the tracking plan says about one event name, as far as questions are concerned.
struct PlannedEvent {
  std::string name;  // as sent
  bool planned = false;
  bool blocked = false;
  std::optional<std::string> show_as;
};

// A number made of texts and where each ends, 1 to 2^20 - 1; 0 for none. Above the 32 bits of a
// store's version it is still exact as a JSON number.
std::uint32_t fingerprint_of(const std::vector<std::string_view>& texts);

// Name as sent -> name as shown. Two names that are shown alike are one event in every answer. A
// shown name is final: it is not looked up again, so "A as B" and "B as C" show A as B.
class EventNames {
 public:
  EventNames() = default;
  // Events without a name to show, or with an empty one or their own, are left as they are.
  explicit EventNames(const std::vector<PlannedEvent>& events);

  // Lives as long as this object or, for a name that is left as it is, as long as `sent`.
  std::string_view shown(std::string_view sent) const {
    const auto found = shown_.find(sent);
    return found == shown_.end() ? sent : std::string_view(found->second);
  }
  bool empty() const { return shown_.empty(); }
  // A number made of the whole mapping, 20 bits; 0 for none. Equal mappings have equal numbers, on
  // every machine and after a restart.
  std::uint32_t fingerprint() const { return fingerprint_; }
  bool operator==(const EventNames& other) const { return shown_ == other.shown_; }

 private:
  std::map<std::string, std::string, std::less<>> shown_;
  std::uint32_t fingerprint_ = 0;
};

}  // namespace wend::analyze
