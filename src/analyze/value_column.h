#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "model/value.h"

namespace wend::analyze {

// One property of every event (by position) or one trait of every profile: codes[i] names
// values[codes[i]]; values[0] is missing.
struct ValueColumn {
  std::span<const std::uint32_t> codes;
  std::span<const model::Value> values;
  std::shared_ptr<const void> keep;  // owns what the spans look at

  static ValueColumn of(std::vector<std::uint32_t> codes, std::vector<model::Value> values) {
    struct Owned {
      std::vector<std::uint32_t> codes;
      std::vector<model::Value> values;
    };
    auto owned = std::make_shared<const Owned>(Owned{std::move(codes), std::move(values)});
    return {owned->codes, owned->values, owned};
  }
};

}  // namespace wend::analyze
