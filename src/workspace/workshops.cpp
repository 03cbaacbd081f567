#include "workspace/workshops.h"

#include <array>

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

#define WEND_WORKSHOP_COLUMNS                                                      \
  "id, body, version, revision, created_at, updated_at, created_by, token, code, " \
  "joinable_until"

// No 0 and O, 1, I and L, and no U, which is heard as V: a code is read aloud and from afar.
constexpr std::string_view kCodeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLength = 6;
constexpr std::size_t kAuthorDigits = 24;

WorkshopEntry read(const Statement& row) {
  WorkshopEntry entry{row.text(0),    row.text(1),    row.integer(2),       row.integer(3),
                      row.integer(4), row.integer(5), row.optional_text(6), std::nullopt};
  if (!row.is_null(7)) entry.invitation = Invitation{row.text(7), row.text(8), row.integer(9)};
  return entry;
}

base::Status no_such_workshop() {
  return base::fail(ErrorCode::kNotFound, "There is no such workshop.");
}

// Pairs of random hexadecimal digits, each pair a letter; those that would make some letters more
// likely than others are left out.
std::string new_code() {
  std::string code;
  while (code.size() < kCodeLength) {
    const std::string digits = hash_of_secret(new_secret(""));
    for (std::size_t i = 0; i + 1 < digits.size() && code.size() < kCodeLength; i += 2) {
      const auto byte = static_cast<std::size_t>(std::stoi(digits.substr(i, 2), nullptr, 16));
      if (byte < 256 / kCodeLetters.size() * kCodeLetters.size())
        code += kCodeLetters[byte % kCodeLetters.size()];
    }
  }
  return code;
}

}  // namespace

base::Result<WorkshopEntry> Workshops::create(std::string_view body,
                                              std::optional<std::string> created_by) {
  WorkshopEntry entry;
  entry.id = new_id("wsh_");
  entry.body = body;
  entry.revision = 1;
  entry.created_at = entry.updated_at = clock_.now_us();
  entry.created_by = std::move(created_by);
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto count, database_.prepare("SELECT count(*) FROM workshops"));
    WEND_TRY(count.step());
    if (count.integer(0) >= kWorkshopsMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A workspace has at most {} workshops.", kWorkshopsMax), {},
                        "Remove some that nobody needs.");
    WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO workshops (" WEND_WORKSHOP_COLUMNS
                                               ") VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)"));
    WEND_TRY(insert
                 .bind(entry.id, entry.body, entry.version, entry.revision, entry.created_at,
                       entry.updated_at, entry.created_by)
                 .run());
  }
  WEND_TRY(transaction.commit());
  return entry;
}

base::Result<std::optional<WorkshopEntry>> Workshops::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_WORKSHOP_COLUMNS " FROM workshops WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<WorkshopEntry>> Workshops::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_WORKSHOP_COLUMNS
                                             " FROM workshops ORDER BY updated_at DESC, id"));
  std::vector<WorkshopEntry> entries;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return entries;
    entries.push_back(read(select));
  }
}

base::Result<std::vector<WorkshopItem>> Workshops::items(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT kind, id, author, body FROM workshop_items WHERE workshop "
                                "= ? ORDER BY kind, id"));
  select.bind(id);
  std::vector<WorkshopItem> items;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return items;
    items.push_back({select.text(0), select.text(1), select.text(2), select.text(3)});
  }
}

base::Result<std::map<std::string, std::int64_t>> Workshops::clients(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT client, number FROM workshop_clients WHERE workshop = ?"));
  select.bind(id);
  std::map<std::string, std::int64_t> clients;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return clients;
    clients[select.text(0)] = select.integer(1);
  }
}

base::Status Workshops::add(std::string_view id, std::int64_t revision,
                            const WorkshopChange& change) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto select, database_.prepare("SELECT revision FROM workshops WHERE id = ?"));
    WEND_ASSIGN(const bool found, select.bind(id).step());
    if (!found) return no_such_workshop();
    if (select.integer(0) + 1 != revision)
      return base::fail(ErrorCode::kConflict, "Somebody changed this workshop meanwhile.");
    WEND_ASSIGN(auto update, database_.prepare("UPDATE workshops SET revision = ?, version = ?, "
                                               "body = ?, updated_at = ? WHERE id = ?"));
    WEND_TRY(update.bind(revision, change.version, change.body, clock_.now_us(), id).run());
    WEND_ASSIGN(auto keep, database_.prepare("INSERT OR REPLACE INTO workshop_items (workshop, "
                                             "kind, id, author, body) VALUES (?, ?, ?, ?, ?)"));
    for (const WorkshopItem& item : change.kept)
      WEND_TRY(keep.reset().bind(id, item.kind, item.id, item.author, item.body).run());
    WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM workshop_items WHERE workshop = ? AND "
                                               "kind = ? AND id = ?"));
    for (const auto& [kind, item] : change.removed)
      WEND_TRY(remove.reset().bind(id, kind, item).run());
    if (!change.client.empty()) {
      WEND_ASSIGN(auto remember,
                  database_.prepare("INSERT OR REPLACE INTO workshop_clients (workshop, client, "
                                    "number) VALUES (?, ?, ?)"));
      WEND_TRY(remember.bind(id, change.client, change.number).run());
    }
  }
  return transaction.commit();
}

