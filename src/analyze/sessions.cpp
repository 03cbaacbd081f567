#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>

#include "analyze/mean.h"
#include "analyze/period_grid.h"
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

// Some of the sessions. Customers must come one after another.
struct SessionCounts {
  std::uint64_t sessions = 0;
  std::uint64_t people = 0;
  std::uint64_t bounced = 0;
  std::uint64_t last = 0;  // the customer counted last, plus one

  void add(std::uint32_t profile, bool bounce) {
    ++sessions;
    bounced += bounce;
    people += last != std::uint64_t{profile} + 1;
    last = std::uint64_t{profile} + 1;
  }
};

class SessionsAnswer final : public Answer {
 public:
  SessionsAnswer(const QueryRun& run, const SessionsAsk& ask, Labels labels, PeriodGrid grid)
      : run_(run),
        ask_(ask),
        labels_(std::move(labels)),
        channels_(Labels::of_channels(*run.table)),
        grid_(std::move(grid)) {}

  base::Status tally() {
    WEND_ASSIGN(steps_, journey_steps(run_, labels_, std::nullopt));
    WEND_TRY(rank());
    durations_of_channel_.resize(of_channel_.size());
    durations_of_period_.resize(of_period_.size());
    std::uint64_t of_customer = 0;
    std::uint32_t customer = 0;
    WEND_TRY(each_session([&](std::uint32_t profile, const Session& session) {
      const bool bounced = session.events == 1;
      if (of_customer > 0 && customer != profile) {
        per_customer_.add(of_customer);
        of_customer = 0;
      }
      customer = profile;
      ++of_customer;
      per_session_.add(session.events);
      ++lengths_[session.events];
      all_.add(profile, bounced);
      if (bounced) bounced_.add(profile, true);
      of_entry_[entry_of(session)].add(profile, bounced);
      of_exit_[exit_of(session)].add(profile, bounced);
      of_channel_[channel_of(session)].add(profile, bounced);
      of_period_[period_of(session)].add(profile, bounced);
      durations_of_channel_[channel_of(session)].push_back(duration_us(session));
      durations_of_period_[period_of(session)].push_back(duration_us(session));
    }));
    if (of_customer > 0) per_customer_.add(of_customer);
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["sessions"] = all_.sessions;
    result["people"] = all_.people;
    result["ref"] = "sessions";
    result["per_customer"] = per_customer_.to_json();
    result["events_per_session"] = lengths_json();
    std::vector<std::int64_t> durations;
    for (const auto& of_channel : durations_of_channel_)
      durations.insert(durations.end(), of_channel.begin(), of_channel.end());
    result["duration"] = times_json(durations);
    result["bounced"] = share_json(all_.bounced, all_.sessions);
    result["bounced_people"] = bounced_.people;
    result["bounced_ref"] = "bounced";
    result["entries"] = list_json("entry", entries_, of_entry_, true);
    result["exits"] = list_json("exit", exits_, of_exit_, false);
    result["channels"] = channels_json();
    result["bucket"] = to_string(grid_.unit());
    result["trend"] = trend_json();
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
    if (parts[0] == "entry") return one_of(of_entry_.size(), &SessionsAnswer::entry_of);
    if (parts[0] == "exit") return one_of(of_exit_.size(), &SessionsAnswer::exit_of);
    if (parts[0] == "channel") return one_of(of_channel_.size(), &SessionsAnswer::channel_of);
    if (parts[0] == "trend") return one_of(of_period_.size(), &SessionsAnswer::period_of);
    return std::nullopt;
  }

 private:
  base::Result<std::optional<ProfileList>> list(
      const std::function<bool(const Session&)>& belongs) const {
    ProfileList profiles;
    WEND_TRY(each_session([&](std::uint32_t profile, const Session& session) {
      if ((profiles.empty() || profiles.back() != profile) && belongs(session))
        profiles.push_back(profile);
    }));
    return profiles;
  }

  template <typename Visit>
  base::Status each_session(Visit&& visit) const {
    const SessionKernel kernel(*run_.table, steps_, ask_.gap_us);
    return each_profile(
        *run_.table, run_.stop, [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
          kernel.each_session(begin, end, [&](const Session& session) { visit(profile, session); });
        });
  }

