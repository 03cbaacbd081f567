#include "api/certificate.h"

#include <algorithm>
#include <fmt/format.h>

#include "model/html_text.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using model::html_text;

constexpr std::size_t kHashesOnPage = 200;

struct Line {
  std::string_view place, what, words;
};
constexpr Line kLines[] = {
    {"events", "events", "Events in the event store"},
    {"events", "identities", "Identities"},
    {"events", "links", "Links between identities, with decisions"},
    {"events", "journal", "Lines of the journal of identities"},
    {"events", "imports", "Imports whose record was changed"},
    {"events", "redacted", "Events of others that named the person, without the name now"},
    {"events", "unmapped", "Notes about webhooks that named the person"},
    {"events", "sources", "Sources whose name named the person, without the name now"},
    {"log", "messages", "Messages in the log"},
    {"log", "bodies", "Bodies of the log that were changed or emptied"},
    {"log", "redacted", "Bodies of others that named the person, without the name now"},
    {"files", "rejected_rows", "Rejected rows of imports"},
    {"files", "uploads", "Files that waited to be imported"},
    {"files", "uploads_not_searched", "of these, removed because they cannot be searched"},
    {"workspace", "list_entries", "Entries of segments that are lists"},
    {"workspace", "account_decisions",
     "Decisions about their accounts, or accounts named as they are"},
    {"workspace", "refusals", "Samples of refused messages"},
    {"workspace", "answers", "Kept answers to requests"},
    {"workspace", "audit", "Lines of the audit log, without the name now"},
    {"segments", "profiles", "Histories of entering and leaving segments"},
    {"backups", "copies", "Copies in backups/ that were cleaned"},
    {"backups", "not_searched", "Files in backups/ that are none of Wend's and were not searched"},
};

std::string text_of(const json::object& document, std::string_view field) {
  const auto* value = document.if_contains(field);
  return value != nullptr && value->is_string() ? html_text(value->get_string()) : std::string();
}

std::uint64_t number_of(const json::object& removed, const Line& line) {
  const auto* place = removed.if_contains(line.place);
  if (place == nullptr || !place->is_object()) return 0;
  const auto* number = place->get_object().if_contains(line.what);
  return number != nullptr && number->is_number() ? number->to_number<std::uint64_t>() : 0;
}

std::size_t length_of(const json::object& removed, std::string_view field) {
  const auto* list = removed.if_contains(field);
  return list != nullptr && list->is_array() ? list->get_array().size() : 0;
}

void add_names(std::string& page, std::string_view title, const json::object& removed,
               std::string_view field) {
  const auto* list = removed.if_contains(field);
  if (list == nullptr || !list->is_array() || list->get_array().empty()) return;
  page += fmt::format("<li>{}:", title);
  for (const auto& name : list->get_array())
    page += fmt::format(" <code>{}</code>", html_text(name.as_string()));
  page += "</li>";
}

}  // namespace

std::string certificate_page(const json::object& document) {
  const auto& removed = document.at("removed").as_object();
  std::string page = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Certificate of erasure</title>"
      "<style>{}</style></head><body><h1>Certificate of erasure</h1><table>"
      "<tr><th>Number</th><td>{}</td></tr><tr><th>Requested</th><td>{} by {}</td></tr>"
      "<tr><th>Finished</th><td>{}</td></tr><tr><th>Collected again</th><td>{}</td></tr></table>",
      model::kPageStyle, text_of(document, "id"), text_of(document, "requested_at"),
      text_of(document, "actor"), text_of(document, "finished_at"),
      document.at("keep_out").as_bool()
          ? "No: what this person does later is refused as well."
          : "What happened up to the request is refused. Later events begin a new customer.");
  page += "<h2>What was removed</h2><table><tr><th>Where</th><th>How many</th></tr>";
  for (const Line& line : kLines) {
    page += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td></tr>", line.words,
                        number_of(removed, line));
  }
  page += "</table>";
  const auto questions = length_of(removed, "named_by_questions");
  const auto segments = length_of(removed, "named_by_segments");
  const auto* short_values = removed.if_contains("short_values");
  const auto settings = length_of(removed, "named_by_settings");
  if (questions + segments + settings > 0) {
    page +=
        "<h2>What remains for people to do</h2><p>These name the person in what somebody wrote, "
        "and were left as they are, for taking the name out would change what they answer:</p><ul>";
    add_names(page, "Saved questions", removed, "named_by_questions");
    add_names(page, "Segments", removed, "named_by_segments");
    add_names(page, "Settings", removed, "named_by_settings");
    page += "</ul>";
  }
  if (short_values != nullptr && short_values->to_number<std::uint64_t>() > 0) {
    page += fmt::format(
        "<p class=\"quiet\">{} identities are so short that inside of other people's texts they "
        "cannot be told from other words. They were looked for as whole texts.</p>",
        short_values->to_number<std::uint64_t>());
  }
  page +=
      "<h2>Whom it was about</h2><p class=\"quiet\">The identities as keyed hashes (SipHash-2-4, "
      "128 bits, with the key of this workspace). They cannot be read back; whoever has an "
      "identity and the key can tell that it was erased.</p><p>";
  const auto& hashes = document.at("identities").as_array();
  const std::size_t shown = std::min(hashes.size(), kHashesOnPage);
  for (std::size_t i = 0; i < shown; ++i)
    page += fmt::format("<code>{}</code><br>", html_text(hashes[i].as_string()));
  if (shown < hashes.size())
    page += fmt::format("and {} more, which the certificate as JSON lists.", hashes.size() - shown);
  return page + "</p></body></html>";
}

}  // namespace wend::api
