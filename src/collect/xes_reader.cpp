#include "collect/xes_reader.h"

#include <algorithm>
#include <expat.h>
#include <fmt/format.h>
#include <optional>

#include "base/assert.h"
#include "collect/limits.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kParseBytes = 64 * 1024;
constexpr std::size_t kBlockTextBytes = 4 * kBlockBytes;

// One attribute, as positions in the block's text.
struct Item {
  std::size_t name = 0, name_size = 0, value = 0, value_size = 0;
  CellKind kind = CellKind::kText;
};

struct Event {
  std::size_t trace_begin = 0, trace_end = 0;  // items of the trace
  std::size_t begin = 0, end = 0;              // items of the event
  std::uint64_t line = 0;
};

class XesBlock final : public RecordBlock {
 public:
  void each(RecordSink& sink) const override {
    std::vector<Cell> cells;
    std::vector<std::string_view> names;
    const std::string_view all = text;
    const auto take = [&](const Item& item) {
      names.push_back(all.substr(item.name, item.name_size));
      cells.push_back({all.substr(item.value, item.value_size), item.kind});
    };
    for (const Event& event : events) {
      cells.clear();
      names.clear();
      for (std::size_t i = event.trace_begin; i < event.trace_end; ++i) take(items[i]);
      for (std::size_t i = event.begin; i < event.end; ++i) take(items[i]);
      sink.record({event.line, cells, names}, [&] {
        std::string row;
        for (std::size_t i = 0; i < cells.size() && row.size() < kRejectedRowBytesMax; ++i) {
          row += fmt::format("{}{}={}", i == 0 ? "" : "; ", names[i], cells[i].text);
        }
        return row;
      });
    }
  }

  std::string text;
  std::vector<Item> items;
  std::vector<Event> events;
};

