#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "api/schema.h"
#include "model/account.h"
#include "server/server_for_test.h"

// Walks every route that the running server describes and holds its answer against that
// description.
namespace wend::server {
namespace {

using namespace std::string_view_literals;

// One black dot.
constexpr std::string_view kPicture = "GIF89a\x01\x00\x01\x00\x00\x00\x00;"sv;

constexpr const char* kJourney = "journey\n  section Buy\n    Pay: 5\n";

struct Example {
  std::string target;  // of the request line
  std::optional<json::value> body;
  std::string headers;
  bool as_person = false;
  std::string raw_body;
};

class ContractTest : public ServerFixture {
 protected:
  void SetUp() override {
    config_.behind_proxy = true;  // strangers come from addresses of their own
    ServerFixture::SetUp();
    admin_ = all();
    import(admin_, "accounts.csv",
           "customer,event,time,group_id\nada,Visit,2026-01-01T10:00:00Z,acme\n");
    account_ = model::account_id_text(model::account_number_of("company", "acme"));
    import(admin_, "guests.csv",
           "customer,event,time\ndan,Visit,2026-01-01T10:00:00Z\nfay,Visit,2026-01-01T11:00:00Z\n");
    import(admin_, "orders.csv", kOrders);
    const json::object draft{{"name", "Overview"}, {"query", json::object{{"kind", "overview"}}}};
    question_ = call("POST", "/api/v1/questions", admin_, draft).text("id");
    second_question_ = call("POST", "/api/v1/questions", admin_, draft).text("id");
    dashboard_ = call("POST", "/api/v1/dashboards", admin_, dashboard()).text("id");
    second_dashboard_ = call("POST", "/api/v1/dashboards", admin_, dashboard()).text("id");
    customer_ = std::string(call("GET", "/api/v1/customers?search=ada", admin_)
                                .body.at("items")
                                .at(0)
                                .at("id")
                                .as_string());
    second_customer_ = std::string(call("GET", "/api/v1/customers?search=cem", admin_)
                                       .body.at("items")
                                       .at(0)
                                       .at("id")
                                       .as_string());
    import_ = std::string(
        call("GET", "/api/v1/imports", admin_).body.at("items").at(0).at("id").as_string());
    upload_ = upload(admin_, "more.csv", kOrders);
    source_ =
        call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
            .text("id");
    const auto key = call("POST", "/api/v1/sources/" + source_ + "/keys", admin_);
    key_ = key.text("id");
    EXPECT_EQ(raw("POST", "/v1/track?writeKey=" + key.text("key"), "", "{}").status(), 400);
    webhook_ = call("POST", "/api/v1/sources", admin_,
                    json::object{{"name", "payments"}, {"kind", "webhook"}})
                   .text("id");
    const json::object rule{{"event", "Order"}};
    segment_ =
        call("POST", "/api/v1/segments", admin_, json::object{{"name", "Buyers"}, {"rule", rule}})
            .text("id");
    second_segment_ =
        call("POST", "/api/v1/segments", admin_, json::object{{"name", "Them"}, {"rule", rule}})
            .text("id");
    list_ =
        call("POST", "/api/v1/segments", admin_, json::object{{"name", "Guests"}, {"kind", "list"}})
            .text("id");
    const auto touchpoint = [&](std::string_view name, std::string_view event) {
      return call("POST", "/api/v1/touchpoints", admin_,
                  json::object{{"name", name}, {"events", json::array{event}}})
          .text("id");
    };
    touchpoint_ = touchpoint("Buying", "Order");
    second_touchpoint_ = touchpoint("Choosing", "Cart");
    map_ = call("POST", "/api/v1/maps", admin_, json::object{{"title", "Buying"}}).text("id");
    second_map_ = call("POST", "/api/v1/maps", admin_, json::object()).text("id");
    third_map_ = call("POST", "/api/v1/maps", admin_, json::object()).text("id");
    EXPECT_EQ(call("DELETE", "/api/v1/maps/" + second_map_, admin_).status(), 204);
    const auto comment = [&] {
      return call("POST", "/api/v1/maps/" + map_ + "/comments", admin_,
                  json::object{{"text", "Really?"}})
          .text("id");
    };
    comment_ = comment();
    second_comment_ = comment();
    const auto persona = [&](std::string_view name) {
      return call("POST", "/api/v1/personas", admin_, json::object{{"name", name}}).text("id");
    };
    persona_ = persona("Maren");
    second_persona_ = persona("Olu");
    const auto workshop = [&] {
      return call("POST", "/api/v1/workshops", admin_, workshop_draft()).text("id");
    };
    workshop_ = workshop();
    second_workshop_ = workshop();
    third_workshop_ = workshop();
    EXPECT_EQ(call("POST", "/api/v1/workshops/" + third_workshop_ + "/commands", admin_,
                   json::object{{"client", "tab"}, {"number", 1}, {"do", "start"}})
                  .status(),
              200);
    const auto invited = call("POST", "/api/v1/workshops/" + third_workshop_ + "/invitation",
                              admin_, json::object());
    invitation_ = invited.text("token");
    const auto joined =
        call("POST", "/api/v1/workshops/join", {}, json::object{{"token", invitation_}});
    const std::string cookie = joined.http.header("set-cookie");
    guest_ = "Cookie: " + cookie.substr(0, cookie.find(';')) +
             "\r\nX-CSRF-Token: " + joined.text("csrf_token") + "\r\n";
    image_ = raw("POST", "/api/v1/images", admin_.headers, kPicture).text("id");
    // A map with a picture, which a link shows.
    const json::object cell{{"lane", "lan_aaaaaaaaaaaa"},
                            {"step", "stp_aaaaaaaaaaaa"},
                            {"order", "a0"},
                            {"image", image_}};
    const json::object document{
        {"format", 1},
        {"stages", {{"stg_aaaaaaaaaaaa", {{"order", "a0"}}}}},
        {"steps", {{"stp_aaaaaaaaaaaa", {{"order", "a0"}, {"stage", "stg_aaaaaaaaaaaa"}}}}},
        {"lanes", {{"lan_aaaaaaaaaaaa", {{"order", "a0"}, {"kind", "image"}}}}},
        {"cells", {{"cel_aaaaaaaaaaaa", cell}}}};
    const std::string pictured =
        "/api/v1/maps/" +
        call("POST", "/api/v1/maps", admin_, json::object{{"document", document}}).text("id");
    const auto share = [&](const std::string& map, json::object asked) {
      asked["rights"] = "comment";
      return call("POST", map + "/shares", admin_, asked).body;
    };
    share_ = share("/api/v1/maps/" + map_, {}).at("share").at("id").as_string();
    shared_ = share(pictured, {}).at("token").as_string();
    locked_ = share(pictured, {{"password", "correct horse"}}).at("token").as_string();
    for (const std::string_view path : kKept) {
      std::vector<std::string>& ids = kept_[std::string(path)];
      for (int i = 0; i < 3; ++i)
        ids.push_back(call("POST", path, admin_, json::object{{"title", "One"}}).text("id"));
      EXPECT_EQ(call("DELETE", fmt::format("{}/{}", path, ids[2]), admin_, std::nullopt,
                     "If-Match: \"1\"\r\n")
                    .status(),
                204);
    }
    computed_ = call("POST", "/api/v1/computed-traits", admin_,
                     json::object{{"key", "orders_made"},
                                  {"name", "Orders made"},
                                  {"definition", json::object{{"measure", "count"}, {"of", rule}}}})
                    .text("id");
    second_computed_ = call("POST", "/api/v1/computed-traits", admin_,
                            json::object{{"key", "last_seen_at"},
                                         {"name", "Last seen"},
                                         {"definition", json::object{{"measure", "last_time"}}}})
                           .text("id");
    wait_for_segment(admin_, segment_);
    const auto customer_called = [&](std::string_view name) {
      return std::string(call("GET", fmt::format("/api/v1/customers?search={}", name), admin_)
                             .body.at("items")
                             .at(0)
                             .at("id")
                             .as_string());
    };
    to_erase_ = customer_called("fay");
    EXPECT_EQ(call("PUT", "/api/v1/consent/purposes", admin_, purposes_with("newsletter"),
                   "If-Match: \"0\"\r\n")
                  .status(),
              200);
    erasure_ = call("POST", "/api/v1/privacy/erasures", admin_,
                    json::object{{"customer", customer_called("dan")}, {"confirm", "erase"}})
                   .text("id");
    wait_for_erasure(admin_, erasure_);
    export_ = ready_export();
    second_export_ = ready_export();
    const auto user = *space_->users().create("Eve", "eve@example.com", workspace::Role::kAdmin);
    ASSERT_TRUE(space_->users().change(user.id, {{}, {}, "a long password"}));
    link_ = *space_->sessions().create_link(user.id);
  }

