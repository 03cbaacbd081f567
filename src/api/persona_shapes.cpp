#include "api/personas.h"
#include "api/schema.h"
#include "workspace/map_comments.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

constexpr std::size_t kEntriesMax = 50;
constexpr std::size_t kEntryBytesMax = 1'000;

Schema lines() {
  return list(text(kEntryBytesMax), kEntriesMax);
}

// The fields that people write; the name alone is needed.
std::vector<Field> written() {
  const std::vector<Field> empathy = {optional("says", lines()),  optional("thinks", lines()),
                                      optional("does", lines()),  optional("feels", lines()),
                                      optional("hears", lines()), optional("sees", lines()),
                                      optional("pains", lines()), optional("gains", lines())};
  return {{"name", text(200)},
          optional("role", described(text(200), "Who they are in three words.")),
          optional("portrait", described(nullable(text(100)), "The id of an image.")),
          optional("colour", integer(0, 9)),
          optional("motto", text(500)),
          optional("about", text(5'000)),
          optional("facts", described(list(object({{"label", text(100)}, {"value", text(500)}}),
                                           kEntriesMax),
                                      "Age, work, home and the like.")),
          optional("goals", lines()),
          optional("needs", lines()),
          optional("pains", lines()),
          optional("motivations", lines()),
          optional("behaviours", lines()),
          optional("empathy", object(empathy)),
          optional("segment", described(nullable(text(100)), "The customers whom it stands for.")),
          optional("evidence", one_of_texts({"none", "assumed", "researched", "measured"})),
          optional("source", described(text(500), "Of the evidence.")),
          optional("owner", nullable(text(100))),
          optional("tags", list(text(200), kEntriesMax))};
}

Schema persona() {
  std::vector<Field> fields = written();
  for (Field& field : fields) field.required = true;
  fields.push_back({"id", text(100)});
  fields.push_back({"maps", described(list(object({{"id", text(100)}, {"title", text()}})),
                                      "The journey maps that it is on.")});
  fields.push_back({"version", count()});
  fields.push_back({"created_at", time()});
  fields.push_back({"updated_at", time()});
  fields.push_back({"created_by", nullable(text(100))});
  return object(std::move(fields));
}

Schema comment() {
  return object({{"id", text(100)},
                 {"parent", nullable(text(100))},
                 {"in", text(100)},
                 {"thing", text(100)},
                 {"text", text(workspace::kCommentBytesMax)},
                 {"mentions", list(text(100))},
                 {"by", object({{"id", text(100)}, {"name", text(200)}})},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"resolved_at", nullable(time())},
                 {"resolved_by", nullable(text(100))}});
}

Schema comment_draft() {
  return object({optional("parent", nullable(text(100))),
                 optional("in", text(100)),
                 optional("thing", text(100)),
                 {"text", text(workspace::kCommentBytesMax)},
                 optional("mentions", list(text(100), kEntriesMax))});
}

Schema comment_change() {
  return object({optional("text", text(workspace::kCommentBytesMax)),
                 optional("mentions", list(text(100), kEntriesMax)),
                 optional("resolved", boolean())});
}

}  // namespace

void add_persona_shapes(boost::json::object& shapes) {
  shapes["Persona"] = persona();
  shapes["PersonaDraft"] = object(written());
  shapes["MapComment"] = comment();
  shapes["MapCommentDraft"] = comment_draft();
  shapes["MapCommentChange"] = comment_change();
}

}  // namespace wend::api
