#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "analyze/duration_list.h"
#include "analyze/mean.h"
#include "analyze/period_grid.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/session_kernel.h"
#include "analyze/statistics.h"
#include "analyze/top_labels.h"
#include "env/clock.h"
#include "model/duration.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr model::DurationUs kUsualGapUs = 30 * env::kMinuteUs;
constexpr std::int64_t kTopMax = 50;

struct SessionsAsk {
  model::DurationUs gap_us = kUsualGapUs;
  Grouping by;
  std::size_t top = 10;
  std::optional<PeriodUnit> unit;
};

// Some of the sessions.
struct SessionCounts {
  std::uint64_t sessions = 0;
  std::uint64_t bounced = 0;
  PeopleCount people;
  DurationList durations;  // where they are asked for

  void add(std::uint32_t profile, bool bounce) {
    ++sessions;
    bounced += bounce;
    people.add(profile);
  }
  void merge(SessionCounts&& others) {
    sessions += others.sessions;
    bounced += others.bounced;
    people.merge(others.people);
    durations.merge(std::move(others.durations));
  }
};

void merge_each(std::vector<SessionCounts>& counts, std::vector<SessionCounts>& others) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].merge(std::move(others[i]));
}

void add_each(std::vector<std::uint64_t>& counts, const std::vector<std::uint64_t>& others) {
  if (counts.size() < others.size()) counts.resize(others.size());
  for (std::size_t i = 0; i < others.size(); ++i) counts[i] += others[i];
}

// How many sessions begin and end with each label, and on each channel.
struct SessionLabels {
  std::vector<std::uint64_t> entries, exits, channels;

  void merge(SessionLabels&& others) {
    add_each(entries, others.entries);
    add_each(exits, others.exits);
    add_each(channels, others.channels);
  }
};

struct SessionTally {
  SessionCounts all;
  PeopleCount bounced;
  WholeMean per_customer;
  std::vector<std::uint64_t> lengths;  // sessions by their number of events
  std::vector<SessionCounts> of_entry, of_exit, of_channel, of_period;

  void merge(SessionTally&& others) {
    all.merge(std::move(others.all));
    bounced.merge(others.bounced);
    per_customer.merge(others.per_customer);
    add_each(lengths, others.lengths);
    merge_each(of_entry, others.of_entry);
    merge_each(of_exit, others.of_exit);
    merge_each(of_channel, others.of_channel);
    merge_each(of_period, others.of_period);
  }
};

class SessionsAnswer final : public Answer {
 public:
  SessionsAnswer(const QueryRun& run, const SessionsAsk& ask, JourneySteps steps, PeriodGrid grid)
      : run_(run),
        ask_(ask),
        steps_(std::move(steps)),
        channels_(Labels::of_channels(*run.table)),
        grid_(std::move(grid)) {}

  base::Status tally() {
    WEND_TRY(rank());
    SessionTally none;
    none.of_entry.resize(entries_.size());
    none.of_exit.resize(exits_.size());
    none.of_channel.resize(top_channels_.size());
    none.of_period.resize(grid_.size());
    WEND_ASSIGN(tally_, tally_profiles(run_, none, kernel(),
                                       [&](const auto& kernel, auto& tally, std::uint32_t profile) {
                                         std::uint64_t sessions = 0;
                                         each_session(kernel, profile, [&](const Session& session) {
                                           ++sessions;
                                           count(session, profile, tally);
                                         });
                                         if (sessions > 0) tally.per_customer.add(sessions);
                                       }));
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["sessions"] = tally_.all.sessions;
    result["people"] = tally_.all.people.count();
    result["ref"] = "sessions";
    result["per_customer"] = tally_.per_customer.to_json();
    result["events_per_session"] = lengths_json();
    std::vector<std::span<const std::int64_t>> durations;
    for (const SessionCounts& counts : tally_.of_channel) counts.durations.append_to(durations);
    result["duration"] = times_json(NumberParts(durations), run_.stop);
    result["bounced"] = share_json(tally_.all.bounced, tally_.all.sessions);
    result["bounced_people"] = tally_.bounced.count();
    result["bounced_ref"] = "bounced";
    result["entries"] = list_json("entry", entries_, tally_.of_entry, true);
    result["exits"] = list_json("exit", exits_, tally_.of_exit, false);
    WEND_ASSIGN(result["channels"], channels_json());
    result["bucket"] = to_string(grid_.unit());
    WEND_ASSIGN(result["trend"], trend_json());
    return result;
  }

