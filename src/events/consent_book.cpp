#include "events/consent_book.h"

#include <algorithm>
#include <fmt/format.h>

#include "events/pseudonymous.h"
#include "model/person_texts.h"

namespace wend::events {
namespace {

using model::ConsentState;
using model::WithoutConsent;

}  // namespace

bool ConsentRules::asks_at_ingest() const {
  return std::ranges::any_of(purposes.purposes, [](const auto& purpose) {
    return purpose.required_at_ingest &&
           purpose.required_at_ingest->otherwise != WithoutConsent::kKeep;
  });
}

const model::RetentionRule* ConsentRules::expired_by(const model::EventRow& row,
                                                     std::int64_t source, env::TimeUs now) const {
  for (const model::RetentionRule& rule : retention.rules) {
    if (!rule.pseudonymise && row.time_us < rule.due_before(now) &&
        rule.is_about(row.type, row.name, source))
      return &rule;
  }
  return nullptr;
}

base::Status create_consent(duck::Connection& connection) {
  // Times in microseconds, so that rows can be appended as they are.
  return connection.run(
      "CREATE TABLE IF NOT EXISTS consent (number BIGINT NOT NULL, identity_id BIGINT NOT NULL, "
      "category VARCHAR NOT NULL, channel VARCHAR NOT NULL, state INTEGER NOT NULL, "
      "time_us BIGINT NOT NULL, recorded_us BIGINT NOT NULL, source_id BIGINT NOT NULL, "
      "import_id BIGINT NOT NULL, event VARCHAR NOT NULL, message_id VARCHAR NOT NULL, "
      "actor VARCHAR NOT NULL, reason VARCHAR NOT NULL, wording VARCHAR NOT NULL)");
}

std::uint32_t ConsentBook::word(std::string_view text) {
  const auto [place, is_new] =
      word_places_.try_emplace(std::string(text), static_cast<std::uint32_t>(words_.size()));
  if (is_new) words_.emplace_back(text);
  return place->second;
}

void ConsentBook::add(const ConsentLine& line) {
  known_[line.identity].push_back({word(line.category), word(line.channel), line.state, line.time});
  next_number_ = std::max(next_number_, line.number + 1);
}

base::Status ConsentBook::load(duck::Connection& connection) {
  WEND_ASSIGN(auto statement, connection.prepare("SELECT number, identity_id, category, channel, "
                                                 "state, time_us FROM consent"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      add({.number = rows.values<std::int64_t>(0)[i],
           .identity = rows.values<std::int64_t>(1)[i],
           .category = std::string(rows.text(2, i)),
           .channel = std::string(rows.text(3, i)),
           .state = static_cast<ConsentState>(rows.values<std::int32_t>(4)[i]),
           .time = rows.values<std::int64_t>(5)[i]});
    }
  }
}

void ConsentBook::state(ConsentLine& line) {
  line.number = next_number_;
  add(line);
  waiting_.push_back(line);
}

// Whether it says something else than what stood at that time.
bool ConsentBook::changes(std::int64_t identity, const model::SaidConsent& said, env::TimeUs time) {
  const auto of = known_.find(identity);
  if (of == known_.end()) return true;
  const std::uint32_t category = word(said.category), channel = word(said.channel);
  const Known* before = nullptr;
  for (const Known& one : of->second) {
    if (one.category != category || one.channel != channel || one.time > time) continue;
    if (before == nullptr || one.time >= before->time) before = &one;
  }
  return before == nullptr || before->state != said.state;
}

void ConsentBook::note(const model::EventRow& row, std::span<const model::NamedIdentity> named,
                       const Occasion& occasion) {
  const model::EventConsent consent = reader_.read(row);
  if (consent.said.empty()) return;
  // What is stamped on events is what somebody decided at that device, however often it is sent and
  // whoever is signed in there: it must not undo what was decided elsewhere since.
  const model::NamedIdentity* of = &named.front();
  if (!consent.decision) {
    for (const model::NamedIdentity& one : named)
      if (one.identity_namespace == "anonymous_id") of = &one;
  }
  const std::int64_t identity = model::identity_id_of(of->identity_namespace, of->value);
  for (const model::SaidConsent& said : consent.said) {
    if (!consent.decision && !changes(identity, said, row.time_us)) continue;
    ConsentLine line{.identity = identity,
                     .category = said.category,
                     .channel = said.channel,
                     .state = said.state,
                     .time = row.time_us,
                     .recorded_at = occasion.received_at,
                     .source_id = occasion.source_id,
                     .import_id = occasion.import_id,
                     .event = std::string(row.name),
                     .message_id = fmt::format("{:016x}{:016x}", occasion.message_id.high,
                                               occasion.message_id.low),
                     .wording = consent.wording};
    state(line);
  }
}

std::vector<ConsentBook::Said> ConsentBook::statements_of(
    const IdentityBook& identities, std::span<const model::NamedIdentity> named) {
  std::vector<std::int64_t> person;
  const auto add_person = [&](std::int64_t number) {
    if (std::ranges::find(person, number) != person.end()) return;
    person.push_back(number);
    for (const std::int64_t other : identities.person_of(number))
      if (std::ranges::find(person, other) == person.end()) person.push_back(other);
  };
  for (const auto& one : named)
    add_person(model::identity_id_of(one.identity_namespace, one.value));
  // Grows while it is read: whom they were seen with, and with whom those.
  for (std::size_t i = 0; i < person.size(); ++i) {
    const auto seen = together_.find(person[i]);
    if (seen == together_.end()) continue;
    for (const std::int64_t other : seen->second) add_person(other);
  }
  std::vector<Said> said;
  for (const std::int64_t number : person) {
    const auto of = known_.find(number);
    if (of == known_.end()) continue;
    for (const Known& one : of->second)
      said.push_back({words_[one.category], words_[one.channel], one.state, one.time});
  }
  return said;
}

ConsentBook::Verdict ConsentBook::take(const ConsentRules& rules, const IdentityBook& identities,
                                       const model::EventRow& row,
                                       std::span<const model::NamedIdentity> named,
                                       const Occasion& occasion) {
  Verdict verdict;
  if (const auto* rule = rules.expired_by(row, occasion.source_id, occasion.received_at)) {
    verdict.fate = WithoutConsent::kDrop;
    verdict.reason =
        fmt::format("It is older than the {} days that such events are kept.", rule->days);
    return verdict;
  }
  if (model::ConsentReader::may_say(row)) note(row, named, occasion);
  if (!rules.asks_at_ingest()) return verdict;
  const std::int64_t own =
      model::identity_id_of(named.front().identity_namespace, named.front().value);
  for (const auto& one : named.subspan(1)) {
    const std::int64_t other = model::identity_id_of(one.identity_namespace, one.value);
    together_[own].push_back(other);
    together_[other].push_back(own);
  }
  std::optional<std::vector<Said>> said;
  for (const model::ConsentPurpose& purpose : rules.purposes.purposes) {
    if (!purpose.collects(row.type, row.name)) continue;
    const WithoutConsent fate = purpose.required_at_ingest->otherwise;
    if (fate <= verdict.fate) continue;
    if (!said) said = statements_of(identities, named);
    const auto answer =
        model::answer_consent<Said>(purpose, row.channel, std::span<const Said>(*said));
    // A purpose that is not about the event's channel asks nothing of it.
    if (answer.allowed || answer.why == model::ConsentAnswer::Why::kChannel) continue;
    verdict.fate = fate;
    verdict.reason =
        fmt::format("{} for \"{}\".",
                    answer.why == model::ConsentAnswer::Why::kWithdrawn ? "Consent was withdrawn"
                                                                        : "There is no consent",
                    purpose.name);
  }
  if (verdict.fate != WithoutConsent::kKeepWithoutIdentity) return verdict;
  // What only says who somebody is has nothing left without it.
  if (is_about_identity(row.type))
    verdict.fate = WithoutConsent::kDrop;
  else
    strip(rules, row, named, verdict);
  return verdict;
}

void ConsentBook::strip(const ConsentRules& rules, const model::EventRow& row,
                        std::span<const model::NamedIdentity> named, Verdict& verdict) {
  const std::int64_t day = row.time_us / env::kDayUs - (row.time_us % env::kDayUs < 0 ? 1 : 0);
  verdict.pseudonym = rules.pseudonym(named.front(), day);
  std::vector<model::PersonTexts::Value> values;
  for (const auto& one : named)
    values.push_back({std::string(one.identity_namespace), std::string(one.value)});
  const model::PersonTexts texts(identity_rules_, values);
  verdict.properties = without_person(row.properties, texts);
}

base::Status ConsentBook::write(duck::Connection& connection) {
  together_.clear();
  if (waiting_.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to("consent"));
  for (const ConsentLine& line : waiting_) {
    const duck::Value row[] = {line.number,
                               line.identity,
                               line.category,
                               line.channel,
                               static_cast<std::int32_t>(line.state),
                               line.time,
                               line.recorded_at,
                               line.source_id,
                               line.import_id,
                               line.event,
                               line.message_id,
                               line.actor,
                               line.reason,
                               line.wording};
    WEND_TRY(appender.row(row));
  }
  waiting_.clear();
  return appender.finish();
}

}  // namespace wend::events
