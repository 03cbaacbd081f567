#include "map/picture/sheet.h"

#include <algorithm>

#include "fmt/format.h"

namespace wend::map::picture {
namespace {

constexpr Type kMapTitle{.size = 22, .line = 29, .weight = 650};
constexpr Type kAbout{.size = 13, .line = 19, .colour = kInk2};
constexpr Type kChip{.size = 12, .line = 18, .weight = 550, .colour = kAccent};
constexpr double kGap = 10, kChipHeight = 22, kChipPadding = 8, kLegendHeight = 26;

std::string_view title_of(const MapView& view) {
  const std::string_view title = text_of(*view.about, "title");
  return title.empty() ? "Map without a name" : title;
}

std::string about_line(const MapView& view, const Caption& caption) {
  std::string line =
      choice_of("about", *view.about, "state") == "future" ? "Future state" : "Current state";
  for (const std::string& more : {caption.version, caption.date})
    if (!more.empty()) line += " · " + more;
  return line;
}

}  // namespace

Sheet::Sheet(PangoContext* context, const MapView& view, const Caption& caption, double width)
    : context_(context), view_(view), caption_(caption), width_(width) {
  const Pen pen(nullptr, context);
  title_height_ = pen.measure(title_of(view), kMapTitle, width);
  const bool chips =
      std::ranges::any_of(view.personas, [](const auto& p) { return !p.name.empty(); });
  head_height_ = title_height_ + kAbout.line + (chips ? kChipHeight + 6 : 0) + kGap;
  foot_height_ = caption.legend ? kLegendHeight : 0;
}

void Sheet::paint_head(cairo_t* cairo, std::string_view page) const {
  Pen pen(cairo, context_);
  pen.write(0, 0, title_of(view_), kMapTitle, width_);
  double y = title_height_;
  std::string line = about_line(view_, caption_);
  if (!page.empty()) line += fmt::format(" · {}", page);
  Text about(context_, line, kAbout, width_);
  about.keep_to_one_line();
  pen.write(0, y, about);
  y += kAbout.line + 4;
  double x = 0;
  for (const auto& persona : view_.personas) {
    if (persona.name.empty()) continue;
    Text name(context_, persona.name, kChip, std::max(20.0, width_ - x - 2 * kChipPadding));
    name.keep_to_one_line();
    if (x > 0 && x + name.width() + 2 * kChipPadding > width_) break;
    pen.fill(x, y, name.width() + 2 * kChipPadding, kChipHeight, kAccentSoft, 5);
    pen.write(x + kChipPadding, y + 2, name);
    x += name.width() + 2 * kChipPadding + 6;
  }
}

void Sheet::paint_foot(cairo_t* cairo) const {
  if (!caption_.legend) return;
  Pen pen(cairo, context_);
  constexpr double kTop = 8, kBar = 14, kWide = 600;
  double x = 0;
  const auto word = [&](std::string_view text) {
    const Text shown(context_, text, kDetail, kWide);
    pen.write(x, kTop, shown);
    x += shown.width() + 18;
  };
  word("Evidence:");
  pen.line(x + 1.5, kTop + 1, x + 1.5, kTop + 1 + kBar, kLine2, 3, true);
  x += kGap;
  word("assumed");
  pen.line(x + 0.5, kTop + 1, x + 0.5, kTop + 1 + kBar, kInk3, 1);
  x += kGap;
  word("researched");
  pen.line(x + 1.5, kTop + 1, x + 1.5, kTop + 1 + kBar, kInk2, 3);
  x += kGap;
  word("measured");
  const bool curve =
      std::ranges::any_of(view_.lanes, [](const auto& lane) { return lane.kind == "emotion"; });
  if (curve) {
    pen.line(x, kTop + 8, x + 22, kTop + 8, kInk3, 1.5, true);
    x += 28;
    word("feelings as the team assumes them");
  }
}

}  // namespace wend::map::picture
