#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/attribution_rules.h"

namespace wend::analyze {

// The different paths (sequences of channels) that were met, each with how often it led to a
// conversion, how often to none, and what its conversions were worth. Also holds paths that were
// counted elsewhere.
class PathForms {
 public:
  struct Form {
    std::size_t first = 0;  // in the arena
    std::uint32_t length = 0;
    std::uint64_t conversions = 0;
    std::uint64_t not_converted = 0;
    double value = 0;
  };

  // The number of the form with these touches, made when it is new.
  std::uint32_t of(std::span<const ChannelCode> touches);
  Form& operator[](std::uint32_t form) { return forms_[form]; }
  const Form& operator[](std::uint32_t form) const { return forms_[form]; }
  std::size_t size() const { return forms_.size(); }
  std::span<const ChannelCode> touches(std::uint32_t form) const {
    return std::span(arena_).subspan(forms_[form].first, forms_[form].length);
  }

 private:
  std::vector<Form> forms_;
  std::vector<ChannelCode> arena_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
};

}  // namespace wend::analyze
