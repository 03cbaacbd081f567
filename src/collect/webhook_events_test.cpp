#include "collect/webhook_events.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::collect {
namespace {

namespace json = boost::json;

constexpr env::TimeUs kArrival = 1'780'000'000 * env::kSecondUs;    // 2026-05-28T20:26:40Z
constexpr env::TimeUs kTenOClock = 1'779'962'400 * env::kSecondUs;  // 2026-05-28T10:00:00Z

WebhookMapping mapping_of(std::string_view text) {
  auto mapping = WebhookMapping::parse(webhook_mapping_document(text).value());
  EXPECT_TRUE(mapping) << mapping.error().to_sentence();
  return mapping ? std::move(*mapping) : WebhookMapping{};
}

WebhookOutcome map(std::string_view mapping, std::string_view body,
                   std::string_view headers = "{}") {
  return map_webhook(mapping_of(mapping), headers, body, kArrival);
}

WebhookEvent only(const WebhookOutcome& outcome) {
  EXPECT_FALSE(outcome.problem) << outcome.problem->to_sentence();
  EXPECT_EQ(outcome.events.size(), 1U);
  return outcome.events.size() == 1 ? outcome.events[0] : WebhookEvent{};
}

std::string problem(const WebhookOutcome& outcome) {
  EXPECT_TRUE(outcome.events.empty());
  return outcome.problem ? outcome.problem->to_sentence() : "no problem";
}

// What a mapping with one value makes of a body: the property "x" as JSON.
std::string value_of(std::string_view value, std::string_view body) {
  const auto outcome = map(R"({"rules": [{"name": "E", "user_id": "u", "properties": {"x": )" +
                               std::string(value) + "}}]}",
                           body);
  if (outcome.problem) return outcome.problem->to_sentence();
  const std::string& properties = outcome.events.at(0).properties;
  return properties == "{}" ? "nothing" : properties.substr(5, properties.size() - 6);
}

std::string parse_error(std::string_view text) {
  const auto document = webhook_mapping_document(text);
  if (!document) return document.error().to_sentence();
  const auto mapping = WebhookMapping::parse(*document);
  return mapping ? "no error" : mapping.error().to_sentence();
}

TEST(WebhookEvents, ReadsEveryFieldOfAnEvent) {
  const auto event =
      only(map(R"({"rules": [{
      "when": {"path": "body.kind", "value": "order"},
      "name": "Order {body.state}", "user_id": "{body.customer.id}", "anonymous_id": "{header.x-visitor}",
      "time": "{body.at}", "message_id": "{body.id}", "channel": "store",
      "properties": {"total": "{body.total}", "currency": "EUR"}}]})",
               R"({"kind": "order", "state": "placed", "customer": {"id": 48102}, "id": "o-1",
      "at": "2026-05-28T12:00:00+02:00", "total": 20.5})",
               R"({"x-visitor": "v7"})"));
  EXPECT_EQ(event.name, "Order placed");
  EXPECT_EQ(event.type, model::EventType::kTrack);
  EXPECT_EQ(event.user_id, "48102");
  EXPECT_EQ(event.anonymous_id, "v7");
  EXPECT_EQ(event.time_us, kTenOClock);
  EXPECT_EQ(event.message_id, "o-1");
  EXPECT_EQ(event.channel, "store");
  EXPECT_EQ(event.properties, R"({"total":20.5,"currency":"EUR"})");
}

TEST(WebhookEvents, FillsInWhatTheRuleDoesNotSay) {
  const auto outcome =
      map(R"({"rules": [{"type": "identify", "user_id": "ann@example.com"}]})", "{}");
  const auto event = only(outcome);
  EXPECT_EQ(event.name, "Identify");
  EXPECT_EQ(event.time_us, kArrival);
  EXPECT_EQ(event.message_id.size(), 32U);
  EXPECT_EQ(event.properties, "{}");
  // The same body is the same event, another one is not.
  const std::string_view mapping = R"({"rules": [{"name": "E", "user_id": "u"}]})";
  EXPECT_EQ(only(map(mapping, "[1]")).message_id, only(map(mapping, "[1]")).message_id);
  EXPECT_NE(only(map(mapping, "[1]")).message_id, only(map(mapping, "[2]")).message_id);
}

