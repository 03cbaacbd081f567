#include "unify/export_rows.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "model/time_text.h"
#include "unify/column_kind.h"
#include "unify/folded_text.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using Choice = ExportRequest::Choice;
using Times = ExportRequest::Times;

// Numbers that are times of this century, in seconds and in milliseconds.
constexpr double kSecondsFrom = 946'684'800, kSecondsTo = 4'102'444'800;

std::optional<env::TimeUs> time_of_number(double number) {
  if (number >= kSecondsFrom && number < kSecondsTo) return static_cast<env::TimeUs>(number * 1e6);
  if (number >= kSecondsFrom * 1e3 && number < kSecondsTo * 1e3)
    return static_cast<env::TimeUs>(number * 1e3);
  return std::nullopt;
}

std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (value.is_string()) return written_number(std::string_view(value.get_string()));
  return std::nullopt;
}

}  // namespace

ExportRows::ExportRows(const From& from)
    : from_(from),
      values_(from.rules, from.request),
      cleaner_({&values_.identities(), &values_.traits()}),
      names_cleaner_({&values_.identities()}) {
  const ExportRequest& request = from_.request;
  add_column(Holds::kCustomer, "customer", Choice::kKeep, false);
  if (request.what == ExportRequest::What::kEvents)
    add_column(Holds::kTime, "time", Choice::kKeep, false);
  // Those that every workspace has come first, the others as they were named.
  static constexpr std::pair<std::string_view, Holds> kBuiltIn[] = {
      {"type", Holds::kType},          {"event", Holds::kEvent},
      {"channel", Holds::kChannel},    {"source", Holds::kSource},
      {"identity", Holds::kIdentity},  {"first_seen", Holds::kFirstSeen},
      {"last_seen", Holds::kLastSeen}, {"events", Holds::kEvents},
      {"channels", Holds::kChannels},  {"identities", Holds::kIdentities},
  };
  const auto find = [&](std::string_view name) {
    return std::ranges::find(request.columns, name, &ExportRequest::Column::name);
  };
  for (const auto& [name, holds] : kBuiltIn) {
    const auto one = find(name);
    if (one != request.columns.end() && one->choice != Choice::kLeaveOut)
      add_column(holds, one->name, one->choice, one->quasi_identifier);
  }
  for (const auto& one : request.columns)
    if (one.choice != Choice::kLeaveOut && one.name.starts_with(request.property_prefix()))
      add_column(Holds::kProperty, one.name, one.choice, one.quasi_identifier,
                 one.name.substr(request.property_prefix().size()));
}

void ExportRows::add_column(Holds holds, std::string name, Choice choice, bool quasi,
                            std::string property) {
  if (quasi) quasi_.push_back(columns_.size());
  const ColumnKind kind = column_kind_of(name);
  const auto people_min =
      std::max<std::uint32_t>(kPeopleMin, static_cast<std::uint32_t>(from_.request.k));
  columns_.push_back({.holds = holds,
                      .property = std::move(property),
                      .choice = choice,
                      .postcode = kind == ColumnKind::kPostcode,
                      .named_time = kind == ColumnKind::kTime,
                      .ranges = {},
                      .texts = CommonTexts(people_min)});
  fields_.push_back({std::move(name)});
}

void ExportRows::each_whole(const ExportPerson& person, const TellingValues* own,
                            const std::function<void(const Whole&)>& take) const {
  Whole whole{.person = &person, .own = own};
  if (from_.request.times == Times::kShifted) whole.shift_us = from_.key.shift_us(person.profile);
  if (from_.request.what == ExportRequest::What::kEvents) {
    for (const ExportEvent& event : person.events) {
      if (!event.in_period) continue;
      whole.event = &event;
      whole.properties = &event.properties;
      take(whole);
    }
    return;
  }
  // The latest value of each trait, up to the end of the period.
  json::object traits;
  std::set<std::string> channels;
  bool any = false;
  for (const ExportEvent& event : person.events) {
    if (event.type == model::EventType::kIdentify &&
        (!from_.request.to || event.time_us < *from_.request.to))
      for (const auto& [name, value] : event.properties)
        if (!value.is_null()) traits[name] = value;
    if (!event.in_period) continue;
    if (!any) whole.first_us = event.time_us;
    any = true;
    whole.last_us = event.time_us;
    ++whole.events;
    if (!event.channel.empty()) channels.insert(event.channel);
  }
  if (!any) return;
  whole.channels.assign(channels.begin(), channels.end());
  whole.properties = &traits;
  take(whole);
}

