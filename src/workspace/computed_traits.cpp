#include "workspace/computed_traits.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr ListedKind kKind{.document = "computed_traits",
                           .id_prefix = "trt_",
                           .one = "computed trait",
                           .many = "computed traits",
                           .max = kComputedTraitsMax};

json::object write(const ComputedTrait& trait) {
  return {{"key", trait.key},
          {"name", trait.name},
          {"description", trait.description},
          {"definition", trait.definition}};
}

ComputedTrait read(const StoredFields& fields) {
  ComputedTrait trait;
  trait.key = fields.text("key");
  trait.name = fields.text("name");
  trait.description = fields.text("description");
  trait.definition = fields.text("definition");
  return trait;
}

std::optional<ComputedTrait> with_key(const std::vector<ComputedTrait>& traits,
                                      std::string_view key) {
  const auto found = std::ranges::find(traits, key, &ComputedTrait::key);
  return found == traits.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

ComputedTraits::ComputedTraits(Documents& documents, const env::Clock& clock)
    : list_(documents, clock, kKind, write, read) {}

base::Result<std::int64_t> ComputedTraits::changes() {
  return list_.changes();
}

base::Result<std::vector<ComputedTrait>> ComputedTraits::all() {
  WEND_ASSIGN(auto traits, list_.all());
  sort_by_name(traits);
  return traits;
}

base::Result<std::optional<ComputedTrait>> ComputedTraits::find(std::string_view id) {
  return list_.find(id);
}

base::Result<std::optional<ComputedTrait>> ComputedTraits::find_key(std::string_view key) {
  WEND_ASSIGN(const auto traits, all());
  return with_key(traits, key);
}

base::Result<ComputedTrait> ComputedTraits::create(ComputedTrait trait) {
  const std::string key = trait.key;
  return list_.create(std::move(trait), [&](const auto& traits) -> base::Status {
    if (!with_key(traits, key)) return {};
    return base::fail(base::ErrorCode::kConflict,
                      fmt::format("There is a computed trait \"{}\" already.", key), "key",
                      "Choose another key.");
  });
}

base::Result<ComputedTrait> ComputedTraits::replace(std::string_view id, std::int64_t version,
                                                    const ComputedTrait& trait) {
  return list_.replace(id, version, [&](ComputedTrait& stored) {
    stored.name = trait.name;
    stored.description = trait.description;
    stored.definition = trait.definition;
  });
}

base::Status ComputedTraits::remove(std::string_view id, std::int64_t version) {
  return list_.remove(id, version);
}

}  // namespace wend::workspace
