#include "map/formats/document_maker.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "map/map_outline.h"
#include "map/text_edit.h"
#include "workspace/secret.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The longest beginning of at most so many bytes that splits no character.
std::string_view cut_bytes(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

std::string_view cut_characters(std::string_view text, std::size_t most) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_continuation(text[i]) && seen++ == most) return text.substr(0, i);
  return text;
}

// As the fields of a map may hold it.
std::string cleaned(std::string_view text, bool breaks) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n' || c == '\t' || c == '\r')
      clean += !breaks ? ' ' : c == '\r' ? '\n' : c;
    else if (byte >= 0x20 && byte != 0x7f)
      clean += c;
  }
  return clean;
}

// One UTF-8 sequence at `at`: its bytes, 0 when it is none (Unicode 15, table 3-7).
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool fine = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second <= 0x9F);
    return fine && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool fine = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second <= 0x8F);
    return fine && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

const Field& field_of(std::string_view part, std::string_view field) {
  return *find_field(*find_part(part), field);
}

}  // namespace

std::string line_place(std::size_t line) {
  return line == 0 ? std::string() : fmt::format("line {}", line);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::string valid_utf8(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = sequence_at(text, i);
    if (bytes == 0)
      valid += "\xEF\xBF\xBD";
    else
      valid += text.substr(i, bytes);
    i += std::max<std::size_t>(1, bytes);
  }
  return valid;
}

DocumentMaker::DocumentMaker(Format format, const Surroundings& surroundings)
    : surroundings_(surroundings) {
  made_.format = format;
  root_["format"] = kDocumentFormat;
  for (const Part& part : parts()) root_[part.name] = json::object();
}

void DocumentMaker::note(std::size_t line, std::string message) {
  if (made_.notes.size() < kNotesMax)
    made_.notes.push_back({line, std::move(message)});
  else
    ++made_.notes_left_out;
}

void DocumentMaker::put_text(json::object& fields, std::string_view part, std::string_view name,
                             std::string_view text, std::size_t line) {
  const Field& field = field_of(part, name);
  const bool is_text = field.type == FieldType::kText;
  const std::string clean = cleaned(text, is_text);
  const std::string_view fits =
      is_text ? cut_characters(clean, kTextCharactersMax) : cut_bytes(clean, kLineBytesMax);
  if (fits.size() < clean.size())
    note(line, fmt::format("The {} is longer than a map takes; its end was left out.", name));
  if (fits.empty()) return;
  const json::value value(fits);
  const auto checked = check_value(field, value, {});
  if (!checked) {
    std::string why = field.type == FieldType::kChoice
                          ? fmt::format("it is one of {}", fmt::join(field.choices, ", "))
                          : checked.error().message;
    note(line, fmt::format("\"{}\" is no {} and was left out: {}.", cut_characters(fits, 60), name,
                           why.ends_with('.') ? why.substr(0, why.size() - 1) : why));
    return;
  }
  if (!is_default(field, value)) fields[name] = value;
}

void DocumentMaker::put_number(json::object& fields, std::string_view part, std::string_view name,
                               std::string_view text, std::size_t line) {
  text = trimmed(text);
  if (text.empty()) return;
  constexpr std::string_view kMinus = "−";
  std::string plain(text);
  if (plain.starts_with(kMinus)) plain.replace(0, kMinus.size(), "-");
  if (plain.starts_with('+')) plain.erase(0, 1);
  std::ranges::replace(plain, ',', '.');
  double number = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  const Field& field = field_of(part, name);
  if (error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(number)) {
    note(line, fmt::format("\"{}\" is no {} and was left out.", cut_characters(text, 60), name));
    return;
  }
  const double within = std::clamp(number, field.least, field.most);
  if (within != number)
    note(line, fmt::format("The {} {} was brought to {}: it goes from {} to {}.", name, plain,
                           within, field.least, field.most));
  fields[name] = within;
}

void DocumentMaker::put_yes(json::object& fields, std::string_view name, std::string_view text,
                            std::size_t line) {
  text = trimmed(text);
  if (text.empty() || text == "no" || text == "false" || text == "FALSE" || text == "0") return;
  if (text != "yes" && text != "true" && text != "TRUE" && text != "1" && text != "x")
    return note(line, fmt::format("\"{}\" in {} was left out: write yes or nothing.",
                                  cut_characters(text, 60), name));
  fields[name] = true;
}

std::string DocumentMaker::add(std::string_view part, json::object fields) {
  const std::string id = workspace::new_id(find_part(part)->id_prefix);
  ++things_;
  if (is_full()) return id;
  if (find_field(*find_part(part), "order") != nullptr)
    fields["order"] = order_key(counts_[std::string(part)]++);
  root_.at(part).get_object()[id] = std::move(fields);
  return id;
}

json::object& DocumentMaker::fields_of(std::string_view part, std::string_view id) {
  return root_.at(part).get_object().at(id).get_object();
}

std::string DocumentMaker::persona_if_known(std::string_view name) {
  name = trimmed(name);
  if (const auto known = personas_.find(name); known != personas_.end()) return known->second;
  const auto found = surroundings_.personas.find(name);
  if (found == surroundings_.personas.end()) return {};
  json::object fields{{"persona", found->second}};
  // Colours are told apart as long as there are any.
  if (const std::size_t n = counts_["personas"]; n > 0) fields["colour"] = n % 10;
  std::string id = add("personas", std::move(fields));
  if (is_full()) return {};
  personas_.emplace(name, id);
  return id;
}

std::string DocumentMaker::persona(std::string_view name, std::size_t line) {
  name = trimmed(name);
  if (name.empty()) return {};
  const bool asked = personas_.contains(name);
  std::string id = persona_if_known(name);
  if (id.empty() && !asked && !is_full()) {
    note(line, fmt::format("There is no persona \"{}\" here; what is about it is shown for all. "
                           "Make one of this name and import again, or choose one on the map.",
                           cut_characters(name, 100)));
    personas_.emplace(name, std::string());
  }
  return id;
}

base::Result<ImportedMap> DocumentMaker::finish() {
  if (is_full())
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The file holds more than {} things.", kThingsMax), {},
                      "Split it into several maps.");
  root_[kAbout] = about_;
  WEND_ASSIGN(made_.document, MapDocument::read(json::value(root_)));
  return std::move(made_);
}

}  // namespace wend::map::formats
