#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/message_draft.h"

namespace wend::collect {

// What the paths of a mapping can reach, and how much looking is left: a body that makes paths
// search long lists again and again must not hold up the others.
struct WebhookScope {
  Field body, headers, item;
  std::int64_t steps_left = 0;

  bool exhausted() const { return steps_left < 0; }
};

// The way to a place in a webhook's body or headers:
//   body.data.object.id     members of objects
//   body.items[0].sku       an entry of a list, [-1] the last one; body.items.0.sku is the same
//   body["a name.with dots"]
//   body.fields[id="7"].value, body.fields[id=item.field.id].title   the first entry of a list
//   whose
//                           member has this text, or the text at another path
//   header.x-github-event   a header, in any case
//   item.sku                within the entry that a rule's `each` (or `pairs`) is at
class WebhookPath {
 public:
  // Errors: kInvalidInput at `place`.
  static base::Result<WebhookPath> parse(std::string_view text, const std::string& place);

  // What is there; nothing when it is missing or null, and when the scope's steps are used up.
  Field find(WebhookScope& scope) const;
  const std::string& text() const { return text_; }
  bool is_within_item() const { return root_ == Root::kItem; }

 private:
  friend class WebhookPathReader;
  enum class Root { kBody, kHeader, kItem };
  struct Step {
    enum class Kind { kMember, kIndex, kSelect };
    Kind kind = Kind::kMember;
    std::string name;        // of the member, or of the member to compare
    std::int64_t index = 0;  // negative: from the end
    std::string text;        // to compare with, unless `other` is there
    std::shared_ptr<const WebhookPath> other;
  };
  static Field member_of(const Field& of, std::string_view name, WebhookScope& scope);
  static Field entry_of(const Field& of, std::int64_t index, WebhookScope& scope);
  static Field selected(const Field& of, const Step& step, WebhookScope& scope);

  Root root_ = Root::kBody;
  std::vector<Step> steps_;
  std::string text_;
};

// A text, number, true or false as text; nothing for other kinds.
std::optional<std::string> scalar_text(const Field& field);

}  // namespace wend::collect
