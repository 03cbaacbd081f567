#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "log/event_log.h"
#include "model/person_texts.h"
#include "unify/erasure_list.h"
#include "workspace/workspace.h"

namespace wend::unify {

// Finds what an erased person is called by, when a copy of before was put back and the event store
// does not know it any more: whatever stands in texts is hashed and compared with the list.
class HashedValues {
 public:
  // `namespaces`: those that are tried, beside the ones of the rules.
  HashedValues(const IdentityHasher& hasher, const model::IdentityRules& rules,
               const std::vector<std::string>& namespaces, const std::vector<std::string>& hashes);
  void look_into(std::string_view text);
  // Bodies in (from, to].
  base::Status look_into(log::EventLog& log, std::int64_t from, std::int64_t to,
                         const std::function<bool()>& go_on);
  base::Status look_into(workspace::Workspace& workspace);

  const std::vector<model::PersonTexts::Value>& values() const { return values_; }

 private:
  void try_value(std::string_view text);

  const IdentityHasher& hasher_;
  const model::IdentityRules& rules_;
  std::vector<std::string> namespaces_;
  std::unordered_set<std::string> wanted_;
  std::unordered_set<std::string> found_;  // hashes
  std::vector<model::PersonTexts::Value> values_;
};

}  // namespace wend::unify
