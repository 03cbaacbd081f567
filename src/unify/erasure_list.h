#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "events/erased_identities.h"
#include "workspace/erasures.h"

namespace wend::unify {

// Hashes identities with the workspace's key: SipHash-2-4 with 128 bits (J.-P. Aumasson, D. J.
// Bernstein, 2012). Without the key nobody can try addresses against a hash, and with it nobody can
// read one back.
class IdentityHasher {
 public:
  struct Hash {
    std::uint64_t high = 0, low = 0;
    bool operator==(const Hash&) const = default;
  };
  // `key`: Erasures::key(). Errors: kInternal for a text that is no key.
  static base::Result<IdentityHasher> make(std::string_view key);

  Hash hash(std::string_view identity_namespace, std::string_view value) const;
  std::string text(std::string_view identity_namespace, std::string_view value) const;

 private:
  std::array<unsigned char, 16> key_ = {};
};

std::string to_text(const IdentityHasher::Hash& hash);

// Everybody who was erased, as the event store asks: what happened up to the erasure is refused,
// and what happens later begins somebody new, unless the person is kept out.
class ErasureList final : public events::ErasedIdentities {
 public:
  // How often lists said yes, over all that follow one another.
  using Refused = std::shared_ptr<std::atomic<std::uint64_t>>;
  ErasureList(const IdentityHasher& hasher, std::span<const workspace::Erasure> erasures,
              Refused refused = std::make_shared<std::atomic<std::uint64_t>>(0));
  bool refuses(const model::NamedIdentity& identity, env::TimeUs time) const override;
  // The same without counting.
  bool has(const model::NamedIdentity& identity, env::TimeUs time) const;
  bool empty() const { return entries_.empty(); }

 private:
  struct Place {
    std::size_t operator()(const IdentityHasher::Hash& hash) const { return hash.low; }
  };
  const IdentityHasher hasher_;
  std::unordered_map<IdentityHasher::Hash, env::TimeUs, Place> entries_;  // up to when
  const Refused refused_;
};

}  // namespace wend::unify
