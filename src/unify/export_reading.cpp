#include "unify/export_reading.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <limits>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace wend::unify {
namespace {

namespace duck = events::duck;
namespace json = boost::json;

// Some of them are sorted at once: a store of any size needs the same memory.
constexpr double kEventsAtOnce = 300'000;
constexpr std::size_t kDepthMax = 64;

// Calls `take` with each row; the connection can do nothing else meanwhile.
template <typename Take>
base::Status each_row(duck::Connection& connection, const char* sql,
                      std::initializer_list<duck::Value> values, Take&& take) {
  WEND_ASSIGN(auto statement, connection.prepare(sql));
  WEND_ASSIGN(auto rows, statement.stream(std::span(values.begin(), values.size())));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) WEND_TRY(take(rows, i));
  }
}

json::object properties_from(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDepthMax;
  options.allow_invalid_utf8 = true;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  return error || !value.is_object() ? json::object() : std::move(value.get_object());
}

}  // namespace

base::Result<ExportReading> ExportReading::begin(
    const events::EventStore& store, const ExportRequest& request, const PseudonymKey& key,
    const model::ConsentPurpose* purpose, const IdentityHasher& hasher,
    const std::vector<std::string>& erased, const Limits& limits) {
  WEND_ASSIGN(auto connection, store.reader());
  ExportReading reading(std::move(connection), request);
  // Ends with the connection.
  WEND_TRY(reading.connection_.run("BEGIN TRANSACTION"));
  WEND_TRY(reading.read_people(key, limits));
  WEND_TRY(reading.leave_out_erased(hasher, erased));
  if (purpose != nullptr) WEND_TRY(reading.leave_out_without_consent(*purpose));
  WEND_TRY(reading.write_places());
  return reading;
}

base::Status ExportReading::read_people(const PseudonymKey& key, const Limits& limits) {
  WEND_TRY(each_row(connection_, "SELECT DISTINCT profile_id FROM identities", {},
                    [&](const duck::Rows& rows, std::size_t i) -> base::Status {
                      const auto profile = rows.values<std::int64_t>(0)[i];
                      people_.push_back({profile, key.customer(profile)});
                      return {};
                    }));
  std::ranges::sort(people_, {}, &Known::pseudonym);
  WEND_ASSIGN(const auto events, connection_.number("SELECT count(*) FROM events"));
  events_ = static_cast<double>(events);
  if (limits.people_max && people_.size() > *limits.people_max) {
    // As many as these people have on the average.
    events_ *= static_cast<double>(*limits.people_max) / static_cast<double>(people_.size());
    people_.resize(*limits.people_max);
  }
  return {};
}

base::Status ExportReading::leave_out_erased(const IdentityHasher& hasher,
                                             const std::vector<std::string>& erased) {
  if (erased.empty()) return {};
  const std::unordered_set<std::string_view> hashes(erased.begin(), erased.end());
  std::unordered_set<std::int64_t> profiles;
  WEND_TRY(each_row(connection_, "SELECT profile_id, namespace, value FROM identities", {},
                    [&](const duck::Rows& rows, std::size_t i) -> base::Status {
                      if (hashes.contains(hasher.text(rows.text(1, i), rows.text(2, i))))
                        profiles.insert(rows.values<std::int64_t>(0)[i]);
                      return {};
                    }));
  for (Known& one : people_) {
    if (!profiles.contains(one.profile)) continue;
    one.wanted = false;
    ++being_erased_;
  }
  return {};
}

base::Status ExportReading::leave_out_without_consent(const model::ConsentPurpose& purpose) {
  struct Said {
    std::string category, channel;
    model::ConsentState state;
    env::TimeUs time;
  };
  std::unordered_map<std::int64_t, std::vector<Said>> said;
  WEND_TRY(
      each_row(connection_,
               "SELECT i.profile_id, c.category, c.channel, c.state, c.time_us FROM consent c JOIN "
               "identities i ON i.identity_id = c.identity_id ORDER BY c.number",
               {}, [&](const duck::Rows& rows, std::size_t i) -> base::Status {
                 if (purpose.is_called(rows.text(1, i)))
                   said[rows.values<std::int64_t>(0)[i]].push_back(
                       {std::string(rows.text(1, i)), std::string(rows.text(2, i)),
                        static_cast<model::ConsentState>(rows.values<std::int32_t>(3)[i]),
                        rows.values<std::int64_t>(4)[i]});
                 return {};
               }));
  for (Known& one : people_) {
    if (!one.wanted) continue;
    const auto found = said.find(one.profile);
    const std::span<const Said> statements =
        found == said.end() ? std::span<const Said>() : std::span<const Said>(found->second);
    if (model::answer_consent<Said>(purpose, "", statements).allowed) continue;
    one.wanted = false;
    ++without_consent_;
  }
  return {};
}

