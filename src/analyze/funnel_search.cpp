#include "analyze/funnel_search.h"

#include "analyze/account_events.h"
#include "analyze/funnel_input.h"
#include "analyze/funnel_kernel.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {
namespace {

// Accounts have as many events as some customers together.
constexpr std::size_t kAccountsPerRange = 256;

// Finds attempts of customers.
class OfCustomers {
 public:
  OfCustomers(const QueryRun& run, const FunnelAsk& ask, const FunnelColumns& columns)
      : run_(run), input_(columns), kernel_(make_attempt_kernel(input_, ask)) {}

  void candidates(ProfileRange range, std::vector<std::uint32_t>& profiles) {
    kernel_->candidates(range, profiles);
  }
  void find(std::size_t profile, AttemptList& attempts) {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    if (begin != end) kernel_->find(begin, end, attempts);
  }

 private:
  const QueryRun& run_;
  FunnelInput input_;
  std::unique_ptr<AttemptKernel> kernel_;
};

// Finds attempts of accounts, whose members' events count as those of one.
class OfAccounts {
 public:
  OfAccounts(const QueryRun& run, const FunnelAsk& ask, const FunnelColumns& columns,
             const AccountUnits& accounts)
      : accounts_(accounts),
        events_(*run.table, run.scope.events, signatures(ask, columns)),
        input_(columns, &events_.events()) {
    if (has_default_knobs(ask))
      best_.emplace(columns.table, columns.steps, ask.window_us);
    else
      kernel_ = make_attempt_kernel(input_, ask);
  }

  static void candidates(ProfileRange range, std::vector<std::uint32_t>& accounts) {
    for (std::size_t account = range.first; account < range.last; ++account)
      accounts.push_back(static_cast<std::uint32_t>(account));
  }
  void find(std::size_t account, AttemptList& attempts) {
    const auto& events = events_.of(accounts_.members(account));
    if (events.empty()) return;
    if (best_) {
      const auto attempt = best_->best_attempt(events);
      if (!attempt.empty()) attempts.add(attempt);
      return;
    }
    kernel_->find(0, events.size(), attempts);
    attempts.place(events);
  }

 private:
  // Strict order asks what else there is; otherwise only steps and exclusions matter.
  static Mask signatures(const FunnelAsk& ask, const FunnelColumns& columns) {
    if (ask.knobs.order == FunnelOrder::kStrict) return {};
    Mask mask = columns.steps.relevant();
    const Mask& exclusions = columns.exclusions.relevant();
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] |= exclusions[i];
    return mask;
  }

  const AccountUnits& accounts_;
  AccountEvents events_;
  FunnelInput input_;
  std::optional<FunnelKernel> best_;  // or else:
  std::unique_ptr<AttemptKernel> kernel_;
};

// Counts the units of ranges, in memory that it uses again.
template <typename Of>
class UnitFinder {
 public:
  UnitFinder(const JourneyTable& table, const FunnelAsk& ask, const BreakdownGroups* groups,
             std::unique_ptr<Of> of)
      : table_(table),
        groups_(groups),
        of_(std::move(of)),
        empty_(ask.steps, {groups != nullptr, ask.trend.has_value()}),
        counted_(empty_) {}

  void operator()(ProfileRange range, FunnelPart& part) {
    candidates_.clear();
    of_->candidates(range, candidates_);
    for (const std::uint32_t number : candidates_) {
      attempts_.clear();
      of_->find(number, attempts_);
      for (std::size_t i = 0; i < attempts_.size(); ++i) {
        const auto attempt = attempts_[i];
        const std::uint32_t label = groups_ != nullptr ? groups_->label_of(number, attempt) : 0;
        const std::uint32_t reached = counted_.units.add(table_, number, label, attempt);
        counted_.people.add(number, reached);
        counted_.attempts.count(reached);
      }
    }
    counted_.people.finish();
    counted_.attempts.finish();
    part = counted_;
    counted_.units.clear();
    counted_.people = empty_.people;
    counted_.attempts = empty_.attempts;
  }

 private:
  const JourneyTable& table_;
  const BreakdownGroups* groups_;
  std::unique_ptr<Of> of_;
  std::vector<std::uint32_t> candidates_;
  AttemptList attempts_;
  FunnelCounts empty_, counted_;
};

}  // namespace

base::Result<std::vector<FunnelPart>> find_funnel_units(const QueryRun& run, const FunnelAsk& ask,
                                                        const BreakdownGroups* groups,
                                                        const AccountUnits* accounts) {
  WEND_ASSIGN(const auto columns, FunnelColumns::make(run, ask));
  if (accounts != nullptr) {
    return in_ranges_by<FunnelPart>(
        accounts->size(), run.stop,
        [&] {
          return UnitFinder<OfAccounts>(
              *run.table, ask, groups, std::make_unique<OfAccounts>(run, ask, *columns, *accounts));
        },
        kAccountsPerRange);
  }
  return in_profile_ranges_by<FunnelPart>(*run.table, run.stop, [&] {
    return UnitFinder<OfCustomers>(*run.table, ask, groups,
                                   std::make_unique<OfCustomers>(run, ask, *columns));
  });
}

}  // namespace wend::analyze