class XesReader final : public RecordReader {
 public:
  XesReader(std::unique_ptr<ByteSource> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)), parser_(XML_ParserCreate(nullptr)) {
    WEND_ASSERT(parser_ != nullptr, "out of memory");
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const XML_Char* element, const XML_Char** attributes) {
          static_cast<XesReader*>(self)->open(element, attributes);
        },
        [](void* self, const XML_Char*) { static_cast<XesReader*>(self)->close(); });
    XML_SetEntityDeclHandler(
        parser_, [](void* self, const XML_Char*, int, const XML_Char*, int, const XML_Char*,
                    const XML_Char*, const XML_Char*, const XML_Char*) {
          static_cast<XesReader*>(self)->refuse(
              "The file declares entities, which event logs do not need.");
        });
    XML_SetStartDoctypeDeclHandler(
        parser_,
        [](void* self, const XML_Char*, const XML_Char* system_id, const XML_Char* public_id, int) {
          if (system_id == nullptr && public_id == nullptr) return;
          static_cast<XesReader*>(self)->refuse(
              "The file names an external document type; nothing is fetched.");
        });
    XML_SetExternalEntityRefHandler(
        parser_,
        [](XML_Parser parser, const XML_Char*, const XML_Char*, const XML_Char*,
           const XML_Char*) -> int {
          static_cast<XesReader*>(XML_GetUserData(parser))
              ->refuse("The file refers to something outside; nothing is fetched.");
          return XML_STATUS_ERROR;
        });
  }
  ~XesReader() override { XML_ParserFree(parser_); }
  XesReader(const XesReader&) = delete;
  XesReader& operator=(const XesReader&) = delete;

  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return source_->consumed(); }

  base::Result<std::unique_ptr<RecordBlock>> next() override {
    if (block_ == nullptr) block_ = std::make_unique<XesBlock>();
    while (!ended_ && (ready_events_ == 0 ||
                       (ready_events_ < kBlockRows && block_->text.size() < kBlockTextBytes))) {
      void* buffer = XML_GetBuffer(parser_, kParseBytes);
      if (buffer == nullptr) return fail(ErrorCode::kIo, "Out of memory.", name_);
      WEND_ASSIGN(const std::size_t got, source_->read(static_cast<char*>(buffer), kParseBytes));
      ended_ = got < kParseBytes;
      const auto state = XML_ParseBuffer(parser_, static_cast<int>(got), ended_);
      if (refused_) return fail(*refused_);
      if (state != XML_STATUS_OK) {
        return fail(
            ErrorCode::kInvalidInput,
            fmt::format("The XML is broken: {}.", XML_ErrorString(XML_GetErrorCode(parser_))),
            place(), "Check that the file is complete.");
      }
    }
    if (block_->events.empty()) {
      if (!saw_log_)
        return fail(ErrorCode::kInvalidInput, "The file is XML but no XES event log.", name_);
      return nullptr;
    }
    return hand_out();
  }

 private:
  std::string place() const {
    return fmt::format("{}:{}:{}", name_, XML_GetCurrentLineNumber(parser_),
                       XML_GetCurrentColumnNumber(parser_) + 1);
  }
  void refuse(std::string_view why) {
    if (!refused_)
      refused_ = {ErrorCode::kInvalidInput, std::string(why), place(),
                  "Remove it and import again."};
    XML_StopParser(parser_, XML_FALSE);
  }

  void open(std::string_view element, const XML_Char** attributes) {
    if (++depth_ > kDepthMax) return refuse("The XML is nested more than 32 levels deep.");
    if (depth_ == 1) {
      if (element != "log") return refuse("The file is XML but no XES event log.");
      saw_log_ = true;
      return;
    }
    if (depth_ == 2 && element == "trace") {
      in_trace_ = true;
      trace_items_.clear();
      return;
    }
    if (element == "event" && (depth_ == 2 || (depth_ == 3 && in_trace_))) {
      in_event_ = true;
      event_depth_ = depth_;
      event_ = Event{.begin = block_->items.size(), .line = XML_GetCurrentLineNumber(parser_)};
      return;
    }
    if (!in_trace_ && !in_event_) return;
    attribute(element, attributes);
  }

  void attribute(std::string_view element, const XML_Char** attributes) {
    std::string_view key, value;
    for (; *attributes != nullptr; attributes += 2) {
      if (std::string_view(attributes[0]) == "key") key = attributes[1];
      if (std::string_view(attributes[0]) == "value") value = attributes[1];
    }
    // Lists hold their entries in <values>, which has no key: the entries keep the list's name.
    std::string name = names_.empty() ? std::string(in_event_ ? "" : "case:") : names_.back();
    if (!key.empty()) {
      if (!names_.empty()) name += '.';
      name += key;
    }
    names_.push_back(name);
    if (name.size() > kColumnNameBytesMax)
      return refuse("The name of an attribute is longer than 1,024 bytes.");
    if (value.empty() || key.empty()) return;
    if (value.size() > kRecordBytesMax)
      return refuse("The value of an attribute is longer than 8 MiB.");
    if ((in_event_ ? block_->items.size() - event_.begin : trace_items_.size()) >= kColumnsMax) {
      return refuse("An event or trace has more than 4,096 attributes.");
    }
    CellKind kind = CellKind::kText;
    if (element == "int" || element == "float") kind = CellKind::kNumber;
    if (element == "boolean" && (value == "true" || value == "false")) kind = CellKind::kJson;
    std::string& text = block_->text;
    Item item{text.size(), name.size(), text.size() + name.size(), value.size(), kind};
    text += name;
    text += value;
    if (in_event_) {
      block_->items.push_back(item);
    } else {
      trace_items_.push_back(item);
    }
  }

  void close() {
    if (in_event_ && depth_ == event_depth_) {
      in_event_ = false;
      event_.end = block_->items.size();
      block_->events.push_back(event_);
      // A trace of very many events is handed out in parts; its attributes stand before its events
      // in every known file.
      const std::size_t open_events = block_->events.size() - ready_events_;
      if (!in_trace_ || open_events >= kBlockRows || block_->text.size() > kBlockTextBytes)
        finish_trace();
    } else if (in_trace_ && depth_ == 2) {
      in_trace_ = false;
      finish_trace();
    } else if (!names_.empty()) {
      names_.pop_back();
    }
    --depth_;
  }

  // All events since the last call belong to the trace whose attributes are known now.
  void finish_trace() {
    const std::size_t begin = block_->items.size();
    block_->items.insert(block_->items.end(), trace_items_.begin(), trace_items_.end());
    for (; ready_events_ < block_->events.size(); ++ready_events_) {
      block_->events[ready_events_].trace_begin = begin;
      block_->events[ready_events_].trace_end = block_->items.size();
    }
    if (!in_trace_) trace_items_.clear();
  }

  // The finished events go; what is open moves to the next block.
  std::unique_ptr<RecordBlock> hand_out() {
    auto next = std::make_unique<XesBlock>();
    const auto move_items = [&](std::vector<Item>& items) {
      for (Item& item : items) {
        const std::string_view name =
            std::string_view(block_->text).substr(item.name, item.name_size + item.value_size);
        item.name = next->text.size();
        item.value = item.name + item.name_size;
        next->text += name;
      }
    };
    move_items(trace_items_);
    for (std::size_t i = ready_events_; i < block_->events.size(); ++i) {
      Event event = block_->events[i];
      std::vector<Item> items(block_->items.begin() + static_cast<std::ptrdiff_t>(event.begin),
                              block_->items.begin() + static_cast<std::ptrdiff_t>(event.end));
      move_items(items);
      event.begin = next->items.size();
      next->items.insert(next->items.end(), items.begin(), items.end());
      event.end = next->items.size();
      next->events.push_back(event);
    }
    if (in_event_) {
      std::vector<Item> items(block_->items.begin() + static_cast<std::ptrdiff_t>(event_.begin),
                              block_->items.end());
      move_items(items);
      event_.begin = next->items.size();
      next->items.insert(next->items.end(), items.begin(), items.end());
    }
    block_->events.resize(ready_events_);
    ready_events_ = 0;
    std::unique_ptr<RecordBlock> done = std::move(block_);
    block_ = std::move(next);
    return done;
  }

  std::unique_ptr<ByteSource> source_;
  const std::string name_;
  const std::vector<std::string> columns_;
  XML_Parser parser_;
  std::unique_ptr<XesBlock> block_;
  std::size_t ready_events_ = 0;  // events whose trace is known
  std::vector<Item> trace_items_;
  std::vector<std::string> names_;  // of the attributes that are open
  Event event_;
  int depth_ = 0;
  int event_depth_ = 0;
  bool in_trace_ = false;
  bool in_event_ = false;
  bool saw_log_ = false;
  bool ended_ = false;
  std::optional<base::Error> refused_;
};

}  // namespace

std::unique_ptr<RecordReader> open_xes(std::unique_ptr<ByteSource> source, std::string name) {
  return std::make_unique<XesReader>(std::move(source), std::move(name));
}

}  // namespace wend::collect
