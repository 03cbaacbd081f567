#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wend::analyze {

// A touchpoint as a person names it: these events, as they are shown or as they were sent.
struct NamedTouchpoint {
  std::string name;
  std::vector<std::string> events;
  std::optional<std::string> stage;  // none: the discovered stage of most of its events
  std::optional<std::string> role;   // none: the discovered role of most of its events

  bool operator==(const NamedTouchpoint&) const = default;
};

// All that people named. An event that several list belongs to the first of them by name.
class NamedTouchpoints {
 public:
  NamedTouchpoints() = default;
  explicit NamedTouchpoints(std::vector<NamedTouchpoint> touchpoints);

  const std::vector<NamedTouchpoint>& all() const { return all_; }  // by name
  bool empty() const { return all_.empty(); }
  const NamedTouchpoint* find(std::string_view name) const;
  // A number made of everything in it, 20 bits; 0 for none. Equal ones have equal numbers, on every
  // machine and after a restart.
  std::uint32_t fingerprint() const { return fingerprint_; }
  bool operator==(const NamedTouchpoints& other) const { return all_ == other.all_; }

 private:
  std::vector<NamedTouchpoint> all_;
  std::uint32_t fingerprint_ = 0;
};

}  // namespace wend::analyze
