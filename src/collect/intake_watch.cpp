#include "collect/intake_watch.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wend::collect {
namespace {

using workspace::RefusalKind;

// The rows that are not blocked, and which of all they are.
struct KeptRows {
  std::vector<events::LiveRow> rows;
  std::vector<std::size_t> index;
};

KeptRows without_blocked(std::span<const events::LiveRow> rows, std::span<const RowMark> marks) {
  KeptRows kept;
  auto mark = marks.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (mark != marks.end() && mark->row == i) {
      const bool blocked = mark->fate == MessageFate::kBlocked;
      ++mark;
      if (blocked) continue;
    }
    kept.rows.push_back(rows[i]);
    kept.index.push_back(i);
  }
  return kept;
}

// The marks of the plan, and those of rows that were warned of when they were read. What is blocked
// is not warned of.
std::vector<RowMark> with_warnings(std::vector<RowMark> judged,
                                   std::span<const events::LiveRow> rows) {
  if (std::ranges::all_of(rows, [](const auto& row) { return row.warning.empty(); })) return judged;
  std::vector<RowMark> all;
  auto mark = judged.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool marked = mark != judged.end() && mark->row == i;
    if (marked) all.push_back(std::move(*mark++));
    if (rows[i].warning.empty()) continue;
    if (!marked) all.push_back({i, MessageFate::kWarned, {}});
    if (all.back().fate == MessageFate::kWarned) all.back().reasons.emplace_back(rows[i].warning);
  }
  return all;
}

// In the order of the rows; of two marks of a row the later one counts.
void put_in_order(std::vector<RowMark>& marks) {
  std::ranges::stable_sort(marks, {}, &RowMark::row);
  std::vector<RowMark> last;
  for (RowMark& mark : marks) {
    if (!last.empty() && last.back().row == mark.row) last.pop_back();
    last.push_back(std::move(mark));
  }
  marks = std::move(last);
}

}  // namespace

IntakeWatch::IntakeWatch(workspace::Workspace& workspace, const env::Clock& clock,
                         std::function<void(std::string_view)> report)
    : report_(std::move(report)),
      refusals_(workspace.refusals(), clock),
      live_(clock),
      plan_(std::make_shared<const PlanRules>()) {
  load_plan(workspace);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

IntakeWatch::~IntakeWatch() {
  thread_ = {};
  write_counts();
}

void IntakeWatch::load_plan(workspace::Workspace& workspace) {
  const auto document = workspace.documents().find(model::kTrackingPlanDocument);
  if (!document)
    return report_(
        fmt::format("The tracking plan cannot be read: {}", document.error().to_sentence()));
  if (!*document) return;
  boost::system::error_code error;
  const auto body = boost::json::parse((*document)->body, error);
  const auto plan = model::tracking_plan_from(body);
  if (!plan)
    return report_(fmt::format("The tracking plan is not applied: {}", plan.error().to_sentence()));
  set_plan(*plan, (*document)->version);
}

void IntakeWatch::set_plan(const model::TrackingPlan& plan, std::int64_t version) {
  auto rules = std::make_shared<const PlanRules>(plan);
  std::lock_guard lock(plan_mutex_);
  if (version <= plan_version_) return;
  plan_ = std::move(rules);
  plan_version_ = version;
}

std::shared_ptr<const PlanRules> IntakeWatch::plan() const {
  std::lock_guard lock(plan_mutex_);
  return plan_;
}

void IntakeWatch::refused(const RefusalCounter::Refused& refused) {
  refusals_.count(refused);
  if (refused.source_id != 0) live_.refused(refused.source_id, refused.reason, refused.sample);
}

base::Result<events::LiveCounts> IntakeWatch::append(events::EventStore& store,
                                                     events::EventStore::LiveBatch batch) {
  const std::span<const events::LiveRow> rows = batch.rows;
  const auto plan = this->plan();
  std::vector<RowMark> marks;
  if (!plan->empty()) marks = plan->judge(rows);
  marks = with_warnings(std::move(marks), rows);
  const bool some_blocked = std::ranges::any_of(
      marks, [](const RowMark& mark) { return mark.fate == MessageFate::kBlocked; });
  const KeptRows kept = some_blocked ? without_blocked(rows, marks) : KeptRows{};
  if (some_blocked) batch.rows = kept.rows;
  WEND_ASSIGN(const auto counts, store.append(batch));
  const auto index_of = [&](std::size_t row) { return some_blocked ? kept.index[row] : row; };

  for (const auto& one : counts.refused_rows) {
    const std::size_t row = index_of(one.row);
    marks.push_back({row, MessageFate::kBlocked, {one.reason}});
    refusals_.count(
        {.source_id = rows[row].source_id,
         .event = rows[row].row.name,
         .reason = one.reason,
         .sample = one.keeps_no_sample ? std::string_view() : rows[row].row.properties});
  }
  for (const auto& one : counts.stripped_rows) {
    const std::size_t row = index_of(one.row);
    refusals_.count({.source_id = rows[row].source_id,
                     .kind = RefusalKind::kWarning,
                     .event = rows[row].row.name,
                     .reason = one.reason});
  }
  for (const std::size_t row : counts.duplicate_rows)
    marks.push_back({index_of(row), MessageFate::kDuplicate, {}});
  const std::size_t judged =
      marks.size() - counts.refused_rows.size() - counts.duplicate_rows.size();
  std::vector<std::size_t> duplicates;
  for (const std::size_t row : counts.duplicate_rows) duplicates.push_back(index_of(row));
  for (const RowMark& mark : std::span(marks).first(judged)) {
    // It was warned of when it came first.
    if (std::ranges::binary_search(duplicates, mark.row)) continue;
    const bool blocked = mark.fate == MessageFate::kBlocked;
    refusals_.count({.source_id = rows[mark.row].source_id,
                     .kind = blocked ? RefusalKind::kPlan : RefusalKind::kWarning,
                     .event = rows[mark.row].row.name,
                     .reason = fmt::format("{}", fmt::join(mark.reasons, " ")),
                     .sample = rows[mark.row].row.properties});
  }
  put_in_order(marks);
  live_.came(rows, marks);
  return counts;
}

void IntakeWatch::work(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  auto last = Clock::now();
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    stopped_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
    const auto now = Clock::now();
    live_.tick(now - last);
    last = now;
    write_counts();
  }
}

void IntakeWatch::write_counts() {
  const auto flushed = flush();
  if (!flushed && !flush_failed_)
    report_(fmt::format("Refused messages cannot be counted: {}", flushed.error().to_sentence()));
  flush_failed_ = !flushed;
}

}  // namespace wend::collect
