#pragma once

#include <boost/json/parse.hpp>
#include <deque>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "events/event_store.h"
#include "unify/pseudonymous_export.h"

namespace wend::unify {

// 2026-01-01T00:00:00Z
inline constexpr env::TimeUs kExportBase = 1'767'225'600'000'000;

// An event store in a folder of its own, with what tests put into it.
class ExportWorld {
 public:
  explicit ExportWorld(std::string_view name)
      : folder_(std::filesystem::temp_directory_path() /
                fmt::format("wend-exports-{}-{}", ::getpid(), name)) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open((folder_ / "events.duckdb").string(), {});
  }
  ~ExportWorld() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void add(std::string_view customer, env::TimeUs time_us, std::string_view name,
           std::string_view properties = "{}", std::string_view channel = "web",
           model::EventType type = model::EventType::kTrack) {
    const auto keep = [&](std::string_view text) -> std::string_view {
      return texts_.emplace_back(text);
    };
    model::EventRow row;
    row.message_id = {1, ++messages_};
    row.time_us = time_us;
    row.type = type;
    row.name = keep(name);
    row.channel = keep(channel);
    row.identity_namespace = "user_id";
    row.identity_value = keep(customer);
    row.properties = keep(properties);
    rows_.push_back(row);
  }
  void identify(std::string_view customer, env::TimeUs time_us, std::string_view traits) {
    add(customer, time_us, "identify", traits, "", model::EventType::kIdentify);
  }
  void store() {
    const auto done = store_->import({.source = "test", .ids = events::IdKind::kMessage}, rows_);
    ASSERT_TRUE(done) << done.error().to_sentence();
    ASSERT_EQ(done->added, rows_.size());
    rows_.clear();
  }

  base::Result<ExportOutcome> write(const ExportRequest& request, const PseudonymKey& key,
                                    const model::ConsentPurpose* purpose = nullptr,
                                    std::vector<std::string> erased = {}) {
    return write_pseudonymous_export(
        {*store_, request, key, purpose, hasher_, std::move(erased), zone_}, file(), {}, {});
  }
  base::Result<ExportPreview> preview(const ExportRequest& request) {
    const auto key = PseudonymKey::make();
    return preview_pseudonymous_export({*store_, request, key, nullptr, hasher_, {}, zone_}, {});
  }
  std::filesystem::path file() const { return folder_ / "export"; }
  std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::ifstream in(file());
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  // JSON lines.
  std::vector<boost::json::object> objects() const {
    std::vector<boost::json::object> objects;
    for (const std::string& line : lines()) objects.push_back(boost::json::parse(line).as_object());
    return objects;
  }
  // Of the file, when it is Parquet, as DuckDB writes them.
  std::vector<std::vector<std::string>> parquet() const {
    events::duck::Settings settings;
    settings.readable_files = {file().string()};
    auto database = *events::duck::Database::open("", settings);
    auto connection = *database.connect();
    const std::string from =
        fmt::format("read_parquet({})", events::duck::sql_text(file().string()));
    std::vector<std::vector<std::string>> all(2);
    {
      auto described = *connection.query(fmt::format("DESCRIBE SELECT * FROM {}", from).c_str());
      while (*described.next())
        for (std::size_t i = 0; i < described.size(); ++i) {
          all[0].emplace_back(described.text(0, i));
          all[1].emplace_back(described.text(1, i));
        }
    }
    auto rows =
        *connection.query(fmt::format("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {}", from).c_str());
    while (*rows.next())
      for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& row = all.emplace_back();
        for (std::size_t c = 0; c < rows.column_count(); ++c)
          row.emplace_back(rows.is_null(c, i) ? "NULL" : rows.text(c, i));
      }
    return all;
  }
  events::EventStore& events() { return *store_; }
  const IdentityHasher& hasher() const { return hasher_; }

 private:
  const std::filesystem::path folder_;
  std::unique_ptr<events::EventStore> store_;
  IdentityHasher hasher_ = *IdentityHasher::make(std::string(64, '7'));
  model::TimeZone zone_;
  std::deque<std::string> texts_;
  std::vector<model::EventRow> rows_;
  std::uint64_t messages_ = 0;
};

inline ExportRequest::Column keep(std::string name, bool quasi = false) {
  return {std::move(name), ExportRequest::Choice::kKeep, quasi};
}
inline ExportRequest::Column generalise(std::string name, bool quasi = false) {
  return {std::move(name), ExportRequest::Choice::kGeneralise, quasi};
}

}  // namespace wend::unify