base::Status Workshops::remove(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM workshops WHERE id = ?"));
  WEND_TRY(remove.bind(id).run());
  return database_.changes() == 0 ? no_such_workshop() : base::Status();
}

base::Result<Invitation> Workshops::invite(std::string_view id, env::TimeUs length_us) {
  std::lock_guard lock(database_.mutex());
  Invitation invitation{new_secret(""), "", clock_.now_us() + length_us};
  // Again when another workshop has this code.
  for (int tries = 0; tries < 10; ++tries) {
    invitation.code = new_code();
    WEND_ASSIGN(auto taken, database_.prepare("SELECT 1 FROM workshops WHERE code = ?"));
    WEND_ASSIGN(const bool is_taken, taken.bind(invitation.code).step());
    if (is_taken) continue;
    WEND_ASSIGN(auto update, database_.prepare("UPDATE workshops SET token = ?, code = ?, "
                                               "joinable_until = ? WHERE id = ?"));
    WEND_TRY(update.bind(invitation.token, invitation.code, invitation.until, id).run());
    if (database_.changes() == 0) return base::fail(no_such_workshop().error());
    return invitation;
  }
  return base::fail(ErrorCode::kUnavailable, "There is no code free just now.", {},
                    "Try again in a moment.");
}

base::Status Workshops::uninvite(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE workshops SET token = NULL, code = NULL, "
                                             "joinable_until = NULL WHERE id = ?"));
  WEND_TRY(update.bind(id).run());
  return database_.changes() == 0 ? no_such_workshop() : base::Status();
}

base::Result<std::optional<WorkshopEntry>> Workshops::find_by_token(std::string_view token) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_WORKSHOP_COLUMNS
                                " FROM workshops WHERE token = ? AND joinable_until > ?"));
  WEND_ASSIGN(const bool found, select.bind(token, clock_.now_us()).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::optional<WorkshopEntry>> Workshops::find_by_code(std::string_view code) {
  std::string letters;
  for (const char c : code) {
    if (c == ' ' || c == '-') continue;
    letters += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_WORKSHOP_COLUMNS
                                " FROM workshops WHERE code = ? AND joinable_until > ?"));
  WEND_ASSIGN(const bool found, select.bind(letters, clock_.now_us()).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::string> Workshops::admit(std::string_view id, std::string_view name) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  std::string secret = new_secret("wend_guest_");
  {
    WEND_ASSIGN(auto forget,
                database_.prepare("DELETE FROM workshop_guests WHERE expires_at <= ?"));
    WEND_TRY(forget.bind(clock_.now_us()).run());
    WEND_ASSIGN(auto count,
                database_.prepare("SELECT count(*) FROM workshop_guests WHERE workshop = ?"));
    WEND_TRY(count.bind(id).step());
    if (count.integer(0) >= kWorkshopGuestsMax)
      return base::fail(ErrorCode::kTooLarge, "This workshop is full.", {},
                        fmt::format("At most {} people join one; look on with somebody who is in.",
                                    kWorkshopGuestsMax));
    WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO workshop_guests (hash, workshop, name, "
                                               "expires_at) VALUES (?, ?, ?, ?)"));
    WEND_TRY(insert.bind(hash_of_secret(secret), id, name, clock_.now_us() + kGuestUs).run());
  }
  WEND_TRY(transaction.commit());
  return secret;
}

base::Result<std::optional<Guest>> Workshops::guest_of(std::string_view secret) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT workshop, name FROM workshop_guests WHERE "
                                             "hash = ? AND expires_at > ?"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(secret), clock_.now_us()).step());
  return found ? std::optional(Guest{select.text(0), select.text(1)}) : std::nullopt;
}

std::string Workshops::author_of(std::string_view secret) {
  return hash_of_secret(fmt::format("author of notes {}", secret)).substr(0, kAuthorDigits);
}

}  // namespace wend::workspace
