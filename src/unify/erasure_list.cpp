#include "unify/erasure_list.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <sodium.h>

namespace wend::unify {
namespace {

static_assert(crypto_shorthash_siphashx24_KEYBYTES == 16);
static_assert(crypto_shorthash_siphashx24_BYTES == 16);

std::optional<IdentityHasher::Hash> hash_from(std::string_view text) {
  IdentityHasher::Hash hash;
  if (text.size() != 32) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    std::uint64_t& half = i < 16 ? hash.high : hash.low;
    half = half << 4 | static_cast<std::uint64_t>(digit);
  }
  return hash;
}

}  // namespace

base::Result<IdentityHasher> IdentityHasher::make(std::string_view key) {
  IdentityHasher hasher;
  std::size_t bytes = 0;
  // The first half: a key of this hash is shorter than the secret.
  if (key.size() < 32 ||
      sodium_hex2bin(hasher.key_.data(), hasher.key_.size(), key.data(), 32, nullptr, &bytes,
                     nullptr) != 0 ||
      bytes != hasher.key_.size())
    return base::fail(base::ErrorCode::kInternal, "The key of erasures cannot be read.",
                      "privacy_key");
  return hasher;
}

IdentityHasher::Hash IdentityHasher::hash(std::string_view identity_namespace,
                                          std::string_view value) const {
  thread_local std::string text;
  text.assign(identity_namespace);
  text += '\n';
  text += value;
  Hash hash;
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(&hash),
                              reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                              key_.data());
  return hash;
}

std::string IdentityHasher::text(std::string_view identity_namespace,
                                 std::string_view value) const {
  return to_text(hash(identity_namespace, value));
}

std::string to_text(const IdentityHasher::Hash& hash) {
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

ErasureList::ErasureList(const IdentityHasher& hasher, std::span<const workspace::Erasure> erasures,
                         Refused refused)
    : hasher_(hasher), refused_(std::move(refused)) {
  for (const workspace::Erasure& erasure : erasures) {
    const env::TimeUs until =
        erasure.keep_out ? std::numeric_limits<env::TimeUs>::max() : erasure.requested_at;
    for (const std::string& text : erasure.hashes) {
      const auto hash = hash_from(text);
      if (!hash) continue;
      const auto [entry, is_new] = entries_.try_emplace(*hash, until);
      if (!is_new) entry->second = std::max(entry->second, until);
    }
  }
}

bool ErasureList::has(const model::NamedIdentity& identity, env::TimeUs time) const {
  if (entries_.empty()) return false;
  const auto entry = entries_.find(hasher_.hash(identity.identity_namespace, identity.value));
  return entry != entries_.end() && time <= entry->second;
}

bool ErasureList::refuses(const model::NamedIdentity& identity, env::TimeUs time) const {
  if (!has(identity, time)) return false;
  refused_->fetch_add(1, std::memory_order_relaxed);
  return true;
}

}  // namespace wend::unify
