#include "analyze/labels.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

std::vector<std::string> texts_of(const Dictionary& dictionary) {
  std::vector<std::string> texts;
  for (std::uint32_t code = 0; code < dictionary.size(); ++code)
    texts.emplace_back(dictionary.text(code));
  return texts;
}

}  // namespace

Labels Labels::make(const std::vector<std::string>& texts, const std::vector<std::uint8_t>& missing,
                    const std::vector<std::uint8_t>& left_out) {
  Labels labels;
  std::vector<std::string> sorted;
  for (std::size_t code = 0; code < texts.size(); ++code) {
    if (missing[code] == 0 && left_out[code] == 0) sorted.push_back(texts[code]);
  }
  std::ranges::sort(sorted);
  sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
  for (std::size_t code = 0; code < texts.size(); ++code) {
    if (left_out[code] != 0) {
      labels.label_of_code_.push_back(kLeftOut);
    } else if (missing[code] != 0) {
      labels.label_of_code_.push_back(0);
    } else {
      const auto at = std::ranges::lower_bound(sorted, texts[code]) - sorted.begin();
      labels.label_of_code_.push_back(static_cast<std::uint32_t>(at + 1));
    }
  }
  labels.texts_.emplace_back(kMissingLabel);
  std::ranges::move(sorted, std::back_inserter(labels.texts_));
  return labels;
}

Labels Labels::of_part(const JourneyTable& table, const std::vector<std::uint32_t>& part,
                       const std::vector<std::string>& texts,
                       const std::vector<std::uint8_t>& missing,
                       const std::vector<std::uint8_t>& left_out) {
  Labels labels = make(texts, missing, left_out);
  std::vector<std::uint32_t> of_signature;
  for (const std::uint32_t code : part) of_signature.push_back(labels.label_of_code_[code]);
  labels.label_of_code_ = std::move(of_signature);
  labels.signatures_ = &table.signatures();
  return labels;
}

Labels Labels::of_names(const JourneyTable& table) {
  const auto texts = texts_of(table.names());
  const std::vector<std::uint8_t> none(texts.size());
  return of_part(table, table.shown().name, texts, none, none);
}

Labels Labels::of_channels(const JourneyTable& table) {
  const auto texts = texts_of(table.channels());
  const std::vector<std::uint8_t> none(texts.size());
  std::vector<std::uint8_t> missing;
  for (const std::string& text : texts) missing.push_back(text.empty());
  return of_part(table, table.shown().channel, texts, missing, none);
}

Labels Labels::of_sources(const JourneyTable& table) {
  const auto texts = texts_of(table.sources());
  std::vector<std::uint8_t> missing;
  for (const std::string& text : texts) missing.push_back(text.empty());
  return of_part(table, table.shown().source, texts, missing,
                 std::vector<std::uint8_t>(texts.size()));
}

base::Result<Labels> Labels::of_touchpoints(const QueryRun& run) {
  WEND_ASSIGN(const auto model, run.masks.journey_model());
  std::vector<std::string> texts(run.table->names().size());
  std::vector<std::uint8_t> left_out(texts.size());
  for (std::size_t code = 0; code < texts.size(); ++code) {
    const std::size_t index = model->touchpoint_of_name[code];
    left_out[code] = index >= model->touchpoints.size();
    if (left_out[code] == 0) texts[code] = model->touchpoints[index].name;
  }
  return of_part(*run.table, run.table->shown().name, texts,
                 std::vector<std::uint8_t>(texts.size()), left_out);
}

base::Result<Labels> Labels::of_stages(const QueryRun& run) {
  WEND_ASSIGN(const auto model, run.masks.journey_model());
  std::vector<std::string> texts(run.table->names().size());
  std::vector<std::uint8_t> left_out(texts.size());
  for (std::size_t code = 0; code < texts.size(); ++code) {
    const std::size_t index = model->touchpoint_of_name[code];
    left_out[code] = index >= model->touchpoints.size();
    if (left_out[code] == 0) texts[code] = model->stages[model->touchpoints[index].stage];
  }
  return of_part(*run.table, run.table->shown().name, texts,
                 std::vector<std::uint8_t>(texts.size()), left_out);
}

Labels Labels::of_values(std::shared_ptr<const ValueColumn> column) {
  std::vector<std::string> texts;
  std::vector<std::uint8_t> missing;
  for (const auto& value : column->values) {
    texts.push_back(model::to_text(value));
    missing.push_back(model::is_missing(value));
  }
  Labels labels = make(texts, missing, std::vector<std::uint8_t>(texts.size()));
  labels.codes_ = column->codes;
  labels.keep_ = std::move(column);
  return labels;
}

base::Result<Labels> Labels::of_property(const QueryRun& run, const std::string& path) {
  WEND_ASSIGN(auto column, run.table->property(path));
  if (column->values.size() <= 1) WEND_TRY(run.masks.note_missing_path(path, false));
  return of_values(std::move(column));
}

base::Result<Labels> Labels::of_trait(const QueryRun& run, const std::string& path) {
  WEND_ASSIGN(auto column, run.masks.trait(path, "breakdown.trait"));
  return of_values(std::move(column));
}

base::Result<Grouping> Grouping::read(model::ObjectReader& document) {
  Grouping grouping;
  const json::value* by = document.find("by");
  if (by == nullptr) return grouping;
  if (by->is_object()) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(*by, document.place_of("by")));
    WEND_ASSIGN(const auto path, reader.text("property"));
    WEND_TRY(reader.finish());
    if (!path || path->empty()) {
      return base::fail(base::ErrorCode::kInvalidInput, "The property to group by is missing.",
                        reader.place_of("property"));
    }
    grouping.kind = Kind::kProperty;
    grouping.path = *path;
    return grouping;
  }
  if (!by->is_string()) {
    return model::wrong_kind(*by, document.place_of("by"),
                             "\"event\", \"touchpoint\", … or {\"property\": name}");
  }
  WEND_ASSIGN(const auto choice,
              document.choice("by", {"event", "touchpoint", "stage", "channel"}));
  grouping.kind = static_cast<Kind>(*choice);
  return grouping;
}

base::Result<Labels> Grouping::labels(const QueryRun& run) const {
  switch (kind) {
    case Kind::kEvent:
      return Labels::of_names(*run.table);
    case Kind::kTouchpoint:
      return Labels::of_touchpoints(run);
    case Kind::kStage:
      return Labels::of_stages(run);
    case Kind::kChannel:
      return Labels::of_channels(*run.table);
    case Kind::kProperty:
      return Labels::of_property(run, path);
  }
  return Labels::of_names(*run.table);
}

}  // namespace wend::analyze
