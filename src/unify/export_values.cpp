#include "unify/export_values.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "unify/column_kind.h"
#include "unify/folded_text.h"
#include "unify/text_cleaner.h"

namespace wend::unify {
namespace {

namespace json = boost::json;

constexpr std::size_t kTellingDigits = 6;
constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kNameWordBytes = 3;

bool is_number(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
// Values of which there are two or three tell nothing wherever they stand.
bool is_answer(std::string_view folded) {
  return folded == "true" || folded == "false" || folded == "yes" || folded == "no";
}

}  // namespace

void ExportValues::add_identity(std::string_view identity_namespace, std::string_view value) {
  const std::string folded = folded_value(value);
  if (folded.empty() || blocked_.contains(std::string(value))) return;
  if (is_number(folded) && folded.size() < kTellingDigits) return;
  identities_.add(folded);
  if (identity_namespace == "phone" || looks_like_phone(folded)) identities_.add_phone(folded);
}

void ExportValues::add_value(const json::value& value, bool is_name, std::size_t depth,
                             TellingValues& to) const {
  if (depth > kDepthMax) return;
  if (value.is_string()) {
    const std::string folded = folded_value(std::string_view(value.get_string()));
    if (folded.empty() || is_answer(folded) || blocked_.contains(folded)) return;
    if (is_number(folded) && folded.size() < kTellingDigits) {
      return;
    }
    to.add(folded);
    if (looks_like_phone(folded)) to.add_phone(folded);
    if (!is_name) return;
    // "Dear Ann" names her as well as "Ann Lee" does.
    std::string_view rest = folded;
    while (!rest.empty()) {
      const auto end = rest.find_first_of(" ,;-");
      const std::string_view word = rest.substr(0, end);
      if (word.size() >= kNameWordBytes) to.add(word);
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
    }
  } else if (value.is_array()) {
    for (const auto& one : value.get_array()) add_value(one, is_name, depth + 1, to);
  } else if (value.is_object()) {
    for (const auto& [name, one] : value.get_object()) add_value(one, is_name, depth + 1, to);
  } else if (value.is_number()) {
    const std::string text = number_text(value);
    if (text.size() >= kTellingDigits && is_number(text)) to.add(text);
  }
}

void ExportValues::add_traits(const ExportPerson& person, bool own, TellingValues& to) const {
  using enum ExportRequest::Choice;
  std::string column;
  for (const ExportEvent& event : person.events) {
    const bool identify = event.type == model::EventType::kIdentify;
    const bool written = identify || request_->what == ExportRequest::What::kEvents;
    for (const auto& [name, value] : event.properties) {
      const ColumnKind kind = column_kind_of(std::string_view(name));
      // Of what is no trait only what names people; ids of things are shared by those who use them.
      if (!identify && (!names_people(kind) || kind == ColumnKind::kId)) continue;
      column = request_->property_prefix();
      column += std::string_view(name);
      const auto choice = written ? request_->choice_of(column) : kLeaveOut;
      if (choice == kLeaveOut || (own && choice == kGeneralise))
        add_value(value, own && kind == ColumnKind::kName, 0, to);
    }
  }
}

void ExportValues::add_person(const ExportPerson& person) {
  TellingValues values;
  add_traits(person, false, values);
  values.finish();
  traits_.add_all(values);
}

void ExportValues::finish() {
  identities_.finish();
  traits_.finish(kHoldersMax);
}

TellingValues ExportValues::own(const ExportPerson& person) const {
  TellingValues values;
  for (const auto& [identity_namespace, value] : person.identities) {
    const std::string folded = folded_value(value);
    if (folded.empty() || blocked_.contains(value)) continue;
    values.add(folded);
    if (identity_namespace == "phone" || looks_like_phone(folded)) values.add_phone(folded);
  }
  add_traits(person, true, values);
  values.finish();
  return values;
}

}  // namespace wend::unify
