#pragma once

#include <vector>

#include "map/picture/card.h"

namespace wend::map::picture {

// A part of the board in its pixels.
struct Area {
  double x = 0, y = 0, width = 0, height = 0;
  bool meets(double left, double top, double right, double bottom) const {
    return left < x + width && right > x && top < y + height && bottom > y;
  }
};

// The board of a map: where everything is, and how it is drawn.
class Board {
 public:
  // Measures everything once. View and channels must outlive the board.
  Board(PangoContext* context, const MapView& view, const std::vector<std::string>& channels,
        const DecodedImage& image);

  double width() const { return width_; }
  double height() const { return height_; }
  // Draws what is within the area.
  void paint(cairo_t* cairo, const Area& area) const;

 private:
  void paint_heads(Pen& pen, const Area& area) const;
  void paint_lane(Pen& pen, std::size_t lane, const Area& area) const;
  void paint_cards(Pen& pen, std::size_t lane, double top, const Area& area) const;
  void paint_curve(Pen& pen, const MapView::Lane& lane, double top, double height,
                   const Area& area) const;
  // Also of each of its cards.
  double lane_height(Pen& pen, const MapView::Lane& lane, std::vector<double>& cards) const;
  // What a step leads to besides the next one, in words.
  std::string ways_from(std::size_t column) const;
  double step_height(Pen& pen, std::size_t column) const;

  PangoContext* context_;
  const MapView& view_;
  const std::vector<std::string>& channels_;
  const DecodedImage& image_;
  double step_height_ = 0, width_ = 0, height_ = 0;
  std::vector<double> tops_;                       // of each lane; one more for the end
  std::vector<std::vector<double>> card_heights_;  // of each lane's cards
};

}  // namespace wend::map::picture