  base::Status rank() {
    std::vector<std::uint64_t> entries(labels_.size()), exits(labels_.size()),
        channels(channels_.size());
    WEND_TRY(each_session([&](std::uint32_t, const Session& session) {
      ++entries[labels_.of(session.first)];
      ++exits[labels_.of(session.last)];
      ++channels[channels_.of(session.first)];
    }));
    entries_ = TopLabels(labels_, entries, ask_.top);
    exits_ = TopLabels(labels_, exits, ask_.top);
    top_channels_ = TopLabels(channels_, channels, ask_.top);
    of_entry_.resize(entries_.size());
    of_exit_.resize(exits_.size());
    of_channel_.resize(top_channels_.size());
    of_period_.resize(grid_.size());
    return {};
  }

  std::size_t entry_of(const Session& session) const {
    return entries_.group_of(labels_.of(session.first));
  }
  std::size_t exit_of(const Session& session) const {
    return exits_.group_of(labels_.of(session.last));
  }
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
    json::object out = per_session_.to_json();
    const auto at_rank = [&](std::uint64_t rank) {
      auto length = lengths_.begin();
      while (rank >= length->second) rank -= (length++)->second;
      return static_cast<double>(length->first);
    };
    for (const auto& [name, share] : {std::pair("q1", 0.25), {"median", 0.5}, {"q3", 0.75}}) {
      out[name] = nullptr;
      if (all_.sessions == 0) continue;
      const double rank = static_cast<double>(all_.sessions - 1) * share;
      const auto low = static_cast<std::uint64_t>(rank);
      const double at_low = at_rank(low);
      const double at_high = at_rank(std::min(low + 1, all_.sessions - 1));
      out[name] = at_low + (rank - static_cast<double>(low)) * (at_high - at_low);
    }
    return out;
  }

  json::array list_json(std::string_view what, const TopLabels& top,
                        const std::vector<SessionCounts>& counts, bool with_bounced) const {
    json::array list;
    for (std::size_t group = 0; group < counts.size(); ++group) {
      json::object out;
      top.describe(labels_, group, "label", out);
      out["share"] = share_json(counts[group].sessions, all_.sessions);
      out["people"] = counts[group].people;
      out["ref"] = fmt::format("{}:{}", what, group);
      if (with_bounced) out["bounced"] = share_json(counts[group].bounced, counts[group].sessions);
      list.push_back(std::move(out));
    }
    return list;
  }

  json::array channels_json() {
    json::array list;
    for (std::size_t group = 0; group < of_channel_.size(); ++group) {
      const SessionCounts& counts = of_channel_[group];
      json::object out;
      top_channels_.describe(channels_, group, "channel", out);
      out["share"] = share_json(counts.sessions, all_.sessions);
      out["people"] = counts.people;
      out["ref"] = fmt::format("channel:{}", group);
      out["bounced"] = share_json(counts.bounced, counts.sessions);
      out["duration"] = times_json(durations_of_channel_[group]);
      list.push_back(std::move(out));
    }
    return list;
  }

  json::array trend_json() {
    const TimeUs known_to_us = std::min(run_.scope.to_us, run_.table->last_us() + 1);
    json::array list;
    for (std::size_t i = 0; i < of_period_.size(); ++i) {
      json::object out;
      out["from"] = grid_.label(i);
      if (grid_.is_partial(i, run_.scope.from_us, known_to_us)) out["incomplete"] = true;
      out["sessions"] = of_period_[i].sessions;
      out["people"] = of_period_[i].people;
      out["ref"] = fmt::format("trend:{}", i);
      out["bounced"] = share_json(of_period_[i].bounced, of_period_[i].sessions);
      out["duration"] = times_json(durations_of_period_[i]);
      list.push_back(std::move(out));
    }
    return list;
  }

  const QueryRun run_;
  const SessionsAsk& ask_;
  Labels labels_, channels_;
  PeriodGrid grid_;
  Mask steps_;
  SessionCounts all_, bounced_;
  WholeMean per_customer_, per_session_;
  std::map<std::uint64_t, std::uint64_t> lengths_;  // sessions by their number of events
  TopLabels entries_, exits_, top_channels_;
  std::vector<SessionCounts> of_entry_, of_exit_, of_channel_, of_period_;
  // Put in order when they are asked for; their order means nothing.
  std::vector<std::vector<std::int64_t>> durations_of_channel_, durations_of_period_;
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
    auto answer = std::make_unique<SessionsAnswer>(run, ask_, std::move(labels), std::move(grid));
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
