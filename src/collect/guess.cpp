#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <re2/re2.h>
#include <set>
#include <span>

#include "collect/inspect.h"
#include "collect/limits.h"
#include "collect/row_maker.h"
#include "collect/time_format.h"

namespace wend::collect {
namespace {

constexpr std::size_t kTimeSamples = 1000;

// Letters and digits in lower case, so that "Case:Concept:Name" and "case_concept_name" are the
// same.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) out += static_cast<char>(std::tolower(byte));
    if (byte >= 0x80) out += c;
  }
  return out;
}

// Names that people and programs give these columns, the surest first.
constexpr auto kCustomerNames = std::to_array<std::string_view>(
    {"caseconceptname", "customerid",     "customer", "userid",      "user",
     "distinctid",      "profileid",      "clientid", "client",      "personid",
     "person",          "memberid",       "member",   "contactid",   "visitorid",
     "kundennummer",    "kundennr",       "kundenid", "kdnr",        "kunde",
     "subscriberid",    "accountid",      "account",  "patientid",   "caseid",
     "casenumber",      "case",           "fallid",   "fallnummer",  "fall",
     "email",           "emailaddress",   "mail",     "anonymousid", "deviceid",
     "cookieid",        "sessionid",      "session",  "ticketid",    "applicationid",
     "customernumber",  "custid",         "uid",      "useruuid",    "userpseudoid",
     "personenid",      "vorgangsnummer", "traceid",  "orderid",     "id"});
constexpr auto kEventNames = std::to_array<std::string_view>(
    {"conceptname", "event",      "eventname",  "activity",     "activityname", "eventtype",
     "action",      "actionname", "aktivität",  "aktion",       "ereignis",     "vorgang",
     "schritt",     "step",       "stepname",   "interaction",  "touchpoint",   "task",
     "operation",   "eventtitle", "kontaktart", "kontaktgrund", "page",         "status",
     "name",        "type",       "state"});
constexpr auto kTimeNames = std::to_array<std::string_view>({"timetimestamp",
                                                             "timestamp",
                                                             "eventtime",
                                                             "eventtimestamp",
                                                             "originaltimestamp",
                                                             "occurredat",
                                                             "datetime",
                                                             "time",
                                                             "ts",
                                                             "createdat",
                                                             "created",
                                                             "zeitstempel",
                                                             "zeitpunkt",
                                                             "zeit",
                                                             "date",
                                                             "eventdate",
                                                             "datum",
                                                             "completetimestamp",
                                                             "endtimestamp",
                                                             "starttimestamp",
                                                             "starttime",
                                                             "startdate",
                                                             "startedat",
                                                             "orderdate",
                                                             "purchasedate",
                                                             "transactiondate",
                                                             "visitdate",
                                                             "receivedat",
                                                             "sentat",
                                                             "when",
                                                             "day",
                                                             "uhrzeit",
                                                             "bestelldatum"});
constexpr auto kChannelNames = std::to_array<std::string_view>(
    {"channel", "casechannel", "kanal", "touchpointchannel", "contactchannel", "channelname",
     "vertriebskanal", "kontaktkanal", "medium", "utmmedium"});

// When what a row of customers says was true.
constexpr auto kAsOfNames = std::to_array<std::string_view>(
    {"updatedat", "updated", "lastupdated", "lastupdate", "modifiedat", "modified", "lastmodified",
     "asof", "changedat", "geändertam", "aktualisiertam", "stand"});
// What files of customers are called.
constexpr auto kPeopleNames = std::to_array<std::string_view>(
    {"customer", "contact", "user", "profile", "people", "person", "member", "subscriber", "lead",
     "kunde", "kontakt", "mitglied", "nutzer"});

// What the key of an account and files of accounts are called.
constexpr auto kAccountNames = std::to_array<std::string_view>(
    {"accountid",      "account",        "companyid",    "company",      "groupid",
     "organizationid", "organisationid", "organization", "organisation", "orgid",
     "tenantid",       "accountname",    "companyname",  "domain",       "firmenid",
     "firma",          "unternehmen",    "key",          "id",           "name"});
