#include "analyze/journey_table_store.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <unordered_map>
#include <xxhash.h>

#include "analyze/event_mask.h"
#include "analyze/journey_table_builder.h"
#include "env/thread_rank.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

// A table has room for so many events that come later, before it is copied.
constexpr std::size_t kRoomMin = 1 << 20;

// Reads properties out of the event store when a query first asks for them.
class StoreColumns final : public ColumnSource {
 public:
  explicit StoreColumns(events::EventStore& store) : store_(store) {}

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    // Only events whose text mentions the last part of the path can have it; DuckDB looks for it on
    // all its threads.
    const std::string_view last = path.substr(path.rfind('.') + 1);
    model::PropertyText parser;
    return each_row("SELECT sequence, properties FROM events WHERE contains(properties, ?)", {last},
                    [&](std::int64_t sequence, std::string_view text) {
                      model::Value value = parser.get(text, path);
                      if (!model::is_missing(value)) take(sequence, value);
                    });
  }

  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    return each_row("SELECT sequence, properties FROM events", {}, take);
  }

  base::Status each_text_of(
      std::span<const std::int64_t> sequences,
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    WEND_ASSIGN(auto connection, store_.reader());
    WEND_TRY(connection.run("CREATE TEMP TABLE wanted (number BIGINT NOT NULL)"));
    {
      WEND_ASSIGN(auto appender, connection.append_to("wanted"));
      for (const std::int64_t sequence : sequences) {
        const events::duck::Value row[] = {sequence};
        WEND_TRY(appender.row(row));
      }
      WEND_TRY(appender.finish());
    }
    return each_row(connection,
                    "SELECT sequence, properties FROM events WHERE sequence IN (SELECT number FROM "
                    "wanted)",
                    {}, take);
  }

  // The user id when there is one, else the first identity by namespace: "user_id 48102".
  base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids) override {
    std::vector<std::string> labels;
    labels.reserve(profile_ids.size());
    for (const std::int64_t id : profile_ids) {
      WEND_ASSIGN(const auto identities, store_.identities_of(id));
      if (identities.empty()) {
        labels.push_back(model::customer_id_text(id));
        continue;
      }
      const auto user =
          std::ranges::find(identities, "user_id", &events::Identity::identity_namespace);
      const events::Identity& shown = user == identities.end() ? identities.front() : *user;
      labels.push_back(shown.identity_namespace + " " + shown.value);
    }
    return labels;
  }

 private:
  base::Status each_row(const char* sql, std::initializer_list<events::duck::Value> values,
                        const std::function<void(std::int64_t, std::string_view)>& take) {
    WEND_ASSIGN(auto connection, store_.reader());
    return each_row(connection, sql, values, take);
  }
  static base::Status each_row(events::duck::Connection& connection, const char* sql,
                               std::initializer_list<events::duck::Value> values,
                               const std::function<void(std::int64_t, std::string_view)>& take) {
    WEND_ASSIGN(auto statement, connection.prepare(sql));
    WEND_ASSIGN(auto rows, statement.stream(std::span(values.begin(), values.size())));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) return {};
      const auto sequences = rows.values<std::int64_t>(0);
      for (std::size_t i = 0; i < sequences.size(); ++i) take(sequences[i], rows.text(1, i));
    }
  }

  events::EventStore& store_;
};

// A sum over the identities of each profile, by profile.
using SumByProfile = boost::unordered_flat_map<std::int64_t, std::uint32_t>;

base::Result<SumByProfile> identity_sums(events::duck::Connection& connection) {
  SumByProfile sums;
  WEND_ASSIGN(auto rows, connection.query("SELECT profile_id, identity_id FROM identities"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return sums;
    const auto profile = rows.values<std::int64_t>(0);
    const auto identity = rows.values<std::int64_t>(1);
    for (std::size_t i = 0; i < rows.size(); ++i)
      sums[profile[i]] += static_cast<std::uint32_t>(XXH3_64bits(&identity[i], sizeof identity[i]));
  }
}

JourneyIndexFile::IdentitySums sums_of(const JourneyTable& table, const SumByProfile& by_profile) {
  JourneyIndexFile::IdentitySums sums(table.profile_count());
  for (std::size_t profile = 0; profile < sums.size(); ++profile) {
    const auto found = by_profile.find(table.profile_id(profile));
    if (found != by_profile.end()) sums[profile] = found->second;
  }
  return sums;
}

}  // namespace

JourneyTableStore::~JourneyTableStore() {
  if (file_.empty()) return;
  if (keeper_.joinable()) keeper_.join();
  std::lock_guard lock(mutex_);
  // Whatever fails here costs no more than time at the next start.
  if (table_ == nullptr || !is_worth_keeping(*table_, true)) return;
  (void)[&]()->base::Status {
    WEND_ASSIGN(auto connection, store_.reader());
    WEND_ASSIGN(auto transaction, events::duck::Transaction::begin(connection));
    WEND_ASSIGN(const std::int64_t version, connection.number("SELECT version FROM store"));
    if (version != table_->data_version()) return {};
    WEND_ASSIGN(const auto sums, identity_sums(connection));
    return JourneyIndexFile::write(file_, *table_, sums_of(*table_, sums), {});
  }
  ();
}