  std::map<std::string, Example> examples() {
    const json::object mapping{{"customer", "customer"},
                               {"event", "event"},
                               {"time", json::object{{"column", "time"}, {"format", "iso"}}}};
    const json::object draft{{"name", "Other"}, {"query", json::object{{"kind", "overview"}}}};
    const std::string match = "If-Match: \"1\"\r\n";
    return {
        {"post /api/v1/session/link", {"/api/v1/session/link", json::object{{"token", link_}}}},
        {"post /api/v1/session",
         {"/api/v1/session",
          json::object{{"email", "eve@example.com"}, {"password", "a long password"}}}},
        {"get /api/v1/session", {"/api/v1/session", {}, "", true}},
        {"delete /api/v1/session", {"/api/v1/session", {}, "", true}},
        {"put /api/v1/me", {"/api/v1/me", json::object{{"name", "Eve"}}, "", true}},
        {"get /api/v1/status", {"/api/v1/status"}},
        {"post /api/v1/query", {"/api/v1/query", json::object{{"kind", "overview"}}}},
        {"get /api/v1/query/schema", {"/api/v1/query/schema"}},
        {"get /api/v1/dashboards", {"/api/v1/dashboards?limit=1"}},
        {"post /api/v1/dashboards", {"/api/v1/dashboards", dashboard()}},
        {"get /api/v1/dashboards/{id}", {"/api/v1/dashboards/" + dashboard_}},
        {"put /api/v1/dashboards/{id}", {"/api/v1/dashboards/" + dashboard_, dashboard(), match}},
        {"delete /api/v1/dashboards/{id}", {"/api/v1/dashboards/" + second_dashboard_, {}, match}},
        {"post /api/v1/sql",
         {"/api/v1/sql",
          json::object{{"sql", "SELECT event, count(*), [1], NULL FROM events GROUP BY event"}}}},
        {"get /api/v1/sql/schema", {"/api/v1/sql/schema"}},
        {"get /api/v1/values", {"/api/v1/values?property=platform&search=i"}},
        {"get /api/v1/properties", {"/api/v1/properties"}},
        {"get /api/v1/customers", {"/api/v1/customers?limit=2&sort=events"}},
        {"get /api/v1/customers/{id}", {"/api/v1/customers/" + customer_}},
        {"get /api/v1/customers/{id}/events",
         {"/api/v1/customers/" + customer_ + "/events?limit=1"}},
        {"get /api/v1/customers/{id}/timeline",
         {"/api/v1/customers/" + customer_ + "/timeline?channel=web"}},
        {"get /api/v1/customers/{id}/live", {"/api/v1/customers/" + customer_ + "/live"}},
        {"get /api/v1/customers/{id}/shape", {"/api/v1/customers/" + customer_ + "/shape"}},
        {"get /api/v1/customers/{id}/traits", {"/api/v1/customers/" + customer_ + "/traits"}},
        {"get /api/v1/customers/{id}/identity", {"/api/v1/customers/" + customer_ + "/identity"}},
        {"post /api/v1/identity/decisions",
         {"/api/v1/identity/decisions",
          json::object{{"a", json::object{{"namespace", "user_id"}, {"value", "ada"}}},
                       {"b", json::object{{"namespace", "user_id"}, {"value", "bob"}}},
                       {"decision", "together"}}}},
        {"get /api/v1/identity/suspicious", {"/api/v1/identity/suspicious"}},
        {"get /api/v1/identity/suggestions", {"/api/v1/identity/suggestions?limit=2"}},
        {"post /api/v1/identity/suggestions",
         {"/api/v1/identity/suggestions",
          json::object{{"decisions",
                        json::array{json::object{
                            {"a", customer_}, {"b", second_customer_}, {"decision", "apart"}}}}}}},
        {"get /api/v1/identity/rules", {"/api/v1/identity/rules"}},
        {"put /api/v1/identity/rules",
         {"/api/v1/identity/rules", json::object{{"calling_code", "49"}}, "If-Match: \"0\"\r\n"}},
        {"get /api/v1/sources", {"/api/v1/sources"}},
        {"post /api/v1/sources",
         {"/api/v1/sources", json::object{{"name", "shop"}, {"kind", "file"}}}},
        {"get /api/v1/sources/{id}", {"/api/v1/sources/" + source_}},
        {"get /api/v1/sources/{id}/keys", {"/api/v1/sources/" + source_ + "/keys"}},
        {"post /api/v1/sources/{id}/keys", {"/api/v1/sources/" + source_ + "/keys"}},
        {"delete /api/v1/sources/{id}/keys/{key_id}",
         {"/api/v1/sources/" + source_ + "/keys/" + key_}},
        {"get /api/v1/sources/{id}/live", {"/api/v1/sources/" + source_ + "/live"}},
        {"get /api/v1/tracking-plan", {"/api/v1/tracking-plan"}},
        {"put /api/v1/tracking-plan",
         {"/api/v1/tracking-plan",
          json::object{
              {"unplanned", "warn"},
              {"events", json::array{json::object{{"name", "Order"}, {"show_as", "Ordered"}}}}},
          "If-Match: \"0\"\r\n"}},
        {"get /api/v1/refusals", {"/api/v1/refusals?limit=1&source=" + source_}},
        {"put /api/v1/uploads",
         {"/api/v1/uploads?name=a.csv", {}, "", false, std::string(kOrders)}},
        {"post /api/v1/uploads/{id}/preview", {"/api/v1/uploads/" + upload_ + "/preview", mapping}},
        {"post /api/v1/imports",
         {"/api/v1/imports", json::object{{"upload", upload_}, {"mapping", mapping}}}},
        {"get /api/v1/imports", {"/api/v1/imports?limit=1"}},
        {"get /api/v1/imports/{id}", {"/api/v1/imports/" + import_}},
        {"get /api/v1/imports/{id}/live", {"/api/v1/imports/" + import_ + "/live"}},
        {"get /api/v1/imports/{id}/rejects", {"/api/v1/imports/" + import_ + "/rejects"}},
        {"delete /api/v1/imports/{id}", {"/api/v1/imports/" + import_}},
        {"get /api/v1/questions", {"/api/v1/questions?limit=1"}},
        {"post /api/v1/questions", {"/api/v1/questions", draft}},
        {"get /api/v1/questions/{id}", {"/api/v1/questions/" + question_}},
        {"put /api/v1/questions/{id}", {"/api/v1/questions/" + question_, draft, match}},
        {"delete /api/v1/questions/{id}", {"/api/v1/questions/" + second_question_, {}, match}},
        {"get /api/v1/search", {"/api/v1/search?q=o"}},
        {"get /api/v1/segments", {"/api/v1/segments"}},
        {"post /api/v1/segments",
         {"/api/v1/segments", json::object{{"name", "All"}, {"rule", json::object{}}}}},
        {"post /api/v1/segments/preview",
         {"/api/v1/segments/preview", json::object{{"rule", json::object{{"channel", "store"}}}}}},
        {"get /api/v1/segments/{id}", {"/api/v1/segments/" + segment_}},
        {"put /api/v1/segments/{id}",
         {"/api/v1/segments/" + segment_,
          json::object{{"name", "Others"}, {"rule", json::object{{"event", "Order"}}}}, match}},
        {"delete /api/v1/segments/{id}", {"/api/v1/segments/" + second_segment_, {}, match}},
        {"get /api/v1/segments/{id}/members",
         {"/api/v1/segments/" + segment_ + "/members?limit=1"}},
        {"get /api/v1/segments/{id}/moves",
         {"/api/v1/segments/" + segment_ + "/moves?kind=entered&limit=1"}},
        {"get /api/v1/segments/{id}/history", {"/api/v1/segments/" + segment_ + "/history?days=3"}},
        {"get /api/v1/segments/{id}/export", {"/api/v1/segments/" + segment_ + "/export"}},
        {"put /api/v1/segments/{id}/identities",
         {"/api/v1/segments/" + list_ + "/identities", {}, "", false, "user_id\nada\nnobody\n"}},
        {"get /api/v1/segments/overlap",
         {"/api/v1/segments/overlap?ids=" + segment_ + "," + second_segment_}},
        {"get /api/v1/segments/live", {"/api/v1/segments/live"}},
        {"get /api/v1/maps", {"/api/v1/maps?search=buy&status=draft"}},
        {"post /api/v1/maps",
         {"/api/v1/maps", json::object{{"template", "blank"}, {"example", true}, {"title", "A"}}}},
        {"get /api/v1/maps/templates", {"/api/v1/maps/templates"}},
        {"get /api/v1/maps/schema", {"/api/v1/maps/schema"}},
        {"get /api/v1/maps/{id}", {"/api/v1/maps/" + map_}},
        {"delete /api/v1/maps/{id}", {"/api/v1/maps/" + third_map_}},
        {"post /api/v1/maps/{id}/recover", {"/api/v1/maps/" + second_map_ + "/recover"}},
        {"post /api/v1/maps/{id}/changes",
         {"/api/v1/maps/" + map_ + "/changes",
          json::object{{"client", "tab"},
                       {"number", 1},
                       {"base", 1},
                       {"operations", json::array{json::object{{"op", "edit"},
                                                               {"in", "about"},
                                                               {"id", "about"},
                                                               {"field", "title"},
                                                               {"edit", json::array{"On "}}}}}}}},
        {"get /api/v1/maps/{id}/changes", {"/api/v1/maps/" + map_ + "/changes?after=1"}},
        {"get /api/v1/maps/{id}/live", {"/api/v1/maps/" + map_ + "/live"}},
        {"post /api/v1/maps/{id}/presence",
         {"/api/v1/maps/" + map_ + "/presence",
          json::object{{"client", "tab"}, {"at", json::object{{"cell", "cel_1"}}}}}},
        {"post /api/v1/maps/{id}/restore",
         {"/api/v1/maps/" + map_ + "/restore",
          json::object{{"client", "tab"}, {"number", 2}, {"revision", 1}}}},
        {"get /api/v1/maps/{id}/comments", {"/api/v1/maps/" + map_ + "/comments"}},
        {"post /api/v1/maps/{id}/comments",
         {"/api/v1/maps/" + map_ + "/comments",
          json::object{{"parent", comment_}, {"text", "Yes."}}}},
        {"put /api/v1/maps/{id}/comments/{comment_id}",
         {"/api/v1/maps/" + map_ + "/comments/" + comment_, json::object{{"resolved", true}}}},
        {"delete /api/v1/maps/{id}/comments/{comment_id}",
         {"/api/v1/maps/" + map_ + "/comments/" + second_comment_}},
        {"get /api/v1/me/mentions", {"/api/v1/me/mentions", {}, "", true}},
        {"get /api/v1/users", {"/api/v1/users"}},
        {"get /api/v1/workshops", {"/api/v1/workshops"}},
        {"post /api/v1/workshops", {"/api/v1/workshops", workshop_draft()}},
        {"get /api/v1/workshops/agendas", {"/api/v1/workshops/agendas"}},
        {"get /api/v1/workshops/{id}", {"/api/v1/workshops/" + workshop_}},
        {"put /api/v1/workshops/{id}", {"/api/v1/workshops/" + workshop_, workshop_draft(), match}},
        {"delete /api/v1/workshops/{id}", {"/api/v1/workshops/" + second_workshop_}},
        {"get /api/v1/workshops/{id}/summary",
         {"/api/v1/workshops/" + third_workshop_ + "/summary"}},
        {"post /api/v1/workshops/{id}/commands",
         {"/api/v1/workshops/" + third_workshop_ + "/commands",
          json::object{{"client", "tab"}, {"number", 2}, {"do", "pause"}}}},
        {"get /api/v1/workshops/{id}/live", {"/api/v1/workshops/" + third_workshop_ + "/live"}},
        {"post /api/v1/workshops/{id}/invitation",
         {"/api/v1/workshops/" + workshop_ + "/invitation", json::object{{"hours", 3}}}},
        {"delete /api/v1/workshops/{id}/invitation",
         {"/api/v1/workshops/" + workshop_ + "/invitation"}},
        {"post /api/v1/workshops/{id}/draw", {"/api/v1/workshops/" + third_workshop_ + "/draw"}},
        {"post /api/v1/workshops/join",
         {"/api/v1/workshops/join", json::object{{"token", invitation_}, {"name", "Jo"}}}},
        {"get /api/v1/workshops/join/state", {"/api/v1/workshops/join/state", {}, guest_}},
        {"post /api/v1/workshops/join/commands",
         {"/api/v1/workshops/join/commands",
          json::object{{"client", "phone"},
                       {"number", 1},
                       {"do", "put_note"},
                       {"id", "not_aaaaaaaaaaaa"},
                       {"play", "pla_scope"},
                       {"area", "goal"},
                       {"text", "Less waiting"}},
          guest_}},
        {"get /api/v1/workshops/join/live", {"/api/v1/workshops/join/live", {}, guest_}},
        {"get /api/v1/personas", {"/api/v1/personas"}},
        {"post /api/v1/personas",
         {"/api/v1/personas",
          json::object{{"name", "Jo"},
                       {"portrait", image_},
                       {"empathy", json::object{{"says", json::array{"Again?"}}}}}}},
        {"get /api/v1/personas/{id}", {"/api/v1/personas/" + persona_}},
        {"put /api/v1/personas/{id}",
         {"/api/v1/personas/" + persona_, json::object{{"name", "Maren Holt"}}, match}},
        {"delete /api/v1/personas/{id}", {"/api/v1/personas/" + second_persona_, {}, match}},
        {"get /api/v1/opportunities",
         {"/api/v1/opportunities?q=one&sort=effort&order=up&state=proposed"}},
        {"post /api/v1/opportunities",
         {"/api/v1/opportunities",
          json::object{{"title", "Say why"},
                       {"from", json::object{{"map", map_}}},
                       {"effort", json::object{{"value", 2}, {"evidence", "hand"}}}}}},
        {"get /api/v1/opportunities/{id}", {kept("opportunities", 0)}},
        {"put /api/v1/opportunities/{id}",
         {kept("opportunities", 0), json::object{{"title", "Say why not"}}, match}},
        {"delete /api/v1/opportunities/{id}", {kept("opportunities", 1), {}, match}},
        {"post /api/v1/opportunities/{id}/recover", {kept("opportunities", 2) + "/recover"}},
        {"get /api/v1/opportunities/{id}/data", {kept("opportunities", 0) + "/data"}},
        {"get /api/v1/maps/{id}/findings", {"/api/v1/maps/" + map_ + "/findings"}},
        {"get /api/v1/strategy", {"/api/v1/strategy"}},
        {"put /api/v1/strategy",
         {"/api/v1/strategy",
          json::object{{"vision", "Nobody asks twice."},
                       {"principles", json::array{json::object{{"id", "pri_aaaaaaaaaaaa"},
                                                               {"title", "Say why"}}}}},
          "If-Match: \"0\"\r\n"}},
        {"get /api/v1/strategy/goals", {"/api/v1/strategy/goals"}},
        {"post /api/v1/strategy/goals",
         {"/api/v1/strategy/goals",
          json::object{
              {"title", "NPS"},
              {"from", 20},
              {"to", 50},
              {"values", json::array{json::object{{"on", "2026-01-01"}, {"value", 20}}}}}}},
        {"get /api/v1/strategy/goals/{id}", {kept("strategy/goals", 0)}},
        {"put /api/v1/strategy/goals/{id}",
         {kept("strategy/goals", 0), json::object{{"title", "CSAT"}}, match}},
        {"delete /api/v1/strategy/goals/{id}", {kept("strategy/goals", 1), {}, match}},
        {"post /api/v1/strategy/goals/{id}/recover", {kept("strategy/goals", 2) + "/recover"}},
        {"get /api/v1/strategy/value", {"/api/v1/strategy/value?question=" + question_}},
        {"get /api/v1/maturity/questions", {"/api/v1/maturity/questions"}},
        {"get /api/v1/maturity", {"/api/v1/maturity"}},
        {"post /api/v1/maturity", {"/api/v1/maturity", json::object{{"title", "Autumn"}}}},
        {"get /api/v1/maturity/{id}", {kept("maturity", 0)}},
        {"put /api/v1/maturity/{id}",
         {kept("maturity", 0), json::object{{"title", "Winter"}}, match}},
        {"delete /api/v1/maturity/{id}", {kept("maturity", 1), {}, match}},
        {"post /api/v1/maturity/{id}/recover", {kept("maturity", 2) + "/recover"}},
        {"put /api/v1/maturity/{id}/answers",
         {kept("maturity", 0) + "/answers",
          json::object{{"answers", json::object{{"design_maps", 3}}}}, "", true}},
        {"post /api/v1/images", {"/api/v1/images", {}, "", false, std::string(kPicture)}},
        {"get /api/v1/images/{id}", {"/api/v1/images/" + image_}},
        {"get /api/v1/maps/{id}/numbers",
         {"/api/v1/maps/" + map_ + "/numbers?period=8w&trend=week"}},
        {"get /api/v1/maps/{id}/drift",
         {"/api/v1/maps/" + map_ + "/drift?period=8w&segment=all&trend=week"}},
        {"get /api/v1/maps/{id}/looks", {"/api/v1/maps/" + map_ + "/looks"}},
        {"post /api/v1/maps/{id}/looks", {"/api/v1/maps/" + map_ + "/looks"}},
        {"get /api/v1/maps/{id}/reviews", {"/api/v1/maps/" + map_ + "/reviews"}},
        {"post /api/v1/maps/{id}/reviews",
         {"/api/v1/maps/" + map_ + "/reviews", json::object{{"note", "Still true"}}}},
        {"get /api/v1/portfolio", {"/api/v1/portfolio"}},
        {"get /api/v1/notices", {"/api/v1/notices?unread=true", {}, "", true}},
        {"get /api/v1/notices/live", {"/api/v1/notices/live", {}, "", true}},
        {"put /api/v1/notices/{id}",
         {"/api/v1/notices/ntc_none", json::object{{"read", true}}, "", true}},
        {"post /api/v1/notices/read", {"/api/v1/notices/read", {}, "", true}},
        {"get /api/v1/maps/{id}/export", {"/api/v1/maps/" + map_ + "/export?format=csv"}},
        {"post /api/v1/maps/import/preview",
         {"/api/v1/maps/import/preview?format=mermaid", {}, "", false, kJourney}},
        {"post /api/v1/maps/import",
         {"/api/v1/maps/import?format=mermaid", {}, "", false, kJourney}},
        {"get /api/v1/maps/{id}/shares", {"/api/v1/maps/" + map_ + "/shares"}},
        {"post /api/v1/maps/{id}/shares",
         {"/api/v1/maps/" + map_ + "/shares", json::object{{"rights", "read"}}}},
        {"delete /api/v1/maps/{id}/shares/{share_id}",
         {"/api/v1/maps/" + map_ + "/shares/" + share_}},
        {"get /api/v1/shared/{token}", {"/api/v1/shared/" + shared_}},
        {"post /api/v1/shared/{token}/pass",
         {"/api/v1/shared/" + locked_ + "/pass", json::object{{"password", "correct horse"}}}},
        {"get /api/v1/shared/{token}/images/{image_id}",
         {"/api/v1/shared/" + shared_ + "/images/" + image_}},
        {"get /api/v1/shared/{token}/comments", {"/api/v1/shared/" + shared_ + "/comments"}},
        {"post /api/v1/shared/{token}/comments",
         {"/api/v1/shared/" + shared_ + "/comments",
          json::object{{"name", "Kim"}, {"text", "Good"}}}},
        {"get /api/v1/maps/{id}/versions", {"/api/v1/maps/" + map_ + "/versions"}},
        {"put /api/v1/maps/{id}/versions",
         {"/api/v1/maps/" + map_ + "/versions", json::object{{"revision", 1}, {"name", "First"}}}},
        {"get /api/v1/maps/{id}/revisions/{revision}", {"/api/v1/maps/" + map_ + "/revisions/1"}},
        {"get /api/v1/touchpoints", {"/api/v1/touchpoints"}},
        {"post /api/v1/touchpoints",
         {"/api/v1/touchpoints", json::object{{"name", "Looking"},
                                              {"description", "Before anything is chosen"},
                                              {"events", json::array{"Visit", "Search"}},
                                              {"stage", nullptr},
                                              {"role", "step"}}}},
        {"get /api/v1/touchpoints/{id}", {"/api/v1/touchpoints/" + touchpoint_}},
        {"put /api/v1/touchpoints/{id}",
         {"/api/v1/touchpoints/" + touchpoint_,
          json::object{{"name", "Bought"}, {"events", json::array{"Order"}}}, match}},
        {"delete /api/v1/touchpoints/{id}",
         {"/api/v1/touchpoints/" + second_touchpoint_, {}, match}},
        {"get /api/v1/computed-traits", {"/api/v1/computed-traits"}},
        {"post /api/v1/computed-traits",
         {"/api/v1/computed-traits",
          json::object{
              {"key", "revenue_90_days"},
              {"name", "Revenue, 90 days"},
              {"definition",
               json::object{{"measure", "sum"}, {"property", "revenue"}, {"within", "90d"}}}}}},
        {"post /api/v1/computed-traits/preview",
         {"/api/v1/computed-traits/preview",
          json::object{{"definition", json::object{{"measure", "count"}}},
                       {"customer", customer_}}}},
        {"get /api/v1/computed-traits/{id}", {"/api/v1/computed-traits/" + computed_}},
        {"put /api/v1/computed-traits/{id}",
         {"/api/v1/computed-traits/" + computed_,
          json::object{{"name", "Orders"}, {"definition", json::object{{"measure", "count"}}}},
          match}},
        {"delete /api/v1/computed-traits/{id}",
         {"/api/v1/computed-traits/" + second_computed_, {}, match}},
        {"get /api/v1/customers/{id}/computed-traits",
         {"/api/v1/customers/" + customer_ + "/computed-traits"}},
        {"get /api/v1/customers/{id}/segments", {"/api/v1/customers/" + customer_ + "/segments"}},
        {"get /api/v1/accounts", {"/api/v1/accounts?limit=1&sort=value"}},
        {"get /api/v1/accounts/rules", {"/api/v1/accounts/rules"}},
        {"put /api/v1/accounts/rules",
         {"/api/v1/accounts/rules", json::object{{"domain_rule", true}}, "If-Match: \"0\"\r\n"}},
        {"post /api/v1/accounts/rules/preview",
         {"/api/v1/accounts/rules/preview", json::object{{"domain_rule", true}}}},
        {"get /api/v1/accounts/{id}", {"/api/v1/accounts/" + account_}},
        {"get /api/v1/accounts/{id}/members", {"/api/v1/accounts/" + account_ + "/members"}},
        {"post /api/v1/accounts/{id}/members",
         {"/api/v1/accounts/" + account_ + "/members",
          json::object{{"customer", second_customer_}, {"decision", "in"}}}},
        {"get /api/v1/accounts/{id}/decisions", {"/api/v1/accounts/" + account_ + "/decisions"}},
        {"get /api/v1/accounts/{id}/events", {"/api/v1/accounts/" + account_ + "/events?limit=1"}},
        {"get /api/v1/customers/{id}/accounts", {"/api/v1/customers/" + customer_ + "/accounts"}},
        {"get /api/v1/customers/{id}/erasure", {"/api/v1/customers/" + to_erase_ + "/erasure"}},
        {"get /api/v1/customers/{id}/export", {"/api/v1/customers/" + customer_ + "/export"}},
        {"get /api/v1/privacy/erasures", {"/api/v1/privacy/erasures"}},
        {"post /api/v1/privacy/erasures",
         {"/api/v1/privacy/erasures", json::object{{"customer", to_erase_}, {"confirm", "erase"}}}},
        {"get /api/v1/privacy/erasures/{id}", {"/api/v1/privacy/erasures/" + erasure_}},
        {"get /api/v1/privacy/erasures/{id}/certificate",
         {"/api/v1/privacy/erasures/" + erasure_ + "/certificate"}},
        {"get /api/v1/consent/purposes", {"/api/v1/consent/purposes"}},
        {"put /api/v1/consent/purposes",
         {"/api/v1/consent/purposes", purposes_with("care"), "If-Match: \"1\"\r\n"}},
        {"get /api/v1/customers/{id}/consent",
         {"/api/v1/customers/" + customer_ + "/consent?channel=email"}},
        {"post /api/v1/customers/{id}/consent",
         {"/api/v1/customers/" + customer_ + "/consent",
          json::object{{"purpose", "newsletter"}, {"state", "given"}, {"reason", "By phone"}}}},
        {"get /api/v1/retention/rules", {"/api/v1/retention/rules"}},
        {"put /api/v1/retention/rules",
         {"/api/v1/retention/rules", json::object{{"rules", json::array()}},
          "If-Match: \"0\"\r\n"}},
        {"post /api/v1/retention/preview",
         {"/api/v1/retention/preview",
          json::object{{"rules", json::array{json::object{{"id", "visits"},
                                                          {"events", json::array{"Visit"}},
                                                          {"days", 30},
                                                          {"action", "delete"}}}}}}},
        {"get /api/v1/retention/runs", {"/api/v1/retention/runs"}},
        {"post /api/v1/retention/runs", {"/api/v1/retention/runs", json::object()}},
        {"get /api/v1/privacy/exports/columns", {"/api/v1/privacy/exports/columns?what=customers"}},
        {"post /api/v1/privacy/exports/preview",
         {"/api/v1/privacy/exports/preview", export_request()}},
        {"get /api/v1/privacy/exports", {"/api/v1/privacy/exports"}},
        {"post /api/v1/privacy/exports", {"/api/v1/privacy/exports", export_request()}},
        {"post /api/v1/privacy/exports/key", {"/api/v1/privacy/exports/key"}},
        {"get /api/v1/privacy/exports/{id}", {"/api/v1/privacy/exports/" + export_}},
        {"get /api/v1/privacy/exports/{id}/file", {"/api/v1/privacy/exports/" + export_ + "/file"}},
        {"delete /api/v1/privacy/exports/{id}", {"/api/v1/privacy/exports/" + second_export_}},
        {"get /api/v1/catalogue/events", {"/api/v1/catalogue/events?search=o"}},
        {"get /api/v1/catalogue/event", {"/api/v1/catalogue/event?name=Order"}},
        {"get /api/v1/catalogue/changes", {"/api/v1/catalogue/changes?days=14"}},
        {"get /api/v1/sources/{id}/webhook", {"/api/v1/sources/" + webhook_ + "/webhook"}},
        {"put /api/v1/sources/{id}/webhook",
         {"/api/v1/sources/" + webhook_ + "/webhook",
          json::object{{"mapping", json::object{{"rules", json::array()}}},
                       {"signature", json::object{{"scheme", "none"}}}},
          "If-Match: \"0\"\r\n"}},
        {"get /api/v1/sources/{id}/unmapped", {"/api/v1/sources/" + webhook_ + "/unmapped"}},
        {"post /api/v1/sources/{id}/replay", {"/api/v1/sources/" + webhook_ + "/replay"}},
        {"get /api/v1/webhooks/presets", {"/api/v1/webhooks/presets"}},
        {"get /api/v1/webhooks/schema", {"/api/v1/webhooks/schema"}},
        {"post /api/v1/webhooks/try",
         {"/api/v1/webhooks/try", json::object{{"mapping", json::object{{"rules", json::array()}}},
                                               {"headers", json::object()},
                                               {"body", "{}"}}}},
    };
  }

