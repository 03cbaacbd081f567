#include "workspace/touchpoints.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr std::string_view kDocument = "touchpoints";
constexpr int kTriesMax = 20;  // among people who change others at the same time

json::object to_json(const Touchpoint& touchpoint) {
  json::object one{{"id", touchpoint.id},
                   {"name", touchpoint.name},
                   {"description", touchpoint.description},
                   {"events", json::array(touchpoint.events.begin(), touchpoint.events.end())},
                   {"version", touchpoint.version},
                   {"created_at", touchpoint.created_at},
                   {"updated_at", touchpoint.updated_at}};
  if (touchpoint.stage) one["stage"] = *touchpoint.stage;
  if (touchpoint.role) one["role"] = *touchpoint.role;
  if (touchpoint.created_by) one["created_by"] = *touchpoint.created_by;
  return one;
}

std::optional<std::string> text_in(const json::object& one, std::string_view field) {
  const auto* value = one.if_contains(field);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

std::int64_t number_in(const json::object& one, std::string_view field) {
  const auto* value = one.if_contains(field);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

base::Result<std::vector<Touchpoint>> read(const std::string& text) {
  const auto broken = [] {
    return base::fail(base::ErrorCode::kInternal,
                      "The touchpoints of the workspace cannot be read.", "workspace.db",
                      "Use a copy of the data folder from before.");
  };
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error || !document.is_array()) return broken();
  std::vector<Touchpoint> touchpoints;
  for (const json::value& item : document.as_array()) {
    const auto* one = item.if_object();
    const auto* events = one == nullptr ? nullptr : one->if_contains("events");
    if (events == nullptr || !events->is_array()) return broken();
    Touchpoint touchpoint{.id = text_in(*one, "id").value_or(""),
                          .name = text_in(*one, "name").value_or(""),
                          .description = text_in(*one, "description").value_or(""),
                          .events = {},
                          .stage = text_in(*one, "stage"),
                          .role = text_in(*one, "role"),
                          .version = number_in(*one, "version"),
                          .created_at = number_in(*one, "created_at"),
                          .updated_at = number_in(*one, "updated_at"),
                          .created_by = text_in(*one, "created_by")};
    for (const json::value& event : events->as_array()) {
      if (!event.is_string()) return broken();
      touchpoint.events.emplace_back(event.as_string());
    }
    touchpoints.push_back(std::move(touchpoint));
  }
  return touchpoints;
}

std::string in_small_letters(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// Name and events of one must not be another's.
base::Status check_apart(const std::vector<Touchpoint>& all, const Touchpoint& one,
                         std::string_view id) {
  for (const Touchpoint& other : all) {
    if (other.id == id) continue;
    if (in_small_letters(other.name) == in_small_letters(one.name))
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("There is a touchpoint \"{}\" already.", other.name), "name",
                        "Choose another name, or change that one.");
    for (std::size_t e = 0; e < one.events.size(); ++e) {
      if (std::ranges::find(other.events, one.events[e]) == other.events.end()) continue;
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("The event \"{}\" belongs to the touchpoint \"{}\" already.",
                                    one.events[e], other.name),
                        fmt::format("events[{}]", e), "Take it out there first.");
    }
  }
  return {};
}

// The one of this id and version.
base::Result<std::vector<Touchpoint>::iterator> seen(std::vector<Touchpoint>& all,
                                                     std::string_view id, std::int64_t version) {
  const auto found = std::ranges::find(all, id, &Touchpoint::id);
  if (found == all.end())
    return base::fail(base::ErrorCode::kNotFound, "There is no such touchpoint.");
  if (found->version != version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this touchpoint meanwhile.");
  return found;
}

}  // namespace

base::Result<std::vector<Touchpoint>> Touchpoints::all() {
  WEND_ASSIGN(const auto document, documents_.find(kDocument));
  if (!document) return std::vector<Touchpoint>();
  WEND_ASSIGN(auto all, read(document->body));
  std::ranges::sort(
      all, {}, [](const Touchpoint& one) { return std::pair(in_small_letters(one.name), one.id); });
  return all;
}

base::Result<std::optional<Touchpoint>> Touchpoints::find(std::string_view id) {
  WEND_ASSIGN(const auto touchpoints, all());
  const auto found = std::ranges::find(touchpoints, id, &Touchpoint::id);
  return found == touchpoints.end() ? std::nullopt : std::optional(*found);
}

base::Status Touchpoints::change(const std::function<base::Status(List&)>& change) {
  for (int tries = 1;; ++tries) {
    WEND_ASSIGN(const auto document, documents_.find(kDocument));
    List all;
    if (document) {
      WEND_ASSIGN(all, read(document->body));
    }
    WEND_TRY(change(all));
    json::array body;
    for (const Touchpoint& touchpoint : all) body.push_back(to_json(touchpoint));
    const auto written =
        documents_.replace(kDocument, document ? document->version : 0, json::serialize(body));
    if (written) return {};
    if (written.error().code != base::ErrorCode::kConflict || tries == kTriesMax)
      return base::fail(written.error());
  }
}

base::Result<Touchpoint> Touchpoints::create(Touchpoint touchpoint) {
  touchpoint.id = new_id("tpt_");
  touchpoint.version = 1;
  touchpoint.created_at = touchpoint.updated_at = clock_.now_us();
  WEND_TRY(change([&](List& all) -> base::Status {
    WEND_TRY(check_apart(all, touchpoint, ""));
    if (all.size() >= kTouchpointsMax)
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("There are {} named touchpoints already.", kTouchpointsMax), "",
                        "Remove some that nobody needs.");
    all.push_back(touchpoint);
    return {};
  }));
  return touchpoint;
}

base::Result<Touchpoint> Touchpoints::replace(std::string_view id, std::int64_t version,
                                              const Touchpoint& touchpoint) {
  Touchpoint changed;
  WEND_TRY(change([&](List& all) -> base::Status {
    WEND_ASSIGN(const auto found, seen(all, id, version));
    WEND_TRY(check_apart(all, touchpoint, id));
    changed = touchpoint;
    changed.id = found->id;
    changed.version = found->version + 1;
    changed.created_at = found->created_at;
    changed.created_by = found->created_by;
    changed.updated_at = clock_.now_us();
    *found = changed;
    return {};
  }));
  return changed;
}

base::Status Touchpoints::remove(std::string_view id, std::int64_t version) {
  return change([&](List& all) -> base::Status {
    WEND_ASSIGN(const auto found, seen(all, id, version));
    all.erase(found);
    return {};
  });
}

}  // namespace wend::workspace
