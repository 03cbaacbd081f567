#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/duration.h"
#include "model/time_zone.h"

namespace wend::model {

// The place of a field or an entry in a document: "steps[1].match".
std::string field_place(std::string_view of, std::string_view field);
std::string entry_place(std::string_view of, std::size_t index);

// "a text", "a list", … for sentences about a value of the wrong kind.
std::string_view kind_in_words(const boost::json::value& value);
// "This must be `expected`, not a list."
std::unexpected<base::Error> wrong_kind(const boost::json::value& value, std::string place,
                                        std::string_view expected);

// Puts the place before an error that has none.
template <typename T>
base::Result<T> at_place(base::Result<T> result, std::string place) {
  if (!result && result.error().place.empty()) result.error().place = std::move(place);
  return result;
}

// Reads one object of a document field by field. Every field that is asked for becomes known;
// `finish` refuses the others with the nearest known name. A field that holds null counts as
// missing. The document must outlive the reader.
class ObjectReader {
 public:
  // `place` is where the object stands, empty for the document itself. Fails when the value is no
  // object.
  static base::Result<ObjectReader> open(const boost::json::value& value, std::string place);

  const std::string& place() const { return place_; }
  std::string place_of(std::string_view field) const { return field_place(place_, field); }

  const boost::json::value* find(std::string_view field);
  bool has(std::string_view field) { return find(field) != nullptr; }

  base::Result<std::optional<std::string>> text(std::string_view field);
  base::Result<std::optional<bool>> boolean(std::string_view field);
  base::Result<std::optional<double>> number(std::string_view field, double least, double most);
  base::Result<std::optional<std::int64_t>> integer(std::string_view field, std::int64_t least,
                                                    std::int64_t most);
  // "30m" or a number of seconds.
  base::Result<std::optional<DurationUs>> duration(std::string_view field);
  base::Result<std::optional<TimeUs>> time(std::string_view field, const TimeZone& zone);
  // The index of the text among `choices`.
  base::Result<std::optional<std::size_t>> choice(std::string_view field,
                                                  std::initializer_list<std::string_view> choices);

  // The entries of a list; none when the field is missing.
  base::Result<const boost::json::array*> list(std::string_view field, std::size_t entries_max);

  // An error that names the first field nobody asked for.
  base::Status finish() const;

 private:
  ObjectReader(const boost::json::object& object, std::string place)
      : object_(&object), place_(std::move(place)) {}

  const boost::json::object* object_;
  std::string place_;
  std::vector<std::string> known_;
};

}  // namespace wend::model
