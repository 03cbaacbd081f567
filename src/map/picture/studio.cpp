#include <algorithm>
#include <array>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cmath>
#include <filesystem>
#include <fontconfig/fontconfig.h>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <woff2/decode.h>

#include "fmt/format.h"
#include "map/picture/picture.h"
#include "map/picture/sheet.h"

namespace wend::map::picture {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

constexpr int kFoldersUp = 4;
constexpr double kMargin = 24;            // pixels around a picture
constexpr double kPointsPerPixel = 0.75;  // CSS: 96 pixels and 72 points an inch
constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kPageSideMax = 14'400;       // points; PDF 1.7, appendix C
constexpr double kTilePointsPerPixel = 0.62;  // texts of 12.5 pixels in about 8 points
constexpr double kTileMarginMm = 10, kOverlapMm = 10;
constexpr double kPngScale = 2, kPngSideMax = 32'000;
constexpr std::size_t kImagePixelsMax = 100'000'000;

struct Size {
  double width, height;  // points
};
Size size_of(Paper paper) {
  // Landscape: maps are wider than high.
  switch (paper) {
    case Paper::kA3:
      return {420 * kPointsPerMm, 297 * kPointsPerMm};
    case Paper::kLetter:
      return {792, 612};
    default:
      return {297 * kPointsPerMm, 210 * kPointsPerMm};
  }
}

cairo_status_t append(void* to, const unsigned char* bytes, unsigned size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

// A PNG's picture. Others are not decoded here.
struct PngReader {
  std::string_view rest;
  static cairo_status_t read(void* self, unsigned char* to, unsigned size) {
    auto& reader = *static_cast<PngReader*>(self);
    if (reader.rest.size() < size) return CAIRO_STATUS_READ_ERROR;
    std::copy_n(reader.rest.data(), size, reinterpret_cast<char*>(to));
    reader.rest.remove_prefix(size);
    return CAIRO_STATUS_SUCCESS;
  }
};

// The pictures of one map, each decoded once.
class Images {
 public:
  explicit Images(const std::function<std::string(std::string_view)>& bytes) : bytes_(bytes) {}
  Images(const Images&) = delete;
  Images& operator=(const Images&) = delete;
  ~Images() {
    for (const auto& [id, image] : decoded_)
      if (image != nullptr) cairo_surface_destroy(image);
  }

  cairo_surface_t* find(std::string_view id) {
    const auto [known, fresh] = decoded_.try_emplace(std::string(id), nullptr);
    if (!fresh || !bytes_) return known->second;
    const std::string bytes = bytes_(id);
    if (!bytes.starts_with("\x89PNG")) return nullptr;
    PngReader reader{bytes};
    cairo_surface_t* image = cairo_image_surface_create_from_png_stream(PngReader::read, &reader);
    const auto pixels =
        static_cast<std::size_t>(std::max(0, cairo_image_surface_get_width(image))) *
        static_cast<std::size_t>(std::max(0, cairo_image_surface_get_height(image)));
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS || pixels == 0 ||
        pixels > kImagePixelsMax) {
      cairo_surface_destroy(image);
      return nullptr;
    }
    return known->second = image;
  }

 private:
  const std::function<std::string(std::string_view)>& bytes_;
  std::map<std::string, cairo_surface_t*, std::less<>> decoded_;
};

// A surface and the context that draws on it.
class Canvas {
 public:
  explicit Canvas(cairo_surface_t* surface) : surface_(surface), cairo_(cairo_create(surface)) {}
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  ~Canvas() {
    cairo_destroy(cairo_);
    cairo_surface_destroy(surface_);
  }
  cairo_t* cairo() { return cairo_; }
  cairo_surface_t* surface() { return surface_; }
  base::Status finish() {
    cairo_surface_finish(surface_);
    cairo_status_t status = cairo_status(cairo_);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface_);
    if (status == CAIRO_STATUS_SUCCESS) return {};
    return base::fail(ErrorCode::kIo, fmt::format("The picture could not be drawn: {}.",
                                                  cairo_status_to_string(status)));
  }