  // sessions | bounced | entry:I | exit:I | channel:I | trend:I
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "sessions") return list([](const Session&) { return true; });
    if (ref == "bounced") return list([](const Session& session) { return session.events == 1; });
    const auto parts = parts_of_ref(ref);
    if (parts.size() != 2) return std::nullopt;
    using GroupOf = std::size_t (SessionsAnswer::*)(const Session&) const;
    const auto one_of = [&](std::size_t size,
                            GroupOf group_of) -> base::Result<std::optional<ProfileList>> {
      const auto index = index_in_ref(parts[1], size);
      if (!index) return std::nullopt;
      return list([&](const Session& session) { return (this->*group_of)(session) == *index; });
    };
    if (parts[0] == "entry") return one_of(tally_.of_entry.size(), &SessionsAnswer::entry_of);
    if (parts[0] == "exit") return one_of(tally_.of_exit.size(), &SessionsAnswer::exit_of);
    if (parts[0] == "channel") return one_of(tally_.of_channel.size(), &SessionsAnswer::channel_of);
    if (parts[0] == "trend") return one_of(tally_.of_period.size(), &SessionsAnswer::period_of);
    return std::nullopt;
  }

 private:
  std::function<SessionKernel()> kernel() const {
    return [this] { return SessionKernel(*run_.table, steps_, ask_.gap_us); };
  }

  template <typename Visit>
  void each_session(const SessionKernel& kernel, std::uint32_t profile, Visit&& visit) const {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    kernel.each_session(begin, end, visit);
  }

  void count(const Session& session, std::uint32_t profile, SessionTally& tally) const {
    const bool bounced = session.events == 1;
    tally.all.add(profile, bounced);
    if (bounced) tally.bounced.add(profile);
    if (tally.lengths.size() <= session.events) tally.lengths.resize(session.events + 1);
    ++tally.lengths[session.events];
    tally.of_entry[entry_of(session)].add(profile, bounced);
    tally.of_exit[exit_of(session)].add(profile, bounced);
    for (SessionCounts* counts :
         {&tally.of_channel[channel_of(session)], &tally.of_period[period_of(session)]}) {
      counts->add(profile, bounced);
      counts->durations.add(duration_us(session));
    }
  }

  base::Result<std::optional<ProfileList>> list(
      const std::function<bool(const Session&)>& belongs) const {
    return profiles_where(run_, kernel(), [&](const auto& kernel, std::uint32_t profile) {
      bool found = false;
      each_session(kernel, profile,
                   [&](const Session& session) { found = found || belongs(session); });
      return found;
    });
  }

  base::Status rank() {
    const std::vector<std::uint64_t> of_labels(labels().size());
    WEND_ASSIGN(
        const auto counts,
        tally_profiles(
            run_, SessionLabels{of_labels, of_labels, std::vector<std::uint64_t>(channels_.size())},
            kernel(), [&](const auto& kernel, auto& tally, std::uint32_t profile) {
              each_session(kernel, profile, [&](const Session& session) {
                ++tally.entries[session.first_label];
                ++tally.exits[session.last_label];
                ++tally.channels[channels_.of(session.first)];
              });
            }));
    entries_ = TopLabels(labels(), counts.entries, ask_.top);
    exits_ = TopLabels(labels(), counts.exits, ask_.top);
    top_channels_ = TopLabels(channels_, counts.channels, ask_.top);
    return {};
  }

  const Labels& labels() const { return steps_.labels(); }
  std::size_t entry_of(const Session& session) const {
    return entries_.group_of(session.first_label);
  }
  std::size_t exit_of(const Session& session) const { return exits_.group_of(session.last_label); }
  std::size_t channel_of(const Session& session) const {
    return top_channels_.group_of(channels_.of(session.first));
  }
  std::size_t period_of(const Session& session) const {
    return grid_.period_of(run_.table->time_us()[session.first]);
  }
  std::int64_t duration_us(const Session& session) const {
    return run_.table->time_us()[session.last] - run_.table->time_us()[session.first];
  }

  // The mean of the events of a session and their quartiles (type 7).
  json::object lengths_json() const {
    WholeMean mean;
    for (std::size_t length = 1; length < tally_.lengths.size(); ++length)
      mean.add(length, tally_.lengths[length]);
    json::object out = mean.to_json();
    const auto at_rank = [&](std::uint64_t rank) {
      std::size_t length = 0;
      while (rank >= tally_.lengths[length]) rank -= tally_.lengths[length++];
      return static_cast<double>(length);
    };
    for (const auto& [name, share] : {std::pair("q1", 0.25), {"median", 0.5}, {"q3", 0.75}}) {
      out[name] = nullptr;
      if (tally_.all.sessions == 0) continue;
      const double rank = static_cast<double>(tally_.all.sessions - 1) * share;
      const auto low = static_cast<std::uint64_t>(rank);
      const double at_low = at_rank(low);
      const double at_high = at_rank(std::min(low + 1, tally_.all.sessions - 1));
      out[name] = at_low + (rank - static_cast<double>(low)) * (at_high - at_low);
    }
    return out;
  }

  json::array list_json(std::string_view what, const TopLabels& top,
                        const std::vector<SessionCounts>& counts, bool with_bounced) const {
    json::array list;
    for (std::size_t group = 0; group < counts.size(); ++group) {
      json::object out;
      top.describe(labels(), group, "label", out);
      out["share"] = share_json(counts[group].sessions, tally_.all.sessions);
      out["people"] = counts[group].people.count();
      out["ref"] = fmt::format("{}:{}", what, group);
      if (with_bounced) out["bounced"] = share_json(counts[group].bounced, counts[group].sessions);
      list.push_back(std::move(out));
    }
    return list;
  }

  base::Result<std::vector<json::object>> durations_of(
      const std::vector<SessionCounts>& counts) const {
    std::vector<const DurationList*> lists;
    for (const SessionCounts& one : counts) lists.push_back(&one.durations);
    return times_of_each(lists, run_.stop);
  }

  base::Result<json::array> channels_json() const {
    WEND_ASSIGN(auto durations, durations_of(tally_.of_channel));
    json::array list;
    for (std::size_t group = 0; group < tally_.of_channel.size(); ++group) {
      const SessionCounts& counts = tally_.of_channel[group];
      json::object out;
      top_channels_.describe(channels_, group, "channel", out);
      out["share"] = share_json(counts.sessions, tally_.all.sessions);
      out["people"] = counts.people.count();
      out["ref"] = fmt::format("channel:{}", group);
      out["bounced"] = share_json(counts.bounced, counts.sessions);
      out["duration"] = std::move(durations[group]);
      list.push_back(std::move(out));
    }
    return list;
  }

  base::Result<json::array> trend_json() const {
    const TimeUs known_to_us = std::min(run_.scope.to_us, run_.table->last_us() + 1);
    WEND_ASSIGN(auto durations, durations_of(tally_.of_period));
    json::array list;
    for (std::size_t i = 0; i < tally_.of_period.size(); ++i) {
      json::object out;
      out["from"] = grid_.label(i);
      if (grid_.is_partial(i, run_.scope.from_us, known_to_us)) out["incomplete"] = true;
      out["sessions"] = tally_.of_period[i].sessions;
      out["people"] = tally_.of_period[i].people.count();
      out["ref"] = fmt::format("trend:{}", i);
      out["bounced"] = share_json(tally_.of_period[i].bounced, tally_.of_period[i].sessions);
      out["duration"] = std::move(durations[i]);
      list.push_back(std::move(out));
    }
    return list;
  }

  const QueryRun run_;
  const SessionsAsk& ask_;
  const JourneySteps steps_;
  const Labels channels_;
  const PeriodGrid grid_;
  TopLabels entries_, exits_, top_channels_;
  SessionTally tally_;
};

