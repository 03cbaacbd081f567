#include "collect/webhook_path.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "collect/sample_text.h"
#include "model/suggestion.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kPathBytesMax = 1024;
constexpr std::size_t kStepsMax = 64;
// A selection may name a path that selects in its turn.
constexpr int kPathsInPathsMax = 4;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

class WebhookPathReader {
 public:
  WebhookPathReader(std::string_view text, const std::string& place) : text_(text), place_(place) {}

  // Reads up to the end, or, inside a selection, up to its bracket.
  base::Result<WebhookPath> read(int level) {
    if (text_.size() > kPathBytesMax) return wrong("The path is longer than 1,024 bytes.");
    if (level > kPathsInPathsMax) return wrong("The path holds too many paths.");
    const std::size_t begin = at_;
    WebhookPath path;
    const std::string_view root = bare_name();
    if (root == "body")
      path.root_ = WebhookPath::Root::kBody;
    else if (root == "header")
      path.root_ = WebhookPath::Root::kHeader;
    else if (root == "item")
      path.root_ = WebhookPath::Root::kItem;
    else
      return no_root(root);
    while (at_ < text_.size() && (level == 0 || text_[at_] != ']')) {
      if (path.steps_.size() == kStepsMax) return wrong("The path has more than 64 steps.");
      WEND_ASSIGN(auto step, read_step(level));
      if (path.root_ == WebhookPath::Root::kHeader) {
        std::ranges::transform(step.name, step.name.begin(), [](char c) {
          return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
      }
      path.steps_.push_back(std::move(step));
    }
    if (path.root_ == WebhookPath::Root::kHeader &&
        (path.steps_.size() != 1 || path.steps_[0].kind != WebhookPath::Step::Kind::kMember))
      return wrong("A header is named by one step.", "For example header.x-github-event.");
    path.text_ = text_.substr(begin, at_ - begin);
    return path;
  }

 private:
  using Step = WebhookPath::Step;

  std::unexpected<base::Error> wrong(std::string_view sentence, std::string hint = "") const {
    return fail(ErrorCode::kInvalidInput, std::string(sentence), place_, std::move(hint));
  }

  std::unexpected<base::Error> no_root(std::string_view root) const {
    static constexpr std::string_view kRoots[] = {"body", "header", "item"};
    std::string hint = model::did_you_mean(root, kRoots);
    if (hint.empty()) hint = "For example body.data.id, header.x-event or item.sku.";
    return wrong(
        fmt::format("A path begins with body, header or item, not \"{}\".", sample_text(root, 100)),
        std::move(hint));
  }

  std::string_view bare_name() {
    const std::size_t end = std::min(text_.find_first_of(".[]{}\"= \t\r\n", at_), text_.size());
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    return name;
  }

  base::Result<Step> read_step(int level) {
    Step step;
    if (text_[at_] == '.') {
      ++at_;
      step.name = bare_name();
      if (step.name.empty())
        return wrong("There is no name after a dot of the path.",
                     "Names with dots or spaces stand in brackets: body[\"a name\"].");
      return step;
    }
    if (text_[at_] != '[') {
      return wrong(fmt::format("The path goes on with \"{}\", not with a dot or a bracket.",
                               sample_text(text_.substr(at_, 4), 4)),
                   "Names with dots or spaces stand in brackets: body[\"a name\"].");
    }
    ++at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      WEND_ASSIGN(step.name, quoted());
    } else {
      const std::string_view name = bare_name();
      if (const auto index = whole_number(name)) {
        step.kind = Step::Kind::kIndex;
        step.index = *index;
      } else if (at_ < text_.size() && text_[at_] == '=' && !name.empty()) {
        step.name = name;
      } else {
        return wrong("There is neither a number nor a name in the brackets of the path.",
                     "For example [0], [\"a name\"] or [id=\"7\"].");
      }
    }
    if (step.kind == Step::Kind::kMember && at_ < text_.size() && text_[at_] == '=') {
      step.kind = Step::Kind::kSelect;
      ++at_;
      if (at_ < text_.size() && text_[at_] == '"') {
        WEND_ASSIGN(step.text, quoted());
      } else {
        WEND_ASSIGN(auto other, read(level + 1));
        step.other = std::make_shared<const WebhookPath>(std::move(other));
      }
    }
    if (at_ == text_.size() || text_[at_] != ']')
      return wrong("A bracket of the path is not closed.");
    ++at_;
    return step;
  }

  // A text in quotes, where a backslash makes the next character an ordinary one.
  base::Result<std::string> quoted() {
    std::string name;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return name;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      name += text_[at_];
    }
    return wrong("A quote of the path is not closed.");
  }

  const std::string_view text_;
  const std::string& place_;
  std::size_t at_ = 0;
};

std::optional<std::string> scalar_text(const Field& field) {
  if (!field) return std::nullopt;
  switch (field->type()) {
    case dom::element_type::STRING:
      return std::string(std::string_view(*field));
    case dom::element_type::BOOL:
      return bool(*field) ? "true" : "false";
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return number_text(*field);
    default:
      return std::nullopt;
  }
}

base::Result<WebhookPath> WebhookPath::parse(std::string_view text, const std::string& place) {
  return WebhookPathReader(text, place).read(0);
}

Field WebhookPath::member_of(const Field& of, std::string_view name, WebhookScope& scope) {
  if (of->is_array()) {
    const auto index = whole_number(name);
    return index ? entry_of(of, *index, scope) : Field();
  }
  dom::object object;
  if (of->get(object) != simdjson::SUCCESS) return {};
  Field found;
  for (const auto [key, value] : object) {
    if (--scope.steps_left < 0) return {};
    if (key == name) found = not_null(value);  // of members with one name the last counts
  }
  return found;
}

Field WebhookPath::entry_of(const Field& of, std::int64_t index, WebhookScope& scope) {
  dom::array array;
  if (of->get(array) != simdjson::SUCCESS) return {};
  std::int64_t size = 0;
  if (index < 0) {
    for ([[maybe_unused]] const dom::element entry : array) ++size;
    scope.steps_left -= size;
    index += size;
  }
  if (index < 0 || scope.exhausted()) return {};
  for (const dom::element entry : array) {
    if (--scope.steps_left < 0) return {};
    if (index-- == 0) return not_null(entry);
  }
  return {};
}

Field WebhookPath::selected(const Field& of, const Step& step, WebhookScope& scope) {
  dom::array array;
  if (of->get(array) != simdjson::SUCCESS) return {};
  std::optional<std::string> wanted = step.text;
  if (step.other) wanted = scalar_text(step.other->find(scope));
  if (!wanted) return {};
  for (const dom::element entry : array) {
    if (--scope.steps_left < 0) return {};
    if (entry.is_object() && scalar_text(member_of(entry, step.name, scope)) == wanted)
      return entry;
  }
  return {};
}

Field WebhookPath::find(WebhookScope& scope) const {
  Field at = root_ == Root::kBody ? scope.body : root_ == Root::kItem ? scope.item : scope.headers;
  for (const Step& step : steps_) {
    if (!at || scope.exhausted()) return {};
    switch (step.kind) {
      case Step::Kind::kMember:
        at = member_of(at, step.name, scope);
        break;
      case Step::Kind::kIndex:
        at = entry_of(at, step.index, scope);
        break;
      case Step::Kind::kSelect:
        at = selected(at, step, scope);
        break;
    }
  }
  return at;
}

}  // namespace wend::collect