json::value ExportRows::raw(const Column& column, const Whole& whole) const {
  switch (column.holds) {
    case Holds::kCustomer:
      return json::string(whole.person->pseudonym);
    case Holds::kType:
      return json::string(model::to_string(whole.event->type));
    case Holds::kEvent:
      return json::string(whole.event->name);
    case Holds::kChannel:
      return json::string(whole.event->channel);
    case Holds::kSource:
      return json::string(whole.event->source);
    case Holds::kEvents:
      return whole.events;
    case Holds::kChannels: {
      std::string text;
      for (const std::string& one : whole.channels) text += (text.empty() ? "" : ", ") + one;
      return json::string(text);
    }
    case Holds::kProperty: {
      const auto* value = whole.properties->if_contains(column.property);
      return value == nullptr ? json::value(nullptr) : *value;
    }
    default:  // times and pseudonyms are made, not read
      return nullptr;
  }
}

void ExportRows::learn(Column& column, const json::value& value, std::uint64_t person) const {
  if (value.is_null()) return;
  if (column.choice == Choice::kKeep) {
    column.any = true;
    column.bools = column.bools && value.is_bool();
    const bool number = value.is_number();
    column.numbers = column.numbers && number;
    column.wholes = column.wholes && number && (value.is_int64() || value.is_uint64());
    return;
  }
  if (column.postcode) return;
  if (const auto number = number_of(value); number && !column.named_time) {
    column.ranges.see(*number);
  } else if (value.is_string()) {
    const std::string_view text = value.get_string();
    if (!written_time(text, from_.zone)) column.texts.see(text, person);
  }
}

void ExportRows::learn(const ExportPerson& person) {
  values_.add_person(person);
  if (!person.wanted) return;
  each_whole(person, nullptr, [&](const Whole& whole) {
    if (whole.event != nullptr) event_names_.see(whole.event->name, person.place);
    for (Column& column : columns_) learn(column, raw(column, whole), person.place);
  });
}

base::Status ExportRows::learned() {
  values_.finish();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    column.ranges.finish();
    if (column.holds == Holds::kProperty && names_cleaner_.names_somebody(column.property, nullptr))
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The name of a column names somebody, and would be written.",
                        fmt::format("columns \"{}\"", fields_[i].name), "Leave it out.");
    ExportType& type = fields_[i].type;
    if (column.holds == Holds::kTime ||
        ((column.holds == Holds::kFirstSeen || column.holds == Holds::kLastSeen) &&
         column.choice == Choice::kKeep))
      type = from_.request.times == Times::kDay ? ExportType::kDay : ExportType::kTime;
    else if (column.holds == Holds::kEvents && column.choice == Choice::kKeep)
      type = ExportType::kWhole;
    else if (column.holds == Holds::kProperty && column.choice == Choice::kKeep && column.any)
      type = column.bools    ? ExportType::kBool
             : column.wholes ? ExportType::kWhole
             // A number that is a time is written as one.
             : column.numbers ? ExportType::kNumber
                              : ExportType::kText;
    if (column.named_time && (type == ExportType::kWhole || type == ExportType::kNumber) &&
        column.holds == Holds::kProperty && from_.request.times != Times::kExact)
      type = ExportType::kText;
  }
  return {};
}

ExportTime ExportRows::moved(env::TimeUs time_us, bool only_day, const Whole& whole) const {
  if (from_.request.times != Times::kDay) return {time_us + whole.shift_us, only_day};
  // A day is one of the workspace's zone; as a time it is the beginning of that day in UTC.
  const auto day = model::local_day(time_us, from_.zone);
  return {day.time_since_epoch().count() * env::kDayUs, true};
}

std::string ExportRows::name_of_event(const std::string& name, const TellingValues* own) {
  // A name that many have names nobody: "Bill paid" says nothing of somebody called Bill.
  if (event_names_.common_or_other(name) == name) return names_cleaner_.clean(name, nullptr);
  return cleaner_.clean(name, own);
}

