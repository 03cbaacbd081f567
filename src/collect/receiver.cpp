#include "collect/receiver.h"

#include <algorithm>
#include <simdjson.h>

#include "collect/accepted_body.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

// When the store is far behind, each group of the log waits this long at most: senders are slowed
// to what can be stored, and still come through while the store cannot take anything.
constexpr std::chrono::milliseconds kSlowedTime{200};

constexpr env::TimeUs kKeyCheckedUs = env::kSecondUs;
constexpr const char* kKeyFields[] = {"writeKey", "api_key", "token", "aid"};

std::string key_of(simdjson::dom::object object) {
  for (const char* field : kKeyFields) {
    std::string_view key;
    if (object[field].get(key) == simdjson::SUCCESS) return std::string(key);
  }
  return {};
}

}  // namespace

std::string write_key_in(std::string_view body) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS) return {};
  // A list speaks for itself by its first item.
  simdjson::dom::array list;
  if (document.get(list) == simdjson::SUCCESS) {
    if (list.begin() == list.end()) return {};
    document = *list.begin();
  }
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return {};
  if (std::string key = key_of(object); !key.empty()) return key;
  simdjson::dom::object inside;
  if (object["properties"].get(inside) == simdjson::SUCCESS) return key_of(inside);
  simdjson::dom::array data;
  if (object["data"].get(data) == simdjson::SUCCESS && data.begin() != data.end() &&
      (*data.begin()).get(inside) == simdjson::SUCCESS) {
    return key_of(inside);
  }
  return {};
}

Receiver::Receiver(workspace::Keys& keys, log::EventLog& log, events::EventStore& store,
                   const env::Clock& clock, std::function<void(std::string_view)> report,
                   Limits limits)
    : keys_(keys),
      store_(store),
      clock_(clock),
      limits_(limits),
      reader_(log, store, std::move(report)),
      committer_(log, log::RecordKind::kBody, {}, [this] { reader_.wait_for_room(kSlowedTime); }) {}

base::Result<std::int64_t> Receiver::source_of(std::string_view write_key) {
  const env::TimeUs now = clock_.now_us();
  std::uint64_t forgotten = 0;
  {
    std::lock_guard lock(mutex_);
    const auto found = known_keys_.find(write_key);
    if (found != known_keys_.end()) {
      if (now - found->second.checked_at < kKeyCheckedUs) return found->second.source_id;
      found->second.checked_at = now;  // others need not wait for this check
    }
    forgotten = times_forgotten_;
  }
  WEND_ASSIGN(const auto name, keys_.source_of(write_key));
  if (!name) {
    std::lock_guard lock(mutex_);
    if (const auto found = known_keys_.find(write_key); found != known_keys_.end())
      known_keys_.erase(found);
    return fail(ErrorCode::kNotSignedIn, "This write key is not known.", "write_key",
                "Make one with \"wend key create --source NAME\".");
  }
  WEND_ASSIGN(const auto source, store_.create_source(*name, "sdk"));
  std::lock_guard lock(mutex_);
  if (forgotten == times_forgotten_)
    known_keys_.insert_or_assign(std::string(write_key), KnownKey{source.id, now});
  return source.id;
}

bool Receiver::remembers(std::string_view write_key) const {
  std::lock_guard lock(mutex_);
  const auto found = known_keys_.find(write_key);
  return found != known_keys_.end() && clock_.now_us() - found->second.checked_at < kKeyCheckedUs;
}

void Receiver::forget_keys() {
  std::lock_guard lock(mutex_);
  known_keys_.clear();
  ++times_forgotten_;
}

base::Status Receiver::make_sources_of_keys() {
  WEND_ASSIGN(const auto keys, keys_.write_keys());
  for (const workspace::WriteKey& key : keys)
    if (!key.revoked_at) WEND_TRY(store_.create_source(key.source, "sdk"));
  return {};
}

void Receiver::receive(Delivery delivery, std::function<void(base::Result<Receipt>)> done) {
  if (delivery.write_key.empty()) delivery.write_key = write_key_in(delivery.body);
  const auto source = source_of(delivery.write_key);
  if (!source) return done(fail(source.error()));
  Envelope envelope{.source_id = *source,
                    .dialect = delivery.dialect,
                    .call = std::move(delivery.call),
                    .received_at = clock_.now_us(),
                    .headers = std::move(delivery.headers)};
  if (reader_.behind() > limits_.behind_bytes_max) {
    return done(fail(ErrorCode::kUnavailable, "The event store is too far behind.", "",
                     "Try again in a moment."));
  }
  Receipt receipt;
  // Rows that are made now need not be made when the log is read.
  std::shared_ptr<BodyRows> rows;
  if (reader_.takes_rows()) {
    rows = std::make_shared<BodyRows>(delivery.body.size());
    auto refused = read_rows(envelope, delivery.body, *rows);
    if (!refused) return done(fail(std::move(refused).error()));
    receipt = {rows->rows().size(), *std::move(refused)};
  } else {
    auto checked = check_messages(envelope, delivery.body);
    if (!checked) return done(fail(std::move(checked).error()));
    receipt = {checked->taken, std::move(checked->refused)};
  }
  if (receipt.taken == 0) return done(std::move(receipt));  // nothing to keep
  auto shared = std::make_shared<std::function<void(base::Result<Receipt>)>>(std::move(done));
  std::string payload = to_payload(envelope, delivery.body);
  const std::size_t bytes = payload.size();
  const bool submitted = committer_.submit(
      std::move(payload), [this, receipt = std::move(receipt), shared, rows = std::move(rows),
                           bytes](const base::Result<std::int64_t>& position) {
        if (!position) {
          base::Error error = position.error();
          error.code = ErrorCode::kUnavailable;
          return (*shared)(fail(std::move(error)));
        }
        reader_.wake(*position, bytes, rows);
        (*shared)(receipt);
      });
  if (!submitted) {
    (*shared)(fail(ErrorCode::kUnavailable,
                   "More events wait to be written than there is room for.", "",
                   "Try again in a moment."));
  }
}

}  // namespace wend::collect
