#include "analyze/result_shares.h"

#include <fmt/format.h>
#include <set>

namespace wend::analyze {
namespace {

namespace json = boost::json;

void collect(const json::object& object, const std::string& place, std::string_view prefix,
             FoundShares& found) {
  for (const auto& field : object) {
    const auto* inner = field.value().if_object();
    if (inner == nullptr) continue;
    const std::string at = place_inside(place, field.key());
    if (is_share(*inner))
      found.emplace_back(at, share_in(object, field.key(), prefix));
    else
      collect(*inner, at, prefix, found);
  }
}

}  // namespace

bool is_share(const json::object& object) {
  const auto whole = [&](const char* name) {
    const auto* number = object.if_contains(name);
    return number != nullptr && (number->is_uint64() || number->is_int64());
  };
  return object.contains("share") && whole("of") && whole("count");
}

std::string place_inside(const std::string& place, std::string_view field) {
  return place.empty() ? std::string(field) : fmt::format("{}.{}", place, field);
}

json::value ref_of(const json::object& around, std::string_view field, std::string_view prefix) {
  const auto* own = around.if_contains(fmt::format("{}_ref", field));
  if (own == nullptr) own = around.if_contains("ref");
  if (own == nullptr || !own->is_string()) return nullptr;
  return json::value(fmt::format("{}{}", prefix, std::string_view(own->get_string())));
}

FoundShare share_in(const json::object& around, std::string_view field, std::string_view prefix) {
  const json::object& share = around.at(field).as_object();
  const auto whole = [&](const char* name) { return share.at(name).to_number<std::uint64_t>(); };
  return {whole("count"), whole("of"), ref_of(around, field, prefix)};
}

FoundShares shares_of(const json::object& object, std::string_view prefix) {
  FoundShares found;
  collect(object, "", prefix, found);
  return found;
}

std::optional<std::uint64_t> CommonNumbers::of(const std::string& place) {
  if (!counted_) {
    counted_ = true;
    std::map<std::string, std::size_t> entries;
    for (const auto& entry : list_) {
      if (!entry.is_object()) continue;
      for (const auto& [at, share] : shares_of(entry.get_object(), "")) {
        const auto [known, first] = known_.try_emplace(at, share.of);
        if (!first && known->second != share.of) known->second = std::nullopt;
        ++entries[at];
      }
    }
    for (auto& [at, number] : known_)
      if (entries[at] != list_.size()) number = std::nullopt;
  }
  const auto found = known_.find(place);
  return found == known_.end() ? std::nullopt : found->second;
}

}  // namespace wend::analyze
