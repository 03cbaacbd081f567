#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "collect/message.h"

namespace wend::collect {

// 2026-05-19T12:00:00Z, when every body of these tests arrives.
inline constexpr env::TimeUs kArrival = 1'779'192'000 * env::kSecondUs;

// A message that outlives the call which handed it over. Tests only.
struct KeptMessage {
  std::string message_id;
  model::EventType type;
  std::string name, user_id, anonymous_id;
  env::TimeUs time_us;
  std::string channel, properties, warning;
  std::vector<std::string> also;  // "email ann@example.com", with " alias" behind it
};

struct ReadBody {
  std::vector<KeptMessage> taken;
  std::vector<RefusedMessage> refused;

  // The only message; an empty one, and a failure, when there are others or none.
  KeptMessage only() const {
    EXPECT_EQ(taken.size(), 1U);
    EXPECT_TRUE(refused.empty()) << (refused.empty() ? "" : refused[0].reason);
    return taken.size() == 1 ? taken[0] : KeptMessage{};
  }
  std::string only_reason() const {
    EXPECT_TRUE(taken.empty());
    EXPECT_EQ(refused.size(), 1U);
    return refused.size() == 1 ? refused[0].reason : "";
  }
};

inline base::Result<ReadBody> try_read(Dialect dialect, const std::string& call,
                                       std::string_view body, const std::string& headers = "{}") {
  ReadBody read;
  auto refused = read_messages(
      {.dialect = dialect, .call = call, .received_at = kArrival, .headers = headers}, body,
      [&read](const Message& message) {
        std::vector<std::string> also;
        for (const model::NamedIdentity& one : message.also) {
          also.push_back(std::string(one.identity_namespace) + " " + std::string(one.value) +
                         (one.alias ? " alias" : ""));
        }
        read.taken.push_back({std::string(message.message_id), message.type,
                              std::string(message.name), std::string(message.user_id),
                              std::string(message.anonymous_id), message.time_us,
                              std::string(message.channel), std::string(message.properties),
                              std::string(message.warning), std::move(also)});
      });
  if (!refused) return base::fail(refused.error());
  read.refused = std::move(*refused);
  return read;
}

inline ReadBody read_body(Dialect dialect, const std::string& call, std::string_view body,
                          const std::string& headers = "{}") {
  auto read = try_read(dialect, call, body, headers);
  EXPECT_TRUE(read) << read.error().to_sentence();
  return read.value_or(ReadBody{});
}

}  // namespace wend::collect