base::Status ExportReading::write_places() {
  WEND_TRY(connection_.run(
      "CREATE OR REPLACE TEMP TABLE export_people (place BIGINT NOT NULL, profile_id BIGINT NOT "
      "NULL)"));
  WEND_ASSIGN(auto appender, connection_.append_to("export_people"));
  for (std::size_t place = 0; place < people_.size(); ++place) {
    const duck::Value row[] = {static_cast<std::int64_t>(place), people_[place].profile};
    WEND_TRY(appender.row(row));
  }
  return appender.finish();
}

base::Status ExportReading::each_identity(
    const std::function<void(std::string_view, std::string_view)>& take) {
  return each_row(connection_, "SELECT namespace, value FROM identities", {},
                  [&](const duck::Rows& rows, std::size_t i) -> base::Status {
                    take(rows.text(0, i), rows.text(1, i));
                    return {};
                  });
}

base::Status ExportReading::each_person(const std::function<base::Status(ExportPerson&&)>& take,
                                        const std::stop_token& stop) {
  const auto steps = static_cast<std::uint64_t>(events_ / kEventsAtOnce) + 1;
  const std::uint64_t at_once = people() / steps + 1;
  for (std::uint64_t from = 0; from < people(); from += at_once)
    WEND_TRY(each_of(from, std::min(from + at_once, people()), take, stop));
  return {};
}

base::Status ExportReading::each_of(std::uint64_t from, std::uint64_t to,
                                    const std::function<base::Status(ExportPerson&&)>& take,
                                    const std::stop_token& stop) {
  constexpr const char* kRows =
      "SELECT p.place, 0::INTEGER, 0::BIGINT, 0::BIGINT, 0::INTEGER, i.namespace, i.value, '', '', "
      "'', '' FROM identities i JOIN export_people p ON p.profile_id = i.profile_id WHERE p.place "
      ">= ? AND p.place < ? "
      "UNION ALL "
      "SELECT p.place, 1::INTEGER, epoch_us(e.time), e.sequence, e.type::INTEGER, i.namespace, "
      "i.value, e.name, e.channel, coalesce(s.name, ''), e.properties FROM events e JOIN "
      "identities "
      "i ON i.identity_id = e.identity_id JOIN export_people p ON p.profile_id = i.profile_id LEFT "
      "JOIN sources s ON s.id = e.source_id WHERE p.place >= ? AND p.place < ? AND (e.type = ? OR "
      "(epoch_us(e.time) >= ? AND epoch_us(e.time) < ?)) "
      "ORDER BY 1, 2, 3, 4, 6, 7";
  const env::TimeUs first = request_->from.value_or(std::numeric_limits<env::TimeUs>::min());
  const env::TimeUs end = request_->to.value_or(std::numeric_limits<env::TimeUs>::max());
  const auto low = static_cast<std::int64_t>(from), high = static_cast<std::int64_t>(to);
  std::optional<ExportPerson> person;
  const auto hand_over = [&]() -> base::Status {
    if (!person) return {};
    if (stop.stop_requested()) return base::fail(base::ErrorCode::kCancelled, "Stopped.");
    ExportPerson done = *std::move(person);
    person.reset();
    return take(std::move(done));
  };
  const base::Status read = each_row(
      connection_, kRows,
      {low, high, low, high, static_cast<std::int32_t>(model::EventType::kIdentify), first, end},
      [&](const duck::Rows& rows, std::size_t i) -> base::Status {
        const auto place = static_cast<std::uint64_t>(rows.values<std::int64_t>(0)[i]);
        if (!person || person->place != place) {
          WEND_TRY(hand_over());
          const Known& known = people_[place];
          person.emplace(ExportPerson{.place = place,
                                      .profile = known.profile,
                                      .pseudonym = known.pseudonym,
                                      .wanted = known.wanted});
        }
        if (rows.values<std::int32_t>(1)[i] == 0) {
          person->identities.push_back(
              {std::string(rows.text(5, i)), std::string(rows.text(6, i))});
          return {};
        }
        const env::TimeUs time = rows.values<std::int64_t>(2)[i];
        person->events.push_back(
            {.time_us = time,
             .type = static_cast<model::EventType>(rows.values<std::int32_t>(4)[i]),
             .name = std::string(rows.text(7, i)),
             .channel = std::string(rows.text(8, i)),
             .source = std::string(rows.text(9, i)),
             .identity_namespace = std::string(rows.text(5, i)),
             .identity_value = std::string(rows.text(6, i)),
             .properties = properties_from(rows.text(10, i)),
             .in_period = time >= first && time < end});
        return {};
      });
  WEND_TRY(read);
  return hand_over();
}

}  // namespace wend::unify