void JourneyTableStore::forget() {
  std::lock_guard lock(mutex_);
  if (keeper_.joinable()) {
    keeper_.request_stop();
    keeper_.join();
  }
  table_.reset();
  shown_.reset();
  with_places_.reset();
  kept_version_.reset();
  looked_for_file_ = true;
  std::error_code ignored;
  if (!file_.empty()) std::filesystem::remove(file_, ignored);
  std::lock_guard recent_lock(recent_mutex_);
  recent_.reset();
}

bool JourneyTableStore::is_worth_keeping(const JourneyTable& table, bool at_the_end) const {
  if (file_.empty() || table.event_count() < kept_min_) return false;
  if (!kept_version_) return true;
  if (at_the_end) return *kept_version_ != table.data_version();
  constexpr std::size_t kPart = 5;  // a fifth more
  return table.event_count() > kept_events_ + kept_events_ / kPart;
}

void JourneyTableStore::keep(std::shared_ptr<const JourneyTable> table,
                             JourneyIndexFile::IdentitySums sums) {
  if (keeper_.joinable()) keeper_.join();
  kept_version_ = table->data_version();
  kept_events_ = table->event_count();
  keeper_ = std::jthread([file = file_, table = std::move(table),
                          sums = std::move(sums)](const std::stop_token& stop) {
    env::lower_this_thread(env::ThreadRank::kBackground);
    (void)JourneyIndexFile::write(file, *table, sums, stop);
  });
}

base::Result<std::optional<JourneyTableStore::Known>> JourneyTableStore::from_file(
    events::duck::Connection& connection, std::int64_t version) {
  if (file_.empty() || looked_for_file_) return std::nullopt;
  looked_for_file_ = true;
  auto read = JourneyIndexFile::read(file_, std::make_shared<StoreColumns>(store_), kRoomMin);
  if (!read || read->table->data_version() > version) return std::nullopt;
  kept_version_ = read->table->data_version();
  kept_events_ = read->table->event_count();
  Known known{read->table, {}};
  if (read->table->data_version() == version) return known;
  // Who has other identities than then; some of them only have new events.
  WEND_ASSIGN(const auto sums, identity_sums(connection));
  for (std::size_t profile = 0; profile < known.table->profile_count(); ++profile) {
    const auto found = sums.find(known.table->profile_id(profile));
    if (found == sums.end() || found->second != read->identity_sums[profile])
      known.changed.push_back(known.table->profile_id(profile));
  }
  // Of those who are not in the table, some may have events of before that were another's.
  for (const auto& [profile, sum] : sums)
    if (!known.table->profile_of_id(profile)) known.changed.push_back(profile);
  std::ranges::sort(known.changed);
  return known;
}

void JourneyTableStore::set_event_names(EventNames names) {
  std::lock_guard lock(names_mutex_);
  // Equal names keep what was drawn from the table.
  if (names == *names_) return;
  names_ = std::make_shared<const EventNames>(std::move(names));
}

std::shared_ptr<const EventNames> JourneyTableStore::event_names() {
  std::lock_guard lock(names_mutex_);
  return names_;
}

void JourneyTableStore::set_touchpoints(NamedTouchpoints touchpoints) {
  std::lock_guard lock(names_mutex_);
  if (touchpoints == *touchpoints_) return;
  touchpoints_ = std::make_shared<const NamedTouchpoints>(std::move(touchpoints));
}

std::shared_ptr<const NamedTouchpoints> JourneyTableStore::touchpoints() {
  std::lock_guard lock(names_mutex_);
  return touchpoints_;
}

base::Result<std::shared_ptr<const JourneyTable>> JourneyTableStore::current(
    const std::stop_token& stop) {
  std::lock_guard lock(mutex_);
  bool fresh = false;
  if (table_ == nullptr || table_->data_version() != store_.data_version()) {
    WEND_ASSIGN(table_, build(stop));
    fresh = true;
  }
  std::shared_ptr<const EventNames> names;
  std::shared_ptr<const NamedTouchpoints> touchpoints;
  {
    std::lock_guard names_lock(names_mutex_);
    names = names_;
    touchpoints = touchpoints_;
  }
  if (fresh || names != shown_names_) {
    shown_ = names->empty() ? table_ : table_->with_names(names);
    shown_names_ = std::move(names);
    fresh = true;
  }
  if (fresh || touchpoints != shown_touchpoints_) {
    with_places_ =
        touchpoints->empty() ? shown_ : JourneyTable::with_touchpoints(shown_, touchpoints);
    shown_touchpoints_ = std::move(touchpoints);
  }
  std::lock_guard recent_lock(recent_mutex_);
  recent_ = with_places_;
  checked_at_ = std::chrono::steady_clock::now();
  return with_places_;
}

