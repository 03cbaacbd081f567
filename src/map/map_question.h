#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "map/map_binding.h"
#include "map/map_document.h"
#include "model/segment_meaning.h"
#include "model/time_zone.h"

// What the data says of a map: the question of kind `map` (docs/query-language.md) that a document
// asks, by the rules of docs/maps.md ("Numbers").
namespace wend::map {

// A question about a map names no more than this in bytes of JSON; what comes later is left out.
inline constexpr std::size_t kQuestionBytesMax = 900'000;
// So many things that the data cannot be asked about are found one by one.
inline constexpr std::size_t kRefusedMax = 100;

// What of the workspace decides whether a binding holds.
struct MapSurroundings {
  HasTouchpoint has_touchpoint;                // none: every name is taken to be there
  model::FindSegment find_segment;             // none: every segment is taken to be there
  model::TimeZone zone;                        // in which periods begin and end
  std::optional<model::TimeUs> last_event_us;  // none: there are no events
};

// What is asked beside the map's own settings.
struct MapQuestionAsk {
  std::optional<std::string> period;   // instead of the map's own; "all": everything
  std::optional<std::string> segment;  // instead of the map's own; "all": everyone
  std::string trend;                   // "day", "week", "month" or nothing
};

// A thing of the map that the question does not hold, and why.
struct LeftOut {
  std::string part, id, field;  // "steps", "stp_…", "binding"
  std::string code;      // nothing_bound, unknown_touchpoint, unknown_segment, refused, too_many
  std::string sentence;  // for people
  std::string hint;
};

// What a thing of the map got its events from.
struct BoundThing {
  std::string part, id;
  std::string by;  // "binding", "touchpoint" or "cards"
};

struct MapQuestion {
  boost::json::object document;  // of kind `map`; ids are those of the map
  std::vector<BoundThing> bound;
  std::vector<LeftOut> left_out;
  std::string period;                  // as it was asked: "8w", "2026-01-01/2026-01-31", "all"
  std::optional<std::string> segment;  // that the customers are in
};

// Errors: kInvalidInput at "period" or "segment" for what was asked beside the map; those of
// find_segment. What of the map itself does not hold is left out, with a reason.
base::Result<MapQuestion> question_of(const MapDocument& document, const MapQuestionAsk& ask,
                                      const MapSurroundings& surroundings);

// Asks the question; what of it is refused is left out, and the rest asked again. Errors: those of
// `ask` that no single thing of the map is to blame for.
using AskQuestion =
    std::function<base::Result<boost::json::object>(const boost::json::value& document)>;
base::Result<boost::json::object> ask_leaving_out(MapQuestion& question, const AskQuestion& ask);

// The days of a period, for `range` of a query; nothing for "all" and where there are no events.
// "8w", "30d" and the like end with the day of the last event and begin so many days before its
// end, begun days counting as whole; "2026-01-01/2026-01-31" are two days that both belong to it.
// Errors: kInvalidInput at "period".
base::Result<std::optional<boost::json::object>> range_of_period(
    std::string_view period, std::optional<model::TimeUs> last_event_us,
    const model::TimeZone& zone);

}  // namespace wend::map
