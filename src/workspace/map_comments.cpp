#include "workspace/map_comments.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

namespace json = boost::json;
using base::ErrorCode;

#define WEND_COMMENT_COLUMNS                                                        \
  "id, map, parent, part, thing, body, mentions, author, author_name, created_at, " \
  "updated_at, resolved_at, resolved_by"

std::string mentions_text(const std::vector<std::string>& mentions) {
  return json::serialize(json::array(mentions.begin(), mentions.end()));
}

std::vector<std::string> mentions_of(const std::string& text) {
  std::vector<std::string> mentions;
  boost::system::error_code error;
  const json::value stored = json::parse(text, error);
  if (error || !stored.is_array()) return mentions;
  for (const json::value& one : stored.get_array())
    if (one.is_string()) mentions.emplace_back(one.get_string());
  return mentions;
}

MapComment read(const Statement& row) {
  MapComment comment;
  comment.id = row.text(0);
  comment.map = row.text(1);
  comment.parent = row.optional_text(2);
  comment.part = row.text(3);
  comment.thing = row.text(4);
  comment.body = row.text(5);
  comment.mentions = mentions_of(row.text(6));
  comment.author = row.text(7);
  comment.author_name = row.text(8);
  comment.created_at = row.integer(9);
  comment.updated_at = row.integer(10);
  comment.resolved_at = row.optional_integer(11);
  comment.resolved_by = row.optional_text(12);
  return comment;
}

base::Status no_such_comment() {
  return base::fail(ErrorCode::kNotFound, "There is no such comment.");
}

}  // namespace

base::Result<std::vector<MapComment>> MapComments::list(Statement& select) {
  std::vector<MapComment> comments;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return comments;
    comments.push_back(read(select));
  }
}

base::Result<MapComment> MapComments::create(MapComment comment) {
  comment.id = new_id("com_");
  comment.created_at = comment.updated_at = clock_.now_us();
  comment.resolved_at.reset();
  comment.resolved_by.reset();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto map,
                database_.prepare("SELECT (SELECT count(*) FROM map_comments WHERE map = ?1) FROM "
                                  "maps WHERE id = ?1 AND removed_at IS NULL"));
    WEND_ASSIGN(const bool found, map.bind(comment.map).step());
    if (!found) return base::fail(ErrorCode::kNotFound, "There is no such map.");
    if (map.integer(0) >= kCommentsMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A map has at most {} comments.", kCommentsMax), {},
                        "Remove some that are resolved.");
  }
  if (comment.parent) {
    WEND_ASSIGN(auto parent, database_.prepare("SELECT part, thing, parent FROM map_comments "
                                               "WHERE map = ? AND id = ?"));
    WEND_ASSIGN(const bool found, parent.bind(comment.map, *comment.parent).step());
    if (!found) return base::fail(no_such_comment().error());
    if (!parent.is_null(2))
      return base::fail(ErrorCode::kInvalidInput, "This is a reply itself.", "parent",
                        "Reply to the comment that it replies to.");
    comment.part = parent.text(0);
    comment.thing = parent.text(1);
  }
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO map_comments (" WEND_COMMENT_COLUMNS
                                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)"));
  WEND_TRY(insert
               .bind(comment.id, comment.map, comment.parent, comment.part, comment.thing,
                     comment.body, mentions_text(comment.mentions), comment.author,
                     comment.author_name, comment.created_at, comment.updated_at)
               .run());
  WEND_TRY(transaction.commit());
  return comment;
}

base::Result<std::optional<MapComment>> MapComments::find(std::string_view map,
                                                          std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_COMMENT_COLUMNS
                                             " FROM map_comments WHERE map = ? AND id = ?"));
  WEND_ASSIGN(const bool found, select.bind(map, id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<MapComment>> MapComments::all(std::string_view map) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_COMMENT_COLUMNS
                                " FROM map_comments WHERE map = ? ORDER BY created_at, rowid"));
  return list(select.bind(map));
}

base::Result<std::vector<MapComment>> MapComments::mentioning(std::string_view user,
                                                              std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare(
                  "SELECT " WEND_COMMENT_COLUMNS
                  " FROM map_comments WHERE ?1 IN (SELECT value FROM json_each(mentions)) "
                  "AND map IN (SELECT id FROM maps WHERE removed_at IS NULL) "
                  "AND NOT EXISTS (SELECT 1 FROM map_comments AS first WHERE first.id = "
                  "coalesce(map_comments.parent, map_comments.id) AND first.resolved_at IS NOT "
                  "NULL) ORDER BY created_at DESC, rowid DESC LIMIT ?2"));
  return list(select.bind(user, static_cast<std::int64_t>(limit)));
}

base::Result<MapComment> MapComments::changed(std::string_view map, std::string_view id) {
  if (database_.changes() == 0) return base::fail(no_such_comment().error());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_COMMENT_COLUMNS
                                             " FROM map_comments WHERE map = ? AND id = ?"));
  WEND_TRY(select.bind(map, id).step());
  return read(select);
}

base::Result<MapComment> MapComments::change(std::string_view map, std::string_view id,
                                             std::string_view body,
                                             const std::vector<std::string>& mentions) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE map_comments SET body = ?, mentions = ?, "
                                             "updated_at = ? WHERE map = ? AND id = ?"));
  WEND_TRY(update.bind(body, mentions_text(mentions), clock_.now_us(), map, id).run());
  return changed(map, id);
}

base::Result<MapComment> MapComments::set_resolved(std::string_view map, std::string_view id,
                                                   std::string_view by) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE map_comments SET resolved_at = ?, resolved_by = ? WHERE "
                                "map = ? AND id = ? AND parent IS NULL"));
  const auto at = by.empty() ? std::nullopt : std::optional(clock_.now_us());
  const auto who = by.empty() ? std::nullopt : std::optional(std::string(by));
  WEND_TRY(update.bind(at, who, map, id).run());
  return changed(map, id);
}

base::Status MapComments::remove(std::string_view map, std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM map_comments WHERE map = ?1 AND (id = ?2 "
                                             "OR parent = ?2)"));
  WEND_TRY(remove.bind(map, id).run());
  return database_.changes() == 0 ? no_such_comment() : base::Status();
}

}  // namespace wend::workspace