TEST(WebhookEvents, NamesTheCustomerByAnyIdentity) {
  constexpr auto kMapping = R"({
    "defaults": {"identities": {"email": "{body.mail}", "shop_customer": "{body.id}"}},
    "rules": [{"when": {"path": "body.card", "op": "exists"}, "name": "Card used",
               "identities": {"loyalty_card": "{body.card}", "email": "{body.other}"}},
              {"name": "Order placed"}]})";
  const auto also = [&](std::string_view body) {
    std::vector<std::string> names;
    for (const auto& one : only(map(kMapping, body)).also)
      names.push_back(one.name + " " + one.value);
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(also(R"({"mail": "a@b.de", "id": 7})"), (Names{"email a@b.de", "shop_customer 7"}));
  EXPECT_EQ(also(R"({"mail": " ", "id": 7})"), (Names{"shop_customer 7"}));
  EXPECT_EQ(also(R"({"mail": "a@b.de", "id": 7, "card": "c1", "other": "x@y.de"})"),
            (Names{"loyalty_card c1", "email x@y.de", "shop_customer 7"}));
  EXPECT_EQ(problem(map(kMapping, R"({"state": "placed"})")),
            "defaults.identities.email: The message names no customer.");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "E", "identities": []}]})"),
            "rules[0].identities: This must be an object of namespaces and values, not a list.");
}

TEST(WebhookEvents, FindsWhatPathsLeadTo) {
  const std::string_view body = R"({"a": {"b.c": [{"id": 1, "t": "one"}, {"id": "2", "t": "two"}]},
      "wanted": 2, "none": null, "list": [5, 6, 7]})";
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"][0].t}")", body), R"("one")");
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"][-1].t}")", body), R"("two")");
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"].1.t}")", body), R"("two")");
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"][id=\"1\"].t}")", body), R"("one")");
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"][id=body.wanted].t}")", body), R"("two")");
  EXPECT_EQ(value_of(R"("{body.a[\"b.c\"][id=\"3\"].t}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.list}")", body), "[5,6,7]");
  EXPECT_EQ(value_of(R"("{body.list[3]}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.none}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.none.deeper}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.list.name}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.double}")", R"({"double": 1, "double": 2})"), "2");
}

