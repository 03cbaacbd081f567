#include "workspace/erasures.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sodium.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"waiting", "running", "done", "failed"};
constexpr const char* kKeyName = "privacy_key";

ErasureState state_from(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates[i] == text) return static_cast<ErasureState>(i);
  return ErasureState::kFailed;
}

std::string list_text(const std::vector<std::string>& hashes) {
  boost::json::array list;
  for (const std::string& hash : hashes) list.emplace_back(hash);
  return boost::json::serialize(list);
}

std::vector<std::string> list_from(std::string_view text) {
  std::vector<std::string> hashes;
  boost::system::error_code error;
  const auto list = boost::json::parse(text, error);
  if (error || !list.is_array()) return hashes;
  for (const auto& one : list.get_array())
    if (one.is_string()) hashes.emplace_back(one.get_string());
  return hashes;
}

#define WEND_ERASURE_COLUMNS                                                                \
  "id, state, keep_out, actor, requested_at, finished_at, hashes, step, position, length, " \
  "counts, error"

Erasure read(const Statement& row) {
  return {.id = row.text(0),
          .state = state_from(row.text(1)),
          .keep_out = row.integer(2) != 0,
          .actor = row.text(3),
          .requested_at = row.integer(4),
          .finished_at = row.optional_integer(5),
          .hashes = list_from(row.text(6)),
          .step = row.text(7),
          .position = row.integer(8),
          .length = row.integer(9),
          .counts = row.text(10),
          .error = row.text(11)};
}

}  // namespace

std::string_view to_string(ErasureState state) {
  return kStates[static_cast<std::size_t>(state)];
}

base::Status Erasures::insert(const Erasure& erasure) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto statement,
              database_.prepare("INSERT OR IGNORE INTO erasures (" WEND_ERASURE_COLUMNS
                                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return statement
      .bind(erasure.id, to_string(erasure.state), erasure.keep_out ? 1 : 0, erasure.actor,
            erasure.requested_at, erasure.finished_at, list_text(erasure.hashes), erasure.step,
            erasure.position, erasure.length, erasure.counts, erasure.error)
      .run();
}

base::Result<Erasure> Erasures::create(Erasure erasure) {
  erasure.id = new_id("era_");
  erasure.requested_at = clock_.now_us();
  WEND_TRY(insert(erasure));
  return erasure;
}

base::Status Erasures::put(const Erasure& erasure) {
  return insert(erasure);
}

base::Result<std::optional<Erasure>> Erasures::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_ERASURE_COLUMNS " FROM erasures WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<Erasure>> Erasures::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_ERASURE_COLUMNS
                                             " FROM erasures ORDER BY requested_at DESC, id DESC"));
  std::vector<Erasure> erasures;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return erasures;
    erasures.push_back(read(select));
  }
}

base::Status Erasures::save(const Erasure& erasure) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(
      auto update,
      database_.prepare("UPDATE erasures SET state = ?2, finished_at = ?3, step = ?4, "
                        "position = ?5, length = ?6, counts = ?7, error = ?8 WHERE id = ?1"));
  return update
      .bind(erasure.id, to_string(erasure.state), erasure.finished_at, erasure.step,
            erasure.position, erasure.length, erasure.counts, erasure.error)
      .run();
}

base::Status Erasures::save_hashes(const Erasure& erasure) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE erasures SET hashes = ?2 WHERE id = ?1"));
  return update.bind(erasure.id, list_text(erasure.hashes)).run();
}

base::Result<std::string> Erasures::key() {
  std::string fresh;
  {
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    char text[2 * sizeof bytes + 1];
    fresh = sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
  }
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)"));
  WEND_TRY(insert.bind(kKeyName, fresh).run());
  WEND_ASSIGN(auto select, database_.prepare("SELECT value FROM settings WHERE name = ?"));
  WEND_TRY(select.bind(kKeyName).step());
  return select.text(0);
}

base::Status Erasures::set_key(std::string_view key) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto put,
              database_.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"));
  return put.bind(kKeyName, key).run();
}

}  // namespace wend::workspace
