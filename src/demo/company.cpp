#include "demo/company.h"

#include "demo/incidents.h"
#include "demo/life.h"
#include "demo/people.h"
#include "demo/timeline.h"
#include "env/random.h"

namespace wend::demo {

void generate(std::uint64_t seed, const CompanyOptions& options,
              const std::function<void(const CompanyEvent&)>& take) {
  const TimeUs start = options.end_us - options.weeks * 7 * env::kDayUs;
  const Incidents incidents(options);
  const env::Random root(seed);
  Timeline timeline;
  for (std::size_t number = 0; number < options.customers; ++number) {
    env::Random random = root.fork(number);
    const Customer customer = make_customer(number, random, start, options.end_us);
    Life(customer, incidents, random, timeline, start, options.end_us).live();
    timeline.flush(customer, start, options.end_us, take);
  }
}

}  // namespace wend::demo
