#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace wend {

// What one message with this number says; everything about it follows from the number, so that
// the event store can be compared with nothing but the numbers that were sent.
std::string event_name_of(std::int64_t number);
std::string customer_of(std::int64_t number);
std::string message_id_of(std::int64_t number);
std::string properties_of(std::int64_t number);

// One body of messages, by their numbers.
struct Batch {
  std::vector<std::int64_t> numbers;
  std::size_t padding = 0;  // bytes beside the messages
  bool repeated = false;    // sent before, and not answered
  std::string to_json() const;
};

// What a message's sender knows of it.
struct Sent {
  bool sent = false;      // some of its bytes may have been on the way
  bool answered = false;  // a body with it was answered 200
};

// What several senders sent and what was answered. Safe to use from several threads.
class SentLedger {
 public:
  // A body that was not answered, when there is one; else a new one. Some messages of new bodies
  // are those of another sender's last body or of any earlier one.
  Batch next(std::mt19937& random);
  std::optional<Batch> next_unanswered();
  void note_sent(const Batch& batch);
  void note_answered(const Batch& batch);
  // `give_up`: nobody will send it again, as when a page was closed.
  void note_unanswered(Batch batch, bool give_up);

  struct Totals {
    std::int64_t bodies = 0, bodies_answered = 0, bodies_repeated = 0, bodies_given_up = 0;
    std::int64_t messages = 0, messages_repeated = 0;
  };
  Totals totals() const;
  std::vector<Sent> messages() const;  // by number

 private:
  std::int64_t new_number();

  mutable std::mutex mutex_;
  std::vector<Sent> messages_;
  std::deque<Batch> unanswered_;
  std::deque<std::int64_t> lent_;  // to be sent by somebody else at the same time
  Totals totals_;
};

}  // namespace wend
