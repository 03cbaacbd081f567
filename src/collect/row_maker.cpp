#include "collect/row_maker.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <set>
#include <xxhash.h>

#include "collect/limits.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

// A made-up file may name a new column in every row; beyond this the names are looked up anew each
// time.
constexpr std::size_t kNamedColumnsKept = 100'000;

// What SDKs' identify calls are called too.
constexpr std::string_view kCustomerRow = "Identify", kAccountRow = "Group";
// The property of group calls that names the account, as it stands in JSON.
constexpr std::string_view kAccountProperty = R"("group_id":)";

constexpr std::string_view kNoCustomer = "The customer is empty.";
constexpr std::string_view kNoAccount = "The account is empty.";
constexpr std::string_view kNoEvent = "The event name is empty.";
constexpr std::string_view kNoTime = "The time is empty.";
constexpr std::string_view kTooEarly = "The time is before 1900.";
constexpr std::string_view kTooLate = "The time is more than a year in the future.";
constexpr std::string_view kNameTooLong =
    "The text is longer than 1,024 bytes, too long for a customer, event or channel.";
constexpr std::string_view kCellTooLong = "The cell is longer than 1 MiB.";

bool needs_no_escape(char byte) {
  return static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\';
}

// Whether none of the eight bytes needs an escape in JSON: quote, backslash, control character.
bool eight_need_no_escape(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const auto holds_zero = [](std::uint64_t x) { return (x - kOnes) & ~x & kHigh; };
  return (holds_zero(word ^ kOnes * '"') | holds_zero(word ^ kOnes * '\\') |
          ((word - kOnes * 0x20) & ~word & kHigh)) == 0;
}

std::string list_of(const std::vector<std::string>& columns) {
  std::string list;
  for (std::size_t i = 0; i < columns.size() && i < 20; ++i)
    list += (i == 0 ? "" : ", ") + columns[i];
  if (columns.size() > 20) list += ", …";
  return list;
}

}  // namespace

