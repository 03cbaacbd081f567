#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A picture that somebody put on a map or a persona.
struct Image {
  std::string id;    // made of its bytes: the same picture is kept once
  std::string type;  // "image/png"
  std::int64_t width = 0, height = 0;
  std::string bytes;
};

inline constexpr std::size_t kImageBytesMax = std::size_t{5} * 1024 * 1024;
inline constexpr std::int64_t kImageSideMax = 10'000;  // pixels
inline constexpr std::int64_t kImagesMax = 10'000;

// Looks at the bytes alone: PNG, JPEG, GIF or WebP with its size in pixels. Errors: kInvalidInput
// for anything else, SVG too, because it may hold programs; kTooLarge beyond the limits.
base::Result<Image> read_image(std::string_view bytes);

class Images {
 public:
  Images(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Errors: those of read_image; kTooLarge beyond kImagesMax.
  base::Result<Image> keep(std::string_view bytes, std::optional<std::string> created_by);
  base::Result<std::optional<Image>> find(std::string_view id);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
