#include "unify/export_cell.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "model/time_text.h"
#include "unify/text_cleaner.h"

namespace wend::unify {
namespace {

namespace json = boost::json;

std::string time_text(const ExportTime& time) {
  if (time.only_day) return model::format_day(model::local_day(time.time_us, model::TimeZone()));
  return model::format_time(time.time_us, model::TimeZone());
}

}  // namespace

std::string plain_json(const json::value& value) {
  if (value.is_double()) {
    std::string text = number_text(value.get_double());
    return text.empty() ? "null" : text;
  }
  std::string out;
  if (value.is_array()) {
    out = "[";
    for (const auto& one : value.get_array()) {
      if (out.size() > 1) out += ',';
      out += plain_json(one);
    }
    return out + "]";
  }
  if (value.is_object()) {
    out = "{";
    for (const auto& [name, one] : value.get_object()) {
      if (out.size() > 1) out += ',';
      out += json::serialize(json::string(name));
      out += ':';
      out += plain_json(one);
    }
    return out + "}";
  }
  return json::serialize(value);
}

std::string cell_text(const ExportCell& cell) {
  struct Text {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(double number) const { return number_text(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const ExportTime& time) const { return time_text(time); }
    std::string operator()(const ExportJson& json) const { return plain_json(json.value); }
  };
  return std::visit(Text{}, cell);
}

json::value cell_json(const ExportCell& cell) {
  struct Value {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(bool yes) const { return yes; }
    json::value operator()(double number) const {
      if (number_text(number).empty()) return nullptr;
      const auto whole = static_cast<std::int64_t>(number);
      if (number > -1e15 && number < 1e15 && static_cast<double>(whole) == number) return whole;
      return number;
    }
    json::value operator()(const std::string& text) const { return json::string(text); }
    json::value operator()(const ExportTime& time) const { return json::string(time_text(time)); }
    json::value operator()(const ExportJson& json) const { return json.value; }
  };
  return std::visit(Value{}, cell);
}

}  // namespace wend::unify