class SessionsQuestion final : public Question {
 public:
  explicit SessionsQuestion(SessionsAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    const TimeUs from_us = run.scope.from_us;
    const TimeUs to_us = std::max(from_us, std::min(run.scope.to_us, run.table->last_us() + 1));
    const PeriodUnit unit = ask_.unit ? *ask_.unit : PeriodGrid::unit_for(from_us, to_us);
    WEND_ASSIGN(auto grid,
                model::at_place(PeriodGrid::make(unit, from_us, to_us, run.zone), "bucket"));
    WEND_ASSIGN(auto labels, ask_.by.labels(run));
    WEND_ASSIGN(auto steps, JourneySteps::make(run, std::move(labels), std::nullopt));
    auto answer = std::make_unique<SessionsAnswer>(run, ask_, std::move(steps), std::move(grid));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  SessionsAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_sessions(model::ObjectReader& document,
                                                      model::PredicateReader&) {
  SessionsAsk ask;
  WEND_ASSIGN(const auto gap, document.duration("gap"));
  ask.gap_us = gap.value_or(kUsualGapUs);
  WEND_ASSIGN(ask.by, Grouping::read(document));
  WEND_ASSIGN(const auto top, document.integer("top", 1, kTopMax));
  if (top) ask.top = static_cast<std::size_t>(*top);
  WEND_ASSIGN(const auto bucket, document.choice("bucket", {"hour", "day", "week", "month"}));
  if (bucket) ask.unit = static_cast<PeriodUnit>(*bucket);
  return std::make_unique<SessionsQuestion>(std::move(ask));
}

}  // namespace wend::analyze
