#include "unify/consent.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <set>

namespace wend::unify {
namespace {

using events::ConsentLine;

Consent::Answer answer_from(const model::ConsentPurpose& purpose, std::string_view channel,
                            const std::vector<ConsentLine>& lines) {
  Consent::Answer answer;
  answer.answer =
      model::answer_consent<ConsentLine>(purpose, channel, std::span<const ConsentLine>(lines));
  if (answer.answer.statement) answer.line = lines[*answer.answer.statement];
  return answer;
}

std::unexpected<base::Error> no_purpose(std::string_view id) {
  return base::fail(base::ErrorCode::kNotFound, fmt::format("There is no purpose \"{}\".", id),
                    "purpose", "GET /api/v1/consent/purposes lists them.");
}

}  // namespace

void Consent::use(const model::ConsentPurposes& purposes) {
  store_.set_consent_rules(
      {purposes, [hasher = hasher_](const model::NamedIdentity& identity, std::int64_t day) {
         return "p_" + hasher.text(fmt::format("{} on day {}", identity.identity_namespace, day),
                                   identity.value);
       }});
}

base::Result<Consent::Purposes> Consent::purposes() {
  WEND_ASSIGN(const auto document, documents_.find(model::kConsentDocument));
  if (!document) return Purposes{};
  boost::system::error_code error;
  const auto body = boost::json::parse(document->body, error);
  WEND_ASSIGN(auto purposes, model::consent_purposes_from(body));
  return Purposes{std::move(purposes), document->version};
}

base::Status Consent::apply() {
  WEND_ASSIGN(const auto stored, purposes());
  use(stored.purposes);
  return {};
}

base::Result<Consent::Purposes> Consent::replace(const model::ConsentPurposes& purposes,
                                                 std::int64_t version) {
  WEND_ASSIGN(const auto written,
              documents_.replace(model::kConsentDocument, version,
                                 boost::json::serialize(model::to_json(purposes))));
  // Of two who write at once the later one's hold, whoever comes here first.
  WEND_TRY(apply());
  return Purposes{purposes, written.version};
}

base::Result<Consent::Answer> Consent::may(std::int64_t profile, std::string_view purpose,
                                           std::string_view channel) {
  WEND_ASSIGN(const auto stored, purposes());
  const auto* found = stored.purposes.find(purpose);
  if (found == nullptr) return no_purpose(purpose);
  WEND_ASSIGN(const auto lines, store_.consent_of(profile));
  return answer_from(*found, channel, lines);
}

base::Result<Consent::OfCustomer> Consent::of_customer(std::int64_t profile) {
  WEND_ASSIGN(auto stored, purposes());
  WEND_ASSIGN(auto lines, store_.consent_of(profile));
  OfCustomer all;
  for (model::ConsentPurpose& purpose : stored.purposes.purposes) {
    std::set<std::string> channels(purpose.channels.begin(), purpose.channels.end());
    for (const ConsentLine& line : lines)
      if (!line.channel.empty() && purpose.is_called(line.category)) channels.insert(line.channel);
    OfPurpose& of = all.purposes.emplace_back();
    of.channels.emplace_back("", answer_from(purpose, "", lines));
    for (const std::string& channel : channels)
      of.channels.emplace_back(channel, answer_from(purpose, channel, lines));
    of.purpose = std::move(purpose);
  }
  std::ranges::stable_sort(lines, [](const ConsentLine& a, const ConsentLine& b) {
    return a.time != b.time ? a.time > b.time : a.number > b.number;
  });
  all.history = std::move(lines);
  return all;
}

base::Status Consent::record(std::int64_t profile, const Statement& statement, env::TimeUs now) {
  WEND_ASSIGN(const auto stored, purposes());
  const auto* purpose = stored.purposes.find(statement.purpose);
  if (purpose == nullptr) return no_purpose(statement.purpose);
  if (!statement.channel.empty() && !purpose->channels.empty() &&
      std::ranges::find(purpose->channels, statement.channel) == purpose->channels.end())
    return base::fail(
        base::ErrorCode::kInvalidInput,
        fmt::format("\"{}\" is not about the channel \"{}\".", purpose->name, statement.channel),
        "channel", "Name one of the purpose's channels, or none for all of them.");
  WEND_ASSIGN(const auto identities, store_.identities_of(profile));
  if (identities.empty())
    return base::fail(base::ErrorCode::kNotFound, "There is no such customer.", "customer");
  const auto rules = store_.identity_rules().rules;
  // The first of the strongest, as the profile's own number is chosen.
  const auto strongest = std::ranges::min_element(identities, {}, [&](const events::Identity& one) {
    return std::pair(rules.rank_of(one.identity_namespace),
                     model::identity_id_of(one.identity_namespace, one.value));
  });
  WEND_TRY(store_.state_consent(
      {.identity = model::identity_id_of(strongest->identity_namespace, strongest->value),
       .category = statement.purpose,
       .channel = statement.channel,
       .state = statement.state,
       .time = statement.time,
       .recorded_at = now,
       .actor = statement.actor,
       .reason = statement.reason,
       .wording = statement.wording}));
  return {};
}

}  // namespace wend::unify
