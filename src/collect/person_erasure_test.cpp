#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/file.h>

#include "collect/accepted_body.h"
#include "collect/body_erasure.h"
#include "collect/file_erasure.h"
#include "collect/store_reader.h"
#include "events/data_folder.h"
#include "events/id_run.h"
#include "unify/erasure.h"

namespace wend::collect {
namespace {

namespace fs = std::filesystem;

WebhookMappings no_mappings() {
  return [](std::int64_t) -> base::Result<std::shared_ptr<const WebhookSource>> {
    return std::make_shared<const WebhookSource>();
  };
}

class BodyErasureTest : public testing::Test {
 protected:
  static std::string payload(std::string_view body, std::string_view call = "batch",
                             Dialect dialect = Dialect::kSegment) {
    return to_payload({.source_id = 1,
                       .dialect = dialect,
                       .call = std::string(call),
                       .received_at = 1'767'225'600'000'000},
                      body);
  }
  unify::ErasedBody erase(const std::string& payload) {
    const auto erased = erasure_.erase(payload, person_);
    EXPECT_TRUE(erased) << erased.error().to_sentence();
    return erased.value_or(unify::ErasedBody{});
  }
  static std::string body_of(const unify::ErasedBody& erased) {
    if (!erased.payload) return "(gone)";
    return erased.payload->substr(erased.payload->find('\n') + 1);
  }

  model::PersonTexts texts_{{}, {{"user_id", "ann-4711"}, {"email", "ann@example.com"}}};
  unify::PersonInBodies person_{[](const model::NamedIdentity& one, env::TimeUs) {
                                  return one.value == "ann-4711" || one.value == "ann@example.com";
                                },
                                &texts_};
  BodyErasure erasure_{{}, no_mappings()};
};

TEST_F(BodyErasureTest, OfABatchOnlyThePersonsMessagesGoAndTheOthersStayByteForByte) {
  const std::string bob = R"({ "type":"track","event":"B","userId":"bob","n":1.50e0 })";
  const auto erased = erase(payload(
      R"({"sentAt":"2026-01-01T00:00:00Z","batch": [)"
      R"({"type":"track","event":"A","userId":"ann-4711"},)" +
      bob + R"( , {"type":"identify","userId":"x]}\"","traits":{"email":"ANN@example.com"}},)" +
      bob + R"(],"context":{"a":[1]}})"));
  EXPECT_TRUE(erased.changed);
  EXPECT_EQ(erased.messages, 1U) << "the second belongs to x and only names Ann";
  EXPECT_EQ(erased.redacted, 1U);
  EXPECT_EQ(body_of(erased),
            R"({"sentAt":"2026-01-01T00:00:00Z","batch": [)" + bob +
                R"( ,{"type":"identify","userId":"x]}\"","traits":{"email":""}},)" + bob +
                R"(],"context":{"a":[1]}})");
}

TEST_F(BodyErasureTest, WhatIsAllThePersonsOrCannotBeTakenApartGoesWhole) {
  EXPECT_EQ(body_of(erase(payload(R"({"event":"A","userId":"ann-4711"})", "track"))), "(gone)");
  EXPECT_EQ(
      body_of(erase(payload(R"({"batch":[{"type":"track","event":"A","userId":"ann-4711"}]})"))),
      "(gone)");
  EXPECT_EQ(body_of(erase(payload(R"({"who": {"mail": "Ann\u0040Example.com"}})", "hook",
                                  Dialect::kWebhook))),
            "(gone)");
  EXPECT_EQ(body_of(erase("no envelope, but ann@example.com")), "(gone)");
  EXPECT_FALSE(erase(payload(R"({"event":"A","userId":"bob"})", "track")).changed);
  EXPECT_FALSE(erase(payload(R"({"mail":"bob@example.com"})", "hook", Dialect::kWebhook)).changed);
  EXPECT_FALSE(erase("no envelope").changed);
}

