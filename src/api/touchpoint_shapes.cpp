#include "api/schema.h"
#include "api/touchpoints.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema role() {
  return nullable(one_of_texts({"step", "goal", "contact", "error", "message"}));
}

Schema touchpoint() {
  return object({{"id", text(100)},
                 {"name", text(200)},
                 {"description", text()},
                 {"events", list(text(1024))},
                 {"stage", described(nullable(text(200)),
                                     "Null: the discovered stage of most of its events.")},
                 {"role", described(role(), "Null: the discovered role of most of its events.")},
                 {"version", count()},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(text(100))},
                 {"notes", described(list(text()), "What of it is not there now.")}});
}

Schema touchpoint_draft() {
  return object({{"name", text(200)},
                 optional("description", text(2000)),
                 {"events", list(text(1024), 500)},
                 optional("stage", nullable(text(200))),
                 optional("role", role())});
}

}  // namespace

void add_touchpoint_shapes(boost::json::object& shapes) {
  shapes["Touchpoint"] = touchpoint();
  shapes["TouchpointDraft"] = touchpoint_draft();
}

}  // namespace wend::api
