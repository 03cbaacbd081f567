#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/sheet.h"

namespace wend::cli {

// A column and where its cell is in an item of the answer: "share.low". Without a path it is the
// field of the column's name.
struct Pick {
  Column column;
  std::string_view path;
};

Pick text(std::string name, std::string_view path = {});
Pick count(std::string name, std::string_view path = {});
Pick number(std::string name, std::string_view path = {});
Pick seconds(std::string name, std::string_view path = {});
Pick share(std::string name, std::string_view path);
// Columns that only programs read: the table for people leaves them out.
Pick ref_pick(std::string name = "ref");
Pick sentence(std::string name);

// What `path` names in `item`, its parts parted by dots; null where there is no such field.
boost::json::value at(const boost::json::value& item, std::string_view path);
// The list of this name in `item`; an empty one where there is none.
const boost::json::array& list_at(const boost::json::value& item, std::string_view name);
// A cell's text: texts as they are, null as none, anything else as JSON.
std::string text_of(const boost::json::value& value);
// A list as one cell: texts, or what `path` names in each item.
boost::json::value joined(const boost::json::array& items, std::string_view path = {},
                          std::string_view between = ", ");
std::map<std::string, boost::json::value> by_id(const boost::json::array& items);

// Columns that name the group of a row: by its value, and where the groups are segments also by the
// segment's id, for programs.
std::vector<Pick> group_picks(const boost::json::array& groups);
// What stands in them for this group.
std::map<std::string, boost::json::value> group_cells(const boost::json::value& group);

// One sheet of an answer, row by row.
class SheetBuilder {
 public:
  SheetBuilder(std::string name, std::vector<Pick> picks, bool main = false);
  // `given` replaces cells by the name of their column.
  SheetBuilder& add(const boost::json::value& item,
                    const std::map<std::string, boost::json::value>& given = {});
  SheetBuilder& add_all(const boost::json::array& items);
  Sheet take();

 private:
  std::vector<Pick> picks_;
  Sheet sheet_;
};

}  // namespace wend::cli