TEST_F(BodyErasureTest, ARefusedMessageAmongOthersGoesWhenItNamesThePerson) {
  const auto erased = erase(payload(
      R"({"batch":[{"type":"track","userId":"ann-4711"},{"type":"track","event":"B","userId":"bob"}]})"));
  EXPECT_EQ(body_of(erased), R"({"batch":[{"type":"track","event":"B","userId":"bob"}]})");
}

class FileErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("wend_files_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "imports");
    fs::create_directories(folder_ / "blobs" / "uploads");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const fs::path& path, std::string_view text) {
    std::ofstream(folder_ / path, std::ios::binary) << text;
  }
  std::string read(const fs::path& path) {
    std::ifstream file(folder_ / path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  fs::path folder_;
};

TEST_F(FileErasureTest, RowsAndUploadsThatNameThePersonGo) {
  const std::string rejects = "imports/1.rejects.csv";
  write(rejects,
        "line,column,reason,row\n2,time,\"No \"\"time\"\".\",\"ann-4711,Order,\"\"x\ny\"\"\"\n"
        "3,time,No time.,\"bob,Order,\"\n4,,Odd.,\"Ann@Example.com;1\"\n");
  write("imports/2.rejects.csv.old", "line,column,reason,row\n2,,Odd.,bob\n");
  write("blobs/uploads/u_1", "customer,event\nann-4711,Order\n");
  write("blobs/uploads/u_1.name", "a.csv");
  write("blobs/uploads/u_2", "customer,event\nbob,Order\n");
  write("blobs/uploads/u_3", "PAR1....PAR1");
  const model::PersonTexts texts({}, {{"user_id", "ann-4711"}, {"email", "ann@example.com"}});
  const auto erased = erase_in_files(folder_.string(), texts);
  ASSERT_TRUE(erased) << erased.error().to_sentence();
  EXPECT_EQ(erased->rejected_rows, 2U);
  EXPECT_EQ(erased->uploads, 2U);
  EXPECT_EQ(erased->unreadable, 1U);
  EXPECT_EQ(read(rejects), "line,column,reason,row\n3,time,No time.,\"bob,Order,\"\n");
  EXPECT_EQ(read("imports/2.rejects.csv"), "line,column,reason,row\n2,,Odd.,bob\n");
  EXPECT_FALSE(fs::exists(folder_ / rejects.c_str() / ".old"));
  EXPECT_FALSE(fs::exists(folder_ / "blobs/uploads/u_1"));
  EXPECT_FALSE(fs::exists(folder_ / "blobs/uploads/u_1.name"));
  EXPECT_TRUE(fs::exists(folder_ / "blobs/uploads/u_2"));
  const auto again = erase_in_files(folder_.string(), texts);
  EXPECT_EQ(again->rejected_rows, 0U);
  EXPECT_EQ(again->uploads, 0U);
}

// Overwriting what somebody reads would make nonsense of other people's rows.
TEST_F(FileErasureTest, AFileThatIsBeingImportedIsWaitedFor) {
  write("blobs/uploads/u_1", "customer,event\nann-4711,Order\nbob,Order\n");
  const model::PersonTexts texts({}, {{"user_id", "ann-4711"}});
  {
    const events::OpenFile import(::open((folder_ / "blobs/uploads/u_1").c_str(), O_RDONLY));
    ASSERT_EQ(::flock(import.descriptor(), LOCK_SH), 0);
    const auto busy = erase_in_files(folder_.string(), texts);
    ASSERT_FALSE(busy);
    EXPECT_EQ(busy.error().code, base::ErrorCode::kUnavailable);
    EXPECT_EQ(read("blobs/uploads/u_1"), "customer,event\nann-4711,Order\nbob,Order\n");
  }
  EXPECT_EQ(erase_in_files(folder_.string(), texts)->uploads, 1U);
  EXPECT_FALSE(fs::exists(folder_ / "blobs/uploads/u_1"));
}

// A folder without a server, as the command line has it.
class PersonErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("wend_erasure_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    open();
    source_ = data_->events().create_source("App", "sdk")->id;
  }
  void TearDown() override {
    close();
    fs::remove_all(folder_);
  }
  void close() {
    erasure_.reset();
    space_.reset();
    data_.reset();
  }
  void open() {
    close();
    data_ = *events::DataFolder::open(folder_, {});
    space_ = *workspace::Workspace::open(data_->workspace_file().string(), clock_, {1, 8192});
    auto opened = unify::PersonErasure::open(
        {data_->events(), data_->log(), *space_, data_->path(), clock_,
         [this]() -> unify::EraseInBody {
           auto bodies =
               std::make_shared<BodyErasure>(data_->events().identity_rules().rules, no_mappings());
           return [bodies](std::string_view payload, const unify::PersonInBodies& person) {
             return bodies->erase(payload, person);
           };
         },
         erase_in_files, [this](std::string_view sentence) { said_ += sentence; }});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    erasure_ = std::move(*opened);
  }
  void send(const std::string& body) {
    ASSERT_TRUE(data_->log().append(
        log::RecordKind::kBody,
        to_payload({.source_id = source_, .call = "batch", .received_at = clock_.now_us()}, body)));
    const auto read = StoreReader::catch_up(data_->log(), data_->events(), no_mappings());
    ASSERT_TRUE(read) << read.error().to_sentence();
  }
  void fill() {
    for (int i = 0; i < 50; ++i)
      send(R"({"batch":[{"type":"track","event":"Order","userId":"ann-4711","messageId":"a)" +
           std::to_string(i) +
           R"(","timestamp":"2026-01-01T00:00:00Z","properties":{"note":"likes zebrafinches"}},
             {"type":"track","event":"Order","userId":"bob","messageId":"b)" +
           std::to_string(i) + R"(","timestamp":"2026-01-01T00:00:00Z"}]})");
  }
  std::string bytes() const {
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  env::SystemClock clock_;
  fs::path folder_;
  std::int64_t source_ = 0;
  std::string said_;
  std::unique_ptr<events::DataFolder> data_;
  std::unique_ptr<workspace::Workspace> space_;
  std::unique_ptr<unify::PersonErasure> erasure_;
};

