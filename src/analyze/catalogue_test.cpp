#include "analyze/catalogue.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "analyze/catalogue_file.h"
#include "env/random.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

class CatalogueTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("wend_catalogue_{}_{}", ::getpid(),
                          testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open(folder_ / "events.duckdb", {});
  }
  void TearDown() override {
    catalogue_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(bool thread = false) {
    catalogue_.reset();
    catalogue_ = std::make_unique<Catalogue>(
        *store_, Catalogue::Options{.file = folder_ / "catalogue",
                                    .zone = [this] { return model::TimeZone::find(zone_); },
                                    .clock = &clock_,
                                    .report = [](std::string_view text) { FAIL() << text; },
                                    .thread = thread});
  }
  const CatalogueTally& counted() {
    const auto done = catalogue_->catch_up();
    EXPECT_TRUE(done) << done.error().to_sentence();
    seen_ = *catalogue_->view(std::chrono::milliseconds(0));
    EXPECT_EQ(seen_.behind, 0);
    return seen_.view->tally;
  }

  static model::EventRow row(std::string_view id, TimeUs time, std::string_view name) {
    return {.message_id = model::message_id_of(id),
            .time_us = time,
            .name = name,
            .channel = "web",
            .identity_namespace = "user_id",
            .identity_value = "ada",
            .properties = R"({"p":1})"};
  }
  std::int64_t import(const std::string& source, const std::vector<std::string>& names,
                      std::vector<std::int64_t> replaces = {}) {
    std::vector<std::string> ids;
    std::vector<model::EventRow> rows;
    for (std::size_t i = 0; i < names.size(); ++i)
      ids.push_back(fmt::format("{} {} {}", source, i, import_++));
    for (std::size_t i = 0; i < names.size(); ++i)
      rows.push_back(row(ids[i], static_cast<TimeUs>(i) * env::kDayUs, names[i]));
    const auto record =
        store_->import({.source = source, .replaces = std::move(replaces)}, std::move(rows));
    EXPECT_TRUE(record) << record.error().to_sentence();
    return record->id;
  }
  void append(const std::string& name, int count) {
    const auto source = store_->create_source("shop", "sdk");
    std::vector<std::string> ids;
    std::vector<events::LiveRow> rows;
    for (int i = 0; i < count; ++i) ids.push_back(fmt::format("live {}", live_++));
    for (const std::string& id : ids) rows.push_back({row(id, env::kDayUs, name), source->id, 1});
    ASSERT_TRUE(store_->append(rows, live_));
  }

  std::filesystem::path folder_;
  env::FixedClock clock_{*model::parse_time("2026-06-01", {})};
  std::string zone_ = "UTC";
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<Catalogue> catalogue_;
  Catalogue::Seen seen_;
  int import_ = 0;
  std::int64_t live_ = 0;
};

TEST_F(CatalogueTest, CountsOnlyWhatIsNew) {
  open();
  EXPECT_EQ(counted().count(), 0U);
  EXPECT_TRUE(counted().events().empty());
  import("a.csv", {"Visit", "Visit", "Order"});
  EXPECT_EQ(counted().count(), 3U);
  const EventTally* order = counted().find("Order");
  append("Visit", 2);
  EXPECT_EQ(counted().find("Visit")->count(), 4U);
  EXPECT_EQ(counted().find("Visit")->origins.size(), 2U);
  EXPECT_EQ(counted().find("Order"), order);  // untouched, not counted again
  EXPECT_EQ(seen_.view->sources.size(), 2U);
}

TEST_F(CatalogueTest, CountsAnewWhenAnImportIsTakenOutOrReplaced) {
  open();
  const auto first = import("a.csv", {"Visit", "Order"});
  const auto second = import("b.csv", {"Visit", "Call"});
  EXPECT_EQ(counted().count(), 4U);
  ASSERT_TRUE(store_->remove_import(first));
  EXPECT_EQ(counted().count(), 2U);
  EXPECT_EQ(counted().find("Order"), nullptr);
  import("b.csv", {"Mail", "Mail"}, {second});  // as many events as before
  EXPECT_EQ(counted().count(), 2U);
  EXPECT_EQ(counted().find("Call"), nullptr);
  EXPECT_EQ(counted().find("Mail")->count(), 2U);
}

