#pragma once

#include <string_view>

#include "demo/company.h"

namespace wend::demo {

// Answers for a moment which planted incident is at work. Spans are counted back from the end of
// the data, so that they stay inside whatever end the options name.
class Incidents {
 public:
  explicit Incidents(const CompanyOptions& options);

  bool shipping_form_broken(TimeUs time_us, std::string_view channel,
                            std::string_view platform) const;
  bool payments_down(TimeUs time_us, std::string_view payment_method) const;
  bool deliveries_late(TimeUs shipped_us, std::string_view country) const;
  bool search_empty(TimeUs time_us, std::string_view channel, std::string_view platform) const;
  bool phones_understaffed(TimeUs time_us) const;

  struct Span {
    TimeUs from_us = 0;
    TimeUs to_us = 0;  // half-open; from == to: never
    bool holds(TimeUs time_us) const { return time_us >= from_us && time_us < to_us; }
  };
  Span shipping_form, payments, deliveries, search, phones;
};

}  // namespace wend::demo
