#include "events/sql/cell.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>

#include "model/time_text.h"

namespace wend::events::sql {
namespace {

constexpr std::int64_t kExactMax = 1LL << 53;  // whole numbers that a double holds

// A logical type that is let go of.
struct Type {
  duckdb_logical_type type;
  explicit Type(duckdb_logical_type owned) : type(owned) {}
  Type(const Type&) = delete;
  Type& operator=(const Type&) = delete;
  ~Type() { duckdb_destroy_logical_type(&type); }
};

template <typename T>
T value_at(duckdb_vector vector, std::size_t row) {
  return static_cast<const T*>(duckdb_vector_get_data(vector))[row];
}

void append_integer(std::string& out, std::int64_t value) {
  if (value >= -kExactMax && value <= kExactMax)
    out += fmt::format("{}", value);
  else
    out += fmt::format("\"{}\"", value);
}

__int128 wide(duckdb_hugeint value) {
  return (static_cast<__int128>(value.upper) << 64) | value.lower;
}

std::string wide_text(unsigned __int128 size, bool negative) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(size % 10)));
    size /= 10;
  } while (size > 0);
  return negative ? "-" + digits : digits;
}

std::string wide_text(__int128 value) {
  const bool negative = value < 0;
  // The least number has no positive twin of its own type.
  const auto size = negative ? static_cast<unsigned __int128>(-(value + 1)) + 1
                             : static_cast<unsigned __int128>(value);
  return wide_text(size, negative);
}

void append_wide(std::string& out, __int128 value) {
  if (value >= -kExactMax && value <= kExactMax)
    out += fmt::format("{}", static_cast<std::int64_t>(value));
  else
    out += '"' + wide_text(value) + '"';
}

void append_decimal(std::string& out, duckdb_vector vector, duckdb_logical_type type,
                    std::size_t row) {
  __int128 value = 0;
  switch (duckdb_decimal_internal_type(type)) {
    case DUCKDB_TYPE_SMALLINT:
      value = value_at<std::int16_t>(vector, row);
      break;
    case DUCKDB_TYPE_INTEGER:
      value = value_at<std::int32_t>(vector, row);
      break;
    case DUCKDB_TYPE_BIGINT:
      value = value_at<std::int64_t>(vector, row);
      break;
    default:
      value = wide(value_at<duckdb_hugeint>(vector, row));
  }
  const bool exact = value >= -kExactMax && value <= kExactMax;
  std::string text = wide_text(value);
  if (const std::size_t scale = duckdb_decimal_scale(type); scale > 0) {
    const std::size_t sign = value < 0 ? 1 : 0;
    if (text.size() - sign <= scale) text.insert(sign, scale + 1 - (text.size() - sign), '0');
    text.insert(text.size() - scale, 1, '.');
  }
  out += exact ? text : '"' + text + '"';
}

void append_double(std::string& out, double value) {
  if (std::isnan(value))
    out += "\"NaN\"";
  else if (std::isinf(value))
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  else
    out += fmt::format("{}", value);
}

std::string day_text(std::int64_t days) {
  const std::chrono::year_month_day day{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string clock_text(std::int64_t us) {
  constexpr std::int64_t kSecond = 1'000'000;
  const std::int64_t seconds = us / kSecond;
  std::string text =
      fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (us % kSecond != 0) text += fmt::format(".{:06}", us % kSecond);
  return text;
}

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kTimeUsMax = 9000LL * 365 * kDayUs;  // either side of 1970

std::string time_text(std::int64_t us, const model::TimeZone* zone) {
  if (us == INT64_MAX || us == -INT64_MAX) return us > 0 ? "infinity" : "-infinity";
  if (us > kTimeUsMax || us < -kTimeUsMax) return fmt::format("{} µs since 1970", us);
  if (zone != nullptr) return model::format_time(us, *zone);
  const std::int64_t day = us >= 0 ? us / kDayUs : -((kDayUs - 1 - us) / kDayUs);
  return day_text(day) + 'T' + clock_text(us - day * kDayUs);
}

std::string interval_text(const duckdb_interval& value) {
  std::string text;
  if (value.months != 0) text += fmt::format("{} months ", value.months);
  if (value.days != 0) text += fmt::format("{} days ", value.days);
  text += (value.micros < 0 ? "-" : "") + clock_text(std::abs(value.micros));
  return text;
}

std::string uuid_text(duckdb_hugeint value) {
  // Kept with its highest bit turned, so that it sorts as a number.
  const auto upper = static_cast<std::uint64_t>(value.upper) ^ (1ULL << 63);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", upper >> 32, upper >> 16 & 0xffff,
                     upper & 0xffff, value.lower >> 48, value.lower & 0xffffffffffffULL);
}

std::string_view text_at(duckdb_vector vector, std::size_t row) {
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  return {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])};
}

