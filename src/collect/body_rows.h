#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "base/result.h"
#include "collect/message.h"
#include "collect/row_maker.h"
#include "events/live_events.h"

namespace wend::collect {

// The rows of the messages of one body or of several, with their texts.
class BodyRows {
 public:
  // `body_bytes` is about how long the bodies are.
  explicit BodyRows(std::size_t body_bytes)
      : texts_(std::min(body_bytes, TextArena::kChunkBytes)) {}

  void take(const Envelope& envelope, const Message& message);
  // What is taken from here on is of another body.
  void end_body() { without_id_.clear(); }
  std::span<const events::LiveRow> rows() const { return rows_; }
  // About how much memory they take.
  std::size_t bytes() const { return bytes_; }

 private:
  std::string_view keep(std::string_view text);
  model::MessageId id_of_content(const model::EventRow& row);
  void keep_identities(const Message& message, model::EventRow& row);

  TextArena texts_;
  std::vector<events::LiveRow> rows_;
  std::deque<std::vector<model::NamedIdentity>> also_;  // what rows point at stays where it is
  std::size_t bytes_ = 0;
  // How often each content without an id stood in this body already.
  std::map<model::MessageId, std::size_t> without_id_;
};

// Adds the rows of a body to `rows` and answers what it refuses. The errors of read_messages().
base::Result<std::vector<RefusedMessage>> read_rows(const Envelope& envelope, std::string_view body,
                                                    BodyRows& rows);

}  // namespace wend::collect
