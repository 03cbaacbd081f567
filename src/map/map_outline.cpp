#include "map/map_outline.h"

#include "base/assert.h"
#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::map {
namespace {

namespace json = boost::json;

// As they are compared, byte by byte.
constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// Collects the operations that make a document.
class Builder {
 public:
  // Answers the new thing's id. Errors: those of read_thing.
  base::Result<std::string> add(std::string_view part_name, json::object fields,
                                const std::string& place) {
    Operation operation;
    operation.part = find_part(part_name);
    operation.kind = OperationKind::kAdd;
    operation.id = workspace::new_id(operation.part->id_prefix);
    operation.place = place;
    WEND_ASSIGN(operation.value, read_thing(*operation.part, json::value(fields), place));
    operations_.push_back(std::move(operation));
    return operations_.back().id;
  }
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  std::vector<Operation> operations_;
};

base::Result<std::string> step_at(const std::vector<std::string>& steps, std::size_t step,
                                  const std::string& place) {
  if (step < steps.size()) return steps[step];
  return base::fail(base::ErrorCode::kInvalidInput,
                    fmt::format("There is no step {}; the map has {}.", step + 1, steps.size()),
                    place);
}

json::object ordered(json::object fields, std::size_t n) {
  fields["order"] = order_key(n);
  return fields;
}

base::Status add_cards(Builder& builder, const MapOutline::Lane& lane, const std::string& lane_id,
                       const std::vector<std::string>& steps, const std::string& place) {
  for (std::size_t i = 0; i < lane.cards.size(); ++i) {
    const MapOutline::Card& card = lane.cards[i];
    const std::string at = fmt::format("{}.cells[{}]", place, i);
    json::object fields = ordered(card.fields, i);
    fields["lane"] = lane_id;
    WEND_ASSIGN(fields["step"], step_at(steps, card.step, at));
    if (card.to > card.step) {
      WEND_ASSIGN(fields["to"], step_at(steps, card.to, at));
    }
    WEND_TRY(builder.add("cells", std::move(fields), at));
  }
  return {};
}

}  // namespace

std::string order_key(std::size_t n) {
  std::size_t digits = 1;
  std::size_t room = kDigits.size();
  for (; n >= room; room *= kDigits.size()) {
    n -= room;
    ++digits;
  }
  WEND_ASSERT(digits <= 26, "the first letter says how many follow");
  std::string key(digits + 1, static_cast<char>('a' + digits - 1));
  for (std::size_t i = digits; i > 0; --i) {
    key[i] = kDigits[n % kDigits.size()];
    n /= kDigits.size();
  }
  return key;
}

base::Result<MapDocument> document_of(const MapOutline& outline) {
  json::object root{{"format", kDocumentFormat}, {"about", outline.about}};
  WEND_ASSIGN(MapDocument document, MapDocument::read(json::value(root)));
  Builder builder;
  std::vector<std::string> steps;
  for (std::size_t s = 0; s < outline.stages.size(); ++s) {
    const MapOutline::Stage& stage = outline.stages[s];
    const std::string place = fmt::format("stages[{}]", s);
    WEND_ASSIGN(const std::string stage_id, builder.add("stages", ordered(stage.fields, s), place));
    for (std::size_t i = 0; i < stage.steps.size(); ++i) {
      json::object fields = ordered(stage.steps[i].fields, steps.size());
      fields["stage"] = stage_id;
      WEND_ASSIGN(std::string step_id,
                  builder.add("steps", std::move(fields), fmt::format("{}.steps[{}]", place, i)));
      steps.push_back(std::move(step_id));
    }
  }
  for (std::size_t l = 0; l < outline.lanes.size(); ++l) {
    const std::string place = fmt::format("lanes[{}]", l);
    WEND_ASSIGN(const std::string lane_id,
                builder.add("lanes", ordered(outline.lanes[l].fields, l), place));
    WEND_TRY(add_cards(builder, outline.lanes[l], lane_id, steps, place));
  }
  for (std::size_t i = 0; i < outline.links.size(); ++i) {
    const std::string place = fmt::format("links[{}]", i);
    json::object fields = outline.links[i].fields;
    WEND_ASSIGN(fields["from"], step_at(steps, outline.links[i].from, place));
    WEND_ASSIGN(fields["to"], step_at(steps, outline.links[i].to, place));
    WEND_TRY(builder.add("links", std::move(fields), place));
  }
  for (std::size_t i = 0; i < outline.pains.size(); ++i) {
    const std::string place = fmt::format("pains[{}]", i);
    json::object fields = ordered(outline.pains[i].fields, i);
    WEND_ASSIGN(fields["step"], step_at(steps, outline.pains[i].step, place));
    WEND_TRY(builder.add("pains", std::move(fields), place));
  }
  WEND_TRY(document.apply(builder.operations()));
  return document;
}

}  // namespace wend::map
