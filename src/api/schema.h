#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The part of JSON Schema that the API is described with: one description makes the OpenAPI
// document, checks what comes in, and lets the contract test check what goes out.
namespace wend::api::schema {

using Schema = boost::json::object;

struct Field {
  std::string name;
  Schema schema;
  bool required = true;
};
inline Field optional(std::string name, Schema schema) {
  return {std::move(name), std::move(schema), false};
}

Schema text(std::size_t bytes_max = 10'000);
Schema time();  // RFC 3339
Schema integer(std::int64_t minimum, std::int64_t maximum);
Schema count();  // a whole number, 0 or more
Schema number();
Schema boolean();
Schema nothing();  // null
Schema anything();
Schema one_of_texts(std::initializer_list<std::string_view> texts);
Schema nullable(Schema schema);
Schema any_of(std::vector<Schema> schemas);
Schema list(Schema items, std::size_t items_max = 0);  // 0: no limit
Schema object(std::vector<Field> fields);              // and no others
Schema open_object(std::vector<Field> fields = {});    // and any others
Schema map_of(Schema values);
Schema reference(std::string_view name);  // to a named schema of shapes()
Schema described(Schema schema, std::string_view description);

// Checks a value. `named` resolves references. Errors: kInvalidInput with the path of the field
// ("mapping.time.zone", "steps[1]") as the place.
base::Status check(const Schema& schema, const boost::json::value& value,
                   const boost::json::object& named, const std::string& path = {});

}  // namespace wend::api::schema
