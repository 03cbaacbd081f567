#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "env/clock.h"
#include "model/computed_trait.h"
#include "model/value.h"

namespace wend::model {

// Where a visit came from. Empty: not known.
struct Origin {
  std::string channel;  // "paid search", "email", "referral", … (docs/traits.md has the rule)
  std::string source, medium, campaign;
  std::string referrer;  // the other site's host
  std::string landing_page;

  auto operator<=>(const Origin&) const = default;
};

// Origins, each once, that stay where they are.
using OriginSet = std::set<Origin>;

inline constexpr std::string_view kDirect = "direct";

// What one event says of where its customer came from: a campaign, a click id, or a referrer that
// is another site; only the page it happened on when it says none of these (then `channel` is
// empty). `property` answers for the event's properties.
Origin origin_of(const std::function<Value(std::string_view path)>& property);
// The properties that origin_of asks for.
std::span<const std::string_view> origin_properties();
// False when none of them stands in the JSON text of an event's properties.
bool may_tell_origin(std::string_view properties_text);

// A visit: no event for longer than this, and the next one begins another.
inline constexpr env::TimeUs kVisitGapUs = 30 * env::kMinuteUs;

// The visits of one customer, of which the first and the last are kept. A visit came from where the
// first of its events that says so came from, else it is direct; it landed on its first page.
class VisitScan {
 public:
  // Events in order of time. `origin`: null when the event says nothing; it must outlive the scan,
  // or else what the scan keeps of it is put into `kept`, which must.
  void add(env::TimeUs time_us, const Origin* origin, OriginSet* kept = nullptr);
  // The part of the first, the last, or the last visit that was not direct; missing without one.
  Value value(const TouchField& field) const;

 private:
  // One for each customer: small, so origins stand elsewhere.
  struct Visit {
    env::TimeUs time_us = 0;
    const Origin* from = nullptr;  // null: direct
    const std::string* landing_page = nullptr;
  };
  std::optional<env::TimeUs> last_event_us_;
  // Of the visits before the one that is under way.
  std::optional<Visit> first_, last_non_direct_;
  std::optional<Visit> now_;
};

}  // namespace wend::model
