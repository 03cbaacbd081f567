#include "map/map_document.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <optional>

#include "fmt/format.h"
#include "model/json_reader.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::string_view kRemoved = "removed";

std::size_t size_of(const json::object& thing) {
  return json::serialize(thing).size();
}

}  // namespace

std::string_view text_of(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

// A change in the making: it can be taken back as long as it is not kept.
class MapDocument::Change {
 public:
  explicit Change(MapDocument& document)
      : document_(document), thing_count_(document.thing_count_), bytes_(document.bytes_) {}
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  ~Change() {
    if (!kept_) take_back();
  }

  base::Status apply(const Operation& operation) {
    if (operation.kind == OperationKind::kAdd) return add(operation);
    json::object* thing = find(*operation.part, operation.id);
    if (thing == nullptr) return no_such(*operation.part, operation.place + ".id");
    remember(operation, *thing);
    document_.bytes_ -= size_of(*thing);
    WEND_TRY(change(operation, *thing));
    document_.bytes_ += size_of(*thing);
    return {};
  }

  base::Status finish(const std::string& place) {
    if (document_.thing_count_ > kThingsMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A map has at most {} things.", kThingsMax), place,
                        "Split the map, or begin a new one with a copy.");
    if (document_.bytes_ > kDocumentBytesMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A map has at most {} MiB.", kDocumentBytesMax / 1024 / 1024),
                        place, "Split the map.");
    kept_ = true;
    return {};
  }

 private:
  struct Before {
    const Part* part;
    std::string id;
    std::optional<json::object> thing;  // none: it was not there
  };

  json::object* find(const Part& part, std::string_view id) {
    json::object& things = document_.root_.at(part.name).get_object();
    if (part.name == kAbout) return &things;
    json::value* thing = things.if_contains(id);
    return thing == nullptr ? nullptr : &thing->get_object();
  }

  void remember(const Operation& operation, const json::object& thing) {
    before_.push_back({operation.part, operation.id, thing});
  }

  base::Status no_such(const Part& part, const std::string& place) const {
    return base::fail(ErrorCode::kInvalidInput, fmt::format("The map has no such {}.", part.one),
                      place);
  }

  base::Status check_reference(const Field& field, const json::value& value,
                               const std::string& place) {
    if (field.type != FieldType::kId || value.is_null()) return {};
    const Part& part = *find_part(field.of);
    if (find(part, value.get_string()) == nullptr) return no_such(part, place);
    return {};
  }

  base::Status add(const Operation& operation) {
    const Part& part = *operation.part;
    if (find(part, operation.id) != nullptr)
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("There is a {} of this id already.", part.one),
                        operation.place + ".id");
    const json::object& thing = operation.value.get_object();
    for (const Field& field : part.fields)
      if (const json::value* value = thing.if_contains(field.name))
        WEND_TRY(check_reference(field, *value,
                                 fmt::format("{}.value.{}", operation.place, field.name)));
    before_.push_back({&part, operation.id, std::nullopt});
    document_.root_.at(part.name).get_object()[operation.id] = thing;
    ++document_.thing_count_;
    document_.bytes_ += size_of(thing);
    return {};
  }

  base::Status change(const Operation& operation, json::object& thing) {
    switch (operation.kind) {
      case OperationKind::kSet:
        WEND_TRY(check_reference(*operation.field, operation.value, operation.place + ".value"));
        put(thing, *operation.field, operation.value);
        return {};
      case OperationKind::kEdit: {
        const std::string place = operation.place + ".edit";
        WEND_ASSIGN(const std::string text,
                    operation.edit.apply(text_of(thing, operation.field->name), place));
        const json::value value(text);
        WEND_TRY(check_value(*operation.field, value, place));
        put(thing, *operation.field, value);
        return {};
      }
      case OperationKind::kRemove:
        thing[kRemoved] = true;
        return {};
      default:
        thing.erase(kRemoved);
        return {};
    }
  }

  static void put(json::object& thing, const Field& field, const json::value& value) {
    if (is_default(field, value))
      thing.erase(field.name);
    else
      thing[field.name] = value;
  }

  void take_back() {
    for (auto before = before_.rbegin(); before != before_.rend(); ++before) {
      json::object& things = document_.root_.at(before->part->name).get_object();
      if (!before->thing)
        things.erase(before->id);
      else if (before->part->name == kAbout)
        things = *std::move(before->thing);
      else
        things[before->id] = *std::move(before->thing);
    }
    document_.thing_count_ = thing_count_;
    document_.bytes_ = bytes_;
  }

  MapDocument& document_;
  std::vector<Before> before_;
  std::size_t thing_count_, bytes_;
  bool kept_ = false;
};

