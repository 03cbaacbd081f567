#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/message.h"
#include "collect/senders.h"
#include "collect/store_reader.h"
#include "log/group_committer.h"
#include "workspace/keys.h"

namespace wend::collect {

class IntakeWatch;

// A body as it came, decompressed.
struct Delivery {
  Dialect dialect = Dialect::kSegment;
  std::string call;            // see Envelope
  std::string write_key;       // from a header or the address; empty: the body has it
  std::string headers = "{}";  // see Envelope
  std::string body;
};

// What became of it.
struct Receipt {
  std::size_t taken = 0;
  std::vector<RefusedMessage> refused;
};

// Checks bodies and gives them to the log. What it has answered with a receipt is on the disk, and
// comes to the event store once, whatever happens.
class Receiver {
 public:
  struct Limits {
    // How far the store may be behind the log before nothing more is taken. Far: an import that
    // keeps the store busy for minutes must not keep events out.
    std::size_t behind_bytes_max = std::size_t{4} * 1024 * 1024 * 1024;
    // Requests of one write key; 0: as many as it sends.
    double requests_per_second_of_key = 0;
    // Of one write key, waiting to be written: less than there is room for, so that however fast
    // one key sends, others find room.
    std::size_t waiting_bytes_of_key_max = 48 * 1024 * 1024;
  };

  Receiver(workspace::Keys& keys, log::EventLog& log, events::EventStore& store,
           const env::Clock& clock, std::function<void(std::string_view)> report, Limits limits,
           IntakeWatch* watch = nullptr, WebhookMappings mappings = {});

  // Calls `done` once, on this thread or another. Errors: kNotSignedIn for a key that is not
  // known, kInvalidInput and kTooLarge for the body, kUnavailable when too much waits or the disk
  // takes no more, kTooMany when the key calls too often: then the sender may try again.
  void receive(Delivery delivery, std::function<void(base::Result<Receipt>)> done);

  // Whether more may come of this sender; asked before a body is read, which costs more. Errors:
  // kUnavailable.
  base::Status check_room(const Sender& sender) const;
  // Gives a checked body to the log; `rows` are what it holds, or null, and then the reader finds
  // that out. Calls `done` once, on this thread or another. Errors: kUnavailable.
  void keep(const Sender& sender, const Envelope& envelope, std::string_view body,
            std::shared_ptr<const BodyRows> rows, std::function<void(base::Status)> done);

  // Whether the source of this key is at hand, so that receive() waits for no file.
  bool remembers(std::string_view write_key) const { return senders_.remembers(write_key); }
  void count_refused_key(std::string_view write_key);
  void count_refused_body(std::int64_t source_id, std::string_view body, const base::Error& error);
  // Counts a body that was refused before it came here, because it could not be unpacked.
  void count_refused(const Delivery& delivery, const base::Error& error);
  IntakeWatch* watch() { return watch_; }

  bool knows(std::string_view write_key) { return senders_.find(write_key).has_value(); }
  Senders& senders() { return senders_; }
  StoreReader& reader() { return reader_; }

 private:
  // When a body that came just now was received, which is another microsecond for each: what is
  // sent without an id and without a time is told apart by it.
  env::TimeUs time_of_receipt();
  void count_refused_messages(std::int64_t source_id, const std::vector<RefusedMessage>& refused);

  workspace::Keys& keys_;
  const env::Clock& clock_;
  const Limits limits_;
  IntakeWatch* const watch_;
  std::atomic<env::TimeUs> last_receipt_ = 0;
  Senders senders_;
  StoreReader reader_;
  log::GroupCommitter committer_;  // wakes the reader, so it goes first
};

// The write key that stands in a body: writeKey, api_key, token, $token or aid; empty when there is
// none.
std::string write_key_in(std::string_view body);

}  // namespace wend::collect
