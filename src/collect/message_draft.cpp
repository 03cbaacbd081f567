#include "collect/message_draft.h"

#include <bit>
#include <fmt/format.h>
#include <random>
#include <xxhash.h>

#include "collect/limits.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kLookedAtEach = 16;

// Seeded, so that nobody can choose keys that all meet in one place.
std::uint64_t hash_of(std::string_view key) {
  static const std::uint64_t seed = std::random_device()();
  return XXH3_64bits_withSeed(key.data(), key.size(), seed);
}

// One of 64 kinds that keys fall into by their looks.
std::uint64_t kind_of(std::string_view key) {
  if (key.empty()) return 1;
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return std::uint64_t{1} << ((key.size() * 7 + first * 5 + last) % 64);
}

}  // namespace

Field not_null(const dom::element& value) {
  return value.is_null() ? Field() : Field(value);
}

Field member(const Field& of, std::string_view name) {
  Field found;
  dom::object object;
  if (!of || of->get(object) != simdjson::SUCCESS) return found;
  for (const auto [key, value] : object) {
    if (key == name) found = not_null(value);
  }
  return found;
}

std::string_view text_of(const Field& field) {
  std::string_view text;
  if (field && field->get(text) != simdjson::SUCCESS) text = {};
  return text;
}

void PropertyList::clear() {
  kinds_ = 0;
  entries_.clear();
  slots_.clear();
}

const PropertyList::Entry* PropertyList::find(std::string_view key) const {
  if ((kinds_ & kind_of(key)) == 0) return nullptr;
  if (slots_.empty()) {
    for (const Entry& entry : entries_) {
      if (entry.key == key) return &entry;
    }
    return nullptr;
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash_of(key) & mask; slots_[at] != 0; at = (at + 1) & mask) {
    const Entry& entry = entries_[slots_[at] - 1];
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

void PropertyList::place(std::size_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_of(entries_[entry].key) & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = static_cast<std::uint32_t>(entry + 1);
}

PropertyList::Value& PropertyList::at(std::string_view key) {
  if (const Entry* found = find(key)) {
    Entry& entry = entries_[static_cast<std::size_t>(found - entries_.data())];
    entry.removed = false;
    return entry.value;
  }
  kinds_ |= kind_of(key);
  entries_.push_back({key, std::string_view()});
  if (entries_.size() <= kLookedAtEach) return entries_.back().value;
  if (slots_.size() < 2 * entries_.size()) {
    slots_.assign(std::bit_ceil(8 * entries_.size()), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) place(i);
  } else {
    place(entries_.size() - 1);
  }
  return entries_.back().value;
}

void PropertyList::put_members(const Field& object) {
  dom::object members;
  if (!object || object->get(members) != simdjson::SUCCESS) return;
  for (const auto [key, value] : members) put(key, value);
}

void PropertyList::add(std::string_view key, const Field& value) {
  std::string_view text;
  if (!value || value->is_null() || has(key)) return;
  if (value->get(text) == simdjson::SUCCESS && text.empty()) return;
  put(key, *value);
}

void PropertyList::add_text(std::string_view key, std::string_view text) {
  if (!text.empty() && !has(key)) put_text(key, text);
}

void PropertyList::copy(std::string_view from, std::string_view key) {
  const Entry* found = find(from);
  if (found == nullptr || found->removed) return;
  const Value value = found->value;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    add_text(key, *text);
  } else {
    add(key, std::get<dom::element>(value));
  }
}

void PropertyList::remove(std::string_view key) {
  if (const Entry* found = find(key))
    entries_[static_cast<std::size_t>(found - entries_.data())].removed = true;
}

void PropertyList::remove_text(std::string_view key, std::string_view text) {
  const Entry* found = find(key);
  if (found == nullptr) return;
  const auto* own = std::get_if<std::string_view>(&found->value);
  if (own != nullptr ? *own == text : text_of(std::get<dom::element>(found->value)) == text)
    remove(key);
}

bool PropertyList::surely_fits() const {
  if (entries_.size() > kColumnsMax) return false;
  // A character takes six bytes at most; quotes, colon and comma of a member another six.
  constexpr std::size_t kCharacterBytes = 6;
  constexpr std::size_t kMemberBytes = 6;
  std::size_t room = kMessageBytesMax - 2;
  for (const Entry& entry : entries_) {
    const auto* text = std::get_if<std::string_view>(&entry.value);
    const std::size_t characters = entry.key.size() + (text != nullptr ? text->size() : 0);
    const std::size_t bytes = kCharacterBytes * characters + kMemberBytes;
    if (bytes > room) return false;
    room -= bytes;
    if (text != nullptr) continue;
    if (!collect::surely_fits(std::get<dom::element>(entry.value), kDepthMax - 1, room))
      return false;
  }
  return true;
}

std::string_view PropertyList::write(std::string& out) const {
  out.assign(1, '{');
  if (entries_.size() > kColumnsMax) return "The message has more than 4,096 properties.";
  for (const Entry& entry : entries_) {
    if (entry.removed) continue;
    if (out.size() > 1) out += ',';
    append_json_text(out, entry.key);
    out += ':';
    if (const auto* text = std::get_if<std::string_view>(&entry.value)) {
      append_json_text(out, *text);
    } else if (!append_json(out, std::get<dom::element>(entry.value), kDepthMax - 1)) {
      return "The properties are nested more than 32 levels deep.";
    }
    if (out.size() > kMessageBytesMax) return "The properties are longer than 1 MiB.";
  }
  out += '}';
  return {};
}

void Draft::clear() {
  message = {};
  properties.clear();
  time_said.reset();
  time_is_readable = true;
  warning.clear();
  also.clear();
  texts_.clear();
  documents_used_ = 0;
}

void Draft::warn(std::string_view sentence) {
  if (!warning.empty()) warning += ' ';
  warning += sentence;
}

void Draft::add_identity(std::string_view name, std::string_view value, bool alias) {
  if (value.find_first_not_of(" \t\r\n") == value.npos || value.size() > kNameBytesMax ||
      value.contains('\0') || also.size() == kIdentitiesMax)
    return;
  also.push_back({name, value, alias});
}

Field Draft::parse(std::string_view text) {
  if (documents_used_ == documents_.size()) documents_.emplace_back();
  const auto element = documents_[documents_used_++].parse(text);
  return element ? not_null(*element) : Field();
}

std::optional<std::string_view> Draft::scalar(const Field& field) {
  std::string_view text;
  if (!field) return std::nullopt;
  if (field->get(text) == simdjson::SUCCESS) return text;
  if (!field->is_number()) return std::nullopt;
  return keep(number_text(*field));
}

std::string Draft::read_id(const Field& field, std::string_view what, std::string_view& out) {
  if (!field) return {};
  const auto text = scalar(field);
  if (!text) return fmt::format("The {} must be a text.", what);
  if (text->size() > kNameBytesMax) return fmt::format("The {} is longer than 1,024 bytes.", what);
  if (text->find('\0') != std::string_view::npos)
    return fmt::format("The {} holds a zero character.", what);
  out = *text;
  return {};
}

}  // namespace wend::collect
