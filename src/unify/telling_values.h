#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wend::unify {

// What people are called by, to be found in texts in any spelling: hashes alone, 8 bytes for each,
// for there may be millions. add() all, then finish(), then ask.
//
// A value that is long and has a digit or an @ tells a person wherever it stands, also within a
// longer word; others as words of their own; one of three bytes or fewer only where it is the whole
// text.
class TellingValues {
 public:
  // Texts are folded_value()s.
  void add(std::string_view value);
  // Found only where it is the whole text.
  void add_whole(std::string_view value);
  // By its last nine digits, whatever stands between them; nothing when there are fewer.
  void add_phone(std::string_view value);
  // Those of a finished set, each once.
  void add_all(const TellingValues& values);
  // `holders_max`: values that were added more often are dropped, for they tell nobody; 0: none.
  void finish(std::uint32_t holders_max = 0);
  bool empty() const { return hashes_.empty(); }

  bool is_value(std::string_view folded) const;
  bool is_phone(std::string_view digits) const;
  struct Match {
    std::size_t at = 0, size = 0;
  };
  // The first that begins at `from` or later, the longest that begins there.
  std::optional<Match> find(std::string_view folded, std::size_t from) const;

 private:
  enum class Kind : std::uint8_t { kWhole, kWord, kAnywhere, kLong, kPhone };
  static std::uint64_t hash(Kind kind, std::string_view text);
  bool has(Kind kind, std::string_view text) const;

  std::vector<std::uint64_t> hashes_;  // ascending once it is finished
  // Quick ways to see that nothing begins here.
  std::bitset<1 << 16> begins_;
  std::vector<std::size_t> sizes_;  // of those found inside of texts, the longest first
};

}  // namespace wend::unify
