#include "collect/receiver.h"

#include <algorithm>

#include "collect/accepted_body.h"
#include "collect/intake_watch.h"
#include "collect/json_document.h"
#include "collect/limits.h"
#include "collect/row_maker.h"
#include "collect/sample_text.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;
using workspace::RefusalKind;

constexpr const char* kKeyFields[] = {"writeKey", "api_key", "token", "$token", "aid"};

std::string key_of(simdjson::dom::object object) {
  for (const char* field : kKeyFields) {
    std::string_view key;
    if (object[field].get(key) == simdjson::SUCCESS && !key.empty()) return std::string(key);
  }
  return {};
}

std::string header_of_key(std::string_view write_key) {
  std::string headers = R"({"write_key":)";
  append_json_text(headers, write_key);
  headers += '}';
  return headers;
}

// Makes rows of what is taken where they are wanted.
base::Result<Receipt> read_body(const Envelope& envelope, std::string_view body, BodyRows* rows) {
  if (rows != nullptr) {
    WEND_ASSIGN(auto refused, read_rows(envelope, body, *rows));
    return Receipt{rows->rows().size(), std::move(refused)};
  }
  WEND_ASSIGN(auto checked, check_messages(envelope, body));
  return Receipt{checked.taken, std::move(checked.refused)};
}

}  // namespace

std::string write_key_in(std::string_view body) {
  // Read as the messages will be: a body that is mended for those has its key as well.
  thread_local JsonDocument kept;
  std::optional<JsonDocument> own;
  const auto parsed = (body.size() <= kKeptParserBytes ? kept : own.emplace()).parse(body);
  if (!parsed) return {};
  simdjson::dom::element document = *parsed;
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
                   Limits limits, IntakeWatch* watch, WebhookMappings mappings)
    : keys_(keys),
      clock_(clock),
      limits_(limits),
      watch_(watch),
      senders_(keys, store, clock, limits.requests_per_second_of_key),
      reader_(log, store, std::move(report), watch, std::move(mappings)),
      committer_(log, log::RecordKind::kBody, {}, [this] { reader_.wait_for_room(); }) {}

void Receiver::count_refused(const Delivery& delivery, const base::Error& error) {
  const auto sender = senders_.find(delivery.write_key);
  count_refused_body(sender ? sender->source_id : 0, delivery.body, error);
}

// Whoever sends random keys gets one line in the list, whatever their number.
void Receiver::count_refused_key(std::string_view write_key) {
  if (watch_ == nullptr) return;
  const auto revoked = keys_.find_write_key(write_key);
  const std::string_view reason = revoked && *revoked ? "The write key was revoked."
                                  : write_key.empty() ? "The call has no write key."
                                                      : "The write key is not known.";
  // Enough to recognise it by; it may be a secret that was meant for another place.
  constexpr std::size_t kShown = 16;
  watch_->refused(
      {.kind = RefusalKind::kKey, .reason = reason, .sample = sample_text(write_key, kShown)});
}

void Receiver::count_refused_body(std::int64_t source_id, std::string_view body,
                                  const base::Error& error) {
  if (watch_ == nullptr || error.code == ErrorCode::kUnavailable) return;
  watch_->refused({.source_id = source_id,
                   .kind = RefusalKind::kBody,
                   .reason = error.message,
                   .sample = body});
}

void Receiver::count_refused_messages(std::int64_t source_id,
                                      const std::vector<RefusedMessage>& refused) {
  if (watch_ == nullptr) return;
  for (const RefusedMessage& one : refused)
    watch_->refused(
        {.source_id = source_id, .event = one.event, .reason = one.reason, .sample = one.sample});
}

env::TimeUs Receiver::time_of_receipt() {
  // A clock that was set back further is followed.
  constexpr env::TimeUs kAheadMax = env::kSecondUs;
  const env::TimeUs now = clock_.now_us();
  env::TimeUs last = last_receipt_;
  env::TimeUs mine = 0;
  do {
    mine = last >= now && last - now < kAheadMax ? last + 1 : now;
  } while (!last_receipt_.compare_exchange_weak(last, mine));
  return mine;
}

void Receiver::receive(Delivery delivery, std::function<void(base::Result<Receipt>)> done) {
  if (delivery.write_key.empty()) delivery.write_key = write_key_in(delivery.body);
  const auto sender = senders_.admit(delivery.write_key);
  if (!sender) {
    if (sender.error().code == ErrorCode::kNotSignedIn) count_refused_key(delivery.write_key);
    return done(fail(sender.error()));
  }
  Envelope envelope{.source_id = sender->source_id,
                    .dialect = delivery.dialect,
                    .call = std::move(delivery.call),
                    .received_at = time_of_receipt(),
                    .headers = std::move(delivery.headers)};
  if (auto room = check_room(*sender); !room) return done(fail(std::move(room).error()));
  // Snowplow's events name an app, and those that name it by the key name none.
  if (envelope.dialect == Dialect::kSnowplow && delivery.body.contains(delivery.write_key))
    envelope.headers = header_of_key(delivery.write_key);
  // Rows that are made now need not be made when the log is read.
  std::shared_ptr<BodyRows> rows;
  if (reader_.takes_rows()) rows = std::make_shared<BodyRows>(delivery.body.size());
  auto receipt = read_body(envelope, delivery.body, rows.get());
  if (!receipt) {
    count_refused_body(sender->source_id, delivery.body, receipt.error());
    return done(std::move(receipt));
  }
  count_refused_messages(sender->source_id, receipt->refused);
  if (receipt->taken == 0) return done(std::move(receipt));  // nothing to keep
  keep(*sender, envelope, delivery.body, std::move(rows),
       [receipt = *std::move(receipt), done = std::move(done)](const base::Status& kept) {
         if (!kept) return done(fail(kept.error()));
         done(receipt);
       });
}

base::Status Receiver::check_room(const Sender& sender) const {
  if (*sender.waiting_bytes > limits_.waiting_bytes_of_key_max) {
    return fail(ErrorCode::kUnavailable, "Too many events of this write key wait already.",
                "write_key", "Try again in a moment.");
  }
  if (reader_.behind() > limits_.behind_bytes_max) {
    return fail(ErrorCode::kUnavailable, "The event store is too far behind.", "",
                "Try again in a moment.");
  }
  return {};
}

void Receiver::keep(const Sender& sender, const Envelope& envelope, std::string_view body,
                    std::shared_ptr<const BodyRows> rows, std::function<void(base::Status)> done) {
  auto shared = std::make_shared<std::function<void(base::Status)>>(std::move(done));
  std::string payload = to_payload(envelope, body);
  const std::size_t bytes = payload.size();
  const auto waiting = sender.waiting_bytes;
  *waiting += bytes;
  const bool submitted =
      committer_.submit(std::move(payload), [this, shared, rows = std::move(rows), waiting,
                                             bytes](const base::Result<std::int64_t>& position) {
        *waiting -= bytes;
        if (!position) {
          base::Error error = position.error();
          error.code = ErrorCode::kUnavailable;
          return (*shared)(fail(std::move(error)));
        }
        reader_.wake(*position, bytes, rows);
        (*shared)({});
      });
  if (!submitted) {
    *waiting -= bytes;
    (*shared)(fail(ErrorCode::kUnavailable,
                   "More events wait to be written than there is room for.", "",
                   "Try again in a moment."));
  }
}

}  // namespace wend::collect