void append_blob(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  out += '"';
}

void append_enum(std::string& out, duckdb_vector vector, duckdb_logical_type type,
                 std::size_t row) {
  std::uint64_t place = 0;
  switch (duckdb_enum_internal_type(type)) {
    case DUCKDB_TYPE_UTINYINT:
      place = value_at<std::uint8_t>(vector, row);
      break;
    case DUCKDB_TYPE_USMALLINT:
      place = value_at<std::uint16_t>(vector, row);
      break;
    default:
      place = value_at<std::uint32_t>(vector, row);
  }
  char* name = duckdb_enum_dictionary_value(type, place);
  append_json_text(out, name);
  duckdb_free(name);
}

void append_items(std::string& out, duckdb_vector child, duckdb_logical_type type,
                  std::size_t begin, std::size_t count, const model::TimeZone& zone) {
  out += '[';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    append_cell(out, child, type, begin + i, zone);
  }
  out += ']';
}

void append_struct(std::string& out, duckdb_vector vector, duckdb_logical_type type,
                   std::size_t row, const model::TimeZone& zone) {
  out += '{';
  const auto count = duckdb_struct_type_child_count(type);
  for (idx_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    char* name = duckdb_struct_type_child_name(type, i);
    append_json_text(out, name);
    duckdb_free(name);
    out += ':';
    const Type child(duckdb_struct_type_child_type(type, i));
    append_cell(out, duckdb_struct_vector_get_child(vector, i), child.type, row, zone);
  }
  out += '}';
}

// Keys may be of any type, so a map is a list of pairs.
void append_map(std::string& out, duckdb_vector vector, duckdb_logical_type type, std::size_t row,
                const model::TimeZone& zone) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector pairs = duckdb_list_vector_get_child(vector);
  const Type key(duckdb_map_type_key_type(type)), value(duckdb_map_type_value_type(type));
  out += '[';
  for (std::uint64_t i = 0; i < entry.length; ++i) {
    out += i > 0 ? ",[" : "[";
    append_cell(out, duckdb_struct_vector_get_child(pairs, 0), key.type, entry.offset + i, zone);
    out += ',';
    append_cell(out, duckdb_struct_vector_get_child(pairs, 1), value.type, entry.offset + i, zone);
    out += ']';
  }
  out += ']';
}

void append_quoted(std::string& out, const std::string& text) {
  append_json_text(out, text);
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
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
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

std::string type_name(duckdb_logical_type type) {
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
      return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
      return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_UTINYINT:
      return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT:
      return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER:
      return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT:
      return "UBIGINT";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_UHUGEINT:
      return "UHUGEINT";
    case DUCKDB_TYPE_FLOAT:
      return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_DECIMAL:
      return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
    case DUCKDB_TYPE_VARCHAR: {
      char* alias = duckdb_logical_type_get_alias(type);
      std::string name = alias != nullptr ? alias : "VARCHAR";
      duckdb_free(alias);
      return name;
    }
    case DUCKDB_TYPE_BLOB:
      return "BLOB";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIME:
      return "TIME";
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return "TIMESTAMP";
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMP WITH TIME ZONE";
    case DUCKDB_TYPE_INTERVAL:
      return "INTERVAL";
    case DUCKDB_TYPE_UUID:
      return "UUID";
    case DUCKDB_TYPE_ENUM:
      return "ENUM";
    case DUCKDB_TYPE_STRUCT:
      return "STRUCT";
    case DUCKDB_TYPE_MAP:
      return "MAP";
    case DUCKDB_TYPE_LIST:
      return type_name(Type(duckdb_list_type_child_type(type)).type) + "[]";
    case DUCKDB_TYPE_ARRAY:
      return fmt::format("{}[{}]", type_name(Type(duckdb_array_type_child_type(type)).type),
                         duckdb_array_type_array_size(type));
    case DUCKDB_TYPE_SQLNULL:
      return "NULL";
    default:
      return "OTHER";
  }
}

