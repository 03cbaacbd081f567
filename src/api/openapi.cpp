#include "api/openapi.h"

#include "api/caller.h"
#include "api/shapes.h"
#include "fmt/format.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using schema::reference;
using schema::Schema;

std::string lower_method(http::Method method) {
  std::string text(http::to_string(method));
  for (char& c : text) c = static_cast<char>(c - 'A' + 'a');
  return text;
}

json::object content(std::string_view type, json::object schema) {
  return {{std::string(type), json::object{{"schema", std::move(schema)}}}};
}

json::array parameters_of(const Endpoint& endpoint) {
  json::array parameters;
  std::string_view rest = endpoint.path;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}');
    parameters.push_back(json::object{{"name", rest.substr(open + 1, close - open - 1)},
                                      {"in", "path"},
                                      {"required", true},
                                      {"schema", schema::text()}});
    rest.remove_prefix(close + 1);
  }
  for (const Parameter& parameter : endpoint.parameters)
    parameters.push_back(json::object{{"name", parameter.name},
                                      {"in", "query"},
                                      {"required", parameter.required},
                                      {"description", parameter.description},
                                      {"schema", parameter.schema}});
  const auto add_header = [&](std::string_view name, bool required, std::string_view description) {
    parameters.push_back(json::object{{"name", name},
                                      {"in", "header"},
                                      {"required", required},
                                      {"description", description},
                                      {"schema", schema::text()}});
  };
  if (endpoint.creates)
    add_header("Idempotency-Key", false, "The same key makes a repeated request harmless.");
  if (endpoint.needs_match) add_header("If-Match", true, "The ETag of the version that you saw.");
  return parameters;
}

json::object responses_of(const Endpoint& endpoint) {
  json::object responses;
  json::object good{{"description", http::reason_phrase(endpoint.status)}};
  if (endpoint.response)
    good["content"] = content(endpoint.response_type, *endpoint.response);
  else if (endpoint.status != 204)
    good["content"] = content(endpoint.response_type, schema::text());
  responses[std::to_string(endpoint.status)] = std::move(good);
  responses["default"] =
      json::object{{"description", "A problem, as RFC 9457 describes them."},
                   {"content", content("application/problem+json", reference("Problem"))}};
  return responses;
}

