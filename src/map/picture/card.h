#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "map/map_view.h"
#include "map/picture/pen.h"

namespace wend::map::picture {

// The bytes of a picture on the map by its id, decoded; null: it cannot be drawn.
using DecodedImage = std::function<cairo_surface_t*(std::string_view id)>;

// Draws one card of a lane, or only measures it, by the same steps.
class CardPainter {
 public:
  CardPainter(Pen& pen, const MapView& view, const std::vector<std::string>& channels,
              const DecodedImage& image)
      : pen_(pen), view_(view), channels_(channels), image_(image) {}

  // Its height in this width; drawn with its upper left corner at the place when asked to.
  double card(const MapView::Lane& lane, const MapView::Card& card, double x, double y,
              double width, bool draw);

 private:
  double words(const MapView::Card& card, std::string_view text, const Type& type, double x,
               double y, double width);
  double bordered(const MapView::Lane& lane, const MapView::Card& card, double x, double y,
                  double width);
  double chip(const MapView::Card& card, double x, double y, double width);
  double picture(const MapView::Card& card, double x, double y, double width);
  double foot(const MapView::Card& card, double x, double y, double width);
  double tag(std::string_view text, double x, double y, Colour ink, Colour soft);
  double write(double x, double y, std::string_view text, const Type& type, double width);

  Pen& pen_;
  const MapView& view_;
  const std::vector<std::string>& channels_;
  const DecodedImage& image_;
  bool draw_ = false;
};

}  // namespace wend::map::picture
