#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace wend::analyze {

// Sentences that an answer carries beside its numbers: names in the question that nothing in the
// data has, limits that were met.
class Notes {
 public:
  void add(std::string sentence) {
    if (std::ranges::find(sentences_, sentence) == sentences_.end())
      sentences_.push_back(std::move(sentence));
  }
  const std::vector<std::string>& sentences() const { return sentences_; }

 private:
  std::vector<std::string> sentences_;
};

}  // namespace wend::analyze
