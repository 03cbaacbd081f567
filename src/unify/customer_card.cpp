#include "unify/customer_card.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <tuple>

#include "model/event.h"
#include "model/search_terms.h"
#include "unify/term_block.h"

namespace wend::unify {
namespace {

enum class Kind : std::uint8_t { kNo = 0, kYes = 1, kNumber = 2, kText = 3 };
constexpr double kWholeMax = 9e15;

const std::string* text_of(const CustomerCard& card, std::string_view name) {
  const auto found = std::ranges::lower_bound(card.traits, name, {}, &CustomerCard::Trait::name);
  if (found == card.traits.end() || found->name != name) return nullptr;
  const auto* text = std::get_if<std::string>(&found->value);
  return text == nullptr || text->empty() ? nullptr : text;
}

// Where those of the namespace with the most stand.
auto largest_namespace(std::vector<CustomerCard::Identity>& identities) {
  auto first = identities.begin(), last = first;
  for (auto at = identities.begin(); at != identities.end();) {
    const auto end =
        std::ranges::upper_bound(at, identities.end(), at->name, {}, &CustomerCard::Identity::name);
    if (end - at > last - first) {
      first = at;
      last = end;
    }
    at = end;
  }
  return std::pair(first, last);
}

void write_value(ByteWriter& out, const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    out.number(static_cast<std::uint64_t>(*flag ? Kind::kYes : Kind::kNo));
  } else if (const auto* number = std::get_if<double>(&value)) {
    out.number(static_cast<std::uint64_t>(Kind::kNumber));
    out.number(std::bit_cast<std::uint64_t>(*number));
  } else {
    out.number(static_cast<std::uint64_t>(Kind::kText));
    const auto* text = std::get_if<std::string>(&value);
    out.text(text == nullptr ? std::string_view() : *text);
  }
}

std::optional<model::Value> read_value(ByteReader& in) {
  const auto kind = in.number();
  if (!kind || *kind > static_cast<std::uint64_t>(Kind::kText)) return std::nullopt;
  switch (static_cast<Kind>(*kind)) {
    case Kind::kNo:
      return model::Value(false);
    case Kind::kYes:
      return model::Value(true);
    case Kind::kNumber: {
      const auto bits = in.number();
      if (!bits) return std::nullopt;
      return model::Value(std::bit_cast<double>(*bits));
    }
    case Kind::kText: {
      const auto text = in.text();
      if (!text) return std::nullopt;
      return model::Value(std::string(*text));
    }
  }
  return std::nullopt;
}

}  // namespace

bool CustomerCard::add_identity(std::string_view name, std::string_view value) {
  const auto at =
      std::ranges::lower_bound(identities, std::tie(name, value), {}, [](const Identity& one) {
        return std::tuple<std::string_view, std::string_view>(one.name, one.value);
      });
  if (at != identities.end() && at->name == name && at->value == value) return false;
  Identity added{std::string(name), std::string(value)};
  if (identities.size() < kIdentitiesMax) {
    identities.insert(at, std::move(added));
    return true;
  }
  const auto [first, last] = largest_namespace(identities);
  const auto [own, own_end] = std::ranges::equal_range(identities, name, {}, &Identity::name);
  if (own_end - own + 1 >= last - first) return false;
  identities.erase(last - 1);
  identities.insert(std::ranges::lower_bound(identities, added), std::move(added));
  return true;
}

bool CustomerCard::add_trait(std::string_view name, const model::Value& value, TimeUs time_us,
                             std::int64_t sequence) {
  auto at = std::ranges::lower_bound(traits, name, {}, &Trait::name);
  if (at == traits.end() || at->name != name) {
    if (traits.size() >= kTraitsMax) return false;
    traits.insert(at, {std::string(name), value, time_us, sequence});
    return true;
  }
  if (std::tie(time_us, sequence) < std::tie(at->time_us, at->sequence)) return false;
  at->time_us = time_us;
  at->sequence = sequence;
  at->value = value;
  return true;
}

std::string CustomerCard::name() const {
  if (const auto* name = text_of(*this, "name")) return *name;
  const auto* first = text_of(*this, "first_name");
  if (first == nullptr) first = text_of(*this, "firstName");
  const auto* last = text_of(*this, "last_name");
  if (last == nullptr) last = text_of(*this, "lastName");
  if (first != nullptr && last != nullptr) return *first + " " + *last;
  if (first != nullptr) return *first;
  if (last != nullptr) return *last;
  const auto* email = text_of(*this, "email");
  return email == nullptr ? std::string() : *email;
}

std::string CustomerCard::label() const {
  if (identities.empty()) return model::customer_id_text(profile_id);
  const auto user = std::ranges::find(identities, "user_id", &Identity::name);
  const Identity& shown = user == identities.end() ? identities.front() : *user;
  return shown.name + " " + shown.value;
}

std::vector<std::string> CustomerCard::terms() const {
  std::vector<std::string> terms;
  for (const Identity& one : identities) model::add_terms_of_identity(one.name, one.value, terms);
  for (const Trait& trait : traits) {
    if (const auto* text = std::get_if<std::string>(&trait.value)) {
      // Objects and lists are kept as JSON; nobody types that.
      if (!text->starts_with('{') && !text->starts_with('['))
        model::add_terms_of_text(*text, terms);
    } else if (const auto* number = std::get_if<double>(&trait.value)) {
      if (std::abs(*number) < kWholeMax)
        model::add_terms_of_text(fmt::format("{}", *number), terms);
    }
  }
  std::ranges::sort(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::string CustomerCard::bytes() const {
  ByteWriter out;
  out.number(identities.size());
  for (const Identity& one : identities) {
    out.text(one.name);
    out.text(one.value);
  }
  out.number(traits.size());
  for (const Trait& trait : traits) {
    out.text(trait.name);
    write_value(out, trait.value);
    out.number(static_cast<std::uint64_t>(trait.time_us));
    out.number(static_cast<std::uint64_t>(trait.sequence));
  }
  return std::move(out.bytes());
}

std::optional<CustomerCard> CustomerCard::from_bytes(std::int64_t profile_id,
                                                     std::string_view bytes) {
  CustomerCard card;
  card.profile_id = profile_id;
  ByteReader in(bytes);
  const auto identities = in.number();
  if (!identities || *identities > kIdentitiesMax) return std::nullopt;
  for (std::size_t i = 0; i < *identities; ++i) {
    const auto name = in.text(), value = in.text();
    if (!name || !value) return std::nullopt;
    card.identities.push_back({std::string(*name), std::string(*value)});
  }
  const auto traits = in.number();
  if (!traits || *traits > kTraitsMax) return std::nullopt;
  for (std::size_t i = 0; i < *traits; ++i) {
    const auto name = in.text();
    auto value = read_value(in);
    const auto time = in.number(), sequence = in.number();
    if (!name || !value || !time || !sequence) return std::nullopt;
    card.traits.push_back({std::string(*name), *std::move(value), static_cast<TimeUs>(*time),
                           static_cast<std::int64_t>(*sequence)});
  }
  return card;
}

boost::json::value trait_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return boost::json::value(*text);
  return nullptr;
}

}  // namespace wend::unify