TEST_F(CatalogueTest, GoesOnFromItsFile) {
  import("a.csv", {"Visit", "Order"});
  open();
  counted();
  append("Visit", 3);
  open();  // the first one kept its file when it went
  EXPECT_EQ(counted().count(), 5U);
  catalogue_.reset();
  EXPECT_EQ(CatalogueFile::load(folder_ / "catalogue")->count(), 5U);
  EXPECT_EQ(CatalogueFile::load(folder_ / "catalogue")->position(), 5);
}

TEST_F(CatalogueTest, ThrowsAwayAFileThatIsNotTrueAnyMore) {
  const auto first = import("a.csv", {"Visit", "Order"});
  open();
  counted();
  catalogue_.reset();
  ASSERT_TRUE(store_->remove_import(first));
  import("c.csv", {"Call", "Mail", "Call"});
  open();
  EXPECT_EQ(counted().count(), 3U);
  catalogue_.reset();
  // The file of another folder, with as many events.
  store_.reset();
  std::filesystem::remove(folder_ / "events.duckdb");
  store_ = *events::EventStore::open(folder_ / "events.duckdb", {});
  import("d.csv", {"x"});
  store_->remove_import(1).value();
  import("d.csv", {"1", "2", "3"});
  open();
  EXPECT_EQ(counted().find("Call"), nullptr);
  EXPECT_EQ(counted().find("2")->count(), 1U);
  catalogue_.reset();
  std::filesystem::resize_file(folder_ / "catalogue", 40);
  open();
  EXPECT_EQ(counted().count(), 3U);
}

TEST_F(CatalogueTest, CountsAnewInAnotherTimeZone) {
  import("a.csv", {"Visit", "Visit"});
  open();
  EXPECT_EQ(day_text(counted().find("Visit")->days().entries()[0].day), "1970-01-01");
  zone_ = "America/New_York";
  EXPECT_EQ(day_text(counted().find("Visit")->days().entries()[0].day), "1969-12-31");
  EXPECT_EQ(counted().count(), 2U);
}

TEST_F(CatalogueTest, ItsThreadSeesWhatComes) {
  open(true);
  for (int i = 1; i <= 5; ++i) {
    append("Visit", 10);
    const auto seen = catalogue_->view(std::chrono::seconds(30));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->view->tally.count(), static_cast<std::uint64_t>(10 * i));
    EXPECT_EQ(seen->behind, 0);
  }
}

// Random imports, removals, appends and restarts: what was counted step by step is what is counted
// at once.
TEST_F(CatalogueTest, StepByStepIsAsAtOnce) {
  const std::uint64_t seed = 20'260'601;
  SCOPED_TRACE(fmt::format("seed {}", seed));
  env::Random random(seed);
  std::vector<std::int64_t> imports;
  open();
  for (int step = 0; step < 60; ++step) {
    const auto what = random.below(5);
    if (what == 0 && !imports.empty()) {
      const auto which = random.below(imports.size());
      ASSERT_TRUE(store_->remove_import(imports[which]));
      imports.erase(imports.begin() + static_cast<std::ptrdiff_t>(which));
    } else if (what == 1) {
      append(fmt::format("live {}", random.below(3)), static_cast<int>(1 + random.below(9)));
    } else if (what == 2) {
      open();
    } else {
      std::vector<std::string> names;
      for (std::uint64_t i = 0; i <= random.below(20); ++i)
        names.push_back(fmt::format("name {}", random.below(6)));
      imports.push_back(import(fmt::format("{}.csv", random.below(3)), names));
    }
    if (random.chance(0.4)) continue;
    const CatalogueTally& tally = counted();
    auto reader = *store_->reader();
    EXPECT_EQ(static_cast<std::int64_t>(tally.count()),
              *reader.number("SELECT count(*) FROM events"));
    std::int64_t properties = 0;
    for (const auto& [name, event] : tally.events()) {
      for (const auto& origin : event->origins)
        EXPECT_EQ(static_cast<std::int64_t>(origin.count),
                  *reader.number("SELECT count(*) FROM events WHERE name = ? AND source_id = ?",
                                 {std::string_view(name), origin.source_id}));
      for (const auto& property : event->properties)
        properties += static_cast<std::int64_t>(property.count[1]);
    }
    EXPECT_EQ(properties, static_cast<std::int64_t>(tally.count()));
  }
}

}  // namespace
}  // namespace wend::analyze
