#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "unify/customer_card.h"

namespace wend::unify {

// A customer as a whole, from the event store.
struct CustomerRead {
  CustomerCard card;
  TimeUs first_us = 0, last_us = 0;
  std::uint64_t events = 0;  // 0: there is only an identity
  std::vector<std::string> channels;
};

// Up to where the event store was read. Sequence numbers of events and row numbers of the other two
// tables only grow while nothing is taken out.
struct StoreMarks {
  std::int64_t version = 0;
  std::int64_t last_sequence = 0, events = 0;
  std::int64_t last_identity = -1, identities = 0;
  std::int64_t last_change = -1, changes = 0;  // rows of the identity journal
};

// Reads customers from the event store, as of one moment. Everything it reads comes in no order.
class CustomerReading {
 public:
  static base::Result<CustomerReading> begin(const events::EventStore& store);
  const StoreMarks& marks() const { return marks_; }
  // Whether everything up to these marks is still there, so that it is enough to read what came
  // after them.
  base::Result<bool> grew_from(const StoreMarks& before);
  // How many of the rows up to these marks there are.
  base::Result<StoreMarks> counts_up_to(StoreMarks marks);

  // After the marks `before`: events, what identify calls said, new identities, and profiles that
  // gained or lost identities which were there before (each once).
  struct Event {
    std::int64_t profile_id = 0;
    TimeUs time_us = 0;
    std::string_view channel;
  };
  base::Status each_event(const StoreMarks& before, const std::function<void(const Event&)>& take);
  struct Identify {
    std::int64_t profile_id = 0;
    TimeUs time_us = 0;
    std::int64_t sequence = 0;
    std::string_view traits;  // JSON
  };
  base::Status each_identify(const StoreMarks& before,
                             const std::function<void(const Identify&)>& take);
  base::Status each_identity(
      const StoreMarks& before,
      const std::function<void(std::int64_t profile_id, std::string_view name,
                               std::string_view value)>& take);
  base::Result<std::vector<std::int64_t>> moved_profiles(const StoreMarks& before);

  // Whole customers: of all profiles in [from, to], or those given.
  base::Result<std::vector<CustomerRead>> customers(std::int64_t from, std::int64_t to);
  base::Result<std::vector<CustomerRead>> customers(std::span<const std::int64_t> profiles);
  // Only how many events each has and when: calls `take` with each customer and channel.
  struct Sum {
    std::int64_t profile_id = 0;
    std::string_view channel;
    TimeUs first_us = 0, last_us = 0;
    std::int64_t events = 0;
  };
  base::Status each_sum(const std::function<void(const Sum&)>& take);

 private:
  explicit CustomerReading(events::duck::Connection connection)
      : connection_(std::move(connection)) {}
  base::Result<std::vector<CustomerRead>> chosen_customers();
  template <typename Take>
  base::Status each_row(const char* sql, std::initializer_list<events::duck::Value> values,
                        Take&& take);

  events::duck::Connection connection_;
  StoreMarks marks_;
};

}  // namespace wend::unify
