#include "model/account_rules.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "model/json_reader.h"

namespace wend::model {

// The list of free mail, a file of the program.
extern const std::vector<std::string_view> kFreeMailTexts;

namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kKeyBytesMax = 1024;
constexpr std::size_t kDomainBytesMax = 253;  // RFC 1035

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

const std::vector<std::string>& shipped_list() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> domains;
    for (std::string_view text : kFreeMailTexts) {
      while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (!line.empty() && line.front() != '#') domains.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
      }
    }
    return domains;
  }();
  return list;
}

// The domain itself, then those above it, as long as they have a dot.
template <typename Visit>
void each_above(std::string_view domain, Visit visit) {
  while (domain.contains('.')) {
    if (visit(std::string(domain))) return;
    domain.remove_prefix(domain.find('.') + 1);
  }
}

base::Result<std::string> read_domain(const json::value& value, const std::string& place) {
  if (!value.is_string()) return wrong_kind(value, place, "a text");
  std::string domain = domain_in(std::string_view(value.get_string()));
  if (domain.empty())
    return fail(ErrorCode::kInvalidInput, "This is no domain.", place, "Write it as acme.com.");
  return domain;
}

base::Result<std::vector<std::string>> read_domains(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(const json::array* list, reader.list(field, AccountRules::kDomainsMax));
  std::vector<std::string> domains;
  if (list == nullptr) return domains;
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto domain, read_domain((*list)[i], entry_place(reader.place_of(field), i)));
    if (std::ranges::find(domains, domain) == domains.end()) domains.push_back(std::move(domain));
  }
  return domains;
}

base::Result<std::vector<AccountRules::Domain>> read_owners(const json::array& list) {
  std::vector<AccountRules::Domain> owners;
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string place = entry_place("domains", i);
    WEND_ASSIGN(auto reader, ObjectReader::open(list[i], place));
    const json::value* said = reader.find("domain");
    if (said == nullptr)
      return fail(ErrorCode::kInvalidInput, "The domain is missing.", reader.place_of("domain"));
    AccountRules::Domain owner;
    WEND_ASSIGN(owner.domain, read_domain(*said, reader.place_of("domain")));
    WEND_ASSIGN(const auto account, reader.text("account"));
    owner.account = account.value_or("");
    if (owner.account.empty() || owner.account.size() > kKeyBytesMax) {
      return fail(ErrorCode::kInvalidInput, "The key of the account is missing or too long.",
                  reader.place_of("account"));
    }
    WEND_TRY(reader.finish());
    if (!seen.insert(owner.domain).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The domain {} stands here twice.", owner.domain),
                  reader.place_of("domain"));
    }
    owners.push_back(std::move(owner));
  }
  return owners;
}

json::array texts(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& text : list) out.emplace_back(text);
  return out;
}

}  // namespace

std::string domain_in(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (const auto scheme = text.find("://"); scheme != text.npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto at = text.rfind('@'); at != text.npos) text.remove_prefix(at + 1);
  text = text.substr(0, text.find(':'));
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string domain(text);
  std::ranges::transform(domain, domain.begin(), small);
  if (domain.starts_with("www.")) domain.erase(0, 4);
  const bool is_one =
      domain.size() <= kDomainBytesMax && domain.contains('.') && !domain.starts_with('.') &&
      !domain.contains("..") && domain.find_first_of(" \t\r\n\"'<>,;()[]\\") == std::string::npos &&
      // The last part of an address in numbers is one.
      domain.find_first_not_of("0123456789", domain.rfind('.') + 1) != std::string::npos;
  return is_one ? domain : std::string();
}

std::size_t free_mail_count() {
  return shipped_list().size();
}

base::Result<AccountRules> account_rules_from(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  AccountRules rules;
  WEND_ASSIGN(const auto domain_rule, reader.boolean("domain_rule"));
  rules.domain_rule = domain_rule.value_or(rules.domain_rule);
  WEND_ASSIGN(rules.free_mail, read_domains(reader, "free_mail"));
  WEND_ASSIGN(rules.not_free_mail, read_domains(reader, "not_free_mail"));
  WEND_ASSIGN(rules.excluded, read_domains(reader, "excluded"));
  if (reader.has("domains")) {
    WEND_ASSIGN(const json::array* list, reader.list("domains", AccountRules::kDomainsMax));
    WEND_ASSIGN(rules.domains, read_owners(*list));
  }
  if (reader.has("domain_traits")) {
    WEND_ASSIGN(const json::array* list, reader.list("domain_traits", AccountRules::kTraitsMax));
    rules.domain_traits.clear();
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string place = entry_place("domain_traits", i);
      if (!(*list)[i].is_string()) return wrong_kind((*list)[i], place, "a text");
      rules.domain_traits.emplace_back((*list)[i].get_string());
      if (rules.domain_traits.back().empty())
        return fail(ErrorCode::kInvalidInput, "The name is empty.", place);
    }
  }
  WEND_TRY(reader.finish());
  return rules;
}

json::object to_json(const AccountRules& rules) {
  json::array domains;
  for (const auto& one : rules.domains)
    domains.push_back(json::object{{"domain", one.domain}, {"account", one.account}});
  return {{"domain_rule", rules.domain_rule},
          {"free_mail", texts(rules.free_mail)},
          {"not_free_mail", texts(rules.not_free_mail)},
          {"excluded", texts(rules.excluded)},
          {"domains", std::move(domains)},
          {"domain_traits", texts(rules.domain_traits)}};
}

AccountDomains::AccountDomains(const AccountRules& rules)
    : free_(shipped_list().begin(), shipped_list().end()),
      not_free_(rules.not_free_mail.begin(), rules.not_free_mail.end()),
      excluded_(rules.excluded.begin(), rules.excluded.end()) {
  free_.insert(rules.free_mail.begin(), rules.free_mail.end());
  for (const auto& one : rules.domains) keys_.emplace(one.domain, one.account);
}

bool AccountDomains::is_free_mail(std::string_view domain) const {
  bool free = false;
  each_above(domain, [&](const std::string& one) {
    if (not_free_.contains(one)) return true;
    free = free_.contains(one);
    return free;
  });
  return free;
}

AccountDomains::Verdict AccountDomains::ask(std::string_view domain, const Claims& claims) const {
  Verdict verdict;
  bool decided = false;
  each_above(domain, [&](const std::string& one) {
    // What a person wrote stands before what accounts say of themselves.
    if (excluded_.contains(one)) return decided = true;
    const auto key = keys_.find(one);
    if (key == keys_.end()) return false;
    verdict = {.kind = Verdict::Kind::kKey, .key = key->second};
    return decided = true;
  });
  if (decided || is_free_mail(domain)) return verdict;
  each_above(domain, [&](const std::string& one) {
    const auto claim = claims.find(one);
    if (claim == claims.end()) return false;
    verdict = {.kind = Verdict::Kind::kClaim, .key = {}, .account = claim->second};
    return decided = true;
  });
  if (!decided && domain.contains('.'))
    verdict = {.kind = Verdict::Kind::kKey, .key = std::string(domain)};
  return verdict;
}

}  // namespace wend::model
