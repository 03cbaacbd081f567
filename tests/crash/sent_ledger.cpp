#include "sent_ledger.h"

#include <fmt/format.h>

namespace wend {
namespace {

constexpr std::int64_t kNames = 5;
constexpr std::int64_t kCustomers = 40;
constexpr int kSmallBatch = 12;
constexpr int kLargeBatch = 150;
// Writing a large body takes long enough for a kill to fall into it.
constexpr std::size_t kLargePadding = 300'000;

bool chance(std::mt19937& random, double probability) {
  return std::bernoulli_distribution(probability)(random);
}

}  // namespace

std::string event_name_of(std::int64_t number) {
  return fmt::format("Step {}", number % kNames);
}
std::string customer_of(std::int64_t number) {
  return fmt::format("c{}", number % kCustomers);
}
std::string message_id_of(std::int64_t number) {
  return fmt::format("m{}", number);
}
std::string properties_of(std::int64_t number) {
  return fmt::format(R"({{"number":{}}})", number);
}

std::string Batch::to_json() const {
  std::string text = R"({"batch":[)";
  for (const std::int64_t number : numbers) {
    if (text.back() == '}') text += ',';
    text += fmt::format(R"({{"type":"track","messageId":"{}","event":"{}","userId":"{}",)"
                        R"("timestamp":"2026-01-02T00:00:00Z","properties":{}}})",
                        message_id_of(number), event_name_of(number), customer_of(number),
                        properties_of(number));
  }
  return text + R"(],"padding":")" + std::string(padding, 'x') + "\"}";
}

std::int64_t SentLedger::new_number() {
  messages_.emplace_back();
  return static_cast<std::int64_t>(messages_.size()) - 1;
}

Batch SentLedger::next(std::mt19937& random) {
  if (auto batch = next_unanswered()) return *std::move(batch);
  std::lock_guard lock(mutex_);
  Batch batch;
  const bool large = chance(random, 0.05);
  if (large) batch.padding = kLargePadding;
  const int count = std::uniform_int_distribution(1, large ? kLargeBatch : kSmallBatch)(random);
  while (std::ssize(batch.numbers) < count) {
    if (!lent_.empty() && chance(random, 0.5)) {
      batch.numbers.push_back(lent_.front());
      lent_.pop_front();
      ++totals_.messages_repeated;
    } else if (!messages_.empty() && chance(random, 0.05)) {
      batch.numbers.push_back(
          std::uniform_int_distribution<std::int64_t>(0, std::ssize(messages_) - 1)(random));
      ++totals_.messages_repeated;
    } else {
      batch.numbers.push_back(new_number());
      if (chance(random, 0.15)) lent_.push_back(batch.numbers.back());
    }
  }
  return batch;
}

std::optional<Batch> SentLedger::next_unanswered() {
  std::lock_guard lock(mutex_);
  if (unanswered_.empty()) return {};
  Batch batch = std::move(unanswered_.front());
  unanswered_.pop_front();
  batch.repeated = true;
  ++totals_.bodies_repeated;
  return batch;
}

void SentLedger::note_sent(const Batch& batch) {
  std::lock_guard lock(mutex_);
  ++totals_.bodies;
  for (const std::int64_t number : batch.numbers)
    messages_[static_cast<std::size_t>(number)].sent = true;
}

void SentLedger::note_answered(const Batch& batch) {
  std::lock_guard lock(mutex_);
  ++totals_.bodies_answered;
  for (const std::int64_t number : batch.numbers)
    messages_[static_cast<std::size_t>(number)].answered = true;
}

void SentLedger::note_unanswered(Batch batch, bool give_up) {
  std::lock_guard lock(mutex_);
  if (give_up)
    ++totals_.bodies_given_up;
  else
    unanswered_.push_back(std::move(batch));
}

SentLedger::Totals SentLedger::totals() const {
  std::lock_guard lock(mutex_);
  Totals totals = totals_;
  totals.messages = std::ssize(messages_);
  return totals;
}

std::vector<Sent> SentLedger::messages() const {
  std::lock_guard lock(mutex_);
  return messages_;
}

}  // namespace wend