constexpr auto kAccountFiles =
    std::to_array<std::string_view>({"account", "compan", "organization", "organisation", "tenant",
                                     "firma", "firmen", "unternehmen"});

// 0: not in the list; otherwise the higher the surer, up to 1.
template <std::size_t N>
double name_score(const std::array<std::string_view, N>& names, const std::string& column) {
  const std::string name = plain(column);
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return 1.0 - 0.5 * static_cast<double>(found - names.begin()) / N;
  // A part of the name, as in "crm_customer_id" or "user.id"; short words would be found
  // everywhere.
  constexpr std::size_t kPartMin = 6;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i].size() >= kPartMin && name.size() <= 40 &&
        name.find(names[i]) != std::string::npos) {
      return 0.4 - 0.2 * static_cast<double>(i) / N;
    }
  }
  return 0;
}

struct Judged {
  ColumnFacts facts;
  double fill = 0;
  bool numbers = false;
  std::optional<TimeGuess> time;
  double customer = 0, event = 0, time_score = 0, channel = 0;
};

bool looks_like_number(std::string_view text) {
  if (text.empty()) return false;
  const std::size_t i = text[0] == '-' || text[0] == '+' ? 1 : 0;
  return i < text.size() && text.find_first_not_of("0123456789.,", i) == std::string_view::npos;
}

Judged judge(const std::string& name, const std::vector<std::string>& values, std::uint64_t rows) {
  Judged column;
  column.facts.name = name;
  column.facts.filled = values.size();
  column.fill = rows == 0 ? 0 : static_cast<double>(values.size()) / static_cast<double>(rows);
  std::set<std::string_view> distinct;
  std::size_t numbers = 0, length = 0;
  for (const std::string& value : values) {
    if (distinct.insert(value).second && column.facts.samples.size() < 5) {
      column.facts.samples.push_back(value.substr(0, 200));
    }
    numbers += looks_like_number(value);
    length += value.size();
  }
  column.facts.distinct = distinct.size();
  column.numbers = !values.empty() && numbers * 20 >= values.size() * 19;
  const double average =
      values.empty() ? 0 : static_cast<double>(length) / static_cast<double>(values.size());

  constexpr std::size_t kTimeFirst = 20;
  std::vector<std::string_view> samples;
  for (const std::string& value : values) {
    if (value.size() <= 64) samples.push_back(value);
    if (samples.size() == kTimeSamples) break;
  }
  const auto has_digits = [](std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= 3;
  };
  // Trying every format on every column is slow; most columns fall here.
  const auto first = std::span(samples).first(std::min(samples.size(), kTimeFirst));
  if (!samples.empty() && std::ranges::count_if(first, has_digits) * 2 > std::ssize(first)) {
    // A column called "date" is meant for the time even when many of its cells are broken; those
    // rows are rejected one by one.
    constexpr double kNamedShareMin = 0.4;
    constexpr double kShareMin = 0.9;
    column.time =
        guess_time_format(samples, name_score(kTimeNames, name) > 0 ? kNamedShareMin : kShareMin);
  }

  const double share =
      values.empty() ? 0
                     : static_cast<double>(distinct.size()) / static_cast<double>(values.size());
  if (column.time) column.time_score = name_score(kTimeNames, name) + 0.3 * column.fill;
  // A number is a time only when its name says so: a customer number may look like seconds since
  // 1970.
  if (column.time && column.numbers && name_score(kTimeNames, name) == 0) column.time_score = 0;
  const bool is_time = column.time_score > 0;

  if (column.fill > 0.5 && !(is_time && name_score(kCustomerNames, name) == 0)) {
    column.customer = name_score(kCustomerNames, name);
    // Values that come back, as customers do, yet are many.
    if (column.customer == 0 && !is_time && share > 0.005 && share < 0.95 && average < 64 &&
        distinct.size() > 5 && average > 2) {
      column.customer = 0.05 + 0.05 * share;
    }
  }
  if (column.fill > 0.5 && !is_time && !column.numbers) {
    // Few different texts, each a name.
    const bool few = distinct.size() <= 100 || share < 0.2;
    column.event = name_score(kEventNames, name) * (few ? 1 : 0.3);
    if (column.event == 0 && few && distinct.size() > 1 && average > 2 && average < 60)
      column.event = 0.02;
  }
  if (!is_time && distinct.size() <= 60 && !column.numbers)
    column.channel = name_score(kChannelNames, name);
  return column;
}

