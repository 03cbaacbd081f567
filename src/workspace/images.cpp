#include "workspace/images.h"

#include <array>
#include <sodium.h>

#include "fmt/format.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;
using namespace std::string_view_literals;

// A number of `count` bytes at `at`; 0 beyond the end.
std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  if (at + count > bytes.size()) return 0;
  std::int64_t number = 0;
  for (std::size_t i = 0; i < count; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

std::int64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  if (at + count > bytes.size()) return 0;
  std::int64_t number = 0;
  for (std::size_t i = count; i > 0; --i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return number;
}

// The size stands in the first frame header (ISO/IEC 10918-1, B.2.2).
void read_jpeg_size(std::string_view bytes, Image& image) {
  std::size_t at = 2;
  while (at + 9 <= bytes.size() && static_cast<unsigned char>(bytes[at]) == 0xff) {
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    const bool is_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) {
      image.height = big_endian(bytes, at + 5, 2);
      image.width = big_endian(bytes, at + 7, 2);
      return;
    }
    at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2, 2));
  }
}

// Lossy, lossless and extended files (RFC 9649).
void read_webp_size(std::string_view bytes, Image& image) {
  const std::string_view kind = bytes.substr(12, 4);
  constexpr std::int64_t kFourteenBits = 0x3fff;
  if (kind == "VP8 ") {
    image.width = little_endian(bytes, 26, 2) & kFourteenBits;
    image.height = little_endian(bytes, 28, 2) & kFourteenBits;
  } else if (kind == "VP8L") {
    const std::int64_t bits = little_endian(bytes, 21, 4);
    image.width = (bits & kFourteenBits) + 1;
    image.height = (bits >> 14 & kFourteenBits) + 1;
  } else if (kind == "VP8X") {
    image.width = little_endian(bytes, 24, 3) + 1;
    image.height = little_endian(bytes, 27, 3) + 1;
  }
}

std::string id_of(std::string_view bytes) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::string id = "img_";
  for (const unsigned char byte : hash) id += fmt::format("{:02x}", byte);
  return id;
}

}  // namespace

base::Result<Image> read_image(std::string_view bytes) {
  if (bytes.size() > kImageBytesMax)
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The picture has more than {} MiB.", kImageBytesMax >> 20), {},
                      "Make it smaller.");
  Image image;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
    image.type = "image/png";
    image.width = big_endian(bytes, 16, 4);
    image.height = big_endian(bytes, 20, 4);
  } else if (bytes.starts_with("\xff\xd8\xff"sv)) {
    image.type = "image/jpeg";
    read_jpeg_size(bytes, image);
  } else if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) {
    image.type = "image/gif";
    image.width = little_endian(bytes, 6, 2);
    image.height = little_endian(bytes, 8, 2);
  } else if (bytes.starts_with("RIFF") && bytes.size() > 30 && bytes.substr(8, 4) == "WEBP") {
    image.type = "image/webp";
    read_webp_size(bytes, image);
  }
  if (image.type.empty() || image.width <= 0 || image.height <= 0)
    return base::fail(ErrorCode::kInvalidInput, "This is no picture that can be shown.", {},
                      "Take a PNG, JPEG, GIF or WebP file.");
  if (image.width > kImageSideMax || image.height > kImageSideMax)
    return base::fail(
        ErrorCode::kTooLarge,
        fmt::format("The picture is more than {} pixels wide or high.", kImageSideMax), {},
        "Make it smaller.");
  image.id = id_of(bytes);
  image.bytes = bytes;
  return image;
}

base::Result<Image> Images::keep(std::string_view bytes, std::optional<std::string> created_by) {
  WEND_ASSIGN(Image image, read_image(bytes));
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto count, database_.prepare("SELECT count(*) FROM images"));
    WEND_TRY(count.step());
    if (count.integer(0) >= kImagesMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A workspace has at most {} pictures.", kImagesMax));
  }
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT OR IGNORE INTO images (id, type, width, height, bytes, "
                                "created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(image.id, image.type, image.width, image.height, Bytes{image.bytes},
                     clock_.now_us(), created_by)
               .run());
  WEND_TRY(transaction.commit());
  return image;
}

base::Result<std::optional<Image>> Images::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT id, type, width, height, bytes FROM images WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found) return std::nullopt;
  return Image{select.text(0), select.text(1), select.integer(2), select.integer(3),
               std::string(select.bytes(4))};
}

}  // namespace wend::workspace