std::string_view TextArena::keep(std::string_view text) {
  char* at = take(text.size());
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

char* TextArena::take(std::size_t size) {
  if (size > room_) {
    room_ = std::max(size, chunk_bytes_);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    next_ = chunks_.back().get();
  }
  char* at = next_;
  next_ += size;
  room_ -= size;
  return at;
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::size_t begin = 0;
  while (begin + 8 <= text.size() && eight_need_no_escape(text.data() + begin)) begin += 8;
  while (begin < text.size() && needs_no_escape(text[begin])) ++begin;
  const std::size_t at = out.size();
  out.resize(at + begin + 2);
  out[at] = '"';
  if (begin > 0) std::memcpy(out.data() + at + 1, text.data(), begin);
  out[at + begin + 1] = '"';
  if (begin == text.size()) return;
  out.pop_back();
  std::size_t clean = begin;
  for (std::size_t i = begin; i < text.size(); ++i) {
    while (i + 8 <= text.size() && eight_need_no_escape(text.data() + i)) i += 8;
    if (i == text.size()) break;
    const auto c = static_cast<unsigned char>(text[i]);
    if (needs_no_escape(text[i])) continue;
    out.append(text, clean, i - clean);
    clean = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, clean, text.size() - clean);
  out += '"';
}

bool is_plain_number(std::string_view text) {
  constexpr std::size_t kDigitsMax = 15;  // what a double keeps exactly
  std::size_t i = text.starts_with('-') ? 1 : 0;
  const std::size_t begin = i;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
  const std::size_t whole = i - begin;
  if (whole == 0 || (whole > 1 && text[begin] == '0')) return false;
  if (begin == 1 && text == "-0") return false;
  if (i == text.size()) return whole <= kDigitsMax;
  if (text[i] != '.') return false;
  const std::size_t point = i++;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
  return i == text.size() && i > point + 1 && whole + (i - point - 1) <= kDigitsMax;
}

RowPlan::Column RowPlan::column_for(const std::string& name) const {
  Column column{.name = name, .identity = mapping_.identities.contains(name)};
  const auto as_property = [&](const std::string& property) {
    column.role = Role::kProperty;
    append_json_text(column.key, property);
    column.key += ':';
  };
  const auto chosen = mapping_.properties.find(name);
  if (name == (mapping_.are_accounts() ? mapping_.account : mapping_.customer)) {
    column.role = Role::kCustomer;
  } else if (name == mapping_.event.column) {
    column.role = Role::kEvent;
  } else if (name == mapping_.time) {
    column.role = Role::kTime;
  } else if (name == mapping_.time_of_day) {
    column.role = Role::kTimeOfDay;
  } else if (name == mapping_.channel.column) {
    column.role = Role::kChannel;
  } else if (chosen == mapping_.properties.end()) {
    as_property(name);
    if (name == "properties" && columns_.empty()) column.role = Role::kSpread;
  } else if (chosen->second) {
    as_property(*chosen->second);
  }
  return column;
}

base::Result<RowPlan> RowPlan::make(const Mapping& mapping, const std::vector<std::string>& columns,
                                    env::TimeUs now_us) {
  RowPlan plan;
  plan.mapping_ = mapping;
  plan.now_ = now_us;
  plan.time_max_ = now_us + kFutureMax;
  plan.kind_hash_ =
      XXH3_64bits_withSeed(mapping.customer_namespace.data(), mapping.customer_namespace.size(),
                           static_cast<XXH64_hash_t>(mapping.rows));
  if (mapping.are_accounts() && mapping.account.empty()) {
    return fail(ErrorCode::kInvalidInput, "No column names the account.", "account",
                "Say which column holds its key: {\"account\": \"column\"}.");
  }
  if (mapping.are_accounts() && (!mapping.customer.empty() || !mapping.identities.empty())) {
    return fail(ErrorCode::kInvalidInput, "A row that is an account has no customer.", "customer",
                "To say who belongs to an account, import the customers with a column that becomes "
                "the property group_id.");
  }
  if (!mapping.are_accounts() && !mapping.account.empty()) {
    return fail(ErrorCode::kInvalidInput, "Only a row that is an account has one.", "account",
                "To say who belongs to an account, let the column become the property group_id.");
  }
  if (!mapping.are_accounts() && mapping.customer.empty() &&
      !(mapping.are_customers() && !mapping.identities.empty())) {
    return fail(ErrorCode::kInvalidInput, "No column names the customer.", "customer",
                "Say which column holds the customer: {\"customer\": \"column\"}.");
  }
  if (!mapping.are_events() && mapping.event.given()) {
    return fail(ErrorCode::kInvalidInput, "A row that is a customer or an account has no event.",
                "event", "Leave the event out, or say that the rows are events.");
  }
  if (mapping.are_events() && !mapping.event.given()) {
    return fail(ErrorCode::kInvalidInput, "No column names the event.", "event",
                "Say which column holds the event, or give all rows one name: {\"event\": "
                "{\"constant\": \"Name\"}}.");
  }
  if (mapping.are_events() && mapping.time.empty()) {
    return fail(
        ErrorCode::kInvalidInput, "No column holds the time.", "time",
        "Say which column holds the time: {\"time\": {\"column\": \"…\", \"format\": \"iso\"}}.");
  }
  WEND_ASSIGN(auto zone, LocalZone::named(mapping.time_zone));
  WEND_ASSIGN(plan.time_, TimeFormat::make(mapping.time_format, std::move(zone)));
  if (columns.empty()) return plan;

  const auto check = [&](const std::string& column, const char* field) -> base::Status {
    if (column.empty() || std::ranges::find(columns, column) != columns.end()) return {};
    return fail(ErrorCode::kInvalidInput,
                fmt::format("The file has no column called \"{}\".", column), field,
                columns.size() == 1
                    ? fmt::format("It has one column, \"{}\": is the delimiter right?", columns[0])
                    : fmt::format("Its columns are {}.", list_of(columns)));
  };
  WEND_TRY(check(mapping.customer, "customer"));
  WEND_TRY(check(mapping.account, "account"));
  WEND_TRY(check(mapping.event.column, "event"));
  WEND_TRY(check(mapping.time, "time"));
  WEND_TRY(check(mapping.time_of_day, "time.of_day"));
  WEND_TRY(check(mapping.channel.column, "channel"));
  for (const auto& [column, name] : mapping.identities) WEND_TRY(check(column, "identities"));
  std::set<std::string> keys;
  if (mapping.are_accounts()) keys.emplace(kAccountProperty);
  for (const auto& [column, property] : mapping.properties) WEND_TRY(check(column, "properties"));
  for (const std::string& name : columns) {
    plan.columns_.push_back(Column{});
    plan.columns_.back() = plan.column_for(name);
    const Column& column = plan.columns_.back();
    if (column.role == Role::kProperty && !keys.insert(column.key).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("Two columns would become the property {}.",
                              column.key.substr(0, column.key.size() - 1)),
                  fmt::format("properties.{}", name),
                  "Give one of them another name, or null to leave it out.");
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (plan.columns_[i].role == Role::kProperty) plan.property_order_.push_back(i);
  }
  std::ranges::sort(plan.property_order_, {}, [&](std::size_t i) { return plan.columns_[i].key; });
  return plan;
}

void RowMaker::begin(std::vector<model::EventRow>& rows, std::vector<Reject>& rejects,
                     TextArena& arena) {
  rows_ = &rows;
  rejects_ = &rejects;
  arena_ = &arena;
}

void RowMaker::add_property(std::string_view key, const Cell& cell) {
  if (cell.text.empty()) return;
  if (cell.text.size() > kCellBytesMax) {
    too_long_ = key;
    return;
  }
  if (properties_.size() > 1) properties_ += ',';
  properties_ += key;
  const bool as_it_is =
      cell.kind == CellKind::kJson || (cell.kind != CellKind::kText && is_plain_number(cell.text));
  if (as_it_is) {
    properties_ += cell.text;
  } else {
    append_json_text(properties_, cell.text);
  }
}

void RowMaker::note_identity(const RowPlan::Column& column, const Cell& cell) {
  if (!column.identity || cell.text.empty() || cell.text.size() > kNameBytesMax) return;
  identities_.push_back({plan_.mapping_.identities.at(column.name), cell.text});
}

// The row's identities and their texts in the arena.
std::span<const model::NamedIdentity> RowMaker::keep_identities() {
  if (identities_.empty()) return {};
  using model::NamedIdentity;
  std::size_t room = identities_.size() * sizeof(NamedIdentity) + alignof(NamedIdentity);
  void* at = arena_->take(room);
  std::align(alignof(NamedIdentity), identities_.size() * sizeof(NamedIdentity), at, room);
  auto* const kept = static_cast<NamedIdentity*>(at);
  for (std::size_t i = 0; i < identities_.size(); ++i) {
    // The plan has the names of the namespaces, and outlives the rows.
    std::construct_at(kept + i, NamedIdentity{identities_[i].identity_namespace,
                                              arena_->keep(identities_[i].value)});
  }
  return {kept, identities_.size()};
}

void RowMaker::read_fixed(const Record& record, Found& found) {
  using Role = RowPlan::Role;
  for (std::size_t i = 0; i < plan_.columns_.size(); ++i) {
    note_identity(plan_.columns_[i], record.cells[i]);
    switch (plan_.columns_[i].role) {
      case Role::kCustomer:
        found.customer = record.cells[i];
        break;
      case Role::kEvent:
        found.event = record.cells[i];
        break;
      case Role::kTime:
        found.time = record.cells[i];
        break;
      case Role::kTimeOfDay:
        found.time_of_day = record.cells[i];
        break;
      case Role::kChannel:
        found.channel = record.cells[i];
        break;
      default:
        break;
    }
  }
  for (const std::size_t i : plan_.property_order_)
    add_property(plan_.columns_[i].key, record.cells[i]);
}

const RowPlan::Column& RowMaker::named_column(std::string_view name) {
  if (auto found = named_.find(name); found != named_.end()) return found->second;
  if (named_.size() >= kNamedColumnsKept) named_.clear();
  std::string text(name);
  RowPlan::Column column = plan_.column_for(text);
  return named_.emplace(std::move(text), std::move(column)).first->second;
}

void RowMaker::read_named(const Record& record, Found& found) {
  using Role = RowPlan::Role;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const Cell& cell = record.cells[i];
    const RowPlan::Column& column = named_column(record.names[i]);
    note_identity(column, cell);
    switch (column.role) {
      case Role::kCustomer:
        found.customer = cell;
        break;
      case Role::kEvent:
        found.event = cell;
        break;
      case Role::kTime:
        found.time = cell;
        break;
      case Role::kTimeOfDay:
        found.time_of_day = cell;
        break;
      case Role::kChannel:
        found.channel = cell;
        break;
      case Role::kSpread:
        // The properties of Segment's events are the event's own, not one property that holds them
        // all.
        if (cell.kind == CellKind::kJson && cell.text.starts_with('{') &&
            cell.text.size() <= kCellBytesMax) {
          const std::string_view inside = cell.text.substr(1, cell.text.size() - 2);
          if (inside.empty()) break;
          if (properties_.size() > 1) properties_ += ',';
          properties_ += inside;
          break;
        }
        [[fallthrough]];
      case Role::kProperty:
        if (!cell.inner || plan_.mapping_.properties.contains(column.name))
          add_property(column.key, cell);
        break;
      case Role::kDropped:
        break;
    }
  }
}

