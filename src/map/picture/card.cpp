#include "map/picture/card.h"

#include <algorithm>

#include "fmt/format.h"

namespace wend::map::picture {
namespace {

namespace json = boost::json;

constexpr double kInset = 11;  // of what has a line at its left side
constexpr double kImageHeight = 88, kImageGap = 4;
constexpr double kTagHeight = 17;
constexpr Type kTagType{.size = 11, .line = 15, .weight = 550};
constexpr Type kChipType{.size = 12, .line = 16.5};
constexpr Type kLinkType{.size = 11, .line = 16, .colour = kAccent};

bool has_left_line(std::string_view kind) {
  return kind == "pain" || kind == "opportunity" || kind == "solution" || kind == "moment";
}

// The small part of Markdown that rich text is written in, as plain words.
std::string plain_words(std::string_view text) {
  std::string plain;
  bool line_begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (line_begins && text.substr(i).starts_with("- ")) {
      plain += "• ";
      ++i;
      line_begins = false;
      continue;
    }
    line_begins = text[i] == '\n';
    if (text[i] == '*') continue;
    if (text[i] == '[') {
      const std::size_t middle = text.find("](", i), end = text.find(')', i);
      if (middle != std::string_view::npos && end != std::string_view::npos && middle < end) {
        plain += text.substr(i + 1, middle - i - 1);
        i = end;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

// “So”, whatever quotes the text came with.
std::string quoted_words(std::string_view text) {
  for (const std::string_view open : {"\"", "“", "„", "«"})
    if (text.starts_with(open)) {
      text.remove_prefix(open.size());
      break;
    }
  for (const std::string_view close : {"\"", "”", "“", "»"})
    if (text.ends_with(close)) {
      text.remove_suffix(close.size());
      break;
    }
  return fmt::format("“{}”", text);
}

std::string detail_of(const MapView& view, const json::object& card) {
  std::string detail(view.persona_of(card));
  const auto add = [&](std::string_view more) {
    if (more.empty()) return;
    if (!detail.empty()) detail += " · ";
    detail += more;
  };
  const std::string_view evidence = text_of(card, "evidence");
  add(evidence);
  if (!evidence.empty()) add(text_of(card, "source"));
  return detail;
}

}  // namespace

double CardPainter::write(double x, double y, std::string_view text, const Type& type,
                          double width) {
  if (text.empty()) return 0;
  return draw_ ? pen_.write(x, y, text, type, width) : pen_.measure(text, type, width);
}

double CardPainter::tag(std::string_view text, double x, double y, Colour ink, Colour soft) {
  constexpr double kPadding = 5, kWide = 400;
  Type type = kTagType;
  type.colour = ink;
  const Text word(pen_.context(), text, type, kWide);
  if (draw_) {
    pen_.fill(x, y, word.width() + 2 * kPadding, kTagHeight, soft, 4);
    pen_.write(x + kPadding, y + 1, word);
  }
  return word.width() + 2 * kPadding;
}

double CardPainter::foot(const MapView::Card& card, double x, double y, double width) {
  const json::object& fields = *card.fields;
  double height = 0;
  const std::string_view tone = text_of(fields, "tone");
  if (is_yes(fields, "moment")) {
    tag("moment that matters", x, y + 2, kAccent, kAccentSoft);
    height += kTagHeight + 3;
  }
  if (!tone.empty()) {
    const bool good = tone == "good", bad = tone == "bad", idea = tone == "idea";
    tag(tone, x, y + height + 2,
        good   ? kDelight
        : bad  ? kPain
        : idea ? kAccent
               : kCaution,
        good   ? kDelightSoft
        : bad  ? kPainSoft
        : idea ? kAccentSoft
               : kCautionSoft);
    height += kTagHeight + 3;
  }
  height += write(x, y + height, detail_of(view_, fields), kDetail, width);
  if (const std::string_view link = text_of(fields, "link"); !link.empty()) {
    Text line(pen_.context(),
              link.substr(link.find(':') == std::string_view::npos
                              ? 0
                              : link.find_first_not_of(":/", link.find(':'))),
              kLinkType, width);
    line.keep_to_one_line();
    if (draw_) pen_.write(x, y + height, line);
    height += kLinkType.line;
  }
  return height;
}

double CardPainter::words(const MapView::Card& card, std::string_view text, const Type& type,
                          double x, double y, double width) {
  const double height = write(x, y, text, type, width);
  return height + foot(card, x, y + height, width);
}

double CardPainter::bordered(const MapView::Lane& lane, const MapView::Card& card, double x,
                             double y, double width) {
  const std::string_view kind = lane.kind, evidence = text_of(*card.fields, "evidence");
  const bool coloured = has_left_line(kind);
  const bool inset = coloured || !evidence.empty();
  const double left = inset ? kInset : 0, pad = inset ? 2 : 0;
  Type type = kBody;
  std::string text(text_of(*card.fields, "text"));
  if (kind == "voice" || kind == "question") type = kVoice;
  if (kind == "voice" && !text.empty()) text = quoted_words(text);
  if (kind == "people" || kind == "process") type.colour = kInk2;
  if (kind == "rich_text") text = plain_words(text);
  double indent = 0;
  if (kind == "list") {
    const bool done = is_yes(*card.fields, "done");
    indent = 13;
    write(x + left, y + pad, done ? "✓" : "·", kBody, width);
    if (done) {
      type.colour = kInk3;
      type.strike = true;
    }
  }
  const double height =
      words(card, text, type, x + left + indent, y + pad, width - left - indent) + 2 * pad;
  if (draw_ && inset) {
    const Colour own = kind == "pain" ? kPain : coloured ? kAccent : kInk2;
    if (evidence == "assumed")
      pen_.line(x + 1.5, y, x + 1.5, y + height, kind == "pain" || !coloured ? kLine2 : own, 3,
                true);
    else if (evidence == "researched")
      pen_.line(x + 0.5, y, x + 0.5, y + height, coloured ? own : kInk3, 1);
    else
      pen_.line(x + 1.5, y, x + 1.5, y + height, own, 3);
  }
  return height;
}

double CardPainter::chip(const MapView::Card& card, double x, double y, double width) {
  constexpr double kPadX = 7, kPadY = 4, kDot = 7, kGap = 6;
  const json::object& fields = *card.fields;
  std::string_view text = text_of(fields, "text");
  const std::string_view channel = text_of(fields, "channel");
  if (text.empty()) text = text_of(fields, "touchpoint");
  if (text.empty()) text = channel;
  const double left = x + kPadX + kDot + kGap;
  const double inner = width - 2 * kPadX - kDot - kGap;
  const bool drawing = draw_;
  draw_ = false;
  const double height =
      words(card, text.empty() ? " " : text, kChipType, left, y, inner) + 2 * kPadY + 2;
  draw_ = drawing;
  if (!draw_) return height;
  const bool bound = !text_of(fields, "touchpoint").empty() || fields.contains("binding") ||
                     !text_of(fields, "evidence").empty();
  pen_.fill(x, y, width, height, kSurface, 6);
  pen_.frame(x, y, width, height, kLine2, 6, !bound);
  const auto rank =
      static_cast<std::size_t>(std::ranges::find(channels_, channel) - channels_.begin());
  pen_.dot(x + kPadX + kDot / 2, y + kPadY + 1 + kChipType.line / 2, kDot / 2,
           category_colour(channel.empty() || rank == channels_.size() ? 7 : rank));
  words(card, text.empty() ? " " : text, kChipType, left, y + kPadY + 1, inner);
  return height;
}

double CardPainter::picture(const MapView::Card& card, double x, double y, double width) {
  const std::string_view id = text_of(*card.fields, "image");
  const double height = id.empty() ? 0 : kImageHeight + kImageGap;
  if (draw_ && !id.empty()) {
    cairo_surface_t* image = image_ ? image_(id) : nullptr;
    cairo_t* cairo = pen_.cairo();
    if (image != nullptr) {
      // Covers its place, as on the board.
      const double w = cairo_image_surface_get_width(image),
                   h = cairo_image_surface_get_height(image);
      const double scale = std::max(width / w, kImageHeight / h);
      cairo_save(cairo);
      cairo_rectangle(cairo, x, y, width, kImageHeight);
      cairo_clip(cairo);
      cairo_translate(cairo, x + (width - w * scale) / 2, y + (kImageHeight - h * scale) / 2);
      cairo_scale(cairo, scale, scale);
      cairo_set_source_surface(cairo, image, 0, 0);
      cairo_paint(cairo);
      cairo_restore(cairo);
    } else {
      pen_.fill(x, y, width, kImageHeight, kSunken, 5);
      pen_.write(x + 8, y + kImageHeight / 2 - 8, "Picture", kDetail, width - 16);
    }
  }
  return height + words(card, text_of(*card.fields, "text"), kBody, x, y + height, width);
}

double CardPainter::card(const MapView::Lane& lane, const MapView::Card& card, double x, double y,
                         double width, bool draw) {
  draw_ = draw;
  if (lane.kind == "touchpoint" || lane.kind == "channel") return chip(card, x, y, width);
  if (lane.kind == "image") return picture(card, x, y, width);
  return bordered(lane, card, x, y, width);
}

}  // namespace wend::map::picture
