#include "unify/erased_folder.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

#include "base/failpoint.h"

namespace wend::unify {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;

constexpr const char* kKeyFile = "key";
constexpr std::string_view kEnding = ".json";
constexpr std::int64_t kFormat = 1;

std::unexpected<base::Error> not_written(const fs::path& path, int error) {
  return base::fail(
      ErrorCode::kIo,
      fmt::format("The list of erased customers cannot be written: {}.", std::strerror(error)),
      path.string());
}

base::Result<std::string> read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return base::fail(ErrorCode::kIo, "The list of erased customers cannot be read.",
                      path.string());
  return text;
}

json::array list_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

bool read_list(const json::object& from, std::string_view name, std::vector<std::string>& to) {
  const auto* list = from.if_contains(name);
  if (list == nullptr || !list->is_array()) return false;
  for (const auto& one : list->get_array()) {
    if (!one.is_string()) return false;
    to.emplace_back(one.get_string());
  }
  return true;
}

std::optional<ErasedFolder::Entry> entry_from(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  const auto* id = object.if_contains("id");
  const auto* actor = object.if_contains("actor");
  const auto* at = object.if_contains("requested_at");
  const auto* keep_out = object.if_contains("keep_out");
  ErasedFolder::Entry entry;
  if (id == nullptr || !id->is_string() || actor == nullptr || !actor->is_string() ||
      at == nullptr || !at->is_int64() || keep_out == nullptr || !keep_out->is_bool() ||
      !read_list(object, "identities", entry.hashes) ||
      !read_list(object, "numbers", entry.numbers))
    return std::nullopt;
  entry.id = id->get_string();
  entry.actor = actor->get_string();
  entry.requested_at = at->get_int64();
  entry.keep_out = keep_out->get_bool();
  return entry;
}

}  // namespace

base::Status ErasedFolder::write(const std::string& name, const std::string& text) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  const fs::path path = folder_ / name;
  const fs::path part = path.string() + ".part";
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return not_written(path, errno);
  const bool good = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                    ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  if (!good) {
    fs::remove(part, error);
    return not_written(path, why);
  }
  base::failpoint("erasure.listed");
  if (::rename(part.c_str(), path.c_str()) != 0) return not_written(path, errno);
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool kept = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!kept) return not_written(path, errno);
  return {};
}

base::Result<std::optional<std::string>> ErasedFolder::key() const {
  std::error_code error;
  if (!fs::exists(folder_ / kKeyFile, error)) return std::nullopt;
  WEND_ASSIGN(std::string key, read_all(folder_ / kKeyFile));
  while (key.ends_with('\n')) key.pop_back();
  return key;
}

base::Status ErasedFolder::set_key(std::string_view key) const {
  return write(kKeyFile, std::string(key) + "\n");
}

base::Result<std::vector<ErasedFolder::Entry>> ErasedFolder::all() const {
  std::vector<Entry> entries;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder_, error)) {
    if (!file.path().string().ends_with(kEnding)) continue;
    WEND_ASSIGN(const std::string text, read_all(file.path()));
    auto entry = entry_from(text);
    if (!entry)
      return base::fail(ErrorCode::kInvalidInput,
                        "An entry of the list of erased customers cannot be understood.",
                        file.path().string(),
                        "Put the file back from a copy; without it who was erased may come back.");
    entries.push_back(*std::move(entry));
  }
  std::ranges::sort(entries, {}, [](const Entry& entry) {
    return std::pair(entry.requested_at, std::string_view(entry.id));
  });
  return entries;
}

base::Status ErasedFolder::put(const Entry& entry) const {
  return write(entry.id + std::string(kEnding),
               json::serialize(json::object{{"format", kFormat},
                                            {"id", entry.id},
                                            {"requested_at", entry.requested_at},
                                            {"keep_out", entry.keep_out},
                                            {"actor", entry.actor},
                                            {"identities", list_json(entry.hashes)},
                                            {"numbers", list_json(entry.numbers)}}) +
                   "\n");
}

}  // namespace wend::unify