MapDocument::MapDocument() {
  root_["format"] = kDocumentFormat;
  for (const Part& part : parts()) root_[part.name] = json::object();
}

const json::object* MapDocument::find(const Part& part, std::string_view id) const {
  const json::object& things = root_.at(part.name).get_object();
  if (part.name == kAbout) return &things;
  const json::value* thing = things.if_contains(id);
  return thing == nullptr ? nullptr : &thing->get_object();
}

base::Status MapDocument::apply(const std::vector<Operation>& operations) {
  Change change(*this);
  for (const Operation& operation : operations) WEND_TRY(change.apply(operation));
  return change.finish(operations.empty() ? std::string() : operations.back().place);
}

base::Result<MapDocument> MapDocument::read(const json::value& value, const std::string& place) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, place));
  WEND_ASSIGN(const auto format, reader.integer("format", 1, std::numeric_limits<int>::max()));
  if (!format || *format != kDocumentFormat)
    return base::fail(ErrorCode::kInvalidInput, "The map is written in a format unknown here.",
                      reader.place_of("format"),
                      fmt::format("This version of Wend reads format {}.", kDocumentFormat));
  MapDocument document;
  std::vector<Operation> operations, removals;
  const json::object none;
  for (const Part& part : parts()) {
    const json::value* found = reader.find(part.name);
    const std::string at = reader.place_of(part.name);
    if (found != nullptr && !found->is_object())
      return base::fail(ErrorCode::kInvalidInput, "This is an object.", at);
    const json::object& things = found == nullptr ? none : found->get_object();
    if (part.name == kAbout) {
      WEND_ASSIGN(document.root_[kAbout], read_thing(part, json::value(things), at));
      continue;
    }
    for (const auto& member : things) {
      Operation add;
      add.kind = OperationKind::kAdd;
      add.part = &part;
      add.id = member.key();
      add.place = model::field_place(at, member.key());
      if (!is_id_of(part, add.id))
        return base::fail(ErrorCode::kInvalidInput, fmt::format("This is no id of a {}.", part.one),
                          add.place);
      json::value fields = member.value();
      if (fields.is_object() && fields.get_object().contains(kRemoved)) {
        if (fields.get_object().at(kRemoved) != json::value(true))
          return base::fail(ErrorCode::kInvalidInput, "This is true, or left out.",
                            model::field_place(add.place, kRemoved));
        fields.get_object().erase(kRemoved);
        removals.push_back(add);
        removals.back().kind = OperationKind::kRemove;
      }
      WEND_ASSIGN(add.value, read_thing(part, fields, add.place));
      operations.push_back(std::move(add));
    }
  }
  WEND_TRY(reader.finish());
  document.bytes_ = size_of(document.about());
  WEND_TRY(document.apply(operations));
  WEND_TRY(document.apply(removals));
  return document;
}

std::vector<MapDocument::Thing> MapDocument::shown(std::string_view name) const {
  const Part& part = *find_part(name);
  const auto is_shown = [&](const auto& self, const Part& of, const json::object& thing) -> bool {
    if (thing.contains(kRemoved)) return false;
    return std::ranges::all_of(of.fields, [&](const Field& field) {
      // Where a span ends and whom a card is about do not decide whether it is there.
      if (field.type != FieldType::kId || !field.required) return true;
      const Part& owner = *find_part(field.of);
      const json::object* other = find(owner, text_of(thing, field.name));
      return other != nullptr && self(self, owner, *other);
    });
  };
  std::vector<Thing> things;
  for (const auto& member : root_.at(name).get_object())
    if (is_shown(is_shown, part, member.value().get_object()))
      things.push_back({member.key(), &member.value().get_object()});
  std::ranges::sort(things, {}, [](const Thing& thing) {
    return std::pair(text_of(*thing.fields, "order"), thing.id);
  });
  return things;
}

}  // namespace wend::map
