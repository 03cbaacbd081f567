#include "stored_messages.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>

#include "collect/accepted_body.h"

namespace wend {
namespace {

constexpr std::int64_t kExamplesMax = 5;
constexpr std::size_t kRecordsAtOnce = 500;

// What is wrong in one way, with a few examples of it.
class Findings {
 public:
  void add(const std::string& what, const std::string& example) {
    auto& [count, examples] = found_[what];
    if (count++ < kExamplesMax) examples += (examples.empty() ? "" : ", ") + example;
  }
  std::vector<std::string> sentences() const {
    std::vector<std::string> sentences;
    for (const auto& [what, found] : found_)
      sentences.push_back(fmt::format("{} {} ({})", found.first, what, found.second));
    return sentences;
  }

 private:
  std::map<std::string, std::pair<std::int64_t, std::string>> found_;
};

// How often each message is in the store, by the properties that name it.
base::Result<std::map<std::string, int>> stored_counts(events::EventStore& store) {
  std::map<std::string, int> counts;
  WEND_ASSIGN(auto connection, store.reader());
  // The other columns too: a row of parts of two messages would match none.
  WEND_ASSIGN(
      auto rows,
      connection.query(
          "SELECT e.properties || ' ' || e.name || ' ' || coalesce(i.value, '?') FROM events e "
          "LEFT JOIN identities i USING (identity_id)",
          {}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return counts;
    const std::size_t count = rows.values<duckdb_string_t>(0).size();
    for (std::size_t i = 0; i < count; ++i) ++counts[std::string(rows.text(0, i))];
  }
}

std::string row_of(std::string_view properties, std::string_view name, std::string_view customer) {
  return fmt::format("{} {} {}", properties, name, customer);
}

// The messages of the log's records up to `position`.
base::Result<std::set<std::string>> logged(const log::EventLog& log, std::int64_t position) {
  std::set<std::string> rows;
  for (std::int64_t read = 0; read < position;) {
    WEND_ASSIGN(const auto records, log.read(read, kRecordsAtOnce));
    if (records.empty()) break;
    read = records.back().position;
    for (const log::Record& record : records) {
      if (record.kind != log::RecordKind::kBody || record.position > position) continue;
      WEND_ASSIGN(const auto accepted, collect::from_payload(record.payload));
      WEND_TRY(collect::read_messages(
          accepted.envelope, accepted.body, [&](const collect::Message& message) {
            rows.insert(row_of(message.properties, message.name, message.user_id));
          }));
    }
  }
  return rows;
}

}  // namespace

std::vector<std::string> compare_store_with_log(events::DataFolder& folder) {
  const auto position = folder.events().log_position();
  const auto last = folder.log().last_position();
  if (!position || !last) return {"The positions cannot be read."};
  if (*position > *last) {
    return {fmt::format("The store has records up to {}, and the log only up to {}.", *position,
                        *last)};
  }
  const auto expected = logged(folder.log(), *position);
  auto stored = stored_counts(folder.events());
  if (!expected) return {expected.error().to_sentence()};
  if (!stored) return {stored.error().to_sentence()};
  Findings findings;
  for (const std::string& row : *expected) {
    const auto found = stored->find(row);
    if (found == stored->end())
      findings.add("messages of the log before the store's position are not in the store", row);
    else if (found->second > 1)
      findings.add("messages are in the store more than once", row);
    stored->erase(row);
  }
  for (const auto& [row, count] : *stored)
    findings.add("rows of the store are in none of the log's records before its position", row);
  return findings.sentences();
}

Comparison compare_store_with_ledger(events::DataFolder& folder, const SentLedger& ledger) {
  Comparison result;
  auto stored = stored_counts(folder.events());
  const auto findings_of_store = folder.events().check();
  if (!stored) return {.findings = {stored.error().to_sentence()}};
  if (!findings_of_store) return {.findings = {findings_of_store.error().to_sentence()}};
  if (folder.events().log_position().value_or(-1) != folder.log().last_position().value_or(-2))
    result.findings.emplace_back("The store's position is not the log's last.");
  Findings findings;
  const auto messages = ledger.messages();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const std::string row =
        row_of(properties_of(number), event_name_of(number), customer_of(number));
    const auto found = stored->find(row);
    const int count = found == stored->end() ? 0 : found->second;
    if (found != stored->end()) stored->erase(found);
    if (count > 1) findings.add("messages are in the store more than once", row);
    if (messages[i].answered) {
      ++result.answered;
      if (count == 0) findings.add("messages were answered 200 and are not in the store", row);
    } else if (messages[i].sent) {
      ++(count == 0 ? result.unanswered_lost : result.unanswered_kept);
    } else if (count > 0) {
      findings.add("messages are in the store and were never sent", row);
    }
  }
  for (const auto& [row, count] : *stored) findings.add("rows of the store nobody sent", row);
  std::ranges::copy(findings.sentences(), std::back_inserter(result.findings));
  std::ranges::copy(*findings_of_store, std::back_inserter(result.findings));
  return result;
}

}  // namespace wend
