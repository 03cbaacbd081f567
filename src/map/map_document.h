#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "map/operation.h"

namespace wend::map {

inline constexpr int kDocumentFormat = 1;

// A journey map as it is at one revision: the parts of docs/maps.md as JSON, always valid. A field
// that holds its default is absent.
class MapDocument {
 public:
  // An empty map.
  MapDocument();

  // Errors: kInvalidInput, kTooLarge with the place within the document.
  static base::Result<MapDocument> read(const boost::json::value& value,
                                        const std::string& place = {});

  // {"format": 1, "about": {…}, "stages": {id: {…}}, …}
  const boost::json::object& json() const { return root_; }
  // The thing's fields; null when there is none of this id.
  const boost::json::object* find(const Part& part, std::string_view id) const;
  const boost::json::object& about() const { return root_.at(kAbout).get_object(); }
  // Things of this part that are neither removed nor belong to something removed, by their order
  // where they have one, then id.
  struct Thing {
    std::string_view id;
    const boost::json::object* fields;
  };
  std::vector<Thing> shown(std::string_view part) const;
  std::size_t thing_count() const { return thing_count_; }

  // All of them or, with an error, none. Errors: kInvalidInput for what does not fit the document
  // (a thing that is not there, one that is there already, an edit beyond the text's end),
  // kTooLarge beyond a limit; at the operation's place.
  base::Status apply(const std::vector<Operation>& operations);

 private:
  class Change;

  boost::json::object root_;
  std::size_t thing_count_ = 0;
  std::size_t bytes_ = 0;  // of all things, about as long as the document's text
};

// What is not set is "".
std::string_view text_of(const boost::json::object& fields, std::string_view field);

// The operations that make `from` into `to`. What `to` does not have is removed, and what is only
// in `to` added; texts become edits.
std::vector<Operation> difference(const MapDocument& from, const MapDocument& to);

}  // namespace wend::map