TEST_F(PersonErasureTest, AllStepsAreDoneAndDoneAgainWithoutHarm) {
  fill();
  EXPECT_EQ(data_->events().counts()->events, 100);
  const auto ann = model::identity_id_of("user_id", "ann-4711");
  const auto preview = erasure_->preview(ann);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->rows.events, 50U);
  const auto requested = erasure_->request(ann, "me@example.com", false);
  ASSERT_TRUE(requested) << requested.error().to_sentence();
  EXPECT_EQ(erasure_->request(ann, "me", false).error().code, base::ErrorCode::kConflict);
  const auto run = erasure_->run_all();
  ASSERT_TRUE(run) << run.error().to_sentence();
  auto done = **space_->erasures().find(requested->id);
  EXPECT_EQ(done.state, workspace::ErasureState::kDone);
  EXPECT_NE(done.counts.find(R"("messages":50)"), std::string::npos) << done.counts;
  EXPECT_EQ(data_->events().counts()->events, 50);
  for (const char* value : {"ann-4711", "zebrafinch"})
    EXPECT_EQ(bytes().find(value), std::string::npos) << value;
  // Every step once more, as after a crash that forgot how far it was.
  for (const std::string& step : unify::PersonErasure::steps()) {
    done.state = workspace::ErasureState::kRunning;
    done.step = step;
    ASSERT_TRUE(space_->erasures().save(done));
    open();
    const auto again = erasure_->run_all();
    ASSERT_TRUE(again) << step << " " << again.error().to_sentence();
    EXPECT_EQ(data_->events().counts()->events, 50) << step;
  }
  EXPECT_EQ(data_->events().check().value(), std::vector<std::string>{});
  EXPECT_EQ(said_, "");
  // What she sends again is refused, also by a folder that was opened anew.
  fill();
  EXPECT_EQ(data_->events().counts()->events, 50);
}

