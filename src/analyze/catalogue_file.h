#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "analyze/catalogue_tally.h"
#include "base/result.h"

namespace wend::analyze {

// A tally as bytes and in a file of its own, with the position it belongs to: both are there or
// neither. The file can be thrown away at any time.
class CatalogueFile {
 public:
  // Grows when the bytes or what is counted changes; a file of another format counts as none.
  static constexpr std::uint64_t kFormat = 1;

  static std::string to_bytes(const CatalogueTally& tally);
  // Errors: kInvalidInput for bytes that to_bytes() did not make, whatever they are.
  static base::Result<CatalogueTally> from_bytes(std::string_view bytes);

  // Replaces the file in one step. Errors: kIo.
  static base::Status save(const CatalogueTally& tally, const std::filesystem::path& path);
  // Errors: kNotFound when there is none, kInvalidInput, kIo.
  static base::Result<CatalogueTally> load(const std::filesystem::path& path);
};

}  // namespace wend::analyze
