#include "events/sql/console.h"

#include <array>
#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events/sql/channel.h"
#include "events/sql/worker.h"
#include "model/event.h"

namespace wend::events::sql {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using Clock = std::chrono::steady_clock;

// The store may change between the openings of two relations; then the statement begins anew.
constexpr int kAttempts = 20;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  int get() const { return descriptor_; }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

 private:
  int descriptor_;
};

// A folder of its own for one statement, gone with it.
class SpillFolder {
 public:
  explicit SpillFolder(const fs::path& parent) {
    std::error_code ignored;
    fs::create_directories(parent, ignored);
    std::string name = (parent / "sql-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  ~SpillFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Worker {
 public:
  // Errors: kIo.
  static base::Status start(Worker& worker, const std::string& program, int socket) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
    // Nothing that this process has open is the worker's.
    ::posix_spawn_file_actions_addclosefrom_np(&actions, kWorkerSocket + 1);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string name = "wend", argument = kWorkerArgument;
    std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    // No environment: nothing in it is the statement's business.
    std::array<char*, 1> environment{nullptr};
    const int error = ::posix_spawn(&worker.pid_, program.c_str(), &actions, &attributes,
                                    arguments.data(), environment.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error == 0) return {};
    worker.pid_ = -1;
    return fail(ErrorCode::kIo,
                fmt::format("The SQL worker cannot be started: {}.", std::strerror(error)));
  }
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { end(); }

  void end() {
    if (pid_ <= 0) return;
    (void)::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
};

// What the store is doing for a statement at the moment, for who wants to stop it.
class CurrentReading {
 public:
  void set(Reading* reading) {
    std::lock_guard lock(mutex_);
    reading_ = reading;
  }
  void interrupt() {
    std::lock_guard lock(mutex_);
    if (reading_ != nullptr) reading_->interrupt();
  }

 private:
  std::mutex mutex_;
  Reading* reading_ = nullptr;
};

json::array relations_json(const std::vector<Relation>& relations) {
  json::array items;
  for (const Relation& relation : relations) {
    json::array columns;
    for (const Column& column : relation.columns)
      columns.push_back(
          json::object{{"name", column.name}, {"kind", static_cast<int>(column.kind)}});
    items.push_back(json::object{{"name", relation.name},
                                 {"statement", relation.statement},
                                 {"columns", std::move(columns)}});
  }
  return items;
}

std::unexpected<base::Error> stopped(const Limits& limits) {
  return fail(ErrorCode::kInvalidInput,
              fmt::format("The statement was stopped after {:g} seconds.",
                          std::chrono::duration<double>(limits.time).count()),
              {}, "Ask for less: a shorter time, fewer columns, a sample; or give it more time.");
}

std::unexpected<base::Error> too_much_memory(const Limits& limits) {
  return fail(ErrorCode::kInvalidInput,
              fmt::format("The statement needs more than the {} MiB of memory that it may have.",
                          limits.memory_mib),
              {}, "Group by less, sort less, or take a sample.");
}

// Answers the worker's questions and keeps what it tells.
class Conversation {
 public:
  Conversation(const std::vector<Relation>& relations, Moment moment, Channel channel,
               CurrentReading& current, std::string_view statement, const Limits& limits)
      : relations_(relations),
        channel_(std::move(channel)),
        current_(current),
        statement_(statement),
        limits_(limits),
        moment_(std::move(moment)) {}

  base::Status begin(const json::object& question) {
    return channel_.send(FrameKind::kQuestion, json::serialize(question));
  }

  // Until the end; `again` when the store moved on in between.
  base::Result<Answer> go_on(bool& again) {
    for (;;) {
      WEND_ASSIGN(const Frame frame, channel_.receive());
      switch (frame.kind) {
        case FrameKind::kOpen:
          WEND_TRY(open(frame.bytes, again));
          if (again) return fail(ErrorCode::kUnavailable, "The store is changing.");
          break;
        case FrameKind::kRead:
          WEND_TRY(read(frame.bytes));
          break;
        case FrameKind::kNext:
          WEND_TRY(next(frame.bytes));
          break;
        case FrameKind::kColumns:
          answer_.columns = json::parse(frame.bytes).as_array();
          break;
        case FrameKind::kRows:
          answer_.rows += frame.bytes;
          if (answer_.rows.size() > 2 * limits_.bytes + kRowSlack)
            return fail(ErrorCode::kInvalidInput, "A row of the answer is too long.");
          break;
        case FrameKind::kDone: {
          const json::object done = json::parse(frame.bytes).as_object();
          answer_.row_count = done.at("rows").to_number<std::size_t>();
          answer_.cut_by = done.at("cut_by").as_string();
          if (!answer_.rows.empty())
            answer_.rows.front() = '[';
          else
            answer_.rows = "[";
          answer_.rows += ']';
          return std::move(answer_);
        }
        case FrameKind::kError:
          return error_of(json::parse(frame.bytes).as_object());
        default:
          return fail(ErrorCode::kInternal, "The SQL worker said what it should not.");
      }
    }
  }

 private:
  static constexpr std::size_t kRowSlack = 8U << 20;

  struct Kept {
    const Relation* relation = nullptr;
    std::unique_ptr<Snapshot> snapshot;
    std::int64_t busy_with = -1;  // the reading that its connection is busy with
  };
  struct Open {
    std::unique_ptr<Snapshot> own;  // of a reading beside another one
    std::unique_ptr<Reading> reading;
    std::size_t snapshot = 0;
    std::vector<ColumnKind> kinds;
  };

  base::Status answer(FrameKind kind, const json::object& body) {
    return channel_.send(kind, json::serialize(body));
  }
  base::Status refuse(const base::Error& error) {
    return channel_.send(FrameKind::kFailed, error.message);
  }

  base::Status open(const std::string& bytes, bool& again) {
    const auto place = json::parse(bytes).at("relation").to_number<std::size_t>();
    if (place >= relations_.size() || !relations_[place].open)
      return refuse({ErrorCode::kInternal, "There is no such relation.", {}, {}});
    auto snapshot = relations_[place].open(moment_);
    again = !snapshot && snapshot.error().code == ErrorCode::kUnavailable;
    if (again) return {};
    if (!snapshot) return refuse(snapshot.error());
    const std::int64_t rows = (*snapshot)->rows();
    snapshots_.push_back({&relations_[place], std::move(*snapshot)});
    return answer(FrameKind::kOpened, {{"snapshot", snapshots_.size() - 1}, {"rows", rows}});
  }

  base::Status read(const std::string& bytes) {
    const json::object question = json::parse(bytes).as_object();
    const auto place = question.at("snapshot").to_number<std::size_t>();
    if (place >= snapshots_.size())
      return refuse({ErrorCode::kInternal, "There is no such snapshot.", {}, {}});
    Kept& kept = snapshots_[place];
    std::vector<std::size_t> columns;
    Open open;
    for (const json::value& item : question.at("columns").as_array()) {
      columns.push_back(item.to_number<std::size_t>());
      if (columns.back() >= kept.relation->columns.size())
        return refuse({ErrorCode::kInternal, "There is no such column.", {}, {}});
      open.kinds.push_back(kept.relation->columns[columns.back()].kind);
    }
    open.snapshot = place;
    Snapshot* snapshot = kept.snapshot.get();
    if (kept.busy_with >= 0) {
      auto own = kept.relation->open(moment_);
      if (!own && own.error().code == ErrorCode::kUnavailable)
        return refuse({ErrorCode::kUnavailable,
                       "The data changed while the statement was running. Run it again.",
                       {},
                       {}});
      if (!own) return refuse(own.error());
      open.own = std::move(*own);
      snapshot = open.own.get();
    }
    auto reading = snapshot->read(columns);
    if (!reading) return refuse(reading.error());
    open.reading = std::move(*reading);
    const auto number = static_cast<std::int64_t>(readings_.size());
    if (open.own == nullptr) kept.busy_with = number;
    readings_.push_back(std::move(open));
    return answer(FrameKind::kReading, {{"reading", number}});
  }

  base::Status next(const std::string& bytes) {
    const auto place = json::parse(bytes).at("reading").to_number<std::size_t>();
    if (place >= readings_.size())
      return refuse({ErrorCode::kInternal, "There is no such reading.", {}, {}});
    Open& open = readings_[place];
    // Two threads of the worker may ask at the end.
    if (open.reading == nullptr) return channel_.send(FrameKind::kBlock, {});
    Block block(open.kinds);
    current_.set(open.reading.get());
    const auto more = open.reading->next(block);
    current_.set(nullptr);
    if (!more && more.error().code == ErrorCode::kCancelled) return fail(more.error());
    if (!more) return refuse(more.error());
    if (*more) return channel_.send(FrameKind::kBlock, block.take());
    open.reading.reset();
    open.own.reset();
    Kept& kept = snapshots_[open.snapshot];
    if (kept.busy_with == static_cast<std::int64_t>(place)) kept.busy_with = -1;
    return channel_.send(FrameKind::kBlock, {});
  }

  std::unexpected<base::Error> error_of(const json::object& said) const {
    if (said.contains("memory")) return too_much_memory(limits_);
    base::Error error{said.contains("internal") ? ErrorCode::kInternal : ErrorCode::kInvalidInput,
                      std::string(said.at("message").as_string()),
                      {},
                      {}};
    if (!error.message.empty() && !error.message.ends_with('.') && !error.message.ends_with('!') &&
        !error.message.ends_with('?'))
      error.message += '.';
    if (error.message.ends_with('!')) error.message.back() = '.';
    if (const auto* hint = said.if_contains("hint")) error.hint = hint->as_string();
    if (const auto* position = said.if_contains("position"))
      error.place = place_in(statement_, position->to_number<std::size_t>());
    return fail(std::move(error));
  }

  const std::vector<Relation>& relations_;
  Channel channel_;
  CurrentReading& current_;
  std::string_view statement_;
  const Limits& limits_;
  Answer answer_;
  Moment moment_;
  std::vector<Kept> snapshots_;
  std::vector<Open> readings_;
};

}  // namespace

std::string place_in(std::string_view statement, std::size_t position) {
  const std::string_view before = statement.substr(0, std::min(position, statement.size()));
  const auto lines = std::ranges::count(before, '\n');
  const std::size_t line = before.rfind('\n');
  const std::string_view rest = line == std::string_view::npos ? before : before.substr(line + 1);
  // Every byte but those that go on a character of UTF-8.
  const auto characters = std::ranges::count_if(
      rest, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  return fmt::format("line {}, column {}", lines + 1, characters + 1);
}

Console::Console(const EventStore& store, std::vector<Relation> relations, Options options)
    : store_(store), relations_(std::move(relations)), options_(std::move(options)) {
  // What a process that was ended left there.
  std::error_code ignored;
  fs::remove_all(options_.spill_folder, ignored);
}

base::Result<Answer> Console::run(const std::string& statement, const std::string& zone,
                                  const Limits& limits, std::stop_token stop) const {
  if (statement.find_first_not_of(" \t\r\n;") == std::string::npos)
    return fail(ErrorCode::kInvalidInput, "There is no statement.", "sql",
                "Try: SELECT event, count(*) FROM events GROUP BY event ORDER BY 2 DESC");
  if (statement.size() > kStatementBytesMax)
    return fail(ErrorCode::kTooLarge,
                fmt::format("The statement is longer than {} bytes.", kStatementBytesMax), "sql");
  if (statement.find('\0') != std::string::npos)
    return fail(ErrorCode::kInvalidInput, "The statement has a character with the number 0.",
                place_in(statement, statement.find('\0')));
  const auto began = Clock::now();
  for (int attempt = 0;; ++attempt) {
    bool again = false;
    auto answer = run_once(statement, zone, limits, stop, again);
    if (answer)
      answer->took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
    if (!again) return answer;
    if (attempt == kAttempts)
      return fail(ErrorCode::kUnavailable, "The store changes faster than it can be read.", {},
                  "Run the statement again.");
  }
}

base::Result<Answer> Console::run_once(const std::string& statement, const std::string& zone,
                                       const Limits& limits, std::stop_token stop,
                                       bool& again) const {
  const SpillFolder spill(options_.spill_folder);
  if (spill.path().empty())
    return fail(ErrorCode::kIo, "There is no place to put rows meanwhile.",
                options_.spill_folder.string());
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(ErrorCode::kIo, fmt::format("No socket is left: {}.", std::strerror(errno)));
  const File ours(ends[0]);
  File theirs(ends[1]);
  (void)::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const File wake(::eventfd(0, EFD_CLOEXEC));
  CurrentReading current;
  std::atomic<bool> left = false;
  const std::stop_callback on_stop(stop, [&] {
    left = true;
    const std::uint64_t one = 1;
    (void)!::write(wake.get(), &one, sizeof one);
    current.interrupt();
  });
  const auto deadline = Clock::now() + limits.time;
  bool late = false;
  const auto wait = [&](int descriptor, short events) -> base::Status {
    for (;;) {
      if (left) return fail(ErrorCode::kCancelled, "Stopped, as asked.");
      const auto rest =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (rest <= 0) {
        late = true;
        return stopped(limits);
      }
      std::array<pollfd, 2> polled{pollfd{descriptor, events, 0}, pollfd{wake.get(), POLLIN, 0}};
      if (::poll(polled.data(), polled.size(), static_cast<int>(rest)) > 0 &&
          polled[0].revents != 0 && polled[1].revents == 0)
        return {};
    }
  };
  Worker worker;
  WEND_TRY(Worker::start(worker, options_.program, theirs.get()));
  theirs.close();
  WEND_ASSIGN(auto moment, Moment::of(store_));
  Conversation conversation(relations_, std::move(moment), Channel(ours.get(), wait), current,
                            statement, limits);
  WEND_TRY(conversation.begin({{"sql", statement},
                               {"zone", zone},
                               {"rows_max", limits.rows},
                               {"bytes_max", limits.bytes},
                               {"memory_mib", limits.memory_mib},
                               {"spill_mib", limits.spill_mib},
                               {"threads", limits.threads},
                               {"folder", spill.path()},
                               {"relations", relations_json(relations_)}}));
  auto answer = conversation.go_on(again);
  if (answer || late || again) return answer;
  if (left) return fail(ErrorCode::kCancelled, "Stopped, as asked.");
  // It ended without a word: the kernel took its memory away, or it ran against its limit.
  if (answer.error().code == ErrorCode::kIo) return too_much_memory(limits);
  return answer;
}

}  // namespace wend::events::sql
