#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/column_source.h"
#include "analyze/value_column.h"
#include "base/result.h"
#include "base/stable_array.h"

namespace wend::analyze {

struct EventColumns;
struct ShownSignatures;

// A property or trait that something has.
struct PropertyName {
  std::string name;
  bool trait = false;
  std::uint64_t events = 0;
  std::size_t distinct = 0;  // counted up to kDistinctMax of the journey table; one more: many
};

// What a table of `end` positions reads properties with.
struct PropertyReading {
  std::shared_ptr<const EventColumns> events;
  std::shared_ptr<const ShownSignatures> shown;
  std::size_t end = 0;
  ColumnSource* source = nullptr;  // none: no event has any property
};

// Values and their numbers, each value once; 0 is missing. Grows only.
class ValueBook {
 public:
  explicit ValueBook(std::size_t capacity);
  // Its table of numbers looks at the values where they are.
  ValueBook(ValueBook&&) = delete;
  std::uint32_t code_of(const model::Value& value);
  std::span<const model::Value> values() const { return values_.first(values_.size()); }

 private:
  struct Hash {
    using is_transparent = void;
    const base::StableArray<model::Value>* values;
    std::size_t operator()(std::uint32_t code) const;
    std::size_t operator()(const model::Value& value) const;
  };
  struct Equal {
    using is_transparent = void;
    const base::StableArray<model::Value>* values;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(std::uint32_t a, const model::Value& b) const { return (*values)[a] == b; }
    bool operator()(const model::Value& a, std::uint32_t b) const { return a == (*values)[b]; }
  };
  base::StableArray<model::Value> values_;
  std::unordered_set<std::uint32_t, Hash, Equal> codes_;
};

// The properties of a journey index, each fetched from its source when it is first asked for, and
// from then on extended by what came since. Safe to use from several threads.
class PropertyColumns {
 public:
  explicit PropertyColumns(std::size_t capacity) : capacity_(capacity) {}

  // A property of track, page and screen events; missing for all others.
  base::Result<std::shared_ptr<const ValueColumn>> property(const PropertyReading& reading,
                                                            std::string_view path);
  // A trait, where identify events said it: positions that ascend, but for what is beyond
  // EventColumns::built, and the value's number.
  struct Told {
    std::uint32_t position, code;
  };
  struct TraitColumn {
    std::vector<Told> told;  // in order of position
    std::span<const model::Value> values;
    std::shared_ptr<const void> keep;
  };
  base::Result<TraitColumn> trait(const PropertyReading& reading, std::string_view path);

  base::Result<std::vector<PropertyName>> names(const PropertyReading& reading);
  // Fetches all of these in one pass over the events.
  base::Status fetch(const PropertyReading& reading, std::span<const PropertyName> columns);

  // Takes over what was fetched for the first `end` positions of `other`, of which `built` were
  // there from its beginning: the event at position i stood at origin[i] there.
  void adopt(PropertyColumns& other, std::size_t built, std::size_t end,
             std::span<const std::uint32_t> origin);

 private:
  struct Property {
    explicit Property(std::size_t capacity) : codes(capacity), values(capacity + 1) {}
    base::StableArray<std::uint32_t> codes;
    ValueBook values;
  };
  struct Trait {
    explicit Trait(std::size_t capacity) : values(capacity + 1) {}
    std::vector<Told> told;
    ValueBook values;
    std::size_t built = 0;
  };
  // How many events have a property, and how many values it has.
  struct Tally {
    std::uint64_t events = 0;
    std::unordered_set<std::size_t> values;  // by their hash
    void take(const model::Value& value);
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <typename T>
  using ByName = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;
  using Text = std::pair<std::uint32_t, std::string>;  // by position

  base::Status extend(const PropertyReading& reading, std::string_view path, Property& property);
  base::Status extend(const PropertyReading& reading, std::string_view path, Trait& trait);
  // The texts of those events in [from, reading.end) that stood nowhere before.
  base::Result<std::vector<Text>> new_texts(const PropertyReading& reading, std::size_t from,
                                            bool fresh_only);

  const std::size_t capacity_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Property>, std::less<>> properties_;
  std::map<std::string, std::unique_ptr<Trait>, std::less<>> traits_;
  ByName<Tally> property_tallies_, trait_tallies_;
  std::size_t tallied_ = 0;
  bool tallied_built_ = false;
  // The texts that were read last, which several columns ask for one after the other.
  std::vector<Text> texts_;
  std::size_t texts_from_ = 0, texts_end_ = 0;
  bool texts_fresh_only_ = false;
};

}  // namespace wend::analyze