json::object operation(const Endpoint& endpoint) {
  json::object body{{"summary", endpoint.summary},
                    {"x-permission", to_string(endpoint.permission)},
                    {"responses", responses_of(endpoint)}};
  auto parameters = parameters_of(endpoint);
  if (!parameters.empty()) body["parameters"] = std::move(parameters);
  if (endpoint.request)
    body["requestBody"] = json::object{{"required", true},
                                       {"content", content("application/json", *endpoint.request)}};
  else if (endpoint.open)
    body["requestBody"] = json::object{
        {"required", true},
        {"content",
         content("application/octet-stream", Schema{{"type", "string"}, {"format", "binary"}})}};
  if (endpoint.permission == Permission::kNothing)
    body["security"] = json::array{};
  else if (endpoint.permission == Permission::kGuest)
    body["security"] = json::array{json::object{{"guest", json::array{}}}};
  else if (endpoint.permission == Permission::kSignedIn)
    body["security"] = json::array{json::object{{"session", json::array{}}}};
  return body;
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (char c : text) {
    switch (c) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string_view short_name(const json::object& schema) {
  const std::string_view path = schema.at("$ref").as_string();
  return path.substr(path.rfind('/') + 1);
}

// A schema in the shorthand of docs/http-api.md: {"id": text, "email": text or null}.
std::string shorthand(const json::object& schema) {
  if (schema.contains("$ref"))
    return fmt::format("<a href=\"#{0}\">{0}</a>", escaped(short_name(schema)));
  if (const auto* any = schema.if_contains("anyOf")) {
    std::string text;
    for (const auto& one : any->as_array())
      text += (text.empty() ? "" : " or ") + shorthand(one.as_object());
    return text;
  }
  if (const auto* allowed = schema.if_contains("enum")) {
    std::string text;
    for (const auto& one : allowed->as_array())
      text += fmt::format("{}\"{}\"", text.empty() ? "" : " or ",
                          escaped(std::string_view(one.as_string())));
    return text;
  }
  const auto* type = schema.if_contains("type");
  if (type == nullptr) return "anything";
  const std::string_view name = type->as_string();
  if (name == "string") return schema.contains("format") ? "time" : "text";
  if (name == "array") return "[" + shorthand(schema.at("items").as_object()) + ", …]";
  if (name != "object") return std::string(name);
  std::string text;
  if (const auto* properties = schema.if_contains("properties"))
    for (const auto& [key, value] : properties->as_object()) {
      bool needed = false;
      if (const auto* required = schema.if_contains("required"))
        for (const auto& one : required->as_array()) needed |= one.as_string() == key;
      text += fmt::format("{}\"{}\"{}: {}", text.empty() ? "" : ", ", escaped(key),
                          needed ? "" : "?", shorthand(value.as_object()));
    }
  return "{" + (text.empty() ? "…" : text) + "}";
}

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}body{font:15px/1.5 "
    "system-ui,sans-serif;max-width:62rem;margin:2rem auto;"
    "padding:0 1rem}code,pre{font:13px/1.5 "
    "ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}"
    "section{border-top:1px solid #8884;padding:.75rem 0}h2{font-size:1rem;margin:.25rem 0}"
    "dt{font-weight:600}dd{margin:0 0 .25rem 1rem}";

}  // namespace

json::object openapi(const std::vector<Endpoint>& endpoints, const std::string& version) {
  json::object paths;
  for (const Endpoint& endpoint : endpoints) {
    if (!paths.contains(endpoint.path)) paths[endpoint.path].emplace_object();
    paths[endpoint.path].as_object()[lower_method(endpoint.method)] = operation(endpoint);
  }
  return {
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Wend"},
                            {"version", version},
                            {"description",
                             "Customer-journey management. JSON, snake_case, RFC 3339 times."}}},
      {"paths", std::move(paths)},
      {"security", json::array{json::object{{"session", json::array{}}},
                               json::object{{"token", json::array{}}}}},
      {"components",
       json::object{
           {"schemas", shapes()},
           {"securitySchemes",
            json::object{
                {"session",
                 json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", kSessionCookie}}},
                {"guest",
                 json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", kGuestCookie}}},
                {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

std::string openapi_page(const std::vector<Endpoint>& endpoints, const std::string& version) {
  std::string page = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Wend "
      "API</title><style>{}</style></head><body><main><h1>Wend API {}</h1>"
      "<p>The same for programs: <a href=\"/api/v1/openapi.json\">openapi.json</a>. Programs send "
      "<code>Authorization: Bearer TOKEN</code>; <code>wend user token</code> makes one.</p>",
      kStyle, escaped(version));
  for (const Endpoint& endpoint : endpoints) {
    page += fmt::format("<section><h2><code>{} {}</code></h2><p>{} Needs: {}.</p><dl>",
                        http::to_string(endpoint.method), escaped(endpoint.path),
                        escaped(endpoint.summary), to_string(endpoint.permission));
    for (const Parameter& parameter : endpoint.parameters)
      page += fmt::format("<dt><code>?{}=</code></dt><dd>{}{}</dd>", escaped(parameter.name),
                          escaped(parameter.description), parameter.required ? " Required." : "");
    if (endpoint.request)
      page += fmt::format("<dt>takes</dt><dd><code>{}</code></dd>", shorthand(*endpoint.request));
    page += fmt::format(
        "<dt>answers {}</dt><dd><code>{}</code></dd></dl></section>", endpoint.status,
        endpoint.response ? shorthand(*endpoint.response) : escaped(endpoint.response_type));
  }
  page += "<h1>Shapes</h1>";
  for (const auto& [name, shape] : shapes())
    page += fmt::format("<section id=\"{0}\"><h2>{0}</h2><code>{1}</code></section>", escaped(name),
                        shorthand(shape.as_object()));
  return page + "</main></body></html>";
}

}  // namespace wend::api
