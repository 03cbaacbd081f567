#include "collect/mapping.h"

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
              "Its fields are customer, event, time, channel, customer_namespace, delimiter, "
              "header, trim, properties.");
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

json::value to_json(const Mapping::Choice& choice) {
  if (!choice.column.empty()) return json::string(choice.column);
  if (!choice.constant.empty()) return json::object{{"constant", choice.constant}};
  return nullptr;
}

}  // namespace

json::object to_json(const Mapping& mapping) {
  json::object properties;
  for (const auto& [column, property] : mapping.properties) {
    properties[column] = property ? json::value(*property) : json::value(nullptr);
  }
  json::object time{
      {"column", mapping.time}, {"format", mapping.time_format}, {"zone", mapping.time_zone}};
  if (!mapping.time_of_day.empty()) time["of_day"] = mapping.time_of_day;
  return {{"customer", mapping.customer},
          {"event", to_json(mapping.event)},
          {"time", std::move(time)},
          {"channel", to_json(mapping.channel)},
          {"customer_namespace", mapping.customer_namespace},
          {"delimiter", mapping.delimiter},
          {"header", mapping.header},
          {"properties", std::move(properties)},
          {"trim", mapping.trim}};
}

base::Result<Mapping> mapping_from_json(const json::value& document) {
  const auto* object = document.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "A mapping is a JSON object.");
  Mapping mapping;
  for (const auto& [name, value] : *object) {
    const std::string_view key = name;
    if (key == "customer") {
      WEND_ASSIGN(mapping.customer, text_of(value, key));
    } else if (key == "event") {
      WEND_ASSIGN(mapping.event, choice_of(value, key));
    } else if (key == "time") {
      WEND_TRY(read_time(value, mapping));
    } else if (key == "channel") {
      WEND_ASSIGN(mapping.channel, choice_of(value, key));
    } else if (key == "customer_namespace") {
      WEND_ASSIGN(mapping.customer_namespace, text_of(value, key));
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
  if (mapping.customer_namespace.empty() || mapping.customer_namespace.size() > kNameBytesMax) {
    return fail(ErrorCode::kInvalidInput,
                "The customer_namespace is a name such as user_id or email.", "customer_namespace");
  }
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
