#include "cli/mapping_dialogue.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <istream>

#include "cli/progress_line.h"

namespace wend::cli {
namespace {

std::string time_text(env::TimeUs time) {
  const auto point =
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time));
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(point - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string shown(const collect::Mapping::Choice& choice) {
  if (!choice.column.empty()) return choice.column;
  if (!choice.constant.empty()) return fmt::format("always \"{}\"", choice.constant);
  return "none";
}

// Asks until the answer is the name of a column, or empty for the proposal.
std::optional<std::string> ask_column(std::string_view question, const std::string& proposal,
                                      const collect::Inspection& inspection, std::istream& input) {
  for (;;) {
    fmt::print(stderr, "{} [{}]: ", question, proposal.empty() ? "none" : proposal);
    std::string answer;
    if (!std::getline(input, answer)) return std::nullopt;
    if (answer.empty()) return proposal;
    const bool known = std::ranges::any_of(
        inspection.columns, [&](const auto& column) { return column.name == answer; });
    if (known) return answer;
    fmt::print(stderr, "There is no column \"{}\".\n", answer);
  }
}

}  // namespace

std::string shown_time(const collect::Mapping& mapping) {
  if (mapping.time.empty()) return "not found";
  const std::string second = mapping.time_of_day.empty() ? "" : " and " + mapping.time_of_day;
  return fmt::format("{}{} ({})", mapping.time, second, mapping.time_format);
}

void print_guess(const collect::Inspection& inspection, const std::string& name) {
  const collect::Mapping& mapping = inspection.mapping;
  fmt::print(stderr, "{}: {}, about {} rows, {} columns\n", name,
             collect::to_string(inspection.shape.format), with_thousands(inspection.rows_estimate),
             inspection.columns.size());
  if (mapping.are_accounts())
    fmt::print(stderr, "  account   {}\n", mapping.account);
  else
    fmt::print(stderr, "  customer  {}\n",
               mapping.customer.empty() ? "not found" : mapping.customer);
  for (const auto& [column, identity_namespace] : mapping.identities)
    fmt::print(stderr, "  and by    {} ({})\n", column, identity_namespace);
  if (mapping.are_events()) fmt::print(stderr, "  event     {}\n", shown(mapping.event));
  if (mapping.are_events() || !mapping.time.empty())
    fmt::print(stderr, "  time      {}\n", shown_time(mapping));
  fmt::print(stderr, "  channel   {}\n", shown(mapping.channel));
  for (const std::string& remark : inspection.remarks) fmt::print(stderr, "  {}\n", remark);
  constexpr std::size_t kEventsShown = 3;
  for (std::size_t i = 0; i < std::min(inspection.preview.size(), kEventsShown); ++i) {
    const auto& event = inspection.preview[i];
    fmt::print(stderr, "  {}  {}  {}  {}\n", time_text(event.time_us).substr(0, 19), event.customer,
               event.event, event.channel);
  }
  if (!inspection.problems.empty()) {
    const auto& problem = inspection.problems.front();
    fmt::print(stderr, "  {} of the rows looked at cannot be used; the first is line {}: {}\n",
               inspection.problems.size() == 20 ? "20 or more"
                                                : std::to_string(inspection.problems.size()),
               problem.line, problem.reason);
  }
}

base::Result<std::optional<collect::Mapping>> ask_about(const collect::Inspection& inspection,
                                                        std::istream& input) {
  collect::Mapping mapping = inspection.mapping;
  if (inspection.complete) {
    fmt::print(stderr, "Import it like this? [Y]es, [n]o, [c]hange columns: ");
    std::string answer;
    if (!std::getline(input, answer) || answer.starts_with('n') || answer.starts_with('N'))
      return std::nullopt;
    if (!answer.starts_with('c') && !answer.starts_with('C')) return mapping;
  }
  if (mapping.are_accounts()) {
    const auto account = ask_column("Account", mapping.account, inspection, input);
    if (!account) return std::nullopt;
    mapping.account = *account;
    return mapping;
  }
  const auto customer = ask_column("Customer", mapping.customer, inspection, input);
  if (!customer) return std::nullopt;
  mapping.customer = *customer;
  if (mapping.are_customers()) return mapping;
  const auto event =
      ask_column("Event (empty: as proposed)",
                 mapping.event.column.empty() ? mapping.event.constant : mapping.event.column,
                 inspection, input);
  if (!event) return std::nullopt;
  if (*event != mapping.event.constant) mapping.event = {.column = *event};
  const auto time = ask_column("Time", mapping.time, inspection, input);
  if (!time) return std::nullopt;
  if (*time != mapping.time) {
    mapping.time = *time;
    mapping.time_of_day.clear();
    const auto column = std::ranges::find(inspection.columns, *time, &collect::ColumnFacts::name);
    mapping.time_format = column->time_format.empty() ? "iso" : column->time_format;
  }
  const auto channel = ask_column("Channel", mapping.channel.column, inspection, input);
  if (!channel) return std::nullopt;
  mapping.channel = {.column = *channel,
                     .constant = channel->empty() ? mapping.channel.constant : ""};
  return mapping;
}

boost::json::object to_json(const collect::Inspection& inspection) {
  boost::json::array columns, preview, problems;
  for (const auto& column : inspection.columns) {
    columns.push_back(boost::json::object{
        {"name", column.name},
        {"filled", column.filled},
        {"distinct", column.distinct},
        {"looks_like", column.looks_like},
        {"samples", boost::json::array(column.samples.begin(), column.samples.end())}});
  }
  for (const auto& event : inspection.preview) {
    boost::system::error_code error;
    preview.push_back(
        boost::json::object{{"customer", event.customer},
                            {"event", event.event},
                            {"time", time_text(event.time_us)},
                            {"channel", event.channel},
                            {"properties", boost::json::parse(event.properties, error)}});
  }
  for (const auto& problem : inspection.problems) {
    problems.push_back(boost::json::object{
        {"line", problem.line}, {"column", problem.column}, {"reason", problem.reason}});
  }
  return {{"format", collect::to_string(inspection.shape.format)},
          {"complete", inspection.complete},
          {"mapping", collect::to_json(inspection.mapping)},
          {"remarks", boost::json::array(inspection.remarks.begin(), inspection.remarks.end())},
          {"columns", std::move(columns)},
          {"preview", std::move(preview)},
          {"problems", std::move(problems)},
          {"rows_estimate", inspection.rows_estimate}};
}

}  // namespace wend::cli
