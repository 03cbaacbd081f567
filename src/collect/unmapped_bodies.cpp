#include "collect/unmapped_bodies.h"

#include "collect/accepted_body.h"
#include "collect/json_document.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

// The beginning of some bytes as UTF-8: what is none becomes U+FFFD.
std::string shown(std::string_view bytes, std::size_t bytes_max) {
  const bool cut = bytes.size() > bytes_max;
  std::size_t end = std::min(bytes.size(), bytes_max);
  while (cut && end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
  std::string quoted;
  append_json_text(quoted, bytes.substr(0, end));
  JsonDocument document;
  const auto text = document.parse(quoted);  // which mends it
  std::string_view out;
  if (!text || text->get(out) != simdjson::SUCCESS) return {};
  return std::string(out);
}

}  // namespace

base::Result<std::vector<UnmappedBodies::Body>> UnmappedBodies::page(
    std::int64_t source, std::optional<std::int64_t> before, std::size_t limit) const {
  WEND_ASSIGN(auto connection, store_.reader());
  WEND_ASSIGN(auto unmapped, events::unmapped_before(connection, source, before, limit));
  std::vector<Body> bodies;
  for (events::UnmappedBody& one : unmapped) {
    Body& body = bodies.emplace_back();
    body.position = one.position;
    body.received_at = one.received_at;
    body.reason = std::move(one.reason);
    WEND_ASSIGN(const auto records, log_.read(one.position - 1, 1));
    if (records.empty() || records[0].position != one.position) continue;
    const auto accepted = from_payload(records[0].payload);
    if (!accepted) continue;
    body.headers = accepted->envelope.headers;
    body.body = shown(accepted->body, kShownBytesMax);
  }
  return bodies;
}

base::Result<std::int64_t> UnmappedBodies::total(std::int64_t source) const {
  WEND_ASSIGN(auto connection, store_.reader());
  return events::count_unmapped(connection, source);
}

base::Result<StoreReader::Replay> UnmappedBodies::replay(std::int64_t source) {
  std::lock_guard lock(replaying_);
  return StoreReader::replay(log_, store_, sources_.mappings(), source, watch_);
}

}  // namespace wend::collect
