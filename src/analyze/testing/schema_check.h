#pragma once

// For tests: decides whether a value satisfies a JSON Schema, for the keywords that ours uses.
// Throws at any other keyword.

#include <algorithm>
#include <boost/json.hpp>
#include <re2/re2.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace wend::analyze::testing {

class SchemaCheck {
 public:
  explicit SchemaCheck(const boost::json::object& root) : root_(root) {}

  bool holds(const boost::json::value& value) const { return holds(root_, value); }

 private:
  using Object = boost::json::object;
  using Value = boost::json::value;

  static bool is_type(std::string_view type, const Value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "number") return value.is_number();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "null") return value.is_null();
    throw std::runtime_error("unknown type " + std::string(type));
  }

  long count(const Value& schemas, const Value& value) const {
    return std::ranges::count_if(
        schemas.as_array(), [&](const Value& schema) { return holds(schema.as_object(), value); });
  }

  bool keyword(const Object& schema, std::string_view name, const Value& rule,
               const Value& value) const {
    if (name == "$schema" || name == "title" || name == "description" || name == "$defs")
      return true;
    if (name == "$ref") {
      const std::string_view ref(rule.as_string());
      return holds(root_.at("$defs").as_object().at(ref.substr(ref.rfind('/') + 1)).as_object(),
                   value);
    }
    if (name == "oneOf") return count(rule, value) == 1;
    if (name == "allOf") return count(rule, value) == static_cast<long>(rule.as_array().size());
    if (name == "const") return value == rule;
    if (name == "enum") return std::ranges::find(rule.as_array(), value) != rule.as_array().end();
    if (name == "type") {
      if (rule.is_string()) return is_type(std::string_view(rule.as_string()), value);
      return std::ranges::any_of(rule.as_array(), [&](const Value& type) {
        return is_type(std::string_view(type.as_string()), value);
      });
    }
    if (name == "minimum")
      return !value.is_number() || value.to_number<double>() >= rule.to_number<double>();
    if (name == "maximum")
      return !value.is_number() || value.to_number<double>() <= rule.to_number<double>();
    if (name == "minLength")
      return !value.is_string() || value.as_string().size() >= rule.to_number<std::size_t>();
    if (name == "minItems")
      return !value.is_array() || value.as_array().size() >= rule.to_number<std::size_t>();
    if (name == "maxItems")
      return !value.is_array() || value.as_array().size() <= rule.to_number<std::size_t>();
    if (name == "pattern")
      return !value.is_string() ||
             re2::RE2::PartialMatch(value.as_string().c_str(), rule.as_string().c_str());
    if (name == "items") {
      return !value.is_array() || std::ranges::all_of(value.as_array(), [&](const Value& item) {
        return holds(rule.as_object(), item);
      });
    }
    if (name == "required") {
      return !value.is_object() || std::ranges::all_of(rule.as_array(), [&](const Value& field) {
        return value.as_object().contains(field.as_string());
      });
    }
    if (name == "properties") {
      return !value.is_object() || std::ranges::all_of(rule.as_object(), [&](const auto& field) {
        const Value* found = value.as_object().if_contains(field.key());
        return found == nullptr || holds(field.value().as_object(), *found);
      });
    }
    if (name == "maxItems")
      return !value.is_array() || value.as_array().size() <= rule.to_number<std::size_t>();
    if (name == "additionalProperties") {
      static const Object kNone;
      const Value* own = schema.if_contains("properties");
      const Object& known = own == nullptr ? kNone : own->as_object();
      if (rule.is_object()) {
        return !value.is_object() || std::ranges::all_of(value.as_object(), [&](const auto& field) {
          return known.contains(field.key()) || holds(rule.as_object(), field.value());
        });
      }
      return !value.is_object() || std::ranges::all_of(value.as_object(), [&](const auto& field) {
        return known.contains(field.key());
      });
    }
    throw std::runtime_error("unknown keyword " + std::string(name));
  }

  bool holds(const Object& schema, const Value& value) const {
    return std::ranges::all_of(schema, [&](const auto& rule) {
      return keyword(schema, std::string_view(rule.key()), rule.value(), value);
    });
  }

  const Object& root_;
};

}  // namespace wend::analyze::testing
