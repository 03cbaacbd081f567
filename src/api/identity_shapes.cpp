#include "api/schema.h"
#include "api/shapes.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema named_identity() {
  return object({{"id", text()}, {"namespace", text()}, {"value", text()}, {"customer", text()}});
}

Schema link_state() {
  return one_of_texts({"holds", "breaks_limit", "blocked", "apart", "unsaid"});
}

Schema identity_link() {
  return object({{"a", text()},
                 {"b", text()},
                 {"state", link_state()},
                 {"decision", one_of_texts({"none", "together", "apart"})},
                 {"alias", boolean()},
                 {"first_seen", nullable(time())},
                 {"source", nullable(text())}});
}

Schema identity_change() {
  return object({{"kind", one_of_texts({"link", "move"})},
                 {"time", time()},
                 {"actor", nullable(text())},
                 {"import", nullable(count())},
                 optional("a", text()),
                 optional("b", text()),
                 optional("from", link_state()),
                 optional("to", link_state()),
                 optional("first_seen", nullable(time())),
                 optional("source", nullable(text())),
                 optional("from_customer", text()),
                 optional("to_customer", text()),
                 optional("identities", count())});
}

Schema customer_identity() {
  return object({{"customer", text()},
                 {"identities", list(named_identity())},
                 {"identities_total", count()},
                 {"links", list(identity_link())},
                 {"links_total", count()},
                 {"others", list(named_identity())},
                 {"changes", list(identity_change())}});
}

Schema suspicious_identities() {
  return object({{"customers",
                  list(object({{"customer", text()}, {"label", text()}, {"identities", count()}}))},
                 {"identities", list(object({{"id", text()},
                                             {"namespace", text()},
                                             {"value", text()},
                                             {"customer", text()},
                                             {"refused", count()}}))},
                 {"identities_usual", count()},
                 {"refused_usual", count()}});
}

Schema merge_suggestion() {
  const auto side = object({{"id", text()},
                            {"name", nullable(text())},
                            {"label", text()},
                            {"events", count()},
                            {"first_seen", nullable(time())},
                            {"last_seen", nullable(time())}});
  return object(
      {{"a", side},
       {"b", side},
       {"reasons",
        list(object({{"kind", one_of_texts({"same_identity", "email_spelling", "phone_spelling",
                                            "name_and_postcode", "name_and_birth_date"})},
                     {"value", text()}}))},
       {"score", number()}});
}

// `draft`: as it is sent, where what is missing stays as it is by default.
Schema identity_rules(bool draft) {
  const auto field = [&](std::string name, Schema schema) {
    return Field{std::move(name), std::move(schema), !draft};
  };
  return object(
      {field("namespaces", list(object({{"name", text(64)}, optional("limit", count())}), 32)),
       field("findings", list(object({optional("trait", text(1024)),
                                      optional("property", text(1024)),
                                      {"namespace", text(64)}}),
                              32)),
       field("email_in_user_id", boolean()), field("alias_joins", boolean()),
       field("blocked_values", list(text(1024), 1000)), field("calling_code", text(3))});
}

}  // namespace

void add_identity_shapes(boost::json::object& shapes) {
  shapes["CustomerIdentity"] = customer_identity();
  shapes["SuspiciousIdentities"] = suspicious_identities();
  shapes["MergeSuggestion"] = merge_suggestion();
  shapes["IdentityRules"] = identity_rules(false);
  shapes["IdentityRulesDraft"] = identity_rules(true);
}

}  // namespace wend::api