std::shared_ptr<const JourneyTable> JourneyTableStore::recent(std::chrono::seconds age) {
  std::lock_guard lock(recent_mutex_);
  return std::chrono::steady_clock::now() - checked_at_ <= age ? recent_ : nullptr;
}

base::Result<std::shared_ptr<const JourneyTable>> JourneyTableStore::build(
    const std::stop_token& stop) {
  WEND_ASSIGN(auto connection, store_.reader());
  // One transaction: the version belongs to the rows that are read.
  WEND_ASSIGN(auto transaction, events::duck::Transaction::begin(connection));
  WEND_ASSIGN(const std::int64_t version, connection.number("SELECT version FROM store"));
  WEND_ASSIGN(const std::int64_t count, connection.number("SELECT count(*) FROM events"));
  // Sequence numbers only grow, so what the table has is still all there when as many events are up
  // to its last number; and an event never changes.
  std::int64_t last = 0;
  std::vector<std::int64_t> changed;  // profiles that gained or lost events of before
  std::shared_ptr<const JourneyTable> before = table_;
  bool known_changes = true;
  if (before != nullptr) {
    auto profiles = store_.profiles_changed_since(before->data_version());
    known_changes = profiles.has_value();
    if (profiles) changed = *std::move(profiles);
  } else {
    WEND_ASSIGN(auto known, from_file(connection, version));
    if (known) {
      before = std::move(known->table);
      changed = std::move(known->changed);
    }
  }
  if (before != nullptr && known_changes) {
    last = before->last_sequence();
    WEND_ASSIGN(const std::int64_t known,
                connection.number("SELECT count(*) FROM events WHERE sequence <= ?", {last}));
    if (known != static_cast<std::int64_t>(before->event_count())) last = 0;
    if (last > 0 && before->data_version() == version) return before;
  }

  std::unordered_map<std::int64_t, std::string> sources;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT id, name FROM sources"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        sources.emplace(rows.values<std::int64_t>(0)[i], rows.text(1, i));
      }
    }
  }

  JourneyTableBuilder builder;
  if (last > 0)
    builder = JourneyTableBuilder(before, changed);
  else
    builder.reserve(static_cast<std::size_t>(count));
  const auto add = [&](const char* sql, std::int64_t sequence_of) -> base::Status {
    WEND_ASSIGN(auto statement, connection.prepare(sql));
    const events::duck::Value values[] = {sequence_of};
    WEND_ASSIGN(auto rows, statement.stream(values));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) return {};
      WEND_TRY(check_stop(stop));
      const auto profile = rows.values<std::int64_t>(0);
      const auto time = rows.values<std::int64_t>(1);
      const auto sequence = rows.values<std::int64_t>(2);
      const auto type = rows.values<std::uint8_t>(3);
      const auto source = rows.values<std::int64_t>(6);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        builder.add(profile[i], time[i], sequence[i], static_cast<model::EventType>(type[i]),
                    rows.text(4, i), rows.text(5, i), sources[source[i]]);
      }
    }
  };
  if (last > 0 && !changed.empty()) {
    WEND_TRY(connection.run("CREATE OR REPLACE TEMP TABLE changed (profile_id BIGINT)"));
    WEND_ASSIGN(auto appender, connection.append_to("changed"));
    for (const std::int64_t profile : changed) {
      const events::duck::Value row[] = {profile};
      WEND_TRY(appender.row(row));
    }
    WEND_TRY(appender.finish());
    WEND_TRY(
        add("SELECT i.profile_id, e.time, e.sequence, e.type, e.name, e.channel, e.source_id "
            "FROM events e JOIN identities i ON i.identity_id = e.identity_id "
            "WHERE e.sequence <= ? AND i.profile_id IN (SELECT profile_id FROM changed)",
            last));
  }
  WEND_TRY(
      add("SELECT i.profile_id, e.time, e.sequence, e.type, e.name, e.channel, e.source_id "
          "FROM events e JOIN identities i ON i.identity_id = e.identity_id "
          "WHERE e.sequence > ?",
          last));
  WEND_TRY(check_stop(stop));
  WEND_ASSIGN(auto table, builder.finish(std::make_shared<StoreColumns>(store_), version,
                                         std::max(kRoomMin, static_cast<std::size_t>(count) / 2)));
  if (last == 0) kept_version_.reset();  // the file, if there is one, has other events
  if (is_worth_keeping(*table, false)) {
    WEND_ASSIGN(const auto sums, identity_sums(connection));
    keep(table, sums_of(*table, sums));
  }
  return table;
}

}  // namespace wend::analyze