  Reply make(std::string_view method, const Example& example, const Identity& as) {
    std::string upper(method);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (example.target.ends_with("/live") && !example.target.starts_with("/api/v1/imports/"))
      return make_endless(example, as);
    if (!example.raw_body.empty())
      return raw(upper, example.target, as.headers + example.headers, example.raw_body);
    return call(upper, example.target, as, example.body, example.headers);
  }

  // A stream that does not end: its head alone.
  Reply make_endless(const Example& example, const Identity& as) {
    http::RawClient client(server_->port());
    client.send("GET " + example.target + " HTTP/1.1\r\nHost: localhost\r\n" + as.headers +
                example.headers + "\r\n");
    Reply reply;
    reply.http = client.read_answer(true);
    return reply;
  }

  static json::object workshop_draft() {
    const json::object play{{"id", "pla_scope"}, {"kind", "scope"}, {"minutes", 5}};
    return {{"title", "Buying"}, {"goal", "Know more"}, {"agenda", json::array{play}}};
  }

  static json::object dashboard() {
    const json::object tile{{"id", "t1"},
                            {"title", "Everything"},
                            {"query", json::object{{"kind", "overview"}}},
                            {"x", 0},
                            {"y", 0},
                            {"width", 6},
                            {"height", 4}};
    return {{"name", "Morning"}, {"description", ""}, {"tiles", json::array{tile}}};
  }

