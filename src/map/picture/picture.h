#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "map/map_view.h"

// A map as a picture, drawn as the board of the editor shows it, in its light colours.
namespace wend::map::picture {

enum class Kind { kSvg, kPng, kPdf };
enum class Paper { kOwn, kA4, kA3, kLetter };            // kOwn: one page as large as the map
std::optional<Paper> paper_from(std::string_view name);  // "own", "a4", "a3", "letter"

// What is drawn beside the board.
struct Caption {
  std::string date;                   // "23 November 2026"
  std::string version;                // "version 14"
  std::vector<std::string> channels;  // by rank, which decides about their colours
  bool legend = true;
};

struct Order {
  Kind kind = Kind::kSvg;
  Paper paper = Paper::kOwn;  // of a PDF
  Caption caption;
  // The bytes of a picture on the map, by its id; empty: it is drawn as a frame.
  std::function<std::string(std::string_view id)> image;
};

inline constexpr std::size_t kPagesMax = 300;
inline constexpr double kPngPixelsMax = 32e6;

// Where the fonts of the screens are, from the folder of the running program on: beside it, in an
// installation or in the source tree. Empty when there are none; then the system's are taken.
std::string font_folder();

// Draws one picture at a time, because each takes memory. Safe to use from several threads.
class Studio {
 public:
  // `fonts`: a folder of font files; those of the system stand in for scripts that they lack.
  explicit Studio(const std::string& fonts);
  ~Studio();
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  // Errors: kTooLarge for more than kPagesMax pages; kIo when the drawing library fails.
  base::Result<std::string> draw(const MapView& view, const Order& order);

 private:
  struct Tools;
  std::unique_ptr<Tools> tools_;
};

}  // namespace wend::map::picture
