#include "api/schema.h"
#include "api/shapes.h"

namespace wend::api {
namespace {

using namespace schema;

Schema purposes(bool draft) {
  const auto may_lack = [&](std::string name, Schema of) {
    return Field{std::move(name), std::move(of), !draft};
  };
  const Schema ingest = object(
      {{"events", described(list(text(256), 100), "Names; * stands for any characters.")},
       may_lack("kinds",
                list(one_of_texts({"track", "page", "screen", "identify", "group", "alias"}), 100)),
       may_lack("otherwise", one_of_texts({"keep", "keep_without_identity", "drop"}))});
  return object(
      {{"purposes",
        list(object({{"id", text(64)},
                     {"name", text(256)},
                     may_lack("description", text(4096)),
                     {"lawful_basis",
                      one_of_texts({"consent", "contract", "legal_obligation", "vital_interests",
                                    "public_task", "legitimate_interests"})},
                     may_lack("channels", list(text(256), 100)),
                     may_lack("aliases", list(text(256), 100)),
                     may_lack("default", one_of_texts({"opt_in", "opt_out"})),
                     may_lack("required_at_ingest", nullable(ingest))}),
             100)}});
}

}  // namespace

void add_consent_shapes(boost::json::object& shapes) {
  shapes["ConsentPurposes"] = purposes(false);
  shapes["ConsentPurposesDraft"] = purposes(true);
  const Schema state = one_of_texts({"unknown", "given", "withdrawn"});
  shapes["CustomerConsent"] = object(
      {{"customer", text(100)},
       {"purposes",
        list(object(
            {{"id", text(64)},
             {"name", text(256)},
             {"lawful_basis", text(64)},
             {"answers", list(object({{"channel", described(nullable(text(256)),
                                                            "null: those that nothing of "
                                                            "their own was said of.")},
                                      {"allowed", boolean()},
                                      {"why", one_of_texts({"given", "withdrawn", "nothing_said",
                                                            "basis", "channel"})},
                                      {"state", state},
                                      {"since", nullable(time())},
                                      {"statement", described(nullable(count()),
                                                              "Its number in the "
                                                              "history.")}}))}}))},
       {"history",
        described(list(object({{"number", count()},
                               {"purpose", nullable(text(64))},
                               {"category", text(256)},
                               {"channel", nullable(text(256))},
                               {"state", state},
                               {"time", time()},
                               {"recorded_at", time()},
                               {"identity", object({{"namespace", text()}, {"value", text()}})},
                               {"source", nullable(text())},
                               {"event", nullable(text())},
                               {"message", nullable(text(64))},
                               {"actor", nullable(text())},
                               {"reason", nullable(text(1000))},
                               {"wording", nullable(text(256))}})),
                  "The latest first, 500 at most.")},
       {"history_total", count()}});
}

}  // namespace wend::api
