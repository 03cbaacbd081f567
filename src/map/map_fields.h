#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string_view>

#include "base/result.h"

// What a journey map's document is made of (docs/maps.md). One table says which parts there are,
// which fields their things have and what these may hold; reading, checking, the published schema
// and the import all follow it.
namespace wend::map {

inline constexpr std::size_t kTextCharactersMax = 10'000;
inline constexpr std::size_t kLineBytesMax = 500;
inline constexpr std::size_t kReferenceBytesMax = 100;
inline constexpr std::size_t kOrderBytesMax = 100;
inline constexpr std::size_t kLinesMax = 50;
inline constexpr std::size_t kDataBytesMax = 20'000;
inline constexpr std::size_t kDataDepthMax = 16;
inline constexpr std::size_t kThingsMax = 20'000;
inline constexpr std::size_t kDocumentBytesMax = std::size_t{16} * 1024 * 1024;

enum class FieldType {
  kText,       // text that several people write at once
  kLine,       // text without line breaks
  kLink,       // a line that is an http, https or mailto address
  kChoice,     // one of `choices`; the first one when it was never set
  kOrder,      // a place among its like
  kId,         // a thing of the part `of`
  kReference,  // something outside of the map
  kNumber,     // from `least` to `most`
  kYes,        // true or false
  kDate,       // "2026-11-30"
  kLines,      // different lines
  kPredicate,  // a predicate of the query language
  kData,       // an object of JSON
};

struct Field {
  std::string_view name;
  FieldType type = FieldType::kText;
  bool required = false;
  std::string_view of;                        // kId: the part
  std::span<const std::string_view> choices;  // kChoice
  double least = 0, most = 0;                 // kNumber
};

struct Part {
  std::string_view name;       // "cells"
  std::string_view id_prefix;  // "cel_"; empty for `about`, which is one thing
  std::string_view one;        // "cell"
  std::span<const Field> fields;
};

inline constexpr std::string_view kAbout = "about";

// In the order in which they refer to each other: none refers to a later one.
std::span<const Part> parts();
const Part* find_part(std::string_view name);
const Field* find_field(const Part& part, std::string_view name);
// The kinds of lanes.
std::span<const std::string_view> lane_kinds();

// Whether `id` may name a thing of this part: its prefix and 12 to 32 letters and digits.
bool is_id_of(const Part& part, std::string_view id);

// Checks what a field is to hold; null is fine for what is not required. It is not looked whether a
// thing exists. Errors: kInvalidInput, kTooLarge, at `place`.
base::Status check_value(const Field& field, const boost::json::value& value,
                         const std::string& place);

// Whether this is what the field has when it was never set.
bool is_default(const Field& field, const boost::json::value& value);

}  // namespace wend::map
