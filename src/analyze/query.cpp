#include "analyze/query.h"

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <fmt/format.h>

#include "analyze/account_units.h"
#include "analyze/people.h"
#include "analyze/question.h"
#include "model/beginning.h"
#include "model/suggestion.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

// Predicates nest at most 32 deep and take two JSON levels each; the rest is room around them.
constexpr std::size_t kJsonLevelsMax = 100;

// A document, read but not yet held against data.
struct Document {
  std::string kind;
  std::optional<TimeUs> from_us, to_us;
  std::optional<model::Predicate> where, who;
  std::optional<PeopleAsk> people;
  std::unique_ptr<Question> question;
  bool depends_on_now = false;
};

base::Result<const QueryKind*> read_kind(model::ObjectReader& reader) {
  std::vector<std::string_view> names;
  for (const QueryKind& kind : query_kinds()) names.push_back(kind.name);
  WEND_ASSIGN(const auto written, reader.text("kind"));
  if (!written) {
    return base::fail(ErrorCode::kInvalidInput, "The document does not say what is asked.", "kind",
                      fmt::format("Use one of: {}.", fmt::join(names, ", ")));
  }
  const auto found = std::ranges::find(query_kinds(), *written, &QueryKind::name);
  if (found != query_kinds().end()) return &*found;
  std::string hint = model::did_you_mean(*written, names);
  if (hint.empty()) hint = fmt::format("Use one of: {}.", fmt::join(names, ", "));
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("There is no kind \"{}\".", model::beginning(*written, 100)),
                    "kind", std::move(hint));
}

// A computed trait or a segment may change by the passing of time, and by being defined anew, and
// so may who belongs to an account. Questions may stand inside others.
bool rests_on_what_changes(const json::value& document) {
  const auto* object = document.if_object();
  if (object == nullptr) return false;
  const auto* breakdown = object->if_contains("breakdown");
  const auto* trait = breakdown != nullptr && breakdown->is_object()
                          ? breakdown->get_object().if_contains("trait")
                          : nullptr;
  if (trait != nullptr && trait->is_string() && model::computed_key(trait->get_string()))
    return true;
  if (breakdown != nullptr && breakdown->is_object() &&
      breakdown->get_object().contains("segments"))
    return true;
  const auto* by = object->if_contains("by");
  if (by != nullptr &&
      (*by == "account" || (by->is_object() && by->get_object().contains("account"))))
    return true;
  const auto* question = object->if_contains("question");
  if (question != nullptr && rests_on_what_changes(*question)) return true;
  const auto* questions = object->if_contains("questions");
  return questions != nullptr && questions->is_object() &&
         std::ranges::any_of(questions->get_object(), [](const auto& entry) {
           return rests_on_what_changes(entry.value());
         });
}

base::Result<Document> read_document(const json::value& value, const model::TimeZone& zone) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, ""));
  Document document;
  WEND_ASSIGN(const QueryKind* kind, read_kind(reader));
  document.kind = kind->name;
  if (const json::value* range = reader.find("range")) {
    WEND_ASSIGN(auto range_reader, model::ObjectReader::open(*range, "range"));
    WEND_ASSIGN(document.from_us, range_reader.time("from", zone));
    WEND_ASSIGN(document.to_us, range_reader.time("to", zone));
    WEND_TRY(range_reader.finish());
    if (document.from_us && document.to_us && *document.to_us < *document.from_us) {
      return base::fail(ErrorCode::kInvalidInput, "The range ends before it begins.", "range.to");
    }
  }
  model::PredicateReader predicates(zone);
  if (const json::value* where = reader.find("where")) {
    WEND_ASSIGN(document.where, predicates.read(*where, "where"));
  }
  if (const json::value* who = reader.find("who")) {
    WEND_ASSIGN(document.who, predicates.read(*who, "who"));
  }
  if (const json::value* people = reader.find("people")) {
    WEND_ASSIGN(document.people, PeopleAsk::read(*people, "people"));
  }
  WEND_ASSIGN(document.question, kind->read(reader, predicates));
  WEND_TRY(reader.finish());
  document.depends_on_now = predicates.asked_about_now() || rests_on_what_changes(value);
  return document;
}

