#pragma once

#include <algorithm>
#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/documents.h"

namespace wend::workspace {

// Reads the fields of a stored object; one that is missing or of another kind is empty.
class StoredFields {
 public:
  explicit StoredFields(const boost::json::object& fields) : fields_(fields) {}
  std::string text(std::string_view field) const { return text_if(field).value_or(""); }
  std::optional<std::string> text_if(std::string_view field) const;
  std::vector<std::string> texts(std::string_view field) const;
  std::int64_t number(std::string_view field) const;

 private:
  const boost::json::object& fields_;
};

// What is said of a kind of things that are kept as a list.
struct ListedKind {
  std::string_view document;   // under which they are kept
  std::string_view id_prefix;  // "dsh_"
  std::string_view one, many;  // "dashboard", "dashboards"
  std::size_t max = 0;
};

// The stored objects of a list, changed all at once, again when somebody else changed others
// meanwhile.
class StoredList {
 public:
  using Objects = std::vector<boost::json::object>;
  StoredList(Documents& documents, const ListedKind& kind) : documents_(documents), kind_(kind) {}

  // How often it was changed.
  base::Result<std::int64_t> changes() const;
  base::Result<Objects> read() const;
  base::Status change(const std::function<base::Status(Objects&)>& change) const;

 private:
  Documents& documents_;
  const ListedKind& kind_;
};

base::Status too_many(const ListedKind& kind);
base::Status no_such(const ListedKind& kind);
base::Status changed_meanwhile(const ListedKind& kind);
std::string new_listed_id(const ListedKind& kind);

// The letters A to Z made small.
std::string small_letters(std::string text);

// By name, whatever its letters' size, then id.
template <typename Item>
void sort_by_name(std::vector<Item>& items) {
  std::ranges::sort(items, {},
                    [](const Item& item) { return std::pair(small_letters(item.name), item.id); });
}

// Things that are few and small, and kept together in one document. An Item has id, version (which
// grows with every change), created_at, updated_at and created_by; `write` and `read` deal with its
// other fields.
template <typename Item>
class DocumentList {
 public:
  using Items = std::vector<Item>;
  using Write = boost::json::object (*)(const Item&);
  using Read = Item (*)(const StoredFields&);
  // Looks at all of them before a change is kept.
  using Check = std::function<base::Status(const Items&)>;

  DocumentList(Documents& documents, const env::Clock& clock, const ListedKind& kind, Write write,
               Read read)
      : list_(documents, kind), clock_(clock), kind_(kind), write_(write), read_(read) {}

  base::Result<std::int64_t> changes() const { return list_.changes(); }

  // In the order in which they were made.
  base::Result<Items> all() const {
    WEND_ASSIGN(const auto objects, list_.read());
    return items_of(objects);
  }

  base::Result<std::optional<Item>> find(std::string_view id) const {
    WEND_ASSIGN(const auto items, all());
    const auto found = std::ranges::find(items, id, &Item::id);
    return found == items.end() ? std::nullopt : std::optional(*found);
  }

  // Fills id, version and times. Errors: those of `check`; kTooLarge beyond the kind's most.
  base::Result<Item> create(Item item, const Check& check = {}) {
    item.id = new_listed_id(kind_);
    item.version = 1;
    item.created_at = item.updated_at = clock_.now_us();
    WEND_TRY(change([&](Items& items) -> base::Status {
      if (auto checked = check ? check(items) : base::Status(); !checked) return checked;
      if (items.size() >= kind_.max) return too_many(kind_);
      items.push_back(item);
      return {};
    }));
    return item;
  }

  // Lets change(item) set what it wants of the one whose stored version is `version`. Errors: those
  // of `check`; kNotFound; kConflict.
  base::Result<Item> replace(std::string_view id, std::int64_t version,
                             const std::function<void(Item&)>& change_item,
                             const Check& check = {}) {
    Item changed;
    WEND_TRY(change([&](Items& items) -> base::Status {
      WEND_ASSIGN(Item* const item, seen(items, id, version));
      if (auto checked = check ? check(items) : base::Status(); !checked) return checked;
      change_item(*item);
      item->updated_at = clock_.now_us();
      ++item->version;
      changed = *item;
      return {};
    }));
    return changed;
  }

  base::Status remove(std::string_view id, std::int64_t version) {
    return change([&](Items& items) -> base::Status {
      WEND_ASSIGN(const Item* const item, seen(items, id, version));
      items.erase(items.begin() + (item - items.data()));
      return {};
    });
  }

 private:
  Items items_of(const StoredList::Objects& objects) const {
    Items items;
    for (const boost::json::object& object : objects) {
      const StoredFields fields(object);
      Item item = read_(fields);
      item.id = fields.text("id");
      item.version = fields.number("version");
      item.created_at = fields.number("created_at");
      item.updated_at = fields.number("updated_at");
      item.created_by = fields.text_if("created_by");
      items.push_back(std::move(item));
    }
    return items;
  }

  boost::json::object object_of(const Item& item) const {
    boost::json::object object = write_(item);
    object["id"] = item.id;
    object["version"] = item.version;
    object["created_at"] = item.created_at;
    object["updated_at"] = item.updated_at;
    if (item.created_by) object["created_by"] = *item.created_by;
    return object;
  }

  base::Status change(const std::function<base::Status(Items&)>& change_items) {
    return list_.change([&](StoredList::Objects& objects) -> base::Status {
      Items items = items_of(objects);
      WEND_TRY(change_items(items));
      objects.clear();
      for (const Item& item : items) objects.push_back(object_of(item));
      return {};
    });
  }

  // The one of this id and version.
  base::Result<Item*> seen(Items& items, std::string_view id, std::int64_t version) const {
    const auto found = std::ranges::find(items, id, &Item::id);
    if (found == items.end()) return base::fail(no_such(kind_).error());
    if (found->version != version) return base::fail(changed_meanwhile(kind_).error());
    return &*found;
  }

  StoredList list_;
  const env::Clock& clock_;
  const ListedKind& kind_;
  Write write_;
  Read read_;
};

}  // namespace wend::workspace
