#include <algorithm>
#include <charconv>

#include "map/map_question.h"

namespace wend::map {
namespace {

namespace json = boost::json;

// Which thing of a question an error is about: "steps[3].match.any[0]" is the fourth step.
struct Blamed {
  std::string_view list;  // "steps"
  std::optional<std::size_t> index;
};

Blamed blamed_by(std::string_view place) {
  const auto end = place.find_first_of("[.");
  Blamed found{.list = place.substr(0, end), .index = std::nullopt};
  if (end == std::string_view::npos || place[end] != '[') return found;
  std::size_t index = 0;
  const auto digits = place.substr(end + 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (read.ec == std::errc()) found.index = index;
  return found;
}

// Takes the blamed thing out of the question. Whether there was one.
bool leave_out(MapQuestion& question, const base::Error& error) {
  const Blamed blamed = blamed_by(error.place);
  json::value* found = question.document.if_contains(blamed.list);
  if (found == nullptr) return false;
  LeftOut out{.part = "about",
              .id = "about",
              .field = std::string(blamed.list),
              .code = "refused",
              .sentence = error.message,
              .hint = error.hint};
  if (blamed.list == "outcome") {
    question.document.erase("outcome");
    question.left_out.push_back(std::move(out));
    return true;
  }
  if (!found->is_array() || !blamed.index || *blamed.index >= found->get_array().size())
    return false;
  json::array& list = found->get_array();
  json::value& thing = list[*blamed.index];
  if (blamed.list != "feedback") {
    out.part = blamed.list == "cards" ? "cells" : std::string(blamed.list);
    out.id = thing.at("id").as_string();
    out.field = "binding";
    std::erase_if(question.bound, [&](const BoundThing& bound) { return bound.id == out.id; });
  }
  if (blamed.list == "steps" || blamed.list == "stages") {
    if (!thing.get_object().erase("match")) return false;
  } else {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*blamed.index));
  }
  question.left_out.push_back(std::move(out));
  return true;
}

}  // namespace

base::Result<json::object> ask_leaving_out(MapQuestion& question, const AskQuestion& ask) {
  for (std::size_t refused = 0;; ++refused) {
    auto answer = ask(question.document);
    if (answer || answer.error().code != base::ErrorCode::kInvalidInput || refused == kRefusedMax ||
        !leave_out(question, answer.error()))
      return answer;
  }
}

}  // namespace wend::map
