#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/random.h"
#include "events/live_events.h"
#include "unify/customer_reading.h"

// Customers as a shop has them: five identities (user id, visitor's id, e-mail, phone, device),
// eight traits, ten events over 60 days. One in five is a visitor for three events before the call
// that says who it is; the others say so with their first.
namespace wend::bench {

inline constexpr std::size_t kEventsEach = 10;
inline constexpr env::TimeUs kBegin = 1'767'225'600'000'000;
inline constexpr env::TimeUs kSpan = 60 * env::kDayUs;

struct Person {
  std::string user, visitor, email, phone, device;
  std::string first, last, city;
};
Person person(std::size_t number);

// As the event store would tell of them after all their events.
unify::CustomerRead customer_read(std::size_t number);

std::string_view event_name(std::size_t number);

// The rows of one event of each of the customers [begin, end); the texts live as long as this. With
// `step` it is one of several of a visit, 40 s apart, of which most are page views.
class EventRound {
 public:
  EventRound(std::size_t begin, std::size_t end, std::size_t round, std::int64_t source_id,
             std::optional<std::size_t> step = {});
  const std::vector<events::LiveRow>& rows() const { return rows_; }

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  std::deque<std::string> texts_;
  std::deque<std::vector<model::NamedIdentity>> also_;
  std::vector<events::LiveRow> rows_;
};

// Beginnings of words, addresses and ids that are there, of so many characters.
std::string prefix_of(env::Random& random, std::size_t customers, std::size_t characters);

}  // namespace wend::bench