  static json::object export_request() {
    return {{"what", "events"},
            {"columns", json::array{json::object{{"name", "event"}, {"choice", "keep"}},
                                    json::object{{"name", "properties.revenue"},
                                                 {"choice", "generalise"},
                                                 {"quasi_identifier", true}}}},
            {"k", 1},
            {"times", "shifted"},
            {"key", "of_the_workspace"}};
  }

  std::string notice_for(const Identity& as) {
    const auto me = call("GET", "/api/v1/session", as);
    workspace::Notice notice;
    notice.user = std::string(me.body.at("user").at("id").as_string());
    notice.kind = "drift";
    notice.map = map_;
    notice.key = "drift";
    notice.text = "It grew.";
    notice.place = "{}";
    return space_->notices().add(std::move(notice)).value()->id;
  }
  std::string ready_export() {
    const auto id = call("POST", "/api/v1/privacy/exports", admin_, export_request()).text("id");
    for (int i = 0; i < 600; ++i) {
      if (call("GET", "/api/v1/privacy/exports/" + id, admin_).text("state") == "ready") return id;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << "the export was not written";
    return id;
  }

  // The address of one of the things that were made of each kind: one to read, one to remove, one
  // that was removed.
  std::string kept(std::string_view kind, std::size_t which) {
    const std::string path = fmt::format("/api/v1/{}", kind);
    return path + "/" + kept_.at(path)[which];
  }

  static json::object purposes_with(std::string_view id) {
    json::array list;
    for (const std::string_view one : {std::string_view("newsletter"), id}) {
      if (one == id && !list.empty() && id == "newsletter") continue;
      list.push_back(json::object{{"id", one}, {"name", one}, {"lawful_basis", "consent"}});
    }
    return {{"purposes", std::move(list)}};
  }

  static constexpr std::string_view kKept[] = {"/api/v1/opportunities", "/api/v1/strategy/goals",
                                               "/api/v1/maturity"};
  Identity admin_;
  std::map<std::string, std::vector<std::string>> kept_;
  std::string question_, second_question_, customer_, second_customer_, import_, upload_, link_,
      source_, key_, webhook_, account_, segment_, second_segment_, list_, computed_,
      second_computed_, touchpoint_, second_touchpoint_, map_, second_map_, third_map_, comment_,
      second_comment_, persona_, second_persona_, image_, erasure_, to_erase_, export_,
      second_export_, dashboard_, second_dashboard_, share_, shared_, locked_, workshop_,
      second_workshop_, third_workshop_, invitation_, guest_;
};

TEST_F(ContractTest, EveryRouteAnswersAsItIsDescribed) {
  const auto description = call("GET", "/api/v1/openapi.json").body;
  const auto& named = description.at("components").at("schemas").as_object();
  const auto examples = this->examples();
  std::set<std::string> walked;
  // What takes things away comes last.
  for (const bool deleting : {false, true})
    for (const auto& [path, operations] : description.at("paths").as_object())
      for (const auto& [method, operation] : operations.as_object()) {
        if ((method == "delete") != deleting) continue;
        const std::string name = std::string(method) + " " + std::string(path);
        SCOPED_TRACE(name);
        walked.insert(name);
        const auto example = examples.find(name);
        ASSERT_NE(example, examples.end())
            << "a route without an example is a route without a test";
        const Identity as = example->second.as_person ? person(workspace::Role::kAdmin)
                            : operation.as_object().contains("security") ? Identity{}
                                                                         : admin_;
        Example asked = example->second;
        // An erasure that was walked before withdrew the file of the beginning.
        if (name == "get /api/v1/privacy/exports/{id}/file")
          asked.target = "/api/v1/privacy/exports/" + ready_export() + "/file";
        // A notice is one's own.
        if (name == "put /api/v1/notices/{id}") asked.target = "/api/v1/notices/" + notice_for(as);
        const Reply reply = make(method, asked, as);
        const auto& responses = operation.at("responses").as_object();
        const auto* expected = responses.if_contains(std::to_string(reply.status()));
        ASSERT_NE(expected, nullptr) << reply.status() << " " << reply.http.body;
        const auto* content = expected->as_object().if_contains("content");
        if (content == nullptr) {
          EXPECT_EQ(reply.http.body, "");
          continue;
        }
        const auto& type = *content->as_object().begin();
        EXPECT_TRUE(reply.http.header("content-type")
                        .starts_with(std::string_view(type.key()).substr(0, type.key().find('*'))))
            << reply.http.header("content-type");
        if (type.key() != "application/json") continue;
        const auto checked =
            api::schema::check(type.value().at("schema").as_object(), reply.body, named);
        EXPECT_TRUE(checked) << checked.error().to_sentence() << "\n" << reply.http.body;
        EXPECT_NE(reply.http.header("server-timing") + reply.http.header("content-length"), "");
      }
  EXPECT_EQ(walked.size(), examples.size()) << "an example without a route";
}

TEST_F(ContractTest, AnImportInTheWayIsDescribed) {
  const auto named =
      call("GET", "/api/v1/openapi.json").body.at("components").at("schemas").as_object();
  const json::object order{
      {"upload", upload(admin_, "orders.csv", kOrders)},
      {"mapping", json::object{{"customer", "customer"},
                               {"event", json::object{{"constant", "Visit"}}},
                               {"time", json::object{{"column", "time"}, {"format", "iso"}}}}}};
  const Reply reply = call("POST", "/api/v1/imports", admin_, order);
  ASSERT_EQ(reply.status(), 409) << reply.http.body;
  EXPECT_TRUE(reply.http.header("content-type").starts_with("application/problem+json"));
  const auto checked = api::schema::check(named.at("Problem").as_object(), reply.body, named);
  EXPECT_TRUE(checked) << checked.error().to_sentence() << "\n" << reply.http.body;
  EXPECT_TRUE(reply.body.as_object().contains("earlier"));
}

TEST_F(ContractTest, EveryRouteLetsInExactlyThoseItShould) {
  // Written by hand, not read from the routes: who may make each call.
  const std::set<std::string> anybody{"post /api/v1/session",
                                      "post /api/v1/session/link",
                                      "post /api/v1/workshops/join",
                                      "get /api/v1/shared/{token}",
                                      "post /api/v1/shared/{token}/pass",
                                      "get /api/v1/shared/{token}/images/{image_id}",
                                      "get /api/v1/shared/{token}/comments",
                                      "post /api/v1/shared/{token}/comments"};
  // For a guest's own cookie, and for nobody with an account.
  const std::set<std::string> guests{"get /api/v1/workshops/join/state",
                                     "post /api/v1/workshops/join/commands",
                                     "get /api/v1/workshops/join/live"};
  const std::set<std::string> people{
      "get /api/v1/session",      "delete /api/v1/session",    "put /api/v1/me",
      "get /api/v1/me/mentions",  "get /api/v1/notices",       "get /api/v1/notices/live",
      "put /api/v1/notices/{id}", "post /api/v1/notices/read", "put /api/v1/maturity/{id}/answers"};
  const std::set<std::string> writers{"post /api/v1/sources",
                                      "post /api/v1/sources/{id}/keys",
                                      "delete /api/v1/sources/{id}/keys/{key_id}",
                                      "put /api/v1/tracking-plan",
                                      "post /api/v1/identity/decisions",
                                      "post /api/v1/identity/suggestions",
                                      "put /api/v1/uploads",
                                      "post /api/v1/uploads/{id}/preview",
                                      "post /api/v1/imports",
                                      "delete /api/v1/imports/{id}",
                                      "post /api/v1/questions",
                                      "put /api/v1/questions/{id}",
                                      "put /api/v1/sources/{id}/webhook",
                                      "post /api/v1/sources/{id}/replay",
                                      "post /api/v1/segments",
                                      "post /api/v1/touchpoints",
                                      "post /api/v1/maps",
                                      "delete /api/v1/maps/{id}",
                                      "post /api/v1/maps/{id}/recover",
                                      "post /api/v1/maps/import/preview",
                                      "post /api/v1/maps/import",
                                      "get /api/v1/maps/{id}/shares",
                                      "post /api/v1/maps/{id}/shares",
                                      "delete /api/v1/maps/{id}/shares/{share_id}",
                                      "post /api/v1/maps/{id}/changes",
                                      "post /api/v1/maps/{id}/restore",
                                      "put /api/v1/maps/{id}/versions",
                                      "post /api/v1/maps/{id}/looks",
                                      "post /api/v1/maps/{id}/reviews",
                                      "post /api/v1/personas",
                                      "put /api/v1/personas/{id}",
                                      "delete /api/v1/personas/{id}",
                                      "post /api/v1/images",
                                      "post /api/v1/workshops",
                                      "put /api/v1/workshops/{id}",
                                      "delete /api/v1/workshops/{id}",
                                      "post /api/v1/workshops/{id}/commands",
                                      "post /api/v1/workshops/{id}/invitation",
                                      "delete /api/v1/workshops/{id}/invitation",
                                      "post /api/v1/workshops/{id}/draw",
                                      "post /api/v1/opportunities",
                                      "put /api/v1/opportunities/{id}",
                                      "delete /api/v1/opportunities/{id}",
                                      "post /api/v1/opportunities/{id}/recover",
                                      "put /api/v1/strategy",
                                      "post /api/v1/strategy/goals",
                                      "put /api/v1/strategy/goals/{id}",
                                      "delete /api/v1/strategy/goals/{id}",
                                      "post /api/v1/strategy/goals/{id}/recover",
                                      "post /api/v1/maturity",
                                      "put /api/v1/maturity/{id}",
                                      "delete /api/v1/maturity/{id}",
                                      "post /api/v1/maturity/{id}/recover",
                                      "put /api/v1/touchpoints/{id}",
                                      "delete /api/v1/touchpoints/{id}",
                                      "post /api/v1/computed-traits",
                                      "put /api/v1/computed-traits/{id}",
                                      "delete /api/v1/computed-traits/{id}",
                                      "put /api/v1/segments/{id}",
                                      "delete /api/v1/segments/{id}",
                                      "put /api/v1/segments/{id}/identities",
                                      "post /api/v1/accounts/{id}/members",
                                      "post /api/v1/customers/{id}/consent",
                                      "delete /api/v1/questions/{id}",
                                      "post /api/v1/dashboards",
                                      "put /api/v1/dashboards/{id}",
                                      "delete /api/v1/dashboards/{id}"};
  const std::set<std::string> administrators{
      "put /api/v1/identity/rules",           "put /api/v1/accounts/rules",
      "get /api/v1/customers/{id}/erasure",   "get /api/v1/customers/{id}/export",
      "post /api/v1/privacy/erasures",        "put /api/v1/consent/purposes",
      "put /api/v1/retention/rules",          "post /api/v1/retention/preview",
      "post /api/v1/retention/runs",          "get /api/v1/privacy/exports/columns",
      "post /api/v1/privacy/exports/preview", "get /api/v1/privacy/exports",
      "post /api/v1/privacy/exports",         "post /api/v1/privacy/exports/key",
      "get /api/v1/privacy/exports/{id}",     "get /api/v1/privacy/exports/{id}/file",
      "delete /api/v1/privacy/exports/{id}"};
  int checks = 0;
  for (const auto& [name, example] : examples()) {
    const bool administers = administrators.contains(name);
    const bool open = anybody.contains(name), personal = people.contains(name),
               writes = writers.contains(name);
    const bool reads = !open && !personal && !writes && !administers;
    const std::string method = name.substr(0, name.find(' '));
    const auto expect = [&](const Identity& as, bool allowed, int refusal, std::string_view who) {
      SCOPED_TRACE(name + " as " + std::string(who));
      Example harmless = example;
      // An If-Match and ids that fit nothing: only the permission is asked about.
      if (!harmless.headers.empty()) harmless.headers = "If-Match: \"none\"\r\n";
      if (method == "delete" && !personal && !example.target.ends_with("/invitation"))
        harmless.target += "x";
      const std::string address =
          fmt::format("X-Forwarded-For: 10.0.{}.{}\r\n", checks / 250, checks % 250);
      const int status = make(method, harmless, {as.headers + address}).status();
      if (allowed)
        EXPECT_TRUE(status != 401 && status != 403) << status;
      else
        EXPECT_EQ(status, refusal);
      ++checks;
    };
    if (!open) expect({}, false, 401, "nobody");
    expect({"Authorization: Bearer wend_token_guess\r\n"}, open, 401, "a guessed token");
    if (open) continue;
    if (guests.contains(name)) {
      expect(person(workspace::Role::kAdmin), false, 401, "an administrator");
      expect(all(), false, 401, "a token");
      continue;
    }
    expect(person(workspace::Role::kViewer), personal || reads, 403, "a viewer");
    expect(person(workspace::Role::kEditor), !administers, 403, "an editor");
    expect(person(workspace::Role::kAdmin), true, 403, "an administrator");
    expect(token("read"), reads, 403, "a reading token");
    expect(token("write"), writes, 403, "a writing token");
    expect(token("admin"), administers, 403, "a token that only administers");
  }
  EXPECT_EQ(checks, 8 * 1 + 3 * 4 + 204 * 8);
}

TEST_F(ContractTest, EveryChangeOfASessionNeedsItsCsrfToken) {
  for (const auto& [name, example] : examples()) {
    if (name.starts_with("get ") || name.starts_with("post /api/v1/session") ||
        name.starts_with("post /api/v1/workshops/join") ||  // a guest's own; WorkshopsApi tests it
        name.starts_with("post /api/v1/shared/"))           // no session counts there
      continue;
    SCOPED_TRACE(name);
    Identity as = person(workspace::Role::kAdmin);
    as.headers = as.headers.substr(0, as.headers.find("X-CSRF-Token"));
    EXPECT_EQ(make(name.substr(0, name.find(' ')), example, as).status(), 403);
    as.headers += "X-CSRF-Token: 0000\r\n";
    EXPECT_EQ(make(name.substr(0, name.find(' ')), example, as).status(), 403);
  }
}

TEST_F(ContractTest, ThePageForPeopleNeedsNothingFromElsewhere) {
  const auto page = call("GET", "/api");
  EXPECT_EQ(page.status(), 200);
  EXPECT_EQ(page.http.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.http.body.find("http://"), std::string::npos);
  EXPECT_NE(page.http.body.find("/api/v1/customers/{id}/shape"), std::string::npos);
}

}  // namespace
}  // namespace wend::server
