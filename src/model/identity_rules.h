#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"

namespace wend::model {

// How identities are joined to profiles: the document "identity rules".
struct IdentityRules {
  struct Namespace {
    std::string name;         // "user_id", "email", …
    std::uint32_t limit = 0;  // so many different values one profile may have; 0: any number
    bool operator==(const Namespace&) const = default;
  };
  // Strongest first: of two links that cannot both hold the one between stronger namespaces does,
  // and a profile is known by its strongest identity. A namespace that is not named here is weaker
  // than all that are.
  std::vector<Namespace> namespaces = {{"user_id", 1},  {"email"},        {"phone"},
                                       {"external_id"}, {"anonymous_id"}, {"device_id"}};
  // Values that stand for nobody, in whatever capitals. Empty values and such of nothing but zeros
  // and dashes do as well.
  std::vector<std::string> blocked_values = {"null",      "undefined", "none",  "nil",
                                             "nan",       "anonymous", "guest", "unknown",
                                             "n/a",       "-1",        "false", "[object object]",
                                             "(not set)", "not set"};
  // What events say of their customer beside the identities that they name.
  struct Finding {
    std::string trait;     // of identify events, or
    std::string property;  // of all others; dots reach into objects
    std::string name;      // the namespace
    bool operator==(const Finding&) const = default;
  };
  std::vector<Finding> findings = {{"email", "", "email"}, {"phone", "", "phone"}};
  // A user_id that is an e-mail address is that address as well.
  bool email_in_user_id = true;
  // An alias joins two values of a limited namespace; else it is a link like any other.
  bool alias_joins = true;
  // Of phone numbers that do not say their country, for example "49"; empty: such are left as they
  // are.
  std::string calling_code;

  static constexpr std::size_t kNamespacesMax = 32;
  static constexpr std::size_t kBlockedMax = 1000;
  static constexpr std::size_t kFindingsMax = 32;

  // 0 for the strongest; the number of namespaces for those not named.
  std::uint8_t rank_of(std::string_view name) const;

  bool operator==(const IdentityRules&) const = default;
};

// The values of the rules that stand for nobody, quick to ask.
class BlockedValues {
 public:
  explicit BlockedValues(const IdentityRules& rules);
  // `value` as normal_identity() writes it.
  bool contains(std::string_view value) const;

 private:
  std::unordered_set<std::string> values_;
  std::size_t bytes_max_ = 0;
};

// One spelling for values that mean the same. E-mail addresses in small letters without blanks
// around them: RFC 5321 leaves the case of the part before the @ to its host, and hardly one tells
// them apart. Phone numbers as E.164, when the number or the rules say the country; blanks,
// brackets, dots, dashes and "00" for "+" are understood. Every other value without the blanks
// around it.
std::string normal_identity(const IdentityRules& rules, std::string_view name,
                            std::string_view value);

// Errors of reading: kInvalidInput with the field as the place.
base::Result<IdentityRules> identity_rules_from(const boost::json::value& document);
boost::json::object to_json(const IdentityRules& rules);

}  // namespace wend::model
