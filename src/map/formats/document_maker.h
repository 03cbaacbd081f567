#pragma once

#include <string>
#include <string_view>

#include "map/formats/import.h"

namespace wend::map::formats {

// Puts a document together from what a file says, thing by thing. What does not fit a field is left
// out or cut, and noted with its line; nothing is half made.
class DocumentMaker {
 public:
  DocumentMaker(Format format, const Surroundings& surroundings);

  // Sets a field when the value fits it. Texts lose control characters, lines also their breaks;
  // both are cut at their limits, with a note. An empty text is no value.
  void put_text(boost::json::object& fields, std::string_view part, std::string_view field,
                std::string_view text, std::size_t line);
  // A number as people write it: "1.5", "-2", "−1,5", "+1".
  void put_number(boost::json::object& fields, std::string_view part, std::string_view field,
                  std::string_view text, std::size_t line);
  void put_yes(boost::json::object& fields, std::string_view field, std::string_view text,
               std::size_t line);

  // Adds it after its like and answers its id. Beyond the limit of a map nothing is added, and
  // finish() says so.
  std::string add(std::string_view part, boost::json::object fields);
  boost::json::object& about() { return about_; }
  boost::json::object& fields_of(std::string_view part, std::string_view id);
  // The map's persona of this name, put on the map when the workspace has one; empty and a note
  // when it has none.
  std::string persona(std::string_view name, std::size_t line);
  // The same without a note.
  std::string persona_if_known(std::string_view name);

  void note(std::size_t line, std::string message);
  bool is_full() const { return things_ > kThingsMax; }

  // Errors: kTooLarge; what MapDocument::read refuses.
  base::Result<ImportedMap> finish();

 private:
  const Surroundings& surroundings_;
  ImportedMap made_;
  boost::json::object root_, about_;
  std::map<std::string, std::size_t, std::less<>> counts_;
  std::map<std::string, std::string, std::less<>> personas_;  // of the map by name; "": unknown
  std::size_t things_ = 0;
};

// "line 12".
std::string line_place(std::size_t line);
// Without spaces at both ends.
std::string_view trimmed(std::string_view text);
// Replaces what is no UTF-8 by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace wend::map::formats
