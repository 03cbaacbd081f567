#include "collect/file_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "base/assert.h"

namespace wend::collect {

struct FileHash::State {
  XXH3_state_t* hash = XXH3_createState();
  State() {
    WEND_ASSERT(hash != nullptr, "out of memory");
    XXH3_128bits_reset(hash);
  }
  ~State() { XXH3_freeState(hash); }
};

FileHash::FileHash() : state_(std::make_unique<State>()) {}
FileHash::~FileHash() = default;

void FileHash::add(std::string_view bytes) {
  XXH3_128bits_update(state_->hash, bytes.data(), bytes.size());
}

std::string FileHash::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace wend::collect