TEST(WebhookEvents, BuildsValues) {
  const std::string_view body =
      R"({"first": "Ada", "last": "", "n": 5, "yes": true, "o": {"k": 1}, "email": " Ada@Example.COM "})";
  EXPECT_EQ(value_of(R"("plain")", body), R"("plain")");
  EXPECT_EQ(value_of(R"("{{body.n}}")", body), R"("{body.n}")");
  EXPECT_EQ(value_of("5.25", body), "5.25");
  EXPECT_EQ(value_of("true", body), "true");
  EXPECT_EQ(value_of(R"({"constant": {"a": [1]}})", body), R"({"a":[1]})");
  EXPECT_EQ(value_of(R"("{body.first} {body.last}")", body), R"("Ada")");
  EXPECT_EQ(value_of(R"("{body.x} {body.y}")", body), "nothing");
  EXPECT_EQ(value_of(R"("{body.n}: {body.yes} {body.o}")", body), R"("5: true {\"k\":1}")");
  EXPECT_EQ(value_of(R"(["{body.x}", "{body.last}", "{body.n}", "never"])", body), "5");
  EXPECT_EQ(value_of(R"({"value": "{body.email}", "as": ["trim", "lower"]})", body),
            R"("ada@example.com")");
  EXPECT_EQ(value_of(R"({"value": "{body.n}", "as": "text"})", body), R"("5")");
  EXPECT_EQ(value_of(R"({"value": "{body.n}", "map": {"5": "five", "6": "six"}})", body),
            R"("five")");
  EXPECT_EQ(value_of(R"({"value": "{body.first}", "map": {"5": "five"}})", body), R"("Ada")");
  EXPECT_EQ(value_of(R"({"value": "{body.yes}", "as": "boolean"})", body), "true");
}

TEST(WebhookEvents, ReadsNumbersAndAmounts) {
  const auto number = [](std::string_view text) {
    return value_of(R"({"value": "{body.n}", "as": "number"})",
                    R"({"n": ")" + std::string(text) + R"("})");
  };
  EXPECT_EQ(number("12.50"), "12.5");
  EXPECT_EQ(number(" +7 "), "7");
  EXPECT_EQ(number("007"), "7");
  EXPECT_EQ(number("1e3"), "1000");
  EXPECT_EQ(number("9007199254740993"), "9007199254740993");
  EXPECT_EQ(number(""), "nothing");
  EXPECT_EQ(number("12 EUR"), "rules[0].properties.x: \"12 EUR\" is no number.");
  EXPECT_EQ(number("nan"), "rules[0].properties.x: \"nan\" is no number.");
  const auto cents = [](std::string_view amount) {
    return value_of(R"({"value": "{body.n}", "as": "cents"})",
                    R"({"n": )" + std::string(amount) + "}");
  };
  EXPECT_EQ(cents("1999"), "19.99");
  EXPECT_EQ(cents("2000"), "20");
  EXPECT_EQ(cents("5"), "0.05");
  EXPECT_EQ(cents("0"), "0");
  EXPECT_EQ(cents("-150"), "-1.5");
  EXPECT_EQ(cents(R"("1250")"), "12.5");
  const auto minor = [](std::string_view currency) {
    return value_of(R"({"value": "{body.n}", "as": "minor_units", "currency": "{body.c}"})",
                    R"({"n": 1500, "c": ")" + std::string(currency) + R"("})");
  };
  EXPECT_EQ(minor("eur"), "15");
  EXPECT_EQ(minor("JPY"), "1500");
  EXPECT_EQ(minor("kwd"), "1.5");
  EXPECT_EQ(minor(""), "rules[0].properties.x.currency: There is an amount, but no currency.");
}

TEST(WebhookEvents, TriesRulesInOrder) {
  const std::string_view mapping = R"({"rules": [
    {"when": {"path": "body.t", "op": "starts_with", "value": "test."}, "ignore": true},
    {"when": {"all": [{"path": "body.t", "op": "in", "value": ["a", "b"]}, {"not": {"path": "body.n", "op": "exists"}}]}, "name": "One", "user_id": "u"},
    {"when": {"any": [{"path": "body.n", "op": "at_least", "value": 10}, {"path": "header.X-Kind", "op": "matches", "value": "^big"}]}, "name": "Two", "user_id": "u"}]})";
  EXPECT_TRUE(map(mapping, R"({"t": "test.x", "n": 11})").ignored);
  EXPECT_EQ(only(map(mapping, R"({"t": "b"})")).name, "One");
  EXPECT_EQ(only(map(mapping, R"({"t": "b", "n": null})")).name, "One");
  EXPECT_EQ(only(map(mapping, R"({"t": "b", "n": 10})")).name, "Two");
  EXPECT_EQ(only(map(mapping, R"({"t": "c"})", R"({"x-kind": "bigger"})")).name, "Two");
  EXPECT_EQ(problem(map(mapping, R"({"t": "c"})")), "No rule of the mapping fits this body.");
  EXPECT_EQ(problem(map(R"({"rules": []})", "{}")), "No rule of the mapping fits this body.");
}

TEST(WebhookEvents, MakesOneEventOfEachEntry) {
  const std::string_view mapping =
      R"({"defaults": {"user_id": "{body.who}", "message_id": "{body.id}"}, "rules": [
    {"each": "body.items", "where": {"path": "item.free", "op": "not_exists"}, "name": "Bought {item.sku}",
     "properties": {"price": "{item.price}", "order": "{body.id}"}}]})";
  const auto outcome = map(mapping, R"({"who": "ann", "id": "o1", "items": [
      {"sku": "A", "price": 1}, {"sku": "B", "price": 2, "free": true}, {"sku": "C", "price": 3}]})");
  ASSERT_EQ(outcome.events.size(), 2U);
  EXPECT_EQ(outcome.events[0].name, "Bought A");
  EXPECT_EQ(outcome.events[0].message_id, "o1");
  EXPECT_EQ(outcome.events[1].name, "Bought C");
  EXPECT_EQ(outcome.events[1].message_id, "o1#2");
  EXPECT_EQ(outcome.events[1].properties, R"({"price":3,"order":"o1"})");
  EXPECT_EQ(only(map(mapping, R"({"who": "ann", "items": {"sku": "alone"}})")).name,
            "Bought alone");
  EXPECT_EQ(problem(map(mapping, R"({"who": "ann", "items": []})")),
            "rules[0].each: The list of the rule is empty, so there is no event.");
  EXPECT_EQ(problem(map(mapping, R"({"who": "ann"})")),
            "rules[0].each: There is no list at body.items.");
  EXPECT_TRUE(map(mapping, R"({"who": "ann", "items": [{"sku": "B", "free": 1}]})").ignored);
}

