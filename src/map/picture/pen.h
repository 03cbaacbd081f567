#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>
#include <string>
#include <string_view>

namespace wend::map::picture {

// 0xRRGGBB, the tokens of web/src/design/tokens.css in their light form.
using Colour = unsigned;
inline constexpr Colour kPaperColour = 0xFAF9F6, kSurface = 0xFFFFFF, kSunken = 0xF3F1EC,
                        kInk = 0x1D1C1A, kInk2 = 0x5F5C56, kInk3 = 0x706C65, kLine = 0xE5E2DB,
                        kLine2 = 0xD3CFC6, kAccent = 0x0C6B5E, kAccentSoft = 0xDCECE8,
                        kPain = 0xB8430F, kPainSoft = 0xFBE7DC, kDelight = 0x24704A,
                        kDelightSoft = 0xE0F0E5, kCaution = 0x815900, kCautionSoft = 0xF8EDD2;
Colour category_colour(std::size_t index);

// How a text is set; sizes in pixels of the board.
struct Type {
  double size = 12.5, line = 17.5;
  int weight = 400;
  bool serif = false, italic = false, strike = false;
  Colour colour = kInk;
};
inline constexpr Type kBody{};
inline constexpr Type kVoice{.size = 13.5, .line = 18.5, .serif = true};
inline constexpr Type kTitle{.size = 13, .line = 18.5, .weight = 600};
inline constexpr Type kDetail{.size = 11, .line = 16, .colour = kInk3};

// A text set for a width; what it says is never markup.
class Text {
 public:
  Text(PangoContext* context, std::string_view text, const Type& type, double width);
  ~Text();
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  std::size_t lines() const;
  double height() const { return static_cast<double>(lines()) * type_.line; }
  double width() const;  // of what is written
  // One line at most, its end cut off where it does not fit.
  void keep_to_one_line();

 private:
  friend class Pen;
  PangoLayout* layout_;
  Type type_;
};

// Draws in pixels of the board from its upper left corner.
class Pen {
 public:
  Pen(cairo_t* cairo, PangoContext* context) : cairo_(cairo), context_(context) {}

  void fill(double x, double y, double width, double height, Colour colour, double radius = 0);
  void frame(double x, double y, double width, double height, Colour colour, double radius = 0,
             bool dashed = false);
  void line(double x1, double y1, double x2, double y2, Colour colour, double width = 1,
            bool dashed = false);
  void dot(double x, double y, double radius, Colour fill, Colour stroke = 0, double width = 0);
  // Draws it with its first line's box at the place; answers its height.
  double write(double x, double y, std::string_view text, const Type& type, double width);
  double write(double x, double y, const Text& text);
  double measure(std::string_view text, const Type& type, double width) const;
  cairo_t* cairo() { return cairo_; }
  PangoContext* context() const { return context_; }

 private:
  void path(double x, double y, double width, double height, double radius);
  void set(Colour colour);

  cairo_t* cairo_;
  PangoContext* context_;
};

}  // namespace wend::map::picture