void RowMaker::refuse(const Record& record, std::string_view column, std::string_view reason,
                      const std::function<std::string()>& raw) {
  rejects_->push_back({record.line, std::string(column), std::string(reason), raw()});
}

base::Result<env::TimeUs> RowMaker::time_of(const Found& found) {
  const Mapping& mapping = plan_.mapping_;
  const auto no = [](std::string reason) {
    return fail(ErrorCode::kInvalidInput, std::move(reason));
  };
  if (found.time.text.empty()) {
    if (!mapping.are_events()) return plan_.now_;
    return no(std::string(kNoTime));
  }
  std::string_view text = found.time.text;
  if (!mapping.time_of_day.empty()) {
    date_and_time_.assign(text).append(1, ' ').append(found.time_of_day.text);
    text = date_and_time_;
  }
  const auto time = time_.parse(text);
  if (!time) return no(fmt::format("The time cannot be read as {}.", time_.name()));
  if (*time < kTimeMin) return no(std::string(kTooEarly));
  if (*time > plan_.time_max_) return no(std::string(kTooLate));
  return *time;
}

void RowMaker::record(const Record& record, const std::function<std::string()>& raw) {
  const Mapping& mapping = plan_.mapping_;
  properties_.assign(1, '{');
  too_long_ = {};
  identities_.clear();
  Found found{.customer_namespace = mapping.customer_namespace};
  record.names.empty() ? read_fixed(record, found) : read_named(record, found);
  if (mapping.are_accounts()) {
    if (properties_.size() > 1) properties_ += ',';
    properties_ += kAccountProperty;
    append_json_text(properties_, found.customer.text);
  }
  properties_ += '}';
  if (!mapping.event.constant.empty()) found.event.text = mapping.event.constant;
  if (!mapping.channel.constant.empty()) found.channel.text = mapping.channel.constant;

  if (found.customer.text.empty() && !identities_.empty()) {
    found.customer.text = identities_.front().value;
    found.customer_namespace = identities_.front().identity_namespace;
    identities_.erase(identities_.begin());
  }
  if (found.customer.text.empty()) {
    return mapping.are_accounts() ? refuse(record, mapping.account, kNoAccount, raw)
                                  : refuse(record, mapping.customer, kNoCustomer, raw);
  }
  if (mapping.are_customers()) found.event.text = kCustomerRow;
  if (mapping.are_accounts()) found.event.text = kAccountRow;
  if (found.event.text.empty()) return refuse(record, mapping.event.column, kNoEvent, raw);
  const auto time = time_of(found);
  if (!time) return refuse(record, mapping.time, time.error().message, raw);
  if (found.customer.text.size() > kNameBytesMax)
    return refuse(record, mapping.customer, kNameTooLong, raw);
  if (found.event.text.size() > kNameBytesMax)
    return refuse(record, mapping.event.column, kNameTooLong, raw);
  if (found.channel.text.size() > kNameBytesMax)
    return refuse(record, mapping.channel.column, kNameTooLong, raw);
  if (!too_long_.empty())
    return refuse(record, too_long_.substr(0, too_long_.size() - 1), kCellTooLong, raw);

  // One piece of memory holds the whole event: the hash of these bytes is the event's identity
  // within its source.
  const std::size_t texts[] = {found.customer.text.size(), found.event.text.size(),
                               found.channel.text.size(), properties_.size()};
  const std::size_t total =
      sizeof(env::TimeUs) + sizeof plan_.kind_hash_ + texts[0] + texts[1] + texts[2] + texts[3] + 3;
  char* const memory = arena_->take(total);
  char* at = memory;
  std::memcpy(at, &*time, sizeof(env::TimeUs));
  at += sizeof(env::TimeUs);
  std::memcpy(at, &plan_.kind_hash_, sizeof plan_.kind_hash_);
  at += sizeof plan_.kind_hash_;
  const auto keep = [&](std::string_view text, bool separated) -> std::string_view {
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    const std::string_view kept(at, text.size());
    at += text.size();
    if (separated) *at++ = '\0';
    return kept;
  };
  model::EventRow& row = rows_->emplace_back();
  row.time_us = *time;
  if (mapping.are_customers()) row.type = model::EventType::kIdentify;
  if (mapping.are_accounts()) row.type = model::EventType::kGroup;
  row.identity_value = keep(found.customer.text, true);
  row.name = keep(found.event.text, true);
  row.channel = keep(found.channel.text, true);
  row.properties = keep(properties_, false);
  row.identity_namespace = found.customer_namespace;
  row.also = keep_identities();
  row.message_id = model::message_id_of({memory, total});
}

}  // namespace wend::collect
