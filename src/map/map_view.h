#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "map/map_document.h"

namespace wend::map {

// Names of the workspace's personas by their ids.
using PersonaNames = std::map<std::string, std::string, std::less<>>;

// What a document shows, in the order of the board: columns from left to right, lanes from top to
// bottom. Points into the document, which must outlive it.
struct MapView {
  using Fields = boost::json::object;
  struct Stage {
    std::string_view id;
    const Fields* fields = nullptr;
    std::size_t first = 0, columns = 0;  // its columns; one where it has no step
  };
  struct Column {
    std::size_t stage = 0;
    std::string_view id;             // of the step; empty: the stage has none yet
    const Fields* fields = nullptr;  // then null
  };
  // A cell or a pain point.
  struct Card {
    std::string_view id;
    const Fields* fields = nullptr;
    std::size_t column = 0, last = 0;  // from the column to the last one it spans
  };
  struct Lane {
    std::string_view id, kind;
    const Fields* fields = nullptr;
    std::vector<Card> cards;  // by column, then order; of a lane for pain points, those
  };
  struct Link {
    std::size_t from = 0, to = 0;  // columns
    const Fields* fields = nullptr;
  };
  struct Persona {
    std::string_view id, reference;
    std::string name;  // empty: the workspace does not know it any more
    const Fields* fields = nullptr;
  };

  static MapView of(const MapDocument& document, const PersonaNames& names = {});

  // The name of a card's persona; empty when it is about all of them.
  std::string_view persona_of(const Fields& card) const;

  const Fields* about = nullptr;
  std::vector<Stage> stages;
  std::vector<Column> columns;
  std::vector<Lane> lanes;
  std::vector<Card> pains;  // whether a lane shows them or not
  std::vector<Link> links;
  std::vector<Persona> personas;
};

// What people call a lane of this kind when it has no title.
std::string_view lane_kind_title(std::string_view kind);
// Its title, or that.
std::string_view lane_title(const MapView::Lane& lane);
// A choice's word: the first one when it was never set.
std::string_view choice_of(std::string_view part, const boost::json::object& fields,
                           std::string_view field);
std::optional<double> number_of(const boost::json::object& fields, std::string_view field);
bool is_yes(const boost::json::object& fields, std::string_view field);

// The points of an emotion lane's curve: of each column the first value.
struct FeelingPoint {
  std::size_t column = 0;
  double value = 0;
};
std::vector<FeelingPoint> feelings(const MapView::Lane& lane);

}  // namespace wend::map
