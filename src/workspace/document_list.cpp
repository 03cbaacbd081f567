#include "workspace/document_list.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr int kTriesMax = 20;  // among people who change others at the same time

base::Result<StoredList::Objects> objects_in(const std::string& text, const ListedKind& kind) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  const bool is_list = !error && document.is_array();
  StoredList::Objects objects;
  if (is_list)
    for (const json::value& item : document.as_array())
      if (item.is_object()) objects.push_back(item.as_object());
  if (!is_list || objects.size() != document.as_array().size())
    return base::fail(base::ErrorCode::kInternal,
                      fmt::format("The {} of the workspace cannot be read.", kind.many),
                      "workspace.db", "Use a copy of the data folder from before.");
  return objects;
}

}  // namespace

std::optional<std::string> StoredFields::text_if(std::string_view field) const {
  const auto* value = fields_.if_contains(field);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

std::vector<std::string> StoredFields::texts(std::string_view field) const {
  std::vector<std::string> texts;
  const auto* list = fields_.if_contains(field);
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& text : list->as_array())
    if (text.is_string()) texts.emplace_back(text.as_string());
  return texts;
}

std::int64_t StoredFields::number(std::string_view field) const {
  const auto* value = fields_.if_contains(field);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

base::Result<std::int64_t> StoredList::changes() const {
  WEND_ASSIGN(const auto document, documents_.find(kind_.document));
  return document ? document->version : 0;
}

base::Result<StoredList::Objects> StoredList::read() const {
  WEND_ASSIGN(const auto document, documents_.find(kind_.document));
  return document ? objects_in(document->body, kind_) : Objects();
}

base::Status StoredList::change(const std::function<base::Status(Objects&)>& change) const {
  for (int tries = 1;; ++tries) {
    WEND_ASSIGN(const auto document, documents_.find(kind_.document));
    Objects objects;
    if (document) {
      WEND_ASSIGN(objects, objects_in(document->body, kind_));
    }
    WEND_TRY(change(objects));
    json::array body;
    for (json::object& object : objects) body.push_back(std::move(object));
    const auto written =
        documents_.replace(kind_.document, document ? document->version : 0, json::serialize(body));
    if (written) return {};
    if (written.error().code != base::ErrorCode::kConflict || tries == kTriesMax)
      return base::fail(written.error());
  }
}

std::string small_letters(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

base::Status too_many(const ListedKind& kind) {
  return base::fail(base::ErrorCode::kTooLarge,
                    fmt::format("There are {} {} already.", kind.max, kind.many), "",
                    "Remove some that nobody needs.");
}

base::Status no_such(const ListedKind& kind) {
  return base::fail(base::ErrorCode::kNotFound, fmt::format("There is no such {}.", kind.one));
}

base::Status changed_meanwhile(const ListedKind& kind) {
  return base::fail(base::ErrorCode::kConflict,
                    fmt::format("Somebody changed this {} meanwhile.", kind.one));
}

std::string new_listed_id(const ListedKind& kind) {
  return new_id(kind.id_prefix);
}

}  // namespace wend::workspace
