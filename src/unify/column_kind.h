#pragma once

#include <cstdint>
#include <string_view>

namespace wend::unify {

// What a column is about, as far as its name tells.
enum class ColumnKind : std::uint8_t {
  kPlain,
  kEmail,
  kPhone,
  kName,     // of a person
  kAddress,  // street, city with it, geographical position, IP
  kPostcode,
  kId,        // of a person, device, visit, document
  kFreeText,  // message, comment, note
  kUrl,       // may carry anything
  kBirth,
  kAboutPerson,  // age, gender, income and the like: no name, yet they tell people apart
  kTime,
};
ColumnKind column_kind_of(std::string_view name);

// Whether values of such a column name somebody, so that they are looked for in all texts.
bool names_people(ColumnKind kind);

}  // namespace wend::unify
