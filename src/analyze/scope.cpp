#include "analyze/scope.h"

#include <algorithm>

#include "analyze/selection_search.h"

namespace wend::analyze {

ScopeEvents::ScopeEvents(std::shared_ptr<const JourneyTable> table, TimeUs from_us, TimeUs to_us,
                         std::optional<Selection> where, Mask customers)
    : parts_(std::make_shared<Parts>()) {
  parts_->all_times = from_us <= table->first_us() && table->last_us() < to_us;
  parts_->is_whole = parts_->all_times && !where && customers.empty();
  parts_->table = std::move(table);
  parts_->from_us = from_us;
  parts_->to_us = to_us;
  parts_->where = std::move(where);
  parts_->customers = std::move(customers);
}

ScopeEvents ScopeEvents::narrowed(std::optional<Selection> where, Mask customers) const {
  if (parts_->where && where)
    where->meet(*parts_->where);
  else if (parts_->where)
    where = parts_->where;
  if (customers.empty()) {
    customers = parts_->customers;
  } else if (!parts_->customers.empty()) {
    for (std::size_t i = 0; i < customers.size(); ++i) customers[i] &= parts_->customers[i];
  }
  return {parts_->table, parts_->from_us, parts_->to_us, std::move(where), std::move(customers)};
}

std::pair<std::size_t, std::size_t> ScopeEvents::in_range(std::size_t begin,
                                                          std::size_t end) const {
  const auto time_us = parts_->table->time_us();
  const auto position = [&](TimeUs time) {
    const auto times = time_us.subspan(begin, end - begin);
    return begin + static_cast<std::size_t>(std::ranges::lower_bound(times, time) - times.begin());
  };
  if (begin < end && time_us[begin] < parts_->from_us) begin = position(parts_->from_us);
  if (begin < end && time_us[end - 1] >= parts_->to_us) end = position(parts_->to_us);
  return {begin, end};
}

const Mask& ScopeEvents::make() const {
  Parts& parts = *parts_;
  std::call_once(parts.once, [&] {
    const JourneyTable& table = *parts.table;
    parts.mask.resize(table.position_count());
    for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
      const auto [begin, end] = of_profile(profile);
      for (std::size_t i = begin; i < end; ++i)
        parts.mask[i] = !parts.where || parts.where->holds(table.signatures(), i) ? 1 : 0;
    }
    parts.made = &parts.mask;
  });
  return parts.mask;
}

base::Status count_scope(Scope& scope, const JourneyTable& table, const std::stop_token& stop) {
  if (scope.events.is_whole()) {
    scope.customer_count = table.profile_count();
    scope.event_count = table.event_count();
    return {};
  }
  struct Counts {
    std::size_t customers = 0, events = 0;
  };
  const auto& where = scope.events.where();
  WEND_ASSIGN(const auto parts, in_profile_ranges_by<Counts>(table, stop, [&] {
                return
                    [&, search = where ? std::optional(SelectionSearch(table, *where))
                                       : std::nullopt](ProfileRange range, Counts& counts) mutable {
                      for (std::size_t profile = range.first; profile < range.last; ++profile) {
                        const auto [begin, end] = scope.events.of_profile(profile);
                        const std::size_t events =
                            search && begin < end ? search->find(begin, end).size() : end - begin;
                        counts.events += events;
                        counts.customers += events > 0 ? 1 : 0;
                      }
                    };
              }));
  for (const Counts& part : parts) {
    scope.customer_count += part.customers;
    scope.event_count += part.events;
  }
  return {};
}

}  // namespace wend::analyze
