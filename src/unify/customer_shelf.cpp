#include "unify/customer_shelf.h"

#include <algorithm>

#include "unify/term_merge.h"

namespace wend::unify {
namespace {

// A run that is not this many times as large as the one after it is merged with it.
constexpr std::uint64_t kRunGrowth = 3;
constexpr std::size_t kRunsMax = 8;

}  // namespace

base::Result<std::unique_ptr<CustomerShelf>> CustomerShelf::open(
    const std::filesystem::path& file) {
  WEND_ASSIGN(auto opened, CustomerFile::open(file));
  std::unique_ptr<CustomerShelf> shelf(new CustomerShelf(std::move(opened)));
  WEND_TRY(shelf->load());
  return shelf;
}

base::Status CustomerShelf::load() {
  WEND_ASSIGN(state_, file_->state());
  WEND_ASSIGN(channels_, file_->channels());
  channels_written_ = channels_.size();
  WEND_ASSIGN(runs_, file_->runs());
  WEND_TRY(
      file_->each_customer([this](Ordinal ordinal, std::int64_t profile, std::uint32_t written) {
        columns_.restore(ordinal, profile, written);
      }));
  columns_.finish_restoring();
  if (state_.complete && !sums_missing()) WEND_TRY(file_->restore_sums(columns_));
  return {};
}

Ordinal CustomerShelf::ordinal_of(std::int64_t profile) {
  if (const auto known = columns_.find(profile)) return *known;
  std::lock_guard lock(mutex_);
  const Ordinal ordinal = columns_.add(profile);
  CustomerCard card;
  card.profile_id = profile;
  pending_.insert_or_assign(ordinal, std::move(card));
  columns_.set_written(ordinal, state_.written + 1);
  return ordinal;
}

std::uint64_t CustomerShelf::channel_bit(std::string_view channel) {
  if (channel.empty()) return 0;
  const auto known = std::ranges::find(channels_, channel);
  auto code = static_cast<std::size_t>(known - channels_.begin());
  if (known == channels_.end()) {
    if (code == CustomerColumns::kChannelsMax) return 0;
    std::lock_guard lock(mutex_);
    channels_.emplace_back(channel);
  }
  return std::uint64_t{1} << code;
}

void CustomerShelf::see(std::int64_t profile, TimeUs first_us, TimeUs last_us,
                        std::string_view channel, std::uint64_t events) {
  const Ordinal ordinal = ordinal_of(profile);
  const std::uint64_t channels = channel_bit(channel);
  std::lock_guard lock(mutex_);
  columns_.see(ordinal, first_us, last_us, events, channels);
}

base::Result<CustomerCard> CustomerShelf::card_of(Ordinal ordinal) const {
  if (const auto waiting = pending_.find(ordinal); waiting != pending_.end())
    return waiting->second;
  WEND_ASSIGN(auto card, file_->card(ordinal));
  if (!card || card->profile_id != columns_.profile(ordinal))
    return base::fail(base::ErrorCode::kIo, "The index of customers is damaged.");
  return *std::move(card);
}

void CustomerShelf::put(Ordinal ordinal, CustomerCard card) {
  std::vector<std::string> terms = card.terms(), before;
  if (const auto waiting = pending_.find(ordinal); waiting != pending_.end())
    before = waiting->second.terms();
  std::lock_guard lock(mutex_);
  for (const std::string& term : before) {
    const auto at = pending_terms_.find(term);
    if (at == pending_terms_.end()) continue;
    std::erase(at->second, ordinal);
    if (at->second.empty()) pending_terms_.erase(at);
  }
  for (std::string& term : terms) pending_terms_[std::move(term)].push_back(ordinal);
  pending_.insert_or_assign(ordinal, std::move(card));
  columns_.set_written(ordinal, state_.written + 1);
}

void CustomerShelf::take_out(Ordinal ordinal) {
  if (pending_.contains(ordinal)) {
    CustomerCard nobody;
    put(ordinal, std::move(nobody));  // takes its terms away
  }
  std::lock_guard lock(mutex_);
  pending_.erase(ordinal);
  columns_.remove(ordinal);
  dropped_.push_back(ordinal);
}

base::Status CustomerShelf::add_identity(std::int64_t profile, std::string_view name,
                                         std::string_view value) {
  const Ordinal ordinal = ordinal_of(profile);
  WEND_ASSIGN(auto card, card_of(ordinal));
  if (card.add_identity(name, value)) put(ordinal, std::move(card));
  return {};
}

base::Status CustomerShelf::add_traits(std::int64_t profile, TimeUs time_us, std::int64_t sequence,
                                       std::string_view traits) {
  const Ordinal ordinal = ordinal_of(profile);
  WEND_ASSIGN(auto card, card_of(ordinal));
  bool changed = false;
  parser_.each(traits, [&](std::string_view name, const model::Value& value) {
    changed = card.add_trait(name, value, time_us, sequence) || changed;
  });
  if (changed) put(ordinal, std::move(card));
  return {};
}

void CustomerShelf::replace(std::span<const std::int64_t> profiles,
                            std::vector<CustomerRead> customers) {
  for (const std::int64_t profile : profiles)
    if (const auto ordinal = columns_.find(profile)) take_out(*ordinal);
  for (CustomerRead& one : customers) {
    const Ordinal ordinal = ordinal_of(one.card.profile_id);
    std::uint64_t channels = 0;
    for (const std::string& channel : one.channels) channels |= channel_bit(channel);
    put(ordinal, std::move(one.card));
    std::lock_guard lock(mutex_);
    columns_.see(ordinal, one.first_us, one.last_us, one.events, channels);
  }
}

void CustomerShelf::forget_sums() {
  std::lock_guard lock(mutex_);
  for (Ordinal ordinal = 0; ordinal < columns_.size(); ++ordinal) columns_.forget_sums(ordinal);
}

base::Status CustomerShelf::commit(const StoreMarks& marks, bool complete) {
  CustomerFile::State next = state_;
  next.marks = marks;
  next.complete = complete;
  next.sums_sequence = -1;
  if (!pending_.empty()) ++next.written;
  WEND_TRY(file_->begin());
  TermRun run{.first_written = next.written, .last_written = next.written};
  if (channels_written_ < channels_.size()) WEND_TRY(file_->put_channels(channels_));
  for (const Ordinal ordinal : dropped_)
    if (columns_.profile(ordinal) == CustomerColumns::kNobody)
      WEND_TRY(file_->drop_customer(ordinal));
  for (const auto& [ordinal, card] : pending_)
    WEND_TRY(file_->put_customer(ordinal, next.written, card));
  if (!pending_terms_.empty()) {
    TermRunWriter writer(*file_, run);
    WEND_TRY(writer.begin());
    std::vector<Ordinal> sorted;
    for (const auto& [term, ordinals] : pending_terms_) {
      sorted = ordinals;
      std::ranges::sort(sorted);
      WEND_TRY(writer.add(term, sorted));
    }
    WEND_TRY(writer.finish());
  }
  WEND_TRY(file_->put_state(next));
  WEND_TRY(file_->commit());
  {
    std::lock_guard lock(mutex_);
    for (const auto& [ordinal, card] : pending_) columns_.set_written(ordinal, next.written);
    if (!pending_terms_.empty()) runs_.push_back(std::move(run));
    pending_.clear();
    pending_terms_.clear();
  }
  dropped_.clear();
  channels_written_ = channels_.size();
  state_ = next;
  return merge_small();
}

base::Status CustomerShelf::write(std::vector<CustomerRead> customers) {
  if (customers.empty()) return {};
  CustomerFile::State next = state_;
  ++next.written;
  TermRun run{.first_written = next.written, .last_written = next.written};
  std::vector<std::pair<std::string, Ordinal>> terms;
  std::vector<Ordinal> ordinals;
  for (CustomerRead& one : customers) {
    const Ordinal ordinal = ordinal_of(one.card.profile_id);
    ordinals.push_back(ordinal);
    for (std::string& term : one.card.terms()) terms.emplace_back(std::move(term), ordinal);
  }
  std::ranges::sort(terms);
  WEND_TRY(file_->begin());
  for (std::size_t i = 0; i < customers.size(); ++i)
    WEND_TRY(file_->put_customer(ordinals[i], next.written, customers[i].card));
  TermRunWriter writer(*file_, run);
  WEND_TRY(writer.begin());
  std::vector<Ordinal> with;
  for (std::size_t at = 0; at < terms.size();) {
    with.clear();
    const std::size_t first = at;
    for (; at < terms.size() && terms[at].first == terms[first].first; ++at)
      with.push_back(terms[at].second);
    WEND_TRY(writer.add(terms[first].first, with));
  }
  WEND_TRY(writer.finish());
  WEND_TRY(file_->put_state(next));
  WEND_TRY(file_->commit());
  for (std::size_t i = 0; i < customers.size(); ++i) {
    std::uint64_t channels = 0;
    for (const std::string& channel : customers[i].channels) channels |= channel_bit(channel);
    std::lock_guard lock(mutex_);
    columns_.see(ordinals[i], customers[i].first_us, customers[i].last_us, customers[i].events,
                 channels);
    columns_.set_written(ordinals[i], next.written);
    pending_.erase(ordinals[i]);
  }
  {
    std::lock_guard lock(mutex_);
    runs_.push_back(std::move(run));
  }
  state_ = next;
  return merge_small();
}

base::Status CustomerShelf::commit_sums() {
  CustomerFile::State next = state_;
  next.sums_sequence = next.marks.last_sequence;
  WEND_TRY(file_->begin());
  WEND_TRY(file_->put_sums(columns_));
  WEND_TRY(file_->put_state(next));
  WEND_TRY(file_->commit());
  state_ = next;
  return {};
}

base::Status CustomerShelf::merge_small() {
  while (runs_.size() > 1 && (runs_.size() > kRunsMax ||
                              runs_[runs_.size() - 2].bytes < kRunGrowth * runs_.back().bytes))
    WEND_TRY(merge(runs_.size() - 2));
  return {};
}

// Makes one run of those from this place on.
base::Status CustomerShelf::merge(std::size_t from) {
  const std::span<const TermRun> old(runs_.begin() + static_cast<std::ptrdiff_t>(from),
                                     runs_.end());
  TermRun run{.first_written = old.front().first_written, .last_written = old.back().last_written};
  WEND_TRY(file_->begin());
  WEND_TRY(merge_runs(*file_, old, columns_, run));
  for (const TermRun& one : old) WEND_TRY(file_->drop_run(one.number));
  // Nobody may look for blocks that are gone.
  std::lock_guard lock(mutex_);
  WEND_TRY(file_->commit());
  runs_.resize(from);
  if (!run.first_terms.empty()) runs_.push_back(std::move(run));
  return {};
}

base::Result<std::size_t> CustomerShelf::forget(std::span<const std::int64_t> profiles,
                                                const StoreMarks& marks) {
  std::size_t taken_out = 0;
  for (const std::int64_t profile : profiles) {
    const auto ordinal = columns_.find(profile);
    if (!ordinal) continue;
    take_out(*ordinal);
    ++taken_out;
  }
  WEND_TRY(commit(marks, state_.complete));
  // Their terms of now and of before stand in any of the runs.
  if (!runs_.empty()) WEND_TRY(merge(0));
  WEND_TRY(commit_sums());
  WEND_TRY(file_->empty_log());
  return taken_out;
}

std::size_t CustomerShelf::size() const {
  std::shared_lock lock(mutex_);
  return columns_.with_events();
}

CustomerShelf::Memory CustomerShelf::memory() const {
  std::shared_lock lock(mutex_);
  Memory memory{.columns = columns_.memory(), .runs = 0, .waiting = 0};
  for (const TermRun& run : runs_)
    for (const std::string& term : run.first_terms)
      memory.runs += sizeof(term) + (term.capacity() > sizeof(term) / 2 ? term.capacity() : 0);
  for (const auto& [ordinal, card] : pending_)
    memory.waiting += sizeof(card) + 96 * (card.identities.size() + card.traits.size());
  for (const auto& [term, ordinals] : pending_terms_)
    memory.waiting += 96 + term.size() + ordinals.capacity() * sizeof(Ordinal);
  return memory;
}

}  // namespace wend::unify
