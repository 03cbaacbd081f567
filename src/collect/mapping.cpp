#include "collect/mapping.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "collect/limits.h"

namespace wend::collect {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

base::Result<std::string> text_of(const json::value& value, std::string_view field) {
  if (!value.is_string()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("The field {} is a text.", field),
                std::string(field));
  }
  return std::string(value.get_string());
}

base::Result<bool> flag_of(const json::value& value, std::string_view field) {
  if (!value.is_bool()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("The field {} is true or false.", field),
                std::string(field));
  }
  return value.get_bool();
}

std::unexpected<base::Error> unknown(std::string_view field) {
  return fail(ErrorCode::kInvalidInput, fmt::format("A mapping has no field called \"{}\".", field),
              std::string(field),
              "Its fields are rows, customer, account, event, time, channel, customer_namespace, "
              "identities, "
              "delimiter, header, trim, properties.");
}

base::Result<Mapping::Choice> choice_of(const json::value& value, std::string_view field) {
  Mapping::Choice choice;
  if (value.is_null()) return choice;
  if (const auto* object = value.if_object()) {
    const auto* constant = object->if_contains("constant");
    if (constant == nullptr || object->size() != 1) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The field {} is a column or {{\"constant\": text}}.", field),
                  std::string(field));
    }
    WEND_ASSIGN(choice.constant, text_of(*constant, fmt::format("{}.constant", field)));
    if (choice.constant.empty() || choice.constant.size() > kNameBytesMax) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The constant has between 1 and {} bytes.", kNameBytesMax),
                  fmt::format("{}.constant", field));
    }
    return choice;
  }
  WEND_ASSIGN(choice.column, text_of(value, field));
  return choice;
}

base::Status read_time(const json::value& value, Mapping& mapping) {
  if (value.is_string()) {
    mapping.time = value.get_string();
    return {};
  }
  const auto* object = value.if_object();
  if (object == nullptr) {
    return fail(ErrorCode::kInvalidInput,
                "The field time is {\"column\", \"of_day\", \"format\", \"zone\"}.", "time");
  }
  for (const auto& [key, entry] : *object) {
    if (key == "column") {
      WEND_ASSIGN(mapping.time, text_of(entry, "time.column"));
    } else if (key == "of_day") {
      if (entry.is_null()) continue;
      WEND_ASSIGN(mapping.time_of_day, text_of(entry, "time.of_day"));
    } else if (key == "format") {
      WEND_ASSIGN(mapping.time_format, text_of(entry, "time.format"));
    } else if (key == "zone") {
      if (entry.is_null()) continue;
      WEND_ASSIGN(mapping.time_zone, text_of(entry, "time.zone"));
    } else {
      return unknown(fmt::format("time.{}", std::string_view(key)));
    }
  }
  return {};
}

base::Status read_properties(const json::value& value, Mapping& mapping) {
  const auto* object = value.if_object();
  if (object == nullptr) {
    return fail(ErrorCode::kInvalidInput,
                "The field properties is {\"column\": \"property name\" or null}.", "properties");
  }
  for (const auto& [key, entry] : *object) {
    const std::string column(key);
    if (entry.is_null()) {
      mapping.properties[column] = std::nullopt;
    } else {
      WEND_ASSIGN(mapping.properties[column], text_of(entry, fmt::format("properties.{}", column)));
    }
  }
  return {};
}

base::Status check_namespace(const std::string& name, const std::string& place) {
  if (!name.empty() && name.size() <= kNamespaceBytesMax) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("A namespace is a name such as user_id or email, of up to {} bytes.",
                          kNamespaceBytesMax),
              place);
}

base::Status read_identities(const json::value& value, Mapping& mapping) {
  const auto* object = value.if_object();
  if (object == nullptr) {
    return fail(ErrorCode::kInvalidInput, "The field identities is {\"column\": \"namespace\"}.",
                "identities");
  }
  if (object->size() > kIdentitiesMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("There are more than {} columns of identities.", kIdentitiesMax),
                "identities");
  }
  for (const auto& [key, entry] : *object) {
    const std::string column(key), place = fmt::format("identities.{}", column);
    WEND_ASSIGN(auto name, text_of(entry, place));
    WEND_TRY(check_namespace(name, place));
    mapping.identities[column] = std::move(name);
  }
  return {};
}

// By Mapping::Rows.
constexpr std::string_view kRowsNames[] = {"events", "customers", "accounts"};

