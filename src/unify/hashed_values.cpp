#include "unify/hashed_values.h"

#include <algorithm>

namespace wend::unify {
namespace {

constexpr std::size_t kRecords = 512;
constexpr std::size_t kBytes = 8 * 1024 * 1024;
constexpr std::size_t kValueBytesMax = 1024;

}  // namespace

HashedValues::HashedValues(const IdentityHasher& hasher, const model::IdentityRules& rules,
                           const std::vector<std::string>& namespaces,
                           const std::vector<std::string>& hashes)
    : hasher_(hasher),
      rules_(rules),
      namespaces_(namespaces),
      wanted_(hashes.begin(), hashes.end()) {
  for (const auto& one : rules.namespaces) namespaces_.push_back(one.name);
  for (const auto& one : rules.findings) namespaces_.push_back(one.name);
  std::ranges::sort(namespaces_);
  namespaces_.erase(std::unique(namespaces_.begin(), namespaces_.end()), namespaces_.end());
}

void HashedValues::try_value(std::string_view text) {
  if (text.empty() || text.size() > kValueBytesMax) return;
  for (const std::string& name : namespaces_) {
    const std::string value = model::normal_identity(rules_, name, text);
    std::string hash = hasher_.text(name, value);
    if (!wanted_.contains(hash) || !found_.insert(std::move(hash)).second) continue;
    values_.push_back({name, value});
  }
}

void HashedValues::look_into(std::string_view text) {
  model::each_possible_value(text, [&](std::string_view value) { try_value(value); });
}

base::Status HashedValues::look_into(log::EventLog& log, std::int64_t from, std::int64_t to,
                                     const std::function<bool()>& go_on) {
  while (from < to) {
    WEND_ASSIGN(const auto records, log.read(from, kRecords, kBytes));
    if (records.empty()) return {};
    for (const log::Record& record : records) {
      if (record.position > to) break;
      if (record.kind == log::RecordKind::kBody) look_into(std::string_view(record.payload));
    }
    from = records.back().position;
    if (!go_on()) return base::fail(base::ErrorCode::kCancelled, "Wend stops.");
  }
  return {};
}

base::Status HashedValues::look_into(workspace::Workspace& workspace) {
  return workspace.person_data().each_text([&](std::string_view text) { look_into(text); });
}

}  // namespace wend::unify