TEST(WebhookEvents, TakesAllEventsOfABodyOrNone) {
  const auto outcome =
      map(R"({"rules": [{"each": "body", "name": "{item.event}", "user_id": "u"}]})",
          R"([{"event": "A"}, {"event": ""}, {"event": "B"}])");
  EXPECT_EQ(problem(outcome), "rules[0].name: The event has no name.");
}

TEST(WebhookEvents, GoesOnWhenTheRuleSaysSo) {
  const auto outcome = map(R"({"rules": [
    {"go_on": true, "type": "identify", "user_id": "{body.id}", "message_id": "{body.m}", "copy": "body.traits"},
    {"name": "Signed up", "user_id": "{body.id}", "message_id": "{body.m}"},
    {"name": "Never", "user_id": "u"}]})",
                           R"({"id": "ann", "m": "m1", "traits": {"plan": "pro"}})");
  ASSERT_EQ(outcome.events.size(), 2U);
  EXPECT_EQ(outcome.events[0].type, model::EventType::kIdentify);
  EXPECT_EQ(outcome.events[0].properties, R"({"plan":"pro"})");
  EXPECT_EQ(outcome.events[1].name, "Signed up");
  EXPECT_EQ(outcome.events[1].message_id, "m1#2");
}

TEST(WebhookEvents, CopiesMembersAndPairs) {
  const auto event = only(map(
      R"({"defaults": {"properties": {"from": "default", "a": "default"}}, "rules": [{"name": "E", "user_id": "u",
    "copy": [{"path": "body.o", "exclude": ["secret"]}, {"path": "body.p", "include": ["x"], "prefix": "p_"}, "body.none", "body.text"],
    "pairs": {"each": "body.answers", "name": ["{body.titles[id=item.id].title}", "{item.id}"], "value": ["{item.text}", "{item.number}"]},
    "properties": {"a": "own"}}]})",
      R"({"o": {"a": 1, "secret": 2, "b": {"c": null}}, "p": {"x": 3, "y": 4}, "text": "t",
    "titles": [{"id": "q1", "title": "How many?"}],
    "answers": [{"id": "q1", "number": 3}, {"id": "q2", "text": "fine"}, {"id": "q3"}, {"text": "nameless"}]})"));
  const auto properties = json::parse(event.properties);
  EXPECT_EQ(properties,
            json::parse(R"({"a": "own", "b": {"c": null}, "p_x": 3, "How many?": 3, "q2": "fine",
    "from": "default"})"));
}

TEST(WebhookEvents, ReadsTimesAsTheyAreWritten) {
  const auto time = [](std::string_view written, std::string_view at) {
    return only(map(R"({"rules": [{"name": "E", "user_id": "u", "time": )" + std::string(written) +
                        "}]}",
                    R"({"at": )" + std::string(at) + "}"))
        .time_us;
  };
  EXPECT_EQ(time(R"("{body.at}")", "1779962400"), kTenOClock);
  EXPECT_EQ(time(R"("{body.at}")", "1779962400000"), kTenOClock);
  EXPECT_EQ(time(R"({"value": "{body.at}", "format": "seconds"})", "1779962400"), kTenOClock);
  EXPECT_EQ(time(R"({"value": "{body.at}", "format": "milliseconds"})", R"("1779962400000")"),
            kTenOClock);
  EXPECT_EQ(time(R"({"value": "{body.at}", "format": "rfc3339"})", R"("2026-05-28T10:00:00Z")"),
            kTenOClock);
  EXPECT_EQ(time(R"({"value": "{body.at}", "format": "%d.%m.%Y %H:%M", "zone": "Europe/Berlin"})",
                 R"("28.05.2026 12:00")"),
            kTenOClock);
  EXPECT_EQ(time(R"({"value": "{body.at}", "zone": "Europe/Berlin"})", R"("2026-05-28 12:00")"),
            kTenOClock);
  EXPECT_EQ(time(R"(["{body.none}", "{body.at}"])", "1779962400"), kTenOClock);
  EXPECT_EQ(time(R"("{body.none}")", "1"), kArrival);
  const std::string_view mapping =
      R"({"rules": [{"name": "E", "user_id": "u", "time": {"value": "{body.at}", "format": "seconds"}}]})";
  EXPECT_EQ(problem(map(mapping, R"({"at": "soon"})")),
            "rules[0].time.value: The time \"soon\" cannot be read.");
  EXPECT_EQ(problem(map(mapping, R"({"at": 9999999999})")),
            "rules[0]: The time is more than a year in the future.");
}

