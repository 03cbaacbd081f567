#include "workspace/map_shares.h"

#include <charconv>

#include "fmt/format.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

constexpr std::string_view kTokenPrefix = "wend_share_";

#define WEND_SHARE_COLUMNS                                                                      \
  "id, map, label, may_comment, may_embed, password_hash IS NOT NULL, expires_at, created_at, " \
  "created_by, used_at, revoked_at"

MapShare read(const Statement& row) {
  MapShare share;
  share.id = row.text(0);
  share.map = row.text(1);
  share.label = row.text(2);
  share.may_comment = row.integer(3) != 0;
  share.may_embed = row.integer(4) != 0;
  share.has_password = row.integer(5) != 0;
  share.expires_at = row.optional_integer(6);
  share.created_at = row.integer(7);
  share.created_by = row.text(8);
  share.used_at = row.optional_integer(9);
  share.revoked_at = row.optional_integer(10);
  return share;
}

}  // namespace

base::Result<MapShares::Made> MapShares::create(MapShare share,
                                                std::optional<std::string_view> password) {
  share.id = new_id("shr_");
  share.created_at = clock_.now_us();
  share.has_password = password.has_value();
  if (share.label.size() > kShareLabelBytesMax)
    return base::fail(ErrorCode::kTooLarge, "The name of the link is too long.", "label");
  if (share.expires_at && *share.expires_at <= share.created_at)
    return base::fail(ErrorCode::kInvalidInput, "The link would have expired already.",
                      "expires_at", "Choose a time that is to come.");
  std::optional<std::string> hash;
  if (password) {
    checks_.acquire();
    auto hashed = hash_password(*password, cost_);
    checks_.release();
    if (!hashed) {
      if (hashed.error().place.empty()) hashed.error().place = "password";
      return base::fail(hashed.error());
    }
    hash = *std::move(hashed);
  }
  const std::string token = new_secret(kTokenPrefix);
  const std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(
        auto map,
        database_.prepare("SELECT (SELECT count(*) FROM map_shares WHERE map = ?1 AND "
                          "revoked_at IS NULL) FROM maps WHERE id = ?1 AND removed_at IS NULL"));
    WEND_ASSIGN(const bool found, map.bind(share.map).step());
    if (!found) return base::fail(ErrorCode::kNotFound, "There is no such map.");
    if (map.integer(0) >= kSharesMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A map has at most {} links.", kSharesMax), {},
                        "Revoke some that nobody needs any more.");
  }
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO map_shares (id, map, token_hash, label, may_comment, "
                                "may_embed, password_hash, expires_at, created_at, created_by) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(share.id, share.map, hash_of_secret(token), share.label,
                     static_cast<int>(share.may_comment), static_cast<int>(share.may_embed), hash,
                     share.expires_at, share.created_at, share.created_by)
               .run());
  WEND_TRY(transaction.commit());
  return Made{std::move(share), token};
}

base::Result<std::vector<MapShare>> MapShares::all(std::string_view map) {
  const std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_SHARE_COLUMNS
                                             " FROM map_shares WHERE map = ? ORDER BY created_at "
                                             "DESC, id"));
  select.bind(map);
  std::vector<MapShare> shares;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return shares;
    shares.push_back(read(select));
  }
}

base::Result<MapShare> MapShares::revoke(std::string_view map, std::string_view id) {
  const std::lock_guard lock(database_.mutex());
  {
    WEND_ASSIGN(auto update, database_.prepare("UPDATE map_shares SET revoked_at = ? WHERE map = ? "
                                               "AND id = ? AND revoked_at IS NULL"));
    WEND_TRY(update.bind(clock_.now_us(), map, id).run());
  }
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_SHARE_COLUMNS
                                             " FROM map_shares WHERE map = ? AND id = ?"));
  WEND_ASSIGN(const bool found, select.bind(map, id).step());
  if (!found) return base::fail(ErrorCode::kNotFound, "There is no such link.");
  return read(select);
}

base::Result<std::optional<MapShare>> MapShares::find_by_token(std::string_view token) {
  const std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_SHARE_COLUMNS
                                             " FROM map_shares WHERE token_hash = ?"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(token)).step());
  if (!found) return std::nullopt;
  return read(select);
}

bool MapShares::works(const MapShare& share) const {
  return !share.revoked_at && (!share.expires_at || *share.expires_at > clock_.now_us());
}

base::Status MapShares::used(const MapShare& share) {
  const env::TimeUs now = clock_.now_us();
  if (share.used_at && now - *share.used_at < kShareUseUs) return {};
  const std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE map_shares SET used_at = ? WHERE id = ?"));
  return update.bind(now, share.id).run();
}

base::Result<std::optional<std::string>> MapShares::password_hash(std::string_view token) {
  const std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT password_hash FROM map_shares WHERE token_hash = ?"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(token)).step());
  if (!found) return std::nullopt;
  return select.optional_text(0);
}

// Nobody can make one without the stored hash, which is salted and never told.
std::string MapShares::seal(std::string_view token, std::string_view hash,
                            env::TimeUs until) const {
  return fmt::format("{}.{}", until,
                     hash_of_secret(fmt::format("share pass\n{}\n{}\n{}", hash, token, until)));
}

base::Result<std::optional<MapShares::Pass>> MapShares::pass_for(std::string_view token,
                                                                 std::string_view password) {
  WEND_ASSIGN(const auto hash, password_hash(token));
  if (!hash || password.size() > kPasswordBytesMax) return std::nullopt;
  checks_.acquire();
  const bool matches = password_matches(password, *hash);
  checks_.release();
  if (!matches) return std::nullopt;
  const env::TimeUs until = clock_.now_us() + kSharePassUs;
  return Pass{seal(token, *hash, until), until};
}

base::Result<bool> MapShares::accepts(std::string_view token, std::string_view pass) {
  WEND_ASSIGN(const auto hash, password_hash(token));
  if (!hash) return true;
  env::TimeUs until = 0;
  const auto [end, error] = std::from_chars(pass.data(), pass.data() + pass.size(), until);
  if (error != std::errc{} || until <= clock_.now_us()) return false;
  return equal_in_constant_time(pass, seal(token, *hash, until));
}

}  // namespace wend::workspace
