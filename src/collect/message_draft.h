#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "collect/json_document.h"
#include "collect/message.h"

namespace wend::collect {

// A field of a message; nothing when it is missing or null.
using Field = std::optional<simdjson::dom::element>;

Field not_null(const simdjson::dom::element& value);
// A member of an object. Of members with one name the last counts, as JavaScript has it; nothing
// when `of` is no object.
Field member(const Field& of, std::string_view name);
// The text of a field; empty when it is missing or no text.
std::string_view text_of(const Field& field);

// The properties of one message. Of properties with one name the last counts.
class PropertyList {
 public:
  using Value = std::variant<simdjson::dom::element, std::string_view>;

  void clear();
  bool has(std::string_view key) const { return find(key) != nullptr; }
  void put(std::string_view key, const simdjson::dom::element& value) { at(key) = value; }
  void put_text(std::string_view key, std::string_view text) { at(key) = text; }
  // Every member of an object; nothing when the field holds none.
  void put_members(const Field& object);
  // These leave alone what is there, and add nothing for what is missing or an empty text.
  void add(std::string_view key, const Field& value);
  void add_text(std::string_view key, std::string_view text);
  // Adds what stands under another key.
  void copy(std::string_view from, std::string_view key);
  void remove(std::string_view key);
  // Removes what is this very text.
  void remove_text(std::string_view key, std::string_view text);

  // Writes the JSON object. Why it cannot be taken; empty when it can.
  std::string_view write(std::string& out) const;
  // Whether write() surely takes it, without writing; false also when that cannot be told.
  bool surely_fits() const;

 private:
  struct Entry {
    std::string_view key;
    Value value;
    bool removed = false;
  };
  const Entry* find(std::string_view key) const;
  Value& at(std::string_view key);
  void place(std::size_t entry);

  std::vector<Entry> entries_;
  std::uint64_t kinds_ = 0;  // a bit for the kind_of() each key: one that is not there is new
  // A place for each key, by its hash: the number of its entry and one, or 0. Only when there are
  // many; a few are found faster by looking at each.
  std::vector<std::uint32_t> slots_;
};

// One message while it is being read. Its views point into the body or into texts kept here.
struct Draft {
  Message message;
  PropertyList properties;
  // What the sender says of the time, and whether it can be read.
  Field time_said;
  bool time_is_readable = true;
  std::string warning;                     // of the message
  std::vector<model::NamedIdentity> also;  // of the message

  void clear();
  // Adds an identity; nothing when the value is blank, is too long or holds a zero character.
  void add_identity(std::string_view name, std::string_view value, bool alias = false);
  // Adds a sentence to the warning.
  void warn(std::string_view sentence);
  // Gives a text that the body does not hold the life of the draft.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  // The JSON inside a text; nothing when it is none.
  Field parse(std::string_view text);
  // Texts and numbers as text; nothing for other kinds.
  std::optional<std::string_view> scalar(const Field& field);
  // Reads an identifier: a text or a number. Answers why not, naming it as `what`.
  std::string read_id(const Field& field, std::string_view what, std::string_view& out);

 private:
  std::deque<std::string> texts_;
  std::deque<JsonDocument> documents_;
  std::size_t documents_used_ = 0;
};

}  // namespace wend::collect
