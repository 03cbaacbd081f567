#include "unify/customer_reading.h"

#include <algorithm>
#include <unordered_map>

#include "model/event.h"
#include "model/property_text.h"

namespace wend::unify {
namespace {

namespace duck = events::duck;

constexpr std::int32_t kIdentify = static_cast<std::int32_t>(model::EventType::kIdentify);

}  // namespace

template <typename Take>
base::Status CustomerReading::each_row(const char* sql, std::initializer_list<duck::Value> values,
                                       Take&& take) {
  WEND_ASSIGN(auto statement, connection_.prepare(sql));
  WEND_ASSIGN(auto rows, statement.stream(std::span(values.begin(), values.size())));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) take(rows, i);
  }
}

base::Result<CustomerReading> CustomerReading::begin(const events::EventStore& store) {
  WEND_ASSIGN(auto connection, store.reader());
  CustomerReading reading(std::move(connection));
  // Ends with the connection.
  WEND_TRY(reading.connection_.run("BEGIN TRANSACTION"));
  StoreMarks& marks = reading.marks_;
  const auto number = [&](const char* sql, std::int64_t& into) -> base::Status {
    WEND_ASSIGN(into, reading.connection_.number(sql));
    return {};
  };
  WEND_TRY(number("SELECT version FROM store", marks.version));
  WEND_TRY(number("SELECT coalesce(max(sequence), 0) FROM events", marks.last_sequence));
  WEND_TRY(number("SELECT count(*) FROM events", marks.events));
  WEND_TRY(number("SELECT coalesce(max(rowid), -1) FROM identities", marks.last_identity));
  WEND_TRY(number("SELECT count(*) FROM identities", marks.identities));
  WEND_TRY(number("SELECT coalesce(max(rowid), -1) FROM identity_journal", marks.last_change));
  WEND_TRY(number("SELECT count(*) FROM identity_journal", marks.changes));
  return reading;
}

base::Result<bool> CustomerReading::grew_from(const StoreMarks& before) {
  struct Check {
    const char* sql;
    std::int64_t place, count, all;
  };
  for (const Check& check : {Check{"SELECT count(*) FROM events WHERE sequence > ?",
                                   before.last_sequence, before.events, marks_.events},
                             Check{"SELECT count(*) FROM identities WHERE rowid > ?",
                                   before.last_identity, before.identities, marks_.identities},
                             Check{"SELECT count(*) FROM identity_journal WHERE rowid > ?",
                                   before.last_change, before.changes, marks_.changes}}) {
    WEND_ASSIGN(const std::int64_t added, connection_.number(check.sql, {check.place}));
    if (check.count + added != check.all) return false;
  }
  return true;
}

base::Result<StoreMarks> CustomerReading::counts_up_to(StoreMarks marks) {
  WEND_ASSIGN(marks.events, connection_.number("SELECT count(*) FROM events WHERE sequence <= ?",
                                               {marks.last_sequence}));
  WEND_ASSIGN(marks.identities,
              connection_.number("SELECT count(*) FROM identities WHERE rowid <= ?",
                                 {marks.last_identity}));
  WEND_ASSIGN(marks.changes,
              connection_.number("SELECT count(*) FROM identity_journal WHERE rowid <= ?",
                                 {marks.last_change}));
  return marks;
}

base::Status CustomerReading::each_event(const StoreMarks& before,
                                         const std::function<void(const Event&)>& take) {
  return each_row(
      "SELECT i.profile_id, e.time, e.channel FROM events e JOIN identities i ON i.identity_id = "
      "e.identity_id WHERE e.sequence > ?",
      {before.last_sequence}, [&](const duck::Rows& rows, std::size_t i) {
        take({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i], rows.text(2, i)});
      });
}

base::Status CustomerReading::each_identify(const StoreMarks& before,
                                            const std::function<void(const Identify&)>& take) {
  return each_row(
      "SELECT i.profile_id, e.time, e.sequence, e.properties FROM events e JOIN identities i ON "
      "i.identity_id = e.identity_id WHERE e.sequence > ? AND e.type = ?",
      {before.last_sequence, kIdentify}, [&](const duck::Rows& rows, std::size_t i) {
        take({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i],
              rows.values<std::int64_t>(2)[i], rows.text(3, i)});
      });
}

base::Status CustomerReading::each_identity(
    const StoreMarks& before,
    const std::function<void(std::int64_t, std::string_view, std::string_view)>& take) {
  return each_row("SELECT profile_id, namespace, value FROM identities WHERE rowid > ?",
                  {before.last_identity}, [&](const duck::Rows& rows, std::size_t i) {
                    take(rows.values<std::int64_t>(0)[i], rows.text(1, i), rows.text(2, i));
                  });
}

