#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/predicate.h"

namespace wend::model {

// What an account is called by where nobody says what kind of group it is (Segment's calls do not).
inline constexpr std::string_view kAccountType = "company";

// The number that stands for an account, of its type and key.
std::int64_t account_number_of(std::string_view type, std::string_view key);

// How accounts are named outside: "a_" and 16 hexadecimal digits.
std::string account_id_text(std::int64_t account);
std::optional<std::int64_t> account_id_from(std::string_view text);

// What every account has beside its traits, under names that no trait has.
inline constexpr std::string_view kAccountKeyTrait = "$key";
inline constexpr std::string_view kAccountTypeTrait = "$type";
inline constexpr std::string_view kAccountMembersTrait = "$members";

// The profiles (sorted, each once) that belong to an account of which the predicate is true, and
// what should be told to whoever asked.
struct AccountMembers {
  std::vector<std::int64_t> profiles;
  std::vector<std::string> notes;
};
using FindAccountMembers = std::function<base::Result<AccountMembers>(const Predicate& of_account)>;

}  // namespace wend::model
