#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"

namespace wend::unify {

// Who was erased, as it stands in the data folder beside workspace.db: when an older copy of either
// is put back, the other still knows. A file for each erasure, so that a copy of the folder that is
// laid over it takes none away. All is hashed with the key that stands there too.
class ErasedFolder {
 public:
  explicit ErasedFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  struct Entry {
    std::string id;
    bool keep_out = false;
    std::string actor;
    env::TimeUs requested_at = 0;
    std::vector<std::string> hashes;   // of the identities
    std::vector<std::string> numbers;  // of their numbers, which other places name them by
  };
  // Nothing when nobody was erased here yet. Errors: kIo.
  base::Result<std::optional<std::string>> key() const;
  base::Status set_key(std::string_view key) const;
  // The oldest first. Errors: kIo, kInvalidInput for a file that cannot be understood: without it
  // somebody would come back.
  base::Result<std::vector<Entry>> all() const;
  // Writes an erasure, or what is known of it now. It is on the disk afterwards. Errors: kIo.
  base::Status put(const Entry& entry) const;

 private:
  base::Status write(const std::string& name, const std::string& text) const;

  const std::filesystem::path folder_;
};

}  // namespace wend::unify