TEST(WebhookEvents, QuotesWholeCharactersOfABody) {
  std::string text(99, 'x');
  text += "\xC3\xA4 and more";
  const auto outcome = map(R"({"rules": [{"name": "E", "user_id": "u", "time": "{body.at}"}]})",
                           R"({"at": ")" + text + R"("})");
  EXPECT_EQ(problem(outcome),
            "rules[0].time: The time \"" + std::string(99, 'x') + "\xE2\x80\xA6\" cannot be read.");
}

TEST(WebhookEvents, KeepsToTheLimitsOfCollecting) {
  const std::string_view mapping =
      R"({"rules": [{"name": "{body.name}", "user_id": "{body.id}", "copy": "body.p"}]})";
  EXPECT_EQ(problem(map(mapping, R"({"name": "E", "id": "  "})")),
            "rules[0].user_id: The message names no customer.");
  EXPECT_EQ(problem(map(mapping, R"({"name": "E", "id": {"a": 1}})")),
            "rules[0].user_id: \"{\"a\":1}\" is no text.");
  EXPECT_EQ(problem(map(mapping, R"({"name": "E", "id": ")" + std::string(1025, 'x') + R"("})")),
            "rules[0].user_id: The text is longer than 1,024 bytes.");
  EXPECT_EQ(problem(map(mapping, R"({"name": "E", "id": "a\u0000b"})")),
            "rules[0].user_id: The text holds a zero character.");
  EXPECT_EQ(problem(map(mapping, R"({"name": ")" + std::string(1025, 'x') + R"(", "id": "u"})")),
            "rules[0]: The event name is longer than 1,024 bytes.");
  EXPECT_EQ(problem(map(mapping, R"({"name": "E", "id": "u", "p": {"x": ")" +
                                     std::string(1024 * 1024, 'x') + R"("}})")),
            "rules[0]: The properties are longer than 1 MiB.");
  std::string many = "[";
  for (int i = 0; i <= 10'000; ++i) many += "1,";
  many.back() = ']';
  EXPECT_EQ(problem(map(R"({"rules": [{"each": "body", "name": "E", "user_id": "u"}]})", many)),
            "rules[0]: The body becomes more than 10,000 events.");
}

TEST(WebhookEvents, StopsLookingInHostileBodies) {
  // Every entry searches the whole list: ten thousand times a hundred thousand.
  std::string body = R"({"list": [)";
  for (int i = 0; i < 100'000; ++i) body += R"({"a":1},)";
  body.back() = ']';
  body += "}";
  EXPECT_EQ(
      problem(
          map(R"({"rules": [{"each": "body.list", "name": "E", "user_id": "{body.list[a=\"2\"].b}"},
                                      {"name": "E", "user_id": "u"}]})",
              body)),
      "rules[0].user_id: The message names no customer.");
  EXPECT_EQ(problem(map(R"({"rules": [{"each": "body.list", "name": "E",
                            "user_id": ["{body.list[a=\"2\"].b}", "u"]}]})",
                        body)),
            "rules[0]: The body is too large for the paths of the mapping.");
}

TEST(WebhookEvents, ReadsFormsAndMendsText) {
  const std::string_view mapping =
      R"({"rules": [{"name": "{body.event}", "user_id": "{body[\"user[id]\"]}", "copy": "body"}]})";
  const std::string_view form =
      R"({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})";
  auto event = only(map(mapping, "event=Paid+now&user%5Bid%5D=7&tag=a&tag=b&empty=", form));
  EXPECT_EQ(event.name, "Paid now");
  EXPECT_EQ(event.user_id, "7");
  EXPECT_EQ(event.properties, R"({"event":"Paid now","user[id]":"7","tag":["a","b"],"empty":""})");
  event =
      only(map(mapping, "payload=%7B%22event%22%3A%22E%22%2C%22user%5Bid%5D%22%3A8%7D&x=1", form));
  EXPECT_EQ(event.user_id, "8");
  event = only(map(mapping, R"({"event": "E", "user[id]": 9})", form));
  EXPECT_EQ(event.user_id, "9");
  EXPECT_EQ(problem(map(mapping, "event=%4", form)), "body: The form holds a broken percent sign.");
  EXPECT_EQ(problem(map(mapping, "event=1")).substr(0, 34), "body: The body is not valid JSON. ");
  event = only(map(mapping, "{\"event\": \"bro\xFFken\", \"user[id]\": \"\\ud800\"}"));
  EXPECT_EQ(event.name, "bro\xEF\xBF\xBDken");
  EXPECT_EQ(event.user_id, "\xEF\xBF\xBD");
}