 private:
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

// One font file, unpacked into a file in memory; its name, or empty where it is broken.
std::string unpacked(const fs::path& path) {
  constexpr std::size_t kFontBytesMax = std::size_t{32} * 1024 * 1024;
  std::ifstream stream(path, std::ios::binary);
  const std::string packed{std::istreambuf_iterator<char>(stream), {}};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(packed.data());
  const std::size_t size = woff2::ComputeWOFF2FinalSize(bytes, packed.size());
  if (size == 0 || size > kFontBytesMax) return {};
  std::string font(size, '\0');
  woff2::WOFF2StringOut out(&font);
  if (!woff2::ConvertWOFF2ToTTF(bytes, packed.size(), &out)) return {};
  const int file = ::memfd_create("wend-font", MFD_CLOEXEC);
  if (file < 0) return {};
  std::string name = fmt::format("/proc/self/fd/{}", file);
  std::ofstream(name, std::ios::binary) << font.substr(0, out.Size());
  return name;
}

// Pango takes no compressed fonts, and fontconfig only files. cairo remembers fonts by the names of
// their files for as long as the process lives, so they are unpacked once and stay open.
const std::vector<std::string>& font_files(const std::string& folder) {
  static std::mutex mutex;
  static std::map<std::string, std::vector<std::string>> known;
  const std::lock_guard lock(mutex);
  const auto [files, fresh] = known.try_emplace(folder);
  std::error_code error;
  if (fresh && !folder.empty())
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
      if (entry.path().extension() == ".woff2")
        if (std::string name = unpacked(entry.path()); !name.empty())
          files->second.push_back(std::move(name));
  return files->second;
}

// The whole map on one sheet, in pixels.
void paint_whole(cairo_t* cairo, const Board& board, const Sheet& sheet) {
  const double width = board.width() + 2 * kMargin;
  const double height = sheet.head_height() + board.height() + sheet.foot_height() + 2 * kMargin;
  Pen(cairo, nullptr).fill(0, 0, width, height, kPaperColour);
  cairo_translate(cairo, kMargin, kMargin);
  sheet.paint_head(cairo, {});
  cairo_translate(cairo, 0, sheet.head_height());
  board.paint(cairo, {0, 0, board.width(), board.height()});
  cairo_translate(cairo, 0, board.height());
  sheet.paint_foot(cairo);
}

// The pages of a map that is printed on several sheets and glued together.
class Tiles {
 public:
  Tiles(const Board& board, PangoContext* context, const MapView& view, const Order& order)
      : board_(board),
        context_(context),
        page_(size_of(order.paper)),
        sheet_(context, view, order.caption,
               (page_.width - 2 * kTileMarginMm * kPointsPerMm) / kTilePointsPerPixel) {
    const double inner_width = (page_.width - 2 * kMarginPoints) / kTilePointsPerPixel;
    const double inner_height = (page_.height - 2 * kMarginPoints) / kTilePointsPerPixel -
                                sheet_.head_height() - sheet_.foot_height();
    window_ = {inner_width, std::max(80.0, inner_height)};
    overlap_ = kOverlapMm * kPointsPerMm / kTilePointsPerPixel;
    across_ = count(board.width(), window_.width);
    down_ = count(board.height(), window_.height);
  }

  std::size_t pages() const { return across_ * down_; }
  Size page() const { return page_; }

  void paint(cairo_t* cairo) const {
    for (std::size_t row = 0; row < down_; ++row)
      for (std::size_t column = 0; column < across_; ++column) {
        cairo_save(cairo);
        paint_page(cairo, column, row);
        cairo_restore(cairo);
        cairo_show_page(cairo);
      }
  }

 private:
  static constexpr double kMarginPoints = kTileMarginMm * kPointsPerMm;

  std::size_t count(double whole, double window) const {
    if (whole <= window) return 1;
    return static_cast<std::size_t>(std::ceil((whole - overlap_) / (window - overlap_)));
  }

  void paint_page(cairo_t* cairo, std::size_t column, std::size_t row) const {
    cairo_translate(cairo, kMarginPoints, kMarginPoints);
    cairo_scale(cairo, kTilePointsPerPixel, kTilePointsPerPixel);
    const std::string where =
        down_ > 1 ? fmt::format("page {} of {}: column {}, row {}", row * across_ + column + 1,
                                pages(), column + 1, row + 1)
                  : fmt::format("page {} of {}", column + 1, pages());
    sheet_.paint_head(cairo, where);
    cairo_translate(cairo, 0, sheet_.head_height());
    const double x = static_cast<double>(column) * (window_.width - overlap_);
    const double y = static_cast<double>(row) * (window_.height - overlap_);
    const double width = std::min(window_.width, board_.width() - x);
    const double height = std::min(window_.height, board_.height() - y);
    cairo_save(cairo);
    cairo_rectangle(cairo, 0, 0, width, height);
    cairo_clip(cairo);
    cairo_translate(cairo, -x, -y);
    board_.paint(cairo, {x, y, width, height});
    cairo_restore(cairo);
    marks(cairo, column, row, width, height);
    cairo_translate(cairo, 0, height);
    sheet_.paint_foot(cairo);
  }

  // Where the next sheet's edge comes to lie: a dashed line, and ticks beyond the picture.
  void marks(cairo_t* cairo, std::size_t column, std::size_t row, double width,
             double height) const {
    Pen pen(cairo, context_);
    constexpr double kTick = 10;
    if (column + 1 < across_) {
      pen.line(width - overlap_, 0, width - overlap_, height, kInk3, 0.6, true);
      pen.line(width - overlap_, height, width - overlap_, height + kTick, kInk3, 0.8);
    }
    if (row + 1 < down_) {
      pen.line(0, height - overlap_, width, height - overlap_, kInk3, 0.6, true);
      pen.line(-kTick, height - overlap_, 0, height - overlap_, kInk3, 0.8);
    }
  }

