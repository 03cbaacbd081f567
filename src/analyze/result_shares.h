#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The shares that stand in an answer.
namespace wend::analyze {

// A share where it stands, with the ref of its people, or null.
struct FoundShare {
  std::uint64_t count = 0, of = 0;
  boost::json::value ref;
};
using FoundShares = std::vector<std::pair<std::string, FoundShare>>;  // by the place inside

// Whether it is one: "share", "of" and "count", whole numbers both.
bool is_share(const boost::json::object& object);

// "steps" and "count" are "steps.count".
std::string place_inside(const std::string& place, std::string_view field);

// The ref of a field: its own ("lost_ref" of "lost"), else that of what it stands in.
boost::json::value ref_of(const boost::json::object& around, std::string_view field,
                          std::string_view prefix);

FoundShare share_in(const boost::json::object& around, std::string_view field,
                    std::string_view prefix);

// Those of an object and of the objects inside it, but not of lists.
FoundShares shares_of(const boost::json::object& object, std::string_view prefix);

// What the entries of a list have their shares of, where it is one number for all of them.
class CommonNumbers {
 public:
  explicit CommonNumbers(const boost::json::array& list) : list_(list) {}
  // For the share at this place of each entry; none where an entry has none or another number.
  std::optional<std::uint64_t> of(const std::string& place);

 private:
  const boost::json::array& list_;
  bool counted_ = false;
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> known_;
};

}  // namespace wend::analyze