// The column that scores highest; nothing below `least`.
const Judged* best_of(const std::vector<Judged>& columns, double Judged::* score, double least,
                      const std::set<const Judged*>& taken) {
  const Judged* best = nullptr;
  for (const Judged& column : columns) {
    if (taken.contains(&column) || column.*score < least || column.*score <= 0) continue;
    if (best == nullptr || column.*score > best->*score) best = &column;
  }
  return best;
}

// "9:30", "09:30:15.250", "9:30 PM"
bool is_time_of_day(std::string_view text) {
  static const RE2 kPattern(R"(\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?)");
  return RE2::FullMatch(text, kPattern);
}

// Where the times are days alone, the column that holds the rest of them, with the format of both.
struct TimeOfDay {
  std::size_t column = 0;
  TimeGuess format;
};
std::optional<TimeOfDay> find_time_of_day(const Sample& sample, std::size_t day) {
  const auto& days = sample.values[day];
  if (std::ranges::any_of(days,
                          [](const auto& text) { return text.find(':') != std::string::npos; }))
    return std::nullopt;
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    const auto& clock = sample.values[i];
    if (i == day || 2 * clock.size() < days.size()) continue;
    if (!std::ranges::all_of(clock, is_time_of_day)) continue;
    // Empty cells are left out of the samples, so the two may be of different rows: enough for the
    // format.
    std::vector<std::string> joined;
    const std::size_t samples = std::min({clock.size(), days.size(), kTimeSamples});
    for (std::size_t j = 0; j < samples; ++j)
      joined.push_back(fmt::format("{} {}", days[j], clock[j]));
    const auto format = guess_time_format({joined.begin(), joined.end()});
    if (format) return TimeOfDay{i, *format};
  }
  return std::nullopt;
}

