#include "api/map_sharing.h"
#include "api/schema.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema notes() {
  return described(list(object({{"line", nullable(count())}, {"message", text()}})),
                   "What was not taken over as it stands in the file.");
}

Schema guest_comment() {
  return object({{"id", text(100)},
                 {"parent", nullable(text(100))},
                 {"in", text(100)},
                 {"thing", text(100)},
                 {"text", text()},
                 {"by", text(300)},
                 {"created_at", time()},
                 {"resolved", boolean()}});
}

}  // namespace

void add_map_sharing_shapes(boost::json::object& shapes) {
  shapes["MapImportPreview"] =
      object({{"format", one_of_texts({"json", "csv", "mermaid", "cjml"})},
              {"title", text()},
              {"stages", list(object({{"title", text()}, {"steps", count()}}))},
              {"lanes", list(object({{"title", text()}, {"kind", text(100)}}))},
              {"cells", count()},
              {"pains", count()},
              {"links", count()},
              {"personas", list(text())},
              {"notes", notes()},
              {"notes_left_out", count()}});
  shapes["MapImport"] = object(
      {{"id", text(100)}, {"revision", count()}, {"notes", notes()}, {"notes_left_out", count()}});
  shapes["MapShare"] = object({{"id", text(100)},
                               {"label", text(200)},
                               {"rights", one_of_texts({"read", "comment"})},
                               {"embed", boolean()},
                               {"password", described(boolean(), "Whether it needs one.")},
                               {"state", one_of_texts({"works", "expired", "revoked"})},
                               {"created_at", time()},
                               {"created_by", text(100)},
                               {"expires_at", nullable(time())},
                               {"used_at", described(nullable(time()), "To the minute.")},
                               {"revoked_at", nullable(time())}});
  shapes["MapShareDraft"] = object(
      {{"rights", one_of_texts({"read", "comment"})},
       optional("label", nullable(text(200))),
       optional("embed", described(boolean(), "Other sites may show it in a frame.")),
       optional("password", described(nullable(text(1024)), "At least 10 characters.")),
       optional("expires_at", described(nullable(text(100)), "None: until it is revoked."))});
  shapes["SharedMap"] = object(
      {{"locked", boolean()},
       {"rights", one_of_texts({"read", "comment"})},
       {"revision", nullable(count())},
       {"document", described(nullable(open_object()), "What the board shows, and no more.")},
       {"personas", nullable(list(object({{"id", text(100)}, {"name", text(200)}})))},
       {"updated_at", nullable(time())}});
  shapes["GuestComment"] = guest_comment();
  shapes["GuestCommentDraft"] = object({{"name", text(80)},
                                        {"text", text(5'000)},
                                        optional("in", text(100)),
                                        optional("thing", text(100))});
}

}  // namespace wend::api
