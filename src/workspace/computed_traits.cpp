#include "workspace/computed_traits.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr std::string_view kDocument = "computed_traits";
constexpr int kTriesMax = 20;  // among people who change others at the same time

base::Error broken() {
  return {base::ErrorCode::kInternal, "The computed traits of the workspace cannot be read.",
          "workspace.db", "Use a copy of the data folder from before."};
}

json::object to_json(const ComputedTrait& trait) {
  json::object one{{"id", trait.id},
                   {"key", trait.key},
                   {"name", trait.name},
                   {"description", trait.description},
                   {"definition", trait.definition},
                   {"version", trait.version},
                   {"created_at", trait.created_at},
                   {"updated_at", trait.updated_at}};
  if (trait.created_by) one["created_by"] = *trait.created_by;
  return one;
}

base::Result<std::vector<ComputedTrait>> read(const std::string& text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error || !document.is_array()) return base::fail(broken());
  std::vector<ComputedTrait> traits;
  for (const json::value& item : document.as_array()) {
    if (!item.is_object()) return base::fail(broken());
    const json::object& one = item.as_object();
    const auto string = [&](std::string_view field) {
      const auto* value = one.if_contains(field);
      return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                    : std::string();
    };
    const auto number = [&](std::string_view field) {
      const auto* value = one.if_contains(field);
      return value != nullptr && value->is_int64() ? value->as_int64() : 0;
    };
    ComputedTrait trait{.id = string("id"),
                        .key = string("key"),
                        .name = string("name"),
                        .description = string("description"),
                        .definition = string("definition"),
                        .version = number("version"),
                        .created_at = number("created_at"),
                        .updated_at = number("updated_at"),
                        .created_by = std::nullopt};
    if (one.contains("created_by")) trait.created_by = string("created_by");
    traits.push_back(std::move(trait));
  }
  return traits;
}

// The one of this id and version.
base::Result<std::vector<ComputedTrait>::iterator> seen(std::vector<ComputedTrait>& traits,
                                                        std::string_view id, std::int64_t version) {
  const auto found = std::ranges::find(traits, id, &ComputedTrait::id);
  if (found == traits.end())
    return base::fail(base::ErrorCode::kNotFound, "There is no such computed trait.");
  if (found->version != version)
    return base::fail(base::ErrorCode::kConflict,
                      "Somebody changed this computed trait meanwhile.");
  return found;
}

std::optional<ComputedTrait> first(const std::vector<ComputedTrait>& traits,
                                   std::string_view wanted, std::string ComputedTrait::* field) {
  const auto found = std::ranges::find(traits, wanted, field);
  return found == traits.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

base::Result<std::int64_t> ComputedTraits::changes() {
  WEND_ASSIGN(const auto document, documents_.find(kDocument));
  return document ? document->version : 0;
}

base::Result<std::vector<ComputedTrait>> ComputedTraits::all() {
  WEND_ASSIGN(const auto document, documents_.find(kDocument));
  if (!document) return std::vector<ComputedTrait>();
  WEND_ASSIGN(auto traits, read(document->body));
  const auto lower = [](std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  };
  std::ranges::sort(traits, {}, [&](const ComputedTrait& trait) {
    return std::pair(lower(trait.name), trait.id);
  });
  return traits;
}

base::Result<std::optional<ComputedTrait>> ComputedTraits::find(std::string_view id) {
  WEND_ASSIGN(const auto traits, all());
  return first(traits, id, &ComputedTrait::id);
}

base::Result<std::optional<ComputedTrait>> ComputedTraits::find_key(std::string_view key) {
  WEND_ASSIGN(const auto traits, all());
  return first(traits, key, &ComputedTrait::key);
}

base::Status ComputedTraits::change(const std::function<base::Status(Traits&)>& change) {
  for (int tries = 1;; ++tries) {
    WEND_ASSIGN(const auto document, documents_.find(kDocument));
    Traits traits;
    if (document) {
      WEND_ASSIGN(traits, read(document->body));
    }
    WEND_TRY(change(traits));
    json::array body;
    for (const ComputedTrait& trait : traits) body.push_back(to_json(trait));
    const auto written =
        documents_.replace(kDocument, document ? document->version : 0, json::serialize(body));
    if (written) return {};
    if (written.error().code != base::ErrorCode::kConflict || tries == kTriesMax)
      return base::fail(written.error());
  }
}

base::Result<ComputedTrait> ComputedTraits::create(ComputedTrait trait) {
  trait.id = new_id("trt_");
  trait.version = 1;
  trait.created_at = trait.updated_at = clock_.now_us();
  WEND_TRY(change([&](Traits& traits) -> base::Status {
    if (first(traits, trait.key, &ComputedTrait::key)) {
      return base::fail(base::ErrorCode::kConflict,
                        fmt::format("There is a computed trait \"{}\" already.", trait.key), "key",
                        "Choose another key.");
    }
    if (traits.size() >= kComputedTraitsMax) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("There are {} computed traits already.", kComputedTraitsMax),
                        "", "Remove some that nobody needs.");
    }
    traits.push_back(trait);
    return {};
  }));
  return trait;
}

base::Result<ComputedTrait> ComputedTraits::replace(std::string_view id, std::int64_t version,
                                                    const ComputedTrait& trait) {
  ComputedTrait changed;
  WEND_TRY(change([&](Traits& traits) -> base::Status {
    WEND_ASSIGN(const auto found, seen(traits, id, version));
    found->name = trait.name;
    found->description = trait.description;
    found->definition = trait.definition;
    found->updated_at = clock_.now_us();
    ++found->version;
    changed = *found;
    return {};
  }));
  return changed;
}

base::Status ComputedTraits::remove(std::string_view id, std::int64_t version) {
  return change([&](Traits& traits) -> base::Status {
    WEND_ASSIGN(const auto found, seen(traits, id, version));
    traits.erase(found);
    return {};
  });
}

}  // namespace wend::workspace