// "CDNOW_master.txt" becomes "CDNOW master".
std::string event_name_from(const std::string& file_name) {
  std::string name = file_name.substr(file_name.find_last_of("/\\") + 1);
  for (const char* suffix :
       {".gz", ".zst", ".csv", ".txt", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xes"}) {
    if (name.size() > std::string_view(suffix).size() && name.ends_with(suffix)) {
      name.resize(name.size() - std::string_view(suffix).size());
    }
  }
  std::ranges::replace(name, '_', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name.empty() ? "Event" : name.substr(0, kNameBytesMax);
}

std::string readable(const std::string& format) {
  if (format == "iso") return "ISO 8601";
  if (format == "unix_s") return "seconds since 1970";
  if (format == "unix_ms") return "milliseconds since 1970";
  if (format == "unix_us") return "microseconds since 1970";
  return format;
}

std::string namespace_for(const std::string& column) {
  const std::string name = plain(column);
  if (name.find("mail") != std::string::npos) return "email";
  if (name.find("anonymous") != std::string::npos) return "anonymous_id";
  return "user_id";
}

// The namespace that a column of customers names besides the customer's own; "" for a trait.
std::string further_namespace(const std::string& column) {
  const std::string name = plain(column);
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (has("mail") && !has("optin") && !has("consent") && !has("newsletter")) return "email";
  if (name == "phone" || has("phonenumber") || has("mobile") || has("telefon") || has("handynr"))
    return "phone";
  if (has("anonymousid")) return "anonymous_id";
  return {};
}

bool is_called(const std::string& file_name, std::span<const std::string_view> names) {
  const std::string file = plain(file_name);
  return std::ranges::any_of(
      names, [&](std::string_view name) { return file.find(name) != std::string::npos; });
}

// Whether the rows are customers: nobody is in it twice and no column says what happened. A time
// may be that of an order, so then the file's name must speak for customers.
bool are_customers(const Judged* customer, const Judged* event, const Judged* time,
                   const std::string& file_name) {
  constexpr double kTwiceMax = 0.02;
  constexpr double kSurelyEvent = 0.65;  // "name" and "status" are of customers as well
  constexpr std::size_t kRowsMin = 2;
  if (customer == nullptr || customer->facts.filled < kRowsMin) return false;
  const auto filled = static_cast<double>(customer->facts.filled);
  if (static_cast<double>(customer->facts.distinct) < (1 - kTwiceMax) * filled) return false;
  if (event != nullptr && event->event >= kSurelyEvent) return false;
  if (time == nullptr) return true;
  return is_called(file_name, kPeopleNames);
}

// The column with the key of accounts, when the file is called like one of accounts and each of
// them is in it once.
const Judged* key_of_accounts(const std::vector<Judged>& columns, std::uint64_t rows,
                              const std::string& file_name) {
  if (!is_called(file_name, kAccountFiles)) return nullptr;
  for (const std::string_view wanted : kAccountNames) {
    for (const Judged& column : columns) {
      if (plain(column.facts.name) == wanted && column.facts.filled == rows &&
          column.facts.distinct == rows)
        return &column;
    }
  }
  return nullptr;
}

// The column that says since when a row is true.
void note_as_of(const Judged& column, Mapping& mapping) {
  if (!column.time || std::ranges::find(kAsOfNames, plain(column.facts.name)) == kAsOfNames.end())
    return;
  mapping.time = column.facts.name;
  mapping.time_format = column.time->format;
}

constexpr const char* kNoAsOf =
    "No column says since when it is true, so it is from the import on.";

// Turns a guess about events into one about accounts.
void become_accounts(Guess& guess, const std::vector<Judged>& columns, const std::string& account) {
  guess.mapping = {.rows = Mapping::Rows::kAccounts, .account = account};
  guess.remarks = {
      "Every row is taken as an account: none is in it twice, and the file is called like a list "
      "of them."};
  for (const Judged& column : columns)
    if (column.facts.name != account) note_as_of(column, guess.mapping);
  if (guess.mapping.time.empty()) guess.remarks.emplace_back(kNoAsOf);
  guess.complete = true;
}

// The trait that a customer is called by, of a column that has it under another name; "" for
// others.
std::string name_trait(const std::string& column) {
  const std::string name = plain(column);
  if (name == "name" || name == "fullname" || name == "customername" || name == "contactname")
    return "name";
  if (name == "firstname" || name == "givenname" || name == "vorname") return "first_name";
  if (name == "lastname" || name == "surname" || name == "familyname" || name == "nachname")
    return "last_name";
  return {};
}

// Turns a guess about events into one about customers.
void become_customers(Guess& guess, const std::vector<Judged>& columns, std::string customer) {
  Mapping mapping{.rows = Mapping::Rows::kCustomers};
  mapping.customer_namespace = namespace_for(customer);
  // By another column, or by one that was before.
  const auto taken = [&](const std::string& trait) {
    return std::ranges::any_of(columns,
                               [&](const Judged& one) { return one.facts.name == trait; }) ||
           std::ranges::any_of(mapping.properties,
                               [&](const auto& one) { return one.second == trait; });
  };
  guess.remarks = {
      "Every row is taken as a customer: nobody is in it twice, and no column says what happened."};
  for (const Judged& column : columns) {
    const std::string& name = column.facts.name;
    if (name == customer) continue;
    note_as_of(column, mapping);
    if (auto trait = name_trait(name); !trait.empty() && trait != name && !taken(trait)) {
      mapping.properties[name] = std::move(trait);
    }
    if (auto further = further_namespace(name);
        !further.empty() && further != mapping.customer_namespace) {
      mapping.identities[name] = std::move(further);
    }
  }
  if (mapping.time.empty()) guess.remarks.emplace_back(kNoAsOf);
  mapping.customer = std::move(customer);
  guess.mapping = std::move(mapping);
  guess.complete = true;
}

}  // namespace

Guess guess_mapping(const Sample& sample, const std::string& file_name) {
  std::vector<Judged> columns;
  columns.reserve(sample.columns.size());
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    columns.push_back(judge(sample.columns[i], sample.values[i], sample.rows));
  }
  Guess guess;
  Mapping& mapping = guess.mapping;
  std::set<const Judged*> taken;

  const Judged* time = best_of(columns, &Judged::time_score, 0.1, taken);
  const Judged* time_of_day = nullptr;
  if (time != nullptr) {
    taken.insert(time);
    mapping.time = time->facts.name;
    std::string where = fmt::format("\"{}\"", mapping.time);
    TimeGuess format = *time->time;
    if (auto rest = find_time_of_day(sample, static_cast<std::size_t>(time - columns.data()))) {
      time_of_day = &columns[rest->column];
      taken.insert(time_of_day);
      mapping.time_of_day = time_of_day->facts.name;
      format = std::move(rest->format);
      where += fmt::format(" and \"{}\", one behind the other,", mapping.time_of_day);
    }
    mapping.time_format = format.format;
    guess.remarks.push_back(
        fmt::format("Times in {} are read as {}.", where, readable(mapping.time_format)));
    if (!format.or_else.empty()) {
      guess.remarks.back() +=
          fmt::format(" They could also be {}: check that day and month are the right way round.",
                      format.or_else);
    }
    if (format.share < 1) {
      guess.remarks.push_back(
          fmt::format("{:.1f} % of the times looked at cannot be read so; their rows are rejected.",
                      100 * (1 - format.share)));
    }
  } else {
    guess.remarks.emplace_back("No column looks like a time.");
  }
  // Named columns first, then what is left by content.
  const Judged* customer = best_of(columns, &Judged::customer, 0.15, taken);
  if (customer != nullptr) taken.insert(customer);
  const Judged* event = best_of(columns, &Judged::event, 0.15, taken);
  if (event != nullptr) taken.insert(event);
  const Judged* channel = best_of(columns, &Judged::channel, 0.15, taken);
  if (channel != nullptr) taken.insert(channel);
  if (customer == nullptr) {
    customer = best_of(columns, &Judged::customer, 0, taken);
    if (customer != nullptr) {
      taken.insert(customer);
      guess.remarks.push_back(
          fmt::format("No column is named like a customer; \"{}\" is taken because of its values.",
                      customer->facts.name));
    }
  }
  if (customer != nullptr) {
    mapping.customer = customer->facts.name;
    mapping.customer_namespace = namespace_for(mapping.customer);
  } else {
    guess.remarks.emplace_back("No column looks like a customer.");
  }
  if (event != nullptr) {
    mapping.event.column = event->facts.name;
  } else {
    mapping.event.constant = event_name_from(file_name);
    guess.remarks.push_back(
        fmt::format("No column looks like an event, so every row becomes an event called \"{}\", "
                    "after the file.",
                    mapping.event.constant));
  }
  if (channel != nullptr) mapping.channel.column = channel->facts.name;
  if (std::ranges::find(sample.columns, "lifecycle:transition") != sample.columns.end() &&
      std::ranges::find(sample.columns, "lifecycle") == sample.columns.end()) {
    mapping.properties["lifecycle:transition"] = "lifecycle";
  }
  guess.complete = customer != nullptr && time != nullptr;
  if (const Judged* account = key_of_accounts(columns, sample.rows, file_name)) {
    become_accounts(guess, columns, account->facts.name);
    customer = event = channel = nullptr;
  } else if (are_customers(customer, event, time, file_name)) {
    become_customers(guess, columns, customer->facts.name);
    event = channel = nullptr;
  }

  for (Judged& column : columns) {
    ColumnFacts& facts = column.facts;
    if (&column == customer) {
      facts.looks_like = "customer";
    } else if (&column == event) {
      facts.looks_like = "event";
    } else if (&column == channel) {
      facts.looks_like = "channel";
    } else if (column.time_score > 0 || &column == time_of_day) {
      facts.looks_like = "time";
    } else {
      facts.looks_like = column.numbers ? "number" : "text";
    }
    if (column.time && column.time_score > 0) facts.time_format = column.time->format;
    guess.columns.push_back(std::move(facts));
  }
  return guess;
}

}  // namespace wend::collect
