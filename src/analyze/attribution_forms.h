#pragma once

#include <cstdint>
#include <span>
#include <string_view>
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
    std::uint64_t hash = 0;
  };

  static std::uint64_t hash(std::span<const ChannelCode> touches);
  // The number of the form with these touches, made when it is new; `hash` is theirs.
  std::uint32_t of(std::span<const ChannelCode> touches, std::uint64_t hash);
  Form& operator[](std::uint32_t form) { return forms_[form]; }
  const Form& operator[](std::uint32_t form) const { return forms_[form]; }
  std::size_t size() const { return forms_.size(); }
  std::span<const ChannelCode> touches(std::uint32_t form) const {
    return std::span(arena_).subspan(forms_[form].first, forms_[form].length);
  }

 private:
  void put(std::uint32_t form);

  std::vector<Form> forms_;
  std::vector<ChannelCode> arena_;
  // Forms + 1 by their hash, each in the first free place from there on; at most half are taken,
  // and there are as many places as a power of two.
  std::vector<std::uint32_t> places_;
};

}  // namespace wend::analyze
