#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "collect/import_job.h"
#include "collect/inspect.h"
#include "events/data_folder.h"

namespace wend::collect {

// A data folder and files of its own for each test. Tests only.
class ImportFixture : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_import_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    reopen();
  }
  void TearDown() override {
    folder_.reset();
    std::filesystem::remove_all(path_);
  }
  void reopen() {
    folder_.reset();
    folder_ = events::DataFolder::open(path_ / "data", {}).value();
  }
  std::string write(const std::string& name, std::string_view content) {
    const std::string path = path_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  static std::string gzipped(std::string_view content) {
    std::string out(content.size() + 1024, '\0');
    z_stream stream = {};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }
  static std::string zstandard(std::string_view content) {
    std::string out(ZSTD_compressBound(content.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 3));
    return out;
  }
  base::Result<ImportOutcome> try_import(const std::string& path,
                                         std::optional<Mapping> mapping = {}, bool replace = false,
                                         const std::string& source = "") {
    ImportProgress progress;
    return run_import(*folder_,
                      {.path = path,
                       .file = std::filesystem::path(path).filename(),
                       .source = source,
                       .mapping = std::move(mapping),
                       .replace = replace},
                      progress, {});
  }
  ImportOutcome import(const std::string& path, std::optional<Mapping> mapping = {}) {
    auto outcome = try_import(path, std::move(mapping));
    EXPECT_TRUE(outcome) << outcome.error().to_sentence();
    return outcome.value_or(ImportOutcome{});
  }
  ImportOutcome import_text(const std::string& name, std::string_view content,
                            std::optional<Mapping> mapping = {}) {
    return import(write(name, content), std::move(mapping));
  }
  // Imports what must be refused; nothing may stay behind. Answers the error.
  base::Error refused(const std::string& name, std::string_view content,
                      std::optional<Mapping> mapping = {}) {
    const auto before = event_count();
    const auto outcome = try_import(write(name, content), std::move(mapping));
    EXPECT_FALSE(outcome) << "imported " << (outcome ? outcome->record.added : 0) << " events";
    EXPECT_EQ(event_count(), before);
    EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
    return outcome ? base::Error{} : outcome.error();
  }
  std::int64_t event_count() { return folder_->events().counts()->events; }
  std::vector<events::StoredEvent> events_of(const std::string& customer,
                                             const std::string& space = "user_id") {
    return folder_->events()
        .events_page(model::identity_id_of(space, customer), std::nullopt, 100'000,
                     events::Order::kAscending)
        .value();
  }
  static std::string read_all(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  // The folder of other people's data, or nothing.
  static std::optional<std::filesystem::path> test_data(const std::string& name) {
    const char* named = std::getenv("WEND_TEST_DATA");
    const std::filesystem::path folder = named != nullptr ? named : "../shared/data";
    if (!std::filesystem::exists(folder / name)) return std::nullopt;
    return folder / name;
  }

  std::filesystem::path path_;
  std::unique_ptr<events::DataFolder> folder_;
};

}  // namespace wend::collect
