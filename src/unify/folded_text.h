#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend::unify {

// A text in the one spelling in which names are compared (model::folded(): small letters, no
// accents, nothing that is not seen; digits of all scripts as 0 to 9), which knows of each byte
// where its character stands in the text as it was written.
struct FoldedText {
  explicit FoldedText(std::string_view original);

  std::string text;
  std::vector<std::uint32_t> begins, ends;  // in the original, for each byte of `text`
};

// The spelling alone, without the blanks around it.
std::string folded_value(std::string_view original);

}  // namespace wend::unify