ExportCell ExportRows::kept(Column& column, const json::value& value, const Whole& whole) {
  if (value.is_null()) return {};
  if (value.is_bool()) return value.get_bool();
  if (value.is_number()) {
    if (column.named_time && from_.request.times != Times::kExact)
      if (const auto time = time_of_number(value.to_number<double>()))
        return moved(*time, false, whole);
    if (cleaner_.is_telling_number(number_text(value), whole.own)) return {};
    return value.to_number<double>();
  }
  if (value.is_string()) {
    const std::string_view text = value.get_string();
    if (from_.request.times != Times::kExact) {
      if (const auto time = written_time(text, from_.zone)) {
        // A bare day is moved as a day, whatever the zone.
        if (time->only_day && from_.request.times == Times::kShifted) {
          const auto day = written_time(text, model::TimeZone());
          return ExportTime{day->time_us + whole.shift_us, true};
        }
        return moved(time->time_us, false, whole);
      }
    }
    return cleaner_.clean(text, whole.own);
  }
  return ExportJson{cleaner_.clean_json(value, whole.own)};
}

ExportCell ExportRows::generalised(Column& column, const json::value& value, const Whole& whole) {
  if (value.is_null()) return {};
  if (value.is_bool()) return value.get_bool() ? std::string("true") : std::string("false");
  if (column.postcode) {
    std::string text = value.is_string()   ? std::string(value.get_string())
                       : value.is_number() ? number_text(value)
                                           : std::string();
    return text.empty() ? std::string(kOther) : postcode_area(text);
  }
  if (const auto number = number_of(value)) {
    if (column.named_time)
      if (const auto time = time_of_number(*number))
        return month_of(moved(*time, false, whole).time_us, from_.zone);
    return column.ranges.range_of(*number);
  }
  if (!value.is_string()) return std::string(kOther);
  const std::string_view text = value.get_string();
  if (const auto time = written_time(text, from_.zone))
    return month_of(time->time_us + whole.shift_us, from_.zone);
  // What many have is nobody's, but for an address that many were given.
  return names_cleaner_.clean(column.texts.common_or_other(text), nullptr);
}

ExportCell ExportRows::cell(Column& column, const Whole& whole) {
  const bool keep = column.choice == Choice::kKeep;
  const auto time = [&](env::TimeUs at) -> ExportCell {
    if (keep) return moved(at, false, whole);
    return month_of(at + whole.shift_us, from_.zone);
  };
  switch (column.holds) {
    case Holds::kCustomer:
      return whole.person->pseudonym;
    case Holds::kTime:
      return time(whole.event->time_us);
    case Holds::kFirstSeen:
      return time(whole.first_us);
    case Holds::kLastSeen:
      return time(whole.last_us);
    case Holds::kType:
      return std::string(model::to_string(whole.event->type));
    case Holds::kIdentity:
      return from_.key.identity(whole.event->identity_namespace, whole.event->identity_value);
    case Holds::kIdentities: {
      std::string text;
      std::vector<std::string> pseudonyms;
      for (const auto& [name, value] : whole.person->identities)
        pseudonyms.push_back(from_.key.identity(name, value));
      // In an order that tells nothing.
      std::ranges::sort(pseudonyms);
      for (const std::string& one : pseudonyms) text += (text.empty() ? "" : " ") + one;
      return text;
    }
    case Holds::kEvent:
      return keep ? name_of_event(whole.event->name, whole.own)
                  : generalised(column, raw(column, whole), whole);
    case Holds::kChannel:
    case Holds::kSource:
    case Holds::kChannels: {
      const json::value value = raw(column, whole);
      if (!keep) return generalised(column, value, whole);
      return names_cleaner_.clean(std::string_view(value.get_string()), whole.own);
    }
    case Holds::kEvents:
      return keep ? ExportCell(whole.events) : generalised(column, raw(column, whole), whole);
    case Holds::kProperty:
      return keep ? kept(column, raw(column, whole), whole)
                  : generalised(column, raw(column, whole), whole);
  }
  return {};
}

std::vector<ExportRow> ExportRows::rows(const ExportPerson& person) {
  std::vector<ExportRow> made;
  if (!person.wanted) return made;
  const TellingValues own = values_.own(person);
  each_whole(person, &own, [&](const Whole& whole) {
    ExportRow& row = made.emplace_back();
    row.reserve(columns_.size());
    for (Column& column : columns_) row.push_back(cell(column, whole));
  });
  return made;
}

}  // namespace wend::unify