base::Result<std::vector<std::int64_t>> CustomerReading::moved_profiles(const StoreMarks& before) {
  std::vector<std::int64_t> profiles;
  WEND_TRY(each_row("SELECT a, b FROM identity_journal WHERE rowid > ? AND kind = 'move'",
                    {before.last_change}, [&](const duck::Rows& rows, std::size_t i) {
                      profiles.push_back(rows.values<std::int64_t>(0)[i]);
                      profiles.push_back(rows.values<std::int64_t>(1)[i]);
                    }));
  std::ranges::sort(profiles);
  profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
  return profiles;
}

base::Result<std::vector<CustomerRead>> CustomerReading::customers(std::int64_t from,
                                                                   std::int64_t to) {
  WEND_TRY(connection_.query(
      "CREATE OR REPLACE TEMP TABLE chosen AS SELECT identity_id, profile_id, namespace, value "
      "FROM identities WHERE profile_id BETWEEN ? AND ?",
      {from, to}));
  return chosen_customers();
}

base::Result<std::vector<CustomerRead>> CustomerReading::customers(
    std::span<const std::int64_t> profiles) {
  if (profiles.empty()) return std::vector<CustomerRead>();
  WEND_TRY(connection_.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  {
    WEND_ASSIGN(auto appender, connection_.append_to("wanted"));
    for (const std::int64_t profile : profiles) {
      const duck::Value row[] = {profile};
      WEND_TRY(appender.row(row));
    }
    WEND_TRY(appender.finish());
  }
  WEND_TRY(connection_.run(
      "CREATE OR REPLACE TEMP TABLE chosen AS SELECT identity_id, profile_id, namespace, value "
      "FROM identities WHERE profile_id IN (SELECT number FROM wanted)"));
  return chosen_customers();
}

base::Result<std::vector<CustomerRead>> CustomerReading::chosen_customers() {
  std::vector<CustomerRead> customers;
  std::unordered_map<std::int64_t, std::size_t> places;
  const auto customer = [&](std::int64_t profile) -> CustomerRead& {
    const auto [place, is_new] = places.try_emplace(profile, customers.size());
    if (is_new) customers.emplace_back().card.profile_id = profile;
    return customers[place->second];
  };
  WEND_TRY(each_row("SELECT profile_id, namespace, value FROM chosen ORDER BY namespace, value", {},
                    [&](const duck::Rows& rows, std::size_t i) {
                      customer(rows.values<std::int64_t>(0)[i])
                          .card.add_identity(rows.text(1, i), rows.text(2, i));
                    }));
  WEND_TRY(each_row(
      "SELECT c.profile_id, e.channel, min(e.time), max(e.time), count(*) FROM events e JOIN "
      "chosen c ON c.identity_id = e.identity_id GROUP BY c.profile_id, e.channel",
      {}, [&](const duck::Rows& rows, std::size_t i) {
        CustomerRead& one = customer(rows.values<std::int64_t>(0)[i]);
        const TimeUs first = rows.values<std::int64_t>(2)[i],
                     last = rows.values<std::int64_t>(3)[i];
        one.first_us = one.events == 0 ? first : std::min(one.first_us, first);
        one.last_us = one.events == 0 ? last : std::max(one.last_us, last);
        one.events += static_cast<std::uint64_t>(rows.values<std::int64_t>(4)[i]);
        one.channels.emplace_back(rows.text(1, i));
      }));
  model::PropertyText parser;
  WEND_TRY(each_row(
      "SELECT c.profile_id, e.time, e.sequence, e.properties FROM events e JOIN chosen c ON "
      "c.identity_id = e.identity_id WHERE e.type = ?",
      {kIdentify}, [&](const duck::Rows& rows, std::size_t i) {
        CustomerCard& card = customer(rows.values<std::int64_t>(0)[i]).card;
        parser.each(rows.text(3, i), [&](std::string_view name, const model::Value& value) {
          card.add_trait(name, value, rows.values<std::int64_t>(1)[i],
                         rows.values<std::int64_t>(2)[i]);
        });
      }));
  return customers;
}

base::Status CustomerReading::each_sum(const std::function<void(const Sum&)>& take) {
  return each_row(
      "SELECT i.profile_id, e.channel, min(e.time), max(e.time), count(*) FROM events e JOIN "
      "identities i ON i.identity_id = e.identity_id GROUP BY i.profile_id, e.channel",
      {}, [&](const duck::Rows& rows, std::size_t i) {
        take({rows.values<std::int64_t>(0)[i], rows.text(1, i), rows.values<std::int64_t>(2)[i],
              rows.values<std::int64_t>(3)[i], rows.values<std::int64_t>(4)[i]});
      });
}

}  // namespace wend::unify
