#include "api/schema.h"
#include "api/shapes.h"
#include "unify/export_request.h"

namespace wend::api {

void add_export_shapes(boost::json::object& shapes) {
  using namespace schema;
  const Schema choice = one_of_texts({"leave_out", "keep", "generalise"});
  const Schema what = one_of_texts({"events", "customers"});
  const Schema times = one_of_texts({"exact", "day", "shifted"});
  const Schema key = one_of_texts({"of_this_export", "of_the_workspace"});
  const Schema format = one_of_texts({"csv", "parquet", "jsonl"});
  const Schema k = integer(1, unify::kExportGroupMax);
  shapes["PseudonymisedExportRequest"] = object(
      {{"what", what},
       optional("from", described(nullable(text(64)), "Not earlier than this.")),
       optional("to", described(nullable(text(64)), "Earlier than this.")),
       {"columns", described(list(object({{"name", text(unify::kExportColumnBytesMax)},
                                          {"choice", choice},
                                          optional("quasi_identifier", boolean())}),
                                  unify::kExportColumnsMax),
                             "Those that are not named are left out.")},
       optional("times", described(times, "exact when not given.")),
       optional("only_with",
                described(nullable(text(64)), "A purpose that must be allowed for a customer.")),
       optional("k", described(k, "The fewest customers that agree in all quasi-identifiers.")),
       optional("key", described(key, "of_this_export when not given: it is thrown away.")),
       optional("format", described(format, "csv when not given."))});
  const Schema outcome =
      object({{"rows", count()},
              {"customers", count()},
              {"left_out", object({{"without_consent", described(count(), "Customers.")},
                                   {"being_erased", described(count(), "Customers.")},
                                   {"small_group_rows", count()},
                                   {"small_groups", count()}})},
              {"smallest_group", described(count(), "That was written; 0: k was 1.")},
              {"replaced", described(count(), "Places in texts that told who somebody is.")}});
  shapes["ExportColumnProposal"] =
      object({{"name", text()},
              {"choice", choice},
              {"quasi_identifier", boolean()},
              {"why", text()},
              {"examples", described(list(text()), "As they are stored.")},
              {"values", count()},
              {"different", count()}});
  shapes["PseudonymisedExportPreview"] = object(
      {{"columns", list(text())},
       {"rows", described(list(list(anything())), "Their pseudonyms are of no key that is kept.")},
       {"outcome", outcome},
       {"customers_looked_at", count()},
       {"all", described(boolean(), "Whether that is everybody.")}});
  shapes["PseudonymKey"] = object({{"made_at", time()}});
  shapes["PseudonymisedExport"] =
      object({{"id", text(100)},
              {"state", one_of_texts({"waiting", "running", "ready", "failed", "downloaded",
                                      "expired", "withdrawn"})},
              {"progress", described(number(), "From 0 to 1.")},
              {"request", object({{"what", what},
                                  {"from", nullable(time())},
                                  {"to", nullable(time())},
                                  {"columns", list(object({{"name", text()},
                                                           {"choice", choice},
                                                           {"quasi_identifier", boolean()}}))},
                                  {"times", times},
                                  {"only_with", nullable(text())},
                                  {"k", k},
                                  {"key", key},
                                  {"format", format}})},
              {"actor", text()},
              {"requested_at", time()},
              {"finished_at", nullable(time())},
              {"downloaded_at", nullable(time())},
              {"expires_at", described(nullable(time()), "When the file goes by itself.")},
              {"bytes", count()},
              {"outcome", described(nullable(outcome), "null until it is written.")},
              {"error", nullable(text())}});
}

}  // namespace wend::api
