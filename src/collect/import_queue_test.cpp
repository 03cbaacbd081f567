#include "collect/import_queue.h"

#include <fmt/format.h>
#include <future>
#include <gtest/gtest.h>

#include "collect/import_fixture.h"

namespace wend::collect {
namespace {

constexpr std::string_view kOrders =
    "customer,event,time,note\nann,Cart,2026-01-02,a\nbob,Cart,2026-01-02,b\n,Cart,2026-01-02,c\n";

class ImportQueueTest : public ImportFixture {
 protected:
  void SetUp() override {
    ImportFixture::SetUp();
    open_queue();
  }
  void TearDown() override {
    queue_.reset();
    ImportFixture::TearDown();
  }
  void open_queue() {
    queue_ =
        std::make_unique<ImportQueue>(*folder_, UploadFolder(folder_->uploads_folder()), clock_);
  }
  void restart() {
    queue_.reset();
    reopen();
    open_queue();
  }
  std::string upload(const std::string& name, std::string_view content) {
    auto writer = UploadWriter::create(folder_->uploads_folder(), name).value();
    EXPECT_TRUE(writer->write(content));
    return writer->finish()->id;
  }
  Mapping mapping(const std::string& event = "event") {
    Mapping made{.customer = "customer", .event = {event, ""}, .time = "time", .delimiter = ","};
    return made;
  }
  // Waits for the end by watching.
  ImportView import(ImportQueue::Order order) {
    auto started = queue_->start(std::move(order));
    EXPECT_TRUE(started) << started.error().to_sentence();
    return started ? wait_for(started->id) : ImportView{};
  }
  ImportView wait_for(const std::string& id) {
    std::promise<ImportView> over;
    EXPECT_TRUE(queue_->watch(id, [&](const ImportView& view) {
      if (view.over()) over.set_value(view);
      return !view.over();
    }));
    return over.get_future().get();
  }

  env::SystemClock clock_;
  std::unique_ptr<ImportQueue> queue_;
};

TEST_F(ImportQueueTest, AnImportKeepsItsIdOverARestart) {
  const auto done = import({.upload = upload("orders.csv", kOrders), .mapping = mapping()});
  EXPECT_EQ(done.state, "done");
  const auto repeated = import({.upload = upload("orders.csv", kOrders), .mapping = mapping()});
  EXPECT_EQ(repeated.added, 0U);
  EXPECT_EQ(repeated.duplicates, 2U);
  const auto refused =
      import({.upload = upload("orders.csv", kOrders), .mapping = mapping("note")});
  EXPECT_EQ(refused.state, "failed");
  const auto broken = import({.upload = upload("broken.csv", "PK\x03\x04 no table")});
  EXPECT_EQ(broken.state, "failed");
  ASSERT_EQ(queue_->all()->size(), 4U);
  restart();
  ASSERT_EQ(queue_->all()->size(), 4U);
  for (const ImportView& before : {done, repeated, refused, broken}) {
    SCOPED_TRACE(before.id);
    const auto after = queue_->find(before.id);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->file, before.file);
    EXPECT_EQ(after->source, before.source);
    EXPECT_EQ(after->state, before.state);
    EXPECT_EQ(after->added, before.added);
    EXPECT_EQ(after->duplicates, before.duplicates);
    EXPECT_EQ(after->rejected, before.rejected);
    EXPECT_EQ(queue_->rejects_of(before.id)->empty(), before.rejected == 0);
  }
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ImportQueueTest, AnImportThatACrashCutOffIsFoundAndSaysSo) {
  const auto number = folder_->promises().promise(
      folder_->events(), {.source = "shop", .file = "orders.csv", .bytes = 70, .started_at = 5});
  ASSERT_TRUE(number);
  restart();
  const auto view = queue_->find(std::to_string(*number));
  ASSERT_TRUE(view);
  EXPECT_EQ(view->state, "failed");
  EXPECT_EQ(view->file, "orders.csv");
  EXPECT_EQ(view->source, "shop");
  ASSERT_TRUE(view->error);
  EXPECT_NE(view->error->message.find("stopped before"), std::string::npos);
  const auto next = import({.upload = upload("orders.csv", kOrders), .mapping = mapping()});
  EXPECT_EQ(next.id, std::to_string(*number + 1)) << "a number is never given twice";
}

TEST_F(ImportQueueTest, NumbersGoUpAlsoWhileOthersWait) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const auto name = fmt::format("orders{}.csv", i);
    ids.push_back(queue_->start({.upload = upload(name, kOrders), .mapping = mapping()})->id);
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
  for (const auto& id : ids) EXPECT_EQ(wait_for(id).added, 2U);
  const auto imports = folder_->events().imports().value();
  for (const auto& record : imports)
    EXPECT_EQ(record.file, fmt::format("orders{}.csv", record.id - 1));
}

TEST_F(ImportQueueTest, ForgetsAFailedImportForGood) {
  const auto broken = import({.upload = upload("broken.csv", "PK\x03\x04 no table")});
  ASSERT_TRUE(queue_->remove(broken.id));
  EXPECT_FALSE(queue_->find(broken.id));
  restart();
  EXPECT_FALSE(queue_->find(broken.id));
  EXPECT_TRUE(queue_->all()->empty());
}

TEST_F(ImportQueueTest, SaysWhatIsInTheWayAndReplacesIt) {
  const auto first = import({.upload = upload("orders.csv", kOrders), .mapping = mapping()});
  ImportQueue::Order order{.upload = upload("orders.csv", kOrders), .mapping = mapping()};
  EXPECT_TRUE(queue_->in_the_way(order)->empty()) << "the same mapping adds nothing";
  order.mapping = mapping("note");
  const auto earlier = queue_->in_the_way(order).value();
  ASSERT_EQ(earlier.size(), 1U);
  EXPECT_EQ(earlier[0].id, first.id);
  EXPECT_EQ(earlier[0].added, 2U);
  order.source = "another";
  EXPECT_TRUE(queue_->in_the_way(order)->empty());
  order.source = "";
  order.replace = {std::stoll(first.id)};
  EXPECT_TRUE(queue_->in_the_way(order)->empty());
  const auto second = import(order);
  EXPECT_EQ(second.state, "done");
  EXPECT_EQ(second.added, 2U);
  EXPECT_EQ(event_count(), 2);
  EXPECT_EQ(events_of("ann")[0].name, "a");
  EXPECT_FALSE(queue_->find(first.id)) << "its events are gone, and it with them";
  ASSERT_EQ(queue_->all()->size(), 1U);
}

}  // namespace
}  // namespace wend::collect