base::Result<Mapping::Rows> rows_of(const json::value& value) {
  if (value.is_string()) {
    const auto found = std::ranges::find(kRowsNames, std::string_view(value.get_string()));
    if (found != std::end(kRowsNames))
      return static_cast<Mapping::Rows>(found - std::begin(kRowsNames));
  }
  return fail(ErrorCode::kInvalidInput,
              "Rows are one of \"events\", \"customers\" and \"accounts\".", "rows");
}

json::value to_json(const Mapping::Choice& choice) {
  if (!choice.column.empty()) return json::string(choice.column);
  if (!choice.constant.empty()) return json::object{{"constant", choice.constant}};
  return nullptr;
}

}  // namespace

std::string_view to_string(Mapping::Rows rows) {
  return kRowsNames[static_cast<std::size_t>(rows)];
}

bool Mapping::complete() const {
  if (are_accounts()) return !account.empty();
  if (are_customers()) return !customer.empty() || !identities.empty();
  return !customer.empty() && event.given() && !time.empty();
}

json::object to_json(const Mapping& mapping) {
  json::object properties;
  for (const auto& [column, property] : mapping.properties) {
    properties[column] = property ? json::value(*property) : json::value(nullptr);
  }
  json::object identities;
  for (const auto& [column, name] : mapping.identities) identities[column] = name;
  json::object time{
      {"column", mapping.time}, {"format", mapping.time_format}, {"zone", mapping.time_zone}};
  if (!mapping.time_of_day.empty()) time["of_day"] = mapping.time_of_day;
  json::object document{{"rows", to_string(mapping.rows)},
                        {"customer", mapping.customer},
                        {"event", to_json(mapping.event)},
                        {"time", std::move(time)},
                        {"channel", to_json(mapping.channel)},
                        {"customer_namespace", mapping.customer_namespace},
                        {"identities", std::move(identities)},
                        {"delimiter", mapping.delimiter},
                        {"header", mapping.header},
                        {"properties", std::move(properties)},
                        {"trim", mapping.trim}};
  if (!mapping.account.empty()) document["account"] = mapping.account;
  return document;
}

base::Result<Mapping> mapping_from_json(const json::value& document) {
  const auto* object = document.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "A mapping is a JSON object.");
  Mapping mapping;
  for (const auto& [name, value] : *object) {
    const std::string_view key = name;
    if (key == "rows") {
      WEND_ASSIGN(mapping.rows, rows_of(value));
    } else if (key == "customer") {
      WEND_ASSIGN(mapping.customer, text_of(value, key));
    } else if (key == "account") {
      WEND_ASSIGN(mapping.account, text_of(value, key));
    } else if (key == "event") {
      WEND_ASSIGN(mapping.event, choice_of(value, key));
    } else if (key == "time") {
      WEND_TRY(read_time(value, mapping));
    } else if (key == "channel") {
      WEND_ASSIGN(mapping.channel, choice_of(value, key));
    } else if (key == "customer_namespace") {
      WEND_ASSIGN(mapping.customer_namespace, text_of(value, key));
    } else if (key == "identities") {
      WEND_TRY(read_identities(value, mapping));
    } else if (key == "delimiter") {
      if (value.is_null()) continue;
      WEND_ASSIGN(mapping.delimiter, text_of(value, key));
    } else if (key == "header") {
      WEND_ASSIGN(mapping.header, flag_of(value, key));
    } else if (key == "trim") {
      WEND_ASSIGN(mapping.trim, flag_of(value, key));
    } else if (key == "properties") {
      WEND_TRY(read_properties(value, mapping));
    } else {
      return unknown(key);
    }
  }
  const std::string& delimiter = mapping.delimiter;
  if (delimiter.size() > 1 || delimiter == "\"" || delimiter == "\n" || delimiter == "\r") {
    return fail(ErrorCode::kInvalidInput,
                "The delimiter is one character, such as a comma, a semicolon or a tab.",
                "delimiter");
  }
  WEND_TRY(check_namespace(mapping.customer_namespace, "customer_namespace"));
  return mapping;
}

base::Result<Mapping> mapping_from_text(std::string_view text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error)
    return fail(ErrorCode::kInvalidInput, "The mapping is not JSON: " + error.message() + ".");
  return mapping_from_json(document);
}

}  // namespace wend::collect
