#include "model/identity_finder.h"

#include <algorithm>
#include <span>

#include "model/comparison.h"

namespace wend::model {
namespace {

// Longer ones are texts that somebody put into the wrong field.
constexpr std::size_t kValueBytesMax = 1024;

// Whether somebody could be reached there: RFC 5321 in its plain form.
bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == text.npos || text.find('@', at + 1) != text.npos) return false;
  if (text.find_first_of(" \t\r\n,;<>\"") != text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const auto dot = domain.rfind('.');
  return dot != domain.npos && dot > 0 && dot + 2 < domain.size();
}

}  // namespace

// What was found of one event.
class IdentityFinder::Taken {
 public:
  Taken(IdentityFinder& finder, std::vector<NamedIdentity>& found)
      : finder_(finder), found_(found), begin_(found.size()) {}

  std::span<NamedIdentity> all() { return std::span(found_).subspan(begin_); }

  void add(std::string_view name, std::string_view value, bool alias) {
    if (value.size() > kValueBytesMax) return;
    const bool may_change = name == "email" || name == "phone" || value.empty() ||
                            static_cast<unsigned char>(value.front()) <= ' ' ||
                            static_cast<unsigned char>(value.back()) <= ' ';
    if (may_change) {
      std::string normal = normal_identity(finder_.rules_, name, value);
      if (normal.empty()) return;
      if (normal != value) value = finder_.texts_.emplace_back(std::move(normal));
    }
    const auto same = std::ranges::find_if(all(), [&](const NamedIdentity& one) {
      return one.identity_namespace == name && one.value == value;
    });
    if (same != all().end()) return;
    found_.push_back({name, value, alias && finder_.rules_.alias_joins});
  }

 private:
  IdentityFinder& finder_;
  std::vector<NamedIdentity>& found_;
  const std::size_t begin_;
};

IdentityFinder::IdentityFinder(const IdentityRules& rules) : rules_(rules), blocked_(rules) {
  of_properties_ = std::ranges::any_of(
      rules.findings, [](const IdentityRules::Finding& one) { return !one.property.empty(); });
}

void IdentityFinder::find(const EventRow& row, std::vector<NamedIdentity>& found) {
  Taken taken(*this, found);
  taken.add(row.identity_namespace, row.identity_value, false);
  if (taken.all().empty()) found.push_back({row.identity_namespace, row.identity_value});
  for (const NamedIdentity& one : row.also) taken.add(one.identity_namespace, one.value, one.alias);
  if (row.type == EventType::kIdentify || of_properties_) look_into(row, taken);
  if (rules_.email_in_user_id) {
    for (std::size_t i = 0, named = taken.all().size(); i < named; ++i) {
      const NamedIdentity one = taken.all()[i];
      if (one.identity_namespace == "user_id" && is_address(one.value))
        taken.add("email", one.value, false);
    }
  }
  const auto all = taken.all();
  const auto somebody = std::ranges::find_if(
      all, [this](const NamedIdentity& one) { return !blocked_.contains(one.value); });
  if (somebody != all.end()) std::rotate(all.begin(), somebody, somebody + 1);
}

void IdentityFinder::look_into(const EventRow& row, Taken& taken) {
  for (const IdentityRules::Finding& finding : rules_.findings) {
    const bool of_traits = !finding.trait.empty();
    if (of_traits != (row.type == EventType::kIdentify)) continue;
    const std::string& path = of_traits ? finding.trait : finding.property;
    // Most events do not have it, and asking the text is quicker than reading it.
    const auto dot = path.rfind('.');
    if (!row.properties.contains(dot == path.npos ? path : path.substr(dot + 1))) continue;
    const Value value = properties_.get(row.properties, path);
    if (is_missing(value) || std::holds_alternative<bool>(value)) continue;
    const std::string& text = texts_.emplace_back(to_text(value));
    // Of an e-mail address only what is one says who somebody is.
    if (finding.name == "email" && !is_address(normal_identity(rules_, "email", text))) continue;
    taken.add(finding.name, text, false);
  }
}

}  // namespace wend::model