  const Board& board_;
  PangoContext* context_;
  Size page_;
  Sheet sheet_;
  Size window_{};  // of the board on one page, in pixels
  double overlap_ = 0;
  std::size_t across_ = 1, down_ = 1;
};

}  // namespace

std::optional<Paper> paper_from(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"own", "a4", "a3", "letter"};
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Paper>(found - kNames.begin());
}

std::string font_folder() {
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  const auto holds_fonts = [&](const fs::path& candidate) {
    for (const auto& entry : fs::directory_iterator(candidate, error))
      if (entry.path().extension() == ".woff2") return true;
    return false;
  };
  std::vector<fs::path> candidates = {folder / "web" / "assets",
                                      folder.parent_path() / "share" / "wend" / "web" / "assets"};
  fs::path up = folder;
  for (int i = 0; i < kFoldersUp; ++i, up = up.parent_path()) {
    candidates.push_back(up / "web" / "dist" / "assets");
    candidates.push_back(up / "web" / "node_modules" / "@fontsource-variable");
  }
  for (const fs::path& candidate : candidates)
    if (holds_fonts(candidate) ||
        (candidate.filename() == "@fontsource-variable" && fs::is_directory(candidate, error)))
      return candidate.string();
  return {};
}

struct Studio::Tools {
  std::mutex mutex;
  FcConfig* fonts = nullptr;
  PangoFontMap* map = nullptr;
};

Studio::Studio(const std::string& fonts) : tools_(std::make_unique<Tools>()) {
  tools_->fonts = FcInitLoadConfigAndFonts();
  for (const std::string& file : font_files(fonts))
    FcConfigAppFontAddFile(tools_->fonts, reinterpret_cast<const FcChar8*>(file.c_str()));
  tools_->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(tools_->map), tools_->fonts);
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(tools_->map), 96);
}

Studio::~Studio() {
  g_object_unref(tools_->map);
  FcConfigDestroy(tools_->fonts);
}

base::Result<std::string> Studio::draw(const MapView& view, const Order& order) {
  const std::lock_guard lock(tools_->mutex);
  const std::unique_ptr<PangoContext, void (*)(gpointer)> context(
      pango_font_map_create_context(tools_->map), g_object_unref);
  // Text looks the same however large it is drawn.
  cairo_font_options_t* exact = cairo_font_options_create();
  cairo_font_options_set_hint_style(exact, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(exact, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(exact, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context.get(), exact);
  cairo_font_options_destroy(exact);
  pango_context_set_round_glyph_positions(context.get(), FALSE);

  Images images(order.image);
  const DecodedImage image = [&images](std::string_view id) { return images.find(id); };
  const Board board(context.get(), view, order.caption.channels, image);
  const Sheet sheet(context.get(), view, order.caption, board.width());
  const double width = board.width() + 2 * kMargin;
  const double height = sheet.head_height() + board.height() + sheet.foot_height() + 2 * kMargin;

  std::string bytes;
  if (order.kind == Kind::kPng) {
    const double scale = std::min({kPngScale, kPngSideMax / width, kPngSideMax / height,
                                   std::sqrt(kPngPixelsMax / (width * height))});
    Canvas canvas(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                             static_cast<int>(std::ceil(width * scale)),
                                             static_cast<int>(std::ceil(height * scale))));
    cairo_scale(canvas.cairo(), scale, scale);
    paint_whole(canvas.cairo(), board, sheet);
    if (cairo_surface_write_to_png_stream(canvas.surface(), append, &bytes) != CAIRO_STATUS_SUCCESS)
      return base::fail(ErrorCode::kIo, "The picture could not be written.");
    return bytes;
  }
  if (order.kind == Kind::kSvg) {
    cairo_surface_t* surface = cairo_svg_surface_create_for_stream(append, &bytes, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    Canvas canvas(surface);
    paint_whole(canvas.cairo(), board, sheet);
    WEND_TRY(canvas.finish());
    return bytes;
  }
  const Tiles tiles(board, context.get(), view, order);
  const bool tiled = order.paper != Paper::kOwn;
  if (tiled && tiles.pages() > kPagesMax)
    return base::fail(
        ErrorCode::kTooLarge,
        fmt::format("This map would take {} pages; {} are the most.", tiles.pages(), kPagesMax),
        "paper", "Take larger paper, or one page of the map's own size.");
  const double scale = std::min({kPointsPerPixel, kPageSideMax / width, kPageSideMax / height});
  const Size page = tiled ? tiles.page() : Size{width * scale, height * scale};
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(append, &bytes, page.width, page.height);
  const std::string title(text_of(*view.about, "title"));
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Wend");
  Canvas canvas(surface);
  if (tiled) {
    tiles.paint(canvas.cairo());
  } else {
    cairo_scale(canvas.cairo(), scale, scale);
    paint_whole(canvas.cairo(), board, sheet);
  }
  WEND_TRY(canvas.finish());
  return bytes;
}

}  // namespace wend::map::picture
