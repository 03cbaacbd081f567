#include "api/maps.h"
#include "api/schema.h"
#include "map/map_fields.h"
#include "map/map_from_data.h"
#include "map/operation.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema map_entry() {
  return object(
      {{"id", text(100)},
       {"title", text()},
       {"description", text()},
       {"state", one_of_texts({"current", "future"})},
       {"status", one_of_texts({"draft", "in_review", "published", "archived"})},
       {"level", one_of_texts({"journey", "lifecycle", "detail"})},
       {"owner", described(nullable(text(100)), "A user's id.")},
       {"review_on", described(nullable(text(10)), "A day.")},
       {"review_every_months", nullable(integer(1, 36))},
       {"tags", list(text(500))},
       {"template", text(500)},
       {"counterpart", described(nullable(text(100)), "The map of the other state.")},
       {"segment", nullable(text(100))},
       {"period", text(500)},
       {"goals", list(text(500))},
       {"stages", described(list(text()), "Their titles.")},
       {"steps", count()},
       optional("bound", described(count(), "Steps that the data can be asked about.")),
       optional("evidence",
                object({{"assumed", count()}, {"researched", count()}, {"measured", count()}})),
       {"lanes", count()},
       {"pains", count()},
       {"personas", list(object({{"id", text(100)}, {"name", text(200)}}))},
       {"maps", described(list(text(100)), "The maps that its steps open.")},
       {"revision", count()},
       {"created_at", time()},
       {"updated_at", time()},
       {"created_by", nullable(text(100))},
       {"removed_at", nullable(time())}});
}

Schema journey_map() {
  return object({{"id", text(100)},
                 {"revision", count()},
                 {"document", described(open_object(), "As docs/maps.md describes it.")},
                 {"entry", reference("MapEntry")},
                 {"may_write", described(boolean(), "Whether the caller may change it.")}});
}

Schema map_draft() {
  return object(
      {optional("title", text(500)),
       optional("template", described(nullable(text(100)), "None: the blank one.")),
       optional("example", described(boolean(), "With the template's example.")),
       optional(
           "from_data",
           described(any_of({boolean(),
                             object({optional("segment", text(100)), optional("period", text(20)),
                                     optional("steps", integer(1, map::kDataStepsAskedMax))})}),
                     "Instead: the journey as the data shows it; of a segment, of the time up "
                     "to the last event, such as 8w, with at most so many steps a stage.")),
       optional("document", described(open_object(), "Instead: a map as it was read.")),
       optional("copy_of", described(text(100), "Instead: the id of a map."))});
}

Schema map_change() {
  return object({{"revision", count()},
                 {"at", time()},
                 {"by", described(text(100), "A user's or token's id.")},
                 {"client", text(64)},
                 {"number", count()},
                 {"operations", list(open_object())}});
}

Schema map_change_draft() {
  return object({{"client", text(64)},
                 {"number", integer(1, 1'000'000'000'000)},
                 {"base", integer(1, 1'000'000'000'000)},
                 {"operations", list(anything(), map::kOperationsMax)}});
}

Schema map_template() {
  return object(
      {{"name", text(100)},
       {"title", text(200)},
       {"what", described(text(), "What it shows.")},
       {"for", described(text(), "When to take it.")},
       {"stages", list(text())},
       {"lanes", list(object({{"kind", text(100)}, {"title", text()}}))},
       {"steps", count()},
       {"personas", described(list(text()), "Of its example, by name.")},
       {"example", described(nullable(text()), "The title of its example; null: it has none.")}});
}

Schema map_version() {
  return object({{"revision", count()},
                 {"name", nullable(text(200))},
                 {"note", text(2'000)},
                 {"from", described(time(), "When the work that led to it began.")},
                 {"at", time()},
                 {"by", described(list(text(100)), "Who worked on it.")}});
}

}  // namespace

void add_map_shapes(boost::json::object& shapes) {
  shapes["MapEntry"] = map_entry();
  shapes["JourneyMap"] = journey_map();
  shapes["MapDraft"] = map_draft();
  shapes["MapChange"] = map_change();
  shapes["MapChangeDraft"] = map_change_draft();
  shapes["MapTemplate"] = map_template();
  shapes["MapVersion"] = map_version();
}

}  // namespace wend::api
