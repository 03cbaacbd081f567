#include "analyze/dictionary.h"

#include <algorithm>
#include <numeric>

namespace wend::analyze {

std::uint32_t Dictionary::code_of(std::string_view text) {
  if (auto found = codes_.find(text); found != codes_.end()) return found->second;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(texts_.back(), code);
  return code;
}

std::optional<std::uint32_t> Dictionary::find(std::string_view text) const {
  if (auto found = codes_.find(text); found != codes_.end()) return found->second;
  return std::nullopt;
}

std::vector<std::uint32_t> Dictionary::sort() {
  std::vector<std::uint32_t> order(texts_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {},
                    [this](std::uint32_t code) -> const std::string& { return texts_[code]; });
  std::vector<std::uint32_t> new_code(texts_.size());
  std::vector<std::string> sorted;
  sorted.reserve(texts_.size());
  for (std::uint32_t position = 0; position < order.size(); ++position) {
    new_code[order[position]] = position;
    sorted.push_back(std::move(texts_[order[position]]));
  }
  texts_ = std::move(sorted);
  for (auto& [text, code] : codes_) code = new_code[code];
  return new_code;
}

}  // namespace wend::analyze
