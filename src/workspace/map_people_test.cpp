// Comments on maps, personas and pictures.
#include <gtest/gtest.h>

#include "workspace/images.h"
#include "workspace/map_comments.h"
#include "workspace/maps.h"
#include "workspace/personas.h"
#include "workspace/schema.h"

namespace wend::workspace {
namespace {

using namespace std::string_view_literals;
using base::ErrorCode;

class HandClock : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now; }
  env::TimeUs now = 1'000 * env::kDayUs;
};

class MapPeopleTest : public testing::Test {
 protected:
  static Sqlite migrated() {
    auto database = *Sqlite::open(":memory:");
    EXPECT_TRUE(migrate(database));
    return database;
  }
  MapComment say(std::string text, std::optional<std::string> parent = {},
                 std::vector<std::string> mentions = {}) {
    auto made = comments_.create({.map = map_.id,
                                  .parent = std::move(parent),
                                  .part = "cells",
                                  .thing = "cel_1",
                                  .body = std::move(text),
                                  .mentions = std::move(mentions),
                                  .author = "usr_a",
                                  .author_name = "Ada"});
    EXPECT_TRUE(made);
    return *std::move(made);
  }

  HandClock clock_;
  Sqlite database_ = migrated();
  Maps maps_{database_, clock_};
  MapComments comments_{database_, clock_};
  Personas personas_{database_, clock_};
  Images images_{database_, clock_};
  MapEntry map_ = *maps_.create("{}", "{}", {});
};

TEST_F(MapPeopleTest, RepliesGoWithTheirComment) {
  const auto first = say("Is this so?");
  const auto reply = say("It is.", first.id);
  EXPECT_EQ(reply.thing, "cel_1");
  const auto deeper = comments_.create({.map = map_.id, .parent = reply.id, .body = "No."});
  EXPECT_EQ(deeper.error().place, "parent");
  EXPECT_EQ(comments_.create({.map = "map_x", .body = "x"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(comments_.create({.map = map_.id, .parent = "com_x"}).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(comments_.set_resolved(map_.id, reply.id, "usr_b").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*comments_.set_resolved(map_.id, first.id, "usr_b")->resolved_by, "usr_b");
  EXPECT_FALSE(comments_.set_resolved(map_.id, first.id, "")->resolved_at);
  EXPECT_EQ(comments_.change(map_.id, first.id, "Sure?", {})->body, "Sure?");
  EXPECT_EQ(comments_.all(map_.id)->size(), 2U);
  EXPECT_TRUE(comments_.remove(map_.id, first.id));
  EXPECT_TRUE(comments_.all(map_.id)->empty());
  EXPECT_FALSE(comments_.remove(map_.id, first.id));
}

TEST_F(MapPeopleTest, AMentionIsOpenUntilItsCommentIsResolved) {
  const auto first = say("Look", {}, {"usr_b"});
  say("And you", first.id, {"usr_c", "usr_b"});
  say("Nobody");
  EXPECT_EQ(comments_.mentioning("usr_b", 10)->size(), 2U);
  EXPECT_EQ(comments_.mentioning("usr_b", 10)->front().body, "And you");
  EXPECT_EQ(comments_.mentioning("usr_c", 10)->size(), 1U);
  EXPECT_TRUE(comments_.mentioning("usr_", 10)->empty());
  ASSERT_TRUE(comments_.set_resolved(map_.id, first.id, "usr_b"));
  EXPECT_TRUE(comments_.mentioning("usr_c", 10)->empty());
  ASSERT_TRUE(comments_.set_resolved(map_.id, first.id, ""));
  ASSERT_TRUE(maps_.set_removed(map_.id, true));
  EXPECT_TRUE(comments_.mentioning("usr_b", 10)->empty());
}

TEST_F(MapPeopleTest, APersonaIsChangedByWhoSawIt) {
  const auto made = *personas_.create({.body = R"({"name": "Maren"})", .created_by = "usr_a"});
  EXPECT_EQ(personas_.replace(made.id, 1, "{}")->version, 2);
  EXPECT_EQ(personas_.replace(made.id, 1, "{}").error().code, ErrorCode::kConflict);
  EXPECT_EQ(personas_.remove(made.id, 1).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(personas_.remove(made.id, 2));
  EXPECT_TRUE(personas_.all()->empty());
}

std::string size_of(std::string_view bytes) {
  const auto image = read_image(bytes);
  if (!image) return image.error().message;
  return image->type + " " + std::to_string(image->width) + "x" + std::to_string(image->height);
}

TEST_F(MapPeopleTest, PicturesAreToldByTheirBytes) {
  EXPECT_EQ(size_of("GIF89a\x03\x00\x02\x01;"sv), "image/gif 3x258");
  EXPECT_EQ(size_of("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x07"sv), "image/png 256x7");
  EXPECT_EQ(size_of("\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x11\x08\0\x05\0\x06\x03"sv),
            "image/jpeg 6x5");
  EXPECT_EQ(size_of("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0\0"sv),
            "image/webp 16x32");
  const std::string no = "This is no picture that can be shown.";
  EXPECT_EQ(size_of("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), no);
  EXPECT_EQ(size_of("GIF89a"), no);
  EXPECT_EQ(size_of("\xff\xd8\xff\xe0\0\0"sv), no);
  EXPECT_EQ(size_of(""), no);
  EXPECT_EQ(size_of("GIF89a\xff\xff\x01\x00"sv),
            "The picture is more than 10000 pixels wide or high.");
}

TEST_F(MapPeopleTest, TheSamePictureIsKeptOnce) {
  const auto once = *images_.keep("GIF89a\x03\x00\x02\x00;"sv, "usr_a");
  const auto twice = *images_.keep("GIF89a\x03\x00\x02\x00;"sv, "usr_b");
  EXPECT_EQ(once.id, twice.id);
  EXPECT_EQ((*images_.find(once.id))->bytes, "GIF89a\x03\x00\x02\x00;"sv);
  EXPECT_FALSE(*images_.find("img_none"));
}

}  // namespace
}  // namespace wend::workspace
