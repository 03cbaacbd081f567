#include "api/schema.h"
#include "api/shapes.h"
#include "model/account_rules.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas
using model::AccountRules;

std::vector<Field> account_fields() {
  return {{"id", text(100)},
          {"type", text()},
          {"key", text()},
          {"name", text()},
          {"members", count()},
          {"active_7_days", count()},
          {"active_30_days", count()},
          {"events", count()},
          {"sessions", count()},
          {"first_seen", nullable(time())},
          {"last_seen", nullable(time())},
          {"value", nullable(number())}};
}

Schema account() {
  auto fields = account_fields();
  fields.push_back({"traits", map_of(anything())});
  return object(std::move(fields));
}

Schema account_profile() {
  auto fields = account_fields();
  fields.push_back(
      {"traits", list(object({{"trait", text()},
                              {"changes", count()},
                              {"values", list(object({{"value", anything()},
                                                      {"since", time()},
                                                      {"source", nullable(text())}}))}}))});
  fields.push_back(
      {"top_events",
       list(object({{"event", text()}, {"events", count()}, {"customers", count()}}))});
  fields.push_back(
      {"segments", list(object({{"segment", object({{"id", text(100)}, {"name", text()}})},
                                {"members", count()}}))});
  fields.push_back({"member_sources", list(object({{"source", text()}, {"members", count()}}))});
  return object(std::move(fields));
}

Schema member_sources() {
  return list(one_of_texts({"group", "event", "import", "rule", "hand"}));
}

std::vector<Field> customer_name_fields() {
  return {{"id", text(100)}, {"name", nullable(text())}, {"label", text()}};
}

Schema account_member() {
  auto fields = customer_name_fields();
  fields.push_back({"sources", member_sources()});
  fields.push_back({"named_first", nullable(time())});
  fields.push_back({"named_last", nullable(time())});
  fields.push_back({"events", count()});
  fields.push_back({"last_seen", time()});
  return object(std::move(fields));
}

Schema account_of_customer() {
  return object({{"id", text(100)},
                 {"type", text()},
                 {"key", text()},
                 {"name", text()},
                 {"members", count()},
                 {"sources", member_sources()},
                 {"named_first", nullable(time())},
                 {"named_last", nullable(time())}});
}

Schema account_event() {
  return object({{"id", text(100)},
                 {"event", text()},
                 {"type", text()},
                 {"kind", text()},
                 {"time", time()},
                 {"channel", nullable(text())},
                 {"source", nullable(text())},
                 {"touchpoint", nullable(text())},
                 {"stage", nullable(text())},
                 {"role", nullable(text())},
                 {"summary", open_object()},
                 {"properties", map_of(anything())},
                 {"customer", reference("CustomerName")}});
}

Schema account_rules(bool draft) {
  const auto field = [&](std::string name, Schema schema) {
    return Field{std::move(name), std::move(schema), !draft};
  };
  const auto domains = [] { return list(text(1024), AccountRules::kDomainsMax); };
  return object({field("domain_rule", boolean()), field("free_mail", domains()),
                 field("not_free_mail", domains()), field("excluded", domains()),
                 field("domains", list(object({{"domain", text(1024)}, {"account", text(1024)}}),
                                       AccountRules::kDomainsMax)),
                 field("domain_traits", list(text(1024), AccountRules::kTraitsMax))});
}

}  // namespace

void add_account_shapes(boost::json::object& shapes) {
  shapes["Account"] = account();
  shapes["AccountProfile"] = account_profile();
  shapes["AccountMember"] = account_member();
  shapes["AccountOfCustomer"] = account_of_customer();
  shapes["AccountEvent"] = account_event();
  shapes["CustomerName"] = object(customer_name_fields());
  shapes["AccountRules"] = account_rules(false);
  shapes["AccountRulesDraft"] = account_rules(true);
}

}  // namespace wend::api
