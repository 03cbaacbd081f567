#include "unify/export_groups.h"

namespace wend::unify {

std::string ExportGroups::key_of(std::span<const ExportCell> row) const {
  std::string key;
  for (const std::size_t place : quasi_) {
    const std::string text = cell_text(row[place]);
    // With its length, so that no two rows meet by what stands beside each other.
    key += std::to_string(text.size()) + ':' + text;
    if (std::holds_alternative<std::monostate>(row[place])) key += '-';
  }
  return key;
}

void ExportGroups::see(std::span<const ExportCell> row, std::uint64_t person) {
  if (!asked()) return;
  Group& group = groups_[key_of(row)];
  if (group.rows == 0 || group.last != person) ++group.people;
  group.last = person;
  ++group.rows;
}

bool ExportGroups::is_large_enough(std::span<const ExportCell> row) const {
  if (!asked()) return true;
  const auto found = groups_.find(key_of(row));
  return found != groups_.end() && found->second.people >= static_cast<std::uint64_t>(k_);
}

ExportGroups::LeftOut ExportGroups::left_out() const {
  LeftOut all;
  for (const auto& [key, group] : groups_) {
    if (group.people >= static_cast<std::uint64_t>(k_)) continue;
    all.rows += group.rows;
    ++all.groups;
  }
  return all;
}

std::uint64_t ExportGroups::smallest() const {
  std::uint64_t smallest = 0;
  for (const auto& [key, group] : groups_)
    if (group.people >= static_cast<std::uint64_t>(k_) &&
        (smallest == 0 || group.people < smallest))
      smallest = group.people;
  return smallest;
}

}  // namespace wend::unify
