#include "unify/column_proposal.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <unordered_set>

#include "unify/column_kind.h"
#include "unify/export_cell.h"
#include "unify/folded_text.h"
#include "unify/generalisation.h"
#include "unify/text_cleaner.h"

namespace wend::unify {
namespace {

namespace duck = events::duck;
namespace json = boost::json;
using Choice = ExportRequest::Choice;

constexpr std::int64_t kEventsLookedAt = 20'000;
constexpr std::size_t kDifferentMax = 5'000, kExamples = 3, kExampleBytes = 80;
constexpr std::size_t kDepthMax = 64;
// Of fewer values nothing is said by how different they are.
constexpr std::uint64_t kManyValues = 20;
constexpr double kMostlyDifferent = 0.5;
constexpr std::size_t kWordsOfText = 5, kBytesOfText = 80;
constexpr std::uint64_t kFewDifferent = 50;

struct Seen {
  std::uint64_t values = 0, numbers = 0, bools = 0, times = 0, nested = 0;
  std::uint64_t emails = 0, phones = 0, long_texts = 0;
  bool identities = false;
  std::unordered_set<std::string> different;
  std::vector<std::string> examples;
};

std::string cut(std::string text) {
  if (text.size() <= kExampleBytes) return text;
  std::size_t end = kExampleBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

void see(Seen& seen, const json::value& value, const model::TimeZone& zone) {
  if (value.is_null()) return;
  ++seen.values;
  std::string text;
  if (value.is_string()) {
    text = std::string(value.get_string());
    if (written_time(text, zone))
      ++seen.times;
    else if (written_number(text) && !text.starts_with('0') && !text.starts_with('+'))
      ++seen.numbers;
    else if (looks_like_email(text))
      ++seen.emails;
    else if (looks_like_phone(text))
      ++seen.phones;
    else if (text.size() > kBytesOfText ||
             static_cast<std::size_t>(std::ranges::count(text, ' ')) >= kWordsOfText)
      ++seen.long_texts;
  } else if (value.is_bool()) {
    ++seen.bools;
    text = value.get_bool() ? "true" : "false";
  } else if (value.is_number()) {
    ++seen.numbers;
    text = number_text(value);
  } else {
    ++seen.nested;
    text = plain_json(value);
  }
  if (text.empty() || seen.different.size() >= kDifferentMax) return;
  if (seen.different.insert(cut(text)).second && seen.examples.size() < kExamples)
    seen.examples.push_back(cut(text));
}

struct Verdict {
  Choice choice;
  bool quasi;
  const char* why;
};

Verdict by_kind(ColumnKind kind, bool of_customer) {
  switch (kind) {
    case ColumnKind::kEmail:
      return {Choice::kLeaveOut, false, "It is called like an e-mail address."};
    case ColumnKind::kPhone:
      return {Choice::kLeaveOut, false, "It is called like a phone number."};
    case ColumnKind::kName:
      return {Choice::kLeaveOut, false, "It is called like the name of a person."};
    case ColumnKind::kAddress:
      return {Choice::kLeaveOut, false, "It is called like an address or a place."};
    case ColumnKind::kPostcode:
      return {Choice::kGeneralise, true,
              "A postcode with little else tells who somebody is; its area does less."};
    case ColumnKind::kId:
      return {Choice::kLeaveOut, false,
              "It is called like an id, by which others know who somebody is."};
    case ColumnKind::kFreeText:
      return {Choice::kLeaveOut, false, "It is called like a text that people write."};
    case ColumnKind::kUrl:
      return {Choice::kLeaveOut, false, "Addresses of pages carry ids and names."};
    case ColumnKind::kBirth:
      return {Choice::kGeneralise, true, "A day of birth tells who somebody is; its month less."};
    case ColumnKind::kAboutPerson:
      return {Choice::kGeneralise, true,
              "It says something about the person that others may know as well."};
    case ColumnKind::kTime:
      return of_customer ? Verdict{Choice::kGeneralise, false,
                                   "A time; its month is enough to tell early from late."}
                         : Verdict{Choice::kKeep, false, "A time; it is written as times are."};
    case ColumnKind::kPlain:
      break;
  }
  return {Choice::kKeep, false, ""};
}

Verdict verdict_of(std::string_view name, const Seen& seen, bool of_customer) {
  const auto most = [&](std::uint64_t count) { return count * 10 >= seen.values * 9; };
  if (seen.emails > 0) return {Choice::kLeaveOut, false, "It holds e-mail addresses."};
  if (seen.phones * 20 > seen.values)
    return {Choice::kLeaveOut, false, "It holds what looks like phone numbers."};
  if (seen.identities) return {Choice::kLeaveOut, false, "It holds identities of customers."};
  const ColumnKind kind = column_kind_of(name);
  const bool only_bools = seen.bools == seen.values;
  if (kind != ColumnKind::kPlain && !(only_bools && kind != ColumnKind::kAboutPerson)) {
    const Verdict verdict = by_kind(kind, of_customer);
    if (verdict.choice != Choice::kKeep || most(seen.times + seen.numbers)) return verdict;
  }
  if (only_bools) return {Choice::kKeep, false, "Only yes and no."};
  if (seen.nested > 0)
    return {Choice::kLeaveOut, false, "It holds objects or lists, which may hold anything."};
  if (most(seen.times)) return by_kind(ColumnKind::kTime, of_customer);
  if (most(seen.numbers)) {
    if (of_customer)
      return {Choice::kGeneralise, true, "An exact number can tell people apart; its range less."};
    return {Choice::kKeep, false, "Numbers, and its name says nothing about a person."};
  }
  if (seen.long_texts * 10 > seen.values)
    return {Choice::kLeaveOut, false, "It holds long texts, which people may have written."};
  if (seen.values >= kManyValues && static_cast<double>(seen.different.size()) >
                                        kMostlyDifferent * static_cast<double>(seen.values))
    return {Choice::kLeaveOut, false, "Nearly every value is another, as with names and ids."};
  if (of_customer || seen.different.size() > kFewDifferent)
    return {Choice::kGeneralise, of_customer,
            "Texts; those that few people have become \"other\"."};
  return {Choice::kKeep, false, "A few texts that come again and again."};
}

ColumnProposal built_in(const std::string& name) {
  ColumnProposal one{.name = name};
  if (name == "identity" || name == "identities") {
    one.choice = Choice::kLeaveOut;
    one.why = "One pseudonym for each device and address; the customer's is always there.";
  } else if (name == "first_seen" || name == "last_seen") {
    one.choice = Choice::kGeneralise;
    one.quasi_identifier = name == "first_seen";
    one.why = "The exact moment can tell people apart; its month less.";
  } else if (name == "events") {
    one.choice = Choice::kGeneralise;
    one.why = "An exact number can tell people apart; its range less.";
  } else if (name == "channels") {
    one.choice = Choice::kGeneralise;
    one.why = "Combinations that few people have become \"other\".";
  } else {
    one.choice = Choice::kKeep;
    one.why = name == "source" ? "Where the events come from; a file may be named after somebody."
                               : "It says what happened, not to whom.";
    if (name == "source") one.choice = Choice::kLeaveOut;
  }
  return one;
}

// Which columns hold values that customers are known by.
base::Status find_identities(duck::Connection& connection, std::map<std::string, Seen>& columns) {
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE column_values (place BIGINT NOT NULL, value "
                     "VARCHAR NOT NULL)"));
  std::vector<Seen*> places;
  {
    WEND_ASSIGN(auto appender, connection.append_to("column_values"));
    for (auto& [name, seen] : columns) {
      for (const std::string& value : seen.different) {
        const bool small = value.size() < 4 || (value.size() < 6 && written_number(value));
        if (small) continue;
        // As it is written, and as addresses are kept: one comparison each is quick to answer.
        const std::string folded = folded_value(value);
        for (const std::string* spelling : {&value, &folded}) {
          const duck::Value row[] = {static_cast<std::int64_t>(places.size()),
                                     std::string_view(*spelling)};
          WEND_TRY(appender.row(row));
          if (folded == value) break;
        }
      }
      places.push_back(&seen);
    }
    WEND_TRY(appender.finish());
  }
  WEND_ASSIGN(
      auto rows,
      connection.query(
          "SELECT DISTINCT c.place FROM column_values c JOIN identities i ON i.value = c.value"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i)
      places[static_cast<std::size_t>(rows.values<std::int64_t>(0)[i])]->identities = true;
  }
}

}  // namespace

base::Result<std::vector<ColumnProposal>> propose_columns(const events::EventStore& store,
                                                          ExportRequest::What what,
                                                          const model::TimeZone& zone) {
  const bool of_customers = what == ExportRequest::What::kCustomers;
  const ExportRequest request{.what = what};
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(auto rows, connection.query(
                             "SELECT type::INTEGER, name, channel, properties FROM events WHERE "
                             "NOT ? OR type = ? ORDER BY sequence DESC LIMIT ?",
                             {of_customers, static_cast<std::int32_t>(model::EventType::kIdentify),
                              kEventsLookedAt}));
  std::map<std::string, Seen> columns;
  Seen names, channels, types;
  json::parse_options options;
  options.max_depth = kDepthMax;
  options.allow_invalid_utf8 = true;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      see(types,
          json::string(
              model::to_string(static_cast<model::EventType>(rows.values<std::int32_t>(0)[i]))),
          zone);
      see(names, json::string(rows.text(1, i)), zone);
      see(channels, json::string(rows.text(2, i)), zone);
      boost::system::error_code error;
      const auto properties = json::parse(rows.text(3, i), error, {}, options);
      if (error || !properties.is_object()) continue;
      for (const auto& [name, value] : properties.get_object()) {
        if (name.size() > kExportColumnBytesMax - request.property_prefix().size()) continue;
        see(columns[std::string(name)], value, zone);
      }
    }
  }
  WEND_TRY(find_identities(connection, columns));
  std::vector<ColumnProposal> proposals;
  for (const std::string& name : built_in_columns(what)) {
    ColumnProposal& one = proposals.emplace_back(built_in(name));
    const Seen* seen = name == "event"     ? &names
                       : name == "channel" ? &channels
                       : name == "type"    ? &types
                                           : nullptr;
    if (seen == nullptr) continue;
    one.examples = seen->examples;
    one.values = seen->values;
    one.different = seen->different.size();
  }
  const auto first = static_cast<std::ptrdiff_t>(proposals.size());
  for (const auto& [name, seen] : columns) {
    if (seen.values == 0) continue;
    Verdict verdict = verdict_of(name, seen, of_customers);
    if (TextCleaner({}).names_somebody(name, nullptr))
      verdict = {Choice::kLeaveOut, false, "Its name is an address or a number of somebody."};
    proposals.push_back({.name = std::string(request.property_prefix()) + name,
                         .choice = verdict.choice,
                         .quasi_identifier = verdict.quasi,
                         .why = verdict.why,
                         .examples = seen.examples,
                         .values = seen.values,
                         .different = seen.different.size()});
  }
  std::ranges::stable_sort(proposals.begin() + first, proposals.end(), std::greater<>(),
                           &ColumnProposal::values);
  if (proposals.size() > kExportColumnsMax) proposals.resize(kExportColumnsMax);
  return proposals;
}

}  // namespace wend::unify