base::Result<Scope> make_scope(const Document& document,
                               const std::shared_ptr<const JourneyTable>& table, Scope span,
                               MaskBuilder& masks, const std::stop_token& stop) {
  Scope scope = std::move(span);
  std::optional<Selection> where;
  if (document.where) {
    WEND_ASSIGN(where, masks.selection(*document.where));
  }
  Mask customers;
  if (document.who) {
    WEND_ASSIGN(customers, masks.profiles(*document.who));
  }
  scope.events =
      ScopeEvents(table, scope.from_us, scope.to_us, std::move(where), std::move(customers));
  WEND_TRY(count_scope(scope, *table, stop));
  return scope;
}

json::object envelope(const Document& document, const QueryRun& run, std::optional<TimeUs> now) {
  json::object answer;
  answer["kind"] = document.kind;
  answer["range"] = {{"from", model::format_time(run.scope.from_us, run.zone)},
                     {"to", model::format_time(run.scope.to_us, run.zone)}};
  answer["n"] = {{"customers", run.scope.customer_count}, {"events", run.scope.event_count}};
  answer["exact"] = true;
  answer["data_version"] = run.table->data_version();
  if (document.depends_on_now && now) answer["now"] = model::format_time(*now, run.zone);
  return answer;
}

}  // namespace

base::Result<json::value> parse_query(std::string_view text) {
  if (text.size() > kDocumentBytesMax) {
    return base::fail(ErrorCode::kTooLarge, "The query document is longer than 1 MiB.");
  }
  json::parse_options options;
  options.max_depth = kJsonLevelsMax;
  json::stream_parser parser({}, options);
  json::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  const auto rest = text.substr(std::min(read, text.size()));
  if (!error && rest.find_first_not_of(" \t\r\n") != std::string_view::npos)
    error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (!error) return parser.release();
  const auto before = text.substr(0, std::min(read, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto column = before.size() -
                      (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1) +
                      1;
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("The document is not JSON: {}.", error.message()),
                    fmt::format("{}:{}", line, column));
}

base::Status check_query(const json::value& document) {
  WEND_TRY(read_document(document, model::TimeZone()));
  return {};
}

bool depends_on_now(const json::value& document) {
  const auto read = read_document(document, model::TimeZone());
  return read && read->depends_on_now;
}

base::Result<json::object> run_query(const QueryContext& context,
                                     const json::value& document_json) {
  WEND_ASSIGN(const auto zone, model::TimeZone::find(context.time_zone));
  WEND_ASSIGN(const Document document, read_document(document_json, zone));
  const JourneyTable& table = *context.table;

  Scope span;
  span.from_us = document.from_us.value_or(table.event_count() > 0 ? table.first_us() : 0);
  span.to_us = document.to_us.value_or(table.event_count() > 0 ? table.last_us() + 1 : 0);
  // One end was given, and all events lie beyond it.
  if (!document.from_us) span.from_us = std::min(span.from_us, span.to_us);
  if (!document.to_us) span.to_us = std::max(span.from_us, span.to_us);

  Notes notes;
  MaskBuilder masks(context.table, span.from_us, span.to_us, notes, context.stop);
  if (context.now_us) masks.set_now(*context.now_us);
  masks.set_segments(context.segments);
  masks.set_accounts(context.accounts);
  masks.set_computed_traits(context.computed_traits);
  WEND_ASSIGN(const Scope scope,
              make_scope(document, context.table, std::move(span), masks, context.stop));
  const QueryRun run{context.table,         scope, zone, context.stop, masks, notes,
                     &context.account_table};
  WEND_ASSIGN(const auto answer, document.question->answer(run));

  json::object out;
  if (document.people) {
    WEND_ASSIGN(const auto profiles, answer->people(document.people->of));
    if (!profiles) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("No number of this answer is called \"{}\".",
                                    model::beginning(document.people->of, 200)),
                        "people.of", "Use a \"ref\" of the answer to the same document.");
    }
    WEND_ASSIGN(out, people_json(table, zone, *profiles, *document.people));
    WEND_ASSIGN(const auto accounts, answer->accounts(document.people->of));
    if (accounts) out["accounts"] = accounts_json(*answer->account_units(), *accounts);
    out["data_version"] = table.data_version();
  } else {
    WEND_ASSIGN(auto result, answer->result());
    WEND_TRY(check_stop(context.stop));
    out = envelope(document, run, context.now_us);
    out["result"] = std::move(result);
  }
  if (!notes.sentences().empty()) {
    json::array sentences;
    for (const std::string& sentence : notes.sentences()) sentences.emplace_back(sentence);
    out["notes"] = std::move(sentences);
  }
  return out;
}

}  // namespace wend::analyze