// Ann in every store, a copy of all of it, Ann erased, and some files of the copy put back.
class PutBackTest : public PersonErasureTest,
                    public testing::WithParamInterface<std::vector<std::string>> {
 protected:
  void TearDown() override {
    PersonErasureTest::TearDown();
    fs::remove_all(apart_);
  }
  // What other stores say of her: an entry of a list, by a number, a decision, a refused message.
  void fill_workspace() {
    const auto ann = model::identity_id_of("user_id", "ann-4711");
    const auto list = space_->segments().create({.name = "Guests", .is_list = true});
    ASSERT_TRUE(list) << list.error().to_sentence();
    const std::int64_t both[] = {ann, model::identity_id_of("user_id", "bob")};
    ASSERT_TRUE(space_->segments().set_identities(list->id, both));
    ASSERT_TRUE(space_->account_decisions().decide({.identity = ann,
                                                    .account_type = "company",
                                                    .account_key = "acme",
                                                    .kind = workspace::AccountDecisionKind::kIn}));
    ASSERT_TRUE(space_->audit().record("me", "customer.look", model::customer_id_text(ann)));
  }
  std::size_t identities_in_workspace() { return space_->person_data().identities()->size(); }

  const fs::path apart_ = fs::temp_directory_path() / ("wend_apart_" + std::to_string(::getpid()));
};

TEST_P(PutBackTest, NobodyComesBack) {
  fill();
  ASSERT_NO_FATAL_FAILURE(fill_workspace());
  const auto journal = *unify::SegmentJournal::open((folder_ / "segments.db").string());
  const unify::SegmentJournal::Entry entered[] = {
      {"s_1", model::identity_id_of("user_id", "ann-4711"), true, 1},
      {"s_1", model::identity_id_of("user_id", "bob"), true, 1}};
  ASSERT_TRUE(journal->write(entered));
  ASSERT_TRUE(journal->scrub());
  close();
  fs::remove_all(apart_);
  fs::create_directories(apart_);
  for (const auto& file : fs::directory_iterator(folder_))
    if (file.is_regular_file()) fs::copy_file(file.path(), apart_ / file.path().filename());
  open();
  ASSERT_TRUE(
      erasure_->request(model::identity_id_of("user_id", "ann-4711"), "me@example.com", true));
  ASSERT_TRUE(erasure_->run_all());
  EXPECT_EQ(identities_in_workspace(), 1U) << "Bob's";
  close();
  for (const std::string& name : GetParam()) {
    for (const char* ending : {".wal", "-wal", "-shm"}) fs::remove(folder_ / (name + ending));
    fs::copy_file(apart_ / name, folder_ / name, fs::copy_options::overwrite_existing);
  }
  ASSERT_NE(bytes().size(), 0U);

  ASSERT_NO_FATAL_FAILURE(open());
  EXPECT_TRUE(erasure_->brought_back());
  const auto run = erasure_->run_all();
  ASSERT_TRUE(run) << run.error().to_sentence();
  for (const char* value : {"ann-4711", "zebrafinch"})
    EXPECT_EQ(bytes().find(value), std::string::npos) << value;
  EXPECT_EQ(data_->events().counts()->events, 50);
  EXPECT_EQ(identities_in_workspace(), 1U) << "Bob's";
  EXPECT_EQ((*unify::SegmentJournal::open((folder_ / "segments.db").string()))->profiles()->size(),
            1U);
  const auto all = *space_->erasures().all();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].state, workspace::ErasureState::kDone);
  EXPECT_TRUE(all[0].keep_out);
  // It is known now, and what she sends is refused as before.
  ASSERT_NO_FATAL_FAILURE(open());
  EXPECT_FALSE(erasure_->brought_back());
  fill();
  EXPECT_EQ(data_->events().counts()->events, 50);
  EXPECT_EQ(said_, "");
}

INSTANTIATE_TEST_SUITE_P(Copies, PutBackTest,
                         testing::Values(std::vector<std::string>{"events.duckdb", "log.db"},
                                         std::vector<std::string>{"events.duckdb"},
                                         std::vector<std::string>{"log.db"},
                                         std::vector<std::string>{"workspace.db"},
                                         std::vector<std::string>{"segments.db"},
                                         std::vector<std::string>{"events.duckdb", "log.db",
                                                                  "workspace.db", "segments.db"}));

}  // namespace
}  // namespace wend::collect
