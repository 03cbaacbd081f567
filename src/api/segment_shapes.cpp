#include "api/schema.h"
#include "api/shapes.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema segment() {
  return object({{"id", text(100)},
                 {"name", text()},
                 {"description", text()},
                 {"kind", one_of_texts({"rule", "list"})},
                 {"rule", nullable(described(open_object(), "A predicate about customers."))},
                 {"version", count()},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(text(100))},
                 {"state", one_of_texts({"building", "live", "failed"})},
                 {"size", nullable(count())},
                 {"error", nullable(text())},
                 {"entered_7_days", count()},
                 {"left_7_days", count()}});
}

Schema segment_draft() {
  return object({{"name", text(200)},
                 optional("description", text(2000)),
                 optional("kind", one_of_texts({"rule", "list"})),
                 optional("rule", nullable(open_object()))});
}

Schema segment_preview() {
  return object({{"size", count()},
                 {"of", count()},
                 {"exact", boolean()},
                 {"counted", text()},
                 {"sample", nullable(count())},
                 {"low", nullable(count())},
                 {"high", nullable(count())},
                 {"notes", list(text())},
                 {"took_ms", number()}});
}

Schema segment_cause() {
  return one_of_texts({"event", "time", "identity", "rule", "downtime", "account"});
}
Schema segment_cause_event() {
  return nullable(object({{"event", text()}, {"time", time()}}));
}

Schema segment_member() {
  return object({{"id", text(100)},
                 {"name", nullable(text())},
                 {"label", text()},
                 {"since", time()},
                 {"cause", segment_cause()},
                 {"event", segment_cause_event()}});
}

std::vector<Field> segment_move_fields() {
  return {{"segment", object({{"id", text(100)}, {"name", nullable(text())}})},
          {"at", time()},
          {"cause", segment_cause()},
          {"event", segment_cause_event()}};
}

Schema segment_stay() {
  auto fields = segment_move_fields();
  fields[1].name = "since";
  return object(std::move(fields));
}

Schema segment_move() {
  auto fields = segment_move_fields();
  fields.push_back({"entered", boolean()});
  return object(std::move(fields));
}

Schema segment_passage() {
  return object({{"id", text()},
                 {"name", nullable(text())},
                 {"label", text()},
                 {"entered", boolean()},
                 {"at", time()},
                 {"cause", segment_cause()},
                 {"event", segment_cause_event()}});
}

Schema segment_list_outcome() {
  return object(
      {{"rows", count()},
       {"matched", count()},
       {"customers", count()},
       {"not_found", count()},
       {"not_found_rows",
        list(object(
            {{"line", count()}, {"namespace", text()}, {"value", text()}, {"reason", text()}}))},
       {"version", count()}});
}

}  // namespace

void add_segment_shapes(boost::json::object& shapes) {
  shapes["Segment"] = segment();
  shapes["SegmentDraft"] = segment_draft();
  shapes["SegmentPreview"] = segment_preview();
  shapes["SegmentMember"] = segment_member();
  shapes["SegmentStay"] = segment_stay();
  shapes["SegmentMove"] = segment_move();
  shapes["SegmentPassage"] = segment_passage();
  shapes["SegmentListOutcome"] = segment_list_outcome();
}

}  // namespace wend::api
