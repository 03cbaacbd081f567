#include "cli/sheet_builder.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wend::cli {

namespace json = boost::json;
using enum CellKind;

namespace {

constexpr bool kForPrograms = true;

}  // namespace

Pick text(std::string name, std::string_view path) {
  return {{std::move(name), kText}, path};
}
Pick count(std::string name, std::string_view path) {
  return {{std::move(name), kCount}, path};
}
Pick number(std::string name, std::string_view path) {
  return {{std::move(name), kNumber}, path};
}
Pick seconds(std::string name, std::string_view path) {
  return {{std::move(name), kSeconds}, path};
}
Pick share(std::string name, std::string_view path) {
  return {{std::move(name), kShare}, path};
}

Pick ref_pick(std::string name) {
  return {{std::move(name), kText, kForPrograms}, ""};
}
Pick sentence(std::string name) {
  return {{std::move(name), kText, kForPrograms}, ""};
}

json::value at(const json::value& item, std::string_view path) {
  const json::value* here = &item;
  while (here != nullptr && !path.empty()) {
    const auto* object = here->if_object();
    const std::size_t dot = std::min(path.find('.'), path.size());
    here = object == nullptr ? nullptr : object->if_contains(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return here == nullptr ? json::value(nullptr) : *here;
}

const json::array& list_at(const json::value& item, std::string_view name) {
  static const json::array kNone;
  const auto* object = item.if_object();
  const auto* field = object == nullptr ? nullptr : object->if_contains(name);
  return field != nullptr && field->is_array() ? field->get_array() : kNone;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string())
         : value.is_null() ? std::string()
                           : json::serialize(value);
}

json::value joined(const json::array& items, std::string_view path, std::string_view between) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(text_of(at(item, path)));
  return json::string(fmt::format("{}", fmt::join(texts, between)));
}

std::map<std::string, json::value> by_id(const json::array& items) {
  std::map<std::string, json::value> found;
  for (const auto& item : items) found[text_of(at(item, "id"))] = item;
  return found;
}

std::vector<Pick> group_picks(const json::array& groups) {
  std::vector<Pick> picks{text("group")};
  if (std::ranges::any_of(groups,
                          [](const json::value& group) { return !at(group, "segment").is_null(); }))
    picks.push_back(ref_pick("segment"));
  return picks;
}

std::map<std::string, json::value> group_cells(const json::value& group) {
  return {{"group", json::string(text_of(at(group, "value")))}, {"segment", at(group, "segment")}};
}

SheetBuilder::SheetBuilder(std::string name, std::vector<Pick> picks, bool main)
    : picks_(std::move(picks)) {
  sheet_.name = std::move(name);
  sheet_.main = main;
  for (const Pick& pick : picks_) sheet_.columns.push_back(pick.column);
}

SheetBuilder& SheetBuilder::add(const json::value& item,
                                const std::map<std::string, json::value>& given) {
  auto& row = sheet_.rows.emplace_back();
  for (const Pick& pick : picks_) {
    const auto cell = given.find(pick.column.name);
    row.push_back(cell != given.end() ? cell->second
                                      : at(item, pick.path.empty() ? pick.column.name : pick.path));
  }
  return *this;
}

SheetBuilder& SheetBuilder::add_all(const json::array& items) {
  for (const auto& item : items) add(item);
  return *this;
}

Sheet SheetBuilder::take() {
  return std::move(sheet_);
}

}  // namespace wend::cli
