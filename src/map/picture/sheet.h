#pragma once

#include "map/picture/board.h"
#include "map/picture/picture.h"

namespace wend::map::picture {

// What stands around the board: the title, whom and what the map is about, the legend.
class Sheet {
 public:
  Sheet(PangoContext* context, const MapView& view, const Caption& caption, double width);

  double head_height() const { return head_height_; }
  double foot_height() const { return foot_height_; }
  // `page`: "page 2 of 6", or empty.
  void paint_head(cairo_t* cairo, std::string_view page) const;
  void paint_foot(cairo_t* cairo) const;

 private:
  PangoContext* context_;
  const MapView& view_;
  const Caption& caption_;
  double width_, head_height_ = 0, foot_height_ = 0, title_height_ = 0;
};

}  // namespace wend::map::picture
