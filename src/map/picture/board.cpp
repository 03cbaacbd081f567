#include "map/picture/board.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"

namespace wend::map::picture {
namespace {

// As web/src/features/maps/editor/layout.ts has them.
constexpr double kHeadWidth = 132, kColumnWidth = 150, kStageHeight = 34, kPaddingX = 9,
                 kPaddingY = 7, kLaneHeightMin = 44, kCollapsedHeight = 28, kEmotionHeight = 128,
                 kStepHeightMin = 30, kCardGap = 4, kSpanPadding = 8;
constexpr double kInner = kColumnWidth - 2 * kPaddingX;
constexpr double kHeadInner = kHeadWidth - 2 * kPaddingX;
constexpr double kFeelingMargin = 12, kFeelingMost = 2, kFeelingWords = 18;
constexpr Type kHead{.size = 12, .line = 17, .weight = 550, .colour = kInk2};
constexpr Type kHeadNote{.size = 11, .line = 15, .colour = kInk3};
constexpr Type kStage{.size = 13, .line = 18.5, .weight = 620};
constexpr Type kNone{.size = 13, .line = 18.5, .colour = kInk3};
constexpr Type kMark{.size = 11.5, .line = 15, .colour = kInk3};
constexpr Type kLowMark{.size = 11.5, .line = 15, .weight = 600, .colour = kPain};

double left_of(std::size_t column) {
  return kHeadWidth + static_cast<double>(column) * kColumnWidth;
}

double card_width(const MapView::Card& card) {
  return static_cast<double>(card.last - card.column + 1) * kColumnWidth - 2 * kPaddingX;
}

std::string feeling_words(double value) {
  const double shown = std::round(std::abs(value) * 10) / 10;
  return shown == 0 ? "0" : fmt::format("{}{:g}", value < 0 ? "−" : "+", shown);
}

std::string_view note_of(const MapView::Lane& lane) {
  const std::string_view note = text_of(*lane.fields, "note");
  return note.empty() && lane.kind == "emotion" ? "−2 … +2" : note;
}

// Whether something is written under the curve.
bool has_words(const MapView::Lane& lane) {
  return std::ranges::any_of(
      lane.cards, [](const auto& card) { return !text_of(*card.fields, "text").empty(); });
}

bool is_collapsed(const MapView::Lane& lane) {
  return is_yes(*lane.fields, "collapsed");
}

}  // namespace

Board::Board(PangoContext* context, const MapView& view, const std::vector<std::string>& channels,
             const DecodedImage& image)
    : context_(context), view_(view), channels_(channels), image_(image) {
  Pen pen(nullptr, context_);
  double highest = kStepHeightMin;
  for (std::size_t c = 0; c < view_.columns.size(); ++c)
    highest = std::max(highest, step_height(pen, c));
  step_height_ = std::ceil(highest) + 2 * kPaddingY + 1;
  tops_.push_back(kStageHeight + step_height_);
  for (const auto& lane : view_.lanes) {
    card_heights_.emplace_back();
    tops_.push_back(tops_.back() + lane_height(pen, lane, card_heights_.back()));
  }
  width_ = left_of(view_.columns.size());
  height_ = tops_.back();
}

std::string Board::ways_from(std::size_t column) const {
  std::string ways;
  for (const auto& link : view_.links) {
    if (link.from != column) continue;
    const std::string_view label = text_of(*link.fields, "label");
    ways += fmt::format("{}{} {}{}{}", ways.empty() ? "" : "\n",
                        choice_of("links", *link.fields, "kind") == "loop" ? "↺" : "→",
                        text_of(*view_.columns[link.to].fields, "title"), label.empty() ? "" : ": ",
                        label);
  }
  return ways;
}

double Board::step_height(Pen& pen, std::size_t column) const {
  const auto* step = view_.columns[column].fields;
  if (step == nullptr) return kStepHeightMin;
  double height = pen.measure(text_of(*step, "title"), kTitle, kInner);
  if (const auto note = text_of(*step, "note"); !note.empty())
    height += pen.measure(note, kHeadNote, kInner);
  if (const auto ways = ways_from(column); !ways.empty())
    height += pen.measure(ways, kHeadNote, kInner);
  return height;
}

double Board::lane_height(Pen& pen, const MapView::Lane& lane, std::vector<double>& cards) const {
  if (is_collapsed(lane)) return kCollapsedHeight;
  if (lane.kind == "line") return kCollapsedHeight + 4;
  const double wished = number_of(*lane.fields, "height").value_or(0);
  if (lane.kind == "emotion")
    return std::max(wished, kEmotionHeight) + (has_words(lane) ? kFeelingWords : 0);
  CardPainter painter(pen, view_, channels_, image_);
  double highest = pen.measure(lane_title(lane), kHead, kHeadInner);
  if (!note_of(lane).empty()) highest += pen.measure(note_of(lane), kHeadNote, kHeadInner);
  double height = 0;
  std::size_t column = 0;
  bool any = false;
  for (const auto& card : lane.cards) {
    if (!any || card.column != column) height = -kCardGap;
    any = true;
    column = card.column;
    const bool spans = card.last > card.column;
    const double inner = card_width(card) - (spans ? 2 * kSpanPadding : 0);
    cards.push_back(painter.card(lane, card, 0, 0, inner, false) + (spans ? 4 : 0));
    height += kCardGap + cards.back();
    highest = std::max(highest, height);
  }
  // A height that people chose never hides what stands in the lane.
  return std::max({wished, kLaneHeightMin, std::ceil(highest) + 2 * kPaddingY + 1});
}

void Board::paint(cairo_t* cairo, const Area& area) const {
  Pen pen(cairo, context_);
  pen.fill(0, 0, width_, height_, kSurface);
  for (std::size_t l = 0; l < view_.lanes.size(); ++l)
    if (area.meets(0, tops_[l], width_, tops_[l + 1])) paint_lane(pen, l, area);
  if (area.meets(0, 0, width_, tops_.front())) paint_heads(pen, area);
  pen.line(0.5, 0, 0.5, height_, kLine);
  pen.line(0, 0.5, width_, 0.5, kLine);
}

void Board::paint_heads(Pen& pen, const Area& area) const {
  pen.fill(0, 0, width_, kStageHeight, kSunken);
  pen.fill(0, kStageHeight, kHeadWidth, step_height_, kPaperColour);
  pen.write(kPaddingX, kPaddingY, "Stage", kHead, kHeadInner);
  pen.write(kPaddingX, kStageHeight + kPaddingY, "Step", kHead, kHeadInner);
  for (const auto& stage : view_.stages) {
    const double left = left_of(stage.first), right = left_of(stage.first + stage.columns);
    if (!area.meets(left, 0, right, tops_.front())) continue;
    const std::string_view title = text_of(*stage.fields, "title");
    Text text(context_, title.empty() ? "Stage without a name" : title,
              title.empty() ? kNone : kStage, right - left - 2 * kPaddingX);
    text.keep_to_one_line();
    pen.write(left + kPaddingX, kPaddingY, text);
    pen.line(right - 0.5, 0, right - 0.5, kStageHeight, kLine);
  }
  for (std::size_t c = 0; c < view_.columns.size(); ++c) {
    const double left = left_of(c), top = kStageHeight;
    if (!area.meets(left, top, left + kColumnWidth, top + step_height_)) continue;
    pen.line(left + kColumnWidth - 0.5, top, left + kColumnWidth - 0.5, top + step_height_, kLine);
    const auto* step = view_.columns[c].fields;
    const std::string_view title = step ? text_of(*step, "title") : std::string_view();
    double y = top + kPaddingY;
    y += pen.write(left + kPaddingX, y,
                   !step           ? "No step yet"
                   : title.empty() ? "Step without a name"
                                   : title,
                   title.empty() ? kNone : kTitle, kInner);
    if (step == nullptr) continue;
    if (const auto note = text_of(*step, "note"); !note.empty())
      y += pen.write(left + kPaddingX, y, note, kHeadNote, kInner);
    if (const auto ways = ways_from(c); !ways.empty())
      pen.write(left + kPaddingX, y, ways, kHeadNote, kInner);
  }
  pen.line(0, kStageHeight - 0.5, width_, kStageHeight - 0.5, kLine);
  pen.line(0, tops_.front() - 0.5, width_, tops_.front() - 0.5, kLine);
  pen.line(kHeadWidth - 0.5, 0, kHeadWidth - 0.5, tops_.front(), kLine);
}

void Board::paint_lane(Pen& pen, std::size_t l, const Area& area) const {
  const MapView::Lane& lane = view_.lanes[l];
  const double top = tops_[l], height = tops_[l + 1] - top, bottom = top + height;
  for (std::size_t c = 0; c < view_.columns.size(); ++c) {
    const double left = left_of(c), right = left + kColumnWidth;
    if (!area.meets(left, top, right, bottom)) continue;
    if (view_.columns[c].fields == nullptr) pen.fill(left, top, kColumnWidth, height, kPaperColour);
    if (lane.kind != "emotion" && lane.kind != "line")
      pen.line(right - 0.5, top, right - 0.5, bottom, kLine);
  }
  pen.line(0, bottom - 0.5, width_, bottom - 0.5, kLine);
  if (lane.kind == "line") {
    Text title(context_, lane_title(lane), kDetail, kInner * 2);
    title.keep_to_one_line();
    const double middle = top + height / 2;
    pen.write(kHeadWidth + kPaddingX, middle - kDetail.line / 2, title);
    pen.line(kHeadWidth + 2 * kPaddingX + title.width(), middle, width_, middle, kInk3, 2, true);
  } else if (is_collapsed(lane)) {
    for (std::size_t c = 0; c < view_.columns.size(); ++c) {
      const auto count = std::ranges::count(lane.cards, c, &MapView::Card::column);
      if (count > 0)
        pen.write(left_of(c) + kPaddingX, top + 6, fmt::format("{}", count), kDetail, kInner);
    }
  } else if (lane.kind == "emotion") {
    paint_curve(pen, lane, top, height, area);
  } else {
    paint_cards(pen, l, top, area);
  }
  pen.fill(0, top, kHeadWidth, height - 1, kPaperColour);
  pen.line(kHeadWidth - 0.5, top, kHeadWidth - 0.5, bottom, kLine);
  if (!area.meets(0, top, kHeadWidth, bottom)) return;
  if (height < kLaneHeightMin) {
    Text title(context_, lane_title(lane), kHead, kHeadInner);
    title.keep_to_one_line();
    pen.write(kPaddingX, top + (height - kHead.line) / 2, title);
    return;
  }
  const double y = top + kPaddingY;
  const double written = pen.write(kPaddingX, y, lane_title(lane), kHead, kHeadInner);
  if (!note_of(lane).empty())
    pen.write(kPaddingX, y + written, note_of(lane), kHeadNote, kHeadInner);
}

void Board::paint_cards(Pen& pen, std::size_t l, double top, const Area& area) const {
  const MapView::Lane& lane = view_.lanes[l];
  CardPainter painter(pen, view_, channels_, image_);
  double y = 0;
  std::size_t column = view_.columns.size();
  for (std::size_t i = 0; i < lane.cards.size(); ++i) {
    const MapView::Card& card = lane.cards[i];
    if (card.column != column) y = top + kPaddingY;
    column = card.column;
    const double left = left_of(card.column) + kPaddingX, width = card_width(card);
    const bool spans = card.last > card.column;
    const double inner = width - (spans ? 2 * kSpanPadding : 0);
    const double height = card_heights_[l][i];
    if (area.meets(left, y, left + width, y + height)) {
      if (spans) pen.fill(left, y, width, height, kSunken, 5);
      painter.card(lane, card, left + (spans ? kSpanPadding : 0), y + (spans ? 2 : 0), inner, true);
    }
    y += height + kCardGap;
  }
}

void Board::paint_curve(Pen& pen, const MapView::Lane& lane, double top, double height,
                        const Area& area) const {
  const double curve = height - (has_words(lane) ? kFeelingWords : 0);
  const double middle = top + curve / 2, room = curve / 2 - kFeelingMargin;
  const auto x_of = [](std::size_t column) { return left_of(column) + kColumnWidth / 2; };
  const auto y_of = [&](double value) { return middle - value / kFeelingMost * room; };
  pen.line(kHeadWidth, middle, width_, middle, kLine2);
  const auto points = feelings(lane);
  cairo_t* cairo = pen.cairo();
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double x1 = x_of(points[i - 1].column), x2 = x_of(points[i].column);
    if (!area.meets(x1, top, x2, top + height)) continue;
    const double y1 = y_of(points[i - 1].value), y2 = y_of(points[i].value), half = (x1 + x2) / 2;
    constexpr double kDash[] = {3, 4};
    cairo_move_to(cairo, x1, y1);
    cairo_curve_to(cairo, half, y1, half, y2, x2, y2);
    cairo_set_source_rgb(cairo, 0x70 / 255.0, 0x6C / 255.0, 0x65 / 255.0);
    cairo_set_line_width(cairo, 1.5);
    cairo_set_dash(cairo, kDash, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, nullptr, 0, 0);
  }
  constexpr double kRadius = 4.5, kStroke = 2, kLow = -0.8;
  for (const auto& point : points)
    pen.dot(x_of(point.column), y_of(point.value), kRadius, kSurface,
            point.value < kLow ? kPain : kInk3, kStroke);
  for (const auto& card : lane.cards) {
    const std::string_view words = text_of(*card.fields, "text");
    if (words.empty()) continue;
    Text text(context_, words, kDetail, kInner);
    text.keep_to_one_line();
    pen.write(left_of(card.column) + (kColumnWidth - std::min(kInner, text.width())) / 2,
              top + height - kDetail.line - 2, text);
  }
  if (points.size() < 2) return;
  const auto [low, high] = std::ranges::minmax_element(points, {}, &FeelingPoint::value);
  if (low->value == high->value) return;
  const auto trough = std::ranges::find(points, low->value, &FeelingPoint::value);
  const auto peak = std::ranges::find(points, high->value, &FeelingPoint::value);
  pen.write(x_of(trough->column) + 12, std::min(top + curve - 15, y_of(trough->value) + 4),
            feeling_words(trough->value) + " · trough", trough->value < 0 ? kLowMark : kMark,
            kColumnWidth);
  pen.write(x_of(peak->column) + 12, std::max(top, y_of(peak->value) - 20),
            feeling_words(peak->value) + " · peak", kMark, kColumnWidth);
}

}  // namespace wend::map::picture