TEST(WebhookMapping, NamesThePlaceOfEveryMistake) {
  EXPECT_EQ(parse_error("{"), "The mapping is not valid JSON. The parser says: incomplete JSON.");
  EXPECT_EQ(parse_error("[]"), "This must be an object, not a list.");
  EXPECT_EQ(parse_error(R"({"rule": []})"),
            "rule: There is no field \"rule\" here. Did you mean \"rules\"?");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "E", "userid": "u"}]})"),
            "rules[0].userid: There is no field \"userid\" here. Did you mean \"user_id\"?");
  EXPECT_EQ(parse_error(R"({"rules": [{"user_id": "u"}]})").substr(0, 41),
            "rules[0].name: The event has no name. For");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "E"}]})").substr(0, 46),
            "rules[0].user_id: The event names no customer.");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "{bdy.x}", "user_id": "u"}]})"),
            "rules[0].name: A path begins with body, header or item, not \"bdy\". Did you mean "
            "\"body\"?");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "{body.x", "user_id": "u"}]})"),
            "rules[0].name: A brace is opened and not closed. Write {{ for a brace in a text.");
  EXPECT_EQ(
      parse_error(R"({"rules": [{"name": "a}", "user_id": "u"}]})"),
      "rules[0].name: A brace is closed that was not opened. Write }} for a brace in a text.");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "{body..x}", "user_id": "u"}]})").substr(0, 58),
            "rules[0].name: There is no name after a dot of the path. N");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "{body[}", "user_id": "u"}]})").substr(0, 40),
            "rules[0].name: There is neither a number");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "{header.a.b}", "user_id": "u"}]})").substr(0, 46),
            "rules[0].name: A header is named by one step. ");
  EXPECT_EQ(
      parse_error(R"({"rules": [{"name": "E", "user_id": {"value": "{body.x}", "as": "lowr"}}]})"),
      "rules[0].user_id.as: There is no conversion \"lowr\". Did you mean \"lower\"?");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "E", "user_id": [{}]}]})").substr(0, 65),
            "rules[0].user_id[0]: There is neither a value nor a constant here");
  EXPECT_EQ(
      parse_error(
          R"({"rules": [{"name": "E", "user_id": "u", "time": {"value": "1", "format": "sec"}}]})")
          .substr(0, 56),
      "rules[0].time.format: There is no time format \"sec\". Use");
  EXPECT_EQ(
      parse_error(
          R"({"rules": [{"name": "E", "user_id": "u", "time": {"value": "1", "zone": "Mars"}}]})")
          .substr(0, 20),
      "rules[0].time.zone: ");
  EXPECT_EQ(
      parse_error(
          R"({"rules": [{"when": {"path": "body.x", "op": "iz", "value": 1}, "ignore": true}]})")
          .substr(0, 19),
      "rules[0].when.op: \"");
  EXPECT_EQ(
      parse_error(
          R"({"rules": [{"when": {"all": [{"path": "body.x", "op": "matches", "value": "("}]}, "ignore": true}]})")
          .substr(0, 28),
      "rules[0].when.all[0].value: ");
  EXPECT_EQ(
      parse_error(R"({"rules": [{"ignore": true, "name": "E"}]})"),
      "rules[0].name: A rule that ignores makes no event. Beside \"ignore\" only \"when\" and "
      "\"note\" may stand.");
  EXPECT_EQ(parse_error(R"({"rules": [{"name": "E", "user_id": "u", "where": {}}]})").substr(0, 23),
            "rules[0].where: \"where\"");
  EXPECT_EQ(
      parse_error(
          R"({"rules": [{"name": "E", "user_id": "u", "pairs": {"each": "body.x", "name": "n"}}]})")
          .substr(0, 44),
      "rules[0].pairs.value: The value is missing. ");
}

}  // namespace
}  // namespace wend::collect
