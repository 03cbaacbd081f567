#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "collect/mapping.h"
#include "collect/record.h"
#include "collect/time_format.h"
#include "events/incoming.h"

namespace wend::collect {

// Memory for the texts of one batch; what it hands out stays where it is.
class TextArena {
 public:
  static constexpr std::size_t kChunkBytes = 256 * 1024;
  // Memory is taken in pieces of this size, or larger ones for larger texts.
  explicit TextArena(std::size_t chunk_bytes = kChunkBytes) : chunk_bytes_(chunk_bytes) {}

  std::string_view keep(std::string_view text);
  // All parts, one after the other.
  char* take(std::size_t size);

 private:
  std::size_t chunk_bytes_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t room_ = 0;
  char* next_ = nullptr;
};

// What a mapping says, prepared for reading rows. Shared by all threads.
class RowPlan {
 public:
  // `columns` are the fixed columns, empty when every row names its own. Errors: kInvalidInput with
  // the field as the place: a column that is not there, no customer, event or time, a format or
  // zone that is not known.
  static base::Result<RowPlan> make(const Mapping& mapping, const std::vector<std::string>& columns,
                                    env::TimeUs now_us);

  enum class Role : std::uint8_t {
    kDropped,
    kProperty,
    kSpread,
    kCustomer,  // or the account, of rows that are accounts
    kEvent,
    kTime,
    kTimeOfDay,
    kChannel
  };
  struct Column {
    Role role = Role::kDropped;
    std::string key;  // of a property: its name in quotes and a colon, as it stands in JSON
    std::string name;
    bool identity = false;  // says who the customer is besides
  };

 private:
  friend class RowMaker;
  RowPlan() = default;
  Column column_for(const std::string& name) const;

  Mapping mapping_;
  std::vector<Column> columns_;              // fixed columns, in the file's order
  std::vector<std::size_t> property_order_;  // of the fixed columns: properties by name, so that
                                             // the order of columns does not make another event
  std::optional<TimeFormat> time_;
  env::TimeUs now_ = 0;  // when rows without a time are known
  env::TimeUs time_max_ = 0;
  std::uint64_t kind_hash_ = 0;  // of what a row is and of the customer's namespace
};

// Turns rows into events. One for each thread.
class RowMaker final : public RecordSink {
 public:
  explicit RowMaker(const RowPlan& plan) : plan_(plan), time_(*plan.time_) {}

  // Where the rows and rejects of the next block go.
  void begin(std::vector<model::EventRow>& rows, std::vector<Reject>& rejects, TextArena& arena);

  void record(const Record& record, const std::function<std::string()>& raw) override;
  void reject(Reject reject) override { rejects_->push_back(std::move(reject)); }

 private:
  struct Found {
    Cell customer, event, time, time_of_day, channel;
    std::string_view customer_namespace;
  };
  void read_fixed(const Record& record, Found& found);
  void read_named(const Record& record, Found& found);
  void add_property(std::string_view key, const Cell& cell);
  void note_identity(const RowPlan::Column& column, const Cell& cell);
  // The row's time. Errors: why it has none, with the column as the place.
  base::Result<env::TimeUs> time_of(const Found& found);
  std::span<const model::NamedIdentity> keep_identities();
  const RowPlan::Column& named_column(std::string_view name);
  void refuse(const Record& record, std::string_view column, std::string_view reason,
              const std::function<std::string()>& raw);

  const RowPlan& plan_;
  TimeFormat time_;
  std::vector<model::EventRow>* rows_ = nullptr;
  std::vector<Reject>* rejects_ = nullptr;
  TextArena* arena_ = nullptr;
  std::string properties_;
  std::string date_and_time_;
  std::string_view too_long_;                     // the property whose cell is too long
  std::vector<model::NamedIdentity> identities_;  // of the row, in the order of the columns
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, RowPlan::Column, Hash, std::equal_to<>> named_;
};

// Appends a JSON string with its quotes; `text` is UTF-8.
void append_json_text(std::string& out, std::string_view text);
// Whether a text is a JSON number that reads back as the same text to a person: no leading zeros or
// plus, at most 15 significant digits, no exponent.
bool is_plain_number(std::string_view text);

}  // namespace wend::collect