void append_cell(std::string& out, duckdb_vector vector, duckdb_logical_type type, std::size_t row,
                 const model::TimeZone& zone) {
  std::uint64_t* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) {
    out += "null";
    return;
  }
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      out += value_at<bool>(vector, row) ? "true" : "false";
      return;
    case DUCKDB_TYPE_TINYINT:
      return append_integer(out, value_at<std::int8_t>(vector, row));
    case DUCKDB_TYPE_SMALLINT:
      return append_integer(out, value_at<std::int16_t>(vector, row));
    case DUCKDB_TYPE_INTEGER:
      return append_integer(out, value_at<std::int32_t>(vector, row));
    case DUCKDB_TYPE_BIGINT:
      return append_integer(out, value_at<std::int64_t>(vector, row));
    case DUCKDB_TYPE_UTINYINT:
      return append_integer(out, value_at<std::uint8_t>(vector, row));
    case DUCKDB_TYPE_USMALLINT:
      return append_integer(out, value_at<std::uint16_t>(vector, row));
    case DUCKDB_TYPE_UINTEGER:
      return append_integer(out, value_at<std::uint32_t>(vector, row));
    case DUCKDB_TYPE_UBIGINT:
      return append_wide(out, value_at<std::uint64_t>(vector, row));
    case DUCKDB_TYPE_HUGEINT:
      return append_wide(out, wide(value_at<duckdb_hugeint>(vector, row)));
    case DUCKDB_TYPE_UHUGEINT: {
      const auto value = value_at<duckdb_uhugeint>(vector, row);
      const auto size = (static_cast<unsigned __int128>(value.upper) << 64) | value.lower;
      if (size <= static_cast<unsigned __int128>(kExactMax))
        out += wide_text(size, false);
      else
        out += '"' + wide_text(size, false) + '"';
      return;
    }
    case DUCKDB_TYPE_FLOAT: {
      const float value = value_at<float>(vector, row);
      // With as many digits as a float has.
      if (std::isfinite(value))
        out += fmt::format("{}", value);
      else
        append_double(out, static_cast<double>(value));
      return;
    }
    case DUCKDB_TYPE_DOUBLE:
      return append_double(out, value_at<double>(vector, row));
    case DUCKDB_TYPE_DECIMAL:
      return append_decimal(out, vector, type, row);
    case DUCKDB_TYPE_VARCHAR:
      return append_json_text(out, text_at(vector, row));
    case DUCKDB_TYPE_BLOB:
      return append_blob(out, text_at(vector, row));
    case DUCKDB_TYPE_DATE: {
      const auto days = value_at<std::int32_t>(vector, row);
      const bool known = days > -4'000'000 && days < 4'000'000;
      return append_quoted(out, known ? day_text(days) : fmt::format("{} days since 1970", days));
    }
    case DUCKDB_TYPE_TIME:
      return append_quoted(out, clock_text(value_at<std::int64_t>(vector, row)));
    case DUCKDB_TYPE_TIMESTAMP_S:
      return append_quoted(out,
                           time_text(value_at<std::int64_t>(vector, row) * 1'000'000, nullptr));
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return append_quoted(out, time_text(value_at<std::int64_t>(vector, row) * 1'000, nullptr));
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return append_quoted(out, time_text(value_at<std::int64_t>(vector, row) / 1'000, nullptr));
    case DUCKDB_TYPE_TIMESTAMP:
      return append_quoted(out, time_text(value_at<std::int64_t>(vector, row), nullptr));
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return append_quoted(out, time_text(value_at<std::int64_t>(vector, row), &zone));
    case DUCKDB_TYPE_INTERVAL:
      return append_quoted(out, interval_text(value_at<duckdb_interval>(vector, row)));
    case DUCKDB_TYPE_UUID:
      return append_quoted(out, uuid_text(value_at<duckdb_hugeint>(vector, row)));
    case DUCKDB_TYPE_ENUM:
      return append_enum(out, vector, type, row);
    case DUCKDB_TYPE_STRUCT:
      return append_struct(out, vector, type, row, zone);
    case DUCKDB_TYPE_MAP:
      return append_map(out, vector, type, row, zone);
    case DUCKDB_TYPE_LIST: {
      const auto entry = value_at<duckdb_list_entry>(vector, row);
      const Type child(duckdb_list_type_child_type(type));
      return append_items(out, duckdb_list_vector_get_child(vector), child.type, entry.offset,
                          entry.length, zone);
    }
    case DUCKDB_TYPE_ARRAY: {
      const auto size = duckdb_array_type_array_size(type);
      const Type child(duckdb_array_type_child_type(type));
      return append_items(out, duckdb_array_vector_get_child(vector), child.type, row * size, size,
                          zone);
    }
    default:
      // The worker refuses columns of these types before it comes here.
      out += "null";
  }
}

}  // namespace wend::events::sql
