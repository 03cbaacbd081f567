#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"

namespace wend::model {

// Which accounts the addresses of customers say they belong to: the document "account rules".
struct AccountRules {
  // Everybody with an address of a company's domain belongs to its account.
  bool domain_rule = false;
  // Addresses that anybody can get say nothing: the list that Wend brings, and these.
  std::vector<std::string> free_mail;
  // On the list that Wend brings, but a company all the same.
  std::vector<std::string> not_free_mail;
  // Of us, of agencies: domains that make nobody a member.
  std::vector<std::string> excluded;
  // The key of the account of a domain, where it has another than the domain.
  struct Domain {
    std::string domain, account;
    bool operator==(const Domain&) const = default;
  };
  std::vector<Domain> domains;
  // Traits of accounts that say which domain is theirs.
  std::vector<std::string> domain_traits = {"domain", "website", "email_domain"};

  static constexpr std::size_t kDomainsMax = 10'000;  // in each of the lists
  static constexpr std::size_t kTraitsMax = 16;

  bool operator==(const AccountRules&) const = default;
};

// Errors of reading: kInvalidInput with the field as the place.
base::Result<AccountRules> account_rules_from(const boost::json::value& document);
boost::json::object to_json(const AccountRules& rules);

// The domain in an address of the web or of e-mail, a domain with or without "www.", in small
// letters; empty when there is none.
std::string domain_in(std::string_view text);

// How many domains the list of free mail that Wend brings has.
std::size_t free_mail_count();

// What the rules say of domains, quick to ask. A rule for a domain counts for those below it, too;
// the nearest one counts.
class AccountDomains {
 public:
  explicit AccountDomains(const AccountRules& rules);

  // What an address of this domain says. `claims` are accounts that say the domain is theirs.
  struct Verdict {
    enum class Kind { kNobody, kKey, kClaim };
    Kind kind = Kind::kNobody;
    std::string key;           // of kKey: of the account of the usual type
    std::int64_t account = 0;  // of kClaim
  };
  using Claims = std::unordered_map<std::string, std::int64_t>;
  Verdict ask(std::string_view domain, const Claims& claims) const;
  // Whether anybody can get an address there.
  bool is_free_mail(std::string_view domain) const;

 private:
  std::unordered_set<std::string> free_, not_free_, excluded_;
  std::unordered_map<std::string, std::string> keys_;
};

}  // namespace wend::model
