#include "unify/person_words.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <vector>

#include "model/html_text.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using model::html_text;

std::string cell(const json::object& line, std::string_view field) {
  const auto* value = line.if_contains(field);
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return html_text(value->get_string());
  if (value->is_array() && std::ranges::all_of(value->get_array(), &json::value::is_string)) {
    std::string words;
    for (const auto& word : value->get_array())
      words += (words.empty() ? "" : ", ") + html_text(word.get_string());
    return words;
  }
  return html_text(json::serialize(*value));
}

struct Column {
  std::string_view field, header;
};
// A table of a list of the document, or a sentence when the list is empty.
void add_table(std::string& page, std::string_view title, const json::array& lines,
               const std::vector<Column>& columns) {
  page += fmt::format("<h2>{}</h2>", title);
  if (lines.empty()) {
    page += "<p class=\"quiet\">Nothing.</p>";
    return;
  }
  page += "<table><tr>";
  for (const Column& column : columns) page += fmt::format("<th>{}</th>", column.header);
  page += "</tr>";
  for (const auto& line : lines) {
    page += "<tr>";
    for (const Column& column : columns)
      page += fmt::format("<td>{}</td>", cell(line.as_object(), column.field));
    page += "</tr>";
  }
  page += "</table>";
}

// A line for each value that a trait had.
json::array trait_lines(const json::array& traits) {
  json::array lines;
  for (const auto& trait : traits) {
    for (const auto& value : trait.at("values").as_array()) {
      json::object line = value.as_object();
      line["trait"] = trait.at("trait");
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace

std::string_view word_of(model::LinkState state) {
  switch (state) {
    case model::LinkState::kUnsaid:
      return "unsaid";
    case model::LinkState::kHolds:
      return "holds";
    case model::LinkState::kBreaksLimit:
      return "breaks_limit";
    case model::LinkState::kBlocked:
      return "blocked";
    case model::LinkState::kApart:
      return "apart";
  }
  return "";
}

std::string_view word_of(model::Decision decision) {
  switch (decision) {
    case model::Decision::kNone:
      return "none";
    case model::Decision::kTogether:
      return "together";
    case model::Decision::kApart:
      return "apart";
  }
  return "";
}

std::string_view word_of(workspace::AccountDecisionKind decision) {
  switch (decision) {
    case workspace::AccountDecisionKind::kNone:
      return "none";
    case workspace::AccountDecisionKind::kIn:
      return "in";
    case workspace::AccountDecisionKind::kOut:
      return "out";
  }
  return "";
}

std::string person_page_head(const json::object& person) {
  const auto list = [&](std::string_view field) -> const json::array& {
    return person.at(field).as_array();
  };
  std::string page = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Everything about {0}</title>"
      "<style>{1}</style></head><body><h1>Everything about {0}</h1>"
      "<p class=\"quiet\">As it was on {2}.</p>",
      cell(person, "customer"), model::kPageStyle, cell(person, "exported_at"));
  add_table(page, "Identities", list("identities"), {{"namespace", "Kind"}, {"value", "Value"}});
  add_table(page, "Why these are one person", list("links"),
            {{"a", "This"},
             {"b", "and this"},
             {"state", "State"},
             {"decision", "Decided"},
             {"first_seen", "First seen"},
             {"source", "Source"}});
  add_table(page, "Changes of that", list("identity_changes"),
            {{"at", "When"},
             {"kind", "What"},
             {"a", "This"},
             {"b", "and this"},
             {"from", "From"},
             {"to", "To"},
             {"actor", "By"}});
  add_table(page, "Traits, the latest first", trait_lines(list("traits")),
            {{"trait", "Trait"}, {"value", "Value"}, {"since", "Since"}, {"source", "Source"}});
  add_table(page, "Segments", list("segments"),
            {{"segment", "Segment"}, {"what", "What"}, {"at", "When"}, {"cause", "Why"}});
  add_table(page, "Consent, in the order it was recorded", list("consent"),
            {{"time", "Time"},
             {"category", "Purpose"},
             {"channel", "Channel"},
             {"state", "State"},
             {"reason", "How it is known"},
             {"wording", "Wording"}});
  add_table(page, "Lists", list("lists"), {{"list", "List"}, {"identity", "Under"}});
  add_table(page, "Accounts", list("accounts"),
            {{"name", "Account"},
             {"type", "Type"},
             {"key", "Key"},
             {"because", "Because of"},
             {"events", "Events"},
             {"first", "First"},
             {"last", "Last"}});
  add_table(page, "Decisions about accounts", list("account_decisions"),
            {{"at", "When"},
             {"type", "Type"},
             {"key", "Account"},
             {"decision", "Decision"},
             {"actor", "By"}});
  add_table(page, "Where it comes from", list("sources"),
            {{"source", "Source"},
             {"kind", "Kind"},
             {"file", "File"},
             {"events", "Events"},
             {"first", "First"},
             {"last", "Last"}});
  return page +
         "<h2>Events</h2><table><tr><th>When</th><th>Event</th><th>Channel</th><th>Source</th>"
         "<th>Under</th><th>Properties</th></tr>";
}

}  // namespace wend::unify
