#include "map/picture/pen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace wend::map::picture {
namespace {

constexpr std::array<Colour, 8> kCategories = {0x2A7F7B, 0xC98A12, 0x3C6DB4, 0xB9496C,
                                               0x76599F, 0x7B8530, 0x98634A, 0x7D7A73};

}  // namespace

Colour category_colour(std::size_t index) {
  return kCategories[std::min(index, kCategories.size() - 1)];
}

Text::Text(PangoContext* context, std::string_view text, const Type& type, double width)
    : layout_(pango_layout_new(context)), type_(type) {
  PangoFontDescription* font = pango_font_description_new();
  // The names that the files of the screens give themselves, then what a system has.
  pango_font_description_set_family(font, type.serif
                                              ? "Source Serif 4, Source Serif 4 Variable, serif"
                                              : "Inter, Inter Variable, sans-serif");
  pango_font_description_set_weight(font, static_cast<PangoWeight>(type.weight));
  if (type.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  pango_font_description_set_absolute_size(font, type.size * PANGO_SCALE);
  pango_layout_set_font_description(layout_, font);
  pango_font_description_free(font);
  if (type.strike) {
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_strikethrough_new(TRUE));
    pango_layout_set_attributes(layout_, attributes);
    pango_attr_list_unref(attributes);
  }
  pango_layout_set_width(layout_, static_cast<int>(std::max(1.0, width) * PANGO_SCALE));
  pango_layout_set_wrap(layout_, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout_, text.data(), static_cast<int>(text.size()));
}

Text::~Text() {
  g_object_unref(layout_);
}

std::size_t Text::lines() const {
  return static_cast<std::size_t>(pango_layout_get_line_count(layout_));
}

double Text::width() const {
  int width = 0;
  pango_layout_get_size(layout_, &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

void Text::keep_to_one_line() {
  pango_layout_set_single_paragraph_mode(layout_, TRUE);
  pango_layout_set_height(layout_, -1);
  pango_layout_set_ellipsize(layout_, PANGO_ELLIPSIZE_END);
}

void Pen::set(Colour colour) {
  constexpr double kFull = 255;
  cairo_set_source_rgb(cairo_, ((colour >> 16) & 0xFF) / kFull, ((colour >> 8) & 0xFF) / kFull,
                       (colour & 0xFF) / kFull);
}

void Pen::path(double x, double y, double width, double height, double radius) {
  using std::numbers::pi;
  if (radius <= 0) return cairo_rectangle(cairo_, x, y, width, height);
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, x + width - radius, y + radius, radius, -pi / 2, 0);
  cairo_arc(cairo_, x + width - radius, y + height - radius, radius, 0, pi / 2);
  cairo_arc(cairo_, x + radius, y + height - radius, radius, pi / 2, pi);
  cairo_arc(cairo_, x + radius, y + radius, radius, pi, 3 * pi / 2);
  cairo_close_path(cairo_);
}

void Pen::fill(double x, double y, double width, double height, Colour colour, double radius) {
  set(colour);
  path(x, y, width, height, radius);
  cairo_fill(cairo_);
}

void Pen::frame(double x, double y, double width, double height, Colour colour, double radius,
                bool dashed) {
  constexpr std::array<double, 2> kDash = {3, 3};
  set(colour);
  path(x + 0.5, y + 0.5, width - 1, height - 1, radius);
  cairo_set_line_width(cairo_, 1);
  cairo_set_dash(cairo_, kDash.data(), dashed ? 2 : 0, 0);
  cairo_stroke(cairo_);
  cairo_set_dash(cairo_, nullptr, 0, 0);
}

void Pen::line(double x1, double y1, double x2, double y2, Colour colour, double width,
               bool dashed) {
  constexpr std::array<double, 2> kDash = {4, 3};
  set(colour);
  cairo_move_to(cairo_, x1, y1);
  cairo_line_to(cairo_, x2, y2);
  cairo_set_line_width(cairo_, width);
  cairo_set_dash(cairo_, kDash.data(), dashed ? 2 : 0, 0);
  cairo_stroke(cairo_);
  cairo_set_dash(cairo_, nullptr, 0, 0);
}

void Pen::dot(double x, double y, double radius, Colour fill, Colour stroke, double width) {
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, x, y, radius, 0, 2 * std::numbers::pi);
  set(fill);
  if (width <= 0) return cairo_fill(cairo_);
  cairo_fill_preserve(cairo_);
  set(stroke);
  cairo_set_line_width(cairo_, width);
  cairo_stroke(cairo_);
}

double Pen::write(double x, double y, const Text& text) {
  set(text.type_.colour);
  // Each line in the middle of its own box, whatever font stands in for a script.
  PangoLayoutIter* line = pango_layout_get_iter(text.layout_);
  double top = y;
  do {
    PangoRectangle box;
    pango_layout_iter_get_line_extents(line, nullptr, &box);
    const double baseline = static_cast<double>(pango_layout_iter_get_baseline(line)) / PANGO_SCALE;
    const double box_top = static_cast<double>(box.y) / PANGO_SCALE;
    const double box_height = static_cast<double>(box.height) / PANGO_SCALE;
    cairo_move_to(cairo_, x + static_cast<double>(box.x) / PANGO_SCALE,
                  top + (text.type_.line - box_height) / 2 + (baseline - box_top));
    pango_cairo_show_layout_line(cairo_, pango_layout_iter_get_line_readonly(line));
    top += text.type_.line;
  } while (pango_layout_iter_next_line(line));
  pango_layout_iter_free(line);
  return text.height();
}

double Pen::write(double x, double y, std::string_view text, const Type& type, double width) {
  return write(x, y, Text(context_, text, type, width));
}

double Pen::measure(std::string_view text, const Type& type, double width) const {
  return Text(context_, text, type, width).height();
}

}  // namespace wend::map::picture
